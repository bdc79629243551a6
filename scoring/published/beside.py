"""A whole block in one published table, for pages that set its units beside each other part by part."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..canonical import COMPONENTS
from ..core.scheme import Origin
from ..core.shares import InBlock, in_block, share_of
from ..models.publications import PublishedMark
from .criteria import Assessment, load_assessments
from .tables import load_ranking
from .values import Component, Ranking, Release, Row

_BESIDE_THE_SCALE = {COMPONENTS[origin][0] for origin in (Origin.BONUS, Origin.PENALTY)}


@dataclass(frozen=True)
class SideBySide:
    """A table with the areas below it, where it was computed here; and what did not apply to a unit, by component."""

    ranking: Ranking
    assessment: Assessment | None
    not_applicable: Mapping[str, Mapping[str, Decimal]]

    def full(self, row: Row, component: Component) -> Decimal | None:
        """What the unit could reach in a component: 100 of a percentage; None where no source says, or nothing applied.

        A source prints maximums for units to which everything applies; of the others it is not known what was left out.
        """
        if component.is_percent:
            return Decimal(100)
        maximum = component.printed_max
        if maximum is None:
            return None
        if self.ranking.release.is_computed:
            left_out = self.not_applicable.get(row.unit, {}).get(component.code, Decimal(0))
            return maximum - left_out if maximum > left_out else None
        return maximum if row.max_score in (None, self.ranking.release.scale_max) else None

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
        return SideBySide(ranking, None, {})
    assessment = load_assessments([release], areas=True)[release.number]
    return SideBySide(ranking, assessment, _not_applicable([release])[release.number])


def load_beside(rankings: Sequence[Ranking]) -> dict[int, SideBySide]:
    """Tables without their areas, by number. One query."""
    left_out = _not_applicable([ranking.release for ranking in rankings])
    return {ranking.release.number: SideBySide(ranking, None, left_out[ranking.release.number]) for ranking in rankings}


def _not_applicable(releases: Sequence[Release]) -> dict[int, dict[str, dict[str, Decimal]]]:
    """The points that did not apply, by table (its number), unit and component."""
    numbers = {release.pk: release.number for release in releases if release.is_computed}
    left_out: dict[int, dict[str, dict[str, Decimal]]] = {
        release.number: defaultdict(lambda: defaultdict(Decimal)) for release in releases
    }
    rows = PublishedMark.objects.filter(
        result__publication__in=numbers,
        state=PublishedMark.State.NOT_APPLICABLE,
        criterion__max_score__isnull=False,
    )
    columns = ("result__publication", "result__unit_code", "criterion__origin", "criterion__max_score")
    for table, unit, origin, maximum in rows.values_list(*columns):
        if origin in set(Origin) and maximum is not None:
            left_out[numbers[table]][unit][COMPONENTS[Origin(origin)][0]] += maximum
    return left_out
