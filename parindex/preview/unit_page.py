"""What the preview of a unit's year shows: what the public page will, with ways back to the preview of the table."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from parindex.portal.presenters import proof, unit_year
from parindex.portal.presenters.criteria import AreaView, NodeView, UnitView
from parindex.portal.presenters.units import SheetView
from scoring.published.preview import NO_NUMBER, UnitYear
from units.models import Unit

from .criterion_page import address


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
    sheets = [_leading_back(each, f"{table}#{code}") for each in shown["sheets"]]
    below = {number: each if number else _leading_on(each, table) for number, each in shown["below"].items()}
    return {**shown, "sheets": sheets, "below": below, "table": table}


def _leading_back(sheet: SheetView, table: str) -> SheetView:
    return sheet if sheet.release.number else replace(sheet, edition=replace(sheet.edition, ranking_href=table))


def _leading_on(below: UnitView, table: str) -> UnitView:
    """The criteria with the addresses of their previews."""

    def node(view: NodeView) -> NodeView:
        return replace(view, href=address(table, view.code))

    def area(view: AreaView) -> AreaView:
        return replace(view, head=node(view.head), nodes=[node(each) for each in view.nodes])

    return replace(below, areas=[area(each) for each in below.areas])
