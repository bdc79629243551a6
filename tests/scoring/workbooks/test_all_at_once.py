"""Whatever is wrong in a file is told the first time, with advice that the person who holds the file can follow."""

from decimal import Decimal as D
from io import BytesIO

import openpyxl
import pytest

from scoring.actions.appraisals import Entry, enter
from scoring.actions.workbooks.staging import problems_of
from scoring.imports.workbook import SourceFile
from scoring.packets.annotated import annotated
from scoring.packets.templates import field_packet, scores_packet, unit_packet

from .files import Book, checked

pytestmark = pytest.mark.django_db
EM, XANH = "huyen-song-em", "huyen-nui-xanh"


def told(act) -> list[str]:
    return [f"{each['sheet']}/{each['row']}/{each['column']}: {each['message']}" for each in act.problems]


@pytest.fixture
def book(work):
    return Book(scores_packet(work.round))


def test_a_heading_that_nobody_knows_hides_no_other_fault_of_its_worksheet(work, book):
    row, names = book.heading("Số đo 2")
    book.book["Số đo 2"].cell(row, max(names.values()) + 1).value = "Ghi chú riêng"
    book.write("Số đo 2", EM, "2.1", "chín mươi").write("Số đo 2", XANH, "2.3", "ba").write("Số đo 1", EM, "1.1", "x")

    found = told(checked(work.round, book.source(), work.lan))

    assert len(found) == 4
    for place in ("Số đo 2/", "2.1: ", "2.3: ", "Ghi chú riêng: bảng không có cột này", "Số đo 1/"):
        assert any(place in each for each in found), (place, found)


def test_a_measure_is_not_called_missing_whose_column_could_not_be_told(work, book):
    """The heading of the base is misspelt: that is the fault, not a figure that is there."""
    row, names = book.heading("Số đo 2")
    heading = next(name for name in names if name.startswith("2.1") and name != "2.1")
    book.book["Số đo 2"].cell(row, names[heading]).value = "2.1 tren tong"
    book.write("Số đo 2", EM, "2.1", 30).book["Số đo 2"].cell(
        book.cell("Số đo 2", EM, "2.1").row, names[heading]
    ).value = 40

    found = told(checked(work.round, book.source(), work.lan))

    assert len(found) == 1
    assert "2.1 tren tong: bảng không có cột này" in found[0]


def test_a_matrix_as_plain_text_is_refused_with_two_ways_on(work):
    area = work.round.criteria_set.criteria.get(code="2")
    sheet = openpyxl.load_workbook(BytesIO(field_packet(work.round, area)))["Số đo 2"]
    rows = list(sheet.iter_rows(values_only=True))[3:]  # without the lines above the heading
    lines = (",".join(f'"{"" if each is None else each}"' for each in row) for row in rows)
    source = SourceFile("so-do.csv", "\n".join(lines).encode())

    (problem,) = checked(work.round, source, work.lan, "field").problems

    assert "không có tên trang tính" in problem["message"]
    assert ".xlsx" in problem["advice"]
    assert "mỗi dòng một tiêu chí" in problem["advice"]


def test_a_unit_is_not_sent_to_a_worksheet_that_its_file_does_not_have(work):
    enter(sheet=work.sheet, by=work.lan, entries=[Entry("1.1", self_score=D("0.2"), amount=D("0.2"))])
    book = Book(unit_packet(work.round, work.sheet))
    title = next(name for name in book.book.sheetnames if name.startswith(("Phiếu", "Tự chấm")))
    heading = next(name for name in book.heading(title)[1] if "ự chấm" in name)

    (problem,) = checked(work.round, book.write(title, EM, heading, 0.3, "1.1").source(), work.lan).problems

    assert "nêu lý do" in problem["message"]
    assert "Ghi chú" not in problem["advice"]
    assert "bàn làm việc" in problem["advice"]


def test_the_findings_beside_a_row_say_each_thing_once(work, book):
    book.write("Số đo 1", EM, "1.1", 1.5)
    enter(sheet=work.sheet, by=work.lan, entries=[Entry("1.1", self_score=D("2"))])
    act = checked(work.round, book.source(), work.lan)

    back = openpyxl.load_workbook(BytesIO(annotated(book.source(), problems_of(act))))

    texts = [
        str(cell)
        for row in back["Số đo 1"].iter_rows(values_only=True)
        for cell in row
        if cell and "nêu lý do" in str(cell)
    ]
    assert texts
    assert not any("1.1: 1.1" in text or ".." in text for text in texts)
