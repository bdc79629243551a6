"""Empty workbooks of the portal's own format (docs/data-format.md): locked headings, what each column holds, nothing else."""

from django.utils.translation import gettext as _

from scoring.exports.layout import HEADING_FILL, Column, Entry, Line, Paper, Styled, Worksheet
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
_NUMBERS: dict[Kind, Entry] = {
    Kind.WHOLE: Entry(least=0, is_whole=True, refusal="Ghi số nguyên, không âm."),
    Kind.SIGNED: Entry(is_whole=True, refusal="Ghi số nguyên; giảm thì ghi dấu trừ."),
    Kind.NUMBER: Entry(least=0, refusal="Ghi một số không âm."),
    Kind.SIGNED_NUMBER: Entry(least=-1000, most=1000, refusal="Ghi một số; giảm thì ghi dấu trừ."),
    Kind.PERCENT: Entry(least=0, most=100, refusal="Ghi phần trăm từ 0 đến 100."),
    Kind.YEAR: Entry(least=1900, most=2099, is_whole=True, refusal="Ghi một năm, bốn chữ số."),
}
_COMPONENTS = 12  # columns of components whose headings are left to whoever fills them in
_WIDTHS = {Kind.TEXT: 22, Kind.PARAGRAPHS: 36, Kind.CHOICE: 16}
_NARROW = 13  # headings run over two lines
_A4, _A3 = 190, 300  # widths of columns together that can still be read when they are fitted on one page of that paper


def format_template(name: str) -> bytes:
    """The empty workbook of that name, one of `FORMATS`. Raises KeyError for any other."""
    return as_xlsx([_worksheet(table) for table in FORMATS[name]], title=_("Tệp mẫu"))


def _worksheet(table: Table) -> Worksheet:
    """Only the hints and the headings are locked: as many rows as there are may be filled in."""
    cells = [_cell(column) for column in table.columns]
    holds: list[Styled] = [Styled(_holds(column), is_italic=True, size=9) for column in table.columns]
    columns = [
        Column(column.heading, _WIDTHS.get(column.kind, _NARROW), places=None, below=cell)
        for column, cell in zip(table.columns, cells, strict=True)
    ]
    if table.open_ended:
        columns += [Column("", _NARROW, places=None, below=Entry(), names_itself=_component_heading())] * _COMPONENTS
        cells += [Entry()] * _COMPONENTS
        holds += [Styled(_("điểm một thành phần; tự ghi tên cột"), is_italic=True, size=9)] * _COMPONENTS
    rows: list[Line] = [cells] * _OPEN_ROWS
    width = sum(column.width for column in columns)
    return Worksheet(
        table.heading, columns, rows, before=[holds], frozen_columns=1, heading_fill=HEADING_FILL, repeated_from=2,
        is_protected=True, paper=Paper.A3 if width > _A4 else Paper.A4, pages_wide=2 if width > _A3 else 1,
    )  # fmt: skip


def _component_heading() -> Entry:
    """The heading of a component's column: which components there are differs from table to table."""
    return Entry(is_text=True, prompt=_("Ghi c. và mã thành phần, ví dụ c.tham-dinh; không dùng thì để trống."))


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
    return _NUMBERS.get(column.kind) or Entry(is_text=column.kind in _AS_TYPED)
