"""Forms that set surveys up: a line for each answer and each question, in the order they stand."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Questionnaire
from scoring.numerals import NotANumber, read_number
from scoring.survey_setup import AnswerPlan, QuestionnairePlan, QuestionPlan, ScalePlan

from .seen import SeenForm


def _lines(text: str, says: str, make: Callable[..., Any]) -> tuple[Any, ...]:
    """Each line that is not blank, cut at its bars into three parts."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts):
            raise forms.ValidationError(_("Dòng %(n)d: %(says)s") % {"n": number, "says": says})
        try:
            found.append(make(*parts))
        except NotANumber as refused:
            raise forms.ValidationError(_("Dòng %(n)d: %(says)s") % {"n": number, "says": refused}) from None
    return tuple(found)


def _answer(code: str, label: str, weight: str) -> AnswerPlan:
    number = read_number(weight.strip().removesuffix("%"))
    if number is None:
        raise NotANumber(_("Thiếu trọng số."))
    return AnswerPlan(code, label, number)


class ScaleForm(SeenForm):
    """A scale of answers."""

    code = forms.CharField(label=_("Mã"), help_text=_("Ví dụ: bon-muc."), max_length=30)
    name = forms.CharField(label=_("Tên thang trả lời"), max_length=160)
    answers = forms.CharField(
        label=_("Câu trả lời"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Mỗi dòng: mã | câu trả lời | trọng số (%). Ví dụ: a | Rất tốt | 100"),
    )

    def clean_answers(self) -> tuple[AnswerPlan, ...]:
        return _lines(self.cleaned_data["answers"], str(_("cần mã | câu trả lời | trọng số.")), _answer)

    def plan(self) -> ScalePlan:
        return ScalePlan(**{name: self.cleaned_data[name] for name in ("code", "name", "answers")})

    @staticmethod
    def texts_of(plan: ScalePlan) -> dict[str, Any]:
        lines = (f"{a.code} | {a.label} | {format(a.weight.normalize(), 'f').replace('.', ',')}" for a in plan.answers)
        return {"code": plan.code, "name": plan.name, "answers": "\n".join(lines)}


class QuestionnaireForm(SeenForm):
    """A questionnaire with its questions."""

    code = forms.CharField(label=_("Mã"), help_text=_("Ví dụ: cong-chuc."), max_length=30)
    name = forms.CharField(label=_("Tên phiếu hỏi"), max_length=200)
    purpose = forms.ChoiceField(label=_("Mục đích"), choices=Questionnaire.Purpose.choices)
    respondents = forms.CharField(label=_("Đối tượng trả lời"), max_length=200)
    weight = forms.DecimalField(
        label=_("Trọng số của đối tượng"),
        initial=Decimal(1),
        localize=True,
        max_digits=8,
        decimal_places=4,
        help_text=_("So với các phiếu khác cùng tính cho một tiêu chí."),
    )
    scale = forms.ChoiceField(label=_("Thang trả lời"))
    questions = forms.CharField(
        label=_("Câu hỏi"),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "Mỗi dòng: mã | câu hỏi | mã tiêu chí (điều tra xã hội học) hoặc tên yếu tố (hài lòng)."
            " Ví dụ: c1 | Chất lượng tham mưu thế nào? | 2.1"
        ),
    )

    def __init__(self, *args: Any, scales: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scale"].choices = scales  # type: ignore[attr-defined]

    def clean_questions(self) -> tuple[QuestionPlan, ...]:
        says = str(_("cần mã | câu hỏi | mã tiêu chí hoặc yếu tố."))
        return _lines(self.cleaned_data["questions"], says, QuestionPlan)

    def plan(self) -> QuestionnairePlan:
        return QuestionnairePlan(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})

    @staticmethod
    def texts_of(plan: QuestionnairePlan) -> dict[str, Any]:
        values = {name: getattr(plan, name) for name in ("code", "name", "purpose", "respondents", "weight", "scale")}
        return {**values, "questions": "\n".join(f"{q.code} | {q.text} | {q.counts_for}" for q in plan.questions)}
