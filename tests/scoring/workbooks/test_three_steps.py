"""A file is chosen, checked, confirmed and undone: nothing is written before the confirmation, and nothing is lost silently."""

from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction

from scoring.actions.appraisals import Entry, enter
from scoring.actions.workbooks import confirming, staging
from scoring.imports.workbook import SourceFile
from scoring.models import Appraisal, Event, ImportAct, ImportChange, ImportFile
from scoring.packets.templates import scores_packet
from scoring.policies import NotAllowed
from tests.factories_entry import row_of

from .files import Book, checked, doubts_of, imported

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
pytestmark = pytest.mark.django_db


@pytest.fixture
def book(work):
    enter(
        sheet=work.sheet, by=work.lan,
        entries=[Entry("1.1", amount=D("1.5"), self_score=D(2), reason="Ban hành chậm"), Entry("1.2", choice="yes")],
    )  # fmt: skip
    return Book(scores_packet(work.round))


def said(act):
    return [(each["sheet"], each["row"], each["column"], each["message"]) for each in act.problems]


def test_a_template_brought_back_as_it_is_changes_nothing(work, book):
    act = checked(work.round, book.source(), work.lan)
    assert (act.state, act.change_count, act.problems) == ("checked", 0, [])
    with pytest.raises(NotAllowed, match="không làm thay đổi dữ liệu nào"):
        confirming.confirm(act=act, by=work.lan)


def test_a_text_with_stray_spaces_that_comes_back_tidied_changes_nothing(work):
    text = " Ban hành  chậm\u00a0\u00a0so với\tkế hoạch \n\n  lần hai "
    entries = [Entry("1.1", amount=D(1), explanation=text, evidence=text, reason=text)]
    enter(sheet=work.sheet, entries=entries, by=work.lan)
    act = checked(work.round, Book(scores_packet(work.round)).source(), work.lan)
    assert (act.state, act.change_count, act.problems) == ("checked", 0, [])
    changed = Book(scores_packet(work.round)).note(EM, "1.1", reason="Ban hành chậm hơn").source()
    (row,) = checked(work.round, changed, work.lan).changes.all()
    assert [each.name for each in row.each()] == ["1.1"]


def test_a_check_writes_nothing_of_the_round_and_says_what_would_change(work, book):
    book.write("Số đo 1", EM, "1.1", 2).write("Số đo 1", XANH, "1.3", "Kịp thời").write("Số đo 2", XANH, "2.1", 95)
    rows = list(Appraisal.objects.values())
    events = Event.objects.count()
    act = checked(work.round, book.source(), work.lan)
    assert list(Appraisal.objects.values()) == rows
    assert Event.objects.count() == events
    told = {
        (change.sheet.unit.code, each.name): (each.before, each.after)
        for change in act.changes.all()
        for each in change.each()
    }
    assert told[EM, "1.1"][0]["amount"] == "1.5"
    assert told[EM, "1.1"][1]["amount"] == "2"
    assert told[XANH, "1.3"] == (None, {"choice": "kip-thoi", "appraised_score": "1.5", "max_score": "1.5"})
    assert (act.summary["added"], act.summary["changed"], act.summary["unchanged"]) == (2, 1, 1)


def test_a_zero_is_imported_as_a_zero(work, book):
    imported(work.round, book.write("Số đo 2", XANH, "2.4", 0).write("Tự chấm 2", XANH, "2.3", 0).source(), work.lan)
    assert (row_of(work.other, "2.4").amount, row_of(work.other, "2.4").appraised_score) == (0, 2)
    assert (row_of(work.other, "2.3").self_score, row_of(work.other, "2.3").amount) == (0, None)


def test_a_confirmed_file_is_written_with_an_event_for_every_changed_leaf(work, book):
    act = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    assert row_of(work.sheet, "1.1").appraised_score == 2
    event = Event.objects.get(verb="import_marks")
    assert (event.by, event.data["import"], event.data["sha256"]) == (work.lan, act.pk, act.sha256)
    assert {"criterion": "1.1", "field": "amount", "from": "1.5", "to": "2", "why": "Ban hành chậm"} in event.data[
        "changes"
    ]
    assert f"lần nhập số {act.pk}" in event.reason
    assert (act.confirmed_by, ImportFile.objects.filter(act=act).exists()) == (work.lan, False)


def test_all_mistakes_are_told_at_once_with_their_places(work, book):
    book.write("Số đo 1", EM, "1.1", 9).write("Số đo 1", XANH, "1.2", "có lẽ").write("Số đo 2", XANH, "2.3", "hai")
    book.write("Tự chấm 1", XANH, "1.1", 5).note(XANH, "1.3", not_applicable="có")
    act = checked(work.round, book.source(), work.lan)
    places = [(sheet, column) for sheet, _row, column, _message in said(act)]
    assert act.state == "refused"
    assert sorted(places) == [
        ("Ghi chú", "Không áp dụng"), ("Số đo 1", "1.1"), ("Số đo 1", "1.2"), ("Số đo 2", "2.3"), ("Tự chấm 1", "1.1"),
    ]  # fmt: skip
    assert all(each["row"] and each["message"] for each in act.problems)
    with pytest.raises(NotAllowed):
        confirming.confirm(act=act, by=work.lan)


def test_points_below_the_self_score_need_a_reason_as_by_hand(work, book):
    book.write("Tự chấm 1", XANH, "1.1", 2).write("Số đo 1", XANH, "1.1", 1)
    act = checked(work.round, book.source(), work.lan)
    assert [message for *_place, message in said(act)] == ["1.1: Điểm thẩm định 1 thấp hơn điểm tự chấm 2: nêu lý do."]
    book.note(XANH, "1.1", reason="Không có minh chứng")
    assert imported(work.round, book.source(), work.lan).state == "confirmed"


def test_the_same_file_again_changes_nothing(work, book):
    source = book.write("Số đo 1", EM, "1.1", 2).source()
    act = imported(work.round, source, work.lan)
    state = list(Appraisal.objects.order_by("pk").values())
    with pytest.raises(staging.AlreadyImported) as again:
        staging.stage(round_=work.round, source=source, by=work.lan)
    assert again.value.act == act
    for _click in range(3):
        assert confirming.confirm(act=act, by=work.lan).pk == act.pk
    assert checked(work.round, Book(scores_packet(work.round)).source(), work.lan).change_count == 0
    assert list(Appraisal.objects.order_by("pk").values()) == state
    assert Event.objects.filter(verb="import_workbook").count() == 1


def test_two_stagings_of_one_file_are_confirmed_once(work, book):
    source = book.write("Số đo 1", EM, "1.1", 2).source()
    mine, theirs = checked(work.round, source, work.lan), checked(work.round, source, work.hung)
    confirming.confirm(act=mine, acknowledged=doubts_of(mine), by=work.lan)
    with pytest.raises(staging.AlreadyImported):
        confirming.confirm(act=theirs, acknowledged=doubts_of(theirs), by=work.hung)
    # Control: it is the database that has the last word.
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportAct.objects.filter(pk=theirs.pk).update(
            state="confirmed", confirmed_by=work.hung, confirmed_at=theirs.created_at
        )


def test_one_mistake_of_a_row_hides_no_other(work, book):
    """A cell that cannot be read takes its row out; what the row's other cells say is judged all the same."""
    book.write("Số đo 1", EM, "1.1", 9).write("Số đo 1", EM, "1.2", "có lẽ").write("Số đo 1", EM, "1.3", "kip-thoi")
    act = checked(work.round, book.source(), work.lan)
    assert [(sheet, column) for sheet, _row, column, _message in said(act)] == [("Số đo 1", "1.2"), ("Số đo 1", "1.1")]
    assert act.change_count == 0


def test_a_reason_that_cannot_be_read_is_not_said_to_be_missing(work, book):
    book.write("Tự chấm 1", XANH, "1.1", 2).write("Số đo 1", XANH, "1.1", 1).note(XANH, "1.1", reason="=1+1")
    act = checked(work.round, book.source(), work.lan)
    assert [(sheet, column) for sheet, _row, column, _message in said(act)] == [
        ("Ghi chú", "Lý do, nhận xét thẩm định")
    ]


def test_a_measure_that_is_half_read_is_not_judged(work, book):
    """Nobody is sent to the right cell because of the wrong one beside it."""
    book.write("Tự chấm 1", XANH, "1.1", 2).write("Số đo 1", XANH, "1.1", "hai")
    enter(sheet=work.other, entries=[Entry("1.1", amount=D(1))], by=work.lan)
    act = checked(work.round, book.source(), work.lan)
    assert [(sheet, column) for sheet, _row, column, _message in said(act)] == [("Số đo 1", "1.1")]


def test_an_edit_between_check_and_confirmation_is_not_overwritten(work, book):
    act = checked(work.round, book.write("Số đo 1", EM, "1.1", 2).write("Số đo 2", XANH, "2.3", 1).source(), work.lan)
    enter(sheet=work.sheet, entries=[Entry("1.1", 1, amount=D(1), self_score=D(2), reason="Xem lại")], by=work.hung)
    with pytest.raises(confirming.ImportConflict) as clash:
        confirming.confirm(act=act, acknowledged=doubts_of(act), by=work.lan)
    assert clash.value.places == ("Huyện Sông Êm, tiêu chí 1.1: Trần Văn Hùng đã sửa",)
    assert row_of(work.sheet, "1.1").amount == 1
    assert not Appraisal.objects.filter(sheet=work.other).exists()
    staging.check_again(act=act, by=work.lan)
    assert staging.take_up(act.pk)
    again = staging.check(act=act.pk)
    assert {each.name: each for change in again.changes.all() for each in change.each()}["1.1"].before["amount"] == "1"
    confirming.confirm(act=again, acknowledged=doubts_of(again), by=work.lan)
    assert row_of(work.sheet, "1.1").amount == 2


def test_an_import_is_undone_as_one_act_that_leaves_events(work, book):
    before = {row.pk: (row.amount, row.choice, row.appraised_score) for row in Appraisal.objects.all()}
    act = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).write("Số đo 2", XANH, "2.3", 1).source(), work.lan)
    undone = confirming.undo(act=act, reason="Nhầm tệp", by=work.hung)
    assert (undone.state, undone.undone_by) == ("undone", work.hung)
    after = {row.pk: (row.amount, row.choice, row.appraised_score) for row in Appraisal.objects.filter(pk__in=before)}
    assert after == before
    assert row_of(work.other, "2.3").appraised_score is None
    told = [
        change["criterion"] for event in Event.objects.filter(verb="undo_marks") for change in event.data["changes"]
    ]
    assert set(told) == {"1.1", "2.3"}
    assert confirming.undo(act=undone, reason="Nhầm tệp", by=work.hung).state == "undone"
    assert Event.objects.filter(verb="undo_workbook").count() == 1


def test_an_undo_names_what_a_colleague_changed_since_and_takes_nothing_back(work, book):
    act = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).write("Số đo 2", XANH, "2.3", 1).source(), work.lan)
    enter(sheet=work.other, entries=[Entry("2.3", 1, amount=D(3))], by=work.hung)
    with pytest.raises(confirming.ImportConflict, match="đã được người khác sửa") as clash:
        confirming.undo(act=act, reason="Nhầm tệp", by=work.lan)
    assert clash.value.places == ("Huyện Núi Xanh, tiêu chí 2.3: Trần Văn Hùng đã sửa",)
    assert row_of(work.sheet, "1.1").amount == 2
    assert ImportAct.objects.get(pk=act.pk).state == "confirmed"


def test_an_import_is_undone_after_one_that_went_over_it_was_undone(work, book):
    """What stands is the first one's again, by two versions more; a colleague's edit between is still a conflict."""
    before = row_of(work.sheet, "1.1")
    first = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    for value in ("1.75", "1.25"):
        over = imported(
            work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", D(value)).source(), work.hung
        )
        confirming.undo(act=over, reason="Nhầm tệp", by=work.hung)
    assert row_of(work.sheet, "1.1").amount == 2
    confirming.undo(act=first, reason="Nhầm tệp", by=work.lan)
    after = row_of(work.sheet, "1.1")
    assert (after.amount, after.self_score, after.reason) == (before.amount, before.self_score, before.reason)
    again = imported(work.round, book.source(), work.lan)
    over = imported(
        work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", D("1.75")).source(), work.hung
    )
    confirming.undo(act=over, reason="Nhầm tệp", by=work.hung)
    seen = row_of(work.sheet, "1.1").version
    enter(sheet=work.sheet, entries=[Entry("1.1", seen, amount=D(1), self_score=D(2), reason="Xem lại")], by=work.hung)
    with pytest.raises(confirming.ImportConflict):
        confirming.undo(act=again, reason="Nhầm tệp", by=work.lan)
    assert row_of(work.sheet, "1.1").amount == 1


def test_an_undo_does_not_take_a_decision_that_came_to_the_same_for_its_own(work, book):
    """A colleague typed what the undo would put back: that is theirs, and so is everything under it."""
    first = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    over = imported(
        work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", D("1.75")).source(), work.lan
    )
    row = row_of(work.sheet, "1.1")
    same = Entry("1.1", row.version, amount=D(2), self_score=row.self_score, reason=row.reason)
    enter(sheet=work.sheet, entries=[same], by=work.hung)
    for act in (over, first):
        with pytest.raises(confirming.ImportConflict) as clash:
            confirming.undo(act=act, reason="Nhầm tệp", by=work.lan)
        assert clash.value.places == ("Huyện Sông Êm, tiêu chí 1.1: Trần Văn Hùng đã sửa",)
    assert row_of(work.sheet, "1.1").amount == 2


def test_a_text_that_no_file_would_bring_is_put_back_by_an_undo(work, book):
    """It was stored before such texts were refused; what nobody types anew is not held to the rule."""
    Appraisal.objects.filter(pk=row_of(work.sheet, "1.1").pk).update(reason="=Xem biên bản")
    act = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).note(EM, "1.1", reason="Đủ").source(), work.lan)
    confirming.undo(act=act, reason="Nhầm tệp", by=work.lan)
    assert row_of(work.sheet, "1.1").reason == "=Xem biên bản"


def test_a_file_of_another_round_or_of_an_older_set_is_refused(work, book):
    content = book.source()
    work.round.criteria_set.criteria.filter(code="1.1").update(max_score=3)
    old = checked(work.round, content, work.lan)
    assert "mẫu cũ" in old.problems[0]["message"]
    book.book["Hướng dẫn"].cell(
        next(row for row in range(1, 40) if book.book["Hướng dẫn"].cell(row, 1).value == "Số kỳ đánh giá"), 2
    ).value = "99999"
    assert "kỳ đánh giá số 99999" in checked(work.round, book.source(), work.lan).problems[0]["message"]


def test_a_wrong_row_is_refused_and_counted_and_nothing_is_lost_silently(work, book):
    sheet = book.book["Số đo 1"]
    start, names = book.heading("Số đo 1")
    sheet.cell(start + 1, names["Mã đơn vị"]).value = "khong-co"
    act = checked(work.round, book.source(), work.lan)
    assert "không có đơn vị nào mang mã này" in act.problems[0]["message"]


def test_what_was_confirmed_is_a_record(work, book):
    act = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    attempts = (
        lambda: ImportAct.objects.filter(pk=act.pk).update(state="dropped"),
        lambda: ImportAct.objects.filter(pk=act.pk).update(sha256="0" * 64),
        lambda: ImportAct.objects.filter(pk=act.pk).update(confirmed_by=work.hung),
        lambda: ImportAct.objects.filter(pk=act.pk)._raw_delete("default"),
        lambda: ImportChange.objects.filter(act=act).update(places="[]"),
        lambda: ImportChange.objects.filter(act=act)._raw_delete("default"),
        lambda: ImportChange.objects.create(act=act, sheet=work.sheet, part="tally", places="[]", count=0, position=9),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="what was imported"), transaction.atomic():
            attempt()


def test_only_who_enters_scores_may_bring_a_file(work, book):
    for person in (work.idle, work.approver, work.chief):
        with pytest.raises(NotAllowed):
            staging.stage(round_=work.round, source=book.source(), by=person)


def test_what_is_no_workbook_is_refused_before_anything_is_kept(work):
    with pytest.raises(staging.StagingRefused):
        staging.stage(round_=work.round, source=SourceFile("a.xlsx", b"PK\x03\x04nothing"), by=work.lan)
    assert not ImportAct.objects.exists()


def test_abandoned_files_are_dropped_after_a_week_and_confirmed_acts_stay(work, book):
    kept = imported(work.round, book.write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    left = checked(work.round, book.write("Số đo 1", EM, "1.1", 1.75).source(), work.lan)
    ImportAct.objects.filter(pk=left.pk).update(created_at=left.created_at - staging.ABANDONED_AFTER * 2)
    assert staging.drop_abandoned() == 1
    assert list(ImportAct.objects.all()) == [kept]
