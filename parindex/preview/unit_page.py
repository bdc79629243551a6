"""What the preview of a unit's year shows: what the public page will, with ways back to the preview of the table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from parindex.portal.presenters import proof, unit_year
from parindex.portal.presenters.units import SheetView
from scoring.published.preview import NO_NUMBER, UnitYear
from units.models import Unit


def context(found: UnitYear, code: str, table: str, absolute: Callable[[str], str]) -> dict[str, Any]:
    """`table`: the address of the table's preview. Files and papers would be those of what is published now: there are none.

    Nor has what is not published a stamp; other tables of that year have theirs.
    """
    unit = Unit.objects.select_related("parent").get(code=code)
    releases = [each.ranking.release for each in found.beside]
    year = next(each.year for each in releases if each.number == NO_NUMBER)
    known = unit_year.Known(found.beside, found.assessments, found.whys, found.blocks)
    stamps = {each.number: proof.stamp(each, absolute) for each in releases if each.number}
    shown = unit_year.context(unit, year, known, stamps, [])
    return {**shown, "sheets": [_leading_back(each, f"{table}#{code}") for each in shown["sheets"]], "table": table}


def _leading_back(sheet: SheetView, table: str) -> SheetView:
    return sheet if sheet.release.number else replace(sheet, edition=replace(sheet.edition, ranking_href=table))
