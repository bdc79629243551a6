"""A template of survey figures says what its answers mean, and what the year before was, without being read back by it."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from scoring.actions.surveys import enter_surveys, know, know_year_before
from scoring.imports import tallies
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.survey_entry import Entry, Known, Stated
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round

from .files import Book, checked, doubts_of

pytestmark = pytest.mark.django_db

EM = "huyen-song-em"
COUNTS, STATED = "Số phiếu cong-chuc", "Hài lòng"


@pytest.fixture
def round_():
    cast = make_cast()
    last = make_surveyed_round(cast, year=2023)
    round_ = make_surveyed_round(cast, last.criteria_set, year=2024)
    for each, percent, some in ((last, "81.5", 0), (round_, "84", 5)):
        make_questionnaire(each)
        counts = {"a": 41 + some, "b": 22, "c": 11, "d": 0}
        entry = Entry({(EM, "cong-chuc.c1"): counts}, {}, {EM: Stated(Decimal(percent), 120)})
        enter_surveys(round_=each, entry=entry, by=None)
    return round_


def test_a_chosen_cell_says_which_answer_it_counts_and_what_that_is_worth(round_):
    sheet = openpyxl.load_workbook(BytesIO(tallies_packet(round_, know(round_))))[COUNTS]
    said = {str(rule.sqref): (rule.prompt, rule.type) for rule in sheet.data_validations.dataValidation}
    assert said == {
        "E2:E5": ("a: Mức A (100%)", "whole"),
        "F2:F5": ("b: Mức B (60%)", "whole"),
        "G2:G5": ("c: Mức C (20%)", "whole"),
        "H2:H5": ("d: Mức D (0%)", "whole"),
    }


@pytest.mark.parametrize(
    ("packet", "title", "heading", "figure"),
    [(tallies_packet, COUNTS, "Số phiếu trả lời năm trước", 74),
     (satisfaction_packet, STATED, "Chỉ số hài lòng năm trước (%)", 81.5)],
)  # fmt: skip
def test_the_year_before_stands_locked_beside_and_is_not_read(round_, packet, title, heading, figure, monkeypatch):
    book = Book(packet(round_, know(round_), know_year_before(round_)))
    cell = book.cell(title, EM, heading)
    assert (cell.value, cell.protection.locked) == (figure, True)
    staff = make_staff()
    act = checked(round_, book.source(), staff)
    assert (act.state, act.problems, act.change_count, doubts_of(act)) == ("checked", [], 0, [])
    cell.value = "một ghi chú"
    assert checked(round_, book.source(), staff).problems == []
    monkeypatch.setattr(tallies, "_TO_LOOK_AT", (tallies._FINDINGS,))  # the control
    assert checked(round_, book.source(), staff).problems


@pytest.mark.parametrize("packet", [tallies_packet, satisfaction_packet])
def test_without_a_year_before_there_is_no_such_column(round_, packet):
    held = know(round_)
    last = type(round_).objects.get(year=2023)
    assert know_year_before(last) == Known()
    assert packet(last, held, know_year_before(last)) == packet(last, held)
