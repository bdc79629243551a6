"""A document as DOCX, by python-docx: texts are texts, the language is Vietnamese, the bytes know no time.

The only fields are the page's number and the number of pages, written here. Nobody's text becomes a field, a link or markup.
"""

import io
import re
import zipfile
from functools import singledispatchmethod
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .archive import timeless
from .cells import xml_text
from .prose import Grid, Paragraph, Picture, Prose, Run, Section, SideBySide

_FONT, _SIZE = "Times New Roman", 13
_ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
# Margins of an administrative document (Nghị định 30/2020/NĐ-CP), in millimetres: top, right, bottom, left.
_MARGINS = (20, 15, 20, 30)
_A4 = (210, 297)
_TOGETHER = 3  # rows at the end of a table that go to the next page together
_TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def as_docx(prose: Prose) -> bytes:
    """The document's bytes."""
    return _Writer(prose).write()


def _element(name: str, **attributes: str) -> Any:
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


class _Writer:
    """One document on its way into a file."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose
        self.document = Document()
        self.width = 0  # of the text, in millimetres

    def write(self) -> bytes:
        self._set_properties()
        self._set_styles()
        for number, section in enumerate(self.prose.sections):
            self._begin(section, is_first=number == 0)
            for part in section.parts:
                self._add(part)
        out = io.BytesIO()
        self.document.save(out)
        return _without_times(out.getvalue())

    def _set_properties(self) -> None:
        known = self.document.core_properties
        known.title, known.subject = xml_text(self.prose.title)[:255], xml_text(self.prose.subject)[:255]
        known.author = known.last_modified_by = known.comments = known.keywords = ""
        known.language = "vi"

    def _set_styles(self) -> None:
        styles = self.document.styles
        defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(_element("w:lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"))
        for name, size, is_bold in (
            ("Normal", _SIZE, False),
            ("Heading 1", 14, True),
            ("Heading 2", _SIZE, True),
            ("Heading 3", _SIZE, True),
            ("List Bullet", _SIZE, False),
        ):
            style = styles[name]
            style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), is_bold, False
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{key}"), None)
            for key in ("ascii", "hAnsi", "eastAsia", "cs"):
                fonts.set(qn(f"w:{key}"), _FONT)
            form = style.paragraph_format
            form.space_before, form.space_after = Pt(8 if name.startswith("Heading") else 0), Pt(4)
            form.line_spacing = 1.1
            form.widow_control = True

    def _begin(self, section: Section, *, is_first: bool) -> None:
        made = self.document.sections[0] if is_first else self.document.add_section()
        width, height = _A4[::-1] if section.is_landscape else _A4
        made.orientation = WD_ORIENT.LANDSCAPE if section.is_landscape else WD_ORIENT.PORTRAIT
        made.page_width, made.page_height = Mm(width), Mm(height)
        top, right, bottom, left = (15, 20, 15, 20) if section.is_landscape else _MARGINS
        made.top_margin, made.right_margin = Mm(top), Mm(right)
        made.bottom_margin, made.left_margin = Mm(bottom), Mm(left)
        made.header_distance = made.footer_distance = Mm(8)
        self.width = width - left - right
        if not is_first:
            made.different_first_page_header_footer = False
            return  # the head and foot of the first go on
        made.different_first_page_header_footer = True
        self._head(made.first_page_header, is_first=True)
        self._head(made.header, is_first=False)
        for foot in (made.first_page_footer, made.footer):
            self._small(foot.paragraphs[0], self.prose.foot)

    def _head(self, head: Any, *, is_first: bool) -> None:
        """The number of the page from the second on, as the decree has it, and the notice on every page."""
        line = head.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if not is_first:
            _field(line, "PAGE")
        if self.prose.notice:
            notice = line if is_first else head.add_paragraph()
            notice.alignment = WD_ALIGN_PARAGRAPH.CENTER
            made = notice.add_run(xml_text(self.prose.notice).upper())
            made.bold, made.font.size = True, Pt(11)

    def _small(self, line: Any, text: str) -> None:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made = line.add_run(xml_text(text) + " · ")
        made.font.size = Pt(9)
        for words, name in (("trang ", "PAGE"), ("/", "NUMPAGES")):
            line.add_run(words).font.size = Pt(9)
            _field(line, name, size=9)

    @singledispatchmethod
    def _add(self, part: Any) -> None:
        raise TypeError(f"no part of a document: {part!r}")

    @_add.register
    def _(self, part: Paragraph) -> None:
        style = f"Heading {part.level}" if part.level else "List Bullet" if part.is_bulleted else "Normal"
        self._fill(self.document.add_paragraph(style=style), part)

    @_add.register
    def _(self, part: SideBySide) -> None:
        table = self._table(1, 2, part.shares)
        for cell, paragraphs in zip(table.rows[0].cells, (part.left, part.right), strict=True):
            for number, each in enumerate(paragraphs):
                self._fill(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), each)
        self._after_table()

    @_add.register
    def _(self, part: Picture) -> None:
        line = self.document.add_paragraph()
        line.paragraph_format.keep_with_next = True
        shape = line.add_run().add_picture(io.BytesIO(part.content), width=Mm(part.width))
        shape._inline.docPr.set("descr", xml_text(part.words))

    @_add.register
    def _(self, part: Grid) -> None:
        table = self._table(1 + len(part.rows), len(part.headings), part.widths, style="Table Grid")
        table._tbl.tblPr.append(_element("w:tblCaption", val=xml_text(part.caption)))
        for number, (row, texts) in enumerate(zip(table.rows, [part.headings, *part.rows], strict=True)):
            is_head = texts is part.headings
            is_bold = is_head or (part.last_is_bold and texts is part.rows[-1])
            properties = row._tr.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if is_head:
                properties.append(_element("w:tblHeader"))
            for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                align = "center" if is_head or place in part.centred else "left" if place in part.left else "right"
                paragraph = Paragraph((Run(text, is_bold=is_bold, size=part.size),), align=align)
                self._fill(cell.paragraphs[0], paragraph)
                form = cell.paragraphs[0].paragraph_format
                form.space_after = Pt(1)
                form.keep_with_next = (number >= len(part.rows) - _TOGETHER and number < len(part.rows)) or None
                if is_head:
                    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="E4EFF1"))
        self._after_table()

    def _table(self, rows: int, columns: int, shares: Any, style: str = "") -> Any:
        """A table of fixed widths as wide as the text; without a style it has no lines."""
        table = self.document.add_table(rows, columns, style or None)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for column, share in zip(table.columns, shares, strict=True):
            width = Mm(self.width * share / sum(shares))
            for cell in column.cells:
                cell.width = width
            column.width = width
        return table

    def _after_table(self) -> None:
        """A table that ends a cell or a page needs a line below it; this one takes little room."""
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(6)

    def _fill(self, line: Any, part: Paragraph) -> None:
        line.alignment = _ALIGNED[part.align]
        if part.is_indented:
            line.paragraph_format.first_line_indent = Mm(10)
        line.paragraph_format.keep_with_next = True if part.is_kept_with_next or part.level else None
        for run in part.runs:
            words = run if isinstance(run, Run) else Run(run)
            made = line.add_run(xml_text(words.text))
            made.bold, made.italic = words.is_bold or None, words.is_italic or None
            if words.size:
                made.font.size = Pt(words.size)
            if words.is_blank:
                made._r.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill="E6E6E6"))


def _field(line: Any, name: str, size: int = 0) -> None:
    """The page's number or the number of pages: the only two fields there are."""
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("shown", "1"), ("end", "")):
        run = line.add_run(text if kind == "shown" else "")
        if size:
            run.font.size = Pt(size)
        if kind == "":
            instruction = _element("w:instrText")
            instruction.text = name
            run._r.append(instruction)
        elif kind != "shown":
            run._r.append(_element("w:fldChar", fldCharType=kind))


def _without_times(content: bytes) -> bytes:
    """The same document without the moment at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            data = made.read(name)
            if name == "docProps/core.xml":
                data = _TIMES.sub(b"", data)
            archive.writestr(timeless(name), data)
    return out.getvalue()
