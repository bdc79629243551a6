"""Recognise which table a worksheet holds, and which column of it each cell of the heading row names."""

import difflib
from dataclasses import dataclass, field
from functools import cached_property

from .problems import Problem
from .tables import COMPONENT_COLUMNS, TABLES, Column, Table
from .values import Cell
from .workbook import Worksheet, heading_key

_LOOK_FOR_HEADING = 10  # a title or two may stand above the heading row


def _names_of(table: Table) -> dict[str, Column]:
    names = {}
    for column in table.columns:
        names[heading_key(column.heading)] = column
        names[heading_key(column.code)] = column
    return names


@dataclass(frozen=True)
class Format:
    """Tables that come in together: a worksheet is one of them."""

    tables: tuple[Table, ...]

    @cached_property
    def names(self) -> dict[str, dict[str, Column]]:
        """For each table, its columns by every name that a heading may use."""
        return {table.code: _names_of(table) for table in self.tables}

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(name for names in self.names.values() for name in names)


RESULTS = Format(TABLES)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell of a row belongs: a column of the table, or one part (figure, rank, change) of a component."""

    heading: str
    column: Column
    component: str = ""
    code: str = field(init=False)  # what a row calls it: the column's code, or `c.tham-dinh.rank`

    def __post_init__(self) -> None:
        code = f"c.{self.component}.{self.column.code}".rstrip(".") if self.component else self.column.code
        object.__setattr__(self, "code", code)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row of a worksheet: the table, and a place (or None for a blank heading) for each cell."""

    table: Table
    row: int
    places: tuple[Place | None, ...]
    unknown: frozenset[int] = frozenset()  # cells that name no column of the table, said once at the heading

    @property
    def missing(self) -> list[Column]:
        """Columns of the table that the heading row does not name."""
        named = {place.column.code for place in self.places if place and not place.component}
        return [column for column in self.table.columns if column.code not in named]

    def heading_of(self, code: str) -> str:
        """The heading as this file writes it, for naming the column in a problem."""
        for place in self.places:
            if place and place.column.code == code and not place.component:
                return place.heading
        return self.table.by_code[code].heading if code in self.table.by_code else code


def _component_place(heading: str) -> Place | None:
    """`c.tham-dinh` or `c.tham-dinh.rank`."""
    parts = heading_key(heading).split(".")
    if len(parts) not in (2, 3) or parts[0] != "c" or not parts[1]:
        return None
    column = COMPONENT_COLUMNS.get(parts[2] if len(parts) == 3 else "")
    return Place(heading, column, parts[1]) if column else None


def _recognised(table: Table, names: dict[str, Column], cells: tuple[Cell, ...]) -> int:
    """How many cells of the row name a column of the table."""
    return sum(
        heading_key(cell.text) in names or (table.open_ended and _component_place(cell.text) is not None)
        for cell in cells
        if cell.text
    )


def _named_by(worksheet: Worksheet, among: Format) -> str:
    """The table that the worksheet's title, else the file's name, begins with: "results-hai-phong.csv" -> results."""
    for name in (worksheet.title, worksheet.file):
        key = heading_key(name)
        for table in sorted(among.tables, key=lambda each: -len(each.code)):
            if key.startswith(table.code) or key == heading_key(table.heading):
                return table.code
    return ""


def _at(worksheet: Worksheet, row: int | None, message: str, advice: str, column: str = "") -> Problem:
    return Problem(message, advice, worksheet.file, worksheet.title, row, column)


def find_heading(worksheet: Worksheet, among: Format = RESULTS) -> tuple[Heading | None, list[Problem]]:
    """The heading row of a worksheet, with every problem in it; None when no table is recognised."""
    hint = _named_by(worksheet, among)
    # (columns named, required columns missing, named by the title) decides; the row nearest the top wins a tie.
    best: tuple[tuple[int, int, bool], Table, int, tuple[Cell, ...]] | None = None
    tied = False
    for number, cells in worksheet.rows[:_LOOK_FOR_HEADING]:
        for table in among.tables:
            names = among.names[table.code]
            named = {names.get(heading_key(cell.text)) for cell in cells}
            missing = sum(column.required and column not in named for column in table.columns)
            if table.code == "results":  # a result is some unit's
                missing += named.isdisjoint({table.by_code["unit"], table.by_code["unit_name"]})
            weight = (_recognised(table, names, cells), -missing, table.code == hint)
            if best is None or weight > best[0]:
                best, tied = (weight, table, number, cells), False
            elif weight == best[0] and number == best[2]:
                tied = True
        if best is not None and best[0][0] >= 2:
            break
    if best is None or best[0][0] < 2:
        return None, [
            _at(
                worksheet,
                worksheet.rows[0][0] if worksheet.rows else None,
                "không nhận ra bảng nào của mẫu",
                "Dòng tiêu đề phải ghi tên cột đúng như tệp mẫu trống; xóa trang tính không cần nhập.",
            )
        ]
    _weight, table, number, cells = best
    if tied:
        advice = "Thêm cột của bảng định nhập, hoặc đặt tên trang tính (hay đầu tên tệp) là mã bảng, ví dụ results."
        return None, [_at(worksheet, number, "dòng tiêu đề hợp với hơn một bảng", advice)]
    return _read_heading(table, number, cells, worksheet, among)


def _read_heading(
    table: Table, number: int, cells: tuple[Cell, ...], worksheet: Worksheet, among: Format
) -> tuple[Heading, list[Problem]]:
    names, problems = among.names[table.code], []
    places: list[Place | None] = []
    seen: set[tuple[str, str]] = set()
    unknown: set[int] = set()
    for cell in cells:
        place = None
        if cell.text:
            if column := names.get(heading_key(cell.text)):
                place = Place(cell.text, column)
            elif table.open_ended:
                place = _component_place(cell.text)
            if place is None:
                unknown.add(len(places))
                problems.append(_unknown(table, cell.text, number, worksheet, among))
            elif (place.column.code, place.component) in seen:
                advice = "Giữ một cột, xóa cột kia."
                problems.append(_at(worksheet, number, "hai cột cùng tên", advice, cell.text))
            else:
                seen.add((place.column.code, place.component))
        places.append(place)
    for column in table.columns:
        if column.required and (column.code, "") not in seen:
            advice = f"Thêm cột “{column.heading}” (hoặc “{column.code}”) và ghi giá trị ở mọi dòng."
            problems.append(_at(worksheet, number, f"bảng “{table.heading}” thiếu cột “{column.heading}”", advice))
    return Heading(table, number, tuple(places), frozenset(unknown)), problems


def _unknown(table: Table, text: str, number: int, worksheet: Worksheet, among: Format) -> Problem:
    elsewhere = [code for code, names in among.names.items() if heading_key(text) in names]
    near = difflib.get_close_matches(heading_key(text), among.names[table.code], n=1, cutoff=0.6)
    advice = f"Xóa cột này, hoặc xem các cột của bảng “{table.heading}” trong tệp mẫu trống."
    if elsewhere:
        belongs = next(each for each in among.tables if each.code == elsewhere[0])
        advice = f"Cột này thuộc bảng “{belongs.heading}”; xóa khỏi bảng này."
    elif near:
        column = among.names[table.code][near[0]]
        advice = f"Có phải cột “{column.heading}” ({column.code})?"
    return _at(worksheet, number, f"bảng “{table.heading}” không có cột này", advice, text)
