"""A workbook as XLSX, written row by row by openpyxl: texts are texts, numbers are exact, the bytes know no time.

A text is written as a string whatever it begins with, with the mark that a spreadsheet itself sets on "'=1+1"
(quotePrefix), so that it stays a text when somebody edits it. Nothing of a cell becomes a formula or a link.
"""

import io
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell as _Cell
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from .archive import timeless
from .cells import Cell, is_dangerous, number_text, workbook_number, workbook_text
from .layout import Entry, Line, Styled, Worksheet
from .validations import Validations

_TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_LINE, _HIGHEST = 15.0, 409.0  # points: of one line, and what the format allows
_HELD_BELOW = 800  # lines beneath the last row that hold what is typed to the entry of their column
_TEXT = "@"
_DATE = "dd/mm/yyyy"


def as_xlsx(worksheets: Iterable[Worksheet], *, title: str = "", subject: str = "") -> bytes:
    """The workbook's bytes. A worksheet's name is cut to the 31 characters that the format allows.

    Raises ValueError for a workbook without worksheets.
    """
    book = Workbook(write_only=True)
    book.properties.creator = ""
    book.properties.title, book.properties.subject = title or None, subject or None
    book.properties.language = "vi"
    validations = Validations()
    for each in worksheets:
        _Writer(book, each, validations).write()
    if not book.worksheets:
        raise ValueError("a workbook has at least one worksheet")
    if choices := validations.worksheet():
        _Writer(book, choices, validations).write()
    out = io.BytesIO()
    with _TimelessArchive(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        ExcelWriter(book, archive).save()
    return out.getvalue()


class _TimelessArchive(zipfile.ZipFile):
    """An archive without the moment at which it was made: no time on its members, none in the document's properties."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        content = data.encode() if isinstance(data, str) else data
        if zinfo_or_arcname == "docProps/core.xml":
            content = _TIMES.sub(b"", content)
        super().writestr(timeless(zinfo_or_arcname), content)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        with open(filename, "rb") as source, self.open(timeless(arcname), "w") as target:
            shutil.copyfileobj(source, target, 1 << 16)


class _Pen(_Cell):
    """A cell with a finished style, used again for every value that looks like this; rows are written one by one."""

    __slots__ = ("style_number",)

    @property
    def style_id(self) -> int:
        return self.style_number

    @property
    def has_style(self) -> bool:
        return True


class _Rows(WriteOnlyWorksheet):
    """openpyxl's streaming worksheet without its guessing of types, which makes formulas, and takes half again the time."""

    def _values_to_row(self, values: Iterable[_Cell | None], row_idx: int) -> Iterator[_Cell]:
        for column, cell in enumerate(values, start=1):
            if cell is not None:
                cell.column, cell.row = column, row_idx
                yield cell


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything that makes the style of a cell."""

    number_format: str = "General"
    is_bold: bool = False
    is_italic: bool = False
    align: str = ""
    fill: str = ""
    size: int = 11
    is_ruled: bool = False
    is_open: bool = False
    is_quoted: bool = False
    wraps: bool = False


# The part of a look that does not follow from the value: bold, italic, align, fill, size, ruled, open.
_Style = tuple[bool, bool, str, str, int, bool, bool]
_THIN = Side(style="thin", color="FF7A7A7A")
_RULED = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@dataclass(slots=True)
class _Writer:
    """One worksheet on its way into the book."""

    book: Workbook
    made: Worksheet
    validations: Validations
    pens: dict[tuple, _Pen] = field(default_factory=dict)
    sheet: _Rows = field(init=False)
    line: int = 0

    def write(self) -> None:
        self.sheet = _Rows(self.book, _sheet_title(self.made.title, self.book.sheetnames))
        self.book._add_sheet(self.sheet)
        self._set_up()
        places = [column.places for column in self.made.columns]
        for line in self.made.before:
            if self.made.is_protected:
                self._set_height(line)  # whoever fills it in cannot make a locked line higher by typing in it
            self._append(line, places)
        if self.made.has_heading:
            fill, align = self.made.heading_fill, "center" if self.made.is_ruled else ""
            heading = [
                each.names_itself or Styled(each.heading, is_bold=True, fill=fill, align=align)
                for each in self.made.columns
            ]
            self._set_height(heading)
            self._append(heading, places, is_ruled=self.made.is_ruled)
        for line in self.made.rows:
            self._append(line, places, is_ruled=self.made.is_ruled)
        self._go_on_below()
        for line in self.made.after:
            self._append(line, places)
        if self.made.picture:
            picture = Image(io.BytesIO(self.made.picture))
            picture.anchor = f"A{self.line + 1}"
            self.sheet.add_image(picture)
        for validation in self.validations.of(self.sheet.title):
            self.sheet.data_validations.append(validation)
        self.sheet.close()

    def _set_up(self) -> None:
        sheet, made = self.sheet, self.made
        for place, column in enumerate(made.columns, start=1):
            dimension = sheet.column_dimensions[get_column_letter(place)]
            dimension.width = column.width
            if column.below is not None:  # written before the rows are, and so the style of every cell that is not
                dimension.protection = Protection(locked=False)
                dimension.number_format = _TEXT if column.below.is_text else "General"
        if made.is_frozen and made.heading_line:
            sheet.freeze_panes = f"{get_column_letter(made.frozen_columns + 1)}{made.heading_line + 1}"
        if made.heading_line:
            sheet.print_title_rows = f"{min(made.repeated_from, made.heading_line)}:{made.heading_line}"
        sheet.page_setup.orientation = "landscape" if made.is_landscape else "portrait"
        sheet.page_setup.paperSize = int(made.paper)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = made.pages_wide, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        if made.footer:
            sheet.oddFooter.left.text = made.footer.replace("&", "&&")
            sheet.oddFooter.right.text = "&P/&N"
        if made.is_protected:
            # No password: it keeps slips of the hand away, not people. Columns may be made wider.
            sheet.protection.sheet = True
            sheet.protection.formatColumns = sheet.protection.formatRows = False
        if made.is_hidden:
            sheet.sheet_state = "hidden"

    def _go_on_below(self) -> None:
        """Columns that go on beneath the last row, open by the style of the column: held to their entry for a while."""
        for place, column in enumerate(self.made.columns, start=1):
            if column.below is not None:
                for line in range(self.line + 1, self.line + _HELD_BELOW + 1):
                    self.validations.add(self.sheet.title, place, line, column.below)

    def _append(self, line: Line, places: Sequence[int | None], is_ruled: bool = False) -> None:
        if self.made.is_ruled:
            self._set_height(line)
        self.line += 1
        self.sheet.append(self._cells(line, places, is_ruled))

    def _set_height(self, line: Line) -> None:
        """Room for texts that run over several lines: spreadsheets do not find it by themselves in joined cells, nor
        all of them in others. Counted from the letters, a little too much rather than too little."""
        widths, column, needed = [each.width for each in self.made.columns], 0, 1.0
        for cell in line:
            value, span, size = (cell.value, cell.span, cell.size) if isinstance(cell, Styled) else (cell, 1, 11)
            if isinstance(value, str):
                room = sum(widths[column : column + span]) or 9
                lines = sum(ceil(1.15 * len(part) / room) or 1 for part in value.split("\n"))
                needed = max(needed, lines * size / 11)
            column += span
        if needed > 1:
            self.sheet.row_dimensions[self.line + 1].height = min(_LINE * needed, _HIGHEST)

    def _cells(self, line: Line, places: Sequence[int | None], is_ruled: bool) -> Iterator[_Pen | None]:
        column = 0
        plain: _Style = (False, False, "", "", 11, is_ruled, False)
        for cell in line:
            column += 1
            kept = places[column - 1] if column <= len(places) else 2
            if isinstance(cell, Styled):
                style = (cell.is_bold, cell.is_italic, cell.align, cell.fill, cell.size, is_ruled, False)
                yield self._pen(cell.value, cell.places, style)
                if cell.span > 1:
                    first, last = get_column_letter(column), get_column_letter(column + cell.span - 1)
                    self.sheet.merged_cells.add(f"{first}{self.line}:{last}{self.line}")
                    for _ in range(cell.span - 1):
                        column += 1
                        yield self._pen(None, None, style)
            elif isinstance(cell, Entry):
                self.validations.add(self.sheet.title, column, self.line, cell)
                shown = kept if cell.places is None else cell.places
                yield self._pen(cell.value, shown, (False, False, "", "", 11, is_ruled, True), is_text=cell.is_text)
            else:
                yield self._pen(cell, kept, plain)

    def _pen(self, value: Cell, places: int | None, style: _Style, *, is_text: bool = False) -> _Pen:
        """The cell of a value, ready to be written. A number goes in as its own digits: a float would add noise to 9.95."""
        quoted = wraps = False
        kind, shown = "n", "General"
        content: str | date | None = None
        number = workbook_number(value, places) if isinstance(value, Decimal | int) else None
        if isinstance(value, bool):
            raise TypeError("a cell holds a text, a number or a date; say a truth in words")
        if number is not None:
            content, shown = number
        elif isinstance(value, date):
            kind, content, shown = "d", value, _DATE
        else:
            text = workbook_text(number_text(value) if isinstance(value, Decimal | int) else str(value or ""))
            quoted, wraps, shown = is_dangerous(text), True, _TEXT
            if text:
                kind, content = "s", text
        if content is None and style[-1] and not is_text:
            shown = "General"  # what is typed into an open cell may be a number
        key = (shown, style, quoted, wraps)
        pen = self.pens.get(key)
        if pen is None:
            pen = self.pens[key] = self._made_pen(_Look(shown, *style, quoted, wraps))
        pen._value, pen.data_type = content, kind
        return pen

    def _made_pen(self, look: _Look) -> _Pen:
        pen = _Pen(self.sheet, 1, 1)
        pen.number_format = look.number_format
        pen.font = Font(bold=look.is_bold, italic=look.is_italic, size=look.size)
        pen.alignment = Alignment(wrap_text=look.wraps or None, vertical="top", horizontal=look.align or None)
        if look.fill:
            pen.fill = PatternFill("solid", fgColor=f"FF{look.fill}")
        if look.is_ruled:
            pen.border = _RULED
        if look.is_open:
            pen.protection = Protection(locked=False)
        if look.is_quoted:
            pen.quotePrefix = True
        pen.style_number = _Cell.style_id.fget(pen)
        return pen


def _sheet_title(title: str, taken: Sequence[str]) -> str:
    """A name as the format allows: 31 characters, no brackets, slashes or colons, not at an end an apostrophe, no twin."""
    clean = _NOT_IN_TITLES.sub(" ", workbook_text(title)).strip(" '")[:31].strip(" '") or "Trang"
    known = {each.casefold() for each in taken}
    for number in range(2, len(taken) + 3):
        if clean.casefold() not in known:
            return clean
        clean = f"{clean[:27]} {number}"
    return clean
