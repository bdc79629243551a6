"""A worksheet of a template, saved as plain text by whoever likes .csv, comes back where it tells what it is."""

import csv
from io import StringIO

import pytest

from scoring.actions.workbooks import staging
from scoring.imports import marks
from scoring.imports.workbook import SourceFile
from scoring.packets.annotated import annotated
from scoring.packets.templates import scores_packet
from tests.factories_entry import row_of

from .files import Book, checked, doubts_of, imported
from .test_all_at_once import told

pytestmark = pytest.mark.django_db
EM = "huyen-song-em"


def plain(book: Book, title: str, *, separator: str = ",", encoding: str = "utf-8-sig", without=(), **swapped: str):
    """The worksheet as a spreadsheet saves it: its lines as they are shown, without the title; `without` are line numbers."""
    out = StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for number, row in enumerate(book.book[title].iter_rows(values_only=True), start=1):
        if number not in without:
            cells = ["" if each is None else str(each) for each in row]
            writer.writerow([each.replace(".", ",") if separator == ";" and number > 4 else each for each in cells])
    text = out.getvalue()
    for old, new in swapped.values():
        assert old in text
        text = text.replace(old, new)
    return SourceFile("so-do.csv", text.encode(encoding))


@pytest.fixture
def book(work):
    return Book(scores_packet(work.round))


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")])
def test_the_measures_of_a_field_come_back_as_plain_text(work, book, separator, encoding):
    book.write("Số đo 1", EM, "1.1", 1.25).write("Số đo 1", EM, "1.2", "có")
    act = checked(work.round, plain(book, "Số đo 1", separator=separator, encoding=encoding), work.lan)
    assert (act.state, act.change_count) == ("checked", 2), told(act)
    assert doubts_of(act) == ["no-identity"]
    imported(work.round, plain(book, "Số đo 1", separator=",", encoding="utf-16"), work.lan)
    assert str(row_of(work.sheet, "1.1").amount.normalize()) == "1.25"


def test_the_units_own_scores_are_not_taken_for_measures(work, book):
    book.write("Tự chấm 1", EM, "1.1", 1.5)
    imported(work.round, plain(book, "Tự chấm 1"), work.lan)
    assert (row_of(work.sheet, "1.1").self_score, row_of(work.sheet, "1.1").amount) == (1.5, None)


def test_what_comes_back_as_it_was_taken_changes_nothing(work, book):
    assert checked(work.round, plain(book, "Số đo 2"), work.lan).change_count == 0


@pytest.mark.parametrize("without", [(1,), (1, 2, 3)])
def test_without_the_line_that_says_what_it_is_it_is_refused_with_ways_on(work, book, without):
    book.write("Số đo 1", EM, "1.1", 1.25)
    (problem,) = checked(work.round, plain(book, "Số đo 1", without=without), work.lan).problems
    assert "không có tên trang tính" in problem["message"]
    assert "giữ nguyên các dòng phía trên tiêu đề" in problem["advice"]


def test_a_code_that_a_spreadsheet_made_another_one_is_found_by_its_title(work, book):
    """What a spreadsheet does to 1.10 of a text file: the code of another leaf, with the figures of its own."""
    book.write("Số đo 1", EM, "1.1", 1.25)
    row, names = book.heading("Số đo 1")
    first, third = names["1.1"], names["1.3"]
    sheet = book.book["Số đo 1"]
    sheet.cell(row, first).value, sheet.cell(row, third).value = "1.3", "1.1"
    found = told(checked(work.round, plain(book, "Số đo 1"), work.lan))
    assert len([each for each in found if "không ghi đúng tên tiêu chí" in each]) == 2, found


def test_without_the_look_at_titles_the_figures_would_go_to_another_leaf(work, book, monkeypatch):
    monkeypatch.setattr(marks, "untold", lambda *_line: [])
    book.write("Số đo 1", EM, "1.1", 1.25)
    row, names = book.heading("Số đo 1")
    sheet = book.book["Số đo 1"]
    for column in sorted(names.values())[3:]:
        sheet.cell(row, column).value = None
        for line in range(row + 1, sheet.max_row + 1):
            sheet.cell(line, column).value = None
    sheet.cell(row, names["1.1"]).value = "2.2"
    act = checked(work.round, plain(book, "Số đo 1"), work.lan)
    assert (act.state, act.change_count) == ("checked", 1)  # the figure of 1.1, on its way to 2.2


def test_without_the_line_of_titles_every_leaf_is_told(work, book):
    found = told(checked(work.round, plain(book, "Số đo 1", without=(2,)), work.lan))
    leaves = [name for name in book.heading("Số đo 1")[1] if name[0].isdigit() and "trên" not in name]
    assert len(found) == len(leaves)
    assert all("không ghi đúng tên tiêu chí" in each for each in found)


def test_a_table_of_another_round_is_refused_though_it_has_no_identity(work, book):
    book.write("Số đo 1", EM, "1.1", 1.25)
    other = str(work.round).replace(str(work.round.year), "2019")
    act = checked(work.round, plain(book, "Số đo 1", swap=(str(work.round), other)), work.lan)
    assert f"được lập cho “{other}”, không phải kỳ này" in told(act)[0]


def test_its_findings_come_in_a_workbook_that_can_be_mended_and_brought_again(work, book):
    book.write("Số đo 1", EM, "1.1", 9)
    act = checked(work.round, plain(book, "Số đo 1"), work.lan)
    assert act.state == "refused"
    back = Book(annotated(staging.source_of(act), staging.problems_of(act)))
    again = checked(work.round, back.write("Số đo 1", EM, "1.1", 1.5).source(), work.lan)
    assert (again.state, again.change_count) == ("checked", 1), told(again)


def test_a_total_beside_the_figures_is_held_against_them_as_in_a_workbook(work, book):
    title, headings = "Số đo 1", book.heading("Số đo 1")[1]
    total = next(name for name in headings if name.startswith("Tổng điểm"))
    book.write(title, EM, "1.1", 1.25).write(title, EM, total, 1.75)
    act = checked(work.round, plain(book, title), work.lan)
    assert len(doubts_of(act)) == 2
