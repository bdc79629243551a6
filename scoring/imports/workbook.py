"""Open a CSV file or an XLSX workbook into worksheets of cells, text normalised once (NFC, tidy spaces).

A worksheet's XML is walked once before openpyxl reads it. That walk holds the row and column caps, and sees what
openpyxl's streaming reader does not tell: merged cells, hidden rows, formulas that were never calculated.
"""

import csv
import hashlib
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from string import ascii_letters
from typing import Any

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.utils import get_column_letter, range_boundaries

from scoring.exports.cells import unguarded
from scoring.exports.layout import CHOICES
from units.names import tidy

from .archive import MAX_FILE_BYTES, refuse_by_outside
from .problems import Problem
from .values import Cell, paragraphs

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_STRINGS = 1_000_000
_PLAIN_FORMAT = re.compile(r"#?,?#*0+(?:\.(0+))?%?")
# What a number format prints as it stands: quoted, after a backslash, a space as wide as a letter, a filling letter; and
# colours and conditions in brackets.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGIT_IN_LITERAL = re.compile(r'"[^"]*[0-9][^"]*"|\\[0-9]')
_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as handed in: its name and its bytes."""

    name: str
    content: bytes

    @classmethod
    def from_path(cls, path: Path) -> "SourceFile":
        with path.open("rb") as file:
            return cls(path.name, file.read(MAX_FILE_BYTES + 1))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A table-like sheet of a file: rows of cells with the row numbers a person sees. A CSV file has one, untitled."""

    file: str
    title: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


@dataclass(slots=True)
class Opened:
    """What came out of a file: its worksheets, and what was wrong on the way."""

    worksheets: list[Worksheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def open_file(source: SourceFile, known_headings: frozenset[str] = frozenset()) -> Opened:
    """Open a file; a file that cannot be opened gives one problem and no worksheet."""
    if refusal := refuse_by_outside(source.name, source.content):
        return Opened(problems=[refusal])
    if source.content.startswith(b"PK"):
        return _open_workbook(source)
    return _open_text(source, known_headings)


# --- CSV ---


def _decode(content: bytes) -> str | None:
    """The text of a UTF-8 file (with or without BOM) or of a UTF-16 file with BOM; None for any other encoding."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _open_text(source: SourceFile, known_headings: frozenset[str]) -> Opened:
    text = _decode(source.content)
    if text is None or "\x00" in text:
        advice = "Trong Excel chọn Lưu thành (Save As) “CSV UTF-8 (Comma delimited)”, hoặc lưu thành .xlsx."
        return Opened(problems=[Problem("tệp không phải bảng mã UTF-8", advice, file=source.name)])
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text, known_headings), strict=True)
    try:
        for number, record in enumerate(reader, start=1):
            if problem := _too_large(source.name, "", number, len(record)):
                return Opened(problems=[problem])
            # A text file guards "- Kế hoạch" with an apostrophe (scoring/exports/cells.py); a formula stays refused.
            texts = [unguarded(value) for value in record]
            cells = tuple(Cell(tidy(value), lines=paragraphs(value)) for value in texts)
            if any(not cell.is_empty for cell in cells):
                rows.append((number, cells))
    except csv.Error:
        advice = "Kiểm tra dấu ngoặc kép ở dòng này, hoặc lưu lại tệp bằng bảng tính."
        number = rows[-1][0] + 1 if rows else 1
        return Opened(problems=[Problem("tệp CSV hỏng: dấu ngoặc kép không khớp", advice, source.name, row=number)])
    return Opened([Worksheet(source.name, "", tuple(rows))])


def _separator(text: str, known_headings: frozenset[str]) -> str:
    """The separator under which the first lines name most columns of the format."""

    def names(separator: str) -> tuple[int, int]:
        cells = [heading_key(cell) for line in text.splitlines()[:10] for cell in line.split(separator)]
        return sum(cell in known_headings for cell in cells), len(cells)

    return max(_SEPARATORS, key=names)


def heading_key(text: str) -> str:
    """How a heading is compared: tidy, without quotation marks and letter case."""
    return tidy(text).strip('"').casefold()


def _too_large(file: str, title: str, row: int, columns: int) -> Problem | None:
    if row > MAX_ROWS:
        return Problem(f"có hơn {MAX_ROWS} dòng", "Xóa các dòng thừa ở cuối, hoặc chia thành nhiều tệp.", file, title)
    if columns > MAX_COLUMNS:
        return Problem(f"có hơn {MAX_COLUMNS} cột", "Xóa các cột thừa ở bên phải.", file, title, row)
    return None


# --- XLSX ---


@dataclass(slots=True)
class _Marks:
    """What the walk over a worksheet's XML found."""

    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: set[str] = field(default_factory=set)
    refusal: Problem | None = None


def _open_workbook(source: SourceFile) -> Opened:
    # The streaming reader trusts the <dimension> a file claims and would silently drop what lies outside it:
    # reset_dimensions() makes it look at every cell.
    opened = Opened()
    try:
        with zipfile.ZipFile(BytesIO(source.content)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if _shared_strings(archive) > MAX_STRINGS:
                return Opened(problems=[Problem("có quá nhiều ô văn bản", "Chia thành nhiều tệp.", source.name)])
            book = openpyxl.load_workbook(BytesIO(source.content), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                title = tidy(sheet.title)
                if title == CHOICES and sheet.sheet_state != "visible":
                    continue  # what our own templates offer in their drop-down lists
                marks = _walk(source.name, title, archive, sheet._worksheet_path)
                if marks.refusal:
                    opened.problems.append(marks.refusal)
                    continue
                if sheet.sheet_state != "visible":
                    advice = "Cho hiện trang tính, hoặc xóa nó nếu không cần nhập."
                    opened.problems.append(Problem("trang tính bị ẩn", advice, source.name, title))
                    continue
                rows = tuple(_rows(sheet, marks))
                if rows:
                    opened.worksheets.append(Worksheet(source.name, title, rows))
                    opened.problems.extend(_hidden_and_merged(source.name, title, marks, rows))
            book.close()
    except Exception:
        # A damaged or hostile file may fail anywhere inside the parsers; the person hears one sentence whatever it was.
        advice = "Mở bằng Excel hay LibreOffice, lưu thành tệp .xlsx mới rồi nhập lại."
        return Opened(problems=[Problem("không đọc được bảng tính này: tệp bị hỏng", advice, source.name)])
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


def _walk(file: str, title: str, archive: zipfile.ZipFile, path: str) -> _Marks:
    """Walk the XML of a worksheet without keeping it, stopping at the caps and where rows or cells lose their order.

    The streaming reader drops rows and cells that come late or twice; what a spreadsheet shows of them is another matter.
    """
    marks = _Marks()
    row = column = 0
    formula = value = False
    with archive.open(path) as part:
        for event, element in iterparse(part, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                if tag == "row":
                    before, claimed = row, element.get("r")
                    row, column = int(claimed) if claimed else before + 1, 0
                    marks.refusal = _too_large(file, title, row, 0)
                    if row <= before:
                        marks.refusal = _disorder(f"dòng {row}", file, title, row)
                    if element.get("hidden") in ("1", "true"):
                        marks.hidden_rows.add(row)
                elif tag == "c":
                    before, reference = column, element.get("r")
                    column = _column_of(reference, before + 1)
                    formula = value = False
                    marks.refusal = _too_large(file, title, row, column)
                    if column <= before or (reference and reference.strip(ascii_letters) != str(row)):
                        marks.refusal = _disorder(f"ô {reference}", file, title, row)
                if marks.refusal:
                    return marks
                continue
            if tag == "f":
                formula = True
            elif tag in ("v", "is"):
                value = value or tag == "is" or bool(element.text)
            elif tag == "c":
                if formula and not value:
                    marks.uncalculated.add(f"{get_column_letter(column)}{row}")
            elif tag == "mergeCell":
                marks.merged.append(element.get("ref", ""))
            elif tag == "col" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "0")), int(element.get("max", "0"))
                marks.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))
            if tag in ("c", "row", "mergeCell", "col"):
                element.clear()
    return marks


def _disorder(what: str, file: str, title: str, row: int) -> Problem:
    advice = "Mở bằng Excel hay LibreOffice, lưu thành tệp .xlsx mới rồi nhập lại."
    return Problem(f"{what} không theo thứ tự, hoặc có hai lần", advice, file, title, row)


def _column_of(reference: str | None, counted: int) -> int:
    letters = "".join(filter(str.isalpha, reference or ""))
    return range_boundaries(f"{letters}1")[0] if letters else counted


def _rows(sheet: Any, marks: _Marks) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [
            _cell(cell, f"{get_column_letter(column)}{number}" in marks.uncalculated)
            for column, cell in enumerate(row, start=1)
        ]
        if any(not cell.is_empty for cell in cells):
            yield number, tuple(cells)


def _cell(cell: Any, is_uncalculated: bool) -> Cell:
    value = cell.value
    if is_uncalculated:
        return Cell(flaw="công thức chưa có kết quả")
    if value is None:
        return Cell()
    if cell.data_type == "e":
        return Cell(str(value), flaw="ô báo lỗi của bảng tính")
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", truth=value)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), day=value.date())
    if isinstance(value, date):
        return Cell(value.isoformat(), day=value)
    if isinstance(value, int | float):
        return _numeric_cell(value, cell.number_format or "General")
    return Cell(tidy(str(value)), lines=paragraphs(str(value)))


def _numeric_cell(value: int | float, number_format: str) -> Cell:
    # A worksheet stores binary fractions; 15 significant digits are what the spreadsheet itself works with, so 90.03
    # that was stored as 90.030000000000001 is 90.03 again.
    number = Decimal(format(value, ".15g") if isinstance(value, float) else value)
    if not number.is_finite():
        return Cell(str(value), flaw="số vô hạn")
    # Sections for positive, negative, zero and text; a % that is not literal multiplies by a hundred.
    section = _LITERAL.sub("", number_format).partition(";")[0]
    percent = "%" in section
    shape = None if _DIGIT_IN_LITERAL.search(number_format) else _PLAIN_FORMAT.fullmatch(section.strip())
    decimals = len(shape[1] or "") if shape else None
    text = format((number.scaleb(2) if percent else number).normalize(), "f")
    return Cell(text + ("%" if percent else ""), number, percent, decimals)


def _hidden_and_merged(
    file: str, title: str, marks: _Marks, rows: Sequence[tuple[int, tuple[Cell, ...]]]
) -> Iterator[Problem]:
    filled = {number for number, _ in rows}
    # The first rows may be a merged title; below the first row with several cells a merge would swallow figures.
    start = next((number for number, cells in rows if sum(not cell.is_empty for cell in cells) > 2), rows[0][0])
    width = max(len(cells) for _, cells in rows)
    for reference in marks.merged:
        first_column, first_row, _last_column, last_row = range_boundaries(reference)
        if last_row >= start and first_column <= width and first_row <= max(filled):
            advice = "Bỏ gộp ô (Unmerge Cells) và ghi giá trị vào từng ô."
            yield Problem(f"vùng {reference} bị gộp ô", advice, file, title, max(first_row, start))
    for number in sorted(marks.hidden_rows & filled):
        yield Problem("dòng bị ẩn", "Bỏ bộ lọc và cho hiện mọi dòng, hoặc xóa dòng này.", file, title, number)
    for column in sorted(marks.hidden_columns & set(range(1, width + 1))):
        if any(len(cells) >= column and not cells[column - 1].is_empty for _, cells in rows):
            advice = "Cho hiện cột, hoặc xóa cột này."
            yield Problem(f"cột {get_column_letter(column)} bị ẩn", advice, file, title)
