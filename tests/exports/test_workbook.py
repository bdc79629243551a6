"""The one writer of workbooks: texts stay texts, numbers keep their digits, templates open only what is to be filled in."""

import io
import re
import time
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from scoring.exports.cells import MOST_CHARACTERS
from scoring.exports.layout import CHOICES, Column, Entry, Paper, Styled, Worksheet
from scoring.exports.workbook import as_xlsx

D = Decimal


def made(rows, columns=2, **options) -> bytes:
    return as_xlsx([Worksheet("Bảng", [Column(f"C{n}") for n in range(columns)], rows, **options)])


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_xml(content: bytes, number: int = 1) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(f"xl/worksheets/sheet{number}.xml").decode()


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-a", "@x", "\t=1", "  =1", "＝1", "#REF!", "http://a.vn", "1.10", "=HYPERLINK(1)"]
)
def test_a_text_is_a_string_whatever_it_begins_with(text):
    content = made([[text, Styled(text, is_bold=True)], [Entry(text), None]])
    cells = [cell for row in opened(content).active.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [(text, "s", "@")] * 3
    assert "<f" not in sheet_xml(content)
    assert "hyperlink" not in sheet_xml(content)


def test_openpyxl_left_alone_makes_a_formula_of_it():
    """The control: the check above sees formulas."""
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet().append(["=1+1"])
    out = io.BytesIO()
    book.save(out)
    assert "<f>" in sheet_xml(out.getvalue())


def test_a_dangerous_text_stays_a_text_when_somebody_edits_it():
    first, second = next(opened(made([["=1", "Sở Nội vụ"]])).active.iter_rows(min_row=2))
    assert (first.quotePrefix, second.quotePrefix) == (True, False)


@pytest.mark.parametrize("number", ["9.95", "0.1", "8.41", "90.03", "0", "-2.5", "1234567890.12345", "0.00001"])
def test_a_number_is_written_with_its_own_digits(number):
    content = made([[D(number)]])
    assert f"<v>{number}</v>" in sheet_xml(content)
    assert opened(content).active["A2"].data_type == "n"


def test_openpyxl_left_alone_adds_noise_to_a_number():
    """The control: what the digits above are held against."""
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet().append([D("9.95")])
    out = io.BytesIO()
    book.save(out)
    assert "<v>9.949999999999999</v>" in sheet_xml(out.getvalue())


def test_a_number_that_no_spreadsheet_keeps_is_written_as_text():
    row = next(opened(made([[D("1.2345678901234567"), 10**15 + 1]])).active.iter_rows(min_row=2))
    assert [(cell.value, cell.data_type) for cell in row] == [("1.2345678901234567", "s"), ("1000000000000001", "s")]


def test_formats_show_every_digit_and_codes_are_never_numbers():
    columns = [Column("a"), Column("b", places=0), Column("c", places=None), Column("d"), Column("đ")]
    row = [D("8.125"), D("8"), D("8.5"), 3, date(2025, 12, 31)]
    cells = next(opened(as_xlsx([Worksheet("x", columns, [row])])).active.iter_rows(min_row=2))
    assert [cell.number_format for cell in cells] == ["0.000", "0", "General", "General", "dd/mm/yyyy"]
    assert cells[4].value.date() == date(2025, 12, 31)


def test_an_empty_cell_is_empty_and_zero_is_zero():
    cells = next(opened(made([[None, "", D(0), 0]], columns=4)).active.iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [None, None, 0, 0]


def test_what_xml_cannot_hold_is_left_out_and_a_cut_says_so():
    first, second = next(opened(made([["a\x01\ufffeb", "x" * 40_000]])).active.iter_rows(min_row=2))
    assert first.value == "ab"
    assert len(second.value) == MOST_CHARACTERS
    assert second.value.endswith("nội dung này có 40000 ký tự, phần còn lại bị cắt)")


def test_a_truth_is_said_in_words():
    with pytest.raises(TypeError):
        made([[True]])


def test_the_bytes_do_not_know_when_they_were_made(monkeypatch):
    first = made([["a", D("1.5")]])
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    assert made([["a", D("1.5")]]) == first
    archive = zipfile.ZipFile(io.BytesIO(first))
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"<dcterms:" not in archive.read("docProps/core.xml")


def test_only_what_is_to_be_filled_in_is_open():
    sheet = opened(
        made([["mã", Entry(None, least=0, most=D("2.5"), refusal="Từ 0 đến 2,5")]], is_protected=True)
    ).active
    assert sheet.protection.sheet
    assert [sheet[cell].protection.locked for cell in ("A1", "A2", "B2")] == [True, True, False]
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == ("decimal", "between", "0", "2.5")
    assert (str(rule.sqref), rule.error, rule.showErrorMessage) == ("B2", "Từ 0 đến 2,5", True)


def test_a_list_with_commas_offers_whole_words():
    steps = ("Kịp thời, đủ", "0,5", D("0.25"))
    content = made([["a", Entry(choices=steps)], ["b", Entry(choices=steps)], ["c", Entry(choices=("Có",))]])
    book = opened(content)
    rules = book.worksheets[0].data_validations.dataValidation
    assert [(rule.formula1, str(rule.sqref)) for rule in rules] == [
        ("'Lựa chọn'!$A$2:$A$4", "B2:B3"),
        ("'Lựa chọn'!$B$2:$B$2", "B4"),
    ]
    offered = book[CHOICES]
    assert offered.sheet_state == "hidden"
    assert [offered[f"A{row}"].value for row in (2, 3, 4)] == ["Kịp thời, đủ", "0,5", 0.25]


def test_print_set_up_repeats_the_heading_and_keeps_it_on_screen():
    sheet = opened(made([["a", "b"]], before=[["Tiêu đề"], [None]], frozen_columns=1, paper=Paper.A3)).active
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("B4", "$1:$3")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")


def test_a_wide_line_joins_its_columns():
    sheet = opened(made([], before=[[Styled("PHỤ LỤC", span=2, align="center")]])).active
    assert [str(each) for each in sheet.merged_cells.ranges] == ["A1:B1"]


def test_names_of_worksheets_are_what_the_format_allows():
    names = ["Biểu [1]/2: *", "x" * 40, "x" * 31, "", "'a'"]
    book = opened(as_xlsx([Worksheet(name, [Column("a")], []) for name in names]))
    assert len({name.casefold() for name in book.sheetnames}) == 5
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.sheetnames)


def test_a_workbook_without_worksheets_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        as_xlsx([])
