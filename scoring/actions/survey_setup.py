"""Set up a round's surveys: scales, questionnaires and questions, by hand, from a template or from another round."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.core.scheme import Origin
from scoring.models import (
    AnswerOption,
    AnswerScale,
    AssessmentRound,
    Criterion,
    Event,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    Tally,
)
from scoring.policies import check_can_manage
from scoring.survey_setup import (
    TEMPLATES,
    AnswerPlan,
    QuestionnairePlan,
    QuestionPlan,
    ScalePlan,
    questionnaire_faults,
    scale_faults,
)

from .rounds import writing


class SetupRefused(ValueError):
    """A set-up that cannot be; `faults` are sentences."""

    def __init__(self, *found: str) -> None:
        super().__init__(" ".join(found))
        self.faults = found


@dataclass(slots=True)
class Copied:
    """What a copy brought, and the questions that have no leaf in this round's criteria set and stayed behind."""

    questionnaires: int = 0
    questions: int = 0
    left_behind: list[str] = field(default_factory=list)


def scale_plan(scale: AnswerScale) -> ScalePlan:
    """A scale of a round as a plan."""
    options = sorted(scale.options.all(), key=lambda each: (each.position, each.pk))
    return ScalePlan(scale.code, scale.name, tuple(AnswerPlan(o.code, o.label, o.weight) for o in options))


def questionnaire_plan(form: Questionnaire) -> QuestionnairePlan:
    """A questionnaire of a round as a plan."""
    questions = sorted(form.questions.all(), key=lambda each: (each.position, each.pk))
    return QuestionnairePlan(
        form.code,
        form.name,
        form.purpose,
        form.respondents,
        form.weight,
        form.scale.code,
        tuple(
            QuestionPlan(each.code, each.text, each.criterion.code if each.criterion else each.factor)
            for each in questions
        ),
    )


def define_scale(*, round_: AssessmentRound, plan: ScalePlan, by: Any) -> AnswerScale:
    """Make a scale, or bring it to the plan. An answer that has been counted cannot be taken away."""
    _check(by)
    with writing(round_, by=by) as locked:
        return _put_scale(locked, plan, by)


def define_questionnaire(*, round_: AssessmentRound, plan: QuestionnairePlan, by: Any) -> Questionnaire:
    """Make a questionnaire, or bring it to the plan. A question that has been counted cannot be taken away."""
    _check(by)
    with writing(round_, by=by) as locked:
        return _put_questionnaire(locked, plan, by)


def remove_questionnaire(*, round_: AssessmentRound, code: str, by: Any) -> None:
    """Take a questionnaire away that nobody has entered figures for."""
    _check(by)
    with writing(round_, by=by) as locked:
        form = Questionnaire.objects.filter(round=locked, code=code).first()
        if form is None:
            raise SetupRefused(_("Kỳ đánh giá không có phiếu hỏi “%s”.") % code)
        returns = QuestionnaireReturn.objects.filter(questionnaire=form)
        if returns.exists() or Tally.objects.filter(question__questionnaire=form).exists():
            raise SetupRefused(_("Phiếu “%s” đã có số liệu; xóa số liệu trước khi xóa phiếu.") % form.name)
        before = questionnaire_plan(form)
        form.delete()
        _record(locked, "survey-setup", before, None, by)


def apply_template(*, round_: AssessmentRound, template: str, by: Any) -> None:
    """Begin with one of the templates; what the round has under the same codes is not written over."""
    _check(by)
    chosen = TEMPLATES.get(template)
    if chosen is None:
        raise SetupRefused(_("Không có mẫu này."))
    with writing(round_, by=by) as locked:
        _refuse_taken(locked, [each.code for each in chosen.scales], [each.code for each in chosen.questionnaires])
        for scale in chosen.scales:
            _put_scale(locked, scale, by)
        for form in chosen.questionnaires:
            _put_questionnaire(locked, form, by)


def copy_survey(*, round_: AssessmentRound, source: AssessmentRound, by: Any) -> Copied:
    """Copy another round's set-up, never its figures. A question follows its leaf into this round's criteria set."""
    _check(by)
    scales = [scale_plan(each) for each in source.answer_scales.prefetch_related("options").order_by("pk")]
    forms = [
        questionnaire_plan(each)
        for each in source.questionnaires.select_related("scale")
        .prefetch_related("questions__criterion")
        .order_by("position", "code")
    ]
    if not forms:
        raise SetupRefused(_("Kỳ đánh giá đó chưa có phiếu hỏi nào để sao chép."))
    copied = Copied()
    with writing(round_, by=by) as locked:
        _refuse_taken(locked, [each.code for each in scales], [each.code for each in forms])
        follows = _leaves_that_follow(locked, source)
        for scale in scales:
            _put_scale(locked, scale, by)
        for form in forms:
            kept = []
            for question in form.questions:
                counts_for = question.counts_for
                if form.purpose == Questionnaire.Purpose.SURVEY:
                    counts_for = follows.get(counts_for, "")
                if counts_for:
                    kept.append(QuestionPlan(question.code, question.text, counts_for))
                else:
                    copied.left_behind.append(f"{form.code}.{question.code} ({question.counts_for})")
            if kept:
                values = {
                    name: getattr(form, name) for name in ("code", "name", "purpose", "respondents", "weight", "scale")
                }
                _put_questionnaire(locked, QuestionnairePlan(**values, questions=tuple(kept)), by)
                copied.questionnaires += 1
                copied.questions += len(kept)
    return copied


def _leaves_that_follow(round_: AssessmentRound, source: AssessmentRound) -> dict[str, str]:
    """Survey leaf of the source's set -> its leaf in this round's set: the same set, or the leaf that continues it."""
    leaves = Criterion.objects.filter(criteria_set=round_.criteria_set_id, origin=Origin.SURVEY.value)
    if round_.criteria_set_id == source.criteria_set_id:
        return {code: code for code in leaves.values_list("code", flat=True)}
    return dict(leaves.filter(previous__criteria_set=source.criteria_set_id).values_list("previous__code", "code"))


def _check(by: Any) -> None:
    if by is not None:
        check_can_manage(by)


def _refuse_taken(round_: AssessmentRound, scales: list[str], forms: list[str]) -> None:
    taken = [
        *AnswerScale.objects.filter(round=round_, code__in=scales).values_list("name", flat=True),
        *Questionnaire.objects.filter(round=round_, code__in=forms).values_list("name", flat=True),
    ]
    if taken:
        raise SetupRefused(
            _("Kỳ đánh giá đã có: %s. Xóa hoặc đổi mã trước khi sao chép, để không ghi đè.") % "; ".join(taken)
        )


def _put_scale(round_: AssessmentRound, plan: ScalePlan, by: Any) -> AnswerScale:
    if found := scale_faults(plan):
        raise SetupRefused(*found)
    scale = AnswerScale.objects.filter(round=round_, code=plan.code).first()
    before = scale_plan(scale) if scale else None
    if before == plan:
        return scale  # type: ignore[return-value]
    if scale is None:
        scale = AnswerScale(round=round_, code=plan.code)
    scale.name = plan.name
    scale.save()
    held = {option.code: option for option in scale.options.all()}
    for gone in held.keys() - {answer.code for answer in plan.answers}:
        if Tally.objects.filter(option=held[gone]).exists():
            raise SetupRefused(_("Câu trả lời “%s” đã có số phiếu nên không bỏ được.") % held[gone].label)
        held[gone].delete()
    new = {answer.code for answer in plan.answers} - held.keys()
    if before and new and Tally.objects.filter(question__questionnaire__scale=scale).exists():
        raise SetupRefused(
            _("Thang này đã có số phiếu nên không thêm được câu trả lời (%s); lập thang mới.") % ", ".join(sorted(new))
        )
    for position, answer in enumerate(plan.answers):
        option = held.get(answer.code) or AnswerOption(scale=scale, code=answer.code)
        option.label, option.weight, option.position = answer.label, answer.weight, position
        option.save()
    _record(round_, "survey-setup", before, plan, by)
    return scale


def _put_questionnaire(round_: AssessmentRound, plan: QuestionnairePlan, by: Any) -> Questionnaire:
    leaves = {
        each.code: each
        for each in Criterion.objects.filter(criteria_set=round_.criteria_set_id, origin=Origin.SURVEY.value)
    }
    scales = {each.code: each for each in AnswerScale.objects.filter(round=round_)}
    if found := questionnaire_faults(plan, scales=frozenset(scales), survey_leaves=frozenset(leaves)):
        raise SetupRefused(*found)
    form = Questionnaire.objects.filter(round=round_, code=plan.code).select_related("scale").first()
    before = questionnaire_plan(form) if form else None
    if before == plan:
        return form  # type: ignore[return-value]
    counted = set()
    if form is None:
        form = Questionnaire(
            round=round_, code=plan.code, position=Questionnaire.objects.filter(round=round_).count() + 1
        )
    else:
        counted = set(Tally.objects.filter(question__questionnaire=form).values_list("question__code", flat=True))
        if counted and (form.scale.code != plan.scale or form.purpose != plan.purpose):
            raise SetupRefused(_("Phiếu đã có số liệu nên không đổi được thang trả lời hay mục đích."))
    form.name, form.purpose, form.respondents = plan.name, plan.purpose, plan.respondents
    form.weight, form.scale = plan.weight, scales[plan.scale]
    form.save()
    held = {question.code: question for question in form.questions.all()}
    gone = held.keys() - {question.code for question in plan.questions}
    if gone & counted:
        raise SetupRefused(_("Câu hỏi đã có số phiếu nên không bỏ được: %s.") % ", ".join(sorted(gone & counted)))
    Question.objects.filter(questionnaire=form, code__in=gone).delete()
    is_survey = plan.purpose == Questionnaire.Purpose.SURVEY
    for position, each in enumerate(plan.questions):
        question = held.get(each.code) or Question(questionnaire=form, code=each.code)
        question.text, question.position = each.text, position
        question.criterion = leaves[each.counts_for] if is_survey else None
        question.factor = "" if is_survey else each.counts_for
        question.save()
    _record(round_, "survey-setup", before, plan, by)
    return form


def _record(
    round_: AssessmentRound,
    verb: str,
    before: ScalePlan | QuestionnairePlan | None,
    after: ScalePlan | QuestionnairePlan | None,
    by: Any,
) -> None:
    Event.objects.create(
        by=by,
        channel="desk",
        verb=verb,
        subject=str(round_)[:200],
        data={"round": round_.pk, "from": _plain(before), "to": _plain(after)},
    )


def _plain(plan: Any) -> Any:
    if plan is None:
        return None

    def exact(value: Any) -> Any:
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, dict):
            return {key: exact(each) for key, each in value.items()}
        return [exact(each) for each in value] if isinstance(value, list | tuple) else value

    return exact(asdict(plan))
