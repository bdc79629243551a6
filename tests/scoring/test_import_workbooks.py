"""The outside and the cells of workbooks, with what each guard is for shown by taking it away."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from scoring.imports import archive, markup, workbook, worksheets
from scoring.imports.reader import read_files
from scoring.imports.workbook import SourceFile, open_file
from scoring.imports.worksheets import numeric_cell, open_workbook

DATA = Path(__file__).parent.parent / "data"


def source(name: str) -> SourceFile:
    return SourceFile.from_path(DATA / name)


def test_a_streaming_reader_that_trusts_the_dimension_loses_rows_and_ours_does_not():
    trusting = openpyxl.load_workbook(DATA / "lying-dimension.xlsx", read_only=True).worksheets[0]
    assert len(list(trusting.iter_rows())) == 2  # the negative control: two of four rows

    (worksheet,) = open_file(source("lying-dimension.xlsx")).worksheets
    assert [number for number, _cells in worksheet.rows] == [1, 2, 3, 4]


def test_without_the_reset_the_second_reader_notices_the_rows_that_the_first_lost(monkeypatch):
    monkeypatch.setattr(openpyxl.worksheet._read_only.ReadOnlyWorksheet, "reset_dimensions", lambda self: None)

    opened = open_workbook(source("lying-dimension.xlsx"))
    assert not opened.worksheets
    assert "hai cách đọc tệp cho kết quả khác nhau ở ô A3: trống và “par”" in opened.problems[0].message


def test_without_the_reset_and_the_second_reader_rows_would_be_lost(monkeypatch):
    monkeypatch.setattr(openpyxl.worksheet._read_only.ReadOnlyWorksheet, "reset_dimensions", lambda self: None)
    monkeypatch.setattr(worksheets, "agree", lambda *_: True)

    (worksheet,) = open_workbook(source("lying-dimension.xlsx")).worksheets
    assert [number for number, _cells in worksheet.rows if any(cell.text for cell in _cells)] == [1, 2]


def test_without_the_limit_on_the_ratio_a_bomb_is_unpacked(monkeypatch):
    assert open_file(source("zip-bomb.xlsx")).problems

    monkeypatch.setattr(archive, "MAX_RATIO", 10_000)

    assert not open_file(source("zip-bomb.xlsx")).problems


def test_without_the_check_of_overlaps_shared_bytes_are_not_noticed(monkeypatch):
    monkeypatch.setattr(archive, "_overlap", lambda *_: False)

    problems = open_file(source("overlapping-members.xlsx")).problems

    assert not any("chồng lên nhau" in problem.message for problem in problems)


def read_in_process(monkeypatch, name):
    """The reading as the caged process makes it, in this one, so that a guard can be taken away."""
    monkeypatch.setattr(workbook, "open_caged", open_workbook)
    return read_files([source(name)])


def test_without_the_walk_an_uncalculated_formula_is_an_empty_cell(monkeypatch):
    monkeypatch.setattr(markup, "_keep", lambda written: markup.Written(written[0], int(written[1]), written[2]))
    monkeypatch.setattr(worksheets, "agree", lambda *_: True)

    reading = read_in_process(monkeypatch, "formula-without-value.xlsx")

    assert not reading.problems
    assert reading.rows["results"][0].get("total") is None  # a figure silently lost


OUT_OF_ORDER = ["rows-out-of-order.xlsx", "row-twice.xlsx", "cell-twice.xlsx"]


@pytest.mark.parametrize("name", OUT_OF_ORDER)
def test_without_the_walk_rows_and_cells_out_of_order_are_noticed_by_the_second_reader(name, monkeypatch):
    monkeypatch.setattr(markup, "_disorder", lambda *_: None)

    assert "hai cách đọc" in open_workbook(source(name)).problems[0].message


@pytest.mark.parametrize("name", OUT_OF_ORDER)
def test_without_the_walk_and_the_second_reader_they_are_lost(name, monkeypatch):
    monkeypatch.setattr(markup, "_disorder", lambda *_: None)
    monkeypatch.setattr(worksheets, "agree", lambda *_: True)

    (worksheet,) = open_workbook(source(name)).worksheets

    assert "Sông Êm" not in [cell.text for _number, cells in worksheet.rows for cell in cells]


PERCENT = ["0%", "0.00%", '0.00%;-0.00%;"-"', "0.00%;[Red]-0.00%;0", "0.00%;@", "0.00%\\ ", "[Blue]0.0%_)", "% 0.00"]
POINTS = ["0.00", '0.00" %"', "0.00\\%", "0.00;-0.00%", "General", "#,##0.00_);(#,##0.00)", '"%"0.0', "0.0_%", "0.0*%"]


@pytest.mark.parametrize("number_format", [*PERCENT, *POINTS])
def test_a_percent_format_is_known_by_the_sign_that_multiplies(number_format):
    cell = numeric_cell("0.9054", number_format)
    assert cell.percent == (number_format in PERCENT)
    assert cell.text == ("90.54%" if cell.percent else "0.9054")


@pytest.mark.parametrize(
    ("number_format", "decimals"),
    [
        ("0.00%;-0.00%;0", 2),
        ('0.0" điểm"', 1),
        ("0.00_);(0.00)", 2),
        ('"9"0.00', None),
        ("0.00E+00", None),
        ("0.0,", None),
    ],
)
def test_the_decimals_shown_are_those_of_the_first_section(number_format, decimals):
    assert numeric_cell("93", number_format).decimals == decimals


def test_a_file_beyond_ten_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "lớn.csv"
    path.write_bytes(b"x" * (archive.MAX_FILE_BYTES + 5))

    read = SourceFile.from_path(path)

    assert len(read.content) == archive.MAX_FILE_BYTES + 1
    assert open_file(read).problems[0].message == "tệp lớn hơn 8 MB"


def test_many_shared_strings_are_refused(monkeypatch):
    content = BytesIO(source("title-above-heading.xlsx").content)
    with zipfile.ZipFile(content, "a") as part:
        part.writestr("xl/sharedStrings.xml", "<sst><si/><si/><si/><si/></sst>")
    assert open_workbook(SourceFile("a.xlsx", content.getvalue())).worksheets

    monkeypatch.setattr(worksheets, "MAX_STRINGS", 3)

    assert open_workbook(SourceFile("a.xlsx", content.getvalue())).problems[0].message == "có quá nhiều ô văn bản"


def test_a_damaged_byte_anywhere_gives_a_sentence_and_never_an_exception():
    good = source("title-above-heading.xlsx").content
    for at in range(0, len(good), 97):
        damaged = good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :]
        if archive.refuse_by_outside("hỏng.xlsx", damaged) is None:
            assert open_workbook(SourceFile("hỏng.xlsx", damaged)) is not None


def test_a_column_of_no_width_is_hidden_by_another_name():
    book, out, changed = openpyxl.Workbook(), BytesIO(), BytesIO()
    book.active.append(["unit", "year", "rank"])
    book.active.append(["a", 2020, 1])
    book.save(out)
    columns = b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
    with zipfile.ZipFile(out) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"<sheetData>", columns))

    opened = open_workbook(SourceFile("a.xlsx", changed.getvalue()))

    assert [each.message for each in opened.problems] == ["cột B bị ẩn"]
