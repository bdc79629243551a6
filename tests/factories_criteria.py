"""Criteria sets for tests: a small invented one with every kind of rule, and rounds that use it."""

from decimal import Decimal
from typing import Any

from scoring.actions.criteria_sets import create_set, save_band, save_band_scale
from scoring.models import AssessmentRound, CriteriaSet, Criterion, Index
from tests.factories import SOURCE
from units.models import UnitGroup, UnitKind

D = Decimal
# (code, title, maximum, origin, rule): every kind of rule; the counted maximums make 100.
EVERY_RULE: tuple[tuple[Any, ...], ...] = (
    ("1", "Công tác chỉ đạo, điều hành", None, "", None),
    ("1.1", "Kế hoạch cải cách hành chính", None, "", None),
    (
        "1.1.1",
        "Ban hành kế hoạch",
        D(20),
        "appraisal",
        {
            "kind": "steps",
            "options": [
                {"code": "kip-thoi", "label": "kịp thời", "points": "20"},
                {"code": "cham", "label": "không kịp thời", "points": "10.5"},
                {"code": "khong-ban-hanh", "label": "không ban hành", "points": "0"},
            ],
        },
    ),
    (
        "1.1.2",
        "Mức độ thực hiện kế hoạch",
        D(10),
        "appraisal",
        {
            "kind": "thresholds",
            "steps": [
                {"bound": "90", "points": "10", "inclusive": False},
                {"bound": "70", "points": "5", "inclusive": True},
            ],
            "below": "0",
        },
    ),
    ("1.2", "Tuyên truyền", D(5), "appraisal", {"kind": "manual"}),
    ("1.10", "Gương mẫu", D(5), "appraisal", {"kind": "yes_no", "yes": None, "no": "0"}),
    ("2", "Thủ tục hành chính", None, "", None),
    ("2.1", "Hồ sơ đúng hạn", D(10), "appraisal", {"kind": "rate", "floor": "80", "full_at": "100"}),
    ("2.2", "Phản ánh được xử lý", D(5), "appraisal", {"kind": "deduction", "each": "0.5", "lowest": "0"}),
    ("2.3", "Sáng kiến", D(5), "appraisal", {"kind": "per_count", "each": "1", "lowest": "0", "highest": None}),
    ("3", "Khảo sát", None, "", None),
    ("3.1", "Điều tra xã hội học", D(10), "survey", {"kind": "percentage"}),
    ("3.2", "Mức độ hài lòng", D(30), "satisfaction", {"kind": "percentage"}),
    ("4", "Thưởng, trừ", None, "", None),
    ("4.1", "Điểm thưởng", D(2), "bonus", {"kind": "manual"}),
    ("4.2", "Vi phạm", D(2), "penalty", {"kind": "per_count", "each": "0.5", "lowest": "0", "highest": None}),
)
BANDS = (("tot", "Tốt", D(90), D(80)), ("kha", "Khá", D(70), None), ("yeu", "Yếu", D(0), None))


def set_values(of: Index, **fields: Any) -> dict[str, Any]:
    values = {
        "code": "minh-hoa-so-2025",
        "name": "Bộ tiêu chí sở, ban, ngành năm 2025",
        "index": of,
        "unit_kind": UnitKind.DEPARTMENT,
        "year_from": 2025,
        "illustrative": True,
        "source": SOURCE,
    }
    return {**values, **fields}


def make_set(index: Index, rows: Any = EVERY_RULE, *, bands: Any = BANDS, **fields: Any) -> CriteriaSet:
    """A set with those nodes (a parent is the code without its last part) and one band scale."""
    criteria_set = create_set(values=set_values(index, **fields), by=None)
    made: dict[str, Criterion] = {}
    for position, (code, title, maximum, origin, rule) in enumerate(rows, start=1):
        made[code] = Criterion.objects.create(
            criteria_set=criteria_set,
            parent=made.get(code.rpartition(".")[0]),
            code=code,
            position=position,
            title=title,
            max_score=maximum,
            origin=origin,
            rule=rule,
        )
    if bands:
        scale = save_band_scale(criteria_set=criteria_set, values={"name": "Xếp loại 2025"}, by=None)
        for code, name, from_index, floor in bands:
            values = {"code": code, "name": name, "from_index": from_index, "component_floor": floor}
            save_band(scale=scale, values=values, by=None)
    return criteria_set


def make_round(criteria_set: CriteriaSet, group: UnitGroup, year: int = 2025, **fields: Any) -> AssessmentRound:
    return AssessmentRound.objects.create(
        criteria_set=criteria_set, index=criteria_set.index, year=year, group=group, **fields
    )


def lock_set(criteria_set: CriteriaSet, group: UnitGroup) -> AssessmentRound:
    """A published round that uses the set."""
    return make_round(criteria_set, group, state=AssessmentRound.State.PUBLISHED)
