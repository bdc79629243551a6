"""Stored rows as worksheets and texts of the documented format: what goes out comes in again and changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.exports import layout
from scoring.imports.tables import Column, Table

_WIDTHS = {
    "title": 60, "rule_detail": 44, "guidance": 40, "evidence": 40, "source": 40, "name": 40, "full_name": 40,
    "legal_basis": 40, "note": 40,
}  # fmt: skip
Stored = Mapping[str, Any]  # a row by column code


def _shown(value: Any, column: Column) -> Any:
    """A value as its cell holds it: text, or a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, Decimal):
        return shortest(value)
    return column.words.get(value, value) if column.choices else value


def cells(table: Table, rows: Sequence[Stored]) -> list[list[Any]]:
    """The rows as lines, in the order of the table's columns."""
    return [[_shown(row.get(column.code), column) for column in table.columns] for row in rows]


def worksheet(table: Table, rows: Sequence[Stored], *, frozen_columns: int = 0) -> layout.Worksheet:
    """The rows under the table's headings. Text cells are kept as text, so that 1.10 stays 1.10 when someone types it."""
    return layout.Worksheet(
        table.heading,
        [layout.Column(each.heading, _WIDTHS.get(each.code, 18), places=None) for each in table.columns],
        cells(table, rows),
        frozen_columns=frozen_columns,
    )


def shortest(value: Any) -> Any:
    """A number without needless zeros, anything else as it is."""
    return (value.normalize() if value else Decimal(0)) if isinstance(value, Decimal) else value
