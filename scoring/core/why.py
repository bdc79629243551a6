"""Why a unit's figure changed between two years: split leaf by leaf, exactly, each leaf with one cause.

A leaf moves the figure by its own points only where it is the same leaf out of the same maximum and applied in both years.
A leaf that is new, gone, of another maximum or of another origin moves it because the criteria set changed; one that applied
in one of the years only moves it because of that. What rounding and the bounds of a total add is a part of its own, so that
the parts always add up to the change of the published figures.

Where units are ranked by points S the share of a leaf is its change in points. Where they are ranked by the index 100·S/M,
with M what the unit could reach, both S and M may change. Where M did not, only points changed the index and the share is
100·Δs/M. Where it did, the share is the mean of the two orders in which one can be changed before the other (points first, or
maximum first): 100·(Δs·(M₀+M₁) − Δm·(S₀+S₁)) / (2·M₀·M₁) for a leaf whose points change by Δs and whose maximum changes by
Δm. It adds up exactly and prefers no order.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from .continuation import Continued, LeafMapping
from .rounding import fraction_half_up, round_half_up
from .scheme import BESIDE, Origin

# Shares of an index have no last decimal; they are given to this one, and what is cut off stands in `Split.rounding`.
SHARE_QUANTUM = Decimal("0.0001")
NOTHING = Decimal(0)

Key = TypeVar("Key", bound=Hashable)


class Cause(StrEnum):
    """Why a leaf moved the figure. Each leaf has one."""

    OWN = "own"  # other points on the same leaf
    CRITERIA = "criteria"  # the leaf is new, gone, worth another maximum, split, or counted elsewhere
    APPLIES = "applies"  # the leaf applied in one of the two years only


class NotSplit(StrEnum):
    """Why a change is not split."""

    NO_FIGURE = "no_figure"  # one of the two figures is not known
    NO_LEAVES = "no_leaves"  # nothing below the figure is known in one of the years
    MISSING = "missing"  # a leaf that applies has no points
    NOTHING_APPLIES = "nothing_applies"  # there was nothing to reach in one of the years


@dataclass(frozen=True, slots=True)
class LeafYear:
    """A leaf of one unit in one year. `maximum` is the set's, in points; `points` None where it does not apply or misses."""

    code: str
    area: str
    origin: Origin
    maximum: Decimal
    points: Decimal | None
    applies: bool = True

    @property
    def counted(self) -> Decimal:
        """What it brought to the total: taken away where it is a penalty, nothing where it did not apply."""
        if not self.applies or self.points is None:
            return NOTHING
        return -self.points if self.origin is Origin.PENALTY else self.points

    @property
    def reachable(self) -> Decimal:
        """What it added to what the unit could reach; bonus and penalty stand beside the scale."""
        return self.maximum if self.applies and self.origin not in BESIDE else NOTHING


@dataclass(frozen=True, slots=True)
class UnitYear:
    """A unit in one year: the published figure that ranks (None: not known) and its leaves, where they are known."""

    figure: Decimal | None
    leaves: tuple[LeafYear, ...] | None = None

    @property
    def points(self) -> Decimal:
        """Exact points of all leaves, not held within any bounds."""
        return sum((leaf.counted for leaf in self.leaves or ()), NOTHING)

    @property
    def maximum(self) -> Decimal:
        return sum((leaf.reachable for leaf in self.leaves or ()), NOTHING)

    @property
    def held_points(self) -> Decimal:
        """The points as a total has them: not below zero, not above what could be reached."""
        return min(max(self.points, NOTHING), self.maximum)


@dataclass(frozen=True, slots=True)
class Line:
    """One leaf's part in the change. `share` is in the figure that ranks; `points` and `maximum` are changes in points."""

    before: LeafYear | None
    after: LeafYear | None
    cause: Cause
    mapping: LeafMapping | None  # None: the leaf is gone
    points: Decimal
    maximum: Decimal
    share: Decimal

    @property
    def leaf(self) -> LeafYear:
        """The leaf as it is, or as it was last."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a line is of a leaf")
        return found


@dataclass(frozen=True)
class Split:
    """The change of one unit's published figure. `whole` is exactly the shares of all lines, `held` and `rounding`.

    `held`: points beyond the bounds of a total (bonus above what could be reached, penalty below zero). `rounding`: the
    published figures are rounded, and so are the shares of an index.
    """

    before: Decimal
    after: Decimal
    is_index: bool
    lines: tuple[Line, ...]
    held: Decimal
    rounding: Decimal

    @property
    def whole(self) -> Decimal:
        return self.after - self.before

    @cached_property
    def by_cause(self) -> Mapping[Cause, Decimal]:
        return _summed(self.lines, lambda line: line.cause)

    @cached_property
    def by_origin(self) -> Mapping[Origin, Decimal]:
        return _summed(self.lines, lambda line: line.leaf.origin)

    @cached_property
    def by_area(self) -> Mapping[str, Decimal]:
        """Shares by area, of the leaves on the scale; bonus and penalty are in no area's points."""
        return _summed(self.on_the_scale, lambda line: line.leaf.area)

    @cached_property
    def on_the_scale(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.leaf.origin not in BESIDE)

    @cached_property
    def beside_the_scale(self) -> Mapping[Origin, Decimal]:
        return _summed((line for line in self.lines if line.leaf.origin in BESIDE), lambda line: line.leaf.origin)


def rounded_shares(
    shares: Mapping[Key, Decimal], whole: Decimal, quantum: Decimal
) -> tuple[dict[Key, Decimal], Decimal]:
    """Shares as a table prints them, and what they then miss of the whole, to be printed beside them."""
    rounded = {key: round_half_up(share, quantum) for key, share in shares.items()}
    return rounded, whole - sum(rounded.values(), NOTHING)


def _summed(lines: Iterable[Line], key: Callable[[Line], Key]) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = defaultdict(Decimal)
    for line in lines:
        found[key(line)] += line.share
    return dict(found)


Pair = tuple[LeafYear | None, LeafYear | None, Cause, LeafMapping | None]


def _pairs(before: Iterable[LeafYear], after: Iterable[LeafYear], continued: Mapping[str, Continued]) -> Iterable[Pair]:
    """Every leaf of both years exactly once: with the one it continues, or alone."""
    old = {leaf.code: leaf for leaf in before}
    # A leaf that several continue was split: none of them is it.
    times: dict[str, int] = defaultdict(int)
    for each in continued.values():
        times[each.code] += 1
    for leaf in after:
        link = continued.get(leaf.code)
        was = old.get(link.code) if link is not None and times[link.code] == 1 else None
        if link is None or was is None or was.origin is not leaf.origin:
            yield None, leaf, Cause.CRITERIA, LeafMapping.NEW
            continue
        del old[was.code]
        mapping = LeafMapping.MAXIMUM if was.maximum != leaf.maximum else link.mapping
        if mapping in (LeafMapping.MAXIMUM, LeafMapping.NEW):
            cause = Cause.CRITERIA
        else:
            cause = Cause.OWN if was.applies == leaf.applies else Cause.APPLIES
        yield was, leaf, cause, mapping
    for leaf in old.values():
        yield leaf, None, Cause.CRITERIA, None


def split(
    before: UnitYear, after: UnitYear, continued: Mapping[str, Continued], *, is_index: bool = False
) -> Split | NotSplit:
    """The change of a unit's published figure, or why it is not split.

    `continued` maps a leaf of the later year to the earlier one's that it continues; whoever is not in it is new, and an
    earlier leaf that none continues is gone. `is_index`: the figures are percentages of what the unit could reach.
    """
    if before.figure is None or after.figure is None:
        return NotSplit.NO_FIGURE
    if not before.leaves or not after.leaves:
        return NotSplit.NO_LEAVES
    if any(leaf.applies and leaf.points is None for leaf in (*before.leaves, *after.leaves)):
        return NotSplit.MISSING
    if not before.maximum or not after.maximum:
        return NotSplit.NOTHING_APPLIES
    worth = _worth_in_index(before, after) if is_index else _worth_in_points
    lines = []
    for was, leaf, cause, mapping in _pairs(before.leaves, after.leaves, continued):
        points = (leaf.counted if leaf else NOTHING) - (was.counted if was else NOTHING)
        maximum = (leaf.reachable if leaf else NOTHING) - (was.reachable if was else NOTHING)
        lines.append(Line(was, leaf, cause, mapping, points, maximum, worth(points, maximum)))
    held = worth((after.held_points - after.points) - (before.held_points - before.points), NOTHING)
    whole = after.figure - before.figure
    rounding = whole - held - sum((line.share for line in lines), NOTHING)
    return Split(before.figure, after.figure, is_index, tuple(lines), held, rounding)


def _worth_in_points(points: Decimal, _maximum: Decimal) -> Decimal:
    return points


def _worth_in_index(before: UnitYear, after: UnitYear) -> Callable[[Decimal, Decimal], Decimal]:
    had, has = Fraction(before.maximum), Fraction(after.maximum)
    of_points = 50 * (had + has) / (had * has)
    of_maximum = 50 * Fraction(before.held_points + after.held_points) / (had * has) if had != has else Fraction(0)

    def worth(points: Decimal, maximum: Decimal) -> Decimal:
        exact = Fraction(points) * of_points - Fraction(maximum) * of_maximum
        rounded = fraction_half_up(abs(exact), SHARE_QUANTUM)
        return rounded if exact >= 0 or not rounded else -rounded

    return worth
