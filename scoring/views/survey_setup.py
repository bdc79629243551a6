"""Set a round's surveys up: from a template, from another round, or by hand."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from scoring.actions.survey_setup import (
    SetupRefused,
    apply_template,
    copy_survey,
    define_questionnaire,
    define_scale,
    questionnaire_plan,
    remove_questionnaire,
    scale_plan,
)
from scoring.core.scheme import Origin
from scoring.forms.survey_setup import QuestionnaireForm, ScaleForm
from scoring.models import AssessmentRound, Event
from scoring.policies import NotAllowed, can, check_can_manage, check_is_writable
from scoring.survey_setup import TEMPLATES

from .awaiting import telling_of_void
from .gates import open_round, refuse


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What is set up, and three ways to begin."""
    round_ = open_round(request, pk)
    if request.method == "POST" and _act(request, round_):
        return redirect("desk:survey-setup", pk=round_.pk)
    sources = AssessmentRound.objects.filter(questionnaires__isnull=False).exclude(pk=round_.pk).distinct()
    context = {
        "round": round_,
        "forms": round_.questionnaires.select_related("scale").prefetch_related("questions__criterion"),
        "scales": round_.answer_scales.prefetch_related("options"),
        "templates": TEMPLATES.values(),
        "sources": sources.select_related("group__parent", "index"),
        "may_manage": _may_manage(request, round_),
    }
    return render(request, "scoring/survey_setup.html", context)


def _may_manage(request: HttpRequest, round_: AssessmentRound) -> bool:
    return can(check_can_manage, request.user) and can(check_is_writable, round_)


def _act(request: HttpRequest, round_: AssessmentRound) -> bool:
    """Do what a button of the page asks for; whatever is refused is said on the page."""
    try:
        with telling_of_void(request, round_):
            if "mau" in request.POST:
                apply_template(round_=round_, template=request.POST["mau"], by=request.user)
                messages.success(request, _("Đã thêm phiếu theo mẫu. Xem lại câu hỏi và trọng số trước khi dùng."))
            elif "xoa" in request.POST:
                remove_questionnaire(round_=round_, code=request.POST["xoa"], by=request.user)
                messages.success(request, _("Đã xóa phiếu hỏi."))
            elif (source := request.POST.get("ky", "")).isascii() and source.isdigit():
                copied = copy_survey(
                    round_=round_, source=get_object_or_404(AssessmentRound, pk=source), by=request.user
                )
                words = {"forms": copied.questionnaires, "questions": copied.questions}
                messages.success(request, _("Đã sao chép %(forms)d phiếu, %(questions)d câu hỏi.") % words)
                if copied.left_behind:
                    left = ", ".join(copied.left_behind)
                    messages.warning(
                        request, _("Không sao chép vì bộ tiêu chí mới không có tiêu chí tương ứng: %s.") % left
                    )
        return True
    except NotAllowed as reason:
        raise refuse(reason) from None
    except SetupRefused as refused:
        for fault in refused.faults:
            messages.error(request, fault)
        return False


def _code(request: HttpRequest) -> str:
    """What is to be written: the code that was typed, which may be that of something a colleague made meanwhile."""
    return str(request.POST.get("code", "") if request.method == "POST" else request.GET.get("ma", "")).strip()


def _holding(form: Any, texts: dict[str, Any] | None, round_: AssessmentRound) -> Any:
    """The form, which refuses to write over what stands under its code when it has not seen it."""
    if texts is not None:
        told = Event.objects.filter(verb="survey-setup", data__round=round_.pk, data__to__code=texts["code"])
        form.hold(texts, told.select_related("by").first)
    return form


def scale(request: HttpRequest, pk: int) -> HttpResponse:
    """A scale of answers, new or held under `?ma=`."""
    round_ = open_round(request, pk)
    held = round_.answer_scales.filter(code=_code(request)).first()
    texts = ScaleForm.texts_of(scale_plan(held)) if held else None
    form = _holding(ScaleForm(request.POST or None, initial=texts), texts, round_)
    return _one(request, round_, form, define_scale, _("Thang trả lời"))


def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """A questionnaire, new or held under `?ma=`."""
    round_ = open_round(request, pk)
    held = round_.questionnaires.filter(code=_code(request)).first()
    texts = QuestionnaireForm.texts_of(questionnaire_plan(held)) if held else None
    scales = [(each.code, each.name) for each in round_.answer_scales.order_by("pk")]
    form = _holding(QuestionnaireForm(request.POST or None, initial=texts, scales=scales), texts, round_)
    return _one(request, round_, form, define_questionnaire, _("Phiếu hỏi"))


def _one(
    request: HttpRequest, round_: AssessmentRound, form: Any, define: Callable[..., Any], title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            with telling_of_void(request, round_):
                define(round_=round_, plan=form.plan(), by=request.user)
        except NotAllowed as reason:
            raise refuse(reason) from None
        except SetupRefused as refused:
            form.add_error(None, forms.ValidationError([forms.ValidationError(fault) for fault in refused.faults]))
        else:
            messages.success(request, _("Đã lưu “%s”.") % form.cleaned_data["name"])
            return redirect("desk:survey-setup", pk=round_.pk)
    leaves = round_.criteria_set.criteria.filter(origin=Origin.SURVEY.value).order_by("position", "code")
    context = {
        "round": round_,
        "form": form,
        "title": title,
        "leaves": leaves,
        "may_manage": _may_manage(request, round_),
        "is_held": bool(form.initial),
    }
    return render(request, "scoring/survey_form.html", context, status=422 if form.errors else 200)
