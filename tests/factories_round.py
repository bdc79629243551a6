"""A round for tests: a tiny criteria set with every kind of rule, a sheet for each unit, every leaf marked.

Two areas, eleven leaves, 100 points (60 appraised, 10 of the survey, 30 of satisfaction), a bonus and a penalty:

    1        1.1 manual 10 · 1.2.1 yes/no 5 · 1.2.2 steps 10 · 1.3 thresholds 15
    2        2.1 rate 10 · 2.2 per count 5 · 2.3 deduction 5 · 2.4 survey 10 · 2.5 satisfaction 30 · 2.6 bonus 2 · 2.7 penalty 5

Each unit is a little worse than the one before it, so ranks are 1, 2, 3, … in the order of the units. Rows are written
directly, without actions and events: this is a beginning for tests of actions, not a way through them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone

from scoring.core.rules import Measure, read_rule
from scoring.core.scheme import Origin
from scoring.models import (
    AnswerOption,
    AnswerScale,
    Appraisal,
    AssessmentRound,
    Band,
    BandScale,
    CriteriaSet,
    Criterion,
    Index,
    Publication,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    SatisfactionFigure,
    Sheet,
    Tally,
)
from units.models import Unit, UnitGroup, UnitKind

from .cast import Cast
from .factories import SOURCE, make_publication, make_result

NOT_APPLICABLE = "not applicable"
Marking = Measure | str | None  # a measure, NOT_APPLICABLE, or None for "not marked yet"

# code, parent, title, maximum, origin, rule
LEAVES: tuple[tuple[str, str, str, str, Origin, dict[str, Any]], ...] = (
    ("1.1", "1", "Chất lượng kế hoạch cải cách hành chính năm", "10", Origin.APPRAISAL, {"kind": "manual"}),
    ("1.2.1", "1.2", "Báo cáo đủ số lượng, đúng thời hạn", "5", Origin.APPRAISAL, {"kind": "yes_no"}),
    (
        "1.2.2",
        "1.2",
        "Thời điểm ban hành kế hoạch kiểm tra",
        "10",
        Origin.APPRAISAL,
        {
            "kind": "steps",
            "options": [
                {"code": "dung-han", "label": "Đúng thời hạn", "points": "10"},
                {"code": "cham", "label": "Chậm so với thời hạn", "points": "5"},
                {"code": "khong", "label": "Không ban hành", "points": "0"},
            ],
        },
    ),
    (
        "1.3",
        "1",
        "Mức độ hoàn thành kế hoạch",
        "15",
        Origin.APPRAISAL,
        {
            "kind": "thresholds",
            "steps": [{"bound": "90", "points": "15"}, {"bound": "70", "points": "7.5"}],
            "below": "0",
        },
    ),
    (
        "2.1",
        "2",
        "Tỷ lệ hồ sơ tiếp nhận trực tuyến",
        "10",
        Origin.APPRAISAL,
        {"kind": "rate", "floor": "50", "full_at": "100"},
    ),
    (
        "2.2",
        "2",
        "Số mô hình, giải pháp được nhân rộng",
        "5",
        Origin.APPRAISAL,
        {"kind": "per_count", "each": "1.25", "lowest": "0"},
    ),
    (
        "2.3",
        "2",
        "Số hồ sơ trễ hạn không có văn bản xin lỗi",
        "5",
        Origin.APPRAISAL,
        {"kind": "deduction", "each": "0.5", "lowest": "0"},
    ),
    ("2.4", "2", "Điều tra xã hội học", "10", Origin.SURVEY, {"kind": "percentage"}),
    ("2.5", "2", "Chỉ số hài lòng", "30", Origin.SATISFACTION, {"kind": "percentage"}),
    ("2.6", "2", "Điểm thưởng sáng kiến", "2", Origin.BONUS, {"kind": "per_count", "each": "0.5", "lowest": "0"}),
    (
        "2.7",
        "2",
        "Điểm trừ do vi phạm kỷ luật, kỷ cương",
        "5",
        Origin.PENALTY,
        {"kind": "per_count", "each": "1", "lowest": "0"},
    ),
)
BRANCHES = (
    ("1", "", "Công tác chỉ đạo, điều hành"),
    ("1.2", "1", "Chế độ báo cáo, kiểm tra"),
    ("2", "", "Hiện đại hóa hành chính và tác động"),
)
ORDER = ("1", "1.1", "1.2", "1.2.1", "1.2.2", "1.3", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7")


@dataclass
class Round:
    """A round and its rows by code."""

    round: AssessmentRound
    criteria_set: CriteriaSet
    criteria: dict[str, Criterion]  # every node
    sheets: dict[str, Sheet]  # by unit code

    @property
    def leaves(self) -> dict[str, Criterion]:
        return {code: row for code, row in self.criteria.items() if row.rule is not None}

    def appraisal(self, unit: str, leaf: str) -> Appraisal:
        """The stored appraisal of one leaf of one unit."""
        return Appraisal.objects.get(sheet=self.sheets[unit], criterion=self.criteria[leaf])


def make_criteria_set(
    index: Index, *, code: str = "bo-thu-nghiem", unit_kind: str = UnitKind.DISTRICT, year: int = 2024, **fields: Any
) -> tuple[CriteriaSet, dict[str, Criterion]]:
    """The tiny set, with two classes (one with a floor), and its nodes by code."""
    values = {
        "name": "Bộ tiêu chí thử nghiệm",
        "decision_number": "01/QĐ-UBND (minh họa)",
        "illustrative": True,
        "source": SOURCE,
    }
    made = CriteriaSet.objects.create(
        code=code, index=index, unit_kind=unit_kind, year_from=year, **{**values, **fields}
    )
    nodes: dict[str, Criterion] = {}
    branches = {code: (parent, title) for code, parent, title in BRANCHES}
    leaves = {leaf[0]: leaf for leaf in LEAVES}
    for position, each in enumerate(ORDER, start=1):
        if each in branches:
            parent, title = branches[each]
            points: dict[str, Any] = {}
        else:
            _code, parent, title, maximum, origin, rule = leaves[each]
            points = {"max_score": Decimal(maximum), "origin": origin.value, "rule": rule}
        nodes[each] = Criterion.objects.create(
            criteria_set=made, code=each, parent=nodes.get(parent), position=position, title=title, **points
        )
    scale = BandScale.objects.create(criteria_set=made, name="Thang xếp loại thử nghiệm")
    for band, name, bound, floor in (
        ("tot", "Tốt", "80", "60"),
        ("kha", "Khá", "65", None),
        ("trung-binh", "Trung bình", "0", None),
    ):
        Band.objects.create(
            scale=scale,
            code=band,
            name=name,
            from_index=Decimal(bound),
            component_floor=None if floor is None else Decimal(floor),
        )
    return made, nodes


def default_marking(leaf: str, place: int) -> Measure:
    """The measure of a leaf of the unit in that place (0 is the best); worse with every place, from the first leaf on."""
    return {
        "1.1": Measure(amount=max(Decimal("9.75") - Decimal("0.75") * place, Decimal(0))),
        "1.2.1": Measure(choice="yes" if place < 3 else "no"),
        "1.2.2": Measure(choice="dung-han" if place < 2 else "cham"),
        "1.3": Measure(amount=Decimal(max(98 - 6 * place, 0))),
        "2.1": Measure(amount=Decimal(max(941 - 53 * place, 0)), base=Decimal(997)),
        "2.2": Measure(amount=Decimal(max(4 - place, 0))),
        "2.3": Measure(amount=Decimal(place)),
        "2.4": Measure(amount=max(Decimal("88.5") - 4 * place, Decimal(0))),
        "2.5": Measure(amount=max(Decimal("93.25") - Decimal("1.5") * place, Decimal(0))),
        "2.6": Measure(amount=Decimal(max(2 - place, 0))),
        "2.7": Measure(amount=Decimal(place // 2)),
    }[leaf]


def fields_of(leaf: Criterion, marking: Marking) -> dict[str, Any]:
    """The fields of an appraisal for a marking; points by the leaf's own rule."""
    assert leaf.max_score is not None
    if marking is None:
        return {}
    if isinstance(marking, str):
        return {"not_applicable": True, "not_applicable_reason": "Đơn vị không có nhiệm vụ này."}
    points = read_rule(leaf.rule, leaf.max_score).award(marking, leaf.max_score).points
    return {"amount": marking.amount, "base": marking.base, "choice": marking.choice, "appraised_score": points}


def make_round(
    cast: Cast,
    *,
    year: int = 2024,
    group: UnitGroup | None = None,
    units: Sequence[str] | None = None,
    state: str = AssessmentRound.State.OPEN,
    marks: Mapping[tuple[str, str], Marking] | None = None,
    marked: bool = True,
    surveys: bool = True,
    criteria_set: CriteriaSet | None = None,
    **fields: Any,
) -> Round:
    """An opened, fully marked round of the four districts of the cast (or of `units`, given by code, of `group`).

    `marks` changes single leaves: (unit code, leaf code) -> Measure, NOT_APPLICABLE or None. `marked=False` leaves every
    appraisal empty. `surveys=True` gives the survey leaf its tallies and the satisfaction leaf its entered percentage;
    otherwise both are typed like any leaf. A second round in the same test takes `criteria_set` from the first.
    """
    group = group or cast.districts
    codes = list(units or ("huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi"))
    members: list[Unit] = [cast[code] for code in codes]
    if criteria_set is None:
        criteria_set, nodes = make_criteria_set(cast.par, unit_kind=members[0].kind, year=year)
    else:
        nodes = {row.code: row for row in criteria_set.criteria.all()}
    values = {
        "decision_number": f"{year}/QĐ-UBND (minh họa)",
        "band_scale": criteria_set.band_scales.first(),
        **fields,
    }
    made = AssessmentRound.objects.create(
        criteria_set=criteria_set, index=cast.par, year=year, group=group, state=state, **values
    )
    sheets = {
        unit.code: Sheet.objects.create(round=made, unit=unit, position=position)
        for position, unit in enumerate(members, start=1)
    }
    found = Round(made, criteria_set, nodes, sheets)
    changed = dict(marks or {})
    rows = []
    for place, (unit, sheet) in enumerate(sheets.items()):
        for code, leaf in found.leaves.items():
            by_survey = surveys and leaf.origin in (Origin.SURVEY, Origin.SATISFACTION)
            default = None if by_survey or not marked else default_marking(code, place)
            marking = changed.pop((unit, code), default)
            rows.append(Appraisal(sheet=sheet, criterion=leaf, max_score=leaf.max_score, **fields_of(leaf, marking)))
    assert not changed, f"no such unit or leaf: {sorted(changed)}"
    Appraisal.objects.bulk_create(rows)
    if surveys:
        add_surveys(found, answered=marked)
    return found


def add_surveys(found: Round, *, answered: bool = True) -> None:
    """One questionnaire of two questions for the survey leaf, and an entered satisfaction figure, for every sheet."""
    scale = AnswerScale.objects.create(round=found.round, code="muc", name="Bốn mức")
    options = [
        AnswerOption.objects.create(scale=scale, code=code, label=label, weight=Decimal(weight), position=position)
        for position, (code, label, weight) in enumerate(
            (("a", "Tốt", 100), ("b", "Khá", 60), ("c", "Trung bình", 20), ("d", "Yếu", 0)), start=1
        )
    ]
    form = Questionnaire.objects.create(
        round=found.round,
        code="dai-bieu",
        name="Phiếu hỏi đại biểu",
        purpose=Questionnaire.Purpose.SURVEY,
        respondents="Đại biểu Hội đồng nhân dân",
        scale=scale,
        position=1,
    )
    questions = [
        Question.objects.create(
            questionnaire=form, code=f"c{number}", text=text, criterion=found.criteria["2.4"], position=number
        )
        for number, text in enumerate(("Đánh giá về công tác chỉ đạo", "Đánh giá về chất lượng phục vụ"), start=1)
    ]
    if not answered:
        return
    tallies, figures, returns = [], [], []
    for place, sheet in enumerate(found.sheets.values()):
        returns.append(QuestionnaireReturn(sheet=sheet, questionnaire=form, issued=60, population=200))
        for number, question in enumerate(questions):
            better = max(34 - 4 * place - number, 0)
            counts = (better, 12, 4, max(50 - better - 16, 0))
            tallies += [
                Tally(sheet=sheet, question=question, option=option, count=count)
                for option, count in zip(options, counts, strict=True)
            ]
        percent = default_marking("2.5", place).amount
        assert percent is not None
        figures.append(SatisfactionFigure(sheet=sheet, percent=percent, base=120, issued=150, population=4000))
    QuestionnaireReturn.objects.bulk_create(returns)
    Tally.objects.bulk_create(tallies)
    SatisfactionFigure.objects.bulk_create(figures)


def publish_by_hand(round_: AssessmentRound) -> AssessmentRound:
    """The round as it stands once its publication is out, made without the actions, step by step as the database asks."""
    State = AssessmentRound.State
    draft = make_publication(round_.index, round_.group, round_.year, set_code=round_.criteria_set.code)
    for place, sheet in enumerate(round_.sheets.select_related("unit"), start=1):
        make_result(draft, sheet.unit, place, "90")
    last = Publication.objects.aggregate(last=Max("number"))["last"] or 0
    stated = {"status": "published", "content_hash": "0" * 64, "published_at": timezone.now(), "number": last + 1}
    Publication.objects.filter(pk=draft.pk).update(**stated)
    steps = [State.PREPARING, State.OPEN, State.SUBMITTED, State.APPROVED, State.PUBLISHED]
    for state in steps[steps.index(State(round_.state)) + 1 :]:
        AssessmentRound.objects.filter(pk=round_.pk).update(state=state)
    round_.refresh_from_db()
    return round_
