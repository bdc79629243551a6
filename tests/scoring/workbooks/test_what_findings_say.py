"""A finding speaks of what stands in the cell, and its advice leads out of it."""

from decimal import Decimal

import pytest

from scoring.imports.tables import Column, Kind
from scoring.imports.values import Cell, Unreadable, quantity, read
from scoring.models import SatisfactionFigure
from scoring.packets.surveys import satisfaction_packet
from scoring.packets.templates import scores_packet
from scoring.survey_entry import Known

from .files import Book, checked

EM = "huyen-song-em"
pytestmark = pytest.mark.django_db


def told(act):
    return [(each["column"], each["value"], each["message"], each["advice"]) for each in act.problems]


@pytest.mark.parametrize(("column", "value"), [("2.3", "hai"), ("2.2", "hơn nửa")], ids=["a number", "a rate"])
def test_a_measure_gets_no_advice_of_printed_sources(work, column, value):
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 2", EM, column, value).source(), work.lan)
    ((_column, _value, message, advice),) = told(act)
    assert (message, "nguồn" in advice) == ("không phải là số", False)


def test_a_figure_typed_off_a_source_does():
    for column in (Column("total", "Tổng điểm", Kind.FIGURE), Column("p", "Chỉ số (%)", Kind.PERCENT, is_printed=True)):
        with pytest.raises(Unreadable) as refused:
            read(Cell("không rõ"), column)
        assert "để trống nếu nguồn không in" in refused.value.advice


def test_the_words_of_a_choice_where_the_units_own_points_belong_are_called_so(work):
    book = Book(scores_packet(work.round)).write("Tự chấm 1", EM, "1.3", "Không kịp thời")
    ((column, value, message, advice),) = told(checked(work.round, book.source(), work.lan))
    assert (column, value) == ("1.3", "Không kịp thời")
    assert message == "đây là tên mức, ở đây cần số điểm tự chấm"
    assert advice == "Mức này được 0,5 điểm: ghi 0,5."


def test_words_that_end_in_a_percentage_are_no_percentage():
    with pytest.raises(Unreadable, match="không phải là số"):
        quantity(Cell("Đạt 100%"))
    with pytest.raises(Unreadable, match="ô này là phần trăm"):
        quantity(Cell("100 %"))


def test_a_measure_where_a_survey_measures_is_to_be_cleared_here_and_mended_there(work):
    book = Book(scores_packet(work.round)).write("Số đo 3", EM, "3.2", 80)
    SatisfactionFigure.objects.create(sheet=work.sheet, percent=Decimal("91.5"), base=200)
    ((_column, _value, message, advice),) = told(checked(work.round, book.source(), work.lan))
    assert "sửa ở trang Khảo sát" in message
    assert advice == "Xóa giá trị ở ô này."


@pytest.mark.parametrize(("percent", "quoted"), [(0.8765, "0,8765"), (187.5, "187,5")])
def test_findings_in_survey_files_quote_a_number_with_its_comma(work, percent, quoted):
    book = Book(satisfaction_packet(work.round, Known()))
    book.write("Hài lòng", EM, "Chỉ số hài lòng (%)", percent).write("Hài lòng", EM, "Số phiếu trả lời", 100)
    act = checked(work.round, book.source(), work.lan)
    assert [value for _column, value, _message, _advice in told(act)] == [quoted]
