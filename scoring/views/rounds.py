"""Pages of a round: creating it, how far it has come, its calendar, the units left out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scoring.actions.rounds import add_units, change_round, create_round, leave_out, open_round, take_in
from scoring.desk.progress import progress_of
from scoring.forms.rounds import AddedUnits, ChangedRound, LeftOut, NewRound, WhichRound
from scoring.policies import (
    NotAllowed,
    can,
    check_can_enter,
    check_can_manage,
    check_can_open,
    check_is_writable,
    why_not,
)

from . import gates
from .awaiting import telling_of_void

# Rows of the matrix on one page.
LINES = 200


def _add_errors(form: Form, problem: ValidationError) -> None:
    for name, sentences in problem.message_dict.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def new(request: HttpRequest) -> HttpResponse:
    """Two steps: set, group and year stand in the address; units and calendar are sent."""
    gates.open_manager(request)
    which = WhichRound(request.GET or None)
    form = None
    if which.is_bound and which.is_valid():
        chosen: dict[str, Any] = {
            "criteria_set": which.cleaned_data["bo"],
            "group": which.cleaned_data["khoi"],
            "year": which.cleaned_data["nam"],
        }
        form = NewRound(request.POST or None, **chosen)
        if request.method == "POST" and form.is_valid():
            units, scale = form.cleaned_data["units"], form.cleaned_data["band_scale"]
            survey, note = form.cleaned_data["survey_made"], form.cleaned_data["note"]
            try:
                made = create_round(
                    **chosen, units=units, band_scale=scale, calendar=form.calendar, survey_made=survey, note=note,
                    by=request.user,
                )  # fmt: skip
            except ValidationError as problem:
                _add_errors(form, problem)
            else:
                return redirect("desk:round", made.pk)
    return render(request, "scoring/round_new.html", {"which": which, "form": form})


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Units by areas: what is done, what waits."""
    round_ = gates.open_round(request, pk)
    progress = progress_of(round_)
    unmarked = request.GET.get("chi") == "chua-cham"
    lines = progress.unfinished() if unmarked else progress.lines
    context = {
        "round": round_,
        "progress": progress,
        "page": Paginator(lines, LINES).get_page(request.GET.get("trang")),
        "unmarked": unmarked,
        "may_open": can(check_can_open, request.user, round_),
        "may_manage": (may_manage := can(check_can_manage, request.user)),
        "may_change_units": may_manage and can(check_is_writable, round_),
        "may_enter": can(check_can_enter, request.user, round_),
    }
    return render(request, "scoring/round_show.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The calendar, the classes, the decision."""
    gates.open_manager(request)
    round_ = gates.open_round(request, pk)
    form = ChangedRound(request.POST or None, round_=round_)
    if request.method == "POST" and form.is_valid():
        try:
            with telling_of_void(request, round_):
                change_round(round_=round_, changes=form.changes, by=request.user)
        except NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Đã lưu thông tin kỳ đánh giá."))
            return redirect("desk:round", pk)
    context = {"round": round_, "form": form, "why_not": why_not(check_is_writable, round_)}
    return render(request, "scoring/round_change.html", context)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the marking."""
    round_ = gates.open_round(request, pk)
    try:
        open_round(round_=round_, by=request.user)
    except NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Đã mở chấm điểm."))
    return redirect("desk:round", pk)


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheets for more units."""
    gates.open_manager(request)
    round_ = gates.open_round(request, pk)
    form = AddedUnits(request.POST if request.method == "POST" else None, round_=round_)
    if request.method == "POST" and form.is_valid():
        try:
            with telling_of_void(request, round_):
                added = add_units(round_=round_, units=form.cleaned_data["units"], by=request.user)
        except ValidationError as problem:
            _add_errors(form, problem)
        except NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Đã thêm %(count)d đơn vị.") % {"count": len(added)})
            return redirect("desk:round", pk)
    context = {"round": round_, "form": form, "why_not": why_not(check_is_writable, round_)}
    return render(request, "scoring/round_add_units.html", context)


def exclude(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """Leave a unit out, with the reason that will be printed."""
    gates.open_manager(request)
    round_, found = gates.open_sheet(request, pk, sheet)
    form = LeftOut(request.POST or None, sheet=found)
    if request.method == "POST" and form.is_valid():
        try:
            with telling_of_void(request, round_):
                leave_out(sheet=found, reason=form.cleaned_data["reason"], by=request.user)
        except NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("desk:round", pk)
    context = {"round": round_, "sheet": found, "form": form, "why_not": why_not(check_is_writable, round_)}
    return render(request, "scoring/round_leave_out.html", context)


@require_POST
def include(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """Take a unit in again."""
    gates.open_manager(request)
    round_, found = gates.open_sheet(request, pk, sheet)
    try:
        with telling_of_void(request, round_):
            take_in(sheet=found, by=request.user)
    except NotAllowed as reason:
        messages.error(request, str(reason))
    return redirect("desk:round", pk)
