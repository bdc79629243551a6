"""The pages of a table, its units and its criteria as they will look, the public templates over contents that are not published; and the sentences of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.presenters import block_changes, ranking_page
from scoring import published
from scoring.actions.release import contents_to_show
from scoring.actions.sentences import (
    SentenceConflict,
    SentenceRefused,
    Subject,
    edited_of,
    generated_of,
    unword,
    word,
)
from scoring.explaining.said import BLOCK
from scoring.policies import NotAllowed, check_can_preview, check_can_word, why_not
from scoring.published.preview import criterion_of, ranking_of, unit_year_of
from scoring.views.awaiting import telling_of_void
from scoring.views.gates import open_release, open_round, refuse

from . import criterion_page, unit_page, wording
from .forms import SentenceForm


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What was submitted, or what the round would be published as now."""
    round_ = open_round(request, pk)
    try:
        check_can_preview(request.user)
        ranking = ranking_of(contents_to_show(round_))
    except NotAllowed as reason:
        raise refuse(reason) from None
    asked = ranking_page.Asked.of(ranking, request.GET)
    shown = ranking.release
    # The switches as they will be once this is out: this table among the others, in the place of what it corrects.
    others = [
        each
        for each in published.current_releases()
        if (each.index, each.year, each.group) != (shown.index, shown.year, shown.group)
    ]
    switches = sorted([shown, *others], key=lambda each: -each.year)
    context = ranking_page.context(asked, switches, block_changes.load(ranking))
    for each in filter(None, (context["table"], context["unplaced"])):
        each.unit_address = reverse("preview:unit", args=[pk, "x"]).removesuffix("x/")
    # Files and the interactive chart would be those of what is published now.
    return render(request, "preview/ranking.html", {**context, "files": [], "chart_url": "", "round": round_})


@require_safe
def unit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A unit's year as it will look: the public page of it over the same contents as the table."""
    round_ = open_round(request, pk)
    try:
        check_can_preview(request.user)
        found = unit_year_of(contents_to_show(round_), code)
    except NotAllowed as reason:
        raise refuse(reason) from None
    if found is None:
        raise Http404
    context = unit_page.context(found, code, reverse("preview:ranking", args=[pk]), request.build_absolute_uri)
    return render(request, "preview/unit_year.html", {**context, "round": round_})


@require_safe
def criterion(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """A criterion as it will look: what it is, and what every unit would have got for it."""
    round_ = open_round(request, pk)
    try:
        check_can_preview(request.user)
        found = criterion_of(contents_to_show(round_), code)
    except NotAllowed as reason:
        raise refuse(reason) from None
    if found is None:
        raise Http404
    context = criterion_page.context(found, reverse("preview:ranking", args=[pk]))
    return render(request, "preview/criterion.html", {**context, "round": round_})


@require_http_methods(["GET", "POST"])
def sentences(request: HttpRequest, pk: int, unit: str = BLOCK) -> HttpResponse:
    """The sentences of the block, or of one unit; each may be said in other words while the round is worked on."""
    round_ = open_release(request, pk)
    typed, status, error = None, 200, ""
    if request.method == "POST":
        form = SentenceForm(request.POST)
        if not form.is_valid():
            raise Http404  # no form of ours sends this
        asked = form.cleaned_data
        subject = Subject(unit, asked["about"])
        text, reason = request.POST.get("text", ""), request.POST.get("reason", "")
        known = {
            "round": round_,
            "subject": subject,
            "seen": asked["seen"],
            "reason": reason,
            "by": request.user,
        }
        try:
            with telling_of_void(request, round_):
                if asked["act"] == SentenceForm.BACK:
                    unword(**known)
                else:
                    word(text=text, **known)
        except SentenceRefused as refused:
            typed, status = wording.Typed(subject, text, reason, refused.problems), 422
        except SentenceConflict as conflict:
            typed, status = wording.Typed(subject, text, reason, conflict=conflict), 409
        except NotAllowed as refusal:
            typed, status, error = wording.Typed(subject, text, reason), 409, str(refusal)
        else:
            messages.success(request, _("Đã lưu. Câu được kiểm tra lại với số liệu trước khi công bố."))
            return redirect(f"{wording.address(pk, unit)}#cau-{subject.about}")
    return _page(request, pk, unit, typed, error, status)


def _page(
    request: HttpRequest, pk: int, unit: str, typed: wording.Typed | None, error: str, status: int
) -> HttpResponse:
    round_ = open_release(request, pk)  # again: a write may have moved it
    try:
        found = generated_of(round_)
    except NotAllowed as reason:
        raise refuse(reason) from None
    if unit and unit not in found.units:
        raise Http404
    edited = edited_of(round_)
    context = {
        "round": round_,
        "unit": unit,
        "name": found.units.get(unit, ""),
        "sentences": wording.sentences(found, unit, edited, typed),
        "units": [] if unit else wording.units(round_, found, edited),
        "why_not": why_not(check_can_word, request.user, round_),
        "error": error,
        "back": wording.address(pk) if unit else "",
    }
    return render(request, "preview/sentences.html", context, status=status)
