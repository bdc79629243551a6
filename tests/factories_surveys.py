"""Rows of surveyed rounds: a criteria set with a survey leaf and a satisfaction leaf, sheets, questionnaires, tallies."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission

from scoring.models import (
    AnswerOption,
    AnswerScale,
    AssessmentRound,
    CriteriaSet,
    Criterion,
    Question,
    Questionnaire,
    Sheet,
    Tally,
)
from units.models import UnitKind

from .cast import Cast
from .factories import SOURCE, make_user

LEAVES = {
    "1.1": ("Ban hành kế hoạch cải cách hành chính", "60", "appraisal", {"kind": "manual"}),
    "2.1": ("Đánh giá về chất lượng tham mưu", "4", "survey", {"kind": "percentage"}),
    "2.2": ("Đánh giá về phối hợp công việc", "6", "survey", {"kind": "percentage"}),
    "3.1": ("Mức độ hài lòng của người dân, tổ chức", "30", "satisfaction", {"kind": "percentage"}),
}


def make_staff(username: str = "can-bo-khao-sat", permissions: tuple[str, ...] = ("enter_scores",)) -> Any:
    """A staff account with these permissions of scoring."""
    user = make_user(username, is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="scoring", codename__in=permissions))
    return type(user).objects.get(pk=user.pk)  # without the cached answer of before


def make_surveyed_set(cast: Cast, code: str = "bo-khao-sat", **fields: Any) -> CriteriaSet:
    """Three areas; leaves 1.1 (appraisal, 60), 2.1 and 2.2 (survey, 4 and 6), 3.1 (satisfaction, 30)."""
    values = {"name": "Bộ tiêu chí minh họa", "year_from": 2024, "unit_kind": UnitKind.DISTRICT}
    criteria_set = CriteriaSet.objects.create(
        code=code, index=cast.par, illustrative=True, source=SOURCE, **{**values, **fields}
    )
    areas = {
        number: Criterion.objects.create(criteria_set=criteria_set, code=number, position=int(number), title=title)
        for number, title in (("1", "Chỉ đạo, điều hành"), ("2", "Điều tra xã hội học"), ("3", "Chỉ số hài lòng"))
    }
    for position, (leaf, (title, maximum, origin, rule)) in enumerate(LEAVES.items(), start=10):
        Criterion.objects.create(
            criteria_set=criteria_set,
            parent=areas[leaf[0]],
            code=leaf,
            position=position,
            title=title,
            max_score=Decimal(maximum),
            origin=origin,
            rule=rule,
        )
    return criteria_set


def make_surveyed_round(cast: Cast, criteria_set: CriteriaSet | None = None, **fields: Any) -> AssessmentRound:
    """An open round of the four districts, each with its sheet."""
    values = {"year": 2024, "state": AssessmentRound.State.OPEN, "index": cast.par, "group": cast.districts}
    round_ = AssessmentRound.objects.create(
        criteria_set=criteria_set or make_surveyed_set(cast), **{**values, **fields}
    )
    districts = [unit for unit in cast.units.values() if unit.kind == UnitKind.DISTRICT]
    for position, unit in enumerate(districts, start=1):
        Sheet.objects.create(round=round_, unit=unit, position=position)
    return round_


def make_scale(round_: AssessmentRound, code: str = "bon-muc", weights: tuple[str, ...] = ("100", "60", "20", "0")):
    """A scale of answers a, b, c, d worth 100, 60, 20 and 0 %."""
    scale = AnswerScale.objects.create(round=round_, code=code, name="Bốn mức")
    for position, weight in enumerate(weights):
        letter = "abcdefgh"[position]
        AnswerOption.objects.create(
            scale=scale, code=letter, label=f"Mức {letter.upper()}", weight=Decimal(weight), position=position
        )
    return scale


def make_questionnaire(
    round_: AssessmentRound,
    code: str = "cong-chuc",
    purpose: str = "survey",
    questions: dict[str, str] | None = None,
    *,
    scale: AnswerScale | None = None,
    **fields: Any,
) -> Questionnaire:
    """A questionnaire whose `questions` map a code to the leaf (survey) or to the factor (satisfaction) it counts for."""
    scale = scale or round_.answer_scales.first() or make_scale(round_)
    values = {"name": f"Phiếu {code}", "respondents": "Công chức", "weight": Decimal(1), "position": 1}
    form = Questionnaire.objects.create(round=round_, code=code, purpose=purpose, scale=scale, **{**values, **fields})
    leaves = {each.code: each for each in round_.criteria_set.criteria.all()}
    for position, (question, meant) in enumerate((questions or {"c1": "2.1"}).items()):
        Question.objects.create(
            questionnaire=form,
            code=question,
            text=f"Câu hỏi {question}",
            criterion=leaves[meant] if purpose == "survey" else None,
            factor=meant if purpose == "satisfaction" else "",
            position=position,
        )
    return form


def make_tally(sheet: Sheet, form: Questionnaire, question: str, *counts: int) -> None:
    """How often the answers of the scale, in their order, were given to one question about one unit."""
    asked = form.questions.get(code=question)
    for option, count in zip(form.scale.options.order_by("position"), counts, strict=True):
        Tally.objects.create(sheet=sheet, question=asked, option=option, count=count)


def sheet_of(round_: AssessmentRound, unit: str) -> Sheet:
    return round_.sheets.get(unit__code=unit)
