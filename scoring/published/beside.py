"""A whole block in one published table, for pages that set its units beside each other part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..canonical import COMPONENTS
from ..core.scheme import Origin
from ..core.shares import InBlock, in_block, share_of
from .criteria import Assessment, load_assessments
from .tables import load_ranking
from .values import Component, Ranking, Release, Row

_BESIDE_THE_SCALE = {COMPONENTS[origin][0] for origin in (Origin.BONUS, Origin.PENALTY)}


@dataclass(frozen=True)
class SideBySide:
    """A table with the areas below it, where it was computed here."""

    ranking: Ranking
    assessment: Assessment | None = None

    def full(self, row: Row, component: Component) -> Decimal | None:
        """What the unit could reach in a component: 100 of a percentage; None where no source says, or nothing applied."""
        return row.full(component)

    def share(self, row: Row, component: Component) -> Fraction | None:
        """What share (%) of what it could reach the unit reached."""
        score = row.scores.get(component.code)
        return share_of(score.value if score is not None else None, self.full(row, component))

    def in_block(self, unit: str, component: Component) -> InBlock | None:
        """The unit's share in a component beside the block's; None where the block is not known whole, or is no measure.

        Units to which a component does not apply are no part of an average; a hole of a source forbids one. Bonuses and
        deductions have no average: most units have none.
        """
        if component.code in _BESIDE_THE_SCALE or not self.ranking.is_whole:
            return None
        shares = {row.unit: self.share(row, component) for row in self.ranking.rows}
        has_hole = not self.ranking.release.is_computed and None in shares.values()
        return None if has_hole else in_block(shares, unit)


def load_side_by_side(release: Release) -> SideBySide:
    """The table with what the analysis of a block needs. A fixed number of queries."""
    ranking = load_ranking(release)
    if not release.is_computed:
        return SideBySide(ranking)
    return SideBySide(ranking, load_assessments([release], areas=True)[release.number])


def load_beside(rankings: Sequence[Ranking]) -> dict[int, SideBySide]:
    """Tables without their areas, by number."""
    return {ranking.release.number: SideBySide(ranking) for ranking in rankings}
