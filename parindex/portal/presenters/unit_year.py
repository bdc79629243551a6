"""Everything the page of a unit's year shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.published import Assessment, PublishedBlock, Ranking, SideBySide, Why
from units.models import Unit

from . import comparison, criteria, lost_points, why
from . import units as presenter
from .navigation import Link
from .proof import Stamp


@dataclass(frozen=True)
class Known:
    """What is known of one unit's year: its tables in their order, and by their numbers what lies below and behind them."""

    beside: list[SideBySide]
    assessments: Mapping[int, Assessment] = field(default_factory=dict)
    whys: Mapping[int, Why] = field(default_factory=dict)
    blocks: Mapping[int, PublishedBlock] = field(default_factory=dict)

    @property
    def rankings(self) -> list[Ranking]:
        return [each.ranking for each in self.beside]


def context(unit: Unit, year: int, known: Known, stamps: Mapping[int, Stamp], files: list[Link]) -> dict[str, Any]:
    """What the page shows of tables that hold the unit, one at least; a table without a number has no links to itself."""
    code, rankings = unit.code, known.rankings
    sheets = [presenter.sheet(each, code) for each in known.beside]
    return {
        "unit": unit,
        "year": year,
        "lead": presenter.year_lead(rankings, code),
        "sheets": sheets,
        "compare": {each.release.number: comparison.of_unit(each, code) for each in rankings if each.release.number},
        "dash_note": presenter.dash_note_of_year(sheets),
        "below": criteria.below(known.assessments, rankings, code),
        "lost": lost_points.views(known.blocks, rankings, code),
        "whys": why.views(known.whys, code),
        "files": files,
        "stamps": stamps,
        "illustrative": unit.illustrative or any(each.release.illustrative for each in rankings),
    }
