"""Files hold what the page holds: the same units, order and figures, with source and version, and nothing that runs."""

import csv
import io
import json
import re

import openpyxl
import pytest

from scoring.exports.cells import harmless, unguarded

RANKING = "/xep-hang/hai-phong/quan-huyen/par/2020"
QUERIES = ["", "?sap-xep=-hang", "?loc=tang", "?tim=quan"]


def download(reader, suffix: str, query: str = ""):
    response = reader.get(f"{RANKING}.{suffix}{query}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return response.content


@pytest.mark.parametrize("query", QUERIES)
def test_csv_xlsx_and_json_hold_the_same_cells(reader, query):
    text = download(reader, "csv", query)
    assert text.startswith(b"\xef\xbb\xbf")
    from_csv = [row[:-4] for row in csv.reader(io.StringIO(text.decode("utf-8-sig")))]
    document = json.loads(download(reader, "json", query))
    from_json = [document["columns"], *document["rows"]]
    sheet = openpyxl.load_workbook(io.BytesIO(download(reader, "xlsx", query))).worksheets[0]
    from_xlsx = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]

    def plain(rows):
        return [["" if cell is None else str(cell) for cell in row] for row in rows]

    def numeric(rows):
        return [[re.sub(r"\.0+$|(\.\d*?)0+$", r"\1", cell) for cell in row] for row in rows]

    assert plain(from_csv) == plain(from_json)
    assert numeric(plain(from_xlsx)) == numeric(plain(from_csv))


@pytest.mark.parametrize("query", QUERIES)
def test_a_file_has_the_rows_of_the_page_in_the_order_of_the_page(reader, read, query):
    page = read(f"{RANKING}/{query}")
    names = [
        re.search(rf'<tbody id="{unit}".*?<a href="/don-vi/{unit}/">([^<]+)</a>', page.html, re.S).group(1)
        for unit in page.rows()
    ]
    rows = list(csv.reader(io.StringIO(download(reader, "csv", query).decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == names


def test_what_is_not_published_is_said_in_files_and_is_never_zero_or_blank(reader):
    rows = list(csv.DictReader(io.StringIO(download(reader, "csv").decode("utf-8-sig"))))
    vinh_bao = next(row for row in rows if row["Đơn vị"] == "Huyện Vĩnh Bảo")
    assert vinh_bao["Tổng điểm"] == "không công bố"
    assert vinh_bao["Thẩm định"] == "54.14"
    assert vinh_bao["Hài lòng"] == "87.65"
    assert vinh_bao["Thay đổi hạng"] == "tăng 4 bậc (13→9)"


def test_every_file_says_where_it_comes_from_and_which_version_it_is(reader):
    book = openpyxl.load_workbook(io.BytesIO(download(reader, "xlsx")))
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert "haiphong.gov.vn" in about["Nguồn"]
    assert about["Phiên bản"] == "1"
    assert len(about["Mã băm nội dung (SHA-256)"]) == 64
    assert json.loads(download(reader, "json"))["about"]["Phiên bản"] == 1


def test_numbers_are_numbers_in_the_workbook(reader):
    sheet = openpyxl.load_workbook(io.BytesIO(download(reader, "xlsx"))).worksheets[0]
    assert [type(sheet.cell(3, column).value) for column in (1, 3)] == [int, float]
    assert sheet.cell(3, 3).number_format == "0.00"


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "＝1", "\ufeff=1"])
def test_text_can_never_begin_a_formula(start):
    assert harmless(start).startswith("'")


def test_ordinary_text_is_left_alone():
    assert harmless("Sở Nội vụ") == "Sở Nội vụ"
    assert harmless("−2,00") == "−2,00"


@pytest.mark.parametrize("text", ["-a", "'-a", "''=a", "+1", "Sở Nội vụ", "'tis", "'", "a-b", "－x"])
def test_a_guarded_text_comes_back_as_it_was(text):
    assert unguarded(harmless(text)) == text


def test_an_unknown_form_of_file_does_not_exist(reader):
    assert reader.get(f"{RANKING}.exe").status_code == 404
    assert reader.get("/xep-hang/hai-phong/quan-huyen/par/1999.csv").status_code == 404


NATIONAL = "/xep-hang/viet-nam/tinh-thanh-pho"
DEPARTMENTS = "/xep-hang/hai-phong/so-ban-nganh/par/2020"


def rows_of(reader, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(reader.get(address).content.decode("utf-8-sig"))))


def test_the_change_and_the_rank_of_a_component_are_in_the_file(reader):
    by_name = {row["Đơn vị"]: row for row in rows_of(reader, f"{RANKING}.csv")}
    assert by_name["Huyện Thủy Nguyên"]["Thẩm định"] == "không công bố"
    assert by_name["Huyện Thủy Nguyên"]["Thẩm định: so với năm trước"] == "3.16"
    assert by_name["Huyện Thủy Nguyên"]["Hài lòng: thứ hạng"] == "2"
    assert by_name["Huyện Vĩnh Bảo"]["Thẩm định: thứ hạng"] == "5"
    assert by_name["Quận Lê Chân"]["Thẩm định: so với năm trước"] == "không công bố"
    assert "Hài lòng: so với năm trước" not in by_name["Quận Lê Chân"]


@pytest.mark.parametrize("address", [f"{NATIONAL}/par/2020", f"{NATIONAL}/sipas/2020"])
def test_a_change_has_no_digits_that_the_source_does_not_have(reader, address):
    for row in rows_of(reader, f"{address}.csv"):
        change = row.get("Thay đổi điểm") or row["Thay đổi chỉ số"]
        assert not re.search(r"\d\.\d*00$|\.\d0$", change), row
    assert "0.5000" not in reader.get(f"{address}.json").content.decode()


def test_units_without_a_rank_stand_apart_in_the_file_as_on_the_page(reader, read):
    query = "?sap-xep=-thay-doi"
    page = read(f"{DEPARTMENTS}/{query}")
    unplaced = re.findall(r'<tr id="([^"]+)"', page.html)
    assert unplaced
    names = [page.row(unit) for unit in [*page.rows(), *unplaced]]
    for row, told in zip(rows_of(reader, f"{DEPARTMENTS}.csv{query}"), names, strict=True):
        assert row["Đơn vị"] in told


def test_the_average_closes_the_file_and_the_facts_of_the_block_stand_beside_it(reader):
    *_units, last = rows_of(reader, f"{NATIONAL}/sipas/2020.csv")
    assert (last["Hạng"], last["Đơn vị"], last["Chỉ số"]) == ("", "Trung bình cả nước", "85.48")
    document = json.loads(reader.get(f"{NATIONAL}/sipas/2020.json").content)
    assert document["rows"][-1][1:3] == ["Trung bình cả nước", "85.48"]
    assert document["about"]["Cả khối: Cao nhất"] == "95,76%"
    book = openpyxl.load_workbook(io.BytesIO(reader.get(f"{NATIONAL}/sipas/2020.xlsx").content))
    about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert about["Cả khối: Thấp nhất"] == "75,68%"
    assert [cell.value for cell in list(book.worksheets[0].iter_rows())[-1]][1] == "Trung bình cả nước"
