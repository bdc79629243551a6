"""Read files of the format into plain rows, collecting every problem on the way instead of stopping at the first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from units.names import match_key

from .accounts import Account, Fate, Ledger
from .headings import RESULTS, Format, Heading, find_heading
from .packets import GUIDE
from .problems import Problem, has_errors
from .rows import Row
from .tables import ORDER, Column, Kind
from .values import Cell, Unreadable, doubts, read
from .workbook import SourceFile, Worksheet, open_file

ONLY_HEADINGS = "chỉ có dòng tiêu đề, không có dữ liệu"
# A cell that occurs again in its column means the same again: (the cell, the column) -> what was read, or why not.
Memo = dict[tuple[int, int], Any]

# The columns by which rows of other tables refer to a row of this one.
_IDENTITY = {
    "units": ("code",),
    "groups": ("code",),
    "indexes": ("code",),
    "frameworks": ("code",),
    "publications": ("index", "year", "group"),
    "components": ("index", "year", "group", "component"),
    "criteria_sets": ("code",),
    "criteria": ("set", "code"),
    "band_scales": ("set", "name"),
}

_DECIMAL = (Kind.NUMBER, Kind.SIGNED_NUMBER, Kind.FIGURE, Kind.PERCENT)


@dataclass(slots=True)
class Reading:
    """What was read: the good rows of every table in file order, the problems, and the hash of every file."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in ORDER})
    # Rows with something that cannot be read: nothing of them is taken, and what else is wrong in them is told all the same.
    faulty: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    # Keys of rows left out: what refers to them is not blamed for their absence.
    left_out: set[tuple[object, ...]] = field(default_factory=set)
    # Some table could not be read at all, so that nothing sensible can be said about what refers to it.
    is_blind: bool = False
    ledgers: dict[tuple[str, str], Ledger] = field(default_factory=dict)

    @property
    def accounts(self) -> list[Account]:
        """What became of the rows of each worksheet."""
        return [ledger.account for ledger in self.ledgers.values()]

    def refuse(self, row: Row, problems: Iterable[Problem]) -> None:
        """Refuse a row that was accepted; the caller takes it out of `rows`."""
        self.problems.extend(problems)
        self.ledgers[row.file, row.sheet].refuse_later(row.number)

    def hold_to_account(self) -> None:
        """A reading that lost a row, or refused one without a word, refuses itself."""
        for ledger in self.ledgers.values():
            if imbalance := ledger.imbalance(self.problems):
                self.problems.append(imbalance)
                self.is_blind = True

    @property
    def count(self) -> int:
        return sum(len(rows) for rows in self.rows.values())


def read_files(sources: Iterable[SourceFile], among: Format = RESULTS) -> Reading:
    """Read every file. A row with a problem is left out of `rows`; its problem is in `problems`."""
    reading = Reading({table.code: [] for table in among.tables})
    first_seen: dict[tuple[object, ...], Row] = {}
    for source in sources:
        reading.files[source.name] = source.sha256
        opened = open_file(source, among.known)
        reading.problems.extend(opened.problems)
        reading.is_blind |= bool(opened.problems)
        if not opened.worksheets and not opened.problems:
            reading.problems.append(Problem("tệp không có dòng nào", "Kiểm tra lại tệp đã lưu.", file=source.name))
            reading.is_blind = True
        for worksheet in opened.worksheets:
            _read_worksheet(worksheet, reading, first_seen, among)
    _forgive_empty_worksheets(reading)
    reading.hold_to_account()
    return reading


def name_packets(reading: Reading, wanted: str) -> None:
    """A round's own workbook holds no table of the format; one sentence says so instead of one for each worksheet."""
    for name in {file for file, title in reading.ledgers if title == GUIDE} if reading.is_blind else ():
        reading.problems = [each for each in reading.problems if each.file != name]
        advice = f"Nhập tệp này ở trang Tệp bảng tính của kỳ đánh giá; ở đây chọn {wanted}."
        reading.problems.append(Problem(f"đây là tệp mẫu của một kỳ đánh giá, không phải {wanted}", advice, name))


def _forgive_empty_worksheets(reading: Reading) -> None:
    """A worksheet of headings alone is what our own blank templates leave where there is nothing to say, beside another one."""
    filled = {row.file for rows in reading.rows.values() for row in rows} | {
        each.file for each in reading.problems if each.message != ONLY_HEADINGS
    }
    reading.problems[:] = [
        each for each in reading.problems if each.message != ONLY_HEADINGS or each.file not in filled
    ]


def _read_worksheet(
    worksheet: Worksheet, reading: Reading, first_seen: dict[tuple[object, ...], Row], among: Format
) -> None:
    ledger = reading.ledgers[worksheet.file, worksheet.title] = Ledger(worksheet)
    if not worksheet.rows:
        reading.problems.append(Problem("tệp không có dòng nào", "Kiểm tra lại tệp đã lưu.", file=worksheet.file))
        return
    heading, problems = find_heading(worksheet, among)
    reading.problems.extend(problems)
    if heading is None:
        ledger.put_all(Fate.REFUSED)
        reading.is_blind = True
        return
    # Without a required column nothing can be said about what the rows mean; only the source may be wanting.
    reading.is_blind |= any(column.required and column.code != "source" for column in heading.missing)
    data = [(number, cells) for number, cells in worksheet.rows if number > heading.row]
    if not data:
        advice = "Thêm các dòng dữ liệu dưới dòng tiêu đề."
        reading.problems.append(Problem(ONLY_HEADINGS, advice, worksheet.file, worksheet.title, heading.row))
    for number, _cells in worksheet.rows:
        if number <= heading.row:
            ledger.put(number, Fate.ASIDE)
    memo: Memo = {}
    for number, cells in data:
        row = Row(worksheet.file, worksheet.title, number, heading)
        problems = _read_row(row, cells, memo, is_text=not worksheet.title)
        if all(column in row.values or column not in row.raw for column in heading.table.key) and (
            duplicate := _duplicate(row, first_seen)
        ):
            problems.append(duplicate)
        reading.problems.extend(problems)
        if has_errors(problems):
            ledger.put(number, Fate.REFUSED)
            reading.faulty.append(row)
            reading.left_out.add((row.table, *(row.get(column) for column in _IDENTITY.get(row.table, ()))))
        else:
            ledger.put(number, Fate.ACCEPTED)
            reading.rows[row.table].append(row)


def _read_row(row: Row, cells: tuple[Cell, ...], memo: Memo, *, is_text: bool) -> list[Problem]:
    """Fill the row from its cells; what is wrong with them comes back."""
    heading, problems = row.heading, []
    beyond = [cell for cell in cells[len(heading.places) :] if not cell.is_empty]
    if beyond or (is_text and len(cells) > len(heading.places)):
        advice = 'Số có dấu phẩy thập phân trong tệp CSV phải đặt trong ngoặc kép: "90,54".'
        return [row.problem("dòng có nhiều ô hơn dòng tiêu đề", advice)]
    if is_text and len(cells) < len(heading.places):
        return [
            row.problem("dòng có ít ô hơn dòng tiêu đề", "Thêm các ô trống còn thiếu, hoặc lưu lại bằng bảng tính.")
        ]
    for index, (place, cell) in enumerate(zip(heading.places, cells, strict=False)):
        if place is None:
            if not cell.is_empty and index not in heading.unknown:
                problems.append(row.problem(f"ô “{cell.text}” nằm ở cột không có tiêu đề", "Đặt tên cột hoặc xóa ô."))
            continue
        code = place.code
        row.raw[code] = cell.quoted if place.column.kind in _DECIMAL else cell.text
        value, odd = memo.get((id(cell), id(place.column))) or _remember(memo, cell, place.column)
        if isinstance(value, Unreadable):
            problems.append(_at(row, code, place.heading, value.message, value.advice))
            continue
        if odd is not None:
            problems.append(_at(row, code, place.heading, *odd, warning=True))
        if place.component:
            row.scores.setdefault(place.component, {})[place.column.code] = value
        else:
            row.values[place.column.code] = value
    problems.extend(_required(row, cells, heading))
    return problems


def _remember(memo: Memo, cell: Cell, column: Column) -> tuple[Any, tuple[str, str] | None]:
    """What a cell means in a column, or why it cannot be read; and what is odd about it."""
    try:
        value = read(cell, column)
        found = value, doubts(cell, column, value)
    except Unreadable as unreadable:
        found = unreadable, None
    return memo.setdefault((id(cell), id(column)), found)


def _at(row: Row, code: str, heading: str, message: str, advice: str, *, warning: bool = False) -> Problem:
    problem = row.problem(message, advice, column=code, warning=warning)
    return Problem(
        problem.message, advice, row.file, row.sheet, row.number, heading, row.raw.get(code, ""), problem.severity
    )


def _required(row: Row, cells: tuple[Cell, ...], heading: Heading) -> Iterable[Problem]:
    """Empty cells of required columns; a column that is wholly missing was said once at the heading."""

    def is_empty(column: Column) -> bool:
        for index, place in enumerate(heading.places):
            if place and place.column is column and not place.component:
                return index >= len(cells) or cells[index].is_empty
        return False

    for column in heading.table.columns:
        if column.required and is_empty(column):
            yield row.problem("ô này không được để trống", f"Ghi {column.kind.value}.", column=column.code)
    if row.table == "results" and not row.raw.get("unit") and not row.raw.get("unit_name"):
        yield row.problem("không ghi đơn vị nào", "Ghi mã đơn vị (unit) hoặc tên như nguồn in (unit_name).")


def _duplicate(row: Row, first_seen: dict[tuple[object, ...], Row]) -> Problem | None:
    """Whether an earlier row of the same table has the same key."""
    key: list[object] = [row.table]
    for column in row.heading.table.key:
        value = row.get(column)
        if row.table == "publications" and column == "version":
            value = value or 1
        if column == "unit_name":  # a name tells rows apart only where there is no code
            value = match_key(value) if value and not row.get("unit") else None
        key.append(value)
    first = first_seen.setdefault(tuple(key), row)
    if first is row:
        return None
    same = ", ".join(f"{name} {row.raw[name]}" for name in row.heading.table.key if row.raw.get(name))
    return row.problem(f"trùng với dòng {first.number} của {first.file} ({same})", "Giữ một dòng, xóa dòng kia.")
