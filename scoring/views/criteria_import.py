"""Criteria sets from files at the desk: choose, check, see what would change, confirm. Until then nothing is written."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scoring.actions.criteria_import import CriteriaOutcome, confirm_criteria_files, import_criteria_files
from scoring.desk.criteria_changes import changed_sets
from scoring.forms.criteria_import import REMOVE_MISSING, BroughtCriteria, Checked, unseal
from scoring.imports.workbook import SourceFile
from scoring.policies import NotAllowed

from .gates import open_manager, refuse

_PROBLEMS = 300


def show(request: HttpRequest) -> HttpResponse:
    """The three steps at one address; the files travel in the page from the check to the confirmation."""
    open_manager(request)
    if "da-kiem-tra" in request.POST:
        return _go_on(request, unseal(request.POST["da-kiem-tra"], request.user))
    form = BroughtCriteria(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _check(request, form.sources, remove_missing=form.cleaned_data["bo"])
    return _page(request, form=form, status=422 if form.is_bound else 200)


def _go_on(request: HttpRequest, checked: Checked | None) -> HttpResponse:
    """Confirm what was checked, or check it again with another choice."""
    remove_missing = bool(request.POST.get("bo"))
    if checked is None:
        says = _("Lần kiểm tra không còn hiệu lực, chưa ghi gì. Chọn lại tệp rồi kiểm tra lại.")
        return _page(request, form=BroughtCriteria(initial={"bo": remove_missing}), refusal=says, status=422)
    if request.POST.get("viec") != "xac-nhan":
        return _check(request, checked.sources, remove_missing=remove_missing)
    if remove_missing != checked.remove_missing:
        says = _("Bạn vừa đổi lựa chọn về các mục không có trong tệp. Xem lại thay đổi dưới đây rồi xác nhận.")
        return _check(request, checked.sources, remove_missing=remove_missing, refusal=says)
    try:
        outcome = confirm_criteria_files(
            sources=checked.sources, remove_missing=remove_missing, seen=checked.seen, by=request.user
        )
    except NotAllowed as reason:
        raise refuse(reason) from None
    if outcome.has_errors or (outcome.is_stale and not outcome.is_unchanged):
        says = _("Chưa ghi gì: dữ liệu đã thay đổi sau khi bạn kiểm tra tệp. Dưới đây là kết quả kiểm tra lại.")
        return _result(request, checked.sources, outcome, remove_missing=remove_missing, refusal=says, status=409)
    return _leave(request, outcome)


def _leave(request: HttpRequest, outcome: CriteriaOutcome) -> HttpResponse:
    """To the set that was written, or to the list of several."""
    if outcome.is_unchanged:  # a second click, or a colleague with the same file
        messages.info(request, _("Không ghi gì thêm: nội dung trong tệp trùng với nội dung đang lưu."))
    else:
        words = {"created": sum(outcome.created.values()), "updated": sum(outcome.updated.values())}
        words |= {"removed": len(outcome.removed), "unchanged": outcome.unchanged}
        says = _("Đã nhập: thêm %(created)d, sửa %(updated)d, bỏ %(removed)d, giữ nguyên %(unchanged)d bản ghi.")
        messages.success(request, says % words)
    if len(outcome.sets) == 1:
        return redirect("desk:criteria-set", code=outcome.sets[0].criteria_set.code)
    return redirect("desk:criteria-sets")


def _check(
    request: HttpRequest, sources: Sequence[SourceFile], *, remove_missing: bool, refusal: str = ""
) -> HttpResponse:
    try:
        outcome = import_criteria_files(sources=sources, check=True, remove_missing=remove_missing, by=request.user)
    except NotAllowed as reason:
        raise refuse(reason) from None
    status = 422 if outcome.has_errors else 200
    return _result(request, sources, outcome, remove_missing=remove_missing, refusal=refusal, status=status)


def _result(
    request: HttpRequest,
    sources: Sequence[SourceFile],
    outcome: CriteriaOutcome,
    *,
    remove_missing: bool,
    refusal: str,
    status: int,
) -> HttpResponse:
    """What was found and what would change, with everything sealed that a confirmation needs."""
    context: dict[str, Any] = {
        "form": BroughtCriteria(initial={"bo": remove_missing}),
        "outcome": outcome,
        "problems": outcome.problems[:_PROBLEMS],
        "more_problems": max(0, len(outcome.problems) - _PROBLEMS),
        "errors": sum(problem.is_error for problem in outcome.problems),
        "sets": [] if outcome.has_errors else changed_sets(outcome),
        "created": sum(outcome.created.values()),
        "updated": sum(outcome.updated.values()),
        "remove_missing": remove_missing,
        "remove_label": REMOVE_MISSING,
        "sealed": Checked(sources, remove_missing, outcome.seen).seal(request.user),
        "refusal": refusal,
    }
    return _page(request, **context, status=status)


def _page(request: HttpRequest, *, status: int, **context: Any) -> HttpResponse:
    return render(request, "scoring/criteria_import.html", context, status=status)
