"""Open a CSV file: one untitled worksheet of text cells. Text unpacks to nothing, so it is read where it is asked for."""

import csv
from io import StringIO

from scoring.exports.cells import unguarded
from units.names import tidy

from .opened import MAX_CELLS, MAX_TEXT, Opened, SourceFile, Worksheet, too_large, too_long, too_many_cells
from .problems import Problem
from .values import Cell, paragraphs

_SEPARATORS = (",", ";", "\t")
_ENCODE = "Trong Excel chọn Lưu thành (Save As) “CSV UTF-8 (Comma delimited)”, hoặc lưu thành .xlsx."


def decode(content: bytes) -> str | None:
    """The text of a UTF-8 file (with or without BOM) or of a UTF-16 file with BOM; None for any other encoding."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def open_text(source: SourceFile, known_headings: frozenset[str]) -> Opened:
    """Open a CSV file; its separator is the one under which the first lines name most of the known headings."""
    text = decode(source.content)
    if text is None or "\x00" in text:
        return Opened(problems=[Problem("tệp không phải bảng mã UTF-8", _ENCODE, file=source.name)])
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    blank: list[int] = []
    cells_of: dict[str, Cell] = {}  # equal texts are one cell: a file of nothing but commas stays small
    count = 0
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text, known_headings), strict=True)
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_TEXT))
    try:
        for number, record in enumerate(reader, start=1):
            count += len(record)
            if problem := too_large(source.name, "", number, len(record)):
                return Opened(problems=[problem])
            if count > MAX_CELLS:
                return Opened(problems=[too_many_cells(source.name)])
            if any(len(value) > MAX_TEXT for value in record):
                return Opened(problems=[too_long(source.name, "", number)])
            cells = tuple(cells_of.get(value) or cells_of.setdefault(value, _cell(value)) for value in record)
            if any(not cell.is_empty for cell in cells):
                rows.append((number, cells))
            else:
                blank.append(number)
    except csv.Error:
        advice = "Kiểm tra dấu ngoặc kép ở dòng này, hoặc lưu lại tệp bằng bảng tính."
        number = rows[-1][0] + 1 if rows else 1
        return Opened(problems=[Problem("tệp CSV hỏng: dấu ngoặc kép không khớp", advice, source.name, row=number)])
    return Opened([Worksheet(source.name, "", tuple(rows), tuple(blank))])


def _cell(value: str) -> Cell:
    # A text file guards "- Kế hoạch" with an apostrophe (scoring/exports/cells.py); a formula stays refused.
    text = unguarded(value)
    return Cell(tidy(text), lines=paragraphs(text))


def _separator(text: str, known_headings: frozenset[str]) -> str:
    def names(separator: str) -> tuple[int, int]:
        cells = [heading_key(cell) for line in text.splitlines()[:10] for cell in line[:MAX_TEXT].split(separator)]
        return sum(cell in known_headings for cell in cells), len(cells)

    return max(_SEPARATORS, key=names)


def heading_key(text: str) -> str:
    """How a heading is compared: tidy, without quotation marks and letter case."""
    return tidy(text).strip('"').casefold()
