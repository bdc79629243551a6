"""Everything the page of a unit shows."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from scoring.published import BreakInfo, Release, UnitEdition
from units.models import Unit

from . import charting, indexes, navigation
from . import units as presenter
from .lineage import Lineage, traces


def context(
    unit: Unit,
    editions: tuple[UnitEdition, ...],
    breaks: Mapping[str, tuple[BreakInfo, ...]],
    releases: list[Release],
    *,
    lineage: Lineage,
    last_years: Mapping[str, int],
) -> dict[str, Any]:
    """Who the unit is, what it was and became, all its results, and the tables of the units under it."""
    identity = presenter.identity(unit, lineage)
    drawings = charting.history_charts(unit.code, editions, breaks, releases)
    series = presenter.series(unit, editions, breaks, drawings)
    return {
        "unit": unit,
        "identity": identity,
        "became": presenter.became(identity),
        "traces": traces(unit, lineage, last_years),
        "sources": presenter.sources(identity),
        "blocks": navigation.by_place([each for each in releases if each.parent_unit == unit.code]),
        "lead": presenter.lead(unit, editions),
        "series": series,
        "files": navigation.files_beside(reverse("portal:unit", args=[unit.code])) if series else [],
        "dash_note": presenter.dash_note(series),
        "has_charts": bool(drawings),
        "indexes": indexes.link(unit.code, editions),
        "compare_with": presenter.comparable(editions),
    }
