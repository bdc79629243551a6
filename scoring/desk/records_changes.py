"""What a file of units and transcribed results changes, in words: table by table, each publication under its own name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.actions.bundles import CONTENT_TABLES, Bundle
from scoring.actions.imported_changes import Changes, RowChange
from scoring.actions.imports import Outcome
from scoring.actions.records_import import UNIT_TABLES
from scoring.imports.tables import BY_CODE, COMPONENT_COLUMNS, Table
from scoring.models import PublishedComponent, PublishedScore
from units.models import UnitAlias

from .changed_fields import ChangedField, ChangedRow, fields_of, in_words

# Fields by the columns that people know them by, where the two differ; of a figure held as a number and as printed, one.
_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "units": {"kind": "unit_kind"},
    "successions": {"kind": "succession"},
    "facts": {"kind": "fact"},
    "results": {"printed_name": "unit_name", "unit_code": "unit"},
}
_PRINTED: Mapping[str, str] = {
    "rank": "rank_printed",
    "previous_rank": "previous_rank_printed",
    "total": "total_printed",
    "index_percent": "index_printed",
}
_NUMBERS = {printed: number for number, printed in _PRINTED.items()}
_MODELS = {"units": "Unit", "designations": "FormerDesignation", "successions": "Succession", "groups": "UnitGroup"}
# So many rows of a table stand on the page; all are written, and all stand in the file that was brought.
MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class ChangedTable:
    """One table: how many of its rows are added, changed or the same, and those that are not the same.

    `alike` are the fields that every added row has alike, told once.
    """

    heading: str
    added: int
    changed: int
    unchanged: int
    rows: Sequence[ChangedRow]
    alike: Sequence[ChangedField] = ()

    @property
    def more(self) -> int:
        return self.added + self.changed - len(self.rows)


@dataclass(frozen=True, slots=True)
class ChangedDraft:
    """One publication that the files are about."""

    name: str
    version: int
    is_new: bool
    is_published: bool
    own: Sequence[ChangedField]
    tables: Sequence[ChangedTable]

    @property
    def is_moved(self) -> bool:
        return bool(self.own) or any(table.added or table.changed for table in self.tables)


def changed_units(outcome: Outcome) -> list[ChangedTable]:
    """The tables of units, of those that the files bring."""
    changes, tables = outcome.changes, []
    names: dict[int, list[ChangedField]] = {}
    for each in changes.rows:
        if isinstance(each.row, UnitAlias):
            alias = ChangedField(_("Tên gọi khác (thêm)"), "", each.row.name)
            names.setdefault(id(each.row.unit), []).append(alias)
    for code in UNIT_TABLES:
        if code in changes.brought:
            found = {id(each.row): each for each in changes.rows if type(each.row).__name__ == _MODELS[code]}
            more = names if code == "units" else {}
            rows = [_row(code, each, more.pop(key, ())) for key, each in found.items()]
            rows += [_named(each, more[id(each.row.unit)]) for each in _first_names(changes, more)]
            tables.append(_table(code, rows, changes.brought[code]))
    return tables


def _first_names(changes: Changes, names: Mapping[int, Any]) -> Iterable[Any]:
    """The first new alias of each unit that gets nothing else."""
    seen = dict.fromkeys(names)
    for each in changes.rows:
        if isinstance(each.row, UnitAlias) and id(each.row.unit) in seen:
            del seen[id(each.row.unit)]
            yield each


def _named(each: RowChange, fields: Sequence[ChangedField]) -> ChangedRow:
    assert isinstance(each.row, UnitAlias)  # noqa: S101 - the caller looked
    return ChangedRow(each.row.unit.code, each.row.unit.full_name, False, fields)


def changed_drafts(outcome: Outcome) -> list[ChangedDraft]:
    """The publications of the files, those that change before those that do not."""
    found = outcome.changes.by_row()
    drafts = [_draft(bundle, found, outcome.changes) for bundle in outcome.changes.bundles]
    return sorted(drafts, key=lambda each: not each.is_moved)


def _draft(bundle: Bundle, found: Mapping[int, RowChange], changes: Changes) -> ChangedDraft:
    own = found.get(id(bundle.publication))
    scores: dict[str, list[tuple[PublishedComponent, RowChange]]] = {}
    for (unit, code), score in bundle.scores.items():
        if (change := found.get(id(score))) is not None:
            scores.setdefault(unit, []).append((bundle.components[code], change))
    rows: dict[str, list[ChangedRow]] = {code: [] for code in CONTENT_TABLES}
    for code, of_table in (("components", bundle.components), ("facts", bundle.facts)):
        rows[code] = [_row(code, found[id(row)]) for row in of_table.values() if id(row) in found]  # type: ignore[attr-defined]
    for unit, result in bundle.results.items():
        more = [field for component, score in scores.get(unit, ()) for field in _score(component, score)]
        if id(result) in found:
            rows["results"].append(_row("results", found[id(result)], more))
        elif more:
            rows["results"].append(ChangedRow(result.unit_code, result.printed_name, False, more))
    return ChangedDraft(
        str(bundle.publication),
        bundle.publication.version,
        own is not None and own.is_new,
        bundle.is_published,
        _fields("publications", own) if own is not None else (),
        [_table(code, rows[code], bundle.brought[code]) for code in CONTENT_TABLES if bundle.brought[code]],
    )


def _table(code: str, rows: Sequence[ChangedRow], brought: int) -> ChangedTable:
    """The table; what every new row says alike is taken out of the rows, where there are several."""
    new = [row for row in rows if row.is_new]
    alike = _alike(new) if len(new) > 1 else ()
    shown = [
        ChangedRow(row.code, row.title, row.is_new, [each for each in row.fields if not (row.is_new and each in alike)])
        for row in rows[:MOST_ROWS]
    ]
    return ChangedTable(BY_CODE[code].heading, len(new), len(rows) - len(new), brought - len(rows), shown, alike)


def _alike(rows: Sequence[ChangedRow]) -> Sequence[ChangedField]:
    return [field for field in rows[0].fields if all(field in row.fields for row in rows[1:])]


def _row(code: str, each: RowChange, more: Sequence[ChangedField] = ()) -> ChangedRow:
    own: Any = each.row
    key = getattr(own, "unit_code", "") or getattr(own, "code", "")
    return ChangedRow(key, str(own), each.is_new, [*_fields(code, each), *more])


def _fields(code: str, each: RowChange) -> list[ChangedField]:
    table = BY_CODE[code]
    change = _as_columns(each, _COLUMNS.get(code, {}), table)
    quiet = ("unit", "unit_name", "code", "component", "label", "position", "index", "year", "group", "version")
    if not each.is_new:
        return fields_of(change, table)
    usual = tuple(name for name, value in change["to"].items() if name.endswith("basis") and value == "printed")
    return fields_of(change, table, passing_over=(*quiet, *usual))


def _as_columns(each: RowChange, names: Mapping[str, str], table: Table) -> dict[str, dict[str, Any]]:
    """The change by column: a figure as it is printed, or else its number; what is no column is left out."""
    change: dict[str, dict[str, Any]] = {"from": {}, "to": {}}
    for name in each.after:
        number = _NUMBERS.get(name, name)
        column = names.get(number, number)
        if column in table.by_code and column not in change["to"]:
            for side, values in (("from", each.before), ("to", each.after)):
                change[side][column] = _first(values, _PRINTED.get(number, number), number)
    return change


def _first(values: Mapping[str, Any], *names: str) -> Any:
    """The first of those values that says something."""
    return next((values[name] for name in names if values.get(name) not in (None, "")), None)


def _score(component: PublishedComponent, each: RowChange) -> list[ChangedField]:
    """A component's figure beside the result that it is of, under the component's own name."""
    assert isinstance(each.row, PublishedScore)  # noqa: S101 - the bundle keeps scores by component
    fields = []
    for part, names in (("", ("printed", "value")), *((name, (name,)) for name in ("rank", "change", "basis", "note"))):
        if not any(name in each.after for name in names):
            continue
        column = COMPONENT_COLUMNS[part]
        before, after = (in_words(_first(values, *names), column) for values in (each.before, each.after))
        if (before or after) and not (each.is_new and part == "basis" and each.after["basis"] == "printed"):
            fields.append(ChangedField(f"{component.short_name} {column.heading}".strip(), before, after))
    return fields
