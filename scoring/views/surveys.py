"""Surveys of a round: what they gave so far; counts and percentages typed by hand."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.actions.surveys import EntryConflicts, EntryRefused, enter_surveys, know
from scoring.forms.surveys import (
    Grid,
    make_grid,
    read_grid,
    small_ones,
    take_conflicts,
    take_faults,
)
from scoring.models import AssessmentRound, Questionnaire
from scoring.policies import NotAllowed, can, check_can_enter, check_can_take_template, why_not
from scoring.survey_entry import Known, Part, faults
from scoring.survey_pages import FILTERS, make_overview, who_changed
from scoring.survey_places import Places, TallyChoice, choose_tallies, satisfaction_places
from scoring.tally import tally_round

from .awaiting import telling_of_void
from .gates import open_round

_PAGE = 100
_FIELDS = 900  # below the limit of fields that one form may send


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview."""
    round_ = open_round(request, pk)
    overview = make_overview(round_, tally_round(round_))
    chosen = request.GET.get("loc", "")
    state = FILTERS.get(chosen, "")
    page = Paginator(overview.only(state), _PAGE).get_page(request.GET.get("trang"))
    context = {
        "round": round_,
        "overview": overview,
        "page": page,
        "chosen": chosen if state else "",
        "may_enter": can(check_can_enter, request.user, round_),
        "may_take": can(check_can_take_template, request.user),
    }
    return render(request, "scoring/survey_overview.html", context)


def tallies(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Counts of a questionnaire: one question over the units, one unit over the questions, or what was handed out."""
    round_ = open_round(request, pk)
    chosen = open_tallies(request, round_, code)
    context = {
        "form": chosen.form,
        "questions": chosen.questions,
        "units": chosen.units,
        "unit": chosen.unit,
        "unit_name": chosen.known.units.get(chosen.unit, ""),
        "question": chosen.question,
        "is_returns": chosen.places.part is Part.RETURN,
    }
    return _grid_page(request, round_, chosen.known, chosen.places, "scoring/survey_tallies.html", context)


def open_tallies(request: HttpRequest, round_: AssessmentRound, code: str) -> TallyChoice:
    """What of a questionnaire the address asks for; 404 where there is no such unit or question."""
    form = get_object_or_404(Questionnaire.objects.select_related("scale"), round=round_, code=code)
    asked = request.GET
    try:
        return choose_tallies(
            round_, form, unit=asked.get("don-vi", ""), question=asked.get("cau", ""), returns="phat-ra" in asked
        )
    except KeyError:
        raise Http404 from None


def satisfaction(request: HttpRequest, pk: int) -> HttpResponse:
    """Satisfaction as percentages with their bases."""
    round_ = open_round(request, pk)
    known = know(round_, forms=())
    places = satisfaction_places(known)
    return _grid_page(request, round_, known, places, "scoring/survey_satisfaction.html", {})


def _grid_page(
    request: HttpRequest, round_: AssessmentRound, known: Known, places: Places, template: str, context: dict
) -> HttpResponse:
    """A grid to look at, or typed and to be saved; what was typed stays where it cannot be."""
    part, columns, refused = places.part, places.columns, ""
    page = Paginator(places.rows, min(_PAGE, _FIELDS // max(len(columns), 1))).get_page(request.GET.get("trang"))
    status = 200
    if request.method == "POST":
        grid = make_grid(part, list(page.object_list), columns, known, typed=request.POST)
        try:
            if _save(request, round_, grid, known):
                return redirect(request.get_full_path())
        except NotAllowed as reason:
            refused, round_ = str(reason), open_round(request, round_.pk)  # what was in the way may be new
        status = 403 if refused else 409 if grid.clashes else 422
    else:
        grid = make_grid(part, list(page.object_list), columns, known)
    context |= {"round": round_, "grid": grid, "page": page, "refused": refused}
    context["why_not"] = refused or why_not(check_can_enter, request.user, round_)
    return render(request, template, context, status=status)


def _save(request: HttpRequest, round_: AssessmentRound, grid: Grid, known: Known) -> bool:
    """Whether what was typed is stored; raises `NotAllowed` where nothing may be written (any more)."""
    check_can_enter(request.user, round_)
    entry = read_grid(grid, request.POST.get("seen", ""))
    if grid.faults:
        take_faults(grid, faults(entry, known))  # what is wrong with the rest is told at the same time
        return False
    try:
        with telling_of_void(request, round_):
            entered = enter_surveys(round_=round_, entry=entry, seen=grid.seen, by=request.user)
    except EntryRefused as refused:
        take_faults(grid, refused.faults)
        return False
    except EntryConflicts as clash:
        take_conflicts(grid, clash.conflicts, who_changed(round_))
        return False
    if not entered.changes:
        messages.info(request, _("Không có thay đổi nào cần lưu."))
        return True
    count = len(entered.changes)
    messages.success(request, ngettext("Đã lưu %d dòng.", "Đã lưu %d dòng.", count) % count)
    if few := small_ones(entry):
        messages.warning(
            request,
            _(
                "%d dòng có dưới 10 người trả lời: đã lưu; chỉ số có tổng cộng dưới 10 người trả lời thì không tính điểm và không công bố."
            )
            % few,
        )
    return True
