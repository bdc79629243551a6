"""Files of the pages about a whole block: a criterion, the analysis of a block. The same rows as on the page."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from scoring.exports.cells import Cell
from scoring.exports.tables import Table
from scoring.published import NO_FIGURE, CriterionYear, Release, SideBySide, fraction_half_up, round_half_up

from . import criteria, words
from . import criterion as presenter
from .analysis import moves, title
from .heatmap import heatmap
from .page_tables import _figure, _plain, _table
from .quadrant import quadrant


def _which(release: Release) -> list[tuple[str, Cell]]:
    """What a file says of the publication that its figures are of."""
    return [(_("Công bố trên cổng số"), release.number), (_("Mã kiểm tra"), release.check_code)]


def criterion(found: CriterionYear, address: str) -> Table:
    """Every unit of the block with its points for a criterion, and those of the year before where they compare."""
    shown = presenter.standing(found)
    steps = {each.unit: level.label for level in (*shown.levels, *shown.absent) for each in level.units}
    rows: list[list[Cell]] = []
    for each in found.results:
        points = presenter.points_of(found.node, each.mark)
        earlier = found.before.marks.get(each.unit) if found.before is not None and presenter.compared(found) else None
        before = presenter.points_of(found.node, earlier)
        rows.append(
            [each.unit, each.name,
             _plain(points) if points is not None else str(criteria.STATES.get(each.mark.state, NO_FIGURE)),
             _plain(each.mark.max_score) if each.mark.max_score is not None else None, steps.get(each.unit, ""),
             _plain(before) if before is not None else None,
             _plain(points - before) if points is not None and before is not None else None, presenter.working_of(found, each.mark) or each.mark.reason]
        )  # fmt: skip
    release = found.release
    headings = [
        _("Mã đơn vị"), _("Đơn vị"), _("Điểm"), _("Điểm tối đa áp dụng"), _("Mức"), _("Điểm năm trước"), _("Thay đổi"),
        _("Cách ra điểm"),
    ]  # fmt: skip
    title = _("Tiêu chí %(code)s %(title)s, năm %(year)s, %(block)s") % {
        "code": found.node.code,
        "title": found.node.title,
        "year": release.year,
        "block": f"{release.group_name}, {release.place}",
    }
    facts: list[tuple[str, Cell]] = (
        [(_("Thuộc"), " › ".join(each.text for each in presenter.path(found)))] if found.path else []
    )
    facts += [(label, text) for label, text, _href in presenter.facts(found)]
    if reason := presenter.not_compared(found):
        facts.append((_("So với năm trước"), reason))
    return _table(
        title, headings, rows, address, invented=[release.illustrative] * len(rows), facts=[*facts, *_which(release)],
        releases=[[release]] * len(rows), widths={1: 34, 4: 34, 7: 50},
    )  # fmt: skip


def analysis(block: SideBySide, address: str) -> Table:
    """A block unit by unit: ranks of two years, the figure that ranks, both sides of each unit, its areas."""
    ranking = block.ranking
    sides, areas = quadrant(block), heatmap(block)
    cells = {line.unit: line.cells for line in areas.lines}
    before = {line.unit: line for line in moves(ranking).lines}
    rows: list[list[Cell]] = []
    for row in [*ranking.placed, *ranking.unplaced]:
        own, moved = sides.unit(row.unit), before.get(row.unit)
        rows.append(
            [row.unit, row.name, row.rank if row.rank is not None else row.rank_printed or NO_FIGURE,
             moved.before if moved else None, moved.places if moved else None, _figure(ranking.ranking_figure(row)),
             row.band,
             *([_side(own.x, own.x_text), _side(own.y, own.y_text)] if own else [NO_FIGURE, NO_FIGURE]),
             sides.corner(row.unit),
             *([_share(cell.share, cell.spoken) for cell in cells.get(row.unit, [])] or [NO_FIGURE] * areas.width)]
        )  # fmt: skip
    axes = sides.axes if any(sides.axes) else (_("Điểm thẩm định"), _("Mức hài lòng"))
    headings = [
        _("Mã đơn vị"), _("Đơn vị"), _("Hạng"), _("Hạng năm trước"), _("Số bậc tăng (+), giảm (−)"),
        words.ranking_label(ranking), _("Xếp loại"), *axes, _("Góc"),
        *(f"{each.code}. {each.name} (%)" for each in areas.columns),
    ]  # fmt: skip
    release = ranking.release
    why = [
        (_("Không chia bốn góc"), sides.problem),
        (_("Không có lĩnh vực"), areas.problem),
        (_("Trung vị"), sides.middle),
    ]
    facts: list[tuple[str, Cell]] = [(label, text) for label, text in why if text]
    return _table(
        title(release), headings, rows, address, invented=[release.illustrative] * len(rows),
        facts=[*facts, *_which(release)], releases=[[release]] * len(rows), widths={1: 34, 9: 34},
    )  # fmt: skip


def _share(share: Fraction | None, spoken: str) -> Cell:
    return spoken if share is None else _plain(fraction_half_up(share))


def _side(value: Decimal | None, text: str) -> Cell:
    return (text or NO_FIGURE) if value is None else _plain(round_half_up(value))
