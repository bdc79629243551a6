"""Read a workbook of marks into what it says of each leaf of each unit, with the place of every word.

Two shapes of worksheets: a list has a row for each leaf of a unit, a matrix has units down and leaves across. Units and
leaves are told by their codes. An empty cell says nothing. Every row is read, refused with a reason, or wholly empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from units.names import match_key, search_key

from .accounts import Account, Fate, Ledger
from .packets import (
    BASE_OF,
    LEAF,
    LISTED,
    MEASURES,
    SELF_SCORES,
    TO_LOOK_AT,
    TOTAL,
    UNIT,
    UNIT_NAME,
    Expected,
    Identity,
    LeafShape,
    identity_of,
    is_passed_over,
)
from .problems import Problem, Severity
from .tables import Column, Kind
from .values import Cell, Unreadable, quantity, read
from .workbook import SourceFile, Worksheet, heading_key, open_file

_LOOK_FOR_HEADING = 12
_TEXT = Column("text", "văn bản", Kind.PARAGRAPHS)
_YES_NO = Column("yes_no", "có hoặc không", Kind.YES_NO)
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file."""

    sheet: str
    row: int
    column: str
    value: str


@dataclass(slots=True)
class Given:
    """What the file says of one leaf of one unit: fields of an entry, each with its place. `order`: as met in the file."""

    unit: str
    leaf: str
    order: int
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class MarkReading:
    """What came out of a file. rows = accepted + refused + blank, over all worksheets that are read."""

    file: str
    identity: Identity | None = None
    given: dict[tuple[str, str], Given] = field(default_factory=dict)
    totals: list[tuple[str, Decimal, Place, tuple[str, ...]]] = field(default_factory=list)  # with the leaves beside it
    doubtful_names: list[tuple[str, str, Place]] = field(default_factory=list)  # unit, its name, where it is another
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)


def read_marks(source: SourceFile, expected: Expected) -> MarkReading:
    """Everything in the file and every problem in it, at once."""
    headings = (UNIT, UNIT_NAME, LEAF, TOTAL, *LISTED.values(), *TO_LOOK_AT)
    opened = open_file(source, frozenset(map(heading_key, headings)))
    reading = MarkReading(source.name, identity_of(opened.worksheets), problems=list(opened.problems))
    read_any = False
    for worksheet in opened.worksheets:
        if not is_passed_over(worksheet.title):
            read_any = True
            reader = _Reader(worksheet, expected, reading, Ledger(worksheet))
            reader.read()
            reader.hold_to_account()
    if not read_any and not opened.problems:
        reading.problems.append(Problem("tệp không có bảng điểm nào", "Dùng tệp mẫu của kỳ đánh giá.", source.name))
    return reading


@dataclass(slots=True)
class _Reader:
    """Goes through one worksheet."""

    worksheet: Worksheet
    expected: Expected
    reading: MarkReading
    ledger: Ledger
    headings: list[str] = field(default_factory=list)

    def hold_to_account(self) -> None:
        """Every row of the worksheet was read, refused with a reason or empty; else the file is refused."""
        account = self.ledger.account
        self.reading.accounts.append(account)
        self.reading.rows += account.accepted + account.refused + account.blank - len(self.worksheet.blank)
        self.reading.accepted += account.accepted
        self.reading.refused += account.refused
        self.reading.blank += account.blank - len(self.worksheet.blank)
        if (problem := self.ledger.imbalance(self.reading.problems)) is not None:
            self.reading.problems.append(problem)

    def read(self) -> None:
        sheet = self.worksheet
        start = next(
            (place for place, (_n, cells) in enumerate(sheet.rows[:_LOOK_FOR_HEADING]) if _is_heading(cells)), None
        )
        if start is None:
            row = sheet.rows[0][0] if sheet.rows else 1
            advice = f"Dòng tiêu đề phải có cột “{UNIT}”; dùng tệp mẫu của kỳ, xóa trang tính không cần nhập."
            self._say(row, "", "", "không nhận ra bảng điểm nào", advice)
            self.ledger.put_all(Fate.REFUSED)
            return
        number, cells = sheet.rows[start]
        self.headings = [cell.text for cell in cells]
        data = sheet.rows[start + 1 :]
        columns = self._columns(number, cells)
        if columns is None:
            self.ledger.put_all(Fate.REFUSED)
            return
        for above, _cells in sheet.rows[: start + 1]:
            self.ledger.put(above, Fate.ASIDE)
        seen: dict[Any, int] = {}
        for row, line in data:
            self.ledger.put(row, self._row(row, line, columns, seen))

    def _say(self, row: int, column: str, value: str, message: str, advice: str, *, warning: bool = False) -> None:
        severity = Severity.WARNING if warning else Severity.ERROR
        place = (self.worksheet.file, self.worksheet.title, row, column, value[:200])
        self.reading.problems.append(Problem(message, advice, *place, severity))

    def _columns(self, row: int, cells: Sequence[Cell]) -> list[tuple[str, str]] | None:
        """(leaf, field) of each column: a leaf is "" in a list. None where the heading is not one."""
        is_list = any(heading_key(cell.text) == heading_key(LEAF) for cell in cells)
        names = {heading_key(name): ("", name) for name in (UNIT, UNIT_NAME, LEAF, TOTAL)}
        names |= {heading_key(name): ("", "") for name in TO_LOOK_AT}
        if is_list:
            names |= {heading_key(name): ("", code) for code, name in LISTED.items()}
        elif not self._matrix_names(names):
            message = f"không rõ trang này ghi số đo hay điểm tự chấm (tên trang “{self.worksheet.title}”)"
            advice = f"Đặt tên trang tính bắt đầu bằng “{MEASURES}” hoặc “{SELF_SCORES}” như trong tệp mẫu."
            self._say(row, "", "", message, advice)
            return None
        found: list[tuple[str, str]] = []
        before = len(self.reading.problems)
        for cell in cells:
            column = names.get(heading_key(cell.text)) if cell.text else ("", "")
            if cell.number is not None and not is_list:
                advice = "Định dạng dòng tiêu đề là Văn bản (Text) rồi ghi lại mã tiêu chí."
                self._say(row, cell.text, cell.text, "mã tiêu chí bị lưu thành số nên không rõ là 1.1 hay 1.10", advice)
            elif column is None:
                advice = "Xóa cột này, hoặc sửa tên cột như trong tệp mẫu."
                self._say(row, cell.text, cell.text, "bảng không có cột này, hoặc bộ tiêu chí không có mã này", advice)
            elif column != ("", "") and column in found:
                self._say(row, cell.text, cell.text, "hai cột cùng tên", "Giữ một cột, xóa cột kia.")
            found.append(column or ("", ""))
        return found if len(self.reading.problems) == before else None

    def _matrix_names(self, names: dict[str, tuple[str, str]]) -> bool:
        title = heading_key(self.worksheet.title)
        for code, leaf in self.expected.leaves.items():
            if title.startswith(heading_key(SELF_SCORES)):
                names[heading_key(code)] = (code, "self_score")
            elif title.startswith(heading_key(MEASURES)):
                names[heading_key(code)] = (code, "measure")
                if "base" in leaf.parts:
                    names[heading_key(BASE_OF.format(code=code))] = (code, "base")
            else:
                return False
        return True

    def _row(self, row: int, line: Sequence[Cell], columns: Sequence[tuple[str, str]], seen: dict[Any, int]) -> Fate:
        """One row, as a whole: where one cell is wrong nothing of the row is taken, and each wrong cell is told."""
        before = len(self.reading.problems)
        own = {column: cell for column, cell in zip(columns, line, strict=False) if column != ("", "")}
        if any(not cell.is_empty for cell in line[len(columns) :]) or any(
            not cell.is_empty and column == ("", "") and not self.headings[place]
            for place, (column, cell) in enumerate(zip(columns, line, strict=False))
        ):
            self._say(row, "", "", "dòng có ô nằm ngoài các cột có tiêu đề", "Xóa ô thừa, hoặc đặt tên cho cột.")
        filled = {
            column: cell
            for column, cell in own.items()
            if column[1] not in (UNIT, UNIT_NAME, LEAF) and not cell.is_empty
        }
        if not filled and len(self.reading.problems) == before:
            return Fate.BLANK
        unit = self._unit(row, own)
        values: list[tuple[str, str, Any, Place]] = []
        listed = self._leaf(row, own) if ("", LEAF) in columns else None
        total = None
        for (code, name), cell in filled.items():
            heading = self.headings[columns.index((code, name))]
            place = Place(self.worksheet.title, row, heading, cell.text)
            leaf = self.expected.leaves.get(code) if code else listed
            try:
                if name == TOTAL:
                    total = (quantity(cell), place)
                elif leaf is not None:
                    values += [(leaf.code, *pair, place) for pair in _values(cell, name, leaf)]
            except Unreadable as unreadable:
                self._say(row, heading, cell.text, unreadable.message, unreadable.advice)
        key = (unit, listed.code) if listed else unit
        if unit and len(self.reading.problems) == before:
            first = seen.setdefault(key, row)
            if first != row:
                self._say(row, "", "", f"trùng với dòng {first}", "Giữ một dòng, xóa dòng kia.")
        if len(self.reading.problems) == before:
            self._keep(unit, values)
        if len(self.reading.problems) > before:
            return Fate.REFUSED
        if total is not None and total[0] is not None:
            beside = tuple(code for code, name in columns if code and name != "base")
            self.reading.totals.append((unit, total[0], total[1], beside))
        return Fate.ACCEPTED

    def _unit(self, row: int, own: dict[tuple[str, str], Cell]) -> str:
        code = own.get(("", UNIT), Cell()).text
        name = own.get(("", UNIT_NAME), Cell()).text
        known = self.expected.units.get(code)
        if not code:
            self._say(row, UNIT, "", "ô này không được để trống", "Ghi mã đơn vị như trong tệp mẫu.")
        elif known is None:
            advice = "Ghi mã đơn vị như trong tệp mẫu của kỳ này."
            self._say(row, UNIT, code, "không có đơn vị nào mang mã này trong kỳ đánh giá", advice)
        elif code in self.expected.left_out:
            self._say(row, UNIT, code, "đơn vị này không được đánh giá trong kỳ", "Xóa dòng này.")
        elif name and match_key(name) != match_key(known):
            if search_key(name) != search_key(known):
                self._say(row, UNIT_NAME, name, f"mã đơn vị này là của “{known}”", "Kiểm tra lại mã hoặc tên đơn vị.")
            else:
                self.reading.doubtful_names.append((code, known, Place(self.worksheet.title, row, UNIT_NAME, name)))
        return code if known is not None else ""

    def _leaf(self, row: int, own: dict[tuple[str, str], Cell]) -> LeafShape | None:
        cell = own.get(("", LEAF), Cell())
        if cell.number is not None and cell.number != cell.number.to_integral_value():
            advice = "Định dạng cột là Văn bản (Text) rồi ghi lại mã."
            self._say(row, LEAF, cell.text, "mã bị lưu thành số nên không rõ là 1.1 hay 1.10", advice)
            return None
        leaf = self.expected.leaves.get(cell.text)
        if leaf is None:
            message = "bộ tiêu chí của kỳ không có mục chấm điểm này" if cell.text else "ô này không được để trống"
            self._say(row, LEAF, cell.text, message, "Ghi mã tiêu chí như trong tệp mẫu của kỳ này.")
        return leaf

    def _keep(self, unit: str, values: Sequence[tuple[str, str, Any, Place]]) -> None:
        for code, name, value, place in values:
            given = self.reading.given.setdefault((unit, code), Given(unit, code, len(self.reading.given)))
            if name in given.values and given.values[name] != value:
                other = given.places[name]
                message = f"khác với trang “{other.sheet}”, dòng {other.row} (“{other.value}”)"
                self._say(place.row, place.column, place.value, message, "Giữ một giá trị, xóa ô kia.")
            given.values[name], given.places[name] = value, place


def _is_heading(cells: Sequence[Cell]) -> bool:
    return any(heading_key(cell.text) == heading_key(UNIT) for cell in cells)


def _values(cell: Cell, name: str, leaf: LeafShape) -> list[tuple[str, Any]]:
    """The fields of an entry that a cell gives; raises `Unreadable`."""
    if name == "measure":
        if leaf.choices:
            text = ("có" if cell.truth else "không") if cell.truth is not None and not cell.flaw else cell.text
            choice = leaf.choice_of(text)
            if cell.flaw or choice is None:
                read(cell, _TEXT)  # an error cell says that it is one
                raise Unreadable(
                    "không phải mức nào của tiêu chí này", "Chọn một trong: " + "; ".join(leaf.words()) + "."
                )
            return [("choice", choice)]
        return [("amount", quantity(cell, may_be_percent=leaf.is_rate))]
    if name == "base":
        if "base" not in leaf.parts:
            raise Unreadable("cách chấm của tiêu chí này không dùng “trên tổng số”", "Xóa ô này.")
        return [("base", quantity(cell))]
    if name == "self_score":
        if not leaf.is_self_scored:
            raise Unreadable("tiêu chí đo bằng khảo sát, đơn vị không tự chấm", "Xóa ô này.")
        return [("self_score", quantity(cell))]
    if name == "not_applicable":
        return [("not_applicable", read(cell, _YES_NO))]
    text = read(cell, _TEXT)
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"dài hơn {LONGEST_TEXT} ký tự", "Rút ngắn nội dung, hoặc dẫn tới văn bản.")
    return [(name, text)]
