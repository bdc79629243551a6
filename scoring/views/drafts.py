"""Drafts of transcribed results, as files brought them: what each holds, and its deletion with a reason."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scoring.actions.drafts import drop_draft, imported_drafts
from scoring.canonical import ROWS, stored_hash
from scoring.desk.drafts import draft_table
from scoring.forms.release import DropDraftsForm
from scoring.models import Publication
from scoring.policies import NotAllowed, can, check_can_drop_drafts, check_can_manage, why_not

from .gates import open_results


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Every draft that files brought."""
    open_results(request)
    found = imported_drafts().annotate(units=Count("results"))
    context = {"drafts": found, "may_manage": can(check_can_manage, request.user)}
    return render(request, "scoring/drafts.html", context)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft, row by row, and its deletion; a refusal keeps the reason that was typed."""
    open_results(request)
    draft = get_object_or_404(imported_drafts().prefetch_related(*ROWS), pk=pk)
    form = DropDraftsForm(request.POST or None)
    if not form.is_valid():
        return _page(request, draft, form, status=422 if form.is_bound else 200)
    seen, reason = request.POST.get("seen", ""), form.cleaned_data["reason"]
    try:
        drop_draft(draft=draft, seen=seen, reason=reason, by=request.user)
    except NotAllowed as refused:
        return _page(request, draft, form, error=str(refused), status=409)
    messages.success(request, _("Đã xóa bản nháp: %(draft)s.") % {"draft": draft})
    return redirect("desk:drafts")


def _page(
    request: HttpRequest, draft: Publication, form: DropDraftsForm, *, error: str = "", status: int
) -> HttpResponse:
    context = {
        "draft": draft,
        "table": draft_table(draft),
        "form": form,
        "error": error,
        "seen": stored_hash(draft),
        "why_not": why_not(check_can_drop_drafts, request.user),
    }
    return render(request, "scoring/draft.html", context, status=status)
