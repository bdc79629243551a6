"""The pages on which scores are entered: a sheet, one leaf across units, the history of a sheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from scoring.actions.appraisals import Conflict, EntryRefused, copy_self_scores, enter_sheets
from scoring.appraising import says_no_base
from scoring.desk.areas import area_table
from scoring.desk.conflicts import Clash, clashes_of, unsaved_of
from scoring.desk.history import history_of, name_of
from scoring.desk.sheets import CHOICES, Leaves, SheetWork, load_sheet, load_sheets, neighbours
from scoring.forms.entry import read_leaf
from scoring.models import AssessmentRound, Criterion, Sheet
from scoring.policies import NotAllowed, check_can_enter, why_not

from . import gates
from .awaiting import telling_of_void

# Units on one page of a leaf, and of an area's table.
UNITS, LINES = 60, 200
_WARNED = 5


def _read(request: HttpRequest, works: Sequence[SheetWork]) -> None:
    """What was sent, into the works it belongs to."""
    for work in works:
        found = {code: read_leaf(request.POST, leaf, work.key_of(code)) for code, leaf in work.leaves.items()}
        work.typed = {code: each for code, each in found.items() if each is not None}


def _save(request: HttpRequest, round_: AssessmentRound, works: Sequence[SheetWork]) -> list[Clash] | None:
    """Write what was typed; None when it cannot stand (the works then say why), else the clashes with colleagues.

    Raises `NotAllowed` where nothing may be written (any more).
    """
    check_can_enter(request.user, round_)  # nobody is asked to mend what may not be saved anyway
    if any(work.faults for work in works):
        return None
    batches = [(work.sheet, [each.entry for each in work.touched.values()]) for work in works if work.touched]
    try:
        with telling_of_void(request, round_):
            changes = enter_sheets(round_=round_, batches=batches, by=request.user)
    except Conflict as conflict:
        return clashes_of(conflict, {work.sheet.pk: work for work in works})
    except EntryRefused as refusal:
        by_sheet = {work.sheet.pk: work for work in works}
        for sheet, fault in refusal.faults:
            by_sheet[sheet.pk].faults.setdefault(fault.criterion, {})[fault.field] = fault.message
        return None
    count = len({(change.criterion) for change in changes})
    said = ngettext("Đã lưu %(count)d tiêu chí.", "Đã lưu %(count)d tiêu chí.", count) % {"count": count}
    messages.success(request, said if count else _("Không có thay đổi nào cần lưu."))
    if count:
        _warn_of_points_without_base(request, works)
    return []


def _warn_of_points_without_base(request: HttpRequest, works: Sequence[SheetWork]) -> None:
    """What the checklist will not let be submitted, told to who typed it; of many the first ones and how many more."""
    found = [says_no_base(work.sheet.unit.full_name, code) for work in works for code in work.without_base]
    for message, advice in found[:_WARNED]:
        messages.warning(request, f"{message} {advice}")
    if (rest := len(found) - _WARNED) > 0:
        messages.warning(request, _("Còn %d trường hợp như vậy, xem danh mục kiểm tra trước khi trình.") % rest)


def sheet(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """One unit's sheet: everything that is entered about it."""
    round_, found = gates.open_sheet(request, pk, sheet)
    work = load_sheet(round_, found)
    if request.method == "POST":
        _read(request, [work])
        try:
            clashes = _save(request, round_, [work])
        except NotAllowed as reason:
            kept = _kept(reason, [work])
            round_, found = gates.open_sheet(request, pk, sheet)  # what was in the way may be new
            return _sheet_page(request, round_, load_sheet(round_, found), kept)
        if clashes:
            return _conflict(request, round_, [work], clashes)
        if clashes is not None:
            return redirect(request.get_full_path())
    return _sheet_page(request, round_, work)


def _kept(reason: NotAllowed, works: Sequence[SheetWork]) -> dict[str, Any]:
    """What a page that shows what is stored adds, so that nothing typed is lost: why it was not saved, and what it was."""
    return {"refused": str(reason), "unsaved": unsaved_of(works)}


def _sheet_page(
    request: HttpRequest, round_: AssessmentRound, work: SheetWork, kept: Mapping[str, Any] | None = None
) -> HttpResponse:
    found = work.sheet
    only, which = request.GET.get("linh-vuc", ""), Leaves(request.GET.get("chi", ""))
    before, after = neighbours(found)
    context = {
        "round": round_,
        "sheet": found,
        "work": work,
        "areas": work.areas(only=only, which=which),
        "all_areas": work.scheme.areas,
        "only": only,
        "which": which.value,
        "choices": CHOICES.items(),
        "before": before,
        "after": after,
        "why_not": (found.left_out_reason and _("Đơn vị không được đánh giá."))
        or why_not(check_can_enter, request.user, round_),
        "saved_by": name_of(work.last_saved.changed_by) if work.last_saved else "",
        **(kept or {}),
    }
    return render(request, "scoring/sheet.html", context, status=403 if kept else 200)


def _conflict(
    request: HttpRequest, round_: AssessmentRound, works: Sequence[SheetWork], clashes: Sequence[Clash]
) -> HttpResponse:
    kept = [view for work in works for view in work.views.values() if view.is_touched]
    context = {"round": round_, "clashes": clashes, "kept": kept, "back": request.get_full_path()}
    return render(request, "scoring/sheet_conflict.html", context)


@require_POST
def compute(request: HttpRequest, pk: int, sheet: int) -> JsonResponse:
    """What the sheet would come to if this were saved; writes nothing. All figures are text, as they are shown."""
    round_, found = gates.open_sheet(request, pk, sheet)
    work = load_sheet(round_, found)
    _read(request, [work])
    leaves = {
        view.key: {
            "points": view.points,
            "working": view.working,
            "below": view.is_below_self_score,
            "unmarked": view.is_unmarked,
            "touched": view.is_touched,
            "faults": dict(view.faults),
        }
        for view in work.views.values()
    }
    areas = {each.code: {"points": each.points, "done": each.done} for each in work.areas()}
    whole = {"total": work.total, "index": work.index, "done": work.done, "count": len(work.views)}
    return JsonResponse({"leaves": leaves, "areas": areas, **whole})


@require_POST
def copy_self(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """Take the unit's own score where a hand judges and nobody marked yet."""
    round_, found = gates.open_sheet(request, pk, sheet)
    try:
        with telling_of_void(request, round_):
            changes = copy_self_scores(sheet=found, by=request.user)
    except NotAllowed as reason:
        raise gates.refuse(reason) from None
    count = len({change.criterion for change in changes})
    said = ngettext("Đã lấy điểm tự chấm cho %(count)d tiêu chí.", "Đã lấy điểm tự chấm cho %(count)d tiêu chí.", count)
    messages.success(request, said % {"count": count})
    return redirect("desk:sheet", pk, sheet)


def history(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """Who changed what, when and why; of one leaf with ?tieu-chi=."""
    round_, found = gates.open_sheet(request, pk, sheet)
    criterion = request.GET.get("tieu-chi", "")[:40]
    context = {
        "round": round_,
        "sheet": found,
        "criterion": criterion,
        "moments": history_of(found, criterion=criterion),
    }
    return render(request, "scoring/sheet_history.html", context)


def area(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One area: units by leaves; one leaf: its entry across the units."""
    round_ = gates.open_round(request, pk)
    row = round_.criteria_set.criteria.filter(code=code).first()
    if row is None:
        raise Http404
    if row.max_score is None:
        return _area(request, round_, row)
    return _leaf(request, round_, row)


def _area(request: HttpRequest, round_: AssessmentRound, row: Criterion) -> HttpResponse:
    table = area_table(round_, row.code)
    page = Paginator(table.lines, LINES).get_page(request.GET.get("trang"))
    return render(request, "scoring/sheet_area.html", {"round": round_, "area": row, "table": table, "page": page})


def _leaf(request: HttpRequest, round_: AssessmentRound, row: Criterion) -> HttpResponse:
    works, page = _works_of(request, round_, row)
    if request.method == "POST":
        _read(request, works)
        try:
            clashes = _save(request, round_, works)
        except NotAllowed as reason:
            kept = _kept(reason, works)
            round_ = gates.open_round(request, round_.pk)  # what was in the way may be new
            works, page = _works_of(request, round_, row)
            return _leaf_page(request, round_, row, works, page, kept)
        if clashes:
            return _conflict(request, round_, works, clashes)
        if clashes is not None:
            return redirect(request.get_full_path())
    return _leaf_page(request, round_, row, works, page)


def _works_of(request: HttpRequest, round_: AssessmentRound, row: Criterion) -> tuple[list[SheetWork], Page]:
    """One page of the units with what stands for the leaf."""
    sheets = Sheet.objects.filter(round=round_, left_out_reason="").in_order()
    page = Paginator(sheets, UNITS).get_page(request.GET.get("trang"))
    works = load_sheets(round_, list(page), leaf=row.code)
    for work in works:
        work.prefix = f"{work.sheet.pk}-"
    return works, page


def _leaf_page(
    request: HttpRequest,
    round_: AssessmentRound,
    row: Criterion,
    works: Sequence[SheetWork],
    page: Page,
    kept: Mapping[str, Any] | None = None,
) -> HttpResponse:
    context = {
        "round": round_,
        "criterion": row,
        "page": page,
        "lines": [(work.sheet, work.views[row.code]) for work in works],
        "faults": [(work, view) for work in works for view in work.views.values() if view.faults],
        "why_not": why_not(check_can_enter, request.user, round_),
        **(kept or {}),
    }
    return render(request, "scoring/sheet_leaf.html", context, status=403 if kept else 200)
