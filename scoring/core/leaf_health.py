"""How well each leaf of a set does its work: whether it tells units apart, goes with satisfaction, decides the ranking.

Descriptive, of one round; none of it is a result. Spread is the standard deviation of the marked units' points (of all of
them, not of a sample). The correlation is Spearman's, on mean ranks of ties. Both are exact until they are rounded once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from .block import Block
from .marks import NOT_APPLICABLE, quanta_of
from .ranking import rank
from .rounding import ratio_half_up, root_half_up
from .rules import POINT_QUANTUM
from .scheme import Criterion, Origin

# With fewer units a correlation says nothing that one unit could not turn round.
LEAST_PAIRS = 10
# Decimals of a spread and of a correlation.
PLACES = 2


class NoCorrelation(StrEnum):
    """Why there is no correlation with satisfaction."""

    ITSELF = "itself"  # the leaf is the satisfaction index
    FEW = "few"  # fewer units than `LEAST_PAIRS` have both figures
    CONSTANT = "constant"  # one of the two is the same for all of them


class Correlation(NamedTuple):
    """From −1 (the better here, the less satisfied) to 1; None with its reason. `units`: how many have both figures."""

    value: Decimal | None
    units: int
    reason: NoCorrelation | None = None


class Moved(NamedTuple):
    """A unit's rank with the leaf and without it."""

    unit: str
    with_it: int
    without: int


@dataclass(frozen=True, slots=True)
class LeafHealth:
    """One leaf over all units. `best` and `worst` count those with the most and the least that can be had there.

    The best at a penalty is that nothing is taken away. `moved`: whose rank would be another if the leaf were not in the
    set and everything else stayed; None where nothing would be left to rank by.
    """

    leaf: Criterion
    marked: int
    not_applicable: int
    missing: int
    best: int
    worst: int
    lowest: Decimal | None
    highest: Decimal | None
    deviation: Decimal | None
    distinct: int
    tells_apart: bool | None
    correlation: Correlation
    moved: tuple[Moved, ...] | None

    def percent_of(self, count: int) -> Decimal | None:
        """A count of units in percent of the marked ones, to one decimal."""
        return ratio_half_up(count * 100, self.marked, 1) if self.marked else None


def leaf_health(block: Block, satisfaction: Mapping[str, Decimal]) -> tuple[LeafHealth, ...]:
    """Every leaf in the order of the set. `satisfaction`: the index in percent of the units that have one."""
    return tuple(_health(block, leaf, satisfaction) for leaf in block.scheme.leaves)


def _health(block: Block, leaf: Criterion, satisfaction: Mapping[str, Decimal]) -> LeafHealth:
    column = block.columns.get(leaf.code)
    marks = [None] * len(block.units) if column is None else column.pick(column.entries)
    points = {unit: mark for unit, mark in zip(block.units, marks, strict=True) if isinstance(mark, Decimal)}
    is_penalty = leaf.origin is Origin.PENALTY
    most, least = (Decimal(0), leaf.max_score) if is_penalty else (leaf.max_score, Decimal(0))
    values = list(points.values())
    not_applicable = sum(mark is NOT_APPLICABLE for mark in marks)
    return LeafHealth(
        leaf=leaf,
        marked=len(values),
        not_applicable=not_applicable,
        missing=len(marks) - len(values) - not_applicable,
        best=values.count(most),
        worst=values.count(least),
        lowest=min(values, default=None),
        highest=max(values, default=None),
        deviation=deviation(values),
        distinct=len(set(values)),
        tells_apart=tells_apart(values),
        correlation=_with_satisfaction(leaf, points, satisfaction),
        moved=_moved_without(block, leaf),
    )


def tells_apart(values: Collection[Decimal]) -> bool | None:
    """Whether two units have different points; None where fewer than two are marked."""
    return len(set(values)) > 1 if len(values) > 1 else None


def deviation(values: Sequence[Decimal]) -> Decimal | None:
    """The standard deviation of points, to `PLACES` decimals; None of nothing."""
    if not values:
        return None
    quanta = [quanta_of(value) for value in values]
    count = len(quanta)
    variance = Fraction(count * sum(each * each for each in quanta) - sum(quanta) ** 2, count * count)
    return root_half_up(variance * Fraction(POINT_QUANTUM) ** 2, PLACES)


def _with_satisfaction(
    leaf: Criterion, points: Mapping[str, Decimal], satisfaction: Mapping[str, Decimal]
) -> Correlation:
    both = [unit for unit in points if unit in satisfaction]
    if leaf.origin is Origin.SATISFACTION:
        return Correlation(None, len(both), NoCorrelation.ITSELF)
    if len(both) < LEAST_PAIRS:
        return Correlation(None, len(both), NoCorrelation.FEW)
    # Points that are taken away are the worse, the more there are.
    sign = -1 if leaf.origin is Origin.PENALTY else 1
    found = spearman([sign * points[unit] for unit in both], [satisfaction[unit] for unit in both])
    return Correlation(found, len(both), None if found is not None else NoCorrelation.CONSTANT)


def spearman(first: Sequence[Decimal], second: Sequence[Decimal]) -> Decimal | None:
    """The rank correlation of two lists, to `PLACES` decimals; None where one of them is constant."""
    one, other = _centred_ranks(first), _centred_ranks(second)
    spread = sum(each * each for each in one) * sum(each * each for each in other)
    if not spread:
        return None
    together = sum(a * b for a, b in zip(one, other, strict=True))
    size = root_half_up(Fraction(together * together, spread), PLACES)
    return -size if together < 0 and size else size


def _centred_ranks(values: Sequence[Decimal]) -> list[int]:
    """Twice each value's mean rank, less twice the mean of all ranks: whole numbers."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    found, behind = [0] * len(values), 0
    for _value, equal in groupby(order, key=lambda place: values[place]):
        group = list(equal)
        # Ranks behind + 1 to behind + n; twice their mean is 2·behind + n + 1, and that of all is n + 1.
        for place in group:
            found[place] = 2 * behind + len(group) - len(values)
        behind += len(group)
    return found


def _moved_without(block: Block, leaf: Criterion) -> tuple[Moved, ...] | None:
    """Ranks among the units that have a figure both ways; one that only the leaf kept from having one moves nobody."""
    rest = block.scheme.only(block.scheme.leaf_codes - {leaf.code})
    if not rest.max_score:
        return None
    without, figures = block.on(rest).figures, block.figures
    both = [unit for unit in figures if unit in without]
    rule = block.scheme.tie_rule
    then = rank({unit: without[unit] for unit in both}, rule)
    now = rank({unit: figures[unit] for unit in both}, rule)
    return tuple(Moved(unit, now[unit], then[unit]) for unit in both if now[unit] != then[unit])
