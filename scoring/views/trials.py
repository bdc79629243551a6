"""A criteria set on trial, and how well the leaves of a published round do. Read only: nothing is kept."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.desk import trial_tables
from scoring.desk.trial import HealthPage, TrialPage, health_page, trial_page
from scoring.exports.tables import Table
from scoring.forms.trial import WhichTrial
from scoring.models import AssessmentRound, CriteriaSet
from scoring.trial_tally import CannotTry, newest_round_for, past_round, try_set

from . import gates
from .files import answer, name_of

_TABLES: dict[str, Callable[[TrialPage], Table]] = {
    "don-vi": trial_tables.units,
    "tieu-chi": trial_tables.leaves,
}


def _tried(form: WhichTrial) -> TrialPage:
    """The page of what a valid form asks for; raises `CannotTry`."""
    draft: CriteriaSet = form.cleaned_data["bo"]
    round_: AssessmentRound = form.cleaned_data["ky"] or newest_round_for(draft)
    return trial_page(try_set(draft, past_round(round_, draft)))


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Choose a set and a round; see who would move."""
    gates.open_manager(request)
    form = WhichTrial(request.GET or None)
    page, refusal = None, None
    if form.is_valid():
        try:
            page = _tried(form)
            # The round that was taken stands in the form, whether it was chosen or not.
            form = WhichTrial({"bo": page.draft.code, "ky": page.round.pk})
        except CannotTry as reason:
            refusal = reason
    return render(request, "scoring/trial.html", {"form": form, "page": page, "refusal": refusal})


@require_safe
def download(request: HttpRequest, what: str, suffix: str) -> HttpResponse:
    """A table of the trial at the same question, as a file."""
    gates.open_manager(request)
    form = WhichTrial(request.GET)
    if what not in _TABLES or not form.is_valid():
        raise Http404
    try:
        page = _tried(form)
    except CannotTry as reason:
        raise Http404(str(reason)) from None
    return answer(suffix, f"{name_of(page.round, f'thu-{what}')}-{page.draft.code}", lambda: _TABLES[what](page))


def _health(request: HttpRequest, pk: int) -> tuple[AssessmentRound, HealthPage | None, CannotTry | None]:
    round_ = gates.open_round(request, pk)
    try:
        return round_, health_page(past_round(round_)), None
    except CannotTry as reason:
        return round_, None, reason


@require_safe
def health(request: HttpRequest, pk: int) -> HttpResponse:
    """The leaves of a round, what needs a look first."""
    gates.open_manager(request)
    round_, page, refusal = _health(request, pk)
    return render(request, "scoring/leaf_health.html", {"round": round_, "page": page, "refusal": refusal})


@require_safe
def health_file(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """The same as a file."""
    gates.open_manager(request)
    round_, page, _refusal = _health(request, pk)
    if page is None:
        raise Http404
    found = page
    return answer(suffix, name_of(round_, "chat-luong-tieu-chi"), lambda: trial_tables.health(found))
