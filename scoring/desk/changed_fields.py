"""Fields that a file changes, in words: the heading of the column, the old value and the new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from scoring.imports.tables import Column, Kind, Table
from scoring.rule_words import figure

from .workbooks import ChangedField

_FIGURES = frozenset({Kind.NUMBER, Kind.SIGNED_NUMBER, Kind.FIGURE, Kind.PERCENT})


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row that the file adds or changes."""

    code: str
    title: str
    is_new: bool
    fields: Sequence[ChangedField]


def fields_of(change: Mapping[str, Any], *tables: Table, passing_over: Sequence[str] = ()) -> list[ChangedField]:
    """The fields of a change {"from": …, "to": …} that say something, each by the heading of the first table that has it."""
    fields = []
    for name, after in change["to"].items():
        before = change["from"].get(name)
        if name in passing_over or (before in (None, "") and (after in (None, "") or after is False)):
            continue
        column = next((table.by_code[name] for table in tables if name in table.by_code), None)
        if name == "position" and column is None:  # its number says nothing to a person
            fields.append(ChangedField(_("Thứ tự"), _("như đang lưu"), _("theo các dòng của tệp")))
            continue
        label = column.heading if column is not None else name
        fields.append(ChangedField(label, in_words(before, column), in_words(after, column)))
    return fields


def in_words(value: Any, column: Column | None) -> str:
    """A value as an event keeps it, as people read it; "" is empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    kind = column.kind if column is not None else Kind.WHOLE
    if kind in _FIGURES:
        return _figure(value)
    if kind is Kind.DATE:
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    if column is not None and kind is Kind.CHOICE:
        return str(column.words.get(value, value))
    return str(value)


def _figure(value: Any) -> str:
    """A number with a decimal comma; a figure as printed, which may be unfinished, as it stands."""
    try:
        return figure(Decimal(value))
    except InvalidOperation:
        return str(value)
