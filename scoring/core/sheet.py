"""Add up one unit's marks: leaf by leaf, area by area, origin by origin.

Missing, zero and not applicable are three things. A missing leaf leaves the whole without a total; zero is a mark; a
leaf that does not apply takes its maximum out of the denominator (Thanh Hóa 2023: 68,32 points of 84,00 applicable are
81,33 %, with a reason kept beside it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from .bands import Band, classify
from .rounding import round_half_up
from .rules import POINT_QUANTUM
from .scheme import COUNTED, Criterion, Origin, Scheme

_ZERO = Decimal(0)
_HUNDRED = Decimal(100)


class _NotApplicable:
    """The leaf does not apply to this unit; its maximum is not counted."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE = _NotApplicable()
Mark = Decimal | _NotApplicable


class MarkOutOfRange(ValueError):
    """A mark below zero, above its maximum, finer than points are carried, or no number."""


class Sum(NamedTuple):
    """Points and what could be reached, over some leaves; `missing` are the leaves nobody has marked yet.

    `applicable` counts the leaves that apply. Points are those given so far; they are a result only when nothing misses.
    """

    score: Decimal = _ZERO
    max_score: Decimal = _ZERO
    applicable: int = 0
    missing: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def percent(self) -> Decimal | None:
        """Points as a percentage of what could be reached, exact; None while a mark is missing or nothing applies."""
        if self.missing or not self.max_score:
            return None
        with localcontext(prec=50):
            return self.score * _HUNDRED / self.max_score


_NOTHING = Sum()


@dataclass(frozen=True)
class SheetResult:
    """What one unit's marks add up to under a scheme.

    `nodes`: every area, criterion and leaf by code. Bonus and penalty leaves count in `bonus` and `penalty` and in no
    node's maximum. All figures are exact; `index`, `total` and `max_total` are as published.
    """

    scheme: Scheme
    nodes: Mapping[str, Sum]
    origins: Mapping[Origin, Sum]

    @cached_property
    def missing(self) -> tuple[str, ...]:
        return tuple(code for origin in Origin for code in self.origins[origin].missing)

    @cached_property
    def max_total(self) -> Decimal:
        """What this unit could reach: the maximums of the leaves that apply to it."""
        return sum((self.origins[origin].max_score for origin in COUNTED), _ZERO)

    @cached_property
    def exact_total(self) -> Decimal | None:
        """Points with bonus and penalty, held between zero and what could be reached; None while a mark is missing."""
        if self.missing or not self.max_total:
            return None
        score = sum((self.origins[origin].score for origin in COUNTED), _ZERO)
        score += self.origins[Origin.BONUS].score - self.origins[Origin.PENALTY].score
        return min(max(score, _ZERO), self.max_total)

    @cached_property
    def exact_index(self) -> Decimal | None:
        """The total as a percentage of what this unit could reach; None while a mark is missing or nothing applies."""
        if self.exact_total is None:
            return None
        with localcontext(prec=50):
            return self.exact_total * _HUNDRED / self.max_total

    @cached_property
    def total(self) -> Decimal | None:
        return None if self.exact_total is None else round_half_up(self.exact_total, self.scheme.quantum)

    @cached_property
    def index(self) -> Decimal | None:
        return None if self.exact_index is None else round_half_up(self.exact_index, self.scheme.quantum)

    @cached_property
    def band(self) -> Band | None:
        """The class of the published index; floors are held against the percentage of every area that applies."""
        areas = (self.nodes[area.code].percent() for area in self.scheme.areas)
        return classify(self.index, (each for each in areas if each is not None), self.scheme.bands)


def _accept(leaf: Criterion, mark: Decimal) -> Decimal:
    if not mark.is_finite() or not _ZERO <= mark <= leaf.max_score:
        raise MarkOutOfRange(f"{leaf.code}: {mark} is outside 0..{leaf.max_score}")
    if mark != round_half_up(mark, POINT_QUANTUM):
        raise MarkOutOfRange(f"{leaf.code}: {mark} has more than four decimals")
    return mark


def _of_leaf(leaf: Criterion, mark: Mark | None, is_excused: bool) -> Sum:
    """A leaf as a sum of one. `is_excused`: no survey was made and the set says that the rest then counts for all."""
    if mark is None:
        if is_excused and leaf.origin is Origin.SURVEY:
            return _NOTHING
        return Sum(missing=(leaf.code,), applicable=1)
    if isinstance(mark, _NotApplicable):
        return _NOTHING
    return Sum(_accept(leaf, mark), leaf.max_score if leaf.origin in COUNTED else _ZERO, 1)


def _added(sums: Sequence[Sum]) -> Sum:
    """Several sums as one, exactly."""
    if not sums:
        return _NOTHING
    scores, maximums, applicable, missing = zip(*sums, strict=True)
    return Sum(sum(scores, _ZERO), sum(maximums, _ZERO), sum(applicable), tuple(chain.from_iterable(missing)))


def score_sheet(scheme: Scheme, marks: Mapping[str, Mark | None], *, survey_was_made: bool = True) -> SheetResult:
    """Add up one unit's marks. `marks` maps a leaf's code to points or NOT_APPLICABLE; absent or None is missing.

    Raises `MarkOutOfRange`. A code that is no leaf of the scheme is refused as well: a mark must never get lost.
    """
    if unknown := marks.keys() - scheme.leaf_codes:
        raise MarkOutOfRange(f"no leaf {min(unknown)}")
    is_excused = scheme.rescale_without_survey and not survey_was_made
    nodes = {leaf.code: _of_leaf(leaf, marks.get(leaf.code), is_excused) for leaf in scheme.leaves}
    for branch in scheme.branches:
        # What is added or taken away beside the scale is told at its leaf and in the total, not in its area; where
        # nobody has marked it yet, its area is not finished all the same.
        nodes[branch.code] = _added(
            [nodes[code] for code in branch.counted] + [Sum(missing=nodes[code].missing) for code in branch.beside]
        )
    origins = {origin: _added([nodes[code] for code in codes]) for origin, codes in scheme.codes_of_origin.items()}
    return SheetResult(scheme, nodes, origins)
