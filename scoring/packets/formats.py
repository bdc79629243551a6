"""Empty workbooks of the portal's own format (docs/data-format.md): headings, what each column holds, nothing else."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from scoring.exports.layout import Column, Entry, Line, Styled, Worksheet
from scoring.exports.workbook import as_xlsx
from scoring.imports.criteria import CRITERIA_TABLES
from scoring.imports.tables import TABLES, Kind, Table
from scoring.imports.tables import Column as TableColumn

_OPEN_ROWS = 200
# The workbooks, by the tables that go into each.
FORMATS: dict[str, tuple[str, ...]] = {
    "bo-tieu-chi": tuple(table.code for table in CRITERIA_TABLES),
    "don-vi": ("units", "designations", "successions", "groups"),
    "ket-qua": ("publications", "components", "results"),
}
_TABLES = {table.code: table for table in (*TABLES, *CRITERIA_TABLES)}


def format_template(name: str) -> bytes:
    """The empty workbook of that name, one of `FORMATS`. Raises KeyError for any other."""
    tables = [_TABLES[code] for code in FORMATS[name] if code in _TABLES]
    return as_xlsx([_worksheet(table) for table in tables], title=_("Tệp mẫu"))


def _worksheet(table: Table) -> Worksheet:
    cells = [_cell(column.kind, column) for column in table.columns]
    holds: Sequence[Styled] = [Styled(_holds(column), is_italic=True, size=9) for column in table.columns]
    columns = [
        Column(column.heading, max(14, min(40, len(column.heading) + 4)), places=None) for column in table.columns
    ]
    rows: list[Line] = [cells] * _OPEN_ROWS
    return Worksheet(
        table.code, columns, rows, before=[holds], frozen_columns=1, heading_fill="E4EFF1", repeated_from=2
    )


def _holds(column: TableColumn) -> str:
    required = _("bắt buộc; ") if column.required else ""
    return f"{required}{column.kind.value}"


def _cell(kind: Kind, column: TableColumn) -> Entry:
    if kind is Kind.CHOICE:
        return Entry(choices=tuple(column.choices))
    if kind is Kind.YES_NO:
        return Entry(choices=("có", "không"))
    return Entry()
