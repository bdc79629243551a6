"""Files hold what the page holds: the same units, order and figures, with source and version, and nothing that runs."""

import csv
import io
import json
import re

import openpyxl
import pytest

from scoring.cells import harmless, unguarded

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
    from_csv = [row[:-2] for row in csv.reader(io.StringIO(text.decode("utf-8-sig")))]
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
        re.search(rf'<tr id="{unit}".*?<a href="/don-vi/{unit}/">([^<]+)</a>', page.html, re.S).group(1)
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
