"""How firm a rank is: which ranks a unit could have had if every figure were a little different, and who is nearly level.

Exact and without random numbers: the best rank is that with the unit as high as it could be and all others as low as they
could be, the worst the other way round.
"""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

from .ranking import TieRule

Key = TypeVar("Key", bound=Hashable)
# Units whose figures are no further apart than so many percentage points are told as nearly level.
NEAR = Decimal("0.10")


class RankRange(NamedTuple):
    """The best and the worst rank."""

    best: int
    worst: int


def rank_ranges(
    figures: Mapping[Key, Decimal], margins: Mapping[Key, Decimal], rule: TieRule = TieRule.COMPETITION
) -> dict[Key, RankRange]:
    """The ranks of each unit while every figure moves freely within its own margin, above and below, ends included.

    Where ranks go on without a gap after a tie (1, 2, 2, 3), others help a unit by being level with each other: as many
    ranks lie before it as there are different figures at least; and they hurt it by being apart.
    """
    found = {}
    for key, figure in figures.items():
        reach = margins[key]
        others = [(other - margins[each], other + margins[each]) for each, other in figures.items() if each != key]
        above_at_best = [span for span in others if span[0] > figure + reach]
        above_at_worst = [span for span in others if span[1] > figure - reach]
        if rule is TieRule.DENSE:
            # Who cannot move cannot be apart either.
            fixed = {low for low, high in above_at_worst if low == high}
            moving = [span for span in above_at_worst if span[0] < span[1]]
            found[key] = RankRange(1 + _fewest_figures(above_at_best), 1 + len(fixed) + len(moving))
        else:
            found[key] = RankRange(1 + len(above_at_best), 1 + len(above_at_worst))
    return found


def _fewest_figures(spans: list[tuple[Decimal, Decimal]]) -> int:
    """The smallest number of figures such that each span holds one."""
    count, last = 0, None
    for low, high in sorted(spans, key=lambda span: span[1]):
        if last is None or low > last:
            count, last = count + 1, high
    return count


def near_ties(figures: Mapping[Key, Decimal], margin: Decimal) -> tuple[tuple[Key, ...], ...]:
    """Groups of two units and more of which no two are further apart than the margin; each as large as it can be.

    The highest first, equal ones in the order given. Groups may overlap: A and B are near, B and C are near, A and C are not.
    """
    ordered = sorted(figures, key=lambda key: -figures[key])
    found: list[tuple[Key, ...]] = []
    end = 0
    for start, first in enumerate(ordered):
        before = end
        while end < len(ordered) and figures[first] - figures[ordered[end]] <= margin:
            end += 1
        if end - start > 1 and end > before:
            found.append(tuple(ordered[start:end]))
    return tuple(found)
