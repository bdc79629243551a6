"""Workbooks of a round: templates to take away, files to bring."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from scoring.actions.surveys import know, know_year_before
from scoring.actions.workbooks import staging
from scoring.file_answers import as_attachment
from scoring.forms.workbooks import BroughtFile
from scoring.models import AssessmentRound, ImportAct, Sheet
from scoring.packets.formats import FORMATS, format_template
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.packets.templates import field_packet, scores_packet, unit_packet
from scoring.policies import NotAllowed, can, check_can_enter, check_can_manage, check_can_take_template, why_not

from .gates import open_desk, open_round, refuse

Kind = ImportAct.Kind
_ACTS = 30


def _may_take(request: HttpRequest) -> None:
    try:
        check_can_take_template(request.user)
    except NotAllowed as reason:
        raise refuse(reason) from None


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Templates, a file to choose, and what was brought before."""
    round_ = open_round(request, pk)
    form = BroughtFile(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"round": round_, "form": form}
    status = 200
    if request.method == "POST":
        if (act := _bring(request, round_, form, context)) is not None:
            return redirect("desk:import-act", pk, act.pk)
        status = 422
    acts = ImportAct.objects.filter(round=round_).select_related("created_by", "confirmed_by")
    context |= {
        "why_not": why_not(check_can_enter, request.user, round_),
        "may_take": can(check_can_take_template, request.user),
        "may_manage": can(check_can_manage, request.user),
        "page": Paginator(acts.defer("problems"), _ACTS).get_page(request.GET.get("trang")),
        "sheets": Sheet.objects.filter(round=round_, left_out_reason="").in_order(),
        "areas": round_.criteria_set.criteria.filter(parent=None).order_by("position", "code"),
        "formats": FORMATS,
    }
    return render(request, "scoring/workbooks.html", context, status=status)


def _bring(
    request: HttpRequest, round_: AssessmentRound, form: BroughtFile, context: dict[str, Any]
) -> ImportAct | None:
    """Keep the file that was chosen and, when it is small, check it; None and a sentence where it is refused."""
    if not form.is_valid():
        return None
    try:
        act = staging.stage(round_=round_, source=form.source, kind=form.cleaned_data["loai"], by=request.user)
    except NotAllowed as reason:
        raise refuse(reason) from None
    except staging.StagingRefused as refused:
        message = refused.problem.message
        form.add_error("tep", f"{message[:1].upper()}{message[1:]}. {refused.problem.advice}")
        return None
    except staging.AlreadyImported as already:
        form.add_error("tep", str(already))
        context["already"] = already.act
        return None
    staging.check_if_small(act=act)
    return act


@require_safe
def template(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A workbook of the round to be filled in; of one unit with ?don-vi=, of one field with ?linh-vuc=."""
    round_ = open_round(request, pk)
    _may_take(request)
    stem = f"{round_.index_id}-{round_.year}-{round_.group.code}"
    if kind == Kind.UNIT:
        sheets = Sheet.objects.filter(round=round_, left_out_reason="").select_related("unit")
        sheet = get_object_or_404(sheets, unit__code=request.GET.get("don-vi", ""))
        return as_attachment(unit_packet(round_, sheet), f"tu-cham-{stem}-{sheet.unit.code}.xlsx")
    if kind == Kind.FIELD:
        areas = round_.criteria_set.criteria.filter(parent=None)
        area = get_object_or_404(areas, code=request.GET.get("linh-vuc", ""))
        return as_attachment(field_packet(round_, area), f"tham-dinh-{stem}-{area.code}.xlsx")
    if kind == Kind.SCORES:
        return as_attachment(scores_packet(round_), f"diem-{stem}.xlsx")
    if kind == Kind.SURVEYS:
        return as_attachment(tallies_packet(round_, know(round_), know_year_before(round_)), f"khao-sat-{stem}.xlsx")
    if kind == Kind.SATISFACTION:
        return as_attachment(
            satisfaction_packet(round_, know(round_), know_year_before(round_)), f"hai-long-{stem}.xlsx"
        )
    raise Http404


@require_safe
def empty_format(request: HttpRequest, name: str) -> HttpResponse:
    """An empty workbook of the portal's own format: criteria set, units, transcribed results."""
    open_desk(request)
    _may_take(request)
    if name not in FORMATS:
        raise Http404
    return as_attachment(format_template(name), f"mau-{name}.xlsx")
