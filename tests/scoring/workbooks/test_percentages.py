"""In a file of marks a percentage is a rate: never a count beside a base, never 0,9 for 90%; an empty base keeps what stands."""

from decimal import Decimal as D

import pytest

from scoring.actions.appraisals import Entry, enter
from scoring.desk.workbooks import ChangedPlaces
from scoring.imports.packets import BASE_OF
from scoring.packets.templates import scores_packet
from tests.factories_entry import row_of

from .files import Book, checked, imported

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
SHEET, RATE, BASE = "Số đo 2", "2.2", BASE_OF.format(code="2.2")
pytestmark = pytest.mark.django_db


@pytest.fixture
def book(work):
    """140 of 154 stand for Sông Êm; nothing for Núi Xanh."""
    enter(sheet=work.sheet, by=work.lan, entries=[Entry(RATE, amount=D(140), base=D(154))])
    return Book(scores_packet(work.round))


def percent_cell(book, unit, value):
    cell = book.cell(SHEET, unit, RATE)
    cell.value, cell.number_format = value, "0.00%"


def problems(act):
    return [(each["column"], each["value"], each["message"], each["advice"]) for each in act.problems]


def held(sheet):
    row = row_of(sheet, RATE)
    return row.amount, row.base, row.appraised_score


@pytest.mark.parametrize("as_text", [True, False], ids=["text", "format"])
def test_a_percentage_beside_what_it_would_be_out_of_is_refused(work, book, as_text):
    if as_text:
        book.write(SHEET, EM, RATE, "85%")
    else:
        percent_cell(book, EM, 0.85)
    act = checked(work.round, book.source(), work.lan)
    assert act.state == "refused"
    ((column, _value, message, advice),) = problems(act)
    assert (column, message) == (RATE, "2.2: 85% là tỷ lệ, không phải số lượng trong tổng số 154")
    assert advice == "Xóa ô “trên tổng số”, hoặc ghi số lượng không có dấu %."


def test_a_percentage_is_refused_beside_a_base_of_the_file_alone_too(work, book):
    book.write(SHEET, XANH, RATE, "85%").write(SHEET, XANH, BASE, 154)
    ((column, _value, message, _advice),) = problems(checked(work.round, book.source(), work.lan))
    assert (column, "là tỷ lệ" in message) == (RATE, True)


def test_a_percentage_with_the_base_cleared_is_a_rate_and_the_changes_say_that_the_base_goes(work, book):
    book.write(SHEET, EM, RATE, "85%").write(SHEET, EM, BASE, None)
    act = imported(work.round, book.source(), work.lan)
    (place,) = ChangedPlaces(act)
    told = {each.label: (each.before, each.after) for each in place.fields}
    assert (told["số đo"], told["trên tổng số"]) == (("140", "85"), ("154", ""))
    assert held(work.sheet) == (D(85), None, D("2.55"))


def test_an_empty_base_keeps_the_one_that_stands_and_the_changes_show_it(work, book):
    book.write(SHEET, EM, RATE, 150).write(SHEET, EM, BASE, None)
    act = imported(work.round, book.source(), work.lan)
    (place,) = ChangedPlaces(act)
    told = {each.label: (each.before, each.after) for each in place.fields}
    assert (told["số đo"], told["trên tổng số"]) == (("140", "150"), ("154", "154"))
    assert held(work.sheet)[:2] == (D(150), D(154))


def test_a_number_where_no_base_stands_is_a_percentage_as_ever(work, book):
    imported(work.round, book.write(SHEET, XANH, RATE, 92.5).source(), work.lan)
    assert held(work.other) == (D("92.5"), None, D("2.775"))


@pytest.mark.parametrize(("typed", "whole"), [(0.905, "90,5"), ("0,905", "90,5"), (1, "100")])
def test_a_percentage_of_at_most_one_without_its_sign_is_refused(work, book, typed, whole):
    ((column, _value, message, advice),) = problems(
        checked(work.round, book.write(SHEET, XANH, RATE, typed).source(), work.lan)
    )
    assert (column, "phần trăm nhỏ hơn hoặc bằng 1" in message) == (RATE, True)
    assert f"thì ghi {whole};" in advice


@pytest.mark.parametrize("typed", ["0,905%", "1%"])
def test_with_its_sign_it_is_meant(work, book, typed):
    imported(work.round, book.write(SHEET, XANH, RATE, typed).source(), work.lan)
    assert held(work.other) == (D(typed.rstrip("%").replace(",", ".")), None, 0)


def test_no_percent_is_nothing_odd(work, book):
    imported(work.round, book.write(SHEET, XANH, RATE, 0).source(), work.lan)
    assert held(work.other) == (0, None, 0)


def test_a_part_of_one_is_not_counted_out_of_a_base_that_is_merely_kept(work, book):
    """And the advice has the sign, without which 90,5 would be out of that base."""
    book.write(SHEET, EM, RATE, 0.905).write(SHEET, EM, BASE, None)
    ((_column, _value, message, advice),) = problems(checked(work.round, book.source(), work.lan))
    assert "phần trăm nhỏ hơn hoặc bằng 1" in message
    assert "thì ghi 90,5%;" in advice


def test_one_case_of_a_base_that_is_kept_is_a_count(work, book):
    imported(work.round, book.write(SHEET, EM, RATE, 1).write(SHEET, EM, BASE, None).source(), work.lan)
    assert held(work.sheet)[:2] == (1, D(154))


def test_a_small_percentage_that_stands_comes_back_unchanged(work):
    """The template shows it as a number; what nobody touched is not refused, also where a reason is added beside it."""
    enter(sheet=work.sheet, by=work.lan, entries=[Entry(RATE, amount=D("0.905"))])
    book = Book(scores_packet(work.round))
    assert checked(work.round, book.source(), work.lan).change_count == 0
    imported(work.round, book.note(EM, RATE, reason="Theo báo cáo").source(), work.lan)
    assert held(work.sheet)[0] == D("0.905")


def test_the_same_figure_with_and_without_a_sign_is_not_one_case_to_the_reader(work, book):
    """Outcomes are kept by what is said: 85% and 85 of two units that hold nothing are told apart from a base beside them."""
    book.write(SHEET, XANH, RATE, "85%").write(SHEET, XANH, BASE, 100)
    book.write(SHEET, "quan-ben-moi", RATE, 85).write(SHEET, "quan-ben-moi", BASE, 100)
    assert len(checked(work.round, book.source(), work.lan).problems) == 1
