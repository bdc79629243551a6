"""One import of a round: what its file would change, its confirmation, its undo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from scoring.actions.workbooks import confirming, staging
from scoring.desk.workbooks import ChangedPlaces, Waiting, has_file, kept_until, ranks_in_words, void_in_words
from scoring.file_answers import as_attachment
from scoring.forms.workbooks import Undo, seen_doubts
from scoring.models import ImportAct, ImportFile
from scoring.policies import NotAllowed, check_can_enter, check_can_undo_import, why_not

from .gates import open_import, refuse

_CHANGES, _PROBLEMS = 100, 300
_EACH = "5"  # seconds after which a page of work under way is asked for again


def show(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Where the file stands, what was found, what it changes; asked for again by itself while somebody works at it."""
    return _page(request, open_import(request, pk, act))


def _page(request: HttpRequest, act: ImportAct, *, status: int = 200, **more: Any) -> HttpResponse:
    page = Paginator(ChangedPlaces(act), _CHANGES).get_page(request.GET.get("trang"))
    problems = staging.problems_of(act)
    waiting = Waiting.of(act)
    context = {
        "round": act.round,
        "act": act,
        "waiting": waiting,
        "problems": problems[:_PROBLEMS],
        "more_problems": max(0, act.summary.get("problems", 0) - _PROBLEMS),
        "page": page,
        "places": page.object_list,
        "ranks": ranks_in_words(act),
        "kept_until": kept_until(act),
        "voided": void_in_words(act),
        "why_not": why_not(check_can_enter, request.user, act.round),
        "why_no_undo": why_not(check_can_undo_import, request.user, act, act.round),
        "undo": Undo(),
        "conflicts": act.summary.get("conflicts", []),
        "has_file": has_file(act),
        "has_findings": bool(problems) or staging.is_small(act),
        "refusal": act.summary.get("refusal", ""),
        **more,
    }
    response = render(request, "scoring/import_act.html", context, status=status)
    if waiting is not None:
        response["Refresh"] = _EACH
    return response


def _tried(request: HttpRequest, act: ImportAct, try_it: Callable[[], ImportAct], said: str) -> HttpResponse:
    """Do it and lead back to the act; or its page with why nothing was written."""
    try:
        done = try_it()
    except NotAllowed as reason:
        raise refuse(reason) from None
    except (confirming.NotAcknowledged, confirming.ImportRefused, staging.AlreadyImported) as reason:
        return _page(request, act, status=422, refusal=str(reason))
    except confirming.ImportConflict as clash:
        return _page(request, act, status=409, refusal=str(clash), conflicts=clash.places)
    if done.state in (ImportAct.State.CONFIRMED, ImportAct.State.UNDONE) and not Waiting.of(done):
        messages.success(request, said % {"count": done.change_count})
    return redirect("desk:import-act", act.round_id, act.pk)


@require_POST
def confirm(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Write what the file changes."""
    found = open_import(request, pk, act)
    return _tried(
        request,
        found,
        lambda: confirming.request_confirm(act=found, acknowledged=seen_doubts(request.POST), by=request.user),
        _("Đã nhập tệp: %(count)d giá trị thay đổi."),
    )


@require_POST
def undo(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Put back what stood before the import."""
    found = open_import(request, pk, act)
    form = Undo(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, undo=form)
    return _tried(
        request,
        found,
        lambda: confirming.request_undo(act=found, reason=form.cleaned_data["ly_do"], by=request.user),
        _("Đã hoàn tác: %(count)d giá trị trở lại như trước khi nhập."),
    )


@require_POST
def check_again(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Check the same file once more, against what the round holds by now."""
    found = open_import(request, pk, act)
    try:
        staging.check_again(act=found, by=request.user)
    except NotAllowed as reason:
        raise refuse(reason) from None
    staging.check_if_small(act=found)
    return redirect("desk:import-act", pk, act)


@require_POST
def drop(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """Throw the file away; nothing of the round had changed."""
    try:
        staging.drop(act=open_import(request, pk, act), by=request.user)
    except NotAllowed as reason:
        raise refuse(reason) from None
    messages.success(request, _("Đã bỏ tệp; kỳ đánh giá không thay đổi gì."))
    return redirect("desk:workbooks", pk)


@require_safe
def findings(request: HttpRequest, pk: int, act: int) -> HttpResponse:
    """The file back, with a column of findings beside each row."""
    found = open_import(request, pk, act)
    try:
        check_can_enter(request.user, found.round)
        content = staging.with_findings(found)
    except NotAllowed as reason:
        raise refuse(reason) from None
    except ImportFile.DoesNotExist:
        raise Http404 from None
    if not content:
        raise Http404
    return as_attachment(content, f"ket-qua-kiem-tra-{found.pk}.xlsx")
