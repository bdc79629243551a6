"""The one door to frozen rows: public pages read what was published through here and in no other way.

Values go out, never rows: frozen dataclasses of text, whole numbers and Decimals. Drafts cannot pass, since every query
starts from `Publication.objects.published()`. Query counts do not grow with the number of units.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import cast

from django.db.models import F, OuterRef, Q, Subquery

from .core.change import Break, Change, Edition, NoComparison, change_between
from .core.ranking import TieRule
from .core.reconcile import Comparison, RankDifference, compare_ranks, compare_sum, compare_weighted, out_of_order
from .core.rounding import round_half_up
from .models.indexes import ComparabilityBreak, Framework, Index
from .models.publications import (
    Publication,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
)

NO_FIGURE = "không công bố"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the source: its number (None: not published), its printed form, and what it rests on."""

    value: Decimal | None = None
    printed: str = ""
    basis: str = "printed"
    note: str = ""
    source: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.printed)

    @property
    def exact(self) -> Decimal | None:
        """The number with as many decimals as printed, for files: 90.54 and not the 90.5400 of the database."""
        if self.value is None:
            return None
        places = len(self.printed.partition(",")[2].rstrip("%"))
        shortest = self.value.normalize().as_tuple().exponent
        needed = -shortest if isinstance(shortest, int) else 0
        return self.value.quantize(Decimal(1).scaleb(-max(places, needed, 0)))


@dataclass(frozen=True, slots=True)
class Score(Figure):
    """A component's figure, with the rank and change in that component where the source prints them."""

    rank: int | None = None
    change: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """A column of a published table. `max_score` is None when the source does not print it."""

    code: str
    name: str
    short_name: str
    is_percent: bool
    max_score: Decimal | None
    max_basis: str
    weight: Decimal | None
    part_of_total: bool
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the source prints about the whole block."""

    kind: str
    label: str
    value: Decimal | None
    printed: str
    basis: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Release:
    """A publication without its table: what, where, when, decided how, in which version."""

    pk: int
    number: int
    index: str
    index_name: str
    year: int
    group: str
    group_name: str
    place: str
    place_slug: str
    group_slug: str
    parent_unit: str
    unit_noun: str
    version: int
    origin: str
    reason: str
    supersedes: int | None
    superseded_by: int | None
    decision_number: str
    decision_date: date | None
    announced_on: str
    unit_count: int | None
    scale_max: Decimal
    part_scale: Decimal | None
    unit_label: str
    combining: str
    places: int
    tie_rule: str
    note: str
    source: str
    illustrative: bool
    content_hash: str
    published_at: datetime
    published_by: str

    @property
    def is_current(self) -> bool:
        return self.superseded_by is None


@dataclass(frozen=True, slots=True)
class RankMove:
    """How a unit's rank moved: places gained (+) or lost (−), or the reason why nothing is said.

    `is_printed`: the source prints the move itself; otherwise it is computed from two publications.
    """

    places: int | None = None
    before: str = ""
    after: str = ""
    is_printed: bool = False
    reason: NoComparison | None = None


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """How a unit's total moved: points, or only the direction a source tells, or the reason why nothing is said."""

    points: Decimal | None = None
    direction: str = ""
    is_printed: bool = False
    reason: NoComparison | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's line in a published table."""

    position: int
    unit: str
    name: str
    rank: int | None
    rank_printed: str
    rank_basis: str
    rank_computed: int | None
    is_tied: bool
    total: Figure
    max_score: Decimal | None
    index_percent: Figure
    band: str
    rank_move: RankMove
    score_move: ScoreMove
    scores: Mapping[str, Score]
    absent_reason: str
    note: str
    source: str

    @property
    def has_place(self) -> bool:
        """Whether the source puts the unit somewhere in the ranking ("cuối bảng" counts)."""
        return self.rank is not None or bool(self.rank_printed)


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A printed total beside the one its printed parts give."""

    unit: str
    name: str
    comparison: Comparison


@dataclass(frozen=True)
class Ranking:
    """A whole published table."""

    release: Release
    components: tuple[Component, ...]
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def placed(self) -> tuple[Row, ...]:
        """Rows with a place, best first; equal ranks in the order of the source."""
        return tuple(
            sorted((row for row in self.rows if row.has_place), key=lambda r: (r.rank is None, r.rank or 0, r.position))
        )

    @cached_property
    def unplaced(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.has_place)

    @cached_property
    def parts(self) -> tuple[Component, ...]:
        return tuple(component for component in self.components if component.part_of_total)

    def _parts_make_the_total(self) -> bool:
        """Whether the parts given are all there are: their maximums, where known, must fill the scale."""
        maximums = [part.max_score for part in self.parts]
        if not maximums or any(component.is_percent and not component.part_of_total for component in self.components):
            return False
        known = [maximum for maximum in maximums if maximum is not None]
        return len(known) < len(maximums) or sum(known, Decimal(0)) == self.release.scale_max

    @cached_property
    def sum_checks(self) -> tuple[SumCheck, ...]:
        """Every row whose total can be recomputed from printed parts."""
        quantum = Decimal(1).scaleb(-self.release.places)
        checks = []
        for row in self.rows:
            comparison = None
            if self.release.combining == "weighted" and self.release.part_scale:
                pairs = [(row.scores[c.code].value if c.code in row.scores else None, c.weight) for c in self.parts]
                comparison = compare_weighted(row.total.value, pairs, self.release.part_scale, quantum)
            elif self.release.combining == "sum" and self._parts_make_the_total():
                values = [row.scores[c.code].value if c.code in row.scores else None for c in self.parts]
                comparison = compare_sum(row.total.value, values, quantum)
            if comparison is not None:
                checks.append(SumCheck(row.unit, row.name, comparison))
        return tuple(checks)

    @cached_property
    def rank_differences(self) -> tuple[RankDifference, ...] | None:
        """Printed ranks that the totals do not give; None when not every unit's total is known."""
        if self.release.unit_count is not None and self.release.unit_count != len(self.rows):
            return None
        return compare_ranks(
            {row.unit: row.total.value for row in self.rows},
            {row.unit: row.rank for row in self.rows},
            TieRule(self.release.tie_rule),
        )

    @cached_property
    def contradictions(self) -> tuple[tuple[str, str], ...]:
        """Pairs of units whose printed ranks and totals contradict each other."""
        return out_of_order([(row.unit, row.rank, row.total.value) for row in self.rows])

    @cached_property
    def average(self) -> Fact | None:
        """The block's average: as printed, else computed when every unit's total is known."""
        for fact in self.facts:
            if fact.kind == "average" and fact.value is not None:
                return fact
        totals = [row.total.value for row in self.rows if row.total.value is not None]
        if len(totals) < 2 or len(totals) != (self.release.unit_count or len(self.rows)):
            return None
        value = round_half_up(sum(totals, Decimal(0)) / len(totals), Decimal(1).scaleb(-self.release.places))
        return Fact("average", "Trung bình của khối", value, str(value).replace(".", ","), "derived", "", "")


@dataclass(frozen=True, slots=True)
class UnitEdition:
    """One unit's line with the publication it stands in."""

    release: Release
    row: Row
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index as its method page tells it."""

    code: str
    name: str
    full_name: str
    publisher: str
    question: str
    unit_label: str
    scale_min: Decimal
    scale_max: Decimal
    method: str
    source: str


@dataclass(frozen=True, slots=True)
class BreakInfo:
    index: str
    before: int
    after: int
    of_score: bool
    of_rank: bool
    reason: str
    source: str


# -- releases ---------------------------------------------------------------------------------------------------------


def _release(publication: Publication, superseded_by: int | None, published_by: str) -> Release:
    group = publication.group
    return Release(
        pk=publication.pk,
        number=publication.number,
        index=publication.index_id,
        index_name=publication.index_name,
        year=publication.year,
        group=group.code,
        group_name=publication.group_name,
        place=publication.place_name,
        place_slug=group.place,
        group_slug=group.slug,
        parent_unit=group.parent.code,
        unit_noun=publication.unit_noun,
        version=publication.version,
        origin=publication.origin,
        reason=publication.reason,
        supersedes=publication.supersedes.number if publication.supersedes else None,
        superseded_by=superseded_by,
        decision_number=publication.decision_number,
        decision_date=publication.decision_date,
        announced_on=publication.announced_on,
        unit_count=publication.unit_count,
        scale_max=publication.scale_max,
        part_scale=publication.part_scale,
        unit_label=publication.unit_label,
        combining=publication.combining,
        places=publication.places,
        tie_rule=publication.tie_rule,
        note=publication.note,
        source=publication.source,
        illustrative=publication.illustrative,
        content_hash=publication.content_hash,
        published_at=cast(datetime, publication.published_at),  # the database holds a published row to it
        published_by=published_by,
    )


def _releases(queryset) -> list[Release]:
    later = Publication.objects.published().filter(supersedes=OuterRef("pk")).values("number")[:1]
    # Only the person's name leaves the account's row, never the sign-in name.
    rows = queryset.annotate(
        later_number=Subquery(later), first=F("published_by__first_name"), last=F("published_by__last_name")
    ).select_related("group", "group__parent", "supersedes")
    return [_release(each, each.later_number, f"{each.last or ''} {each.first or ''}".strip()) for each in rows]


def current_releases() -> list[Release]:
    """Every current publication: newest year first, then by index and block."""
    return _releases(
        Publication.objects.current().order_by("-year", "index__position", "group__position", "group__code")
    )


def release_by_number(number: int) -> Release | None:
    """One publication, superseded ones too; None when there is none or it is a draft."""
    found = _releases(Publication.objects.published().filter(number=number))
    return found[0] if found else None


def corrections() -> list[Release]:
    """Every published correction, newest first."""
    return _releases(
        Publication.objects.published().filter(supersedes__isnull=False).order_by("-published_at", "-number")
    )


def versions_of(release: Release) -> list[Release]:
    """Every published version of the same index, year and block, newest first."""
    return _releases(
        Publication.objects.published()
        .filter(index=release.index, year=release.year, group__code=release.group)
        .order_by("-version")
    )


# -- tables -----------------------------------------------------------------------------------------------------------


def _component(row: PublishedComponent) -> Component:
    return Component(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        is_percent=row.measure == PublishedComponent.Measure.PERCENT,
        max_score=row.max_score,
        max_basis=row.max_basis,
        weight=row.weight,
        part_of_total=row.part_of_total,
        note=row.note,
        source=row.source,
    )


def _components_of(publications: Iterable[int]) -> dict[int, tuple[Component, ...]]:
    grouped: dict[int, list[Component]] = defaultdict(list)
    for row in PublishedComponent.objects.filter(publication__in=publications).order_by(
        "publication", "position", "pk"
    ):
        grouped[row.publication_id].append(_component(row))
    return {key: tuple(value) for key, value in grouped.items()}


def _scores_of(results) -> dict[int, dict[str, Score]]:
    grouped: dict[int, dict[str, Score]] = defaultdict(dict)
    rows = PublishedScore.objects.filter(result__in=results).values_list(
        "result_id", "component__code", "value", "printed", "basis", "note", "source", "rank", "change"
    )
    for result, code, value, printed, basis, note, source, rank, change in rows:
        grouped[result][code] = Score(value, printed, basis, note, source, rank, change)
    return grouped


def breaks() -> dict[str, tuple[BreakInfo, ...]]:
    """Every comparability break, by index."""
    grouped: dict[str, list[BreakInfo]] = defaultdict(list)
    for each in ComparabilityBreak.objects.order_by("index", "before"):
        grouped[each.index_id].append(
            BreakInfo(each.index_id, each.before, each.after, each.of_score, each.of_rank, each.reason, each.source)
        )
    return {key: tuple(value) for key, value in grouped.items()}


def _for_core(known: Iterable[BreakInfo]) -> tuple[Break, ...]:
    return tuple(Break(each.before, each.after, each.of_score, each.of_rank) for each in known)


def _edition(release: Release, result: PublishedResult) -> Edition:
    return Edition(release.year, release.group, result.unit_code, result.rank, result.total)


def _rank_text(rank: int | None, printed: str) -> str:
    return str(rank) if rank is not None else printed


def _rank_move(result: PublishedResult, previous: PublishedResult | None, change: Change) -> RankMove:
    after = _rank_text(result.rank, result.rank_printed)
    before = _rank_text(result.previous_rank, result.previous_rank_printed)
    if result.previous_rank is not None and result.rank is not None:
        return RankMove(result.previous_rank - result.rank, before, after, is_printed=True)
    if before and before == after:
        return RankMove(0, before, after, is_printed=True)
    if result.rank_change is not None:
        return RankMove(result.rank_change, before, after, is_printed=True)
    if change.rank is not None and previous is not None:
        return RankMove(change.rank, _rank_text(previous.rank, previous.rank_printed), after)
    return RankMove(before=before, after=after, reason=change.rank_reason)


def _score_move(result: PublishedResult, change: Change) -> ScoreMove:
    if result.score_change is not None:
        return ScoreMove(result.score_change, is_printed=True)
    if change.score is not None:
        return ScoreMove(change.score)
    if result.score_direction:
        return ScoreMove(direction=result.score_direction, is_printed=True)
    return ScoreMove(reason=change.score_reason)


def _row(result: PublishedResult, scores: Mapping[str, Score], is_tied: bool, change: Change, previous) -> Row:
    return Row(
        position=result.position,
        unit=result.unit_code,
        name=result.printed_name,
        rank=result.rank,
        rank_printed=result.rank_printed,
        rank_basis=result.rank_basis,
        rank_computed=result.rank_computed,
        is_tied=is_tied,
        total=Figure(result.total, result.total_printed, result.total_basis, "", result.source),
        max_score=result.max_score,
        index_percent=Figure(result.index_percent, result.index_printed, "printed", "", result.source),
        band=result.band,
        rank_move=_rank_move(result, previous, change),
        score_move=_score_move(result, change),
        scores=scores,
        absent_reason=result.absent_reason,
        note=result.note,
        source=result.source,
    )


def _change(release: Release, result: PublishedResult, previous, known_breaks: tuple[Break, ...]) -> Change:
    """The change against the year before; `previous` is (release, result) of that unit, or None."""
    if previous is None:
        born = result.unit.valid_from
        if born is not None and born.year >= release.year and (born.month, born.day) != (1, 1):
            # Formed during the year: whatever stood there before was another body.
            return Change(rank_reason=NoComparison.UNIT_CHANGED, score_reason=NoComparison.UNIT_CHANGED)
        return change_between(None, _edition(release, result))
    return change_between(_edition(*previous), _edition(release, result), known_breaks)


def _tied_ranks(results: Iterable[PublishedResult]) -> set[int]:
    counts = Counter(result.rank for result in results if result.rank is not None)
    return {rank for rank, count in counts.items() if count > 1}


def find_release(place: str, group: str, index: str, year: int) -> Release | None:
    """The current publication at an address, or None."""
    found = _releases(
        Publication.objects.current().filter(group__place=place, group__slug=group, index=index, year=year)
    )
    return found[0] if found else None


def load_ranking(release: Release) -> Ranking:
    """The whole table of a publication, with changes against the year before. A fixed number of queries."""
    return load_rankings([release])[0]


def load_rankings(releases: list[Release]) -> list[Ranking]:
    """Whole tables, in the order asked for, with the same number of queries for one as for many."""
    if not releases:
        return []
    publications = [release.pk for release in releases]
    results_of: dict[int, list[PublishedResult]] = defaultdict(list)
    results = list(
        PublishedResult.objects.filter(publication__in=publications).select_related("unit").order_by("position", "pk")
    )
    for result in results:
        results_of[result.publication_id].append(result)
    scores = _scores_of([result.pk for result in results])
    components = _components_of(publications)
    facts: dict[int, list[Fact]] = defaultdict(list)
    for fact in PublishedFact.objects.filter(publication__in=publications).order_by("position"):
        facts[fact.publication_id].append(
            Fact(fact.kind, fact.label, fact.value, fact.printed, fact.basis, fact.note, fact.source)
        )
    year_before = Q()
    for release in releases:
        year_before |= Q(index=release.index, year=release.year - 1)
    earlier = {each.pk: each for each in _releases(Publication.objects.current().filter(year_before))}
    earlier_results: dict[str, list[PublishedResult]] = defaultdict(list)
    for result in PublishedResult.objects.filter(
        publication__in=earlier, unit__in={result.unit_id for result in results}
    ).order_by("publication"):
        earlier_results[result.unit_code].append(result)
    known_breaks = {index: _for_core(each) for index, each in breaks().items()}

    def build(release: Release) -> Ranking:
        own = results_of[release.pk]
        tied = _tied_ranks(own)
        rows = []
        for result in own:
            before = _before(
                release, [(earlier[each.publication_id], each) for each in earlier_results[result.unit_code]]
            )
            change = _change(release, result, before, known_breaks.get(release.index, ()))
            rows.append(
                _row(result, scores.get(result.pk, {}), result.rank in tied, change, before[1] if before else None)
            )
        return Ranking(
            release=release,
            components=components.get(release.pk, ()),
            rows=tuple(rows),
            facts=tuple(facts[release.pk]),
            names={row.unit: row.name for row in rows},
        )

    return [build(release) for release in releases]


def _before(
    release: Release, candidates: Iterable[tuple[Release, PublishedResult]]
) -> tuple[Release, PublishedResult] | None:
    """The unit's result of the year before in the same index; the same block wins over another one."""
    found = None
    for candidate in candidates:
        its_release = candidate[0]
        if (its_release.index, its_release.year) == (release.index, release.year - 1) and (
            found is None or its_release.group == release.group
        ):
            found = candidate
    return found


def releases_of_unit(code: str, year: int) -> list[Release]:
    """The current publications of one year that hold the unit."""
    return _releases(
        Publication.objects.current()
        .filter(year=year, results__unit_code=code)
        .order_by("index__position", "group__position")
    )


def editions_of(units: Iterable[str]) -> dict[str, tuple[UnitEdition, ...]]:
    """Everything current that was published about some units, by unit code; an index after the other, oldest year first."""
    codes = list(units)
    results = list(
        PublishedResult.objects.filter(unit_code__in=codes, publication__in=Publication.objects.current())
        .select_related("unit")
        .order_by("publication__index__position", "publication__year", "pk")
    )
    publications = {result.publication_id for result in results}
    releases = {each.pk: each for each in _releases(Publication.objects.filter(pk__in=publications))}
    components = _components_of(publications)
    scores = _scores_of([result.pk for result in results])
    known_breaks = {index: _for_core(each) for index, each in breaks().items()}
    # Ties need the ranks of the whole block, not only of these units.
    counts: Counter[tuple[int, int | None]] = Counter(
        PublishedResult.objects.filter(publication__in=publications, rank__isnull=False).values_list(
            "publication_id", "rank"
        )
    )
    by_place: dict[tuple[str, str, int], list[PublishedResult]] = defaultdict(list)
    for result in results:
        release = releases[result.publication_id]
        by_place[(result.unit_code, release.index, release.year)].append(result)

    grouped: dict[str, list[UnitEdition]] = {code: [] for code in codes}
    for result in results:
        release = releases[result.publication_id]
        candidates = by_place.get((result.unit_code, release.index, release.year - 1), [])
        previous = _before(release, [(releases[each.publication_id], each) for each in candidates])
        change = _change(release, result, previous, known_breaks.get(release.index, ()))
        row = _row(
            result,
            scores.get(result.pk, {}),
            result.rank is not None and counts[(release.pk, result.rank)] > 1,
            change,
            previous[1] if previous else None,
        )
        grouped[result.unit_code].append(UnitEdition(release, row, components.get(release.pk, ())))
    return {code: tuple(value) for code, value in grouped.items()}


# -- indexes ----------------------------------------------------------------------------------------------------------


def _index_info(index: Index) -> IndexInfo:
    return IndexInfo(
        index.code,
        index.name,
        index.full_name,
        index.publisher,
        index.question,
        index.unit_label,
        index.scale_min,
        index.scale_max,
        index.method,
        index.source,
    )


def indexes() -> list[IndexInfo]:
    """Every index the portal knows, in the order it shows them."""
    return [_index_info(index) for index in Index.objects.all()]


@dataclass(frozen=True, slots=True)
class IndexPart:
    name: str
    max_score: Decimal | None
    weight: Decimal | None
    example: str
    inferred: bool
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    code: str
    level: str
    title: str
    max_score: Decimal | None
    criteria: int | None
    component_criteria: int | None
    rule: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class FrameworkInfo:
    code: str
    scope: str
    decision: str
    dated: str
    applies: str
    areas: int | None
    criteria: int | None
    component_criteria: int | None
    max_score: Decimal | None
    split: str
    status: str
    source: str
    lines: tuple[FrameworkLine, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """Everything a method page shows of an index."""

    index: IndexInfo
    parts: tuple[IndexPart, ...]
    breaks: tuple[BreakInfo, ...]
    frameworks: tuple[FrameworkInfo, ...]


def method_of(code: str) -> Method | None:
    """The method of an index, or None when there is no such index."""
    index = Index.objects.filter(code=code).first()
    if index is None:
        return None
    parts = tuple(
        IndexPart(part.name, part.max_score, part.weight, part.example, part.inferred, part.note, part.source)
        for part in index.components.all()
    )
    frameworks = []
    for each in Framework.objects.filter(index=index).prefetch_related("items"):
        lines = tuple(
            FrameworkLine(
                line.code,
                line.level,
                line.title,
                line.max_score,
                line.criteria,
                line.component_criteria,
                line.rule,
                line.note,
                line.source,
            )
            for line in each.items.all()
        )
        frameworks.append(
            FrameworkInfo(
                each.code,
                each.scope,
                each.decision,
                each.dated,
                each.applies,
                each.areas,
                each.criteria,
                each.component_criteria,
                each.max_score,
                each.split,
                each.status,
                each.source,
                lines,
            )
        )
    return Method(_index_info(index), parts, breaks().get(code, ()), tuple(frameworks))


def units_with_results() -> set[str]:
    """Codes of the units about which something current is published."""
    return set(
        PublishedResult.objects.filter(publication__in=Publication.objects.current())
        .order_by()
        .values_list("unit_code", flat=True)
        .distinct()
    )
