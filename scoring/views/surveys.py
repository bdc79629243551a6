"""Surveys of a round: what they gave so far; counts and percentages typed by hand."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.actions.surveys import EntryConflicts, EntryRefused, enter_surveys, know
from scoring.forms.surveys import (
    FIGURES,
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
from scoring.survey_pages import make_overview, who_changed
from scoring.tally import tally_round

from .gates import open_round, refuse

_PAGE = 100
_FIELDS = 900  # below the limit of fields that one form may send
Place = tuple[str, str, str, str]


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview."""
    round_ = open_round(request, pk)
    overview = make_overview(round_, tally_round(round_))
    chosen = request.GET.get("loc", "")
    state = {"thieu": "missing", "nho": "small"}.get(chosen, "")
    units = [unit for unit in overview.units if not state or state in unit.states]
    page = Paginator(units, _PAGE).get_page(request.GET.get("trang"))
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
    form = get_object_or_404(Questionnaire.objects.select_related("scale"), round=round_, code=code)
    known = know(round_, forms=[code])
    questions = list(form.questions.order_by("position", "pk").select_related("criterion"))
    units = [(unit, name) for unit, name in known.units.items() if unit not in known.left_out]
    unit, question = request.GET.get("don-vi", ""), request.GET.get("cau", "")
    part = Part.RETURN if "phat-ra" in request.GET else Part.TALLY
    if not (unit or question) and part is Part.TALLY and questions:
        question = questions[0].code
    if part is Part.RETURN:
        places = [(unit_code, code, name, unit_code) for unit_code, name in units]
        columns: Sequence[tuple[str, str]] = FIGURES[part]
    else:
        if (unit and unit not in dict(units)) or (question and question not in {each.code for each in questions}):
            raise Http404
        places = (
            [(unit, f"{code}.{each.code}", each.text, each.code) for each in questions]
            if unit
            else [(unit_code, f"{code}.{question}", name, unit_code) for unit_code, name in units]
        )
        columns = [(option.code, option.label) for option in form.scale.options.order_by("position", "pk")]
    context = {
        "form": form,
        "questions": questions,
        "units": units,
        "unit": unit,
        "unit_name": known.units.get(unit, ""),
        "question": next((each for each in questions if each.code == question), None),
        "is_returns": part is Part.RETURN,
    }
    return _grid_page(request, round_, known, part, places, columns, "scoring/survey_tallies.html", context)


def satisfaction(request: HttpRequest, pk: int) -> HttpResponse:
    """Satisfaction as percentages with their bases."""
    round_ = open_round(request, pk)
    known = know(round_, forms=())
    places = [(unit, "", name, unit) for unit, name in known.units.items() if unit not in known.left_out]
    columns = FIGURES[Part.SATISFACTION]
    return _grid_page(
        request, round_, known, Part.SATISFACTION, places, columns, "scoring/survey_satisfaction.html", {}
    )


def _grid_page(
    request: HttpRequest,
    round_: AssessmentRound,
    known: Known,
    part: Part,
    places: Sequence[Place],
    columns: Sequence[tuple[str, str]],
    template: str,
    context: dict,
) -> HttpResponse:
    """A grid to look at, or typed and to be saved; what was typed stays where it cannot be."""
    page = Paginator(places, min(_PAGE, _FIELDS // max(len(columns), 1))).get_page(request.GET.get("trang"))
    status = 200
    if request.method == "POST":
        grid = make_grid(part, list(page.object_list), columns, known, typed=request.POST)
        if _save(request, round_, grid, known):
            return redirect(request.get_full_path())
        status = 409 if grid.clashes else 422
    else:
        grid = make_grid(part, list(page.object_list), columns, known)
    context |= {"round": round_, "grid": grid, "page": page, "why_not": why_not(check_can_enter, request.user, round_)}
    return render(request, template, context, status=status)


def _save(request: HttpRequest, round_: AssessmentRound, grid: Grid, known: Known) -> bool:
    entry = read_grid(grid, request.POST.get("seen", ""))
    if grid.faults:
        take_faults(grid, faults(entry, known))  # what is wrong with the rest is told at the same time
        return False
    try:
        entered = enter_surveys(round_=round_, entry=entry, seen=grid.seen, by=request.user)
    except NotAllowed as reason:
        raise refuse(reason) from None
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
        messages.warning(request, _("%d dòng có dưới 10 người trả lời: không tính điểm và không công bố.") % few)
    return True
