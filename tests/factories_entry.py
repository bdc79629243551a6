"""Rounds and sheets for tests: a small set with a leaf of every kind, people with one right each."""

from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission

from scoring.actions.rounds import create_round, open_round
from scoring.models import Appraisal, AssessmentRound, CriteriaSet, Criterion, Index, Sheet
from units.models import UnitGroup, UnitKind

from .factories import SOURCE, make_user

D = Decimal
# code, title, maximum, origin, rule
LEAVES = (
    ("1.1", "Ban hành kế hoạch cải cách hành chính", "2", "appraisal", {"kind": "manual"}),
    ("1.2", "Báo cáo đủ số lượng, đúng hạn", "1", "appraisal", {"kind": "yes_no"}),
    (
        "1.3",
        "Mức độ kịp thời của kế hoạch",
        "1.5",
        "appraisal",
        {
            "kind": "steps",
            "options": [
                {"code": "kip-thoi", "label": "Kịp thời", "points": "1.5"},
                {"code": "cham", "label": "Không kịp thời", "points": "0.5"},
                {"code": "khong", "label": "Không ban hành", "points": "0"},
            ],
        },
    ),
    (
        "2.1",
        "Tỷ lệ nhiệm vụ hoàn thành",
        "2",
        "appraisal",
        {
            "kind": "thresholds",
            "steps": [
                {"bound": "90", "points": "2", "inclusive": False},
                {"bound": "70", "points": "1", "inclusive": True},
            ],
            "below": "0",
        },
    ),
    ("2.2", "Tỷ lệ hồ sơ giải quyết đúng hạn", "3", "appraisal", {"kind": "rate", "floor": "80", "full_at": "100"}),
    ("2.3", "Số sáng kiến được công nhận", "2", "appraisal", {"kind": "per_count", "each": "0.5"}),
    ("2.4", "Hồ sơ trễ hạn bị nhắc nhở", "2", "appraisal", {"kind": "deduction", "each": "0.25"}),
    ("3.1", "Đánh giá của lãnh đạo, quản lý", "4", "survey", {"kind": "percentage"}),
    ("3.2", "Chỉ số hài lòng của người dân", "3", "satisfaction", {"kind": "percentage"}),
    ("4.1", "Điểm thưởng cho mô hình mới", "1", "bonus", {"kind": "manual"}),
    ("4.2", "Điểm trừ do vi phạm kỷ luật", "1", "penalty", {"kind": "manual"}),
)
AREAS = {
    "1": "Chỉ đạo, điều hành",
    "2": "Cải cách thủ tục hành chính",
    "3": "Khảo sát",
    "4": "Điểm thưởng, điểm trừ",
}


def make_set(index: Index, *, kind: str = UnitKind.DISTRICT, leaves: tuple = LEAVES, **fields: Any) -> CriteriaSet:
    """A criteria set of four areas; each leaf under the area of its code."""
    values: dict[str, Any] = {
        "code": "bo-minh-hoa-2024",
        "name": "Bộ tiêu chí minh họa 2024",
        "unit_kind": kind,
        "year_from": 2020,
        "source": SOURCE,
        "illustrative": True,
    }
    made = CriteriaSet.objects.create(index=index, **{**values, **fields})
    areas: dict[str, Criterion] = {}
    for position, (code, title, maximum, origin, rule) in enumerate(leaves, start=1):
        number = code.partition(".")[0]
        if number not in areas:
            areas[number] = Criterion.objects.create(
                criteria_set=made, code=number, title=AREAS.get(number, f"Lĩnh vực {number}"), position=position * 10
            )
        Criterion.objects.create(
            criteria_set=made,
            parent=areas[number],
            code=code,
            title=title,
            position=position * 10 + 1,
            max_score=D(maximum),
            origin=origin,
            rule=rule,
        )
    return made


def make_staff(username: str, *permissions: str, **fields: Any) -> Any:
    """A staff account with some of manage_round, enter_scores, submit_round, approve_round."""
    user = make_user(username, is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="scoring"))
    return user


def make_round(
    criteria_set: CriteriaSet, group: UnitGroup, year: int = 2024, *, is_open: bool = True, **fields: Any
) -> AssessmentRound:
    """A round of the group's units, open for marking."""
    made = create_round(criteria_set=criteria_set, group=group, year=year, by=None, **fields)
    return open_round(round_=made, by=None) if is_open else made


def sheet_of(round_: AssessmentRound, code: str) -> Sheet:
    return Sheet.objects.select_related("unit", "round").get(round=round_, unit__code=code)


def row_of(sheet: Sheet, code: str) -> Appraisal:
    return Appraisal.objects.get(sheet=sheet, criterion__code=code)
