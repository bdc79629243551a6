"""What the desk's pages show, as tables for files: the same rows from the same values, numbers as numbers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.actions.checklist import Checklist
from scoring.core.sheet import NOT_APPLICABLE, Mark
from scoring.exports.cells import Cell
from scoring.exports.tables import Table
from scoring.models import AssessmentRound, CriteriaSet, ImportAct, Sheet
from scoring.models import Criterion as CriterionRow

from .areas import AreaTable
from .history import Moment, name_of
from .progress import Cell as Counted
from .progress import Line, Progress
from .release import ChangesView
from .sheets import LeafView, Leaves, SheetWork
from .workbooks import ChangedPlace


def working_table(
    round_: AssessmentRound,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    says: str = "",
    more: Sequence[tuple[str, Cell]] = (),
    is_invented: bool = False,
    **options,
) -> Table:
    """The table with what every file of the desk says: of which round, whether that is published, whether it is invented.

    `says` takes the place of "not published"; `more` are further facts.
    """
    invented = [_("Dữ liệu minh họa")] if is_invented or round_.criteria_set.illustrative else []
    notice = ". ".join([*invented, says or _("Số liệu làm việc, chưa công bố")])
    facts: list[tuple[str, Cell]] = [
        (_("Lưu ý"), notice),
        (_("Kỳ đánh giá"), str(round_)),
        (_("Trạng thái của kỳ"), round_.get_state_display()),
        (_("Bộ tiêu chí"), str(round_.criteria_set)),
        *more,
    ]
    return Table(
        ". ".join([*invented, title]), headings, [list(row) for row in rows], facts, [(_("Lưu ý"), notice)], **options
    )


def plain(value: Decimal) -> Decimal:
    return value.normalize() if value else Decimal(0)


def _mark(mark: Mark | None) -> Cell:
    """A mark: points, the words for what does not apply, nothing for what waits."""
    if mark is NOT_APPLICABLE:
        return _("không áp dụng")
    return plain(mark) if isinstance(mark, Decimal) else None


def progress(round_: AssessmentRound, found: Progress, lines: Sequence[Line]) -> Table:
    """Units by areas: how many leaves have a mark, of how many."""
    names = [_("Cả phiếu"), *(f"{area.code}. {area.title}" for area in found.areas)]
    headings = [
        _("Mã"),
        _("Đơn vị"),
        *(f"{name}: {what}" for name in names for what in (_("đã chấm"), _("số tiêu chí"))),
    ]

    def cells(whole: Counted, parts: Iterable[Counted]) -> list[Cell]:
        return [number for each in (whole, *parts) for number in (each.done, each.count)]

    rows: list[list[Cell]] = [["", _("Cả khối"), *cells(found.whole, (cell for _area, cell in found.by_area))]]
    rows += [[each.sheet.unit.code, str(each.sheet.unit), *cells(each.whole, each.cells)] for each in lines]
    return working_table(round_, _("Tiến độ: %(round)s") % {"round": round_}, headings, rows, widths={1: 34})


def sheet(work: SheetWork, *, only: str = "", which: Leaves = Leaves.ALL) -> Table:
    """One unit's sheet as its page shows it: every criterion with what was entered and its points."""
    headings = [
        _("Lĩnh vực"), _("Mã"), _("Tiêu chí"), _("Điểm tối đa"), _("Cách tính điểm"), _("Tự chấm"), _("Số đo"),
        _("Trên tổng số"), _("Mức chọn"), _("Điều tra (%)"), _("Điểm"), _("Không áp dụng"), _("Giải trình"),
        _("Tài liệu kiểm chứng"), _("Lý do, nhận xét"), _("Cách ra điểm"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for area in work.areas(only=only, which=which):
        rows.append([area.code, "", area.title, plain(area.max_score), *[None] * 6, plain(area.score), *[None] * 5])
        rows += [[area.code, *_leaf(each)] for each in area.lines if isinstance(each, LeafView)]
    title = _("Phiếu của %(unit)s, %(round)s") % {"unit": work.sheet.unit, "round": work.round}
    return working_table(
        work.round, title, headings, rows, widths={2: 60, 4: 44, 12: 34, 13: 34, 14: 34, 15: 34}, frozen_columns=3
    )


def _leaf(view: LeafView) -> list[Cell]:
    row = view.row
    measured: list[Cell] = [None, None, None]
    if row is not None:
        measured = [None if each is None else plain(each) for each in (row.self_score, row.amount, row.base)]
    chosen = {value: words for value, words, _points in view.options}.get(row.choice, "") if row else ""
    words = [row.explanation, row.evidence, row.reason] if row is not None else ["", "", ""]
    reason = row.not_applicable_reason if row is not None and row.not_applicable else ""
    percent = None if view.percent is None else plain(view.percent)
    return [
        view.leaf.code, view.leaf.title, plain(view.leaf.max_score), view.rule, *measured,
        chosen if row is not None and row.choice else "", percent, _mark(view.mark), reason, *words, view.working,
    ]  # fmt: skip


def area(round_: AssessmentRound, row: CriterionRow, found: AreaTable) -> Table:
    """Units down, leaves of an area across."""
    headings = [_("Mã"), _("Đơn vị"), *(f"{leaf.code} {leaf.title}" for leaf in found.leaves)]
    rows = [[each.unit.code, str(each.unit), *map(_mark, marks)] for each, marks in found.marks]
    title = f"{row.code}. {row.title}, {round_}"
    return working_table(round_, title, headings, rows, widths={1: 34})


def history(round_: AssessmentRound, sheet: Sheet, moments: Iterable[Moment]) -> Table:
    """Who changed what on a sheet, when and why, a line for each field."""
    headings = [
        _("Lúc"), _("Người"), _("Việc"), _("Lý do của việc"), _("Tiêu chí"), _("Mục"), _("Trước"), _("Sau"), _("Lý do"),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for each in moments:
        start = [timezone.localtime(each.at).strftime("%Y-%m-%d %H:%M:%S"), each.by, str(each.verb), each.reason]
        rows += [
            [*start, leaf.criterion, told.field, told.before, told.after, leaf.why]
            for leaf in each.leaves
            for told in leaf.changes
        ] or [[*start, "", "", "", "", ""]]
    title = _("Nhật ký phiếu của %(unit)s, %(round)s") % {"unit": sheet.unit, "round": round_}
    return working_table(round_, title, headings, rows, widths={0: 20, 2: 24, 3: 34, 6: 34, 7: 34, 8: 34})


def checklist(round_: AssessmentRound, found: Checklist) -> Table:
    """What must be mended before submission, and what must be seen."""
    rows: list[list[Cell]] = [[_("phải sửa"), each.message, each.advice] for each in found.errors]
    rows += [[_("lưu ý"), each.message, each.advice] for each in found.warnings]
    title = _("Danh mục kiểm tra: %(round)s") % {"round": round_}
    return working_table(
        round_, title, [_("Mức"), _("Nội dung"), _("Cách xử lý")], rows, widths={1: 80, 2: 60}, frozen_columns=1
    )


def changes(round_: AssessmentRound, found: ChangesView) -> Table:
    """Every rank and figure that the correction in progress changes."""
    rows: list[list[Cell]] = [[each.name, each.what, each.before, each.after] for each in (*found.ranks, *found.cells)]
    rows += [[name, _("đơn vị được bổ sung"), "", ""] for name in found.added]
    rows += [[name, _("đơn vị không còn trong bảng"), "", ""] for name in found.removed]
    headings = [_("Đơn vị"), _("Mục"), _("Trước"), _("Sau")]
    title = _("Nội dung thay đổi do đính chính: %(round)s") % {"round": round_}
    return working_table(round_, title, headings, rows, widths={0: 34, 1: 60, 2: 20, 3: 20}, frozen_columns=1)


def brought(round_: AssessmentRound, acts: Iterable[ImportAct]) -> Table:
    """The files that were brought to a round, the newest first, with who did what and when."""
    headings = [_("Số"), _("Tệp"), _("Loại"), _("Trạng thái"), _("Thay đổi"), _("Người"), _("Lúc")]
    rows: list[list[Cell]] = []
    for act in acts:
        person, at = (act.confirmed_by, act.confirmed_at) if act.confirmed_at else (act.created_by, act.created_at)
        words: list[Cell] = [
            act.file_name,
            act.get_kind_display(),
            act.get_state_display(),
            act.change_count,
            name_of(person),
        ]
        rows.append([act.pk, *words, timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")])
    title = _("Các tệp đã đưa lên: %(round)s") % {"round": round_}
    return working_table(round_, title, headings, rows, widths={1: 40, 3: 28, 5: 28, 6: 20})


def criteria_sets(sets: Iterable[CriteriaSet]) -> Table:
    """Every criteria set as the list shows it; `sets` with `has_lock` and `round_count`."""
    headings = [
        _("Mã"), _("Bộ tiêu chí"), _("Chỉ số"), _("Áp dụng cho"), _("Từ năm"), _("Đến năm"), _("Quyết định"),
        _("Tình trạng"), _("Lưu ý"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            each.code, each.name, each.index.name, each.get_unit_kind_display(), each.year_from, each.year_to,
            each.decision_number, state_of_set(each), _("Dữ liệu minh họa") if each.illustrative else "",
        ]
        for each in sets
    ]  # fmt: skip
    return Table(_("Các bộ tiêu chí"), headings, rows, widths={0: 24, 1: 60, 2: 40, 6: 24})


def state_of_set(criteria_set: Any) -> str:
    """Whether a set of the list is still being written, in use, or locked by what was published."""
    if criteria_set.has_lock:
        return _("đã khóa")
    return _("đang dùng") if criteria_set.round_count else _("đang soạn")


def imported(act: ImportAct, places: Sequence[ChangedPlace]) -> Table:
    """What a file changes: a row for each field of each place."""
    headings = [_("Đơn vị"), _("Mục"), _("Tên mục"), _("Nội dung"), _("Giá trị đang lưu"), _("Giá trị mới")]
    rows = [
        [place.unit, place.what, place.title, each.label, each.before, each.after]
        for place in places
        for each in place.fields
    ]
    title = _("Thay đổi của tệp “%(file)s” (lần nhập số %(number)d)") % {"file": act.file_name, "number": act.pk}
    return working_table(act.round, title, headings, rows)
