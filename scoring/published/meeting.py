"""Everything that is known of one published table and every unit in it at once, for the papers of a meeting.

The pages of units load one unit at a time; asking so for each of 68 would read every mark of the block 68 times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..models.publications import PublishedMark
from .beside import SideBySide, load_beside
from .block import (
    PublishedBlock,
    _continued,
    _earlier,
    _margins,
    assembled,
    is_near_enough,
    leaf_marks,
    leaves_of,
)
from .criteria import Assessment, load_assessments
from .tables import load_ranking
from .values import Ranking, Release
from .why import Earlier, Why, load_earlier, why_of


@dataclass(frozen=True)
class Meeting:
    """A published table, the one that it is compared with, what lies below it, and why each unit stands where it stands.

    `assessment` with every mark of every unit, None of a transcribed table; `blocks` by unit, empty where nothing is
    computed again (a transcribed table, or one too large); `whys` of every unit of the table.
    """

    beside: SideBySide
    earlier: Earlier | None = None
    assessment: Assessment | None = None
    whys: Mapping[str, Why] = field(default_factory=dict)
    blocks: Mapping[str, PublishedBlock] = field(default_factory=dict)

    @property
    def ranking(self) -> Ranking:
        return self.beside.ranking

    @property
    def release(self) -> Release:
        return self.ranking.release


def load_meeting(release: Release) -> Meeting:
    """Everything of one publication; a fixed number of queries, whatever the number of units."""
    ranking = load_ranking(release)
    units = [row.unit for row in ranking.rows]
    earlier = load_earlier([ranking], units).get(release.number)
    releases = [release, *([earlier.release] if earlier is not None else [])]
    assessments = load_assessments(releases, everything=True)
    assessment = assessments.get(release.number)
    before = assessments.get(earlier.release.number) if earlier is not None else None
    whys = {unit: why_of(ranking, unit, earlier, assessment, before) for unit in units}
    beside = load_beside([ranking])[release.number]
    return Meeting(beside, earlier, assessment, whys, _blocks(assessment, ranking) if assessment is not None else {})


def _blocks(assessment: Assessment, ranking: Ranking) -> dict[str, PublishedBlock]:
    """The block as each of its units sees it; what is common to all is computed once."""
    if not is_near_enough(assessment, ranking):
        return {}
    key, previous = ranking.release.pk, ranking.release.previous
    marks = leaf_marks(PublishedMark.objects.filter(result__publication=key))[key]
    leaves = leaves_of([key, previous])
    then = leaves.get(previous, {}) if previous is not None else {}
    every = leaf_marks(PublishedMark.objects.filter(result__publication=previous)) if then else {}
    before = every.get(previous, {}) if previous is not None else {}
    margins = _margins([key])[key]
    continued = _continued(leaves[key], then)
    found: dict[str, PublishedBlock] = {}
    first: PublishedBlock | None = None
    for unit in marks:
        if first is None:
            first = assembled(ranking, assessment, marks, leaves, {previous: before}, margins, unit)
        earlier = _earlier(leaves[key], then, continued, before.get(unit, {})) if then else {}
        found[unit] = replace(first, unit=unit, earlier=earlier)
    return found
