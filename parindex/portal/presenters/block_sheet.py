"""A whole block on one sheet of A3: every unit with its rank, total, changes, components and areas, as plain values."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.published import Assessment, Node, NodeMark, Ranking, round_half_up
from scoring.published.meeting import Meeting

from .. import papers
from ..tables import NOT_APPLICABLE, FigureColumn, RankingTable
from . import annex, criteria, paper_sheets, proof, ranking_page, words
from . import ranking as presenter
from .words import MoveView

SIZES = (10, 9, 8, 7)
# A long block is tried at fewer sizes, since each try takes a second or two.
LONG, SIZES_OF_LONG = 30, (9, 7.5, 7, 6.5)
_LEFT = ("rank", "unit", "total", "index", "move", "score_move", "band")
_NA = "KAD"  # "không áp dụng" took two lines of every row that has one
# Stands for a column that tells no change and is never left out.
_MOVED = MoveView("same", "")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: what it is called, what stands under that, and to which group of columns it belongs."""

    text: str
    small: str
    group: str = ""
    css: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    css: str = ""


@dataclass(frozen=True)
class BlockSheet:
    """The sheet's title, headings, rows of cells and the lines below. The second cell of a row is the unit's name."""

    title: str
    caption: str
    notice: str
    headings: list[Heading]
    rows: list[list[Cell]]
    average: list[Cell]
    notes: list[str]
    stamp: proof.Stamp

    @property
    def groups(self) -> list[tuple[str, int]]:
        """Neighbouring columns of one group, with how many they are; "" for columns of no group."""
        found: list[tuple[str, int]] = []
        for heading in self.headings:
            if found and found[-1][0] == heading.group and heading.group:
                found[-1] = (heading.group, found[-1][1] + 1)
            else:
                found.append((heading.group, 1))
        return found


def block_sheet(meeting: Meeting, absolute: Callable[[str], str]) -> BlockSheet:
    """Every unit in the order of its rank, those without a rank last."""
    ranking, release = meeting.ranking, meeting.release
    asked = ranking_page.Asked.of(ranking, {})
    table = asked.table(asked.rows, for_file=True)
    lines = [bound.record for bound in table.rows]
    moves = {"move": [line.move for line in lines], "score_move": [line.score_move for line in lines]}
    names = [name for name in _columns(table) if not all(each.is_quiet for each in moves.get(name, [_MOVED]))]
    names = [name for name in names if not _applies_to_nobody(table, name)]
    if ranking.has_one_scale:
        names = [name for name in names if name != "index"]  # the total over again
    areas = _areas(meeting.assessment)
    headings = [
        Heading(
            annex.heading(table, name) if name != "rank" else _("Hạng"),
            annex.maximum(table, name),
            _("Thành phần") if isinstance(table.columns[name].column, FigureColumn) else "",
            "unit" if name == "unit" else "",
        )
        for name in names
    ]
    if meeting.assessment is not None:
        headings += [_area_heading(meeting.assessment, area) for area in areas]
    rows = []
    for bound in table.rows:
        cells = [
            _move_cell(getattr(bound.record, name)) if name in moves else _cell(annex.cell(table, name, bound), name)
            for name in names
        ]
        marks = meeting.assessment.marks.get(bound.record.unit, {}) if meeting.assessment is not None else {}
        rows.append([*cells, *(_area_cell(marks.get(area.code), release.places) for area in areas)])
    known = _average(ranking, names)
    return BlockSheet(
        presenter.title(release),
        presenter.caption(ranking),
        _("Dữ liệu minh họa") if release.illustrative else "",
        headings,
        rows,
        [*known, *(Cell("") for _area in areas)] if known else [],
        [*_moves_told(moves), *_short_told(rows), *annex.notes_of(ranking)],
        proof.stamp(release, absolute),
    )


def _columns(table: RankingTable) -> list[str]:
    """Rank, unit, total, index, changes, class, and then the parts: those of them that the table has."""
    known = table.columns.names()
    parts = [name for name in known if isinstance(table.columns[name].column, FigureColumn)]
    return [*(name for name in _LEFT if name in known), *parts]


def _applies_to_nobody(table: RankingTable, name: str) -> bool:
    """Whether the column is of a part that none of the units has, such as a bonus in a set without one."""
    if not table.rows or not isinstance(table.columns[name].column, FigureColumn):
        return False
    return all(str(bound.get_cell_value(name)) == str(NOT_APPLICABLE) for bound in table.rows)


def _short_told(rows: list[list[Cell]]) -> list[str]:
    return [_("KAD: không áp dụng với đơn vị.")] if any(cell.text == _NA for row in rows for cell in row) else []


def _average(ranking: Ranking, names: list[str]) -> list[Cell]:
    """The block's average under the figure that ranks; under the total where the index is the total over again."""
    asked = ["index" if name == "total" and ranking.has_one_scale else name for name in names]
    average = annex.average_of(ranking, asked)
    return [_cell(each, name) for each, name in zip(average[1:], names, strict=True)] if average else []


def _cell(value: Any, name: str) -> Cell:
    text, is_figure = annex.printed(value)
    if name == "unit":
        return Cell(text, "unit")
    if text == str(NOT_APPLICABLE):
        return Cell(_NA, "words")
    return Cell(text, "num" if is_figure else "words one-line" if name == "band" else "words")


def _move_cell(move: MoveView) -> Cell:
    if move.is_quiet:
        return Cell("–", "words")
    detail = f" ({move.detail})" if move.detail and move.tone != "incomparable" else ""
    return Cell(f"{move.text}{detail}", "words" if move.tone == "incomparable" else "words one-line")


def _moves_told(moves: dict[str, list[MoveView]]) -> list[str]:
    """What stands behind a dash and behind "không so sánh được" in the columns of changes, each reason once."""
    labels = {"move": _("Thay đổi hạng"), "score_move": _("Thay đổi điểm")}
    told: dict[str, list[str]] = {}
    for name, views in moves.items():
        for view in views:
            reason = view.text if view.is_quiet else view.detail or view.why
            if reason and view.tone in ("none", "incomparable"):
                text = reason if view.is_quiet else _("không so sánh được, %(reason)s") % {"reason": reason}
                if labels[name] not in told.setdefault(text, []):
                    told[text].append(labels[name])
    return [f"{', '.join(columns)}: {text}." for text, columns in told.items()]


def _areas(assessment: Assessment | None) -> list[Node]:
    """The areas with something to reach; bonus and penalty alone are told as components."""
    if assessment is None:
        return []
    return [area for area in assessment.areas if assessment.maximum_of(area.code)]


def _area_heading(assessment: Assessment, area: Node) -> Heading:
    found = {assessment.full(area.code, marks[area.code]) for marks in assessment.marks.values() if area.code in marks}
    known = [each for each in found if each is not None]
    # No cell says what it is out of: where that is not the same for all, the heading says nothing either.
    most = _("tối đa %(max)s") % {"max": words.number(known[0])} if len(known) == 1 else ""
    return Heading(f"{area.code}. {area.title}", most, _("Lĩnh vực"))


def _area_cell(mark: NodeMark | None, places: int) -> Cell:
    if mark is None:
        return Cell("–", "num")
    if mark.state == "na":
        return Cell(_NA, "words")
    if mark.points is None:
        return Cell(str(criteria.STATES.get(mark.state, "–")), "words")
    return Cell(words.number(round_half_up(mark.points, Decimal(1).scaleb(-places)), words.PLACES), "num")


def block_sheet_file(sheet: BlockSheet) -> bytes:
    """The sheet as PDF, A3 across; on one page where it can be read so. Raises NoPapers where none can be made."""
    line = paper_sheets.foot(sheet.notice, [sheet.stamp.code])
    is_long = len(sheet.rows) > LONG
    context = {"sheet": sheet, "foot": line, "is_long": is_long}
    return papers.paper("portal/papers/block.html", context, sizes=SIZES_OF_LONG if is_long else SIZES)
