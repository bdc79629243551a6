"""A file given back with what was found in it: every worksheet as it was read, a column of findings beside each row.

Where it is a template of the round it is one again: what may be typed where, the lists, what is locked and what stays on
screen are made anew from the round (`mending`), so that it is mended in place and brought back.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from scoring.exports.layout import CHOICES, HEADING_FILL, Column, Entry, Line, Styled, Worksheet
from scoring.exports.layout import Cell as OutCell
from scoring.exports.workbook import as_xlsx
from scoring.imports.packets import FINDINGS, GUIDE, UNIT, identity_of, is_passed_over
from scoring.imports.plain_matrix import title_of
from scoring.imports.problems import Problem
from scoring.imports.values import Cell
from scoring.imports.workbook import SourceFile, heading_key, open_file
from scoring.imports.workbook import Worksheet as ReadWorksheet
from scoring.models import AssessmentRound

from .mending import Shape, Templates
from .worksheets import width_of

_LOOK = 12  # a heading stands in one of the first rows
_WRONG, _ODD = "FCE4E4", "FFF4D6"
_OPEN_LINES = 500  # empty rows that are given back to be filled in
Found = Mapping[int, Sequence[Problem]]


def annotated(source: SourceFile, problems: Sequence[Problem], round_: AssessmentRound | None = None) -> bytes:
    """The workbook; rows keep their numbers. What belongs to no row stands in a worksheet of its own, first.

    `round_` is the one it is meant for; without it, or where a worksheet is of no template, words and figures alone come back.
    """
    return as_xlsx(_worksheets(source, problems, round_), title=_("Kết quả kiểm tra: %s") % source.name)


def _worksheets(source: SourceFile, problems: Sequence[Problem], round_: AssessmentRound | None) -> Iterator[Worksheet]:
    opened = open_file(source)
    rows: list[Line] = [
        [each.sheet, each.row, each.column, each.value, each.message, each.advice] for each in problems
    ] or [["", None, "", "", _("Không có vấn đề nào."), ""]]
    headings = (_("Trang tính"), _("Dòng"), _("Cột"), _("Giá trị"), _("Vấn đề"), _("Cách sửa"))
    widths = (20, 8, 24, 24, 60, 60)
    yield Worksheet(FINDINGS, [Column(*pair, places=None) for pair in zip(headings, widths, strict=True)], rows)
    templates = Templates(round_) if round_ is not None else None
    # A table of one's own has no locked cells; it only gains the lists.
    is_template = templates is not None and identity_of(opened.worksheets) is not None
    for worksheet in opened.worksheets:
        if worksheet.title != FINDINGS:
            own = [each for each in problems if each.sheet == worksheet.title]
            yield _beside(worksheet, own, templates, is_template)


def _beside(
    worksheet: ReadWorksheet, problems: Sequence[Problem], templates: Templates | None, is_template: bool
) -> Worksheet:
    found: dict[int, list[Problem]] = {}
    for each in problems:
        found.setdefault(each.row or 1, []).append(each)
    width = max((len(cells) for _number, cells in worksheet.rows), default=1)
    heading, cells = next(
        ((number, cells) for number, cells in worksheet.rows[:_LOOK] if _is_heading(cells)), (None, ())
    )
    texts = [cell.text for cell in cells]
    title = title_of(worksheet) or _("Dữ liệu")
    shape = templates.shape(title, texts) if templates is not None and heading is not None else None
    # The findings of an earlier check give way to those of this one.
    beside = texts.index(FINDINGS) if FINDINGS in texts else width
    lines = _lines(worksheet, found, heading, shape, beside)
    columns = [Column("", width_of(texts[place] if place < len(texts) else ""), places=None) for place in range(width)]
    columns[beside : beside + 1] = [Column("", 70)]
    if worksheet.title == GUIDE:
        columns[:2] = [Column("", 30), Column("", 90)]
    is_told_of = heading is None or heading in found  # what is wrong with a heading is mended there, or beside it
    return Worksheet(
        # Lists of our own have that name, and the rules of cells point to it.
        title if not title.casefold().startswith(CHOICES.casefold()) else _("Trang %s") % title,
        columns,
        lines,
        has_heading=False,
        heading_among_rows=heading if shape is not None and heading is not None else 0,
        frozen_columns=shape.frozen_columns if shape is not None else 0,
        is_protected=is_template and (is_passed_over(worksheet.title) or (shape is not None and not is_told_of)),
    )


def _lines(
    worksheet: ReadWorksheet, found: Found, heading: int | None, shape: Shape | None, beside: int
) -> Iterator[Line]:
    """Every row by its number, what was found beside it."""
    cells_of = dict(worksheet.rows)
    width = max((len(cells) for cells in cells_of.values()), default=1)
    to_fill_in = worksheet.blank[:_OPEN_LINES] if shape is not None and shape.leaf_column is not None else ()
    for number in range(1, max([*cells_of, *found, *to_fill_in], default=1) + 1):
        own = found.get(number, ())
        values = [_out(cell) for cell in cells_of.get(number, ())]
        values += [None] * (width - len(values))
        cells: list[OutCell | Styled | Entry] = list(values)
        if number == heading:
            fill = HEADING_FILL if shape is not None else ""
            cells = [Styled(each, is_bold=True, fill=fill, places=None) if each else each for each in values]
        elif shape is not None and heading is not None and number > heading:
            cells = _row(values, shape, is_open=bool(own) or number not in cells_of)
        cells[beside : beside + 1] = []
        if number == heading:  # what is wrong with the heading itself stands in the first worksheet
            cells.insert(beside, Styled(FINDINGS, is_bold=True))
        elif own:
            text = "\n".join(map(_in_words, own))
            cells.insert(beside, Styled(text, fill=_WRONG if any(each.is_error for each in own) else _ODD))
        elif beside < width:
            cells.insert(beside, None)
        yield cells


def _row(values: Sequence[OutCell], shape: Shape, *, is_open: bool) -> list[OutCell | Styled | Entry]:
    """A row of a template. What is locked elsewhere is open in one in which something was found, for it may be the code,
    and in an empty one."""
    about = values[shape.leaf_column] if shape.leaf_column is not None else ""
    leaf = about if isinstance(about, str) else ""
    cells: list[OutCell | Styled | Entry] = []
    for place, value in enumerate(values):
        if place >= len(shape.rules):
            cells.append(Entry(value))
        elif (rule := shape.rules[place]) is not None:
            cells.append(rule(leaf, value))
        else:
            cells.append(Entry(value) if is_open else value)
    return cells


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
