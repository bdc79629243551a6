"""Criteria sets from files at the desk: choose, check, see what would change, confirm. Until then nothing is written."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.actions.criteria_import import CriteriaOutcome, confirm_criteria_files, import_criteria_files
from scoring.desk.brought import findings
from scoring.desk.criteria_changes import changed_sets
from scoring.forms.brought import NO_LONGER_VALID, Checked, unseal, why_not_written
from scoring.forms.criteria_import import REMOVE_MISSING, BroughtCriteria
from scoring.imports.workbook import SourceFile

from .gates import open_manager, refusing

_WHAT = "criteria"
_CHOICE_MOVED = gettext_lazy(
    "Bạn vừa đổi lựa chọn về các mục không có trong tệp. Xem lại thay đổi dưới đây rồi xác nhận."
)


def show(request: HttpRequest) -> HttpResponse:
    """The three steps at one address; the files travel in the page from the check to the confirmation."""
    open_manager(request)
    if "da-kiem-tra" in request.POST:
        return _go_on(request, remove_missing=bool(request.POST.get("bo")))
    form = BroughtCriteria(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _check(request, form.sources, remove_missing=form.cleaned_data["bo"])
    return _page(request, form=form, status=422 if form.is_bound else 200)


def _go_on(request: HttpRequest, *, remove_missing: bool) -> HttpResponse:
    """Confirm what was checked, or check it again with another choice."""
    checked = unseal(request.POST["da-kiem-tra"], request.user, _WHAT)
    if checked is None:
        form = BroughtCriteria(initial={"bo": remove_missing})
        return _page(request, form=form, refusal=NO_LONGER_VALID, status=422)
    if request.POST.get("viec") != "xac-nhan":
        return _check(request, checked.sources, remove_missing=remove_missing)
    if remove_missing != checked.choices["bo"]:
        return _check(request, checked.sources, remove_missing=remove_missing, refusal=_CHOICE_MOVED)
    return _confirm(request, checked, remove_missing=remove_missing)


def _confirm(request: HttpRequest, checked: Checked, *, remove_missing: bool) -> HttpResponse:
    with refusing():
        outcome = confirm_criteria_files(
            sources=checked.sources, remove_missing=remove_missing, seen=checked.seen, by=request.user
        )
    if outcome.must_be_seen_again:
        refusal, status = why_not_written(outcome)
        context = _result(request, checked.sources, outcome, remove_missing)
        return _page(request, **context, refusal=refusal, status=status)
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
    request: HttpRequest, sources: Sequence[SourceFile], *, remove_missing: bool, refusal: Any = ""
) -> HttpResponse:
    with refusing():
        outcome = import_criteria_files(sources=sources, check=True, remove_missing=remove_missing, by=request.user)
    context = _result(request, sources, outcome, remove_missing)
    return _page(request, **context, refusal=refusal, status=422 if outcome.has_errors else 200)


def _result(
    request: HttpRequest, sources: Sequence[SourceFile], outcome: CriteriaOutcome, remove_missing: bool
) -> dict[str, Any]:
    """What was found and what would change, with everything sealed that a confirmation needs."""
    return findings(outcome) | {
        "form": BroughtCriteria(initial={"bo": remove_missing}),
        "sets": [] if outcome.has_errors else changed_sets(outcome),
        "remove_missing": remove_missing,
        "remove_label": REMOVE_MISSING,
        "sealed": Checked(sources, outcome.seen, {"bo": remove_missing}).seal(request.user, _WHAT),
    }


def _page(request: HttpRequest, *, status: int, **context: Any) -> HttpResponse:
    return render(request, "scoring/criteria_import.html", context, status=status)
