"""The copy of a template that comes back with findings is a template still: it is mended in place and brought back."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl.utils import range_boundaries

from scoring.actions.workbooks import confirming, staging
from scoring.exports.layout import CHOICES
from scoring.imports.packets import FINDINGS
from scoring.packets.annotated import annotated
from scoring.packets.templates import scores_packet
from tests.factories_entry import row_of
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round

from .files import Book, checked, doubts_of, round_templates
from .test_all_at_once import told

pytestmark = pytest.mark.django_db
EM, XANH = "huyen-song-em", "huyen-nui-xanh"
KINDS = ("scores", "unit", "field", "surveys", "satisfaction")


def rules_of(book: openpyxl.Workbook, title: str) -> dict[tuple[int, int], tuple]:
    """What may be typed into each cell of a worksheet; a list by what it offers."""
    found = {}
    for rule in book[title].data_validations.dataValidation:
        offered = rule.formula1
        if rule.type == "list":
            sheet, cells = offered.rsplit("!", 1)
            assert sheet.strip("'") == CHOICES
            offered = tuple(cell.value for row in book[CHOICES][cells.replace("$", "")] for cell in row)
        says = (rule.type, rule.operator, offered, rule.formula2, rule.error, rule.prompt, rule.showErrorMessage)
        for area in rule.sqref.ranges:
            left, top, right, bottom = range_boundaries(area.coord)
            found |= {(row, column): says for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return found


@pytest.fixture
def surveyed(work):
    round_ = make_surveyed_round(work.cast, year=2025)
    make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    return round_


def copy_of(act) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(staging.with_findings(act)))


def template(kind: str, work, surveyed) -> tuple:
    is_of_surveys = kind in ("surveys", "satisfaction")
    round_, by = (surveyed, make_staff("nhap", ("enter_scores",))) if is_of_surveys else (work.round, work.lan)
    return round_, by, round_templates(round_, unit=EM, area="1")[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_what_may_be_typed_and_what_is_locked_stays_as_in_the_template(work, surveyed, kind):
    round_, by, content = template(kind, work, surveyed)
    before = openpyxl.load_workbook(BytesIO(content))
    after = copy_of(checked(round_, Book(content).source(), by))
    looked_at = 0
    for sheet in before.worksheets:
        copy = after[sheet.title]
        if sheet.title == CHOICES:
            assert copy.sheet_state == "hidden"
            continue
        assert rules_of(after, sheet.title) == rules_of(before, sheet.title), sheet.title
        assert copy.protection.sheet is sheet.protection.sheet is True
        if not sheet.title.startswith(("Hướng dẫn", "Năm trước")):
            assert copy.freeze_panes == sheet.freeze_panes
            assert copy.print_title_rows == sheet.print_title_rows
            looked_at += 1
        for row in sheet.iter_rows():
            for cell in row:
                assert copy[cell.coordinate].protection.locked == cell.protection.locked, (sheet.title, cell.coordinate)
        if not sheet.title.startswith("Năm trước") and kind not in ("surveys", "satisfaction"):
            widths = {letter: each.width for letter, each in sheet.column_dimensions.items()}
            assert {letter: copy.column_dimensions[letter].width for letter in widths} == widths
    assert looked_at


def test_without_the_round_there_are_no_rules_in_the_copy(work):
    act = checked(work.round, Book(scores_packet(work.round)).source(), work.lan)
    plain = openpyxl.load_workbook(BytesIO(annotated(staging.source_of(act), [])))
    assert not any(sheet.data_validations.dataValidation or sheet.protection.sheet for sheet in plain.worksheets)


def test_five_mistakes_are_mended_in_the_copy_and_confirmed(work):
    """By the pages, as a person goes: the copy is downloaded, mended, brought back, confirmed."""
    client = Client()
    client.force_login(work.lan)
    book = Book(scores_packet(work.round))
    book.write("Số đo 1", EM, "1.1", 9).write("Số đo 1", XANH, "1.2", "chắc có").write("Số đo 2", EM, "2.2", "-1")
    book.write("Số đo 1", "quan-ben-moi", "1.1", 1.5)
    book.cell("Số đo 1", "quan-ben-moi", "Mã đơn vị").value = "quan-ben-cu"
    act = checked(work.round, book.source(), work.lan)
    assert (act.state, len(act.problems)) == ("refused", 4), told(act)

    copy = Book(client.get(reverse("desk:import-findings", args=[work.round.pk, act.pk])).content)
    code = copy.cell("Số đo 1", "quan-ben-cu", "Mã đơn vị")
    assert code.protection.locked is False  # what is locked elsewhere is open where it is wrong
    assert copy.cell("Số đo 1", EM, "Mã đơn vị").protection.locked is False
    assert copy.cell("Số đo 1", "huyen-ho-guom-nho", "Mã đơn vị").protection.locked is True
    code.value = "quan-ben-moi"
    copy.write("Số đo 1", EM, "1.1", 1.25).write("Số đo 1", XANH, "1.2", "có").write("Số đo 2", EM, "2.2", 91)

    again = checked(work.round, copy.source(), work.lan)
    assert (again.state, again.change_count) == ("checked", 4), told(again)
    assert (again.packet, again.packet != "") == (act.packet, True)
    confirming.confirm(act=again, acknowledged=doubts_of(again), by=work.lan)
    assert str(row_of(work.sheet, "1.1").amount.normalize()) == "1.25"


def test_a_copy_that_is_wrong_again_has_one_column_of_findings(work):
    book = Book(scores_packet(work.round)).write("Số đo 1", EM, "1.1", 9).write("Số đo 1", XANH, "1.1", 8)
    first = checked(work.round, book.source(), work.lan)
    copy = Book(staging.with_findings(first)).write("Số đo 1", EM, "1.1", 1)
    second = checked(work.round, copy.source(), work.lan)
    again = Book(staging.with_findings(second))
    sheet = again.book["Số đo 1"]
    row, _names = again.heading("Số đo 1")
    assert [cell.value for cell in sheet[row]].count(FINDINGS) == 1
    assert again.cell("Số đo 1", EM, FINDINGS).value is None
    assert "1.1" in again.cell("Số đo 1", XANH, FINDINGS).value
    mended = checked(work.round, again.write("Số đo 1", XANH, "1.1", 1).source(), work.lan)
    assert (mended.state, mended.change_count) == ("checked", 2), told(mended)


def test_a_worksheet_whose_heading_is_wrong_is_open_so_that_it_can_be_mended(work):
    book = Book(scores_packet(work.round))
    row, names = book.heading("Số đo 1")
    book.book["Số đo 1"].cell(row, names["1.1"]).value = "1.1x"
    copy = copy_of(checked(work.round, book.source(), work.lan))
    assert copy["Số đo 1"].protection.sheet is False
    assert copy["Số đo 2"].protection.sheet is True


def test_a_table_of_ones_own_gains_the_lists_and_is_not_locked(work):
    book = openpyxl.Workbook()
    book.active.title = "Số đo"
    for line in (("Mã đơn vị", "1.2", "Cột lạ"), (EM, "có", None), (XANH, "chưa rõ", None)):
        book.active.append(line)
    out = BytesIO()
    book.save(out)
    copy = copy_of(checked(work.round, Book(out.getvalue()).source(), work.lan))
    assert copy["Số đo"].protection.sheet is False
    assert rules_of(copy, "Số đo")[2, 2][:3] == ("list", None, ("có", "không"))
    assert rules_of(copy, "Số đo").keys() == {(2, 2), (3, 2)}


def test_a_worksheet_that_calls_itself_as_our_lists_do_takes_no_list_from_us(work):
    book = Book(scores_packet(work.round))
    del book.book[CHOICES]
    book.book.create_sheet(CHOICES).append(["Mã đơn vị", "chọn cái này"])
    copy = copy_of(checked(work.round, book.source(), work.lan))
    assert copy[CHOICES].sheet_state == "hidden"
    assert "chọn cái này" not in [cell.value for row in copy[CHOICES].iter_rows() for cell in row]
    assert any(rule[2] == ("có", "không") for rule in rules_of(copy, "Số đo 1").values())
