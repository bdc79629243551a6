"""What an import may not do: write what is not of its template, write by another rule than was shown, take a colleague's work."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse

from scoring.actions.surveys import enter_tallies, know
from scoring.actions.workbooks import confirming, staging
from scoring.actions.workbooks.waiting import work_once
from scoring.desk import workbooks as desk
from scoring.imports.packets import GUIDE, IDENTITY
from scoring.imports.values import Cell, quantity
from scoring.models import Criterion, ImportAct, ImportFile
from scoring.packets.surveys import tallies_packet
from scoring.packets.templates import field_packet, scores_packet, unit_packet
from scoring.policies import NotAllowed
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_surveyed_round
from tests.factories_surveys import make_staff as make_clerk

from .files import Book, checked, doubts_of, imported

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
pytestmark = pytest.mark.django_db


def said(act):
    return [each["message"] for each in act.problems]


def test_a_unit_s_template_is_of_that_unit(work):
    book = Book(unit_packet(work.round, work.sheet))
    start, names = book.heading("Phiếu tự chấm")
    sheet = book.book["Phiếu tự chấm"]
    for row in range(start + 1, sheet.max_row + 1):
        sheet.cell(row, names["Mã đơn vị"]).value = XANH
    book.write("Phiếu tự chấm", XANH, "Điểm tự chấm", 1, "1.1")
    act = checked(work.round, book.source(), work.lan)
    assert act.state == "refused"
    assert f"1.1: mẫu là phiếu tự chấm của đơn vị “{EM}”, không ghi được nội dung này" in said(act)


def test_a_unit_does_not_appraise_itself_by_an_added_worksheet(work):
    book = Book(unit_packet(work.round, work.sheet))
    for row in (["Mã đơn vị", "1.1"], [EM, 2]):
        (book.book["Số đo 1"] if "Số đo 1" in book.book else book.book.create_sheet("Số đo 1")).append(row)
    assert checked(work.round, book.source(), work.lan).state == "refused"


def test_an_area_s_template_is_of_that_area(work):
    book = Book(field_packet(work.round, work.set.criteria.get(code="1")))
    for row in (["Mã đơn vị", "2.3"], [EM, 2]):
        (book.book["Số đo 9"] if "Số đo 9" in book.book else book.book.create_sheet("Số đo 9")).append(row)
    act = checked(work.round, book.source(), work.lan)
    assert act.state == "refused"
    assert "2.3: mẫu là bảng thẩm định lĩnh vực 1, không ghi được tiêu chí này" in said(act)


def test_the_template_of_a_whole_round_is_of_every_unit_and_area(work):
    book = Book(scores_packet(work.round)).write("Số đo 1", XANH, "1.1", 1).write("Số đo 2", EM, "2.3", 1)
    assert checked(work.round, book.source(), work.lan).state == "checked"


def test_a_rule_that_changed_after_the_check_is_not_written_by(work):
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1).source(), work.lan)
    Criterion.objects.filter(criteria_set=work.set, code="1.1").update(max_score=D(1))
    with pytest.raises(confirming.ImportRefused, match="kiểm tra lại tệp này"):
        confirming.confirm(act=act, acknowledged=doubts_of(act), by=work.lan)
    assert not work.sheet.appraisals.exists()


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-01-01", "hôm qua"])
def test_whatever_stands_in_the_guide_is_no_fault_of_the_server(work, until):
    book = Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1)
    for row in book.book[GUIDE].iter_rows():
        if row[0].value == IDENTITY["until"]:
            row[1].value = until
    assert checked(work.round, book.source(), work.lan).state == "checked"


def test_counts_that_a_colleague_typed_meanwhile_are_a_conflict_even_where_they_are_the_same(db):
    round_ = make_surveyed_round(make_cast())
    make_questionnaire(round_, questions={"c1": "2.1"})
    clerk, cells = make_clerk(), {(EM, "cong-chuc.c1"): dict.fromkeys("abcd", 5)}
    book = Book(tallies_packet(round_, know(round_)), "khao-sat.xlsx")
    (title,) = [name for name in book.book.sheetnames if "cong-chuc" in name or "phiếu" in name.lower()][:1]
    start, names = book.heading(title)
    sheet = book.book[title]
    row = next(row for row in range(start + 1, sheet.max_row + 1) if sheet.cell(row, names["Mã đơn vị"]).value == EM)
    for cell in sheet[row]:
        if not cell.protection.locked:
            cell.value = 5
    act = checked(round_, book.source(), clerk)
    assert (act.state, act.change_count) == ("checked", 1), act.problems
    enter_tallies(round_=round_, cells=cells, by=make_clerk("dong-nghiep"))
    with pytest.raises(confirming.ImportConflict):
        confirming.confirm(act=act, acknowledged=doubts_of(act), by=clerk)


def test_a_large_import_that_waits_is_not_written_by_a_second_click(work, monkeypatch):
    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1).source(), work.lan)
    seen = doubts_of(act)
    confirming.request_confirm(act=act, acknowledged=seen, by=work.lan)
    act.refresh_from_db()
    again = confirming.request_confirm(act=act, acknowledged=seen, by=work.hung)
    assert (again.state, again.confirmed_by) == ("confirming", work.lan)
    assert not work.sheet.appraisals.exists()


def test_a_confirmation_that_no_service_takes_up_says_so(work, client, monkeypatch):
    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1).source(), work.lan)
    client.force_login(work.lan)
    address = reverse("desk:import-act", args=[work.round.pk, act.pk])

    def is_late():
        return "Chưa có chương trình nào nhận tệp này" in client.get(address).content.decode()

    confirming.request_confirm(act=act, acknowledged=doubts_of(act), by=work.lan)
    assert not is_late()
    monkeypatch.setattr(desk, "_LATE", timedelta(0))
    assert is_late()
    ImportAct.objects.filter(pk=act.pk).update(claimed_at=act.created_at)
    assert not is_late(), "somebody works at it"
    ImportAct.objects.filter(pk=act.pk).update(claimed_at=None)
    assert work_once() == 1
    act.refresh_from_db()
    assert (act.state, is_late()) == ("confirmed", False)
    confirming.request_undo(act=act, reason="Nhầm tệp", by=work.lan)
    assert is_late()


def test_what_was_imported_is_not_said_to_be_thrown_away(work, client):
    act = imported(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1).source(), work.lan)
    with pytest.raises(NotAllowed, match="không bỏ được"):
        staging.drop(act=act, by=work.lan)
    client.force_login(work.lan)
    answer = client.post(reverse("desk:import-drop", args=[work.round.pk, act.pk]), follow=True)
    assert "Đã bỏ tệp" not in answer.content.decode()
    assert ImportAct.objects.filter(pk=act.pk).exists()


def test_a_negative_zero_is_zero():
    assert str(quantity(Cell("0", number=D("-0")))) == "0"


@pytest.mark.parametrize("gone", [ImportAct, ImportFile])
def test_a_file_thrown_away_in_another_window_while_it_is_checked_is_no_fault(work, monkeypatch, gone):
    book = Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1)
    act = staging.stage(round_=work.round, source=book.source(), by=work.lan)

    def taken(pk):
        gone.objects.filter(**{"pk" if gone is ImportAct else "act": pk}).delete()
        return True

    monkeypatch.setattr(staging, "take_up", taken)
    staging.check_if_small(act=act)
    with pytest.raises(gone.DoesNotExist):  # the control: what the request would have met
        staging.check(act=act.pk)
