"""Read a workbook three ways at once: its XML, openpyxl, and calamine. Where they differ, the file is refused.

This runs inside the cage (caged.py); the outside of the file was judged before. Numbers are taken from the text of the
XML, never from a binary fraction; text, dates and formats come from openpyxl.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from io import BytesIO
from itertools import zip_longest
from typing import Any

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter, range_boundaries
from python_calamine import CalamineWorkbook

from scoring.exports.layout import CHOICES
from units.names import tidy

from .agreement import agree, shown
from .markup import Doctype, Markup, Written, local_name, name_of, refuse_doctypes, walk
from .opened import MAX_TEXT, Opened, SourceFile, Worksheet, too_long
from .problems import Problem
from .values import Cell, paragraphs

MAX_STRINGS = 1_000_000
MAX_WORKSHEETS = 50
_MOST_DIFFERENCES = 20  # of a worksheet, told one by one
_SAVE_ANEW = "Mở bằng Excel hay LibreOffice, lưu thành tệp .xlsx mới rồi nhập lại."
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER = 40
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN)
_PLAIN_FORMAT = re.compile(r"#?,?#*0+(?:\.(0+))?%?")
# What a number format prints as it stands: quoted, after a backslash, a space as wide as a letter, a filling letter; and
# colours and conditions in brackets.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DAY_OR_YEAR = re.compile("[dyDY]")
_FIRST_DAY = date(1900, 3, 1)  # before it the spreadsheet's calendar has a day too many
_DIGIT_IN_LITERAL = re.compile(r'"[^"]*[0-9][^"]*"|\\[0-9]')


def open_workbook(source: SourceFile) -> Opened:
    """The worksheets of a workbook; whatever is wrong anywhere inside the parsers is one sentence."""
    opened = Opened()
    try:
        with zipfile.ZipFile(BytesIO(source.content)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            refuse_doctypes(archive)
            if _shared_strings(archive) > MAX_STRINGS:
                return Opened(problems=[Problem("có quá nhiều ô văn bản", "Chia thành nhiều tệp.", source.name)])
            book = openpyxl.load_workbook(BytesIO(source.content), read_only=True, data_only=True, keep_links=False)
            titles = [sheet.title for sheet in book.worksheets]
            if len(titles) > MAX_WORKSHEETS:
                advice = "Xóa các trang tính không cần nhập."
                return Opened(problems=[Problem(f"tệp có hơn {MAX_WORKSHEETS} trang tính", advice, source.name)])
            second = CalamineWorkbook.from_filelike(BytesIO(source.content))
            if not (_listed(archive) == len(book.sheetnames) and book.sheetnames == second.sheet_names):
                # openpyxl leaves out, with a warning, a worksheet whose entry it does not understand.
                return Opened(problems=[Problem("danh sách trang tính của tệp bị hỏng", _SAVE_ANEW, source.name)])
            if len({title.casefold() for title in titles}) != len(titles):
                return Opened(problems=[Problem("hai trang tính cùng tên", _SAVE_ANEW, source.name)])
            cells = 0
            for sheet in book.worksheets:
                cells = _open_worksheet(source.name, archive, sheet, second, cells, opened)
            book.close()
    except MemoryError:
        raise
    except Doctype as part:
        message = f"phần “{str(part)[:100]}” trong tệp có khai báo kiểu tài liệu (DOCTYPE) nên không được đọc"
        return Opened(problems=[Problem(message, f"Bỏ hình (.svg) hoặc phần đó. {_SAVE_ANEW}", source.name)])
    except Exception:
        # A damaged or hostile file may fail anywhere inside the parsers; the person hears one sentence whatever it was.
        return Opened(problems=[Problem("không đọc được bảng tính này: tệp bị hỏng", _SAVE_ANEW, source.name)])
    return opened


def _shared_strings(archive: zipfile.ZipFile) -> int:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return 0
    count, tail = 0, b""
    with archive.open("xl/sharedStrings.xml") as part:
        while block := part.read(1 << 20):
            count += (tail + block).count(b"<si")
            tail = block[-2:]
    return count


def _listed(archive: zipfile.ZipFile) -> int:
    """How many sheets the workbook lists, understood or not."""
    with archive.open("xl/workbook.xml") as part:
        return sum(local_name(element) == "sheet" for _event, element in iterparse(part))


def _open_worksheet(
    file: str, archive: zipfile.ZipFile, sheet: Any, second: CalamineWorkbook, cells: int, opened: Opened
) -> int:
    """Add one worksheet, or why it is refused; the number of cells of the file so far comes back."""
    title = tidy(sheet.title)
    with archive.open(sheet._worksheet_path) as part:
        markup = walk(file, title, part, cells)
    if markup.refusal:
        opened.problems.append(markup.refusal)
    elif title == CHOICES and sheet.sheet_state != "visible":
        pass  # what our own templates offer in their drop-down lists
    elif sheet.sheet_state != "visible":
        advice = "Cho hiện trang tính, hoặc xóa nó nếu không cần nhập."
        opened.problems.append(Problem("trang tính bị ẩn", advice, file, title))
    else:
        worksheet, problems = _both(file, title, sheet, second, markup)
        opened.problems.extend(problems)
        if worksheet and worksheet.rows:
            opened.worksheets.append(worksheet)
            opened.problems.extend(hidden_and_merged(file, title, markup, worksheet.rows))
    return markup.cells


def _both(
    file: str, title: str, sheet: Any, second: CalamineWorkbook, markup: Markup
) -> tuple[Worksheet | None, list[Problem]]:
    """The worksheet as both readers and its XML have it, or where they differ."""
    # The streaming reader trusts the <dimension> a file claims and would silently drop what lies outside it:
    # reset_dimensions() makes it look at every cell.
    sheet.reset_dimensions()
    first_rows = sheet.iter_rows(values_only=True)
    second_rows = second.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
    maker = _Maker(sheet)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    blank: list[int] = []
    problems: list[Problem] = []
    for number, (first, then) in enumerate(zip_longest(first_rows, second_rows, fillvalue=()), start=1):
        written = markup.rows.get(number, [])
        cells = []
        for column, triple in enumerate(zip_longest(written, first, then), start=1):
            cell = maker.cell(*triple)
            if cell is None:
                problems.append(_differ(file, title, number, column, *triple))
                if len(problems) >= _MOST_DIFFERENCES:
                    return None, problems
                continue
            if len(cell.text) > MAX_TEXT:
                return None, [too_long(file, title, number)]
            cells.append(cell)
        if any(not cell.is_empty for cell in cells):
            rows.append((number, tuple(cells)))
        elif number in markup.rows:
            blank.append(number)
    if problems:
        return None, problems
    seen = {number for number, _ in rows} | set(blank)
    blank.extend(sorted(markup.rows.keys() - seen))  # rows at the end without a cell: no reader speaks of them
    return Worksheet(file, title, tuple(rows), tuple(sorted(blank))), []


def _differ(file: str, title: str, row: int, column: int, written: Written | None, first: Any, second: Any) -> Problem:
    as_written = shown(written.value if written else None)
    message = (
        f"hai cách đọc tệp cho kết quả khác nhau ở ô {name_of(column, row)}: {shown(first)} và {shown(second)}"
        f" (trong tệp ghi {as_written})"
    )
    return Problem(message, _SAVE_ANEW, file, title, row, get_column_letter(column))


class _Maker:
    """Makes the cells of a worksheet; what is read alike is one cell, however often it occurs."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.known: dict[tuple[Any, ...], Cell | None] = {}
        self.formats: dict[int, str] = {}
        # A library that writes a formula leaves 0 for its result and asks the spreadsheet to calculate on opening.
        calculation = sheet.parent.calculation
        self.is_stale = bool(calculation is not None and calculation.fullCalcOnLoad)

    def cell(self, written: Written | None, first: Any, second: Any) -> Cell | None:
        """The cell, or None where the readers differ."""
        key = (id(written), first, second, first.__class__, second.__class__)
        try:
            return self.known[key]
        except KeyError:
            made = self._make(written, first, second) if agree(written, first, second) else None
            return self.known.setdefault(key, made)

    def _make(self, written: Written | None, value: Any, second: Any) -> Cell:
        if written is None:
            return Cell()
        if written.is_uncalculated or (written.formula and self.is_stale):
            return Cell(flaw="công thức chưa có kết quả")
        if value is None:
            return Cell()
        if written.kind == "e":
            return Cell(str(value), flaw="ô báo lỗi của bảng tính")
        if isinstance(value, bool):
            return Cell("TRUE" if value else "FALSE", truth=value)
        if isinstance(value, date | time | timedelta):
            return self._time_cell(written, value)
        if isinstance(value, int | float):
            return numeric_cell(written.value or "", self._format(written.style))
        if written.kind == "n":
            return Cell(written.value or "", flaw="ngày không có trong lịch")
        text = str(second)  # calamine knows _x000D_ and its like; openpyxl leaves them as they are
        return Cell(tidy(text), lines=paragraphs(text))

    def _time_cell(self, written: Written, value: date | time | timedelta) -> Cell:
        shows_a_day = written.kind == "d" or _DAY_OR_YEAR.search(_LITERAL.sub("", self._format(written.style)))
        if not shows_a_day or not isinstance(value, date):
            return Cell(written.value or "", flaw="ô này là giờ hoặc khoảng thời gian")
        day = value.date() if isinstance(value, datetime) else value
        if day < _FIRST_DAY:
            return Cell(written.value or "", flaw="ngày không có trong lịch")
        return Cell(day.isoformat(), day=day)

    def _format(self, style: int) -> str:
        if style not in self.formats:
            self.formats[style] = ReadOnlyCell(self.sheet, 1, 1, None, "n", style).number_format or "General"
        return self.formats[style]


def numeric_cell(written: str, number_format: str) -> Cell:
    """A number from the text of its XML, with what its format tells: percent, decimals shown."""
    text = written.strip()
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return Cell(text[:_LONGEST_NUMBER], flaw="số ghi trong tệp không đọc được")
    number = Decimal(text)
    if number and abs(number.adjusted()) > _LONGEST_NUMBER:
        return Cell(text, flaw="số vô hạn" if number.adjusted() > 0 else "số ghi trong tệp không đọc được")
    if number != number.to_integral_value() and len(number.as_tuple().digits) > 15:
        # Excel stores binary fractions with all their digits; 15 significant ones are what it works with, so 90.03 that
        # is written 90.030000000000001 is 90.03 again.
        number = _FIFTEEN.plus(number).normalize()
    # Sections for positive, negative, zero and text; a % that is not literal multiplies by a hundred.
    section = _LITERAL.sub("", number_format).partition(";")[0]
    percent = "%" in section
    shape = None if _DIGIT_IN_LITERAL.search(number_format) else _PLAIN_FORMAT.fullmatch(section.strip())
    decimals = len(shape[1] or "") if shape else None
    text = format((number.scaleb(2) if percent else number).normalize(), "f")
    return Cell(text + ("%" if percent else ""), number, percent, decimals)


def hidden_and_merged(
    file: str, title: str, markup: Markup, rows: Sequence[tuple[int, tuple[Cell, ...]]]
) -> Iterator[Problem]:
    """What a person does not see, or sees across several cells, among the filled ones."""
    filled = {number for number, _ in rows}
    # The first rows may be a merged title; below the first row with several cells a merge would swallow figures.
    start = next((number for number, cells in rows if sum(not cell.is_empty for cell in cells) > 2), rows[0][0])
    width = max(len(cells) for _, cells in rows)
    for reference in markup.merged:
        first_column, first_row, _last_column, last_row = range_boundaries(reference)
        if last_row >= start and first_column <= width and first_row <= max(filled):
            advice = "Bỏ gộp ô (Unmerge Cells) và ghi giá trị vào từng ô."
            yield Problem(f"vùng {reference} bị gộp ô", advice, file, title, max(first_row, start))
    for number in sorted(markup.hidden_rows & filled):
        yield Problem("dòng bị ẩn", "Bỏ bộ lọc và cho hiện mọi dòng, hoặc xóa dòng này.", file, title, number)
    for column in sorted(markup.hidden_columns & set(range(1, width + 1))):
        if any(len(cells) >= column and not cells[column - 1].is_empty for _, cells in rows):
            advice = "Cho hiện cột, hoặc xóa cột này."
            yield Problem(f"cột {get_column_letter(column)} bị ẩn", advice, file, title)
