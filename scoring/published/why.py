"""Why a unit stands where it stands: its published figures of two years, held against each other by the core.

Everything comes from frozen rows: the table, the one it is compared with, and of tables computed here both criteria sets
and the unit's marks. What the pages state as comparable (scoring/published/tables.py) is what is explained, nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from ..canonical import COMPONENTS
from ..core import continuation
from ..core.change import NoComparison
from ..core.continuation import Continued, Linked
from ..core.known_parts import KnownParts, Scale, known_parts
from ..core.passing import RankSplit, Table, split_rank
from ..core.ranking import TieRule, figures_to_rank, is_by_index
from ..core.reconcile import Part
from ..core.why import LeafYear, NotSplit, Split, UnitYear, split
from ..models.publications import PublishedResult, PublishedScore
from .criteria import Assessment, NodeMark, load_assessments
from .tables import components_of
from .values import Component, Figure, Ranking, Release, Row

# Reasons for which not even the points of two years are held against each other.
_STRANGE = frozenset(
    {
        NoComparison.NO_PREVIOUS,
        NoComparison.GROUP_CHANGED,
        NoComparison.UNIT_CHANGED,
        NoComparison.METHOD_BREAK,
    }
)

# Stands before the code of an area that continues none, since an older one may have had that code.
NEW_AREA = "+"


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A unit's line in the table that is compared with. `scores` are there only for the units asked for."""

    unit: str
    name: str
    rank: int | None
    rank_basis: str
    total: Figure
    max_score: Decimal | None
    index_percent: Figure
    scores: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """The table of the year before that changes are stated against."""

    release: Release
    components: Mapping[str, Component]
    rows: Mapping[str, EarlierRow]

    @cached_property
    def is_by_index(self) -> bool:
        return is_by_index((row.total.value, row.index_percent.value) for row in self.rows.values())

    @cached_property
    def is_whole(self) -> bool:
        if self.release.unit_count is None:
            return self.release.is_computed
        return len(self.rows) == self.release.unit_count

    def ranking_figure(self, unit: str) -> Figure:
        row = self.rows.get(unit)
        if row is None:
            return Figure()
        return row.index_percent if self.is_by_index else row.total


@dataclass(frozen=True)
class Why:
    """One unit's result in one table and what is known of how it came about.

    `split` is the change of the figure that ranks, leaf by leaf (tables computed here); `parts` the change of the total by
    printed components; `rank` the change of the rank unit by unit. None: nothing is compared there.
    """

    ranking: Ranking
    row: Row
    earlier: Earlier | None = None
    split: Split | NotSplit | None = None
    parts: KnownParts | None = None
    rank: RankSplit | None = None
    assessment: Assessment | None = None
    assessment_before: Assessment | None = None

    @property
    def before(self) -> EarlierRow | None:
        return self.earlier.rows.get(self.row.unit) if self.earlier is not None else None

    @property
    def was_last(self) -> bool:
        """Whether the table of the year before is whole, every unit of it ranked, and this one the last."""
        if self.earlier is None or self.before is None or not self.earlier.is_whole:
            return False
        ranks = [row.rank for row in self.earlier.rows.values()]
        return self.before.rank is not None and None not in ranks and self.before.rank == max(r or 0 for r in ranks)

    @cached_property
    def areas(self) -> Mapping[str, str]:
        """What the areas of the split are called, this year's first, by the code that they have there."""
        found: dict[str, str] = {}
        if self.assessment is not None:
            codes = area_codes(self.assessment, self.assessment_before)
            found = {codes[area.code]: area.title for area in self.assessment.areas}
        if self.assessment_before is not None:
            found |= {area.code: area.title for area in self.assessment_before.areas if area.code not in found}
        return found

    @property
    def shares_by_component(self) -> Mapping[str, Decimal]:
        """The split by the table's components, in their order."""
        if not isinstance(self.split, Split):
            return {}
        by_origin = self.split.by_origin
        return {COMPONENTS[origin][0]: by_origin[origin] for origin in COMPONENTS if origin in by_origin}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every unit of the two tables by code, under the name of the later one that has it.

        After a reform a new body may bear an older one's name; the older one then says that it is.
        """
        taken = set(self.ranking.names.values())
        earlier = {row.unit: row.name for row in self.earlier.rows.values()} if self.earlier is not None else {}
        gone = {unit: name for unit, name in earlier.items() if unit not in self.ranking.names}
        old = {unit: _("%(name)s (đơn vị cũ)") % {"name": name} for unit, name in gone.items() if name in taken}
        return {**earlier, **old, **self.ranking.names}


def load_earlier(rankings: Sequence[Ranking], units: Collection[str]) -> dict[int, Earlier]:
    """The table that each ranking is compared with, by the ranking's own number; scores of some units. Three queries."""
    compared = {ranking.release.number: ranking.compared_with for ranking in rankings if ranking.compared_with}
    if not compared:
        return {}
    keys = {release.pk for release in compared.values()}
    scores: dict[tuple[int, str], dict[str, Figure]] = defaultdict(dict)
    for publication, unit, code, value, printed, basis in PublishedScore.objects.filter(
        result__publication__in=keys, result__unit_code__in=units
    ).values_list("result__publication_id", "result__unit_code", "component__code", "value", "printed", "basis"):
        scores[publication, unit][code] = Figure(value, printed, basis)
    rows: dict[int, dict[str, EarlierRow]] = defaultdict(dict)
    for publication, unit, name, rank, rank_basis, total, printed, basis, top, index, index_printed in (
        PublishedResult.objects.filter(publication__in=keys)
        .order_by("position", "pk")
        .values_list(
            "publication_id",
            "unit_code",
            "printed_name",
            "rank",
            "rank_basis",
            "total",
            "total_printed",
            "total_basis",
            "max_score",
            "index_percent",
            "index_printed",
        )
    ):
        rows[publication][unit] = EarlierRow(
            unit,
            name,
            rank,
            rank_basis,
            Figure(total, printed, basis),
            top,
            Figure(index, index_printed),
            scores.get((publication, unit), {}),
        )
    components = components_of(keys)
    return {
        number: Earlier(release, {each.code: each for each in components.get(release.pk, ())}, rows.get(release.pk, {}))
        for number, release in compared.items()
    }


def load_whys(
    rankings: Sequence[Ranking], unit: str, assessments: Mapping[int, Assessment] | None = None
) -> dict[int, Why]:
    """Why the unit stands where it stands in each of the tables, by number. A fixed number of queries.

    `assessments`: those of the rankings with this unit's marks, where they were loaded already.
    """
    if assessments is None:
        assessments = load_assessments([each.release for each in rankings], unit=unit)
    earlier = load_earlier(rankings, [unit])
    before = load_assessments([each.release for each in earlier.values()], unit=unit)
    found = {}
    for ranking in rankings:
        number = ranking.release.number
        compared = earlier.get(number)
        found[number] = why_of(
            ranking,
            unit,
            compared,
            assessments.get(number),
            before.get(compared.release.number) if compared is not None else None,
        )
    return found


def why_of(
    ranking: Ranking,
    unit: str,
    earlier: Earlier | None,
    assessment: Assessment | None = None,
    assessment_before: Assessment | None = None,
    *,
    with_rank: bool = True,
) -> Why:
    """The same from values that are loaded already, published or composed for a preview.

    Without `with_rank` nobody's rank is looked at, which takes as long as the block is large.
    """
    row = next(each for each in ranking.rows if each.unit == unit)
    return Why(
        ranking,
        row,
        earlier,
        _split(ranking, row, earlier, assessment, assessment_before),
        _parts(ranking, row, earlier),
        _rank(ranking, row, earlier) if with_rank else None,
        assessment,
        assessment_before,
    )


# --- the figure, leaf by leaf ---


def _split(
    ranking: Ranking,
    row: Row,
    earlier: Earlier | None,
    assessment: Assessment | None,
    assessment_before: Assessment | None,
) -> Split | NotSplit | None:
    if earlier is None or row.unit not in earlier.rows or row.score_move.reason in _STRANGE:
        return None
    if ranking.is_by_index != earlier.is_by_index:
        return None
    if not ranking.is_by_index and row.score_move.reason is NoComparison.MAXIMUM_CHANGED:
        return None  # points out of different maximums are not compared; their index would be
    return split(
        UnitYear(earlier.ranking_figure(row.unit).value, leaves_of(assessment_before, row.unit)),
        UnitYear(ranking.ranking_figure(row).value, leaves_of(assessment, row.unit, assessment_before)),
        continued(assessment, assessment_before),
        is_index=ranking.is_by_index,
    )


def leaves_of(
    assessment: Assessment | None, unit: str, before: Assessment | None = None
) -> tuple[LeafYear, ...] | None:
    """The unit's leaves with its marks; None where there are none. An area keeps its code over the years.

    `before`: the year before's assessment. Areas of the later year are named by the code that they continue there.
    """
    if assessment is None or not (marks := assessment.marks.get(unit)):
        return None
    codes = area_codes(assessment, before)
    return tuple(
        _leaf_year(leaf.code, codes[area.code], leaf.origin, leaf.max_score, marks.get(leaf.code))
        for area in assessment.areas
        for leaf in assessment.leaves_under(area.code)
        if leaf.origin is not None and leaf.max_score is not None
    )


def _leaf_year(code, area, origin, maximum, mark: NodeMark | None) -> LeafYear:
    if mark is None:
        return LeafYear(code, area, origin, maximum, None)
    return LeafYear(code, area, origin, maximum, mark.points, applies=mark.state in ("marked", "missing"))


def area_codes(assessment: Assessment, before: Assessment | None) -> dict[str, str]:
    """What each area is called in the split: by the one area that it continues, else by a name of its own."""
    if before is None or assessment.release.set_code == before.release.set_code:
        return {area.code: area.code for area in assessment.areas}
    old = {area.code for area in before.areas}
    times = Counter(area.previous for area in assessment.areas)
    return {
        area.code: area.previous if area.previous in old and times[area.previous] == 1 else f"{NEW_AREA}{area.code}"
        for area in assessment.areas
    }


def continued(assessment: Assessment | None, before: Assessment | None) -> dict[str, Continued]:
    """Which earlier leaf each leaf continues: the same one where the set is the same, else as the later set says."""
    if assessment is None or before is None:
        return {}
    return continuation.continued(
        [
            Linked(node.code, node.max_score, node.previous, node.mapping)
            for node in assessment.nodes.values()
            if node.is_leaf
        ],
        {code: node.max_score for code, node in before.nodes.items() if node.is_leaf},
        is_same_set=assessment.release.set_code == before.release.set_code,
    )


# --- the total, by printed components ---


def _parts(ranking: Ranking, row: Row, earlier: Earlier | None) -> KnownParts | None:
    """Components as printed, so that a reader with both tables can check each difference."""
    printed = {code: each.change for code, each in row.scores.items() if each.change is not None}
    is_compared = (
        earlier is not None
        and row.unit in earlier.rows
        and row.score_move.reason not in _STRANGE | {NoComparison.MAXIMUM_CHANGED}
    )
    if not is_compared and not printed:
        return None
    release = ranking.release
    after = _year_of_parts(ranking.components, row.scores)
    before: dict[str, Part] = {}
    scales = (_scale(release), _scale(release))
    if is_compared and earlier is not None:
        before = _year_of_parts(earlier.components.values(), earlier.rows[row.unit].scores)
        scales = (_scale(earlier.release), _scale(release))
    return known_parts(row.score_move.points, before, after, scales, printed)


def _scale(release: Release) -> Scale:
    # Of a table computed here components are summands; what stands beside the scale is added or taken away as well.
    combining = "sum" if release.is_computed else release.combining
    return Scale(combining, release.scale_max, release.part_scale)


def _year_of_parts(components: Iterable[Component], scores: Mapping[str, Figure]) -> dict[str, Part]:
    return {
        each.code: Part(
            _as_printed(scores.get(each.code)), each.max_score, each.weight, each.is_percent, each.part_of_total
        )
        for each in components
    }


def _as_printed(figure: Figure | None) -> Decimal | None:
    return figure.rounded if figure is not None and figure.is_known else None


# --- the rank, unit by unit ---


def _rank(ranking: Ranking, row: Row, earlier: Earlier | None) -> RankSplit | None:
    if row.rank_move.places is None or row.rank is None or not row.rank_move.before.isdigit():
        return None
    is_one_measure = earlier is None or (
        ranking.is_by_index == earlier.is_by_index
        and row.score_move.reason not in _STRANGE
        and (ranking.is_by_index or row.score_move.reason is not NoComparison.MAXIMUM_CHANGED)
    )
    return split_rank(row.unit, _table_before(ranking, earlier), _table(ranking), is_one_measure=is_one_measure)


# A rank that nobody printed and that only remained says nothing of who passed whom.
_TOLD = frozenset({"printed", "order", "derived"})


def _table(ranking: Ranking) -> Table:
    rows = [row for row in ranking.rows if row.rank is not None and row.rank_basis in _TOLD]
    figures = figures_to_rank({row.unit: (row.total.value, row.index_percent.value) for row in rows})
    return Table(
        {row.unit: row.rank for row in rows if row.rank is not None},
        ranking.is_whole and (ranking.release.is_computed or len(rows) == len(ranking.rows)),
        TieRule(ranking.release.tie_rule),
        {unit: figure for unit, figure in figures.items() if figure is not None},
    )


def _table_before(ranking: Ranking, earlier: Earlier | None) -> Table:
    """The ranks of the year before: of the table compared with, and as this year's source prints them, which wins."""
    ranks: dict[str, int] = {}
    figures: dict[str, Decimal] = {}
    is_whole, rule = False, TieRule(ranking.release.tie_rule)
    if earlier is not None:
        rows = [row for row in earlier.rows.values() if row.rank is not None and row.rank_basis in _TOLD]
        ranks = {row.unit: row.rank for row in rows if row.rank is not None}
        known = figures_to_rank({row.unit: (row.total.value, row.index_percent.value) for row in rows})
        figures = {unit: figure for unit, figure in known.items() if figure is not None}
        is_whole = earlier.is_whole and (earlier.release.is_computed or len(rows) == len(earlier.rows))
        rule = TieRule(earlier.release.tie_rule)
    for row in ranking.rows:
        if row.rank_move.is_printed and row.rank_move.before.isdigit():
            ranks[row.unit] = int(row.rank_move.before)
    return Table(ranks, is_whole, rule, figures)
