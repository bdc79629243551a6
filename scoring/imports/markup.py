"""Walk the XML of a worksheet: every row and cell as it is written, and what the readers do not tell.

The readers turn "8.15" into a binary fraction, drop rows that come late or twice, and say nothing of merged cells, hidden
rows and formulas that were never calculated. This walk keeps the text of each value, and holds the caps.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_letters
from typing import IO, Any
from xml.etree.ElementTree import Element, XMLPullParser
from xml.parsers import expat
from zipfile import ZipFile

from openpyxl.utils import column_index_from_string, get_column_letter

from .opened import MAX_CELLS, MAX_COLUMNS, too_large, too_many_cells
from .problems import Problem

_BLOCK = 1 << 16
_TRUE = ("1", "true")
_ZERO = re.compile(r"\s*[+-]?(?:0+\.?0*|\.0+)(?:[eE][+-]?[0-9]+)?\s*")
_NAMESPACES = (
    "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "{http://purl.oclc.org/ooxml/spreadsheetml/main}",
)


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as its XML writes it: its type, its style, the text of its value (None without one), whether by a formula."""

    kind: str
    style: int
    value: str | None
    formula: bool = False

    @property
    def is_uncalculated(self) -> bool:
        """Whether it is a formula whose result the file does not hold; the empty text is a result."""
        return self.formula and (self.value is None or (self.value == "" and self.kind != "str"))


@dataclass(slots=True)
class Markup:
    """A worksheet as written: rows of cells from column A (None between them), and its marks."""

    rows: dict[int, list[Written | None]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    cells: int = 0
    refusal: Problem | None = None


class Doctype(ValueError):
    """A document type definition: no workbook has one, and entities hide in it. It says in which part."""


def refuse_doctypes(archive: ZipFile) -> None:
    """Raise `Doctype` if any part of the workbook, whatever its name, declares a type before its first element."""
    for name in archive.namelist():
        try:
            with archive.open(name) as part, suppress(expat.ExpatError):  # a picture is no document, to no parser
                _refuse_doctype(part)
        except Doctype as found:
            raise Doctype(name) from found


def _refuse_doctype(part: IO[bytes]) -> None:
    parser, begun = expat.ParserCreate(), []

    def doctype(*_: Any) -> None:
        raise Doctype

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = lambda *_: begun.append(True)
    while not begun and (block := part.read(_BLOCK)):
        parser.Parse(block)


def walk(file: str, title: str, part: IO[bytes], cells_before: int = 0) -> Markup:
    """Walk a worksheet, stopping with a refusal at the caps and where rows or cells lose their order."""
    markup = Markup(cells=cells_before)
    known: dict[tuple[str, str, str | None, bool], Written] = {}
    tall: set[int] = set()  # rows with a height of their own
    wide: set[int] = set()  # columns with a width of their own
    no_height = no_width = False
    row = 0
    for element in _elements(part):
        tag = local_name(element)
        if tag == "row":
            before, claimed = row, element.get("r")
            row = int(claimed) if claimed else before + 1
            markup.refusal = too_large(file, title, row, 0)
            if row <= before:
                markup.refusal = _disorder(f"dòng {row}", file, title, row)
            if markup.refusal is None:
                _walk_row(element, row, markup, known, file, title)
                if element.get("ht"):
                    tall.add(row)
            element.clear()
            if markup.refusal:
                return markup
        elif tag == "mergeCell":
            markup.merged.append(element.get("ref", ""))
        elif tag == "sheetFormatPr":
            no_height = _is_nothing(element.get("defaultRowHeight"))
            no_width = _is_nothing(element.get("defaultColWidth"))
        elif tag == "col":
            first, last = max(1, int(element.get("min", "0"))), min(int(element.get("max", "0")), MAX_COLUMNS)
            if element.get("hidden") in _TRUE or _is_nothing(element.get("width")):
                markup.hidden_columns.update(range(first, last + 1))
            elif element.get("width"):
                wide.update(range(first, last + 1))
    if no_width:  # a column of which the worksheet says nothing is as wide as it says all are
        widest = max((len(cells) for cells in markup.rows.values()), default=0)
        markup.hidden_columns.update(set(range(1, widest + 1)) - wide)
    if no_height:
        markup.hidden_rows.update(markup.rows.keys() - tall)
    return markup


def _is_nothing(size: str | None) -> bool:
    """Whether a height or a width is written and is 0, which is another word for hidden."""
    return size is not None and _ZERO.fullmatch(size) is not None


def _elements(part: IO[bytes]) -> Iterator[Element]:
    parser: Any = XMLPullParser(events=("end",))
    while block := part.read(_BLOCK):
        parser.feed(block)
        for _event, element in parser.read_events():
            yield element
    parser.close()
    for _event, element in parser.read_events():
        yield element


def local_name(element: Element) -> str:
    """The name of an element of a worksheet, or "" for one of another vocabulary."""
    return _local_name(element.tag)


@lru_cache(maxsize=256)  # a worksheet has millions of elements and a dozen names
def _local_name(tag: str) -> str:
    for namespace in _NAMESPACES:
        if tag.startswith(namespace):
            return tag[len(namespace) :]
    return ""


def _walk_row(
    element: Element,
    row: int,
    markup: Markup,
    known: dict[tuple[str, str, str | None, bool], Written],
    file: str,
    title: str,
) -> None:
    # Not under zeroHeight alone: it says that rows which the worksheet does not write out are hidden, and those hold no
    # cell. The ones it writes out are seen unless they say otherwise (Excel, LibreOffice; XlsxWriter's hide_unused_rows).
    if element.get("hidden") in _TRUE or _is_nothing(element.get("ht")):
        markup.hidden_rows.add(row)
    cells: list[Written | None] = []
    for cell in element:
        if local_name(cell) != "c":
            continue
        before, reference = len(cells), cell.get("r")
        column = before + 1
        if reference:
            letters = reference.rstrip("0123456789")
            column = column_index_from_string(letters.upper())
            if reference[len(letters) :] != str(row) or letters.strip(ascii_letters):
                markup.refusal = _disorder(f"ô {reference}", file, title, row)
                return
        if problem := too_large(file, title, row, column):
            markup.refusal = problem
            return
        if column <= before:
            markup.refusal = _disorder(f"ô {reference}", file, title, row)
            return
        markup.cells += 1
        if markup.cells > MAX_CELLS:
            markup.refusal = too_many_cells(file, title)
            return
        if column > before + 1:
            cells.extend([None] * (column - before - 1))
        written = _written(cell)
        cells.append(known.get(written) or known.setdefault(written, _keep(written)))
    markup.rows[row] = cells


def _written(cell: Element) -> tuple[str, str, str | None, bool]:
    value, formula = None, False
    for child in cell:
        tag = local_name(child)
        if tag == "v":
            value = child.text or ""
        elif tag == "f":
            formula = True
        elif tag == "is":
            value = "".join(child.itertext())
    return cell.get("t", "n"), cell.get("s", "0"), value, formula


def _keep(written: tuple[str, str, str | None, bool]) -> Written:
    kind, style, value, formula = written
    return Written(sys.intern(kind), int(style), value, formula)


def _disorder(what: str, file: str, title: str, row: int) -> Problem:
    advice = "Mở bằng Excel hay LibreOffice, lưu thành tệp .xlsx mới rồi nhập lại."
    return Problem(f"{what} không theo thứ tự, hoặc có hai lần", advice, file, title, row)


def name_of(column: int, row: int) -> str:
    """ "F2" for the sixth column of the second row."""
    return f"{get_column_letter(column)}{row}"
