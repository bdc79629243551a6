"""A large file is held against its round, stored and written a few sheets at a time; nothing comes out otherwise for it."""

from decimal import Decimal as D

import pytest

from scoring.actions.appraisals import Entry, enter
from scoring.actions.workbooks import confirming, marks, proposals
from scoring.desk.workbooks import ChangedPlaces
from scoring.models import Appraisal, ImportChange
from scoring.packets.templates import scores_packet
from tests.factories_entry import make_staff

from .files import Book, checked, doubts_of

UNITS = ("huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi")
pytestmark = pytest.mark.django_db


@pytest.fixture
def source(work):
    """A file that changes every unit: new leaves, changed ones, one with a reason, one that is as it was."""
    enter(sheet=work.sheet, by=work.lan, entries=[Entry("1.1", amount=D("1.5")), Entry("2.1", amount=D(3))])
    book = Book(scores_packet(work.round))
    for number, unit in enumerate(UNITS, start=1):
        book.write("Số đo 1", unit, "1.1", D(number) / 4).write("Số đo 1", unit, "1.2", "Có")
        book.write("Số đo 2", unit, "2.2", 90 + number)
    return book.source()


def all_of_it(act):
    changes = [
        (change.position, change.count, change.sheet_id, change.part, change.each())
        for change in act.changes.order_by("position")
    ]
    told = {name: value for name, value in act.summary.items() if name != "acknowledged"}
    return changes, told, act.problems, act.change_count


def held(work):
    names = ("sheet_id", "criterion__code", "amount", "choice", "appraised_score", "version")
    return sorted(Appraisal.objects.filter(sheet__round=work.round).values_list(*names))


@pytest.fixture
def tiny(monkeypatch):
    """As if every round were too large for memory."""

    def make():
        monkeypatch.setattr(marks, "_TOGETHER", 1)
        monkeypatch.setattr(marks, "_OUTCOMES", 1)
        monkeypatch.setattr(proposals, "_IN_MEMORY", 10)
        monkeypatch.setattr(confirming, "_SHEETS", 1)

    return make


def test_what_a_file_changes_does_not_depend_on_how_much_is_looked_at_at_once(work, source, tiny):
    whole = all_of_it(checked(work.round, source, work.lan))
    tiny()
    assert all_of_it(checked(work.round, source, work.lan)) == whole
    assert whole[3] == 12
    assert len(whole[0]) == len(UNITS)


def test_an_import_and_its_undo_do_not_depend_on_it_either(work, source, tiny):
    before = [row[:-1] for row in held(work)]
    act = checked(work.round, source, work.lan)
    confirming.confirm(act=act, acknowledged=doubts_of(act), by=work.lan)
    at_once = [row[:-1] for row in held(work)]
    confirming.undo(act=act, reason="nhập lại", by=work.lan)
    tiny()
    act = checked(work.round, source, work.lan)
    confirming.confirm(act=act, acknowledged=doubts_of(act), by=work.lan)
    assert [row[:-1] for row in held(work)] == at_once
    confirming.undo(act=act, reason="thử", by=work.lan)
    left = [row for row in held(work) if row[2] is not None or row[3]]
    assert [row[:-1] for row in left] == before


def test_a_leaf_that_moved_in_the_last_sheet_stops_the_first_from_being_written(work, source, tiny):
    tiny()
    act = checked(work.round, source, work.lan)
    last = act.changes.order_by("-position").first().sheet
    enter(sheet=last, by=make_staff("dong-nghiep", "enter_scores"), entries=[Entry("2.2", amount=D(2))])
    before = held(work)
    with pytest.raises(confirming.ImportConflict):
        confirming.confirm(act=act, acknowledged=doubts_of(act), by=work.lan)
    assert held(work) == before


def test_a_page_of_changes_is_the_same_whatever_rows_it_is_cut_from(work, source, django_assert_num_queries):
    act = checked(work.round, source, work.lan)
    places = ChangedPlaces(act)
    everything = places[:]
    assert len(everything) == len(places) == 12
    for start in range(13):
        for stop in range(start, 14):
            assert places[start:stop] == everything[start:stop]
    assert places[5] == everything[5]
    with django_assert_num_queries(2):
        assert [each.what for each in places[4:6]] == [each.what for each in everything[4:6]]
    # Only the rows that the page is cut from are asked for.
    assert ImportChange.objects.filter(act=act).count() == len(UNITS)


def test_a_missing_place_is_counted_however_many_there_are(work, monkeypatch):
    monkeypatch.setattr(proposals, "_MISSING", 2)
    codes = ("1.1", "2.1", "2.2")
    enter(sheet=work.sheet, by=work.lan, entries=[Entry(code, amount=D(1)) for code in codes])
    book = Book(scores_packet(work.round))
    for code in codes:
        book.write(f"Số đo {code[0]}", UNITS[0], code, None)
    act = checked(work.round, book.source(), work.lan)
    assert act.summary["missing"] == 3
    assert len(act.summary["missing_places"]) == 2
