"""How figures of a block lie: the steps they fall on, and their middle."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

# So many different values are told one by one; more of them are told in classes.
MOST_VALUES = 6
# Where classes of points begin, as parts of the maximum: between nothing and everything.
_CUTS = (Decimal("0.75"), Decimal("0.5"))


@dataclass(frozen=True, slots=True)
class Level:
    """Figures told together: exactly `low` where both ends are one, else from `low` (or above it) to below `high`."""

    low: Decimal
    high: Decimal
    holds_low: bool = True

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    def holds(self, value: Decimal) -> bool:
        if value == self.low:
            return self.holds_low
        return self.low < value < self.high


def exactly(value: Decimal) -> Level:
    return Level(value, value)


def levels(values: Collection[Decimal], maximum: Decimal, steps: Collection[Decimal] = ()) -> tuple[Level, ...]:
    """The levels that points from 0 to `maximum` fall on, highest first; every value falls on exactly one.

    `steps`: the points that a rule can give, each of which is a level, reached or not. A rule that can give any number of
    points has its values as levels where they are few, else the maximum, its quarters and nought.
    """
    if steps or len(set(values)) <= MOST_VALUES:
        own = {*steps, *values} if steps else {*values, maximum}
        return tuple(exactly(value) for value in sorted(own, reverse=True))
    return classes(maximum, [maximum * cut for cut in _CUTS])


def classes(maximum: Decimal, cuts: Sequence[Decimal]) -> tuple[Level, ...]:
    """The maximum itself, what lies between it and each cut, what lies between the last cut and nought, and nought."""
    zero = Decimal(0)
    ends = [maximum, *cuts]
    between = [Level(low, high) for high, low in pairwise(ends)]
    return (exactly(maximum), *between, Level(zero, ends[-1], holds_low=False), exactly(zero))


def median(values: Collection[Decimal]) -> Decimal | None:
    """The middle figure, of an even number of them half way between the two in the middle; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
