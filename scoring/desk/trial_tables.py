"""What the pages about a set on trial show, as tables for files: the same rows in the same order, numbers as numbers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.core.leaf_health import LeafHealth
from scoring.exports.cells import Cell
from scoring.exports.tables import Table

from .leaves import LeafLine
from .tables import plain, working_table
from .trial import HealthPage, TrialPage


def _wide(headings: Sequence[str], of: Mapping[str, float]) -> dict[int, float]:
    """The widths of columns by their headings, as places; ValueError for a heading that the table does not have."""
    return {headings.index(heading): width for heading, width in of.items()}


def units(page: TrialPage) -> Table:
    """Every unit by last year's set and by the draft."""
    headings = [
        _("Mã"), _("Đơn vị"), _("Hạng đã công bố"), _("Hạng thử"), _("Số bậc thay đổi"), _("Chỉ số đã công bố (%)"),
        _("Chỉ số thử (%)"), _("Chênh lệch (điểm phần trăm)"), _("Thay đổi"), _("Sát nhau với"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            line.code, line.name, line.move.rank_before, line.move.rank_after, line.move.places,
            *map(_number, (line.move.index_before, line.move.index_after, line.move.points)),
            line.words, "; ".join(line.near),
        ]
        for line in page.units
    ]  # fmt: skip
    title = _("Thử bộ tiêu chí “%(set)s”: đơn vị, %(round)s") % {"set": page.draft, "round": page.round}
    widths = _wide(headings, {_("Đơn vị"): 34, _("Thay đổi"): 30, _("Sát nhau với"): 40})
    return _trial_table(page, title, headings, rows, widths)


def leaves(page: TrialPage) -> Table:
    """Every leaf of the draft: how it was carried, how well it does."""
    headings = [
        _("Mã"), _("Tiêu chí"), _("Cần xem"), _("Điểm tối đa cũ"), _("Điểm tối đa"), _("Cách chuyển điểm"),
        *_health_headings(),
    ]  # fmt: skip
    rows = [
        [*_named(line), _before(line), plain(line.leaf.max_score), line.how, *_health(line.health, line)]
        for line in page.leaves
    ]
    title = _("Thử bộ tiêu chí “%(set)s”: tiêu chí, %(round)s") % {"set": page.draft, "round": page.round}
    widths = _wide(headings, {**_leaf_widths(), _("Cách chuyển điểm"): 40})
    return _trial_table(page, title, headings, rows, widths)


def health(page: HealthPage) -> Table:
    """Every leaf of a round: how well it does."""
    headings = [_("Mã"), _("Tiêu chí"), _("Cần xem"), _("Điểm tối đa"), *_health_headings()]
    rows = [[*_named(line), plain(line.leaf.max_score), *_health(line.health, line)] for line in page.leaves]
    title = _("Chất lượng tiêu chí: %(round)s") % {"round": page.round}
    says = _("Phân tích nội bộ, không phải kết quả chính thức")
    return working_table(page.round, title, headings, rows, says=says, widths=_wide(headings, _leaf_widths()))


def _trial_table(
    page: TrialPage, title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]], widths: dict[int, float]
) -> Table:
    more: list[tuple[str, Cell]] = [
        (_("Bộ tiêu chí đem thử"), f"{page.draft} ({page.draft.code})"),
        (_("Kết quả thử"), " ".join(page.lead)),
        (_("Dựa trên"), " ".join(page.told)),
    ]
    if page.removed:
        gone = "; ".join(f"{leaf.code} {leaf.title}" for leaf in page.removed)
        more.append((_("Tiêu chí của bộ cũ không còn"), gone))
    says = _("Phép thử, không phải kết quả chính thức")
    return working_table(
        page.round, title, headings, rows, says=says, more=more, is_invented=page.is_illustrative, widths=widths
    )


def _named(line: LeafLine) -> list[Cell]:
    return [line.leaf.code, line.leaf.title, "; ".join(line.tags)]


def _before(line: LeafLine) -> Cell:
    before = line.carried.before if line.carried is not None else None
    return None if before is None else plain(before.max_score)


def _health_headings() -> list[str]:
    return [
        _("Đơn vị có điểm"), _("Không áp dụng"), _("Thiếu điểm"), _("Đạt tối đa (đơn vị)"), _("Đạt tối đa (%)"),
        _("0 điểm (đơn vị)"), _("0 điểm (%)"), _("Độ lệch chuẩn"), _("Điểm thấp nhất"),
        _("Điểm cao nhất"), _("Số mức điểm khác nhau"), _("Tương quan hạng với hài lòng"), _("Ghi chú tương quan"),
        _("Nếu bỏ: số đơn vị đổi hạng"), _("Nếu bỏ: hạng của từng đơn vị"), _("Kiến nghị về điểm"),
    ]  # fmt: skip


def _leaf_widths() -> dict[str, float]:
    return {_("Tiêu chí"): 60, _("Cần xem"): 30, _("Ghi chú tương quan"): 24, _("Nếu bỏ: hạng của từng đơn vị"): 60}


def _health(found: LeafHealth | None, line: LeafLine) -> list[Cell]:
    nothing_known = _("chưa có dữ liệu")
    if found is None:
        return [*[None] * (len(_health_headings()) - 1), nothing_known]
    value = found.correlation.value
    return [
        found.marked, found.not_applicable, found.missing, found.best, _number(found.percent_of(found.best)), found.worst,
        _number(found.percent_of(found.worst)), *map(_number, (found.deviation, found.lowest, found.highest)),
        found.distinct, _number(value), line.pairs,
        None if found.moved is None else len(found.moved),
        _moved(line), nothing_known,
    ]  # fmt: skip


def _moved(line: LeafLine) -> str:
    """Who would have another rank without the leaf, or that this cannot be said."""
    if line.moved is None:
        return _("không xét được")
    return "; ".join(f"{name}: {now} → {then}" for name, now, then in line.moved)


def _number(value: Decimal | None) -> Cell:
    return None if value is None else plain(value)
