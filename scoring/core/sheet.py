"""One unit's result under a scheme: its sums, its total, its index and its class."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from .bands import Band, classify
from .marks import NOT_APPLICABLE, Mark, MarkOutOfRange, columns_of, points_of, quanta_of
from .scheme import Criterion, Origin, Scheme
from .sums import Reached, Sum, Sums, Totals, add_up, exact_index, figure_that_ranks

__all__ = ["NOT_APPLICABLE", "Mark", "MarkOutOfRange", "SheetResult", "Sum", "score_sheet"]

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class _OfUnit(Mapping[Key, Sum]):
    """One unit's line through the sums of a round."""

    sums: Mapping[Key, Sums]
    place: int
    leaves: tuple[Criterion, ...]

    def __getitem__(self, key: Key) -> Sum:
        return self.sums[key].of_unit(self.place, self.leaves)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.sums)

    def __len__(self) -> int:
        return len(self.sums)


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What the marks of one unit, the `place`-th of its round, add up to.

    All figures are exact but `index` and `total`, which are as published.
    """

    of: Totals
    place: int

    @property
    def scheme(self) -> Scheme:
        return self.of.scheme

    @property
    def nodes(self) -> Mapping[str, Sum]:
        """Every area, criterion and leaf by code."""
        return _OfUnit(self.of.nodes, self.place, self.scheme.leaves)

    @property
    def origins(self) -> Mapping[Origin, Sum]:
        return _OfUnit(self.of.origins, self.place, self.scheme.leaves)

    @property
    def _reached(self) -> Reached:
        return self.of.reached[self.place]

    @property
    def missing(self) -> tuple[str, ...]:
        origins = self.origins
        return tuple(code for origin in Origin for code in origins[origin].missing)

    @property
    def max_total(self) -> Decimal:
        """What this unit could reach: the maximums of the leaves that apply to it."""
        return points_of(self._reached.maximum)

    @property
    def exact_total(self) -> Decimal | None:
        """Points with bonus and penalty, held between zero and what could be reached; None while a mark is missing."""
        score = self._reached.score
        return None if score is None else points_of(score)

    @property
    def exact_index(self) -> Decimal | None:
        """The total as a percentage of what this unit could reach; None while a mark is missing or nothing applies."""
        return exact_index(self._reached)

    @property
    def figure(self) -> Decimal | None:
        """The index that ranks are taken from, as published or exact, by the scheme."""
        return figure_that_ranks(self._reached, self.scheme)

    def figure_with(self, more: Decimal) -> Decimal | None:
        """The figure that would rank with so many points more, whichever leaf they came from."""
        return figure_that_ranks(self.of.reached_with(self.place, quanta_of(more)), self.scheme)

    @property
    def total(self) -> Decimal | None:
        return self.of.totals[self.place]

    @property
    def index(self) -> Decimal | None:
        return self.of.indexes[self.place]

    @property
    def band(self) -> Band | None:
        """The class of the published index; floors are held against the percentage of every area that applies."""
        return classify(self.index, self._percents_of_areas(), self.scheme.bands)

    def _percents_of_areas(self) -> Iterator[Decimal]:
        nodes = self.nodes
        for area in self.scheme.areas:
            percent = nodes[area.code].percent()
            if percent is not None:
                yield percent


def score_sheet(scheme: Scheme, marks: Mapping[str, Mark | None], *, survey_was_made: bool = True) -> SheetResult:
    """Add up one unit's marks. `marks` maps a leaf's code to points or NOT_APPLICABLE; absent or None is missing.

    Raises `MarkOutOfRange`. A code that is no leaf of the scheme is refused as well: a mark must never get lost.
    """
    return SheetResult(add_up(scheme, columns_of(marks, [marks]), 1, survey_was_made=survey_was_made), 0)
