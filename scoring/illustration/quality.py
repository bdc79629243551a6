"""How good a unit is at a leaf in a year, in thousandths, and what would be measured of a unit that good.

A unit has a lasting quality, strong and weak fields, a drift over the years, and leaves it keeps losing; a year is
stricter or milder for all. So ranks move as they do in life: a unit may rise although its score falls.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from scoring.core.rules import Measure, read_rule
from scoring.core.scheme import BESIDE, Origin

from .choices import around, between, clamp, happens
from .criteria import Node
from .province import SUCCESSIONS

# What a year is like for everybody.
_YEARS = {2022: 0, 2023: -26, 2024: 22, 2025: 16, 2026: 24}
_LEVELS = {"so": 0, "huyen": -6, "xa": -22}
_STEP = Decimal("0.05")


@cache
def _lasting(unit: str) -> int:
    """A unit's own quality; one that continues others is near their mean."""
    before = [each.predecessor for each in SUCCESSIONS if each.successor == unit]
    if before:
        return sum(_lasting(each) for each in before) // len(before) + around(90, "formed", unit)
    return 772 + around(180, "unit", unit)


@cache
def _drift(unit: str, year: int) -> int:
    return 0 if year <= 2022 else _drift(unit, year - 1) + around(62, "drift", unit, year)


@cache
def of_area(unit: str, level: str, area: str, year: int) -> int:
    """The quality of a unit in one field, before the single leaf."""
    own = _lasting(unit) + _drift(unit, year) + _YEARS[year] + _LEVELS[level]
    return own + around(110, "area", unit, area) + around(45, "area", unit, area, year)


def of_leaf(unit: str, level: str, leaf: Node, year: int) -> int:
    area = leaf.key.partition(".")[0]
    own = of_area(unit, level, area, year)
    return clamp(own + around(230, "leaf", unit, leaf.key) + around(170, "leaf", unit, leaf.key, year), 0, 1000)


def measure(unit: str, level: str, leaf: Node, year: int) -> Measure:
    """What the appraisers find, by the kind of rule."""
    return measure_at(of_leaf(unit, level, leaf, year), leaf, (unit, leaf.key, year))


def measure_at(quality: int, leaf: Node, about: tuple[object, ...]) -> Measure:
    rule, maximum = leaf.rule, leaf.maximum
    kind = rule["kind"]
    if kind == "manual":
        steps = int(maximum / _STEP)
        return Measure(amount=_STEP * ((steps * clamp(quality + 70) + 500) // 1000))
    if kind == "yes_no":
        return Measure(choice="yes" if quality >= 620 else "no")
    if kind == "steps":
        place = 0 if quality >= 690 else 1 if quality >= 470 else 2
        return Measure(choice=rule["options"][place]["code"])
    if kind == "thresholds":
        return _rate(_around_thresholds(quality, [int(step["bound"]) for step in rule["steps"]]), about)
    if kind == "rate":
        floor = int(rule["floor"])
        return _rate(clamp(10_000 - (1000 - quality) * (100 - floor) * 15 // 100, 0, 10_000), about)
    if leaf.origin in BESIDE:
        return Measure(amount=Decimal(_beside(quality, leaf, about)))
    each = Decimal(rule["each"])
    if kind == "per_count":
        needed = int(maximum / each)
        return Measure(amount=Decimal(needed * clamp(quality + 110, 0, 1200) // 1000))
    return Measure(amount=Decimal(max(0, (745 - quality) // 75)))


def _around_thresholds(quality: int, bounds: list[int]) -> int:
    """A rate in hundredths of a percent: the first threshold is met from 700 on, the last from 450 on."""
    top, bottom = bounds[0] * 100, bounds[-1] * 100
    if quality >= 700:
        return top + (10_000 - top) * (quality - 700) // 400
    spread = max(top - bottom, 1000)
    return clamp(top - spread * (700 - quality) // 250, 0, 10_000)


def _rate(rate: int, about: tuple[object, ...]) -> Measure:
    """So many out of so many: whole cases, at least that rate."""
    base = between(24, 480, "base", *about)
    return Measure(amount=Decimal(min(base, -(-base * rate // 10_000))), base=Decimal(base))


def _beside(quality: int, leaf: Node, about: tuple[object, ...]) -> int:
    if leaf.origin is Origin.BONUS:
        return between(1, 3, "bonus", *about) if quality > 820 and happens(450, "bonus?", *about) else 0
    return between(1, 2, "penalty", *about) if quality < 830 and happens(110, "penalty?", *about) else 0


@dataclass(frozen=True)
class SelfMark:
    """What a unit gave itself, and why the appraisers gave less where they did."""

    score: Decimal
    reason: str


_REASONS = {
    "manual": (
        "Tài liệu kiểm chứng chưa chứng minh đầy đủ nội dung tự chấm.",
        "Một phần nhiệm vụ chưa có sản phẩm cụ thể, chấm theo phần đã hoàn thành.",
    ),
    "yes_no": ("Chưa có tài liệu kiểm chứng.", "Văn bản ban hành sau thời điểm chốt đánh giá."),
    "steps": ("Văn bản ban hành sau thời hạn quy định.", "Thực hiện chưa đầy đủ theo kết luận kiểm tra."),
    "thresholds": ("Chấm theo số liệu đối chiếu của cơ quan chủ trì.", "Nhiệm vụ quá hạn không tính là hoàn thành."),
    "rate": ("Chấm theo số liệu trích xuất từ hệ thống.", "Loại các hồ sơ không thuộc phạm vi thống kê."),
    "per_count": ("Loại các trường hợp trùng hoặc đã tính năm trước.",),
    "deduction": ("Bổ sung trường hợp theo kết luận kiểm tra.",),
}


def self_mark(unit: str, level: str, leaf: Node, year: int, points: Decimal) -> SelfMark:
    """Units mark themselves well: often as the appraisers do, sometimes better, seldom worse."""
    about = ("self", unit, leaf.key, year)
    if points < leaf.maximum and happens(430, *about):
        quality = of_leaf(unit, level, leaf, year) + between(90, 420, *about, "by")
        claimed = points_of(leaf, measure_at(clamp(quality), leaf, (unit, leaf.key, year)))
        if claimed > points:
            options = _REASONS[leaf.rule["kind"]]
            return SelfMark(claimed, options[between(0, len(options) - 1, *about, "why")])
    if points and leaf.rule["kind"] == "manual" and happens(70, *about, "modest"):
        return SelfMark(max(points - _STEP, Decimal(0)), "")
    return SelfMark(points, "")


def points_of(leaf: Node, found: Measure) -> Decimal:
    return read_rule(leaf.rule, leaf.maximum).award(found, leaf.maximum).points
