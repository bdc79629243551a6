"""The indexes of a province side by side: each with its own rank and figure, breaks as gaps with their reason, no common rank."""

import json
import re

import pytest

from parindex.portal.presenters import indexes
from scoring import published

from .test_page_files import rows_of

HAI_PHONG = "/don-vi/31/cac-chi-so/"


def line(page, year: int) -> str:
    found = re.search(
        rf'<tr><th scope="row"><a class="plain-link" href="/don-vi/\w+/{year}/">.*?</tr>', page.html, re.S
    )
    assert found, year
    return page.words(found.group())


def test_the_years_stand_under_each_other_with_every_index_beside(read):
    page = read(HAI_PHONG)
    heads = re.search(r"<thead>.*?</thead>", page.html, re.S).group()
    assert page.words(heads) == "Năm PAR Index hạng, điểm SIPAS hạng, % PAPI hạng, điểm PCI hạng, điểm"
    assert line(page, 2024) == (
        "2024 hạng 1 /63 96,17 , nguồn hạng 1 /63 90,59% , nguồn chưa có kết quả trên cổng hạng 1 74,84 , nguồn"
    )
    years = re.findall(r'href="/don-vi/31/(\d{4})/"', page.html)
    assert years == sorted(years, reverse=True)
    assert (years[0], years[-1]) == ("2024", "2006")


def test_every_figure_is_the_one_that_is_printed(read):
    page = read(HAI_PHONG)
    for each in published.editions_of(["31"])["31"]:
        shown = line(page, each.release.year)
        assert (each.row.total.printed or "điểm không công bố") in shown
        assert f"/cong-bo/{each.release.number}/#31" in page.html


def test_a_hole_of_the_source_and_a_year_that_the_portal_lacks_are_told_apart(read):
    page = read(HAI_PHONG)
    assert "hạng không công bố 90,86%" in line(page, 2018)
    assert "điểm không công bố" in line(page, 2019)
    assert "Dấu –: nguồn không công bố số đó. Ô trống: cổng chưa có kết quả của chỉ số đó trong năm." in page.text


def test_a_break_of_method_stands_where_the_column_does_not_go_on(read):
    page = read(HAI_PHONG)
    assert "88,09% , nguồn chỉ số, hạng không so sánh với 2021" in line(page, 2023)
    assert "tổng điểm không so sánh với 2013" in line(page, 2014)
    assert page.html.count('class="broken"') == 2
    assert "Chỉ số và thứ hạng không so sánh được qua mốc 2021/2022. Phương pháp thay đổi" in page.text
    assert "en.vietnamplus.vn" in page.html


def test_breaks_of_one_reason_are_told_in_one_line(read):
    text = read("/don-vi/22/cac-chi-so/").text
    assert text.count("PAPI khuyến cáo không so sánh tổng điểm") == 1
    assert "qua mốc 2020/2021, 2021/2022, 2022/2023, 2023/2024." in text


def test_nothing_is_added_up_or_ranked_across_indexes(read):
    page = read(HAI_PHONG)
    assert "không cộng, không lấy trung bình và không xếp chung" in page.text
    assert "trung bình khối" not in page.text
    assert len(re.findall(r"<figure", page.html)) == 3, "one drawing for each index, never one of all"


def test_the_page_says_what_each_index_asks_and_who_publishes_it(read):
    text = read(HAI_PHONG).text
    for name in ("Bộ Nội vụ", "UNDP", "VCCI"):
        assert name in text


def test_the_unit_leads_there_where_it_has_more_than_one_index(read):
    assert f'href="{HAI_PHONG}"' in read("/don-vi/31/").html
    assert "cac-chi-so" not in read("/don-vi/316/").html
    assert indexes.link("316", published.editions_of(["316"])["316"]) is None


@pytest.mark.parametrize(
    ("code", "says"),
    [("11", "Cổng chưa có kết quả nào được công bố về đơn vị này."), ("316", "PAR Index 2020: hạng 9")],
)
def test_a_unit_without_several_indexes_has_a_plain_page(read, code, says):
    page = read(f"/don-vi/{code}/cac-chi-so/")
    assert says in page.text


def test_the_files_hold_the_years_of_the_page(reader, read):
    base = HAI_PHONG.rstrip("/")
    forms = {form: rows_of(reader, base, form) for form in ("csv", "xlsx", "json")}
    assert forms["csv"] == forms["xlsx"] == forms["json"]
    heading, *rows = forms["csv"]
    assert [row[0] for row in rows] == re.findall(
        r'<th scope="row"><a class="plain-link" href="/don-vi/31/(\d{4})/"', read(HAI_PHONG).html
    )
    row = dict(zip(heading, rows[0], strict=True))
    assert (row["PAR Index: hạng"], row["PAR Index: tổng điểm (điểm)"], row["PAPI: hạng"]) == ("1", "96.17", "")
    row = dict(zip(heading, next(each for each in rows if each[0] == "2019"), strict=True))
    assert row["PAR Index: tổng điểm (điểm)"] == "không công bố"
    about = json.loads(reader.get(f"{base}.json").content)["about"]
    assert any("SIPAS" in key for key in about)


@pytest.mark.parametrize(
    "address",
    [
        "/don-vi/khong-co/cac-chi-so/", "/don-vi/khong-co/cac-chi-so.csv", "/don-vi/11/cac-chi-so.csv",
        "/don-vi/31/cac-chi-so.exe", "/don-vi/%00/cac-chi-so/", f"/don-vi/{'3' * 5000}/cac-chi-so/",
    ],
    ids=lambda address: address[:40],
)  # fmt: skip
def test_an_odd_address_is_a_clear_404(reader, address):
    response = reader.get(address)
    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()
