"""Grids in which survey figures are typed: a row for each unit or question, a column for each answer or figure.

What is typed stays on the page whatever is wrong with it. A grid carries what the person saw (`seen`), so that a
colleague's figures are never written over unnoticed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from scoring.core.rounding import decimals_of, round_half_up
from scoring.core.survey import SMALLEST_BASE
from scoring.imports.values import is_fraction, with_comma
from scoring.numerals import why_no_percent
from scoring.survey_entry import Change, Entry, Fault, Known, Part, Returned, Stated, small_bases
from scoring.survey_places import FIGURES
from units.names import tidy

_WHOLE = re.compile(r"[0-9]{1,9}")
_PERCENT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,6})?")


@dataclass(slots=True)
class GridCell:
    """One field: its name in the form, what stands in it, what is wrong with it."""

    name: str
    label: str
    value: str
    fault: str = ""
    is_text: bool = False


@dataclass(slots=True)
class GridRow:
    """One place: a question about a unit, the questionnaires about a unit, or a unit's index."""

    unit: str
    name: str
    label: str
    code: str
    cells: list[GridCell]
    fault: str = ""
    total: int | None = None
    is_small: bool = False
    held_now: str = ""  # in a conflict: what a colleague has entered meanwhile


@dataclass(slots=True)
class Grid:
    """A page of places with their figures. `columns` as (code, label)."""

    part: Part
    columns: Sequence[tuple[str, str]]
    rows: list[GridRow]
    seen: Entry = field(default_factory=Entry)

    @property
    def faults(self) -> list[tuple[GridRow, GridCell | None, str]]:
        """Everything that is wrong, in the order of the page."""
        found: list[tuple[GridRow, GridCell | None, str]] = []
        for row in self.rows:
            found += [(row, cell, cell.fault) for cell in row.cells if cell.fault]
            if row.fault:
                found.append((row, None, row.fault))
        return found

    @property
    def clashes(self) -> list[GridRow]:
        return [row for row in self.rows if row.held_now]

    @property
    def seen_text(self) -> str:
        """What the page shows as it stands, for the form to carry."""
        return json.dumps(_packed(self.seen), separators=(",", ":"), ensure_ascii=False)


def make_grid(
    part: Part,
    places: Sequence[tuple[str, str, str, str]],
    columns: Sequence[tuple[str, str]],
    known: Known,
    typed: Mapping[str, str] | None = None,
) -> Grid:
    """A grid of `places` (unit, question or questionnaire, label, code) with what is held, or with what was `typed`."""
    rows = []
    held_at: dict[tuple[str, str], Any] = {}
    for number, (unit, name, label, code) in enumerate(places):
        held = held_at[unit, name] = known.held(part, unit, name)
        texts = _texts(held, [column for column, _label in columns])
        cells = []
        for column, text in columns:
            field_name = f"o.{number}.{column}"
            value = texts[column] if typed is None else typed.get(field_name, "")
            cells.append(GridCell(field_name, text, value.strip(), is_text=column == "source"))
        row = GridRow(unit, name, label, code, cells)
        if held is not None and part is not Part.RETURN:
            row.total = sum(held.values()) if part is Part.TALLY else None
            base = held.base if isinstance(held, Stated) else row.total or 0
            row.is_small = base < SMALLEST_BASE
        rows.append(row)
    return Grid(part, columns, rows, _entry(part, held_at))


def read_grid(grid: Grid, seen_text: str) -> Entry:
    """The entry that a typed grid makes: only what differs from what the person saw. Unreadable cells get a fault."""
    seen = unpacked(seen_text)
    values: dict[tuple[str, str], Any] = {}
    for row in grid.rows:
        value = None if all(not cell.value for cell in row.cells) else _value(grid.part, row)
        if any(cell.fault for cell in row.cells):
            continue
        if value != _at(seen, grid.part, row):
            values[row.unit, row.name] = value
    grid.seen = seen
    return _entry(grid.part, values)


def take_faults(grid: Grid, found: Sequence[Fault]) -> None:
    """Put the faults of an entry at their cells."""
    rows = {(row.unit, row.name): row for row in grid.rows}
    for fault in found:
        row = rows[fault.unit, fault.name]
        cell = next((each for each in row.cells if each.name.rpartition(".")[2] == fault.column), None)
        said = f"{fault.message[0].upper()}{fault.message[1:]}. {fault.advice}"
        if cell is not None and not cell.fault:
            cell.fault = said
        elif cell is None:
            row.fault = said


def take_conflicts(grid: Grid, found: Sequence[Change], who: Mapping[tuple[str, str], str]) -> None:
    """Show at their rows what colleagues entered meanwhile; the form carries it from now on, so a second save is knowing."""
    held = {(each.unit, each.name): each.before for each in found}
    for row in grid.rows:
        if (row.unit, row.name) in held:
            value = held[row.unit, row.name]
            said = describe(value, dict(grid.columns))
            row.held_now = f"{said} ({who[row.unit, row.name]})" if who.get((row.unit, row.name)) else said
    seen = {**{(r.unit, r.name): _at(grid.seen, grid.part, r) for r in grid.rows}, **held}
    grid.seen = _entry(grid.part, seen)


def describe(value: Any, labels: Mapping[str, str] | None = None) -> str:
    """A value in a few words, for lists of changes: "a 10, b 5"; "chưa có số liệu" for None."""
    if value is None:
        return _("chưa có số liệu")
    columns = list(value) if isinstance(value, Mapping) else list(type(value).__dataclass_fields__)
    texts = _texts(value, columns)
    names = labels or dict((*FIGURES[Part.RETURN], *FIGURES[Part.SATISFACTION]))
    return "; ".join(f"{names.get(column, column)}: {texts[column]}" for column in columns if texts[column])


def small_ones(entry: Entry) -> int:
    return len(small_bases(entry))


def _at(entry: Entry, part: Part, row: GridRow) -> Any:
    if part is Part.SATISFACTION:
        return entry.satisfaction.get(row.unit)
    return (entry.tallies if part is Part.TALLY else entry.returns).get((row.unit, row.name))


def _entry(part: Part, values: Mapping[tuple[str, str], Any]) -> Entry:
    if part is Part.TALLY:
        return Entry(tallies=values)
    if part is Part.RETURN:
        return Entry(returns=values)
    return Entry(satisfaction={unit: value for (unit, _name), value in values.items()})


def _texts(value: Any, columns: Sequence[str]) -> dict[str, str]:
    """Every column's text as a person types it."""
    texts = {}
    for column in columns:
        got = value.get(column) if isinstance(value, Mapping) else getattr(value, column, None)
        texts[column] = "" if got is None else with_comma(_short(got)) if isinstance(got, Decimal) else str(got)
        if isinstance(got, Decimal) and is_fraction(got):
            texts[column] += "%"  # without it, it would be refused
    return texts


def _short(number: Decimal) -> Decimal:
    """Without trailing noughts beyond the second decimal: 93.9500 -> 93.95."""
    return number.normalize() if decimals_of(number) > 2 else round_half_up(number)


def _value(part: Part, row: GridRow) -> Any:
    read: dict[str, Any] = {}
    for cell in row.cells:
        column = cell.name.rpartition(".")[2]
        if cell.is_text:
            read[column] = tidy(cell.value)
        elif cell.value and column == "percent":
            read[column] = _percent(cell)
        elif cell.value:
            if _WHOLE.fullmatch(cell.value):
                read[column] = int(cell.value)
            else:
                cell.fault = (
                    _("“%s” không phải số nguyên. Ghi bằng chữ số 0–9, không có dấu hay phần thập phân.") % cell.value
                )
    if part is Part.TALLY:
        return read
    if part is Part.RETURN:
        return Returned(read.get("issued"), read.get("population"))
    for cell in row.cells:
        if cell.name.rpartition(".")[2] in ("percent", "base") and not cell.value:
            cell.fault = _("Ghi đủ chỉ số và số phiếu trả lời; chưa khảo sát thì để trống cả dòng.")
    if any(cell.fault for cell in row.cells):
        return None
    return Stated(read["percent"], read["base"], read.get("issued"), read.get("population"), read.get("source", ""))


def _percent(cell: GridCell) -> Decimal | None:
    text = cell.value.removesuffix("%").rstrip()
    if _PERCENT.fullmatch(text):
        percent = Decimal(text.replace(",", "."))
        if text == cell.value and (wrong := why_no_percent(percent)):
            cell.fault = ". ".join(wrong)
        return percent
    cell.fault = _("“%s” không phải tỷ lệ. Ghi như 93,95.") % cell.value
    return None


# What travels through a form: values as JSON.


def _packed(entry: Entry) -> dict[str, Any]:
    return {
        "t": [[unit, name, None if counts is None else dict(counts)] for (unit, name), counts in entry.tallies.items()],
        "r": [[unit, name, r and [r.issued, r.population]] for (unit, name), r in entry.returns.items()],
        "s": [
            [unit, s and [format(s.percent, "f"), s.base, s.issued, s.population, s.source]]
            for unit, s in entry.satisfaction.items()
        ],
    }


def unpacked(text: str) -> Entry:
    """The entry that a form carried; an empty one where the text is damaged (then everything typed counts as new)."""
    try:
        return _unpack(json.loads(text))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, InvalidOperation):
        return Entry()


def _unpack(data: Any) -> Entry:
    return Entry(
        {
            (unit, name): None if counts is None else {str(a): int(n) for a, n in counts.items()}
            for unit, name, counts in data["t"]
        },
        {(unit, name): r and Returned(*r) for unit, name, r in data["r"]},
        {unit: s and Stated(Decimal(s[0]), *s[1:]) for unit, s in data["s"]},
    )
