"""Fill in workbooks as a person would: open the template's bytes, write into cells, save."""

from io import BytesIO
from typing import Any

import openpyxl

from scoring.actions.surveys import know
from scoring.actions.workbooks import confirming, staging
from scoring.imports.packets import LISTED, NOTES
from scoring.imports.workbook import SourceFile
from scoring.models import AssessmentRound, ImportAct
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.packets.templates import field_packet, scores_packet, unit_packet


def round_templates(round_: AssessmentRound, *, unit: str, area: str) -> dict[str, bytes]:
    """Every template of a round by its kind, with what stands in it, as the desk gives them out; of one unit, one field."""
    held = know(round_)
    sheet = round_.sheets.select_related("unit").get(unit__code=unit)
    return {
        "scores": scores_packet(round_),
        "unit": unit_packet(round_, sheet),
        "field": field_packet(round_, round_.criteria_set.criteria.get(code=area)),
        "surveys": tallies_packet(round_, held),
        "satisfaction": satisfaction_packet(round_, held),
    }


class Book:
    """A workbook under the hands of a person; cells are named by unit and heading, in a list by unit, leaf and heading."""

    def __init__(self, content: bytes, name: str = "diem.xlsx") -> None:
        self.book, self.name = openpyxl.load_workbook(BytesIO(content)), name

    def heading(self, title: str) -> tuple[int, dict[str, int]]:
        """The row of the heading of a worksheet, and its columns by name."""
        sheet = self.book[title]
        for row in range(1, 15):
            names = {str(sheet.cell(row, column).value): column for column in range(1, sheet.max_column + 1)}
            if "Mã đơn vị" in names:
                return row, names
        raise AssertionError(f"no heading in {title}")

    def cell(self, title: str, unit: str, heading: str, leaf: str = "") -> Any:
        start, names = self.heading(title)
        sheet = self.book[title]
        for row in range(start + 1, sheet.max_row + 1):
            if sheet.cell(row, names["Mã đơn vị"]).value == unit and (
                not leaf or str(sheet.cell(row, names["Mã tiêu chí"]).value) == leaf
            ):
                return sheet.cell(row, names[heading])
        raise AssertionError(f"no row of {unit} {leaf} in {title}")

    def write(self, title: str, unit: str, heading: str, value: Any, leaf: str = "") -> "Book":
        self.cell(title, unit, heading, leaf).value = value
        return self

    def note(self, unit: str, leaf: str, **values: Any) -> "Book":
        """What is said of a leaf, in its line of "Ghi chú"."""
        for name, value in values.items():
            self.write(NOTES, unit, LISTED[name], value, leaf)
        return self

    def source(self) -> SourceFile:
        out = BytesIO()
        self.book.save(out)
        return SourceFile(self.name, out.getvalue())


def checked(round_: Any, source: SourceFile, by: Any, kind: str = "") -> ImportAct:
    """Brought and checked."""
    act = staging.stage(round_=round_, source=source, kind=kind, by=by)
    assert staging.take_up(act.pk)
    return staging.check(act=act.pk)


def doubts_of(act: ImportAct) -> list[str]:
    return [each["key"] for each in act.summary["doubts"]]


def imported(round_: Any, source: SourceFile, by: Any, kind: str = "") -> ImportAct:
    """All three steps, every doubt seen."""
    act = checked(round_, source, by, kind)
    assert act.state == ImportAct.State.CHECKED, act.problems
    return confirming.confirm(act=act, acknowledged=doubts_of(act), by=by)
