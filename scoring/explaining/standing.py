"""Where a unit stands by one component alone, and what its main figure is called: what sentences take from a table."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from scoring.core.ranking import TieRule
from scoring.core.ranking import rank as ranks_of
from scoring.published.values import Component, Figure, Ranking, Row

from . import pieces
from .pieces import Of

# What a source prints, or what follows from printed figures; an order of names or what only remained has no number to quote.
QUOTED = frozenset({"printed", "derived"})


@dataclass(frozen=True, slots=True)
class ByComponent:
    """A unit's place in the block by one component. `is_printed`: the source says so itself."""

    component: Component
    place: int
    is_printed: bool


def by_component(ranking: Ranking, row: Row) -> tuple[ByComponent, ...]:
    """The unit's place by each component, as printed, else counted where every ranked unit's figure is known."""
    found = []
    for component in ranking.components:
        own = row.scores.get(component.code)
        if own is not None and own.rank is not None:
            found.append(ByComponent(component, own.rank, True))
            continue
        places = _places(ranking, component)
        if places is not None and row.unit in places:
            found.append(ByComponent(component, places[row.unit], False))
    return tuple(found)


def _places(ranking: Ranking, component: Component) -> dict[str, int] | None:
    """Places by a component of the total; points out of different maximums give none."""
    if not ranking.is_whole or not component.part_of_total:
        return None
    if any(not is_out_of_all(ranking, row) for row in ranking.placed):
        return None
    figures: dict[str, Decimal] = {}
    for row in ranking.placed:
        score = row.scores.get(component.code)
        if score is None or score.rounded is None:
            return None
        figures[row.unit] = score.rounded
    if len(figures) < 2 or len(set(figures.values())) == 1:
        return None
    return ranks_of(figures, TieRule(ranking.release.tie_rule))


def is_out_of_all(ranking: Ranking, row: Row) -> bool:
    """Whether everything applies to the unit, so that what components could reach is what they say."""
    return row.max_score in (None, ranking.release.scale_max)


def is_by_percent(ranking: Ranking, row: Row) -> bool:
    """Whether the unit's main figure is a percentage: of SIPAS, or an index that is not its points over again."""
    if ranking.release.suffix:
        return True
    return ranking.is_by_index and row.index_percent.value != row.total.value


def main_figure(ranking: Ranking, row: Row, *, as_index: bool = False) -> pieces.Figure | None:
    """The unit's figure that ranks, as a piece; None where no source gives it. `as_index`: in percent even if points say it."""
    is_index = ranking.is_by_index and (as_index or is_by_percent(ranking, row))
    of = Of(row.unit, "index" if is_index else "total", ranking.release.year)
    return quoted(ranking.ranking_figure(row), of, is_index or bool(ranking.release.suffix))


def quoted(figure: Figure, of: Of, is_percent: bool) -> pieces.Figure | None:
    """A figure as a source prints it; None where none does."""
    if figure.value is None or not figure.is_known or figure.basis not in QUOTED:
        return None
    make = pieces.percent if is_percent else pieces.points
    return make(figure.value if figure.rounded is None else figure.rounded, of, figure.printed)


def last_rank(ranking: Ranking) -> int | None:
    """The last rank of a block that is there as a whole."""
    ranks = [row.rank for row in ranking.placed if row.rank is not None]
    if not ranks or not ranking.is_whole or len(ranks) != len(ranking.rows):
        return None
    return max(ranks)


def shares_rank(ranking: Ranking, row: Row) -> tuple[str, ...]:
    """The other units on the unit's rank."""
    if row.rank is None or Counter(each.rank for each in ranking.rows)[row.rank] < 2:
        return ()
    return tuple(each.unit for each in ranking.rows if each.rank == row.rank and each.unit != row.unit)
