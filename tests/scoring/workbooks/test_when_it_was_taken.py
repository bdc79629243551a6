"""A template says what it has seen; where somebody wrote over that, what colleagues changed since is asked about as a whole."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from scoring.actions.appraisals import Entry, enter
from scoring.actions.surveys import know
from scoring.actions.workbooks import marks
from scoring.imports.packets import GUIDE, IDENTITY
from scoring.packets.identity import identity_for, known_until, seen_until
from scoring.packets.surveys import satisfaction_packet
from scoring.packets.templates import scores_packet
from tests.factories_surveys import make_staff

from .files import Book, checked, doubts_of
from .test_survey_files_meet_colleagues import EM, STATED, round_, state

pytestmark = pytest.mark.django_db
__all__ = ["round_"]
OVERWRITTEN = ["hôm qua", "2026-01-01", "2026-01-01T00:00:00", "45000", "9999-12-31T00:00:00+00:00", "0"]


def seen(book: Book, text: str | None) -> Book:
    """The book with another moment in its guide."""
    (cell,) = [row[1] for row in book.book[GUIDE].iter_rows() if row[0].value == IDENTITY["until"]]
    cell.value = text
    return book


@pytest.fixture
def book(work):
    """Taken away when a score was there, which a colleague changed since."""
    enter(sheet=work.sheet, by=work.lan, entries=[Entry("1.1", amount=D("0.5"))])
    taken = Book(scores_packet(work.round))
    enter(sheet=work.sheet, by=work.hung, entries=[Entry("1.1", 1, amount=D("0.2"), reason="Sửa")])
    return taken.write("Số đo 1", EM, "1.1", 1)


def test_what_was_changed_since_is_told_place_by_place(work, book):
    assert doubts_of(checked(work.round, book.source(), work.lan)) == ["later"]


@pytest.mark.parametrize("text", OVERWRITTEN)
def test_a_moment_that_was_written_over_is_asked_about(work, book, text):
    act = checked(work.round, seen(book, text).source(), work.lan)
    assert doubts_of(act) == ["later-unknown"]
    assert "Số liệu đến" in act.summary["doubts"][0]["text"]


def test_an_emptied_moment_asks_about_every_change_that_there_was(work, book):
    assert doubts_of(checked(work.round, seen(book, None).source(), work.lan)) == ["later"]


def test_a_template_that_was_left_alone_is_not_asked_about(work):
    enter(sheet=work.sheet, by=work.lan, entries=[Entry("1.1", amount=D("0.5"))])
    taken = Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1)
    assert doubts_of(checked(work.round, taken.source(), work.lan)) == []


def test_without_the_question_the_change_of_a_colleague_would_be_written_over_unasked(work, book, monkeypatch):
    monkeypatch.setattr(marks, "seen_until", lambda identity, _round: known_until(identity))
    act = checked(work.round, seen(book, "9999-12-31T00:00:00+00:00").source(), work.lan)
    assert (doubts_of(act), act.change_count) == ([], 1)


def test_files_of_survey_figures_ask_the_same(round_):
    staff = make_staff()
    state(round_, EM, "81.5", 103, staff)
    taken = Book(satisfaction_packet(round_, know(round_)))
    state(round_, EM, "82.5", 103, make_staff("dong-nghiep"))
    taken.write(STATED, EM, "Số phiếu trả lời", 104)
    assert doubts_of(checked(round_, taken.source(), staff)) == ["later"]
    for text in OVERWRITTEN:
        assert doubts_of(checked(round_, seen(taken, text).source(), staff)) == ["later-unknown"], text


def test_a_moment_before_or_at_the_last_change_is_believed(work):
    enter(sheet=work.sheet, by=work.lan, entries=[Entry("1.1", amount=D("0.5"))])
    identity = identity_for(work.round, "scores")
    assert seen_until(identity, work.round) == known_until(identity)
    assert seen_until(replace(identity, until="2001-01-01T00:00:00+00:00"), work.round).year == 2001
    assert seen_until(None, work.round) is None
