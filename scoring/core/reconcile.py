"""Hold a printed table against its own arithmetic: sums against totals, ranks against scores.

Published totals are computed from unrounded parts, so the printed parts may miss the printed total by 0,01 to 0,02 (seen
in 3 of the 10 rows of the national top ten of 2020). Up to `ROUNDING_LIMIT` that is explained as rounding; beyond it the
difference is listed. Nothing printed is ever replaced.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from .ranking import TieRule, rank
from .rounding import HUNDREDTH, round_half_up

ROUNDING_LIMIT = Decimal("0.02")
_WHOLE = Decimal(100)


class Verdict(StrEnum):
    """How a printed figure stands against the computed one."""

    AGREES = "agrees"
    ROUNDING = "rounding"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A printed figure beside the one computed from its printed parts, rounded to the printed quantum."""

    printed: Decimal
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        return self.computed - self.printed

    @property
    def verdict(self) -> Verdict:
        if self.difference == 0:
            return Verdict.AGREES
        return Verdict.ROUNDING if abs(self.difference) <= ROUNDING_LIMIT else Verdict.DIFFERS


def compare_sum(
    printed: Decimal | None, parts: Iterable[Decimal | None], quantum: Decimal = HUNDREDTH
) -> Comparison | None:
    """The printed total beside the sum of the printed parts; None unless the total and every part are known."""
    known = tuple(parts)
    if printed is None or not known or any(part is None for part in known):
        return None
    return Comparison(printed, round_half_up(sum((part for part in known if part is not None), Decimal(0)), quantum))


def compare_weighted(
    printed: Decimal | None,
    parts: Iterable[tuple[Decimal | None, Decimal | None]],
    scale: Decimal,
    quantum: Decimal = HUNDREDTH,
) -> Comparison | None:
    """The printed score beside its weighted parts: pairs (value, weight in %), values on 0..`scale`, score on 0..100.

    PCI: ten sub-indices of 0..10 with weights that add to 100 %.
    """
    known = tuple(parts)
    if printed is None or not known or any(value is None or weight is None for value, weight in known):
        return None
    total = sum((value * weight for value, weight in known if value is not None and weight is not None), Decimal(0))
    return Comparison(printed, round_half_up(total / scale, quantum))


@dataclass(frozen=True, slots=True)
class Part:
    """A unit's figure in one component; `is_counted`: the component is a part of the total, not printed beside it."""

    value: Decimal | None
    max_score: Decimal | None = None
    weight: Decimal | None = None
    is_percent: bool = False
    is_counted: bool = True


def parts_make_the_total(
    parts: Sequence[Part], *, combining: str, scale_max: Decimal, part_scale: Decimal | None
) -> bool:
    """Whether the counted parts are all that the total is made of, and of one kind with it.

    Weights must come to 100 %. Maximums must fill the scale where all are known; where some are not, a percent beside
    the parts means that the source printed a part in another measure. A percent among the parts is not points.
    """
    counted = [part for part in parts if part.is_counted]
    if not counted or any(part.is_percent for part in counted):
        return False
    if combining == "weighted":
        weights = [part.weight for part in counted if part.weight is not None]
        return bool(part_scale) and len(weights) == len(counted) and sum(weights, Decimal(0)) == _WHOLE
    maximums = [part.max_score for part in counted if part.max_score is not None]
    if len(maximums) == len(counted):
        return combining == "sum" and sum(maximums, Decimal(0)) == scale_max
    return combining == "sum" and not any(part.is_percent for part in parts)


def compare_total(
    printed: Decimal | None,
    parts: Sequence[Part],
    *,
    combining: str,
    scale_max: Decimal,
    part_scale: Decimal | None,
    quantum: Decimal = HUNDREDTH,
) -> Comparison | None:
    """The printed total beside the one its parts make; None where they do not make it, or one is not known."""
    if not parts_make_the_total(parts, combining=combining, scale_max=scale_max, part_scale=part_scale):
        return None
    counted = [part for part in parts if part.is_counted]
    if combining == "weighted" and part_scale:
        return compare_weighted(printed, [(part.value, part.weight) for part in counted], part_scale, quantum)
    return compare_sum(printed, [part.value for part in counted], quantum)


@dataclass(frozen=True, slots=True)
class RankDifference:
    """A unit whose printed rank is not the one its total gives."""

    unit: str
    printed: int
    computed: int


def compare_ranks(
    totals: Mapping[str, Decimal | None], printed: Mapping[str, int | None], rule: TieRule = TieRule.COMPETITION
) -> tuple[RankDifference, ...] | None:
    """Where printed and computed ranks differ; None unless every unit of the block has a total."""
    known = {unit: total for unit, total in totals.items() if total is not None}
    if not totals or len(known) != len(totals):
        return None
    computed = rank(known, rule)
    differences = []
    for unit, computed_rank in computed.items():
        printed_rank = printed.get(unit)
        if printed_rank is not None and printed_rank != computed_rank:
            differences.append(RankDifference(unit, printed_rank, computed_rank))
    return tuple(differences)


def out_of_order(rows: Sequence[tuple[str, int | None, Decimal | None]]) -> tuple[tuple[str, str], ...]:
    """Pairs (unit, next unit) whose printed ranks and known totals contradict each other, in rank order.

    Works with holes: only rows with both a rank and a total are held against each other. An equal total with a
    different rank is not a contradiction, since some tables break ties by a rule of their own.
    """
    known = sorted(
        ((rank_, total, unit) for unit, rank_, total in rows if rank_ is not None and total is not None),
        key=lambda row: (row[0], -row[1]),
    )
    return tuple(
        (upper[2], lower[2])
        for upper, lower in pairwise(known)
        if upper[1] < lower[1] or (upper[0] == lower[0] and upper[1] != lower[1])
    )
