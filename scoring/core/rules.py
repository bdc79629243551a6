"""How one leaf is scored: from what was measured (a rate, a count, a choice) to points, with the working shown.

The kinds of rule are those seen in the annexes of published criteria sets (Cà Mau, Quyết định 1880/QĐ-UBND of 2013: yes/no,
three steps, thresholds on a rate, survey) and the rate formula that provinces use. The bounds and points of each rule
are data of the criteria set. Points are rounded once here, half up, to `POINT_QUANTUM`; above a leaf there are only sums.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from typing import Any, ClassVar

from .rounding import round_half_up

# Points are carried to four decimals: fine enough that a published figure of two decimals never depends on it, and
# coarse enough that sums are exact.
POINT_QUANTUM = Decimal("0.0001")
_NOTHING, _HUNDRED = Decimal(0), Decimal(100)
# Of the one division inside a rule; its result is rounded at once.
_EXACTLY = Context(prec=50)


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


class Measured(StrEnum):
    """What a rule is about. A measure made for one rule says the same to another only where both are about one thing."""

    POINTS = "points"  # the council's own
    RATE = "rate"
    GAINS = "gains"  # cases that earn points
    FAULTS = "faults"  # cases that cost points
    ANSWER = "answer"  # yes or no
    STEP = "step"


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
    """Points for one leaf, with what they came from."""

    points: Decimal
    rule: "Rule"
    measure: Measure
    max_score: Decimal

    @property
    def working(self) -> Mapping[str, Any]:
        """The figures that led to the points, for showing the working; made only where someone looks."""
        return self.rule.working(self.measure, self.max_score)


class Rule(ABC):
    """A way from a measure to points within 0 and the leaf's maximum."""

    __slots__ = ()
    kind: ClassVar[str]
    measures: ClassVar[Measured]

    @abstractmethod
    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        """The points, rounded to `POINT_QUANTUM`; raises `MeasureRefused`."""

    @abstractmethod
    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        """The figures that lead from this measure to its points."""

    def award(self, measure: Measure, max_score: Decimal) -> Award:
        """The points together with their working; raises `MeasureRefused`."""
        return Award(self.points(measure, max_score), self, measure, max_score)

    @abstractmethod
    def as_data(self) -> dict[str, Any]:
        """The rule as JSON data; numbers are text."""

    def check(self, max_score: Decimal) -> None:  # noqa: B027 - most rules have something to check, two have nothing
        """Refuse a rule that could give more than the maximum, or nothing at all."""


def _amount(measure: Measure) -> Decimal:
    amount = measure.amount
    if amount is None:
        raise MeasureRefused("no_amount")
    if not amount.is_finite() or amount < _NOTHING:
        raise MeasureRefused("not_a_quantity", amount=amount)
    return amount


def _count(measure: Measure) -> Decimal:
    amount = _amount(measure)
    if amount != amount.to_integral_value():
        raise MeasureRefused("not_a_count", amount=amount)
    return amount


def rate_of(measure: Measure) -> Decimal:
    """The rate in percent: as entered, or `amount` out of `base`. Not rounded; between 0 and 100."""
    amount = _amount(measure)
    rate = amount
    if measure.base is not None:
        if not measure.base.is_finite() or measure.base <= 0:
            raise MeasureRefused("no_base", base=measure.base)
        rate = _EXACTLY.divide(_EXACTLY.multiply(amount, _HUNDRED), measure.base)
    if rate > _HUNDRED:
        raise MeasureRefused("rate_above_100", rate=rate)
    return rate


def _points(value: Decimal) -> Decimal:
    return round_half_up(value, POINT_QUANTUM)


def _share(rate: Decimal, max_score: Decimal) -> Decimal:
    return _points(_EXACTLY.multiply(rate, max_score).scaleb(-2, _EXACTLY))


@dataclass(frozen=True, slots=True)
class Manual(Rule):
    """The council's own judgement within the maximum."""

    kind: ClassVar[str] = "manual"
    measures: ClassVar[Measured] = Measured.POINTS

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        amount = _amount(measure)
        if amount > max_score:
            raise MeasureRefused("above_maximum", amount=amount, maximum=max_score)
        return _points(amount)

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        return {"points": measure.amount}

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind}


@dataclass(frozen=True, slots=True)
class YesNo(Rule):
    """Points for yes, points for no; `yes` None means the maximum."""

    kind: ClassVar[str] = "yes_no"
    measures: ClassVar[Measured] = Measured.ANSWER
    yes: Decimal | None = None
    no: Decimal = Decimal(0)

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        if measure.choice == "yes":
            return _points(max_score if self.yes is None else self.yes)
        if measure.choice == "no":
            return _points(self.no)
        raise MeasureRefused("not_yes_or_no", choice=measure.choice)

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        return {"choice": measure.choice, "points": self.points(measure, max_score)}

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
    measures: ClassVar[Measured] = Measured.STEP
    options: tuple[Option, ...] = ()

    def chosen(self, measure: Measure) -> Option:
        for option in self.options:
            if option.code == measure.choice:
                return option
        raise MeasureRefused("unknown_step", choice=measure.choice)

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        return _points(self.chosen(measure).points)

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        option = self.chosen(measure)
        return {"choice": option.label, "points": option.points}

    def as_data(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "options": [{"code": o.code, "label": o.label, "points": str(o.points)} for o in self.options],
        }

    def check(self, max_score: Decimal) -> None:
        codes = {option.code for option in self.options}
        # A step without a code would be taken for chosen where nothing was.
        if len(codes) < 2 or len(codes) != len(self.options) or "" in codes:
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
    measures: ClassVar[Measured] = Measured.RATE
    steps: tuple[Threshold, ...] = ()
    below: Decimal = Decimal(0)

    def reached(self, rate: Decimal) -> Threshold | None:
        """The highest threshold that the rate reaches."""
        for step in self.steps:
            if step.is_reached(rate):
                return step
        return None

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        step = self.reached(rate_of(measure))
        return _points(self.below if step is None else step.points)

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        rate = rate_of(measure)
        step = self.reached(rate)
        if step is None:
            return {"rate": rate, "bound": None, "points": self.below}
        return {"rate": rate, "bound": step.bound, "inclusive": step.inclusive, "points": step.points}

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
    measures: ClassVar[Measured] = Measured.RATE
    floor: Decimal = Decimal(0)
    full_at: Decimal = _HUNDRED

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        rate = rate_of(measure)
        if rate < self.floor:
            return _NOTHING
        return _points(max_score) if rate >= self.full_at else _share(rate, max_score)

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        return {"rate": rate_of(measure), "floor": self.floor, "full_at": self.full_at, "maximum": max_score}

    def as_data(self) -> dict[str, Any]:
        return {"kind": self.kind, "floor": str(self.floor), "full_at": str(self.full_at)}

    def check(self, max_score: Decimal) -> None:
        if not 0 <= self.floor <= self.full_at <= _HUNDRED or not self.full_at:
            raise RuleRefused("floor_above_full")


@dataclass(frozen=True, slots=True)
class PerCount(Rule):
    """So much for each case, not below `lowest` and not above `highest` (None: the maximum)."""

    kind: ClassVar[str] = "per_count"
    measures: ClassVar[Measured] = Measured.GAINS
    each: Decimal = Decimal(1)
    lowest: Decimal = Decimal(0)
    highest: Decimal | None = None

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        highest = max_score if self.highest is None else self.highest
        return _points(min(max(_count(measure) * self.each, self.lowest), highest))

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        highest = max_score if self.highest is None else self.highest
        return {"count": _count(measure), "each": self.each, "lowest": self.lowest, "highest": highest}

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
    measures: ClassVar[Measured] = Measured.FAULTS
    each: Decimal = Decimal(1)
    lowest: Decimal = Decimal(0)

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        return _points(max(max_score - _count(measure) * self.each, self.lowest))

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        return {"count": _count(measure), "each": self.each, "lowest": self.lowest, "maximum": max_score}

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
    measures: ClassVar[Measured] = Measured.RATE

    def points(self, measure: Measure, max_score: Decimal) -> Decimal:
        return _share(rate_of(measure), max_score)

    def working(self, measure: Measure, max_score: Decimal) -> Mapping[str, Any]:
        return {"percent": rate_of(measure), "maximum": max_score}

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
