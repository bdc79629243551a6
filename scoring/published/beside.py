"""A whole block in one published table, for pages that set its units beside each other part by part."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..canonical import COMPONENTS
from ..core.scheme import Origin
from ..models.publications import PublishedMark
from .criteria import Assessment, load_assessments
from .tables import load_ranking
from .values import Component, Ranking, Release, Row


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


def load_side_by_side(release: Release) -> SideBySide:
    """The table with what the analysis of a block needs. A fixed number of queries."""
    ranking = load_ranking(release)
    if not release.is_computed:
        return SideBySide(ranking, None, {})
    left_out: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    rows = PublishedMark.objects.filter(
        result__publication=release.pk, state=PublishedMark.State.NOT_APPLICABLE, criterion__max_score__isnull=False
    )
    for unit, origin, maximum in rows.values_list("result__unit_code", "criterion__origin", "criterion__max_score"):
        if origin in set(Origin) and maximum is not None:
            left_out[unit][COMPONENTS[Origin(origin)][0]] += maximum
    return SideBySide(ranking, load_assessments([release], areas=True)[release.number], left_out)
