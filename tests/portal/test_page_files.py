"""Every page with a table has its rows as files, linked from the page, the same in every form."""

import csv
import io
import json
import re
from html import unescape

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.exports.cells import unguarded

RANKING = "/xep-hang/hai-phong/quan-huyen/par/2020/"
COMPARED = "bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=305"
# A page, where its files are, and how many queries one takes.
PAGES = {
    "/don-vi/": ("/don-vi", "", 2),
    "/don-vi/31/": ("/don-vi/31", "", 8),
    "/don-vi/31/cac-chi-so/": ("/don-vi/31/cac-chi-so", "", 8),
    "/don-vi/316/2020/": ("/don-vi/316/2020", "", 9),
    f"/so-sanh/?{COMPARED}": ("/so-sanh", f"?{COMPARED}", 8),
    "/cong-bo/1/": ("/cong-bo/1/so-lieu", "", 7),
    "/du-lieu/": ("/du-lieu", "", 1),
    "/tim-kiem/?q=do+son": ("/tim-kiem", "?q=do+son", 2),
    f"{RANKING}phan-tich/": (f"{RANKING}phan-tich", "", 8),
    RANKING: (RANKING.rstrip("/"), "", 8),
}
FORMS = ("csv", "xlsx", "json")


def rows_of(client, base: str, form: str, query: str = "") -> list[list[str]]:
    """Heading and rows of a file as texts; numbers without closing zeros, days in one spelling."""
    response = client.get(f"{base}.{form}{query}")
    assert response.status_code == 200, f"{base}.{form}{query}"
    assert "attachment" in response["Content-Disposition"]
    if form == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    elif form == "json":
        document = json.loads(response.content)
        rows = [document["columns"], *document["rows"]]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return [[_plain(cell) for cell in row] for row in rows]


def _plain(cell) -> str:
    if cell is None:
        return ""
    if hasattr(cell, "strftime"):
        return cell.strftime("%Y-%m-%d")
    text = unguarded(str(cell))
    text = re.sub(r"^(\d\d)/(\d\d)/(\d{4})$", r"\3-\2-\1", text)
    return re.sub(r"\.0+$|(\.\d*?)0+$", r"\1", text) if re.fullmatch(r"-?\d+\.\d+", text) else text


@pytest.mark.parametrize("page", PAGES)
def test_the_page_leads_to_its_files_in_vietnamese(reader, page):
    base, query, _queries = PAGES[page]
    html = unescape(reader.get(page).content.decode())
    links = re.findall(r'href="([^"]+\.(?:csv|xlsx|json)[^"]*)" download', html)
    assert {f"{base}.{form}{query}" for form in FORMS} <= set(links)
    assert "Tải " in html


@pytest.mark.parametrize("page", [page for page in PAGES if page != RANKING])
def test_every_form_holds_the_same_rows(reader, page):
    base, query, _queries = PAGES[page]
    forms = {form: rows_of(reader, base, form, query) for form in FORMS}
    # A CSV file has no second sheet: which publication its figures are of stands at the end of its rows.
    width = len(forms["json"][0])
    rows = [row[:width] for row in forms.pop("csv")]
    assert len(rows) > 1
    for other in forms.values():
        assert other == rows


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("form", FORMS)
def test_the_number_of_queries_is_pinned(reader, page, form):
    base, query, queries = PAGES[page]
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(f"{base}.{form}{query}").status_code == 200
    assert len(asked) == queries, [each["sql"][:90] for each in asked]


@pytest.mark.parametrize(
    "address",
    [
        "/don-vi.exe", "/don-vi/31.exe", "/don-vi/316/2020.exe", "/don-vi/316/2011.csv", "/so-sanh.csv", "/dinh-chinh.pdf",
        "/cong-bo/1/so-lieu.pdf", "/cong-bo/999/so-lieu.csv", "/tim-kiem.csv", "/tim-kiem.csv?q=khongcodonvinao",
        "/so-sanh.csv?bang=khong-co&don-vi=316&don-vi=305", "/don-vi/khong-co.csv", "/don-vi/khong-co/2020.csv",
    ],
)  # fmt: skip
def test_a_file_of_nothing_does_not_exist(reader, address):
    assert reader.get(address).status_code == 404


def test_the_list_of_units_has_every_unit_of_its_page(reader):
    codes = set(re.findall(r'<li><a href="/don-vi/([^"/]+)/"', reader.get("/don-vi/").content.decode()))
    assert {row[0] for row in rows_of(reader, "/don-vi", "csv")[1:]} == codes


def test_a_units_file_has_the_years_of_its_page_with_numbers_as_numbers(reader):
    html = reader.get("/don-vi/31/").content.decode()
    shown = re.findall(r'<th scope="rowgroup"><a href="/don-vi/31/(\d+)/"', html)
    heading, *rows = rows_of(reader, "/don-vi/31", "csv")
    assert [row[heading.index("Năm")] for row in rows] == shown
    sheet = openpyxl.load_workbook(io.BytesIO(reader.get("/don-vi/31.xlsx").content)).worksheets[0]
    ranks = [row[heading.index("Hạng")] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert any(isinstance(rank, int) for rank in ranks)


def test_a_comparison_has_the_lines_and_units_of_its_page(reader):
    html = reader.get(f"/so-sanh/?{COMPARED}").content.decode()
    table = re.search(r'<table class="data compare".*?</table>', html, re.S).group()
    labels = re.findall(r'<tr><th scope="row">([^<]+)</th>', table)
    heading, *rows = rows_of(reader, "/so-sanh", "csv", f"?{COMPARED}")
    assert heading == ["Nội dung", "Huyện Vĩnh Bảo", "Quận Hải An"] or len(heading) == 3
    assert [row[0] for row in rows] == [unescape(label) for label in labels]


def test_a_search_file_has_the_units_found_in_their_order(reader):
    html = reader.get("/tim-kiem/?q=do+son").content.decode()
    results = re.search(r'<ul class="results">.*?</ul>', html, re.S).group()
    assert [row[0] for row in rows_of(reader, "/tim-kiem", "json", "?q=do+son")[1:]] == re.findall(
        r'href="/don-vi/([^"/]+)/"', results
    )


def test_every_figure_of_a_publication_has_its_basis_and_source(reader):
    html = reader.get("/cong-bo/1/").content.decode()
    heading, *rows = rows_of(reader, "/cong-bo/1/so-lieu", "csv")
    figures = len(re.findall(r'<li><span class="k">', html))
    of_units = [row for row in rows if row[heading.index("Đơn vị")] != "Cả khối" and row[1] != "Ghi chú"]
    assert len(of_units) == figures
    assert all(row[heading.index("Nguồn")] for row in of_units)


def test_files_say_that_figures_are_invented_and_where_they_come_from(reader):
    about = json.loads(reader.get("/don-vi/31.json").content)["about"]
    assert about["Địa chỉ"] == "http://localhost/don-vi/31/"
    assert "Lưu ý" not in about


@pytest.mark.parametrize("form", FORMS)
def test_a_comparison_of_too_many_units_says_so_and_leads_back_to_those_it_has(reader, form):
    codes = re.findall(r'href="/don-vi/(3\d\d)/"', reader.get("/don-vi/").content.decode())
    codes = list(dict.fromkeys(["316", "305", "318", "303", *codes]))
    asked = "bang=hai-phong.quan-huyen.par.2020" + "".join(f"&don-vi={code}" for code in codes)
    kept = "bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=305&don-vi=318&don-vi=303"
    said = "Chỉ so sánh được tối đa 4 đơn vị; trang này giữ 4 đơn vị chọn đầu tiên."
    assert len(codes) > 4
    assert said in unescape(reader.get(f"/so-sanh/?{asked}").content.decode())
    if form == "csv":
        heading, *rows = rows_of(reader, "/so-sanh", "csv", f"?{asked}")
        assert {row[heading.index("Phạm vi")] for row in rows} == {said}
        assert "Phạm vi" not in rows_of(reader, "/so-sanh", "csv", f"?{kept}")[0]
        return
    about = about_of(reader, f"/so-sanh.{form}?{asked}")
    assert (about["Phạm vi"], about["Địa chỉ"]) == (said, f"http://localhost/so-sanh/?{kept}")
    assert "Phạm vi" not in about_of(reader, f"/so-sanh.{form}?{kept}")


def about_of(client, address: str) -> dict[str, str]:
    """What a workbook or a JSON file says of itself."""
    response = client.get(address)
    if ".json" in address:
        return json.loads(response.content)["about"]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[1]
    return {str(row[0]): unguarded(str(row[1])) for row in sheet.iter_rows(values_only=True)}


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("/don-vi.json?la=1", "/don-vi/"),
        ("/don-vi/31.json?utm_source=thu", "/don-vi/31/"),
        ("/don-vi/316/2020.json?la=1", "/don-vi/316/2020/"),
        ("/du-lieu.json?la=1", "/du-lieu/"),
        ("/tim-kiem.json?la=1&q=do+son", "/tim-kiem/?q=do+son"),
        (f"/so-sanh.json?la=1&{COMPARED}&don-vi=khong-co", f"/so-sanh/?{COMPARED}"),
        (
            "/so-sanh.json?nhom=hai-phong.quan-huyen&nam=2020&don-vi=316&don-vi=305&don-vi=316",
            f"/so-sanh/?{COMPARED}",
        ),
    ],
)
def test_the_address_in_a_file_keeps_only_what_its_page_knows(reader, asked, page):
    assert about_of(reader, asked)["Địa chỉ"] == f"http://localhost{page}"
    assert reader.get(page).status_code == 200
