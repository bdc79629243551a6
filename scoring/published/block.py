"""A computed publication as the arithmetic takes it, to say what would have been: from frozen marks, and from nothing else.

Loaded for one unit at a time with every unit's leaves beside it. It answers only where the frozen marks give the published
figures again; where they do not, verification has something to tell and this has not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ..core.bands import Band
from ..core.block import Block, WhatIf, block_of, what_if
from ..core.completeness import may_rank_anew
from ..core.continuation import Continued, LeafMapping, Linked, continued
from ..core.counterfactual import Counterfactual, Former, counterfactuals
from ..core.lost_points import Earlier, Loss, NoPath, Path, cheapest_path, losses, lost_at
from ..core.marks import NOT_APPLICABLE, Mark
from ..core.near import RankRange, near_ties, rank_ranges
from ..core.ranking import TieRule, rank
from ..core.scheme import ASKED, Criterion, Origin, RankOn, Scheme
from ..models.publications import Publication, PublishedCriterion, PublishedMark, PublishedSurvey
from .criteria import Assessment, Node
from .values import Ranking, Release

# A block of more marks than this is not computed again while a reader waits. The largest blocks known (3,000 communes of a
# hundred leaves) are ten times that; those that are ranked against each other are at most 70 units.
MOST_MARKS = 30_000


@dataclass(frozen=True)
class PublishedBlock:
    """Every unit's leaves of one computed publication, and the year before of the unit that it was loaded for."""

    assessment: Assessment
    block: Block
    unit: str
    agrees: bool
    year_before: int | None = None
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    former: Former | None = None
    margins: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def release(self) -> Release:
        return self.assessment.release

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """Where the unit lost points, the largest loss first."""
        return losses(self.block, self.unit, self.earlier)

    @cached_property
    def path(self) -> Path | NoPath:
        return cheapest_path(self.block, self.unit, self.losses)

    @cached_property
    def counterfactuals(self) -> tuple[Counterfactual, ...]:
        return counterfactuals(self.block, self.former)

    @cached_property
    def rank_range(self) -> RankRange | None:
        """The ranks within the margins of the survey figures; None where some ranked unit has a figure without a margin."""
        figures = self.block.figures
        if self.unit not in figures or not any(self.margins.get(unit) for unit in figures):
            return None
        if any(unit not in self.margins for unit in figures):
            return None
        return rank_ranges(figures, self.margins, self.block.scheme.tie_rule)[self.unit]

    @cached_property
    def own(self) -> Mapping[str, Mark | None]:
        """The unit's marks by leaf."""
        return self.block.marks_of(self.unit)

    def near(self, margin: Decimal) -> tuple[str, ...]:
        """The other units within the margin of this one, the highest first."""
        groups = [group for group in near_ties(self.block.figures, margin) if self.unit in group]
        return tuple(dict.fromkeys(each for group in groups for each in group if each != self.unit))

    def what_if(self, marks: Mapping[str, Decimal]) -> WhatIf:
        """The unit with these points; raises `ValueError` for points that a leaf cannot have."""
        return what_if(self.block, self.unit, marks)


def load_blocks(
    assessments: Mapping[int, Assessment], rankings: Iterable[Ranking], unit: str
) -> dict[int, PublishedBlock]:
    """The block of each assessment in which the unit was assessed, by the number of its publication.

    Four queries whatever the number of units and publications; none without a computed publication. A block too large
    to be computed again on request is left out.
    """
    tables = {
        ranking.release.pk: (ranking, assessments[ranking.release.number])
        for ranking in rankings
        if ranking.release.number in assessments and is_near_enough(assessments[ranking.release.number], ranking)
    }
    if not tables:
        return {}
    before = {ranking.release.previous for ranking, _assessment in tables.values()} - {None}
    marks = leaf_marks(PublishedMark.objects.filter(result__publication__in=tables))
    leaves = leaves_of([*tables, *before])
    marks_before = leaf_marks(PublishedMark.objects.filter(result__publication__in=before, result__unit_code=unit))
    margins = _margins(tables)
    return {
        ranking.release.number: assembled(ranking, assessment, marks[key], leaves, marks_before, margins[key], unit)
        for key, (ranking, assessment) in tables.items()
        if unit in marks[key]
    }


def is_near_enough(assessment: Assessment, ranking: Ranking) -> bool:
    return sum(node.is_leaf for node in assessment.nodes.values()) * len(ranking.rows) <= MOST_MARKS


Marks = dict[str, dict[str, Mark | None]]


def leaf_marks(rows) -> dict[int, Marks]:
    """The marks of leaves by publication, unit and code."""
    found: dict[int, Marks] = defaultdict(lambda: defaultdict(dict))
    for publication, unit, code, state, points in (
        rows.exclude(criterion__origin="")
        .order_by("result__position", "criterion__position")
        .values_list("result__publication_id", "result__unit_code", "criterion__code", "state", "points")
    ):
        found[publication][unit][code] = mark_of(state, points)
    return found


def mark_of(state: str, points: Decimal | None) -> Mark | None:
    """A frozen mark as the arithmetic takes it; None of one that is missing."""
    if state == PublishedMark.State.NOT_APPLICABLE.value:
        return NOT_APPLICABLE
    return points if state == PublishedMark.State.MARKED.value else None


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf as frozen, with the code that it had in the set before."""

    set_code: str
    criterion: Criterion
    title: str
    previous_code: str
    mapping: str


def leaves_of(publications: Iterable[int | None]) -> dict[int, dict[str, _Leaf]]:
    """The leaves of published sets by publication and code, in their order."""
    found: dict[int, dict[str, _Leaf]] = defaultdict(dict)
    published = Publication.objects.published().filter(pk__in=publications)
    for publication, set_code, code, title, maximum, origin, previous_code, mapping in (
        PublishedCriterion.objects.filter(publication__in=published)
        .exclude(origin="")
        .order_by("position", "code")
        .values_list(
            "publication_id",
            "publication__set_code",
            "code",
            "title",
            "max_score",
            "origin",
            "previous_code",
            "mapping",
        )
    ):
        found[publication][code] = frozen_leaf(set_code, code, title, maximum, origin, previous_code, mapping)
    return found


def frozen_leaf(
    set_code: str, code: str, title: str, maximum: Decimal | None, origin: str, previous_code: str, mapping: str
) -> _Leaf:
    """A leaf of a criteria set as it is, or would be, frozen."""
    criterion = Criterion(code, title, (), maximum or Decimal(0), Origin(origin))
    return _Leaf(set_code, criterion, title, previous_code, mapping)


def _margins(publications: Iterable[int]) -> dict[int, dict[tuple[str, str, str], Decimal | None]]:
    """Half intervals of survey figures in percentage points, by publication and (unit, purpose, leaf or "")."""
    found: dict[int, dict[tuple[str, str, str], Decimal | None]] = defaultdict(dict)
    for publication, unit, purpose, factor, margin in PublishedSurvey.objects.filter(
        result__publication__in=publications
    ).values_list("result__publication_id", "result__unit_code", "purpose", "factor", "margin"):
        found[publication][unit, purpose, factor] = margin
    return found


def _criterion(assessment: Assessment, node: Node) -> Criterion:
    children = tuple(_criterion(assessment, assessment.nodes[code]) for code in node.children)
    if children or node.origin is None or node.max_score is None:
        return Criterion(node.code, node.title, children)
    return Criterion(node.code, node.title, (), node.max_score, node.origin)


def _scheme(assessment: Assessment) -> Scheme:
    """The published set and the settings of its round. Marks are points already, so the rules of leaves are not needed."""
    release = assessment.release
    return Scheme(
        tuple(_criterion(assessment, area) for area in assessment.areas),
        release.places,
        TieRule(release.tie_rule),
        RankOn(release.rank_on),
        release.rescale_without_survey,
        tuple(Band(each.name, each.name, each.from_index, each.component_floor) for each in assessment.bands),
    )


def assembled(ranking: Ranking, assessment: Assessment, marks: Marks, leaves, marks_before, margins, unit: str):
    """The block from what was loaded: marks by unit, leaves by publication, the unit's marks of the year before."""
    release = ranking.release
    block = block_of(_scheme(assessment), marks, survey_was_made=release.survey_made)
    then = leaves.get(release.previous, {})
    links = _continued(leaves[release.pk], then)
    return PublishedBlock(
        assessment,
        block,
        unit,
        _gives_the_published_figures(block, ranking),
        release.year - 1 if then else None,
        _earlier(leaves[release.pk], then, links, marks_before.get(release.previous, {}).get(unit, {})) if then else {},
        _former(leaves[release.pk], then, links),
        _of_figures(block, marks, margins),
    )


def _former(now: Mapping[str, _Leaf], then: Mapping[str, _Leaf], links: Mapping[str, Continued]) -> Former | None:
    """Last year's set, where there is one and something of it is otherwise."""
    is_same = all(how is LeafMapping.SAME for _old, how in links.values())
    if not then or (is_same and len(now) == len(links) == len(then)):
        return None
    return Former(tuple(each.criterion for each in then.values()), {code: old for code, (old, _how) in links.items()})


def _gives_the_published_figures(block: Block, ranking: Ranking) -> bool:
    result = block.result
    for row in ranking.rows:
        sheet = result.sheets.get(row.unit)
        figures = (sheet.total, sheet.index, result.ranks.get(row.unit)) if sheet is not None else (None, None, None)
        if figures != (row.total.value, row.index_percent.value, row.rank):
            return False
    return True


def _continued(now: Mapping[str, _Leaf], then: Mapping[str, _Leaf]) -> dict[str, Continued]:
    """Which leaf of last year each leaf continues, and how."""
    return continued(
        [Linked(code, leaf.criterion.max_score, leaf.previous_code, leaf.mapping) for code, leaf in now.items()],
        {code: leaf.criterion.max_score for code, leaf in then.items()},
        is_same_set={leaf.set_code for leaf in now.values()} == {leaf.set_code for leaf in then.values()},
    )


def _earlier(now, then, links, marks_before) -> dict[str, Earlier]:
    """What the unit lost the year before at the leaf that each leaf continues."""
    return {
        code: Earlier(
            links[code].mapping, lost_at(then[links[code].code].criterion, marks_before.get(links[code].code))
        )
        if code in links
        else Earlier(LeafMapping.NEW)
        for code in now
    }


def _of_figures(
    block: Block, every: Marks, margins: Mapping[tuple[str, str, str], Decimal | None]
) -> dict[str, Decimal]:
    """How far each unit's index lies open by its survey figures: their margins, weighted by what they are worth, added up.

    A unit with points from a survey of which no margin is published is left out.
    """
    found = {}
    for unit, own in every.items():
        maximum, total = block.result.sheets[unit].max_total, Decimal(0)
        for leaf in block.scheme.leaves:
            if leaf.origin not in ASKED or not isinstance(own.get(leaf.code), Decimal):
                continue
            margin = margins.get((unit, leaf.origin.value, leaf.code), margins.get((unit, leaf.origin.value, "")))
            if margin is None:
                break
            total += margin * leaf.max_score
        else:
            found[unit] = total / maximum if maximum else Decimal(0)
    return found


def component_ranks(ranking: Ranking) -> dict[str, dict[str, int]]:
    """Ranks on each component alone, by its code, where every unit of the block has its figure printed.

    Only of transcribed tables; of a computed one there are the marks. The same rule of ties, and never a rank for PAPI.
    """
    release = ranking.release
    if release.is_computed:
        return {}
    found = {}
    for component in ranking.components:
        figures = {
            row.unit: row.scores[component.code].value if component.code in row.scores else None for row in ranking.rows
        }
        known = {unit: figure for unit, figure in figures.items() if figure is not None}
        if len(known) > 1 and may_rank_anew(
            release.index, figures.values(), unit_count=release.unit_count, is_computed=False
        ):
            found[component.code] = rank(known, TieRule(release.tie_rule))
    return found
