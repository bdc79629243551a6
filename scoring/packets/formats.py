"""Empty workbooks of the portal's own format (docs/data-format.md): headings, what each column holds, nothing else."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from scoring.exports.layout import HEADING_FILL, Column, Entry, Line, Styled, Worksheet
from scoring.exports.workbook import as_xlsx
from scoring.imports.criteria import CRITERIA_TABLES
from scoring.imports.tables import BY_CODE, Kind, Table
from scoring.imports.tables import Column as TableColumn

_OPEN_ROWS = 200
# The workbooks, by the tables that go into each.
FORMATS: dict[str, tuple[Table, ...]] = {
    "bo-tieu-chi": CRITERIA_TABLES,
    "don-vi": tuple(BY_CODE[code] for code in ("units", "designations", "successions", "groups")),
    "ket-qua": tuple(BY_CODE[code] for code in ("publications", "components", "results", "facts")),
}
# What a spreadsheet would take for something else: 1.10 for 1.1, 2-3 and 6/2021 for a day, 3/4/2021 for the fourth of March.
_AS_TYPED = frozenset(
    {Kind.TEXT, Kind.PARAGRAPHS, Kind.CODE, Kind.CRITERION_CODE, Kind.RANK, Kind.DATE, Kind.MOMENT, Kind.CHOICE, Kind.YES_NO}
)  # fmt: skip


def format_template(name: str) -> bytes:
    """The empty workbook of that name, one of `FORMATS`. Raises KeyError for any other."""
    return as_xlsx([_worksheet(table) for table in FORMATS[name]], title=_("Tệp mẫu"))


def _worksheet(table: Table) -> Worksheet:
    cells = [_cell(column) for column in table.columns]
    holds: Sequence[Styled] = [Styled(_holds(column), is_italic=True, size=9) for column in table.columns]
    columns = [
        Column(column.heading, max(14, min(40, len(column.heading) + 4)), places=None) for column in table.columns
    ]
    rows: list[Line] = [cells] * _OPEN_ROWS
    return Worksheet(
        table.heading, columns, rows, before=[holds], frozen_columns=1, heading_fill=HEADING_FILL, repeated_from=2
    )


def _holds(column: TableColumn) -> str:
    """In words that are no heading of any table ("Văn bản" is one), or this line would be taken for the headings."""
    required = _("bắt buộc; ") if column.required else ""
    return required + _("ghi %s") % column.kind.value


def _cell(column: TableColumn) -> Entry:
    """An open cell; where one of several values is wanted, their words, which the reader takes as well as their codes."""
    refusal = _("Chọn trong danh sách.")
    if column.kind is Kind.CHOICE:
        return Entry(choices=tuple(column.words[each] for each in column.choices), refusal=refusal, is_text=True)
    if column.kind is Kind.YES_NO:
        return Entry(choices=("có", "không"), refusal=refusal, is_text=True)
    return Entry(is_text=column.kind in _AS_TYPED)
