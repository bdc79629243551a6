"""Units and transcribed results from files at the desk: choose, check, see what would change, confirm; results stay drafts."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.actions.imports import Outcome
from scoring.actions.records_import import check_records, confirm_records
from scoring.desk.brought import findings
from scoring.desk.records_changes import changed_drafts, changed_units
from scoring.file_answers import as_attachment
from scoring.forms.brought import NO_LONGER_VALID, Checked, unseal, why_not_written
from scoring.forms.records_import import BroughtRecords
from scoring.imports.workbook import SourceFile
from scoring.unit_files import unit_list

from .gates import open_manager, refusing

_WHAT = "records"


def show(request: HttpRequest) -> HttpResponse:
    """The three steps at one address; the files travel in the page from the check to the confirmation."""
    open_manager(request)
    if "da-kiem-tra" in request.POST:
        return _go_on(request)
    form = BroughtRecords(request.POST, request.FILES) if request.method == "POST" else BroughtRecords()
    if form.is_valid():
        return _check(request, form.sources)
    return _page(request, form=form, status=422 if form.is_bound else 200)


def _go_on(request: HttpRequest) -> HttpResponse:
    """Confirm what was checked, or check it again."""
    checked = unseal(request.POST["da-kiem-tra"], request.user, _WHAT)
    if checked is None:
        return _page(request, form=BroughtRecords(), refusal=NO_LONGER_VALID, status=422)
    if request.POST.get("viec") != "xac-nhan":
        return _check(request, checked.sources)
    with refusing():
        outcome = confirm_records(sources=checked.sources, seen=checked.seen, by=request.user)
    if outcome.must_be_seen_again:
        refusal, status = why_not_written(outcome)
        return _page(request, **_result(request, checked.sources, outcome), refusal=refusal, status=status)
    return _leave(request, outcome)


def _leave(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """To the drafts where the files are about some, else back to the first step."""
    if outcome.is_unchanged:  # a second click, or a colleague with the same file
        messages.info(request, _("Không ghi gì thêm: nội dung trong tệp trùng với nội dung đang lưu."))
    else:
        words = {"created": sum(outcome.created.values()), "updated": sum(outcome.updated.values())}
        says = _("Đã nhập: thêm %(created)d, sửa %(updated)d, giữ nguyên %(unchanged)d bản ghi.")
        messages.success(request, says % (words | {"unchanged": outcome.unchanged}))
    return redirect("desk:drafts" if outcome.has_drafts else "desk:records-import")


def _check(request: HttpRequest, sources: Sequence[SourceFile]) -> HttpResponse:
    with refusing():
        outcome = check_records(sources=sources, by=request.user)
    return _page(request, **_result(request, sources, outcome), status=422 if outcome.has_errors else 200)


def _result(request: HttpRequest, sources: Sequence[SourceFile], outcome: Outcome) -> dict[str, Any]:
    """What was found and what would change, with everything sealed that a confirmation needs."""
    return findings(outcome) | {
        "form": BroughtRecords(),
        "tables": [] if outcome.has_errors else changed_units(outcome),
        "drafts": [] if outcome.has_errors else changed_drafts(outcome),
        "sealed": Checked(sources, outcome.seen).seal(request.user, _WHAT),
    }


def _page(request: HttpRequest, *, status: int, **context: Any) -> HttpResponse:
    return render(request, "scoring/records_import.html", context, status=status)


@require_safe
def units_file(request: HttpRequest) -> HttpResponse:
    """The unit list as it is stored, to be changed and brought back."""
    open_manager(request)
    return as_attachment(unit_list(), "danh-sach-don-vi.xlsx")
