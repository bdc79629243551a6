"""A stale form never overwrites a colleague's edit: it is told what was typed, what stands, who changed it and when."""

from decimal import Decimal as D

import pytest

from scoring.actions import appraisals
from scoring.actions.appraisals import Conflict, Entry, enter
from scoring.models import Appraisal, Event
from tests.factories_entry import row_of


@pytest.fixture
def marked(work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1")), Entry("1.2", choice="yes")], by=work.lan)
    enter(sheet=work.sheet, entries=[Entry("1.1", version=1, amount=D("1.5"))], by=work.hung)
    return work


def test_a_stale_entry_is_refused_and_tells_who_changed_what_and_when(marked):
    with pytest.raises(Conflict) as found:
        enter(sheet=marked.sheet, entries=[Entry("1.1", version=1, amount=D("2"))], by=marked.lan)
    (stale,) = found.value.stale
    assert stale.entry.amount == D(2)
    assert stale.standing.amount == D("1.5")
    assert stale.standing.changed_by == marked.hung
    assert stale.standing.changed_at is not None
    assert row_of(marked.sheet, "1.1").amount == D("1.5")


def test_nothing_of_a_batch_with_a_stale_leaf_is_written(marked):
    before = Event.objects.count()
    marked.round.refresh_from_db()
    revision = marked.round.revision
    with pytest.raises(Conflict):
        enter(
            sheet=marked.sheet,
            entries=[
                Entry("2.3", amount=D("2")),
                Entry("1.2", version=1, choice="no"),
                Entry("1.1", version=1, amount=D("2")),
            ],
            by=marked.lan,
        )
    assert row_of(marked.sheet, "1.2").choice == "yes"
    assert not Appraisal.objects.filter(sheet=marked.sheet, criterion__code="2.3").exists()
    assert Event.objects.count() == before
    marked.round.refresh_from_db()
    assert marked.round.revision == revision


def test_a_leaf_first_marked_meanwhile_is_a_conflict_too(marked):
    with pytest.raises(Conflict):
        enter(sheet=marked.sheet, entries=[Entry("1.2", version=0, choice="no")], by=marked.lan)


def test_typing_what_already_stands_is_no_conflict(marked):
    assert enter(sheet=marked.sheet, entries=[Entry("1.1", version=1, amount=D("1.5"))], by=marked.lan) == ()


def test_a_leaf_that_the_colleague_did_not_touch_is_written(marked):
    enter(sheet=marked.sheet, entries=[Entry("1.2", version=1, choice="no")], by=marked.lan)
    assert row_of(marked.sheet, "1.2").choice == "no"


def test_without_the_version_check_the_colleagues_edit_would_be_lost(marked, monkeypatch):
    monkeypatch.setattr(appraisals, "_as_seen", lambda row, _version: Appraisal.objects.filter(pk=row.pk))
    enter(sheet=marked.sheet, entries=[Entry("1.1", version=1, amount=D("2"))], by=marked.lan)
    assert row_of(marked.sheet, "1.1").amount == D("2")
