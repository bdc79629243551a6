"""Units by areas: what share of the points each unit reached in each area, with the number in every cell."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.published import Row, SideBySide, share_of

from . import words
from .criteria import STATES
from .navigation import criterion_address
from .ranking import is_well_filled

# From which share (%) a cell has which shade: strong where much is lost or nearly all is reached, none between.
SHADES = ((90, "s5"), (80, "s4"), (70, "s3"), (60, "s2"), (0, "s1"))


@dataclass(frozen=True, slots=True)
class Column:
    """An area, or a component where the table has no areas; `code` stands in the heading, `name` under the table."""

    code: str
    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    share: Fraction | None
    text: str
    shade: str
    spoken: str = ""  # what is read aloud where the cell is a dash


@dataclass(frozen=True, slots=True)
class Line:
    unit: str
    name: str
    href: str
    rank: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """The table, or in `problem` why there is none. `mean`: the block's average of each column, where every unit is known."""

    title: str = ""
    problem: str = ""
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    mean: tuple[Cell, ...] = ()

    @property
    def dash_note(self) -> str:
        spoken = {cell.spoken for line in self.lines for cell in line.cells if cell.share is None and cell.spoken}
        return _("Dấu –: %(reasons)s; không phải số 0.") % {"reasons": ", ".join(sorted(spoken))} if spoken else ""

    @property
    def width(self) -> int:
        return len(self.columns)


def _cell(share: Fraction | None, spoken: str = "") -> Cell:
    if share is None:
        return Cell(None, "", "", spoken or _("không công bố"))
    shade = next(name for least, name in SHADES if share >= least)
    return Cell(share, "100" if share == 100 else words.share(share).rstrip("%"), shade)


def heatmap(block: SideBySide) -> Heatmap:
    """Areas of a table computed here, else the components of which the source prints figures and maximums."""
    columns, share = _areas(block) if block.assessment is not None else _components(block)
    if not columns:
        return Heatmap(
            problem=_("Nguồn không công bố điểm từng lĩnh vực (hoặc không công bố điểm tối đa), nên không lập được bảng theo lĩnh vực.")
        )  # fmt: skip
    year = block.ranking.release.year
    lines = []
    for row in [*block.ranking.placed, *block.ranking.unplaced]:
        cells = [share(row, column) for column in columns]
        if any(cell.share is not None for cell in cells):
            href = reverse("portal:unit-year", args=[row.unit, year])
            lines.append(Line(row.unit, row.name, href, words.rank_text(row), cells))
    mean = _mean(block, lines)
    return Heatmap(_title(columns, mean, lines), "", tuple(columns), tuple(lines), mean)


def _areas(block: SideBySide) -> tuple[list[Column], Callable[[Row, Column], Cell]]:
    assessment = block.assessment
    if assessment is None:
        return [], lambda _row, _column: _cell(None)
    release = block.ranking.release
    columns = [
        Column(area.code, area.title, criterion_address(release, area.code))
        for area in assessment.areas
        if assessment.maximum_of(area.code)
    ]

    def share(row: Row, column: Column) -> Cell:
        mark = assessment.marks.get(row.unit, {}).get(column.code)
        if mark is None:
            return _cell(None)
        return _cell(share_of(mark.points, mark.max_score), str(STATES.get(mark.state, "")))

    return columns, share


def _components(block: SideBySide) -> tuple[list[Column], Callable[[Row, Column], Cell]]:
    rows = block.ranking.rows
    by_code = {each.code: each for each in block.ranking.components}

    def value(row: Row, code: str) -> Fraction | None:
        return block.share(row, by_code[code])

    told = [c for c in by_code if is_well_filled(sum(value(row, c) is not None for row in rows), len(rows))]
    if len(rows) < 2:
        told = []
    columns = [Column(str(n), by_code[code].name) for n, code in enumerate(told, start=1)]
    codes = dict(zip([each.code for each in columns], told, strict=True))
    return columns, lambda row, column: _cell(value(row, codes[column.code]))


def _mean(block: SideBySide, lines: list[Line]) -> tuple[Cell, ...]:
    """Of a block that is not whole there is no average; nor of an area that some unit has no points in."""
    if len(lines) < 2 or not block.ranking.is_whole:
        return ()
    found = []
    for cells in zip(*(line.cells for line in lines), strict=True):
        known = [cell.share for cell in cells if cell.share is not None]
        # Units to which an area does not apply are no part of its average; a transcribed hole forbids one.
        whole = block.ranking.release.is_computed or len(known) == len(block.ranking.rows)
        found.append(_cell(sum(known, Fraction(0)) / len(known)) if known and whole else _cell(None))
    return tuple(found)


def _title(columns: list[Column], mean: tuple[Cell, ...], lines: list[Line]) -> str:
    known = [(cell.share, column) for cell, column in zip(mean, columns, strict=False) if cell.share is not None]
    if not known:
        return _("Tỷ lệ đạt ở từng phần của %(n)s đơn vị có số") % {"n": len(lines)}
    share, column = min(known, key=lambda each: each[0])
    return _("Khối đạt thấp nhất ở “%(area)s”: trung bình %(share)s điểm tối đa") % {
        "area": column.name,
        "share": words.share(share),
    }
