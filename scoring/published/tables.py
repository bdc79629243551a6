"""Published tables from frozen rows: which there are, whole tables, and everything about some units."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from ..core.change import Break, Change, Edition, NoComparison, change_between
from ..models.publications import Publication, PublishedComponent, PublishedFact, PublishedResult, PublishedScore
from ..models.sentences import PublishedSentence
from . import applicable
from .methods import BreakInfo, breaks
from .values import Component, Fact, Figure, Ranking, RankMove, Release, Row, Score, ScoreMove, UnitEdition


def release_of(
    publication: Publication,
    superseded_by: int | None,
    row_count: int | None = None,
    *,
    is_edited: bool = False,
    previous_corrected: tuple[int | None, datetime | None] = (None, None),
) -> Release:
    group = publication.group
    return Release(
        pk=publication.pk,
        number=cast(int, publication.number),  # the database holds a published row to it
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
        published_at=cast(datetime, publication.published_at),
        published_by=publication.published_by_name,
        set_code=publication.set_code,
        set_name=publication.set_name,
        set_decision=publication.set_decision,
        rank_on=publication.rank_on,
        rescale_without_survey=publication.rescale_without_survey,
        survey_made=publication.survey_made,
        band_decision=publication.band_decision,
        incomparable_reason=publication.incomparable_reason,
        previous=publication.previous_id,
        previous_scale=publication.previous.scale_max if publication.previous else None,
        previous_number=publication.previous.number if publication.previous else None,
        previous_corrected_by=previous_corrected[0],
        previous_corrected_at=previous_corrected[1],
        row_count=row_count,
        is_edited=is_edited,
    )


def _releases(queryset) -> list[Release]:
    later = Publication.objects.published().filter(supersedes=OuterRef("pk")).values("number")[:1]
    of_previous = Publication.objects.published().filter(supersedes__isnull=False, supersedes=OuterRef("previous"))
    rows_of = PublishedResult.objects.filter(publication=OuterRef("pk")).order_by().values("publication")
    rows = queryset.annotate(
        later_number=Subquery(later),
        previous_later_number=Subquery(of_previous.values("number")[:1]),
        previous_later_at=Subquery(of_previous.values("published_at")[:1]),
        row_count=Subquery(rows_of.annotate(n=Count("pk")).values("n")),
        is_edited=Exists(PublishedSentence.objects.filter(publication=OuterRef("pk"))),
    ).select_related("group", "group__parent", "supersedes", "previous")
    return [
        release_of(
            each,
            each.later_number,
            each.row_count or 0,
            is_edited=each.is_edited,
            previous_corrected=(each.previous_later_number, each.previous_later_at),
        )
        for each in rows
    ]


def current_releases() -> list[Release]:
    """Every current publication: newest year first, then by index and block."""
    return _releases(
        Publication.objects.current().order_by("-year", "index__position", "group__position", "group__code")
    )


def earlier_of(release: Release) -> list[Release]:
    """The table that a computed one is compared with, superseded since or not; empty where there is none."""
    return _releases(Publication.objects.published().filter(pk=release.previous))


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


def component_of(row: PublishedComponent) -> Component:
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


def components_of(publications: Iterable[int]) -> dict[int, tuple[Component, ...]]:
    grouped: dict[int, list[Component]] = defaultdict(list)
    for row in PublishedComponent.objects.filter(publication__in=publications).order_by(
        "publication", "position", "pk"
    ):
        grouped[row.publication_id].append(component_of(row))
    return {key: tuple(value) for key, value in grouped.items()}


def _scores_of(results) -> dict[int, dict[str, Score]]:
    grouped: dict[int, dict[str, Score]] = defaultdict(dict)
    rows = PublishedScore.objects.filter(result__in=results).values_list(
        "result_id", "component__code", "value", "printed", "basis", "note", "source", "rank", "change"
    )
    for result, code, value, printed, basis, note, source, rank, change in rows:
        grouped[result][code] = Score(value, printed, basis, note, source, rank, change)
    return grouped


@dataclass(frozen=True, slots=True)
class _Told:
    """Why rank and score do not compare with the year before, in the words recorded for it; "" where nothing is."""

    of_rank: str = ""
    of_score: str = ""


def _told(release: Release, known: Iterable[BreakInfo]) -> _Told:
    if release.is_computed:
        reason = _in_one_line(release.incomparable_reason.splitlines())
        return _Told(reason, reason)
    between = [each for each in known if release.year - 1 <= each.before and each.after <= release.year]
    return _Told(
        _in_one_line(each.reason for each in between if each.of_rank),
        _in_one_line(each.reason for each in between if each.of_score),
    )


def _in_one_line(reasons: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(each.strip().rstrip(".") for each in reasons if each.strip()))


def _for_core(known: Iterable[BreakInfo]) -> tuple[Break, ...]:
    return tuple(Break(each.before, each.after, each.of_score, each.of_rank) for each in known)


def _edition(release: Release, result: PublishedResult) -> Edition:
    return Edition(release.year, release.group, result.unit_code, result.rank, result.total)


def _rank_text(rank: int | None, printed: str) -> str:
    return str(rank) if rank is not None else printed


def _rank_move(result: PublishedResult, previous: PublishedResult | None, change: Change, why: str) -> RankMove:
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
    is_break = change.rank_reason is NoComparison.METHOD_BREAK
    return RankMove(before=before, after=after, reason=change.rank_reason, why=why if is_break else "")


def _score_move(result: PublishedResult, change: Change, why: str) -> ScoreMove:
    if result.score_change is not None:
        return ScoreMove(result.score_change, is_printed=True)
    if change.score is not None:
        return ScoreMove(change.score)
    if result.score_direction:
        return ScoreMove(direction=result.score_direction, is_printed=True)
    is_break = change.score_reason is NoComparison.METHOD_BREAK
    return ScoreMove(reason=change.score_reason, why=why if is_break else "")


def _row(
    result: PublishedResult,
    scores: Mapping[str, Score],
    is_tied: bool,
    change: Change,
    previous,
    told: _Told,
    maximums: Mapping[str, Decimal],
) -> Row:
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
        rank_move=_rank_move(result, previous, change, told.of_rank),
        score_move=_score_move(result, change, told.of_score),
        scores=scores,
        absent_reason=result.absent_reason,
        note=result.note,
        source=result.source,
        maximums=maximums,
    )


def _change(release: Release, result: PublishedResult, previous, known_breaks: tuple[Break, ...]) -> Change:
    """The change against the year before; `previous` is (release, result) of that unit, or None.

    Of a table computed here only the changes frozen with it are stated, and the reasons why there is none come from
    frozen rows too: whatever is published or corrected later, the page says what it said.
    """
    if release.is_computed:
        rank_reason, score_reason = _frozen_reasons(release, result, previous[1] if previous else None)
        return Change(result.rank_change, rank_reason, result.score_change, score_reason)
    return _compared(release, result, previous, known_breaks)


def _compared(release: Release, result: PublishedResult, previous, known_breaks: tuple[Break, ...]) -> Change:
    if previous is None:
        born = result.unit.valid_from
        if born is not None and born.year >= release.year and (born.month, born.day) != (1, 1):
            # Formed during the year: whatever stood there before was another body.
            return Change(rank_reason=NoComparison.UNIT_CHANGED, score_reason=NoComparison.UNIT_CHANGED)
        return change_between(None, _edition(release, result))
    return change_between(_edition(*previous), _edition(release, result), known_breaks)


def _frozen_reasons(
    release: Release, result: PublishedResult, before: PublishedResult | None
) -> tuple[NoComparison | None, NoComparison | None]:
    """Why rank and score state no change; None where one is stated. `before`: the unit in the publication compared with."""
    is_broken = bool(release.incomparable_reason)
    if release.previous is None:
        reason = NoComparison.METHOD_BREAK if is_broken else NoComparison.NO_PREVIOUS
        return reason, reason
    if before is None:
        return NoComparison.UNIT_CHANGED, NoComparison.UNIT_CHANGED
    of_rank = of_score = None
    if result.rank_change is None:
        is_known = result.rank is not None and before.rank is not None
        of_rank = NoComparison.METHOD_BREAK if is_known else NoComparison.NOT_PUBLISHED
    if result.score_change is None:
        if result.total is None or before.total is None:
            of_score = NoComparison.NOT_PUBLISHED
        elif is_broken and of_rank != NoComparison.METHOD_BREAK:
            # A publication that is compared with at all compares in one of the two: here in rank.
            of_score = NoComparison.METHOD_BREAK
        elif (before.max_score or release.previous_scale) != result.max_score:
            of_score = NoComparison.MAXIMUM_CHANGED
        else:
            of_score = NoComparison.METHOD_BREAK
    return of_rank, of_score


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
    components = components_of(publications)
    facts: dict[int, list[PublishedFact]] = defaultdict(list)
    for fact in PublishedFact.objects.filter(publication__in=publications).order_by("position"):
        facts[fact.publication_id].append(fact)
    wordings = _wordings([release.pk for release in releases if release.is_edited])
    left_out = applicable.load_left_out(releases)
    return assemble(
        [
            Stored(
                release,
                components.get(release.pk, ()),
                results_of[release.pk],
                {result.unit_code: scores.get(result.pk, {}) for result in results_of[release.pk]},
                facts[release.pk],
                wordings.get(release.pk, {}),
                left_out.get(release.pk, {}),
            )
            for release in releases
        ]
    )


@dataclass(frozen=True, slots=True)
class Stored:
    """What a table is assembled from: its rows in their order, scores by unit and component code."""

    release: Release
    components: tuple[Component, ...]
    results: Sequence[PublishedResult]
    scores: Mapping[str, Mapping[str, Score]]
    facts: Sequence[PublishedFact]
    wordings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    left_out: applicable.LeftOut = field(default_factory=dict)


def _wordings(publications: Sequence[int]) -> dict[int, dict[str, dict[str, str]]]:
    """What was worded by whoever published, by publication and unit. No query where nothing was."""
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in PublishedSentence.objects.filter(publication__in=publications) if publications else ():
        found[row.publication_id][row.unit_code][row.about] = row.text
    return found


def assemble(tables: Sequence[Stored]) -> list[Ranking]:
    """Whole tables from their rows, with changes against the year before."""
    year_before = Q()
    for table in tables:
        year_before |= Q(index=table.release.index, year=table.release.year - 1)
    compared_with = {table.release.previous for table in tables if table.release.previous is not None}
    standing = Publication.objects.current().filter(year_before).values("pk")
    earlier = {
        each.pk: each
        for each in _releases(Publication.objects.published().filter(Q(pk__in=standing) | Q(pk__in=compared_with)))
    }
    earlier_results: dict[str, list[PublishedResult]] = defaultdict(list)
    for result in PublishedResult.objects.filter(
        publication__in=earlier, unit__in={result.unit_id for table in tables for result in table.results}
    ).order_by("publication"):
        earlier_results[result.unit_code].append(result)
    recorded = breaks()
    known_breaks = {index: _for_core(each) for index, each in recorded.items()}

    def build(table: Stored) -> Ranking:
        release, tied = table.release, _tied_ranks(table.results)
        told = _told(release, recorded.get(release.index, ()))
        rows, compared_with = [], None
        for result in table.results:
            before = _before(
                release, [(earlier[each.publication_id], each) for each in earlier_results[result.unit_code]]
            )
            change = _change(release, result, before, known_breaks.get(release.index, ()))
            scores = table.scores.get(result.unit_code, {})
            maximums = applicable.maximums(
                release, table.components, result.max_score, table.left_out.get(result.unit_code, {})
            )
            previous = before[1] if before else None
            rows.append(_row(result, scores, result.rank in tied, change, previous, told, maximums))
            if before and before[0].group == release.group:
                compared_with = before[0]
        return Ranking(
            release=release,
            components=table.components,
            rows=tuple(rows),
            facts=tuple(
                Fact(each.value, each.printed, each.basis, each.note, each.source, kind=each.kind, label=each.label)
                for each in table.facts
            ),
            names={row.unit: row.name for row in rows},
            compared_with=compared_with,
            wordings=table.wordings,
        )

    return [build(table) for table in tables]


def _before(
    release: Release, candidates: Iterable[tuple[Release, PublishedResult]]
) -> tuple[Release, PublishedResult] | None:
    """The unit's result that a table is compared with.

    Of a computed table the one in the publication it was frozen against, superseded since or not; of a transcribed one
    the current result of the year before in the same index, where the same block wins over another one.
    """
    if release.is_computed:
        return next((each for each in candidates if each[0].pk == release.previous), None)
    found = None
    for candidate in candidates:
        its_release = candidate[0]
        if (
            its_release.is_current
            and (its_release.index, its_release.year) == (release.index, release.year - 1)
            and (found is None or its_release.group == release.group)
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
    current = Publication.objects.current()
    # Beside what is current the publications that it was frozen against, which may be superseded since.
    compared_with = current.filter(previous__isnull=False).values("previous")
    known = list(
        PublishedResult.objects.filter(unit_code__in=codes)
        .filter(Q(publication__in=current.values("pk")) | Q(publication__in=compared_with))
        .select_related("unit")
        .order_by("publication__index__position", "publication__year", "pk")
    )
    releases = {
        each.pk: each
        for each in _releases(Publication.objects.filter(pk__in={result.publication_id for result in known}))
    }
    results = [result for result in known if releases[result.publication_id].is_current]
    publications = {result.publication_id for result in results}
    components = components_of(publications)
    scores = _scores_of([result.pk for result in results])
    left_out = applicable.load_left_out(releases[key] for key in publications)
    recorded = breaks()
    known_breaks = {index: _for_core(each) for index, each in recorded.items()}
    # Ties need the ranks of the whole block, not only of these units.
    counts: Counter[tuple[int, int | None]] = Counter(
        PublishedResult.objects.filter(publication__in=publications, rank__isnull=False).values_list(
            "publication_id", "rank"
        )
    )
    by_place: dict[tuple[str, str, int], list[PublishedResult]] = defaultdict(list)
    for result in known:
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
            _told(release, recorded.get(release.index, ())),
            applicable.maximums(
                release,
                components.get(release.pk, ()),
                result.max_score,
                left_out.get(release.pk, {}).get(result.unit_code, {}),
            ),
        )
        grouped[result.unit_code].append(UnitEdition(release, row, components.get(release.pk, ())))
    return {code: tuple(value) for code, value in grouped.items()}


def last_years(units: Sequence[str]) -> dict[str, int]:
    """The newest year with a current result of each of the units that has one."""
    if not units:
        return {}
    rows = PublishedResult.objects.filter(publication__in=Publication.objects.current(), unit_code__in=units)
    return dict(rows.order_by().values_list("unit_code").annotate(last=Max("publication__year")))


def units_with_results() -> set[str]:
    """Codes of the units about which something current is published."""
    return set(
        PublishedResult.objects.filter(publication__in=Publication.objects.current())
        .order_by()
        .values_list("unit_code", flat=True)
        .distinct()
    )
