"""A table as a file in each form: the same rows in CSV, XLSX and JSON, with what the table is beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .cells import Cell
from .layout import Column, Line, Styled, Worksheet
from .texts import as_csv, as_json

FORMS = ("xlsx", "csv", "json")  # the suffixes of the files that a table can be


@dataclass(frozen=True, slots=True)
class Table:
    """A table on its way into a file.

    `headings` and `rows` are what the page shows. `facts` say what the table is (label, value): a second worksheet, or
    `about` in JSON. A CSV file has no second sheet: `beside` (heading, value) stands at the end of each of its rows.
    `widths` are those of the columns that are not 15 characters wide, by position.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    facts: Sequence[tuple[str, Cell]] = ()
    beside: Sequence[tuple[str, str]] = ()
    widths: dict[int, float] = field(default_factory=dict)
    frozen_columns: int = 2
    names: tuple[str, str] = ("Kết quả", "Thông tin")  # of the two worksheets


def as_file(suffix: str, table: Table) -> bytes:
    """The table in the form of that suffix, one of `FORMS`. Raises KeyError for any other."""
    return _MAKERS[suffix](table)


def _csv(table: Table) -> bytes:
    heads, tail = [label for label, _value in table.beside], [value for _label, value in table.beside]
    return as_csv([[*table.headings, *heads], *([*row, *tail] for row in table.rows)])


def _xlsx(table: Table) -> bytes:
    from .workbook import as_xlsx  # openpyxl takes a quarter of a second to import

    columns = [Column(each, table.widths.get(place, 15)) for place, each in enumerate(table.headings)]
    first = Worksheet(
        table.names[0],
        columns,
        table.rows,
        before=[[Styled(table.title, is_bold=True)]],
        frozen_columns=table.frozen_columns,
    )
    about: list[Line] = [
        [Styled(label, is_bold=True), value if isinstance(value, str) else str(value)] for label, value in table.facts
    ]
    second = Worksheet(table.names[1], [Column("", 28), Column("", 90)], about, has_heading=False)
    return as_xlsx([first, second] if table.facts else [first], title=table.title)


def _json(table: Table) -> bytes:
    rows = [list(row) for row in table.rows]
    return as_json({"title": table.title, "about": dict(table.facts), "columns": list(table.headings), "rows": rows})


_MAKERS = dict(zip(FORMS, (_xlsx, _csv, _json), strict=True))
