"""The pages of templates and imports: who may, what they show, how often they ask the database."""

import json
from decimal import Decimal as D
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from scoring.actions.appraisals import Entry, enter
from scoring.actions.workbooks import staging
from scoring.actions.workbooks.waiting import work_once
from scoring.imports.workbook import SourceFile
from scoring.models import Appraisal, ImportAct
from scoring.packets.annotated import annotated
from scoring.packets.formats import FORMATS, format_template
from scoring.packets.templates import field_packet, scores_packet, unit_packet
from tests.factories_entry import row_of

from .files import Book, checked, imported

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(work):
    client = Client()
    client.force_login(work.lan)
    return client


def send(client, work, source, **fields):
    upload = SimpleUploadedFile(source.name, source.content)
    return client.post(reverse("desk:workbooks", args=[work.round.pk]), {"tep": upload, **fields}, follow=True)


def test_a_file_goes_all_the_way_on_pages(work, lan):
    book = Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1.25)
    page = send(lan, work, book.source())
    act = ImportAct.objects.get()
    assert "Đang lưu → giá trị mới" in page.text
    assert "1,25" in page.text
    assert not Appraisal.objects.exists()
    page = lan.post(reverse("desk:import-confirm", args=[work.round.pk, act.pk]), follow=True)
    assert "Đã nhập tệp: 1 giá trị thay đổi." in page.text
    assert row_of(work.sheet, "1.1").amount == D("1.25")
    page = lan.post(reverse("desk:import-undo", args=[work.round.pk, act.pk]), {"ly_do": ""}, follow=True)
    assert (page.status_code, "Nêu lý do hoàn tác." in page.text) == (422, True)
    page = lan.post(reverse("desk:import-undo", args=[work.round.pk, act.pk]), {"ly_do": "Nhầm tệp"}, follow=True)
    assert "Lý do: Nhầm tệp" in page.text
    assert row_of(work.sheet, "1.1").amount is None


def test_a_conflict_is_shown_and_nothing_is_overwritten(work, lan):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1))], by=work.lan)
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    enter(sheet=work.sheet, entries=[Entry("1.1", 1, amount=D("0.5"))], by=work.hung)
    page = lan.post(reverse("desk:import-confirm", args=[work.round.pk, act.pk]))
    assert page.status_code == 409
    assert "Huyện Sông Êm, tiêu chí 1.1: Trần Văn Hùng đã sửa" in page.text
    assert row_of(work.sheet, "1.1").amount == D("0.5")


def test_a_large_file_waits_and_its_page_is_asked_for_again_without_script(work, lan, monkeypatch):
    monkeypatch.setattr(staging, "AT_ONCE_BYTES", 10)
    page = send(lan, work, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 2).source())
    act = ImportAct.objects.get()
    assert (act.state, page["Refresh"]) == ("waiting", "5")
    assert "Chờ kiểm tra" in page.text
    assert work_once() == 1
    assert work_once() == 0
    page = lan.get(reverse("desk:import-act", args=[work.round.pk, act.pk]))
    assert "Refresh" not in page
    assert "Xác nhận ghi 1 giá trị" in page.text


def test_an_import_that_fails_is_tried_again_and_in_the_end_given_back(work, lan, monkeypatch):
    from scoring.actions.workbooks import confirming, waiting

    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    lan.post(reverse("desk:import-confirm", args=[work.round.pk, act.pk]))

    def fail(_row):
        raise MemoryError

    monkeypatch.setattr(waiting, "_do", fail)
    for _time in range(staging.ATTEMPTS - 1):
        assert work_once() == 1
        assert ImportAct.objects.get().state == "confirming"
    assert work_once() == 1
    page = lan.get(reverse("desk:import-act", args=[work.round.pk, act.pk]))
    assert "Không ghi được sau nhiều lần thử. Chưa có dữ liệu nào thay đổi." in page.text
    assert (ImportAct.objects.get().state, Appraisal.objects.count()) == ("checked", 0)


def test_a_text_with_dots_is_shown_as_it_is():
    from scoring.desk.workbooks import _figure

    assert _figure("Báo cáo số 12.3/BC") == "Báo cáo số 12.3/BC"
    assert [_figure(each) for each in ("12.30", "-0.5", "7", None, 0)] == ["12,30", "-0,5", "7", "", "0"]


def test_a_large_import_and_its_undo_are_worked_off_elsewhere(work, lan, monkeypatch):
    from scoring.actions.workbooks import confirming

    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    page = lan.post(reverse("desk:import-confirm", args=[work.round.pk, act.pk]), follow=True)
    assert (ImportAct.objects.get().state, page["Refresh"]) == ("confirming", "5")
    assert not Appraisal.objects.exists()
    assert work_once() == 1
    assert row_of(work.sheet, "1.1").amount == 2
    page = lan.post(reverse("desk:import-undo", args=[work.round.pk, act.pk]), {"ly_do": "Nhầm"}, follow=True)
    assert page["Refresh"] == "5"
    assert work_once() == 1
    assert ImportAct.objects.get().state == "undone"


def test_what_cannot_be_confirmed_any_more_is_told_on_the_page_of_the_act(work, lan, monkeypatch):
    from scoring.actions.workbooks import confirming

    monkeypatch.setattr(confirming, "AT_ONCE_CHANGES", 0)
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    lan.post(reverse("desk:import-confirm", args=[work.round.pk, act.pk]))
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1))], by=work.hung)
    work_once()
    page = lan.get(reverse("desk:import-act", args=[work.round.pk, act.pk]))
    assert "tiêu chí 1.1" in page.text
    assert ImportAct.objects.get().state == "checked"
    assert row_of(work.sheet, "1.1").amount == 1


def test_only_staff_with_the_right_reach_any_of_it(work):
    act = imported(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    at = [work.round.pk, act.pk]
    reads = [
        reverse("desk:workbooks", args=at[:1]), reverse("desk:import-act", args=at),
        reverse("desk:workbook-template", args=[at[0], "scores"]), reverse("desk:format-template", args=["don-vi"]),
        reverse("desk:import-findings", args=at),
    ]  # fmt: skip
    writes = [reverse(f"desk:import-{name}", args=at) for name in ("confirm", "undo", "check-again", "drop")]
    entering = Client()
    entering.force_login(work.lan)
    for address in reads:
        assert entering.head(address).status_code == entering.get(address).status_code != 405, address
    for address in (*reads, *writes):
        assert Client().get(address).status_code == 302
        idle = Client()
        idle.force_login(work.idle)
        assert idle.get(address).status_code in (404, 405)
    approver = Client()
    approver.force_login(work.approver)
    assert approver.get(reads[2]).status_code == 403
    assert approver.get(reads[3]).status_code == 403
    for address in writes:
        assert approver.post(address, {"ly_do": "x"}).status_code == 403
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(work.lan)
        assert strict.post(address, {"ly_do": "x"}).status_code == 403


@pytest.mark.parametrize("name", FORMATS)
def test_the_formats_own_files_are_there_to_be_filled_in(name):
    book = openpyxl.load_workbook(BytesIO(format_template(name)))
    titles = [table.heading for table in FORMATS[name]]
    assert [each for each in book.sheetnames if each in titles] == titles


def test_templates_have_codes_titles_lists_and_locked_headings_and_stable_bytes(work):
    area = work.set.criteria.get(code="1")
    assert field_packet(work.round, area) == field_packet(work.round, area)
    book = openpyxl.load_workbook(BytesIO(field_packet(work.round, area)))
    sheet = book["Số đo 1"]
    assert sheet.protection.sheet
    assert (sheet.freeze_panes, sheet.page_setup.paperSize, sheet.page_setup.orientation) == ("C5", 8, "landscape")
    assert [cell.value for cell in sheet[4]][:5] == ["Mã đơn vị", "Tên đơn vị", "1.1", "1.2", "1.3"]
    assert (sheet["A5"].protection.locked, sheet["C5"].protection.locked) == (True, False)
    kinds = {str(each.sqref): (each.type, each.formula2) for each in sheet.data_validations.dataValidation}
    assert ("decimal", "2") in kinds.values()
    assert "list" in [kind for kind, _bound in kinds.values()]
    unit = openpyxl.load_workbook(BytesIO(unit_packet(work.round, work.sheet)))["Phiếu tự chấm"]
    assert [unit.cell(3, column).value for column in (1, 2, 3, 4)] == [
        EM, "1.1", "Ban hành kế hoạch cải cách hành chính", 2,
    ]  # fmt: skip


def test_a_units_packet_comes_back(work):
    book = Book(unit_packet(work.round, work.sheet)).write("Phiếu tự chấm", EM, "Điểm tự chấm", 1.5, "1.3")
    book.write("Phiếu tự chấm", EM, "Giải trình", "Ban hành ngày 5/1", "1.3")
    act = imported(work.round, book.source(), work.lan)
    assert (act.kind, row_of(work.sheet, "1.3").self_score, row_of(work.sheet, "1.3").explanation) == (
        "unit", D("1.5"), "Ban hành ngày 5/1",
    )  # fmt: skip


def test_the_file_comes_back_with_findings_and_can_be_mended_and_brought_again(work):
    book = Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 9)
    act = checked(work.round, book.source(), work.lan)
    back = Book(annotated(staging.source_of(act), staging.problems_of(act)))
    sheet = back.book["Số đo 1"]
    (row,) = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == EM]
    assert "1.1" in str(sheet.cell(row, sheet.max_column).value)
    assert back.book["Kết quả kiểm tra"].cell(2, 2).value == act.problems[0]["row"]
    again = checked(work.round, back.write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    assert (again.state, again.change_count) == ("checked", 1), again.problems


def test_pages_and_checks_ask_as_often_for_many_rows_as_for_few(work, lan, django_assert_max_num_queries):
    few = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 2).source(), work.lan)
    book = Book(scores_packet(work.round))
    for unit in (EM, XANH, "huyen-ho-guom-nho", "quan-ben-moi"):
        for leaf, value in (("1.1", 1), ("1.2", "có"), ("1.3", "Kịp thời")):
            book.write("Số đo 1", unit, leaf, value)
    many = checked(work.round, book.source(), work.lan)
    assert many.change_count == 12
    for act in (few, many):
        with django_assert_max_num_queries(16):
            assert lan.get(reverse("desk:import-act", args=[work.round.pk, act.pk])).status_code == 200
    with django_assert_max_num_queries(10):
        lan.get(reverse("desk:workbooks", args=[work.round.pk]))
    for source in (SourceFile("a.xlsx", book.write("Số đo 2", EM, "2.3", 1).source().content),):
        act = staging.stage(round_=work.round, source=source, by=work.lan)
        staging.take_up(act.pk)
        with django_assert_max_num_queries(45):
            staging.check(act=act.pk)


def test_a_request_that_claims_too_much_is_answered_before_it_is_read(work, lan):
    page = lan.post(
        reverse("desk:workbooks", args=[work.round.pk]), b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(12 * 1024 * 1024),
    )  # fmt: skip
    assert (page.status_code, "nhiều nhất 8 MB" in page.content.decode()) == (413, True)


def test_many_leaves_are_written_in_few_statements(work, lan, django_assert_max_num_queries):
    """And not one by one, which asks once for each leaf."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from scoring.actions import appraisals
    from scoring.actions.workbooks import confirming

    def book_of(amount):
        book = Book(scores_packet(work.round))
        for unit in (EM, XANH, "huyen-ho-guom-nho", "quan-ben-moi"):
            for leaf in ("1.1", "2.1", "2.2"):
                book.write(f"Số đo {leaf[0]}", unit, leaf, amount if leaf == "1.1" else 90 + amount)
        return book.source()

    def statements(amount):
        act = checked(work.round, book_of(amount), work.lan)
        with CaptureQueriesContext(connection) as asked:
            confirming.confirm(act=act, acknowledged=[each["key"] for each in act.summary["doubts"]], by=work.lan)
        return len(asked)

    statements(1)
    one_by_one = statements(1.5)
    appraisals.MANY, kept = 5, appraisals.MANY
    try:
        together = statements(1.25)
    finally:
        appraisals.MANY = kept
    assert together <= 42
    assert one_by_one - together >= 8


def test_no_request_writes_the_findings_of_a_large_file(work, lan, monkeypatch):
    monkeypatch.setattr(staging, "AT_ONCE_BYTES", 100)
    wrong = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 9).source(), work.lan)
    sound = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1).source(), work.lan)
    monkeypatch.setattr(staging, "annotated", lambda *_file: 1 / 0)  # made by the check, and not again
    at = {act: reverse("desk:import-findings", args=[work.round.pk, act.pk]) for act in (wrong, sound)}
    back = Book(lan.get(at[wrong]).content)
    assert back.book["Kết quả kiểm tra"].cell(2, 2).value == wrong.problems[0]["row"]
    assert lan.get(at[sound]).status_code == 404  # nothing was found, and the page offers nothing
    pages = {act: lan.get(reverse("desk:import-act", args=[work.round.pk, act.pk])).text for act in at}
    assert [at[act] in pages[act] for act in (wrong, sound)] == [True, False]


def test_the_changes_of_a_file_leave_as_they_are_on_the_page(work, lan, client):
    act = checked(work.round, Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 1.5).source(), work.lan)
    base = reverse("desk:import-act", args=[work.round.pk, act.pk]) + "thay-doi"
    assert f'{base}.xlsx"' in lan.get(reverse("desk:import-act", args=[work.round.pk, act.pk])).text
    rows = json.loads(lan.get(f"{base}.json").content)["rows"]
    assert ["Huyện Sông Êm", "1.1", "Ban hành kế hoạch cải cách hành chính", "số đo", "", "1,5"] in rows
    assert "1,5" in lan.get(f"{base}.csv").content.decode("utf-8-sig")
    sheet = openpyxl.load_workbook(BytesIO(lan.get(f"{base}.xlsx").content)).worksheets[0]
    assert any("1,5" in [cell for cell in row if isinstance(cell, str)] for row in sheet.iter_rows(values_only=True))
    assert client.get(f"{base}.csv").status_code in (302, 404)
    empty = checked(work.round, Book(scores_packet(work.round)).source(), work.lan)
    assert lan.get(reverse("desk:import-act", args=[work.round.pk, empty.pk]) + "thay-doi.csv").status_code == 404
