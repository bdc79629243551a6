"""A file of survey figures that was taken away before a colleague wrote does not write over it unasked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.actions.surveys import enter_returns, enter_satisfaction, enter_tallies, know
from scoring.actions.workbooks import confirming, survey_doubts
from scoring.packets.identity import identity_for, known_until
from scoring.packets.surveys import satisfaction_packet, tallies_packet
from scoring.survey_entry import Returned
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round, sheet_of

from .files import Book, checked, doubts_of, imported

pytestmark = pytest.mark.django_db

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
COUNTS, OUT, STATED = "Số phiếu cong-chuc", "Phát ra", "Hài lòng"


@pytest.fixture
def round_():
    round_ = make_surveyed_round(make_cast())
    make_questionnaire(round_)
    return round_


@pytest.fixture
def staff():
    return make_staff()


@pytest.fixture
def colleague():
    return make_staff("dong-nghiep")


def state(round_, unit, percent, base, by):
    enter_satisfaction(sheet=sheet_of(round_, unit), percent=Decimal(percent), base=base, by=by)


def count(round_, unit, counts, by):
    enter_tallies(round_=round_, cells={(unit, "cong-chuc.c1"): dict(zip("abcd", counts, strict=True))}, by=by)


def later_of(act) -> list[str]:
    return [each["text"] for each in act.summary["doubts"] if each["key"] == "later"]


def counts_book(round_) -> Book:
    return Book(tallies_packet(round_, know(round_)))


def stated_book(round_) -> Book:
    return Book(satisfaction_packet(round_, know(round_)))


def test_counts_that_a_colleague_entered_after_the_template_was_taken_ask(round_, staff, colleague):
    count(round_, EM, (10, 5, 0, 1), staff)
    book = counts_book(round_)
    count(round_, EM, (11, 6, 0, 1), colleague)
    act = checked(round_, book.source(), staff)
    assert later_of(act) == [
        "Sau khi mẫu được tải về, người khác đã sửa các chỗ mà tệp này sẽ thay đổi: "
        "Huyện Sông Êm, cong-chuc.c1 (dong-nghiep)."
    ]
    with pytest.raises(confirming.NotAcknowledged):
        confirming.confirm(act=act, acknowledged=[], by=staff)
    confirming.confirm(act=act, acknowledged=doubts_of(act), by=staff)
    assert know(round_).tallies[EM, "cong-chuc.c1"]["a"] == 10


def test_figures_handed_out_and_percentages_ask_as_well(round_, staff, colleague):
    enter_returns(round_=round_, returns={(EM, "cong-chuc"): Returned(100, 1000)}, by=staff)
    state(round_, XANH, "81.5", 103, staff)
    given, stated = counts_book(round_), stated_book(round_)
    enter_returns(round_=round_, returns={(EM, "cong-chuc"): Returned(120, 1000)}, by=colleague)
    state(round_, XANH, "82.5", 103, colleague)
    assert "Huyện Sông Êm, cong-chuc (dong-nghiep)" in later_of(checked(round_, given.source(), staff))[0]
    assert "Huyện Núi Xanh (dong-nghiep)" in later_of(checked(round_, stated.source(), staff))[0]


def test_what_stood_in_the_template_and_what_the_file_leaves_alone_do_not_ask(round_, staff, colleague):
    state(round_, EM, "81.5", 103, colleague)
    book = stated_book(round_).write(STATED, EM, "Chỉ số hài lòng (%)", 82)
    assert later_of(checked(round_, book.source(), staff)) == []
    state(round_, XANH, "70", 50, colleague)  # a row that is empty in the file
    assert later_of(checked(round_, book.source(), staff)) == []


def test_a_template_from_before_any_figure_knows_of_none(round_, staff, colleague):
    book = counts_book(round_)
    assert identity_for(round_, "surveys").until == ""
    count(round_, EM, (11, 6, 0, 1), colleague)
    for column, value in zip("abcd", (20, 0, 0, 0), strict=True):
        book.write(COUNTS, EM, column, value)
    assert "Huyện Sông Êm, cong-chuc.c1 (dong-nghiep)" in later_of(checked(round_, book.source(), staff))[0]


def test_a_mark_that_is_changed_makes_no_figure_look_changed(round_, staff):
    """Each kind of template tells the last change of what it holds."""
    count(round_, EM, (10, 5, 0, 1), staff)
    assert identity_for(round_, "surveys").until
    assert identity_for(round_, "scores").until == ""


def test_an_import_of_a_colleague_counts_as_well_and_so_does_its_undo(round_, staff, colleague):
    state(round_, EM, "81.5", 103, staff)
    book = stated_book(round_)
    act = imported(round_, stated_book(round_).write(STATED, EM, "Số phiếu trả lời", 104).source(), colleague)
    assert len(later_of(checked(round_, book.source(), staff))) == 1
    confirming.undo(act=act, reason="Nhầm tệp", by=colleague)
    assert checked(round_, book.source(), staff).change_count == 0
    assert len(later_of(checked(round_, book.write(STATED, EM, "Số phiếu trả lời", 105).source(), staff))) == 1


def test_without_the_look_at_events_nobody_would_be_asked(round_, staff, colleague, monkeypatch):
    """The control: what the doubt rests on."""
    count(round_, EM, (10, 5, 0, 1), staff)
    book = counts_book(round_)
    count(round_, EM, (11, 6, 0, 1), colleague)
    with monkeypatch.context() as patched:
        patched.setattr(survey_doubts.Event, "objects", survey_doubts.Event.objects.none())
        assert later_of(checked(round_, book.source(), staff)) == []


def test_a_moment_that_somebody_wrote_over_tells_nothing(round_):
    identity = identity_for(round_, "surveys")
    assert known_until(None) is None
    assert known_until(replace(identity, until="hôm qua")) is None
    assert known_until(replace(identity, until="2026-01-01T00:00:00")) is None  # without a zone
    assert known_until(identity).year == 1970
    assert known_until(replace(identity, until="2026-01-01T07:00:00.000001+07:00")).isoformat() == (
        "2026-01-01T00:00:00.000001+00:00"
    )
