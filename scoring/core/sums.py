"""Adding up a round: every node and every origin over all units at once, leaf by leaf, area by area.

Missing, zero and not applicable are three things. A missing leaf leaves the whole without a total; zero is a mark; a
leaf that does not apply takes its maximum out of the denominator (Thanh Hóa 2023: 68,32 points of 84,00 applicable are
81,33 %, with a reason kept beside it).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import cached_property
from itertools import chain, repeat
from operator import sub
from typing import NamedTuple

from .marks import Column, Mark, MarkOutOfRange, points_of, quanta_of
from .rounding import ratio_half_up
from .scheme import BESIDE, COUNTED, Criterion, Origin, RankOn, Scheme

_HUNDRED = Decimal(100)


class Sum(NamedTuple):
    """Points and what could be reached, over some leaves of one unit; `missing` are the leaves nobody has marked yet.

    `applicable` counts the leaves that apply. Points are those given so far; they are a result only when nothing misses.
    """

    score: Decimal
    max_score: Decimal
    applicable: int
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def percent(self) -> Decimal | None:
        """Points as a percentage of what could be reached, exact; None while a mark is missing or nothing applies."""
        if self.missing or not self.max_score:
            return None
        with localcontext(prec=50):
            return self.score * _HUNDRED / self.max_score


class Extent(NamedTuple):
    """What a sum was taken over: its maximum in quanta, how many leaves apply, and the missing ones by number."""

    maximum: int = 0
    applicable: int = 0
    missing: tuple[int, ...] = ()


def _joined(extents: Iterable[Extent]) -> Extent:
    maximums, applicable, missing = zip(*extents, strict=True)
    return Extent(sum(maximums), sum(applicable), tuple(sorted(chain.from_iterable(missing))))


@dataclass(frozen=True, slots=True)
class Sums:
    """One sum for every unit of a round, in quanta. `extent` where it is the same for all, else `extents`, one a unit.

    In most columns every unit is marked and everything applies; only where that is not so does each unit cost something.
    """

    scores: Sequence[int]
    extent: Extent | None = None
    extents: Sequence[Extent] = ()

    def each_extent(self) -> Iterable[Extent]:
        return self.extents if self.extent is None else repeat(self.extent, len(self.scores))

    def without_points(self) -> "Sums":
        """The missing leaves alone: of what stands beside the scale, its area only knows whether it is finished."""
        if self.extent is not None:
            return Sums([0] * len(self.scores), Extent(missing=self.extent.missing))
        return Sums([0] * len(self.scores), None, [Extent(missing=each.missing) for each in self.extents])

    def of_unit(self, place: int, leaves: Sequence[Criterion]) -> Sum:
        """One unit's sum, as people read it."""
        extent = self.extents[place] if self.extent is None else self.extent
        missing = tuple(leaves[number].code for number in extent.missing)
        return Sum(points_of(self.scores[place]), points_of(extent.maximum), extent.applicable, missing)


def _added(parts: Sequence[Sums]) -> Sums:
    """One sum or several as one, exactly."""
    if len(parts) == 1:
        return parts[0]
    scores = list(map(sum, zip(*(part.scores for part in parts), strict=True)))
    alike = [part.extent for part in parts if part.extent is not None]
    if len(alike) == len(parts):
        return Sums(scores, _joined(alike))
    return Sums(scores, None, [_joined(row) for row in zip(*(part.each_extent() for part in parts), strict=True)])


class _Worth(NamedTuple):
    """What entries are worth to leaves of one maximum: quanta, and the places of those that are no accepted points."""

    quanta: Sequence[int]
    unmarked: Mapping[int, Mark | None]
    refused: Mapping[int, str]


def _worth(entries: Sequence[Mark | None], maximum: int) -> _Worth:
    quanta: list[int] = []
    unmarked: dict[int, Mark | None] = {}
    refused: dict[int, str] = {}
    for place, mark in enumerate(entries):
        points = 0
        if isinstance(mark, Decimal):
            try:
                points = quanta_of(mark)
            except MarkOutOfRange as error:
                refused[place] = str(error)
            if not 0 <= points <= maximum:
                refused[place] = f"{mark} is outside 0..{points_of(maximum)}"
        else:
            unmarked[place] = mark
        quanta.append(points)
    return _Worth(quanta, unmarked, refused)


@dataclass
class _Leaves:
    """The sums of leaves. `is_excused`: no survey was made and the set says that the rest then counts for all."""

    is_excused: bool
    worths: dict[tuple[int, int], _Worth] = field(default_factory=dict)

    def sums(self, leaf: Criterion, number: int, column: Column[Mark | None]) -> Sums:
        maximum = quanta_of(leaf.max_score)
        # The entries live as long as their columns do, so that none takes another's identity meanwhile.
        key = (id(column.entries), maximum)
        if (worth := self.worths.get(key)) is None:
            worth = self.worths[key] = _worth(column.entries, maximum)
        if worth.refused and (wrong := worth.refused.keys() & set(column.places)):
            raise MarkOutOfRange(f"{leaf.code}: {worth.refused[min(wrong)]}")
        scores = column.pick(worth.quanta)
        marked = Extent(maximum if leaf.origin in COUNTED else 0, 1)
        if not worth.unmarked:
            return Sums(scores, marked)
        of_entry = [
            self._unmarked(leaf, number, worth.unmarked[place]) if place in worth.unmarked else marked
            for place in range(len(column.entries))
        ]
        return Sums(scores, None, column.pick(of_entry))

    def _unmarked(self, leaf: Criterion, number: int, mark: Mark | None) -> Extent:
        if mark is not None or (self.is_excused and leaf.origin is Origin.SURVEY):
            return Extent()
        return Extent(applicable=1, missing=(number,))


class Reached(NamedTuple):
    """What a unit reached of what it could, in quanta; no score while a mark is missing or where nothing applies."""

    score: int | None
    maximum: int


def _reached(score: int, extent: Extent) -> Reached:
    """Points with bonus and penalty, held between zero and what could be reached."""
    if extent.missing or not extent.maximum:
        return Reached(None, extent.maximum)
    return Reached(min(max(score, 0), extent.maximum), extent.maximum)


def published_index(reached: Reached, places: int) -> Decimal | None:
    """Points in percent of what the unit could reach, as published."""
    return None if reached.score is None else ratio_half_up(reached.score * 100, reached.maximum, places)


def exact_index(reached: Reached) -> Decimal | None:
    """The same before rounding."""
    if reached.score is None:
        return None
    with localcontext(prec=50):
        return Decimal(reached.score * 100) / reached.maximum


def figure_that_ranks(reached: Reached, scheme: Scheme) -> Decimal | None:
    """The figure that the scheme takes ranks from."""
    return exact_index(reached) if scheme.rank_on is RankOn.EXACT else published_index(reached, scheme.places)


@dataclass(frozen=True)
class Totals:
    """A round added up: every area, criterion and leaf by code, every origin, and what each unit reached.

    Bonus and penalty leaves count in their origin and in no other node's points or maximum.
    """

    scheme: Scheme
    nodes: Mapping[str, Sums]
    origins: Mapping[Origin, Sums]

    @cached_property
    def _added_up(self) -> tuple[list[int], list[Extent]]:
        """Points with bonus and penalty, which may lie beyond what could be reached, and what they are out of."""
        gained = _added([self.origins[origin] for origin in Origin if origin is not Origin.PENALTY])
        lost = self.origins[Origin.PENALTY]
        return list(map(sub, gained.scores, lost.scores)), list(_added([gained, lost]).each_extent())

    @cached_property
    def reached(self) -> list[Reached]:
        return list(map(_reached, *self._added_up))

    def reached_with(self, place: int, more: int) -> Reached:
        """What one unit would have reached with so many quanta more."""
        scores, extents = self._added_up
        return _reached(scores[place] + more, extents[place])

    @cached_property
    def totals(self) -> list[Decimal | None]:
        """The totals as published."""
        places, one = self.scheme.places, quanta_of(Decimal(1))
        return [None if each.score is None else ratio_half_up(each.score, one, places) for each in self.reached]

    @cached_property
    def indexes(self) -> list[Decimal | None]:
        """The totals in percent of what each unit could reach, as published."""
        return [published_index(each, self.scheme.places) for each in self.reached]


def add_up(scheme: Scheme, columns: Mapping[str, Column[Mark | None]], units: int, *, survey_was_made: bool) -> Totals:
    """Add up a round of so many units: `columns` gives the marks of each leaf of the scheme by its code.

    Raises `MarkOutOfRange`. A code that is no leaf of the scheme is refused as well: a mark must never get lost.
    """
    if unknown := columns.keys() - scheme.leaf_codes:
        raise MarkOutOfRange(f"no leaf {min(unknown)}")
    if unequal := [code for code, column in columns.items() if len(column.places) != units]:
        raise ValueError(f"the column of {min(unequal)} is not of {units} units")
    leaves = _Leaves(scheme.rescale_without_survey and not survey_was_made)
    nothing: Column[Mark | None] = Column([None], [0] * units)
    nodes = {
        leaf.code: leaves.sums(leaf, number, columns.get(leaf.code, nothing))
        for number, leaf in enumerate(scheme.leaves)
    }
    # Leaves of one origin under one node are added once; the node and the origin are sums of such bundles.
    bundles = {key: _added([nodes[code] for code in codes]) for key, codes in scheme.bundles.items()}
    for branch in scheme.branches:
        parts = [bundles[branch.code, origin] for origin in COUNTED if (branch.code, origin) in bundles]
        parts += [nodes[code] for code in branch.branches]
        # What is added or taken away beside the scale is told at its leaf and in the total, not in its area; where
        # nobody has marked it yet, its area is not finished all the same.
        parts += [
            bundles[branch.code, origin].without_points() for origin in BESIDE if (branch.code, origin) in bundles
        ]
        nodes[branch.code] = _added(parts)
    none = Sums([0] * units, Extent())
    origins = {
        origin: _added([sums for (_node, own), sums in bundles.items() if own is origin] or [none]) for origin in Origin
    }
    return Totals(scheme, nodes, origins)
