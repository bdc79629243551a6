"""The empty workbooks of the portal's own format, filled in with the words that their lists offer, come in."""

from io import BytesIO

import openpyxl
import pytest

from scoring.actions.criteria_import import import_criteria_files
from scoring.actions.imports import import_files
from scoring.exports.layout import CHOICES
from scoring.imports.tables import Kind
from scoring.imports.workbook import SourceFile
from scoring.models import Criterion, PublishedFact, PublishedResult
from scoring.packets.formats import FORMATS, format_template
from units.models import FormerDesignation, Succession, Unit, UnitGroup

pytestmark = pytest.mark.django_db
SOURCE = "Báo cáo minh họa"
_PUBLISHED = {"Chỉ số": "par", "Năm": 2020, "Khối": "minh-hoa-quan-huyen", "Nguồn": SOURCE}


def offered(book, sheet, cell) -> list[str]:
    """What the drop-down list of a cell offers."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and cell.coordinate in rule.sqref:
            column, last = rule.formula1.split("!$")[1].split("$")[0], int(rule.formula1.rpartition("$")[2])
            return [book[CHOICES][f"{column}{row}"].value for row in range(2, last + 1)]
    return []


def filled(name: str, **worksheets: list[dict[str, object]]) -> SourceFile:
    """The template with those rows; a word for a cell with a list has to be one of the list."""
    book = openpyxl.load_workbook(BytesIO(format_template(name)))
    for title, rows in worksheets.items():
        sheet = book[title.replace("_", " ")]
        headings = {cell.value: cell.column for cell in sheet[2]}
        for number, values in enumerate(rows, start=3):
            for heading, value in values.items():
                cell = sheet.cell(number, headings[heading])
                assert not (choices := offered(book, sheet, cell)) or value in choices, (heading, value, choices)
                cell.value = value
    out = BytesIO()
    book.save(out)
    return SourceFile(f"{name}.xlsx", out.getvalue())


def told(outcome) -> list[str]:
    return [str(problem) for problem in outcome.problems if problem.is_error]


@pytest.mark.parametrize("name", FORMATS)
def test_lists_offer_the_words_that_people_know_and_cells_keep_what_is_typed(name):
    book = openpyxl.load_workbook(BytesIO(format_template(name)))
    for table in FORMATS[name]:
        sheet = book[table.heading]
        for position, column in enumerate(table.columns, start=1):
            cell = sheet.cell(3, position)
            if column.kind is Kind.CHOICE:
                assert offered(book, sheet, cell) == [column.words[each] for each in column.choices]
            is_number = column.kind in (
                Kind.WHOLE, Kind.SIGNED, Kind.NUMBER, Kind.SIGNED_NUMBER, Kind.FIGURE, Kind.PERCENT, Kind.YEAR,
            )  # fmt: skip
            assert cell.number_format == ("General" if is_number else "@"), column.code


def test_a_list_of_units_comes_in(cast):
    unit = {
        "Mã đơn vị": "xa-suoi-reo", "Cấp": "cấp xã", "Loại": "xã", "Tên": "Suối Reo", "Tên đầy đủ": "Xã Suối Reo",
        "Mã đơn vị cấp trên": cast.province.code, "Từ ngày": "1/7/2025", "Hư cấu để minh họa": "có", "Nguồn": SOURCE,
    }  # fmt: skip
    old = {
        "Mã đơn vị": "xa-suoi-reo", "Loại": "thị trấn", "Tên đầy đủ": "Thị trấn Suối Reo", "Đến hết ngày": "3/4/2025",
        "Nguồn": SOURCE,
    }  # fmt: skip
    became = {
        "Mã đơn vị trước": "huyen-song-em", "Mã đơn vị sau": "xa-suoi-reo", "Hình thức": "sáp nhập",
        "Có hiệu lực từ ngày": "1/7/2025", "Căn cứ pháp lý": "Nghị quyết minh họa", "Nguồn": SOURCE,
    }  # fmt: skip
    group = {
        "Mã khối": "minh-hoa-xa-moi", "Địa chỉ nơi": "minh-hoa", "Địa chỉ khối": "xa-moi", "Tên khối": "Xã mới",
        "Gọi đơn vị": "xã", "Mã đơn vị chủ quản": cast.province.code, "Nguồn": SOURCE,
    }  # fmt: skip
    source = filled(
        "don-vi", Đơn_vị=[unit], Tên_và_loại_trước_đây=[old], Kế_thừa=[became], Khối_xếp_hạng=[group]
    )  # fmt: skip
    assert told(import_files(sources=[source], by=None)) == []
    made = Unit.objects.get(code="xa-suoi-reo")
    assert (made.kind, made.form) == ("commune", "xa")
    assert FormerDesignation.objects.get(unit=made).valid_to.isoformat() == "2025-04-03"
    assert Succession.objects.get(successor=made).kind == "merged"
    assert UnitGroup.objects.filter(code="minh-hoa-xa-moi").exists()


def test_worksheets_left_empty_beside_a_filled_one_stand_in_nobody_s_way(cast):
    unit = {
        "Mã đơn vị": "xa-suoi-reo", "Cấp": "cấp xã", "Loại": "xã", "Tên": "Suối Reo", "Tên đầy đủ": "Xã Suối Reo",
        "Mã đơn vị cấp trên": cast.province.code, "Từ ngày": "1/7/2025", "Hư cấu để minh họa": "có", "Nguồn": SOURCE,
    }  # fmt: skip
    assert told(import_files(sources=[filled("don-vi", Đơn_vị=[unit])], by=None)) == []
    assert Unit.objects.filter(code="xa-suoi-reo").exists()


def test_a_template_that_is_wholly_empty_says_so_of_each_worksheet(cast):
    found = told(import_files(sources=[filled("don-vi")], by=None))
    assert len(found) == len(FORMATS["don-vi"])
    assert all("chỉ có dòng tiêu đề" in each for each in found)


def test_transcribed_results_come_in(cast):
    publication = {
        **_PUBLISHED,
        "Số đơn vị trong khối": 4,
        "Ngày quyết định": "30/3/2021",
        "Quy tắc đồng hạng": "1, 2, 2, 4",
    }
    component = {
        **_PUBLISHED, "Mã thành phần": "tham-dinh", "Tên": "Điểm thẩm định", "Tên cột": "Thẩm định", "Đơn vị tính": "điểm",
        "Điểm tối đa": 60, "Căn cứ điểm tối đa": "suy ra",
    }  # fmt: skip
    results = [
        {**_PUBLISHED, "Đơn vị": "Sông Êm", "Hạng": "1", "Tổng điểm": 90.54, "Chiều thay đổi điểm": "tăng"},
        {**_PUBLISHED, "Đơn vị": "Núi Xanh", "Hạng": "2-3", "Tổng điểm": "90,03", "Căn cứ của hạng": "tính ra"},
    ]
    fact = {**_PUBLISHED, "Loại": "trung bình", "Nội dung": "Trung bình", "Nguyên văn": "90,3", "Căn cứ": "nguồn in"}
    source = filled("ket-qua", Công_bố=[publication], Thành_phần=[component], Kết_quả=results, Thông_tin_chung=[fact])
    assert told(import_files(sources=[source], by=None)) == []
    found = {each.rank_printed or str(each.rank): each for each in PublishedResult.objects.all()}
    assert (found["2-3"].rank, found["2-3"].rank_basis, found["1"].score_direction) == (2, "derived", "up")
    assert PublishedFact.objects.get().kind == "average"


def test_a_criteria_set_comes_in(cast):
    own = {"Bộ tiêu chí": "minh-hoa-mau"}
    made = {
        "Mã bộ tiêu chí": "minh-hoa-mau", "Tên bộ tiêu chí": "Bộ minh họa", "Chỉ số": "par", "Áp dụng cho cấp": "cấp xã",
        "Từ năm": 2026, "Quy tắc đồng hạng": "1, 2, 2, 3", "Xếp hạng theo": "chỉ số chưa làm tròn",
        "Hư cấu để minh họa": "có", "Nguồn": SOURCE,
    }  # fmt: skip
    nodes = [
        {**own, "Mã mục": "1", "Nội dung": "Chỉ đạo điều hành"},
        {
            **own, "Mã mục": "1.10", "Thuộc mục": "1", "Nội dung": "Ban hành kế hoạch", "Điểm tối đa": 2,
            "Nguồn điểm": "thẩm định", "Cách tính": "có hoặc không", "Bắt buộc giải trình": "không",
        },
    ]  # fmt: skip
    scale = {**own, "Tên thang": "Thang minh họa"}
    bands = [{**own, "Thang xếp loại": "Thang minh họa", "Mã loại": "tot", "Tên loại": "Tốt", "Từ chỉ số (%)": 0}]
    source = filled("bo-tieu-chi", Bộ_tiêu_chí=[made], Tiêu_chí=nodes, Thang_xếp_loại=[scale], Loại=bands)
    assert told(import_criteria_files(sources=[source], by=None)) == []
    assert Criterion.objects.get(code="1.10").max_score == 2


def test_the_line_of_hints_is_not_taken_for_the_headings(cast, monkeypatch):
    """The control: a hint that is a heading of some table is."""
    row = {"Mã khối": "x"}
    assert not any(
        "dòng 1" in each for each in told(import_files(sources=[filled("don-vi", Khối_xếp_hạng=[row])], by=None))
    )
    monkeypatch.setattr("scoring.packets.formats._holds", lambda column: column.kind.value)
    outcome = import_files(sources=[filled("don-vi", Khối_xếp_hạng=[row])], by=None)
    assert any("dòng 1" in each for each in told(outcome))


@pytest.mark.parametrize("name", FORMATS)
def test_headings_are_locked_cells_are_open_also_beneath_and_it_prints_landscape(name):
    book = openpyxl.load_workbook(BytesIO(format_template(name)))
    for table in FORMATS[name]:
        sheet = book[table.heading]
        assert sheet.protection.sheet
        assert all(sheet.cell(2, place).protection.locked for place in range(1, len(table.columns) + 1))
        for place in range(1, len(table.columns) + 1):
            letter = openpyxl.utils.get_column_letter(place)
            assert not sheet.cell(3, place).protection.locked
            assert not sheet.column_dimensions[letter].protection.locked
            assert sheet.column_dimensions[letter].number_format == sheet.cell(3, place).number_format
        assert sheet.freeze_panes == "B3"
        width = sum(each.width * (each.max - each.min + 1) for each in sheet.column_dimensions.values())
        printed = (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth)
        assert printed == ("landscape", 8 if width > 190 else 9, 2 if width > 300 else 1)


def test_numbers_are_held_to_what_their_column_may_hold():
    book = openpyxl.load_workbook(BytesIO(format_template("ket-qua")))
    for title, heading, kind, least in (
        ("Công bố", "Năm", "whole", "1900"),
        ("Công bố", "Số đơn vị trong khối", "whole", "0"),
        ("Thành phần", "Điểm tối đa", "decimal", "0"),
        ("Kết quả", "Chỉ số (%)", "decimal", "0"),
    ):
        sheet = book[title]
        letter = next(cell.column_letter for cell in sheet[2] if cell.value == heading)
        rules = [each for each in sheet.data_validations.dataValidation if f"{letter}3" in each.sqref]
        assert [(each.type, each.formula1) for each in rules] == [(kind, least)]
        assert f"{letter}900" in rules[0].sqref


def test_a_column_of_a_component_is_named_by_whoever_fills_it_in(cast):
    book = openpyxl.load_workbook(BytesIO(format_template("ket-qua")))
    sheet = book["Kết quả"]
    place = len(FORMATS["ket-qua"][2].columns) + 1
    assert not sheet.cell(2, place).protection.locked
    columns = {cell.value: cell.column for cell in sheet[2] if cell.value}
    sheet.cell(2, place).value = "c.tham-dinh"
    for heading, value in ({**_PUBLISHED, "Đơn vị": "Sông Êm", "Hạng": "1", "Tổng điểm": "90,54"}).items():
        sheet.cell(3, columns[heading]).value = value
    sheet.cell(3, place).value = 55.1
    for title, more in (("Công bố", {}), ("Thành phần", {
        "Mã thành phần": "tham-dinh", "Tên": "Điểm thẩm định", "Tên cột": "Thẩm định", "Đơn vị tính": "điểm",
    })):  # fmt: skip
        headings = {cell.value: cell.column for cell in book[title][2]}
        for heading, value in {**_PUBLISHED, **more}.items():
            book[title].cell(3, headings[heading]).value = value
    out = BytesIO()
    book.save(out)
    outcome = import_files(sources=[SourceFile("ket-qua.xlsx", out.getvalue())], by=None)
    assert told(outcome) == []
    assert PublishedResult.objects.get().scores.get().printed == "55,1"
