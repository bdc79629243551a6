"""What a spreadsheet does not show is refused by whatever word it is hidden, and what it shows is read."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter

from scoring.imports import markup
from scoring.imports.workbook import SourceFile
from scoring.imports.worksheets import open_workbook

CELLS = '<c r="A{n}"><v>{n}1</v></c><c r="B{n}"><v>{n}2</v></c>'


def book(*rows: str, before: str = "") -> SourceFile:
    """A workbook zipped by hand: each row by its attributes, two cells in each."""
    made, out = BytesIO(), BytesIO()
    openpyxl.Workbook().save(made)
    lines = "".join(f'<row r="{n}" {row}>{CELLS.format(n=n)}</row>' for n, row in enumerate(rows, 1))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{lines}</sheetData></worksheet>"
    )
    with zipfile.ZipFile(made) as whole, zipfile.ZipFile(out, "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, sheet if name.endswith("sheet1.xml") else whole.read(name))
    return SourceFile("a.xlsx", out.getvalue())


def found(source: SourceFile) -> list[tuple[str, int | None]]:
    opened = open_workbook(source)
    assert len(opened.worksheets) == 1
    return [(each.message, each.row) for each in opened.problems]


@pytest.mark.parametrize(
    "how", ['hidden="1"', 'hidden="true"', 'ht="0" customHeight="1"', 'ht="0.00"', 'hidden="0" ht="0" customHeight="1"']
)
def test_a_row_is_hidden_by_its_mark_or_by_having_no_height(how):
    assert found(book("", how, "")) == [("dòng bị ẩn", 2)]


@pytest.mark.parametrize("how", ["", 'hidden="0"', 'hidden="false"', 'ht="15" customHeight="1"', 'ht="0.75"'])
@pytest.mark.parametrize("before", ["", '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>'])
def test_a_row_that_is_written_out_is_seen_also_where_all_others_are_hidden(how, before):
    """So do Excel and LibreOffice: rows hidden by default are those that the worksheet does not write out."""
    assert found(book("", how, "", before=before)) == []


def test_a_row_hidden_by_its_own_mark_stays_hidden_where_the_default_hides_as_well():
    before = '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>'
    assert found(book("", 'hidden="1"', 'ht="0"', before=before)) == [("dòng bị ẩn", 2), ("dòng bị ẩn", 3)]


def test_a_workbook_whose_unused_rows_a_program_hid_is_read():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as written:
        sheet = written.add_worksheet()
        sheet.set_default_row(hide_unused_rows=True)
        sheet.write_row(0, 0, ["unit", "rank"])
        sheet.write_row(7, 0, ["a", 1])
    with zipfile.ZipFile(out) as archive:
        assert b'zeroHeight="1"' in archive.read("xl/worksheets/sheet1.xml")
    assert found(SourceFile("a.xlsx", out.getvalue())) == []


def test_rows_are_hidden_by_a_default_without_height_but_for_those_with_a_height_of_their_own():
    before = '<sheetFormatPr defaultRowHeight="0" customHeight="1" zeroHeight="1"/>'
    rows = ("", 'ht="15" customHeight="1"', 'hidden="0"')
    assert found(book(*rows, before=before)) == [("dòng bị ẩn", 1), ("dòng bị ẩn", 3)]


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        ("", ["A", "B"]),
        ('<cols><col min="2" max="2" width="9"/></cols>', ["A"]),
        ('<cols><col min="2" max="2"/></cols>', ["A", "B"]),
        ('<cols><col min="1" max="9" width="9"/></cols>', []),
        ('<cols><col min="1" max="1" width="9"/><col min="2" max="9" width="9" hidden="1"/></cols>', ["B"]),
    ],
)
def test_columns_are_hidden_by_a_default_without_width_but_for_those_with_a_width_of_their_own(columns, hidden):
    before = '<sheetFormatPr defaultColWidth="0" defaultRowHeight="15"/>' + columns
    assert found(book("", "", before=before)) == [(f"cột {letter} bị ẩn", None) for letter in hidden]


@pytest.mark.parametrize("width", ["0", "0.0", "0.00", "0e0"])
def test_a_column_of_no_width_is_hidden_however_its_nought_is_written(width):
    before = f'<cols><col min="2" max="2" width="{width}" customWidth="1"/></cols>'
    assert found(book("", before=before)) == [("cột B bị ẩn", None)]


def test_columns_of_a_usual_width_are_seen():
    before = '<sheetFormatPr defaultColWidth="9" defaultRowHeight="15"/><cols><col min="2" max="2" width="0.7"/></cols>'
    assert found(book("", before=before)) == []


def test_without_the_look_at_sizes_such_rows_and_columns_would_be_read(monkeypatch):
    monkeypatch.setattr(markup, "_is_nothing", lambda _size: False)
    before = '<sheetFormatPr defaultColWidth="0" defaultRowHeight="0"/>'
    assert found(book("", 'ht="0" customHeight="1"', before=before)) == []
