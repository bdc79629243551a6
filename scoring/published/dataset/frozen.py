"""Tables of frozen rows. Every query starts from published publications, so that no draft is in any row, count or key."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from django.db.models import Case, CharField, Exists, F, Model, OuterRef, QuerySet, Subquery, Value, When

from ...models.publications import (
    Basis,
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedFact,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSurvey,
)
from ...proof import check_code
from ..tables import Stored, _releases, assemble
from ..values import Release, Row
from .around import ILLUSTRATIVE, labelled, same
from .reading import BATCH, CURRENT, EVERY, SUPERSEDED, Line, Table, batched, tidy


def publications(standing: str) -> QuerySet:
    """Published publications: current, superseded, or every one."""
    later = Publication.objects.published().filter(supersedes=OuterRef("pk"))
    return {
        CURRENT: Publication.objects.current(),
        SUPERSEDED: Publication.objects.published().filter(Exists(later)),
        EVERY: Publication.objects.published(),
    }[standing]


# What a figure of a round rests on that was computed here: no source printed it.
COMPUTED = "computed"


def _of(model: type[Model], path: str, basis: str = "") -> Callable[[str], QuerySet]:
    """Rows of a model that belong to publications through a path; `basis`: the column that says what a figure rests on."""
    here = (
        When(**{f"{path}__origin": Publication.Origin.COMPUTED, basis: Basis.PRINTED}, then=Value(COMPUTED))
        if basis
        else None
    )

    def rows(standing: str) -> QuerySet:
        query = model._default_manager.filter(**{f"{path}__in": publications(standing)})
        if here is not None:
            query = query.annotate(stated_basis=Case(here, default=F(basis), output_field=CharField()))
        return labelled(query, f"{path}__illustrative")

    return rows


def _filters(path: str, unit: str = "") -> dict[str, str]:
    """The filters of rows that belong to publications through a path ("" of publications themselves)."""
    found = {
        "index": f"{path}index",
        "year": f"{path}year",
        "place": f"{path}group__place",
        "block": f"{path}group__slug",
        "publication": f"{path}number",
    }
    return {**found, "unit": unit} if unit else found


def _publications(standing: str) -> QuerySet:
    later = Publication.objects.published().filter(supersedes=OuterRef("pk"))
    return labelled(publications(standing), "illustrative").annotate(
        is_current=~Exists(later),
        later_number=Subquery(later.values("number")[:1]),
        previous_later_number=Subquery(
            Publication.objects.published()
            .filter(supersedes__isnull=False, supersedes=OuterRef("previous"))
            .values("number")[:1]
        ),
    )


class Publications(Table):
    """The list of publications, with the code that each one's hash gives."""

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.columns, "check_code")

    def lines(self, query: QuerySet) -> Iterator[Line]:
        for line in super().lines(query):
            yield {**line, "check_code": check_code(str(line["content_hash"]))}


_RELEASE = ("number", "index", "year", "place", "block", "group")
# What a row of results shows beside its publication, as `_result` makes it.
_RESULT = (
    "position", "unit", "printed_name", "rank", "rank_printed", "rank_basis", "rank_computed", "total", "total_printed",
    "total_basis", "max_score", "index_percent", "index_printed", "index_basis", "band", "previous_rank", "rank_change",
    "rank_change_basis", "rank_change_absent", "score_change", "score_direction", "score_change_basis",
    "score_change_absent", "change_note", "absent_reason", "note", "source",
)  # fmt: skip


class Results(Table):
    """One line per unit, year and index, with the changes that the page of the table states."""

    @property
    def names(self) -> tuple[str, ...]:
        return ("label", "publication", *_RELEASE[1:], "is_current", *_RESULT)

    def lines(self, query: QuerySet) -> Iterator[Line]:
        rows = query.select_related("unit")
        for batch in batched(rows if rows.query.is_sliced else rows.iterator(chunk_size=BATCH)):
            yield from _results(batch)


def _results(batch: list[PublishedResult]) -> Iterable[Line]:
    releases = {
        each.pk: each for each in _releases(Publication.objects.filter(pk__in={r.publication_id for r in batch}))
    }
    parts = [list(rows) for _key, rows in groupby(batch, key=lambda each: each.publication_id)]
    tables = assemble([Stored(releases[rows[0].publication_id], (), rows, {}, ()) for rows in parts])
    return [_result(table.release, row) for table in tables for row in table.rows]


def _result(release: Release, row: Row) -> Line:
    rank, score = row.rank_move, row.score_move
    has_score_move = score.points is not None or bool(score.direction)
    line = {
        "label": ILLUSTRATIVE if release.illustrative else "",
        "publication": release.number,
        "index": release.index,
        "year": release.year,
        "place": release.place_slug,
        "block": release.group_slug,
        "group": release.group,
        "is_current": release.is_current,
        "position": row.position,
        "unit": row.unit,
        "printed_name": row.name,
        "rank": row.rank,
        "rank_printed": row.rank_printed,
        "rank_basis": _stated(release, row.rank_basis) if row.has_place else None,
        "rank_computed": row.rank_computed,
        "total": row.total.value,
        "total_printed": row.total.printed,
        "total_basis": _stated(release, row.total.basis) if row.total.is_known else None,
        "max_score": row.max_score,
        "index_percent": row.index_percent.value,
        "index_printed": row.index_percent.printed,
        "index_basis": _stated(release, row.index_percent.basis) if row.index_percent.is_known else None,
        "band": row.band,
        "previous_rank": rank.before,
        "rank_change": rank.places,
        "rank_change_basis": _basis(rank.places is not None, rank.is_printed),
        "rank_change_absent": None if rank.places is not None else rank.reason,
        "score_change": score.points,
        "score_direction": score.direction,
        "score_change_basis": _basis(has_score_move, score.is_printed),
        "score_change_absent": None if has_score_move else score.reason,
        "change_note": "; ".join(dict.fromkeys(filter(None, [rank.why, score.why]))),
        "absent_reason": row.absent_reason,
        "note": row.note,
        "source": row.source,
    }
    return {name: tidy(str(value) if isinstance(value, str) else value) for name, value in line.items()}


def _stated(release: Release, basis: str) -> str:
    return COMPUTED if release.is_computed and basis == Basis.PRINTED else basis


def _basis(is_there: bool, is_printed: bool) -> str | None:
    return ("printed" if is_printed else "derived") if is_there else None


_OF_RESULT = {"publication": "result__publication__number", "position": "result__position", "unit": "result__unit_code"}
_BY_RESULT = {"publication": int, "position": int, "unit": str}

FROZEN = (
    Publications(
        "cong-bo",
        _publications,
        {
            "label": "invented",
            "number": "number",
            "index": "index_id",
            "index_name": "index_name",
            "year": "year",
            "place": "group__place",
            "place_name": "place_name",
            "block": "group__slug",
            "group": "group__code",
            **same("group_name", "unit_noun", "version", "is_current"),
            "supersedes": "supersedes__number",
            "superseded_by": "later_number",
            **same(
                "reason", "origin", "decision_number", "decision_date", "announced_on", "unit_count", "unit_label",
                "scale_max", "part_scale", "combining", "places", "tie_rule", "set_code", "set_name", "set_decision",
                "rank_on", "survey_made", "band_decision",
            ),
            "previous": "previous__number",
            "previous_superseded_by": "previous_later_number",
            **same("incomparable_reason", "note", "source", "content_hash"),
        },
        {"number": int},
        _filters(""),
    ),
    Results(
        "ket-qua",
        _of(PublishedResult, "publication"),
        {"publication": "publication__number", "position": "position", "unit": "unit_code"},
        {"publication": int, "position": int, "unit": str},
        _filters("publication__", "unit_code"),
    ),
    Table(
        "thanh-phan",
        _of(PublishedComponent, "publication", "max_basis"),
        {
            "label": "invented",
            "publication": "publication__number",
            **same("position", "code", "name", "short_name", "measure", "max_score"),
            "max_basis": "stated_basis",
            **same("weight", "part_of_total", "note", "source"),
        },
        {"publication": int, "position": int, "code": str},
        _filters("publication__"),
    ),
    Table(
        "diem-thanh-phan",
        _of(PublishedScore, "result__publication", "basis"),
        {
            "label": "invented",
            **_OF_RESULT,
            "component_position": "component__position",
            "component": "component__code",
            "component_name": "component__name",
            **same("value", "printed"),
            "basis": "stated_basis",
            **same("rank", "change", "note", "source"),
        },
        {**_BY_RESULT, "component_position": int, "component": str},
        _filters("result__publication__", "result__unit_code"),
    ),
    Table(
        "tieu-chi",
        _of(PublishedCriterion, "publication"),
        {
            "label": "invented",
            "publication": "publication__number",
            **same("position", "code"),
            "parent": "parent_code",
            **same("title", "max_score", "origin", "evidence"),
            "appraiser": "appraiser_name",
            **same("previous_code", "mapping"),
        },
        {"publication": int, "position": int, "code": str},
        _filters("publication__"),
    ),
    Table(
        "diem-tieu-chi",
        _of(PublishedMark, "result__publication"),
        {
            "label": "invented",
            **_OF_RESULT,
            "criterion_position": "criterion__position",
            "criterion": "criterion__code",
            **same("state", "points", "max_score", "amount", "base", "choice", "self_score", "reason"),
        },
        {**_BY_RESULT, "criterion_position": int, "criterion": str},
        _filters("result__publication__", "result__unit_code"),
    ),
    Table(
        "xep-loai",
        _of(PublishedBand, "publication"),
        {
            "label": "invented",
            "publication": "publication__number",
            **same("code", "name", "from_index", "component_floor"),
        },
        {"publication": int, "code": str},
        _filters("publication__"),
    ),
    Table(
        "khao-sat",
        _of(PublishedSurvey, "result__publication"),
        {
            "label": "invented",
            **_OF_RESULT,
            "survey_position": "position",
            **same("purpose", "factor", "percent", "base", "response_rate", "margin", "is_suppressed"),
        },
        {**_BY_RESULT, "survey_position": int},
        _filters("result__publication__", "result__unit_code"),
    ),
    Table(
        "so-lieu-chung",
        _of(PublishedFact, "publication", "basis"),
        {
            "label": "invented",
            "publication": "publication__number",
            "position": "position",
            "kind": "kind",
            "what": "label",
            **same("value", "printed"),
            "basis": "stated_basis",
            **same("note", "source"),
        },
        {"publication": int, "position": int},
        _filters("publication__"),
    ),
)  # fmt: skip
