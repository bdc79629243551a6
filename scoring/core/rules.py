"""How one leaf is scored: from what was measured (a rate, a count, a choice) to points, with the working shown.

The kinds of rule are those seen in the annexes of published criteria sets (Cà Mau, Quyết định 1880/QĐ-UBND of 2013: yes/no,
three steps, thresholds on a rate, survey) and the rate formula that provinces use. The bounds and points of each rule
are data of the criteria set. Points are rounded once here, half up, to `POINT_QUANTUM`; above a leaf there are only sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any, ClassVar

from .rounding import round_half_up

# Points are carried to four decimals: fine enough that a published figure of two decimals never depends on it, and
# coarse enough that sums are exact.
POINT_QUANTUM = Decimal("0.0001")
_HUNDRED = Decimal(100)
_PRECISION = 50  # of the one division inside a rule; its result is rounded at once


class MeasureRefused(ValueError):
    """A measure that the rule cannot take. `code` says why; `values` are for the sentence a person reads."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code}: {values}")
        self.code, self.values = code, values


class RuleRefused(ValueError):
    """Rule data that make no rule. `code` says why; `values` are for the sentence a person reads."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code}: {values}")
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Measure:
    """What was found out about a unit on one leaf. Each rule reads the part it needs.

    `amount`: points, a rate in percent, or a count. `base`: with it, the rate is `amount` out of `base`. `choice`: the
    code of a step, or "yes" / "no".
    """

    amount: Decimal | None = None
    base: Decimal | None = None
    choice: str = ""

    @property
    def is_empty(self) -> bool:
        return self.amount is None and not self.choice


@dataclass(frozen=True, slots=True)
class Award:
    """Points for one leaf, and the figures that led to them, for showing the working."""

    points: Decimal
    working: Mapping[str, Any]


class Rule:
    """A way from a measure to points within 0 and the leaf's maximum."""

    __slots__ = ()
    kind: ClassVar[str]

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        raise NotImplementedError

    def as_data(self) -> dict[str, Any]:
        """The rule as JSON data; numbers are text."""
        raise NotImplementedError

    def check(self, max_score: Decimal) -> None:
        """Refuse a rule that could give more than the maximum, or nothing at all."""


def _amount(measure: Measure, *, whole: bool = False) -> Decimal:
    amount = measure.amount
    if amount is None:
        raise MeasureRefused("no_amount")
    if not amount.is_finite() or amount < 0:
        raise MeasureRefused("not_a_quantity", amount=amount)
    if whole and amount != amount.to_integral_value():
        raise MeasureRefused("not_a_count", amount=amount)
    return amount


def rate_of(measure: Measure) -> Decimal:
    """The rate in percent: as entered, or `amount` out of `base`. Not rounded; between 0 and 100."""
    amount = _amount(measure)
    rate = amount
    if measure.base is not None:
        if not measure.base.is_finite() or measure.base <= 0:
            raise MeasureRefused("no_base", base=measure.base)
        with localcontext(prec=_PRECISION):
            rate = amount * _HUNDRED / measure.base
    if rate > _HUNDRED:
        raise MeasureRefused("rate_above_100", rate=rate)
    return rate


def _points(value: Decimal) -> Decimal:
    return round_half_up(value, POINT_QUANTUM)


def _share(rate: Decimal, max_score: Decimal) -> Decimal:
    with localcontext(prec=_PRECISION):
        return _points(rate * max_score / _HUNDRED)


@dataclass(frozen=True, slots=True)
class Manual(Rule):
    """The council's own judgement within the maximum."""

    kind: ClassVar[str] = "manual"

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        amount = _amount(measure)
        if amount > max_score:
            raise MeasureRefused("above_maximum", amount=amount, maximum=max_score)
        return Award(_points(amount), {"points": amount})

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind}


@dataclass(frozen=True, slots=True)
class YesNo(Rule):
    """Points for yes, points for no; `yes` None means the maximum."""

    kind: ClassVar[str] = "yes_no"
    yes: Decimal | None = None
    no: Decimal = Decimal(0)

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        if measure.choice not in ("yes", "no"):
            raise MeasureRefused("not_yes_or_no", choice=measure.choice)
        yes = max_score if self.yes is None else self.yes
        points = yes if measure.choice == "yes" else self.no
        return Award(_points(points), {"choice": measure.choice, "points": points})

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "yes": None if self.yes is None else str(self.yes), "no": str(self.no)}

    def check(self, max_score: Decimal) -> None:
        for points in (self.yes, self.no):
            _within(points, max_score)


@dataclass(frozen=True, slots=True)
class Option:
    """One step that may be chosen."""

    code: str
    label: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Steps(Rule):
    """One of several described steps, each worth so many points."""

    kind: ClassVar[str] = "steps"
    options: tuple[Option, ...] = ()

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        for option in self.options:
            if option.code == measure.choice:
                return Award(_points(option.points), {"choice": option.label, "points": option.points})
        raise MeasureRefused("unknown_step", choice=measure.choice)

    def as_data(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "options": [{"code": o.code, "label": o.label, "points": str(o.points)} for o in self.options],
        }

    def check(self, max_score: Decimal) -> None:
        if len(self.options) < 2 or len({option.code for option in self.options}) != len(self.options):
            raise RuleRefused("steps_not_distinct")
        for option in self.options:
            _within(option.points, max_score)


@dataclass(frozen=True, slots=True)
class Threshold:
    """From this rate on (or, when not `inclusive`, above it): so many points."""

    bound: Decimal
    points: Decimal
    inclusive: bool = True

    def is_reached(self, rate: Decimal) -> bool:
        return rate > self.bound or (self.inclusive and rate == self.bound)


@dataclass(frozen=True, slots=True)
class Thresholds(Rule):
    """Points by the highest threshold that a rate reaches; `below` where it reaches none."""

    kind: ClassVar[str] = "thresholds"
    steps: tuple[Threshold, ...] = ()
    below: Decimal = Decimal(0)

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        rate = rate_of(measure)
        for step in self.steps:
            if step.is_reached(rate):
                return Award(
                    _points(step.points),
                    {"rate": rate, "bound": step.bound, "inclusive": step.inclusive, "points": step.points},
                )
        return Award(_points(self.below), {"rate": rate, "bound": None, "points": self.below})

    def as_data(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "steps": [{"bound": str(s.bound), "points": str(s.points), "inclusive": s.inclusive} for s in self.steps],
            "below": str(self.below),
        }

    def check(self, max_score: Decimal) -> None:
        bounds = [step.bound for step in self.steps]
        if not bounds or bounds != sorted(set(bounds), reverse=True) or bounds[0] > _HUNDRED or bounds[-1] < 0:
            raise RuleRefused("thresholds_not_descending")
        for step in self.steps:
            _within(step.points, max_score)
        _within(self.below, max_score)


@dataclass(frozen=True, slots=True)
class Rate(Rule):
    """The rate × the maximum / 100; nothing below `floor`, the whole maximum from `full_at` on.

    The usual wording of provincial annexes ("tỷ lệ % × điểm tối đa / 100, dưới ngưỡng thì 0 điểm"); no page read states it
    verbatim for the national sets, so it is a rule like the others and never presented as theirs.
    """

    kind: ClassVar[str] = "rate"
    floor: Decimal = Decimal(0)
    full_at: Decimal = _HUNDRED

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        rate = rate_of(measure)
        if rate < self.floor:
            points = Decimal(0)
        elif rate >= self.full_at:
            points = max_score
        else:
            points = _share(rate, max_score)
        return Award(
            _points(points), {"rate": rate, "floor": self.floor, "full_at": self.full_at, "maximum": max_score}
        )

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "floor": str(self.floor), "full_at": str(self.full_at)}

    def check(self, max_score: Decimal) -> None:
        if not 0 <= self.floor <= self.full_at <= _HUNDRED or not self.full_at:
            raise RuleRefused("floor_above_full")


@dataclass(frozen=True, slots=True)
class PerCount(Rule):
    """So much for each case, not below `lowest` and not above `highest` (None: the maximum)."""

    kind: ClassVar[str] = "per_count"
    each: Decimal = Decimal(1)
    lowest: Decimal = Decimal(0)
    highest: Decimal | None = None

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        count = _amount(measure, whole=True)
        highest = max_score if self.highest is None else self.highest
        points = min(max(count * self.each, self.lowest), highest)
        return Award(_points(points), {"count": count, "each": self.each, "lowest": self.lowest, "highest": highest})

    def as_data(self) -> dict[str, Any]:
        highest = None if self.highest is None else str(self.highest)
        return {"kind": self.kind, "each": str(self.each), "lowest": str(self.lowest), "highest": highest}

    def check(self, max_score: Decimal) -> None:
        if self.each <= 0:
            raise RuleRefused("no_points_each", each=self.each)
        for points in (self.lowest, self.highest):
            _within(points, max_score)
        if self.highest is not None and self.lowest > self.highest:
            raise RuleRefused("lowest_above_highest")


@dataclass(frozen=True, slots=True)
class Deduction(Rule):
    """The maximum less so much for each case, not below `lowest`."""

    kind: ClassVar[str] = "deduction"
    each: Decimal = Decimal(1)
    lowest: Decimal = Decimal(0)

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        count = _amount(measure, whole=True)
        points = max(max_score - count * self.each, self.lowest)
        return Award(_points(points), {"count": count, "each": self.each, "lowest": self.lowest, "maximum": max_score})

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "each": str(self.each), "lowest": str(self.lowest)}

    def check(self, max_score: Decimal) -> None:
        if self.each <= 0:
            raise RuleRefused("no_points_each", each=self.each)
        _within(self.lowest, max_score)


@dataclass(frozen=True, slots=True)
class Percentage(Rule):
    """A percentage × the maximum / 100: the survey's, or the satisfaction index."""

    kind: ClassVar[str] = "percentage"

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        percent = rate_of(measure)
        return Award(_share(percent, max_score), {"percent": percent, "maximum": max_score})

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind}


def _within(points: Decimal | None, max_score: Decimal) -> None:
    if points is not None and not 0 <= points <= max_score:
        raise RuleRefused("points_outside_maximum", points=points, maximum=max_score)


RULES: dict[str, type[Rule]] = {
    each.kind: each for each in (Manual, YesNo, Steps, Thresholds, Rate, PerCount, Deduction, Percentage)
}


def _number(data: Mapping[str, Any], key: str, default: str | None = None) -> Decimal | None:
    value = data.get(key, default)
    if value is None or value == "":
        return None
    if not isinstance(value, str | int):
        raise RuleRefused("not_a_number", key=key, value=value)
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise RuleRefused("not_a_number", key=key, value=value) from None
    if not number.is_finite():
        raise RuleRefused("not_a_number", key=key, value=value)
    return number


def _needed(data: Mapping[str, Any], key: str, default: str | None = None) -> Decimal:
    number = _number(data, key, default)
    if number is None:
        raise RuleRefused("number_missing", key=key)
    return number


def _list(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    items = data.get(key)
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise RuleRefused("list_missing", key=key)
    return items


def read_rule(data: Mapping[str, Any], max_score: Decimal) -> Rule:
    """The rule that JSON data describe, checked against the leaf's maximum; raises `RuleRefused`."""
    kind = data.get("kind")
    rule: Rule
    if kind == YesNo.kind:
        rule = YesNo(_number(data, "yes"), _needed(data, "no", "0"))
    elif kind == Steps.kind:
        rule = Steps(
            tuple(
                Option(str(item.get("code", "")), str(item.get("label", "")), _needed(item, "points"))
                for item in _list(data, "options")
            )
        )
    elif kind == Thresholds.kind:
        rule = Thresholds(
            tuple(
                Threshold(_needed(item, "bound"), _needed(item, "points"), item.get("inclusive", True) is True)
                for item in _list(data, "steps")
            ),
            _needed(data, "below", "0"),
        )
    elif kind == Rate.kind:
        rule = Rate(_needed(data, "floor", "0"), _needed(data, "full_at", "100"))
    elif kind == PerCount.kind:
        rule = PerCount(_needed(data, "each"), _needed(data, "lowest", "0"), _number(data, "highest"))
    elif kind == Deduction.kind:
        rule = Deduction(_needed(data, "each"), _needed(data, "lowest", "0"))
    elif kind in (Manual.kind, Percentage.kind):
        rule = RULES[kind]()
    else:
        raise RuleRefused("unknown_kind", kind=kind)
    rule.check(max_score)
    return rule
