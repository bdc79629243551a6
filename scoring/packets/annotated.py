"""A file given back with what was found in it: every worksheet as it was read, a column of findings beside each row."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from scoring.exports.layout import Cell as OutCell
from scoring.exports.layout import Column, Line, Styled, Worksheet
from scoring.exports.workbook import as_xlsx
from scoring.imports.packets import FINDINGS, UNIT
from scoring.imports.plain_matrix import title_of
from scoring.imports.problems import Problem
from scoring.imports.values import Cell
from scoring.imports.workbook import SourceFile, heading_key, open_file
from scoring.imports.workbook import Worksheet as ReadWorksheet

_LOOK = 12  # a heading stands in one of the first rows
_WRONG, _ODD = "FCE4E4", "FFF4D6"


def annotated(source: SourceFile, problems: Sequence[Problem]) -> bytes:
    """The workbook; rows keep their numbers. What belongs to no row stands in a worksheet of its own, first."""
    return as_xlsx(_worksheets(source, problems), title=_("Kết quả kiểm tra: %s") % source.name)


def _worksheets(source: SourceFile, problems: Sequence[Problem]) -> Iterator[Worksheet]:
    opened = open_file(source)
    rows: list[Line] = [
        [each.sheet, each.row, each.column, each.value, each.message, each.advice] for each in problems
    ] or [["", None, "", "", _("Không có vấn đề nào."), ""]]
    headings = (_("Trang tính"), _("Dòng"), _("Cột"), _("Giá trị"), _("Vấn đề"), _("Cách sửa"))
    widths = (20, 8, 24, 24, 60, 60)
    yield Worksheet(FINDINGS, [Column(*pair, places=None) for pair in zip(headings, widths, strict=True)], rows)
    for worksheet in opened.worksheets:
        if worksheet.title != FINDINGS:
            yield _beside(worksheet, [each for each in problems if each.sheet == worksheet.title])


def _beside(worksheet: ReadWorksheet, problems: Sequence[Problem]) -> Worksheet:
    found: dict[int, list[Problem]] = {}
    for each in problems:
        found.setdefault(each.row or 1, []).append(each)
    width = max((len(cells) for _number, cells in worksheet.rows), default=1)
    heading = next((number for number, cells in worksheet.rows[:_LOOK] if _is_heading(cells)), None)
    cells_of = dict(worksheet.rows)
    last = max([*cells_of, *found], default=1)

    def lines() -> Iterator[Line]:
        for number in range(1, last + 1):
            own = found.get(number, [])
            cells: list[OutCell | Styled] = [_out(cell) for cell in cells_of.get(number, ())]
            if number == heading:
                cells = [Styled(each, is_bold=True) if isinstance(each, str) else each for each in cells]
            cells += [None] * (width - len(cells))
            text = "\n".join(map(_in_words, own))
            if number == heading:  # what is wrong with the heading itself stands in the first worksheet
                cells.append(Styled(FINDINGS, is_bold=True))
            elif own:
                cells.append(Styled(text, fill=_WRONG if any(each.is_error for each in own) else _ODD))
            yield cells

    columns = [Column("", 16, places=None)] * width + [Column("", 70)]
    return Worksheet(title_of(worksheet) or _("Dữ liệu"), columns, lines(), has_heading=False)


def _in_words(problem: Problem) -> str:
    """The column unless the message begins with it, what is wrong, how to mend it: each a sentence of its own."""
    is_said = not problem.column or problem.message.startswith(problem.column)
    message = problem.message if is_said else f"{problem.column}: {problem.message}"
    return f"{message.rstrip('.')}. {problem.advice}".rstrip()


def _is_heading(cells: Sequence[Cell]) -> bool:
    return any(heading_key(cell.text) in (heading_key(UNIT), "unit") for cell in cells)


def _out(cell: Cell) -> OutCell:
    if cell.flaw:
        return cell.text or f"({cell.flaw})"
    if cell.day is not None:
        return cell.day
    return cell.number if cell.number is not None and not cell.percent else cell.lines or cell.text or None
