"""What an import of units and transcribed results changes, row by row, and the state in which it found what it is about."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from scoring.imports.rows import Row
from scoring.models import (
    ComparabilityBreak,
    Framework,
    FrameworkItem,
    Index,
    IndexComponent,
    Publication,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
)
from units.models import FormerDesignation, Succession, Unit, UnitAlias, UnitGroup
from units.plans import Plan

from .bundles import CONTENT_TABLES, Bundle, Bundles, triple_of
from .entered import plain

# Stored rows that each table of the format is held against.
_UNITS = (Unit, FormerDesignation, UnitAlias, Succession, UnitGroup)
_METHODS = (Index, IndexComponent, ComparabilityBreak, Framework, FrameworkItem)
_STORED: dict[str, tuple[type[models.Model], ...]] = {
    **dict.fromkeys(("units", "designations", "successions", "groups"), _UNITS),
    **dict.fromkeys(("indexes", "index_components", "breaks", "frameworks", "framework_items"), _METHODS),
}
# What follows from other fields, or is made at another time: nobody brings it, nobody is told of it.
_QUIET = frozenset(
    {"id", "match_key", "full_match_key", "search_text", "sort_key", "number", "status", "origin", "content_hash",
     "published_at", "published_by", "published_by_name", "previous", "survey_made", "rank_computed", "rank_exact"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that is added or changed: {field: value as an event keeps it}; of a new row `before` is empty."""

    row: models.Model
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    is_new: bool


@dataclass(slots=True)
class Changes:
    """Everything that an import adds or changes, how many rows the files have of each table, and the publications
    that they are about."""

    rows: list[RowChange] = field(default_factory=list)
    brought: Mapping[str, int] = field(default_factory=dict)
    bundles: Sequence[Bundle] = ()

    def by_row(self) -> dict[int, RowChange]:
        """The changes by id of their row."""
        return {id(change.row): change for change in self.rows}

    def digest(self, stored: str) -> str:
        """One for all of it, together with the state of what is stored: the same only if a person would see the same."""
        told = [
            [type(each.row).__name__, None if each.is_new else each.row.pk, dict(each.before), dict(each.after)]
            for each in self.rows
        ]
        text = json.dumps([stored, told], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def changes_of(units: Plan, others: Plan, bundles: Bundles, rows: Mapping[str, Sequence[Row]]) -> Changes:
    """What was planned, before it is written."""
    return Changes(
        [change for plan in (units, others) for change in _changes(plan)],
        {table: len(each) for table, each in rows.items() if each},
        [bundle for bundle in bundles if bundle.first_row is not None],
    )


def _changes(plan: Plan) -> Iterator[RowChange]:
    for instances in plan.created.values():
        for row in instances:
            names = [each.name for each in row._meta.concrete_fields if each.name not in _QUIET]
            yield RowChange(row, {}, {name: plain(_value(row, name)) for name in names}, is_new=True)
    for updated in plan.updated.values():
        for row, _names in updated.values():
            held = {name: plain(value) for name, value in plan.before.get(id(row), {}).items() if name not in _QUIET}
            after = {name: plain(_value(row, name)) for name in held}
            moved = [name for name in held if held[name] != after[name]]
            if moved:
                yield RowChange(
                    row, {name: held[name] for name in moved}, {name: after[name] for name in moved}, is_new=False
                )


def _value(row: models.Model, name: str) -> Any:
    """A field; a reference that is not at hand by its key, so that the database is asked for nothing."""
    model_field: Any = row._meta.get_field(name)
    if not model_field.remote_field:
        return getattr(row, name)
    return model_field.get_cached_value(row, default=None) or getattr(row, model_field.attname)


def stored_state(rows: Mapping[str, Sequence[Row]], *, lock: bool) -> str:
    """A digest of the stored rows that the files are about; with `lock` nobody changes them before the transaction ends."""
    state: dict[str, Any] = {}

    def keep(found: models.QuerySet[Any]) -> list[tuple[Any, ...]]:
        held = list(
            (found.select_for_update(no_key=True, of=("self",)) if lock else found).order_by("pk").values_list()
        )
        state[found.model.__name__] = held
        return held

    for model in dict.fromkeys(model for table, models_ in _STORED.items() if rows.get(table) for model in models_):
        keep(model._default_manager.all())
    triples = {triple_of(row) for table in ("publications", *CONTENT_TABLES) for row in rows.get(table, ())}
    if triples:
        indexes, years, groups = (set(each) for each in zip(*triples, strict=True))
        keep(Publication.objects.filter(index__in=indexes, year__in=years, group__code__in=groups))
        drafts = Publication.objects.filter(
            index__in=indexes, year__in=years, group__code__in=groups, status=Publication.Status.DRAFT
        ).values("pk")
        for of_a_draft in (PublishedComponent, PublishedResult, PublishedFact):
            keep(of_a_draft._default_manager.filter(publication__in=drafts))
        keep(PublishedScore.objects.filter(result__publication__in=drafts))
    text = json.dumps(state, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
