"""Read a workbook of marks into what it says of each leaf of each unit, with the place of every word.

Two shapes of worksheets: a list has a row for each leaf of a unit, a matrix has units down and leaves across. Units and
leaves are told by their codes. An empty cell says nothing. Every row is read, refused with a reason, or wholly empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from units.names import match_key, search_key

from .accounts import Fate, Ledger
from .mark_lines import ABSENT, Key, Line, MarkReading, Place, Signed
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
    LeafShape,
    identity_of,
    is_passed_over,
)
from .plain_matrix import round_named, title_of, untold
from .problems import Problem, Severity
from .tables import Column, Kind
from .values import Cell, Unreadable, codes_of, is_percent, quantity, read
from .workbook import SourceFile, Worksheet, heading_key, open_file

_LOOK_FOR_HEADING = 12
_TEXT = Column("text", "văn bản", Kind.PARAGRAPHS)
_YES_NO = Column("yes_no", "có hoặc không", Kind.YES_NO)
LONGEST_TEXT = 20_000


def read_marks(source: SourceFile, expected: Expected) -> MarkReading:
    """Everything in the file and every problem in it, at once."""
    headings = (UNIT, UNIT_NAME, LEAF, TOTAL, *LISTED.values(), *TO_LOOK_AT)
    opened = open_file(source, frozenset(map(heading_key, headings)))
    reading = MarkReading(source.name, identity_of(opened.worksheets), problems=list(opened.problems))
    listed: dict[Key, list[Line]] = {}
    read_any = False
    for worksheet in opened.worksheets:
        if not is_passed_over(worksheet.title):
            read_any = True
            reader = _Reader(worksheet, expected, reading, Ledger(worksheet), listed)
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
    listed: dict[Key, list[Line]]  # lines of the whole file by unit and leaf
    headings: list[str] = field(default_factory=list)
    columns: list[Key] = field(default_factory=list)
    keys: dict[str, tuple[Key | None, ...]] = field(default_factory=dict)  # of the rows about a leaf; "" in a matrix
    # A cell that occurs again in its column means the same again.
    memo: dict[Key, dict[int, Any]] = field(default_factory=dict)
    seen: dict[Key, int] = field(default_factory=dict)
    in_common: dict[tuple[int, int], list[tuple[int, int]]] = field(default_factory=dict)

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
        before = len(self.reading.problems)
        columns = self._columns(number, cells)
        if columns is not None and not sheet.title:
            self._hold_to_titles(number, columns, [line for _number, line in sheet.rows[:start]])
        if columns is None:
            self.ledger.put_all(Fate.REFUSED)
            return
        if len(self.reading.problems) > before:  # the other columns are read all the same: all findings at once
            self.reading.clouded.add(sheet.title)
        for above, _cells in sheet.rows[: start + 1]:
            self.ledger.put(above, Fate.ASIDE)
        self.columns = columns
        of_row = self._listed_row if ("", LEAF) in columns else self._matrix_row
        for row, line in data:
            self.ledger.put(row, of_row(row, line))

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
            self._say(row, "", "", *self._no_matrix())
            return None
        found: list[tuple[str, str]] = []
        for cell in cells:
            column = names.get(heading_key(cell.text)) if cell.text else ("", "")
            is_known = False
            if cell.number is not None and not is_list:
                advice = "Định dạng dòng tiêu đề là Văn bản (Text) rồi ghi lại mã tiêu chí."
                self._say(
                    row,
                    cell.text,
                    cell.text,
                    f"mã tiêu chí bị lưu thành số nên không rõ là {codes_of(cell.number)}",
                    advice,
                )
            elif column is None:
                advice = "Xóa cột này, hoặc sửa tên cột như trong tệp mẫu."
                self._say(row, cell.text, cell.text, "bảng không có cột này, hoặc bộ tiêu chí không có mã này", advice)
            elif column != ("", "") and column in found:
                self._say(row, cell.text, cell.text, "hai cột cùng tên", "Giữ một cột, xóa cột kia.")
            else:
                is_known = True
            found.append(column if column is not None and is_known else ("", ""))
        return found

    def _no_matrix(self) -> tuple[str, str]:
        """Why units down and leaves across do not tell what their figures are, and what to do about it."""
        if not self.worksheet.title:
            return (
                "bảng nhiều tiêu chí trong tệp văn bản (.csv) không có tên trang tính nên không rõ ghi số đo hay điểm tự chấm",
                "Lưu trang của tệp mẫu thành .csv và giữ nguyên các dòng phía trên tiêu đề, hoặc lưu thành .xlsx rồi nhập;"
                f" hoặc lập tệp .csv mỗi dòng một tiêu chí, có các cột “{UNIT}”, “{LEAF}”.",
            )
        return (
            f"không rõ trang này ghi số đo hay điểm tự chấm (tên trang “{self.worksheet.title}”)",
            f"Đặt tên trang tính bắt đầu bằng “{MEASURES}” hoặc “{SELF_SCORES}” như trong tệp mẫu.",
        )

    def _matrix_names(self, names: dict[str, tuple[str, str]]) -> bool:
        title = heading_key(title_of(self.worksheet))
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

    def _hold_to_titles(self, row: int, columns: Sequence[tuple[str, str]], above: Sequence[Sequence[Cell]]) -> None:
        """In plain text the code of a leaf alone does not tell which it is; its title above has to say the same."""
        codes = [code if name != "base" else "" for code, name in columns]
        advice = "Dùng tệp mẫu mới của kỳ, giữ nguyên các dòng phía trên tiêu đề; hoặc nhập tệp .xlsx."
        for number, text in untold(above, codes, self.expected.leaves):
            title = self.expected.leaves[codes[number]].title
            self._say(row, codes[number], text, f"phía trên mã này không ghi đúng tên tiêu chí “{title}”", advice)
        if (named := round_named(self.worksheet)) and any(codes):
            self.reading.rounds_named.add(named)

    def _listed_row(self, row: int, cells: Sequence[Cell]) -> Fate:
        """A row about one leaf of one unit."""
        before = self._begin(row, cells)
        filled = [
            number
            for number, column in enumerate(self.columns[: len(cells)])
            if column[1] not in ("", UNIT, UNIT_NAME, LEAF) and not cells[number].is_empty
        ]
        if not filled and len(self.reading.problems) == before:
            return Fate.BLANK
        unit, leaf = self._unit(row, cells), self._leaf(row, cells)
        values: list[Any] = [ABSENT] * len(cells)
        for number in filled:
            name = self.columns[number][1]
            if leaf is not None and name != TOTAL:
                values[number] = self._value(cells[number], name, leaf)
        code = leaf.code if leaf is not None else ""
        if code not in self.keys:
            self.keys[code] = tuple(
                (code, _field_of(name, leaf)) if leaf is not None and name in LISTED else None
                for _code, name in self.columns
            )
        return self._end(row, cells, (unit, code), self.keys[code], values, before)

    def _matrix_row(self, row: int, cells: Sequence[Cell]) -> Fate:
        """A row about many leaves of one unit."""
        before = self._begin(row, cells)
        if not self.keys:
            leaves = self.expected.leaves
            self.keys[""] = tuple(
                (code, _field_of(name, leaves[code])) if code else None for code, name in self.columns
            )
        values: list[Any] = []
        is_blank = True
        for column, cell in zip(self.columns, cells, strict=False):
            code, name = column
            value = ABSENT
            if code:
                known = self.memo.setdefault(column, {})
                value = known.get(id(cell), known)
                if value is known:
                    value = known[id(cell)] = self._value(cell, name, self.expected.leaves[code])
                is_blank = is_blank and value is ABSENT
            elif name == TOTAL:
                is_blank = is_blank and cell.is_empty
            values.append(value)
        if is_blank and len(self.reading.problems) == before:
            return Fate.BLANK
        unit = self._unit(row, cells)
        return self._end(row, cells, (unit, ""), self.keys[""], values, before)

    def _begin(self, row: int, cells: Sequence[Cell]) -> int:
        """How many problems there were before this row; one more where a cell stands outside the columns."""
        before = len(self.reading.problems)
        columns = self.columns
        if any(not cell.is_empty for cell in cells[len(columns) :]) or any(
            columns[number] == ("", "") and not self.headings[number] and not cells[number].is_empty
            for number in range(min(len(cells), len(columns)))
        ):
            self._say(row, "", "", "dòng có ô nằm ngoài các cột có tiêu đề", "Xóa ô thừa, hoặc đặt tên cho cột.")
        return before

    def _value(self, cell: Cell, name: str, leaf: LeafShape) -> Any:
        """What a cell says of a field, ABSENT, or why it says nothing that can be read (`Unreadable`)."""
        if cell.is_empty:
            return ABSENT
        try:
            return _value(cell, name, leaf)
        except Unreadable as unreadable:
            return unreadable

    def _end(
        self,
        row: int,
        cells: Sequence[Cell],
        about: Key,
        keys: Sequence[Key | None],
        values: Sequence[Any],
        before: int,
    ) -> Fate:
        """Keep a row as a whole: where one cell is wrong nothing of the row is taken, and each wrong cell is told."""
        (unit, leaf), total = about, None
        for number, value in enumerate(values):
            if value.__class__ is Unreadable:
                self._say(row, self.headings[number], cells[number].quoted, value.message, value.advice)
        if ("", TOTAL) in self.columns and (number := self.columns.index(("", TOTAL))) < len(cells):
            try:
                total = quantity(cells[number])
            except Unreadable as unreadable:
                self._say(row, self.headings[number], cells[number].quoted, unreadable.message, unreadable.advice)
        if unit and len(self.reading.problems) == before:
            first = self.seen.setdefault(about, row)
            if first != row:
                self._say(row, "", "", f"trùng với dòng {first}", "Giữ một dòng, xóa dòng kia.")
        line = Line(self.worksheet.title, row, self.headings, keys, cells, values)
        if len(self.reading.problems) == before:
            self._keep(unit, line, leaf)
        if len(self.reading.problems) > before:
            if unit:
                self._look_at_the_rest(unit, row, cells, keys, values)
            return Fate.REFUSED
        # Measures alone are summed; beside self scores or in a list a total says nothing that could be held against them.
        beside = tuple(code for code, name in self.columns if code and name == "measure")
        if total is not None and beside:
            self.reading.totals.append((unit, total, line.place(number), beside))
        return Fate.ACCEPTED

    def _look_at_the_rest(
        self, unit: str, row: int, cells: Sequence[Cell], keys: Sequence[Key | None], values: Sequence[Any]
    ) -> None:
        """Of a refused row, the cells that could be read."""
        readable = [ABSENT if value.__class__ is Unreadable else value for value in values]
        for key, value in zip(keys, values, strict=False):
            if value.__class__ is Unreadable and key is not None:
                self.reading.unread.add((unit, *key))
        if any(value is not ABSENT for value in readable):
            line = Line(self.worksheet.title, row, self.headings, keys, cells, readable)
            self.reading.faulty.setdefault(unit, []).append(line)

    def _cell(self, cells: Sequence[Cell], name: str) -> Cell:
        """The row's cell of one of the columns that every worksheet may have."""
        if ("", name) in self.columns and (number := self.columns.index(("", name))) < len(cells):
            return cells[number]
        return Cell()

    def _unit(self, row: int, cells: Sequence[Cell]) -> str:
        code, name = self._cell(cells, UNIT).text, self._cell(cells, UNIT_NAME).text
        known = self.expected.units.get(code)
        if not code:
            self._say(row, UNIT, "", "ô này không được để trống", "Ghi mã đơn vị như trong tệp mẫu.")
        elif known is None:
            advice = "Ghi mã đơn vị như trong tệp mẫu của kỳ này."
            self._say(row, UNIT, code, "không có đơn vị nào mang mã này trong kỳ đánh giá", advice)
        elif code in self.expected.left_out:
            self._say(row, UNIT, code, "đơn vị này không được đánh giá trong kỳ", "Xóa dòng này.")
        elif name and name != known and match_key(name) != match_key(known):
            if search_key(name) != search_key(known):
                self._say(row, UNIT_NAME, name, f"mã đơn vị này là của “{known}”", "Kiểm tra lại mã hoặc tên đơn vị.")
            else:
                self.reading.doubtful_names.append((code, known, Place(self.worksheet.title, row, UNIT_NAME, name)))
        return code if known is not None else ""

    def _leaf(self, row: int, cells: Sequence[Cell]) -> LeafShape | None:
        cell = self._cell(cells, LEAF)
        if cell.number is not None and cell.number != cell.number.to_integral_value():
            advice = "Định dạng cột là Văn bản (Text) rồi ghi lại mã."
            self._say(row, LEAF, cell.text, f"mã bị lưu thành số nên không rõ là {codes_of(cell.number)}", advice)
            return None
        leaf = self.expected.leaves.get(cell.text)
        if leaf is None:
            message = "bộ tiêu chí của kỳ không có mục chấm điểm này" if cell.text else "ô này không được để trống"
            self._say(row, LEAF, cell.text, message, "Ghi mã tiêu chí như trong tệp mẫu của kỳ này.")
        return leaf

    def _keep(self, unit: str, line: Line, leaf: str) -> None:
        """Take a row, about one leaf or (leaf "") about many, unless another one of the unit says otherwise."""
        own = self.reading.lines.setdefault(unit, [])
        # A row about one leaf has nothing in common with those about others.
        others = [*self.listed.get((unit, leaf), ()), *self.listed.get((unit, ""), ())] if leaf else own
        for other in others:
            for number, there in self._shared(line.keys, other.keys):
                value, said = line.values[number], other.values[there]
                if value is not ABSENT and said is not ABSENT and value != said:
                    place, first = line.place(number), other.place(there)
                    message = f"khác với trang “{first.sheet}”, dòng {first.row} (“{first.value}”)"
                    self._say(place.row, place.column, place.value, message, "Giữ một giá trị, xóa ô kia.")
        own.append(line)
        self.listed.setdefault((unit, leaf), []).append(line)

    def _shared(self, keys: Sequence[Key | None], others: Sequence[Key | None]) -> Sequence[tuple[int, int]]:
        """Where two rows speak of the same field of the same leaf."""
        pair = (id(keys), id(others))  # both live as long as the lines that are kept
        if pair not in self.in_common:
            at = {key: number for number, key in enumerate(others) if key is not None}
            self.in_common[pair] = [
                (number, at[key]) for number, key in enumerate(keys) if key is not None and key in at
            ]
        return self.in_common[pair]


def _is_heading(cells: Sequence[Cell]) -> bool:
    return any(heading_key(cell.text) == heading_key(UNIT) for cell in cells)


def _field_of(name: str, leaf: LeafShape) -> str:
    """The field of an entry that a column gives: a measure is a choice or an amount, as the leaf's rule has it."""
    return name if name != "measure" else "choice" if leaf.choices else "amount"


def _value(cell: Cell, name: str, leaf: LeafShape) -> Any:
    """What a cell says of a field of a leaf; raises `Unreadable`."""
    if name == "measure":
        if leaf.choices:
            text = ("có" if cell.truth else "không") if cell.truth is not None and not cell.flaw else cell.text
            choice = leaf.choice_of(text)
            if cell.flaw or choice is None:
                read(cell, _TEXT)  # an error cell says that it is one
                raise Unreadable(
                    "không phải mức nào của tiêu chí này", "Chọn một trong: " + "; ".join(leaf.words()) + "."
                )
            return choice
        amount = quantity(cell, may_be_percent=leaf.is_rate)
        return Signed(amount) if amount is not None and is_percent(cell) else amount
    if name == "base":
        if "base" not in leaf.parts:
            raise Unreadable("cách chấm của tiêu chí này không dùng “trên tổng số”", "Xóa ô này.")
        return quantity(cell)
    if name == "self_score":
        if not leaf.is_self_scored:
            raise Unreadable("tiêu chí đo bằng khảo sát, đơn vị không tự chấm", "Xóa ô này.")
        try:
            return quantity(cell)
        except Unreadable:
            if (points := leaf.points_of(cell.text)) is None:
                raise
            raise Unreadable(
                "đây là tên mức, ở đây cần số điểm tự chấm", f"Mức này được {points} điểm: ghi {points}."
            ) from None
    if name == "not_applicable":
        return read(cell, _YES_NO)
    text = read(cell, _TEXT)
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"dài hơn {LONGEST_TEXT} ký tự", "Rút ngắn nội dung, hoặc dẫn tới văn bản.")
    return text
