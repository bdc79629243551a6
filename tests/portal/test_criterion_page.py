"""The page of a criterion: what it is, the units on its steps beside those of the year before, and where it may not compare."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.core.rules import Measure
from scoring.models import PublishedCriterion
from tests.cast import make_cast
from tests.factories_computed import MEASURES, altered, draft_computed, freeze, make_computed, make_corrected

from .test_page_files import rows_of

pytestmark = pytest.mark.django_db
D = Decimal
PLACE = "minh-hoa/quan-huyen"
SET = "/tieu-chi/minh-hoa-2024"


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


def words(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def two_years(change=None, **fields):
    """A year and the next under one set; `change` is made to the rows of the second before it is frozen."""
    cast = make_cast()
    measures = altered(
        {("huyen-ho-guom-nho", "1.2"): Measure(choice="du"), ("huyen-song-em", "1.2"): Measure(choice="tre")}
    )
    first = make_computed(cast, 2023, measures=measures, set_code="bo")
    draft = draft_computed(cast, 2024, previous=first, **{"set_code": "bo", **fields})
    if change:
        change(PublishedCriterion.objects.filter(publication=draft))
    return cast, first, freeze(draft)


def test_the_page_says_what_the_criterion_is(reader):
    make_computed(make_cast())
    text = words(reader.get(f"{SET}/2.1/{PLACE}/2024/"))
    assert "2.1. Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn" in text
    assert "Thuộc 2. Cải cách thủ tục hành chính" in text
    assert "Điểm tối đa 10" in text
    assert "Nguồn điểm thẩm định" in text
    assert "≥ 95%: 10 điểm; ≥ 80%: 6 điểm; còn lại: 1 điểm" in text
    assert "Tài liệu kiểm chứng Báo cáo của đơn vị" in text
    assert "Cơ quan thẩm định Sở Ánh Trăng" in text
    assert "Bộ tiêu chí cấp huyện năm 2024" in text


def test_every_step_has_its_count_also_where_nobody_stands(reader):
    make_computed(make_cast())
    text = words(reader.get(f"{SET}/2.1/{PLACE}/2024/"))
    assert "Năm 2024, 3 trong 4 đơn vị được chấm đạt điểm tối đa." in text
    assert "10 điểm (tối đa): ≥ 95% 3" in text
    assert "6 điểm: ≥ 80% 1 Xem 1 đơn vị : 6 điểm: ≥ 80% Huyện Hồ Gươm Nhỏ 85,5% ≥ 80%: 6 điểm" in text
    assert "1 điểm: thấp hơn các ngưỡng 0" in text


def test_the_full_marks_are_listed_with_what_was_measured(reader):
    make_computed(make_cast())
    full = reader.get(f"{SET}/2.1/{PLACE}/2024/").content.decode().partition('id="tron-diem"')[2]
    assert re.findall(r"/don-vi/([^/]+)/2024/", full) == ["huyen-song-em", "huyen-nui-xanh", "quan-ben-moi"]
    assert "97,1% ≥ 95%" in full


def test_last_years_counts_stand_beside_and_risers_and_fallers_are_named(reader):
    two_years()
    text = words(reader.get(f"/tieu-chi/bo/1.2/{PLACE}/2024/"))
    assert "Năm 2024, 2 trong 4 đơn vị được chấm đạt điểm tối đa; năm trước 2 đơn vị." in text
    assert "2,5 điểm: Hoàn thành nhưng trễ hạn 1 2 Xem" in text
    assert "Tăng điểm (1) Đơn vị 2023 2024 Thay đổi Huyện Sông Êm 2,5 5 ▲ +2,5" in text
    assert "Giảm điểm (1) Đơn vị 2023 2024 Thay đổi Huyện Hồ Gươm Nhỏ 5 0 ▼ −5" in text
    assert "Không đổi: 2 đơn vị." in text
    assert "không so sánh được" not in text


def test_a_leaf_that_does_not_apply_is_a_line_of_its_own_and_no_zero(reader):
    make_computed(make_cast())
    text = words(reader.get(f"{SET}/2.4/{PLACE}/2024/"))
    assert "trong 3 đơn vị được chấm" in text
    assert (
        "Không áp dụng 1 Xem 1 đơn vị : Không áp dụng Quận Bến Mới Đơn vị không được giao tiếp nhận hồ sơ này." in text
    )
    heading, *rows = rows_of(reader, f"{SET}/2.4/{PLACE}/2024", "csv")
    assert {row[0]: row[heading.index("Điểm")] for row in rows}["quan-ben-moi"] == "không áp dụng"


def test_bonus_and_penalty_are_told_as_what_they_are(reader):
    make_computed(make_cast())
    bonus, penalty = (words(reader.get(f"{SET}/{code}/{PLACE}/2024/")) for code in ("2.7", "2.8"))
    assert "cộng nhiều nhất 2 điểm, ngoài thang điểm" in bonus
    assert "1 trong 4 đơn vị được cộng điểm thưởng" in bonus
    assert "3 trong 4 đơn vị không bị trừ điểm" in penalty
    assert "Bị trừ điểm 1 Xem 1 đơn vị : Bị trừ điểm Huyện Hồ Gươm Nhỏ" in penalty
    assert "Đạt điểm tối đa" not in bonus + penalty
    heading, *rows = rows_of(reader, f"{SET}/2.8/{PLACE}/2024", "csv")
    assert {row[0]: row[heading.index("Điểm")] for row in rows}["huyen-ho-guom-nho"] == "-0.75"


def test_an_area_shows_its_parts_and_the_units_by_share(reader):
    make_computed(make_cast())
    text = words(reader.get(f"{SET}/1/{PLACE}/2024/"))
    assert "Gồm các mục" in text
    assert "1.1 Xây dựng văn bản quy phạm pháp luật 5" in text
    assert "Từ 90% đến dưới 100% 1 Xem 1 đơn vị : Từ 90% đến dưới 100% Huyện Sông Êm" in text


@pytest.mark.parametrize(
    ("code", "fields", "change", "says"),
    [
        ("2.1", {"set_code": "khac"}, None, "tiêu chí mới, năm trước không có"),
        (
            "2.1",
            {"set_code": "khac"},
            {"previous_code": "2.1", "mapping": "text"},
            "nội dung tiêu chí thay đổi; năm trước ghi: “Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn”",
        ),
        ("2.1", {"set_code": "khac"}, {"previous_code": "2.2", "mapping": "same"}, "cách tính điểm thay đổi"),
        (
            "2.1",
            {"set_code": "khac"},
            {"previous_code": "2.3", "mapping": "maximum"},
            "điểm tối đa thay đổi từ 5 thành 10",
        ),
        ("2.1", {"set_code": "khac"}, {"previous_code": "2.3", "mapping": "same"}, "điểm tối đa thay đổi từ 5 thành 10"),
        ("2.1", {"incomparable_reason": "Đổi cách điều tra."}, None, "Đổi cách điều tra."),
    ],
)  # fmt: skip
def test_where_it_does_not_compare_the_page_says_why_and_shows_no_count_of_last_year(
    reader, code, fields, change, says
):
    two_years(lambda rows: rows.filter(code=code).update(**change) if change else None, **fields)
    text = words(reader.get(f"/tieu-chi/{fields.get('set_code', 'bo')}/{code}/{PLACE}/2024/"))
    assert f"Điểm năm 2024 không so sánh được với năm 2023: {says}" in text
    assert "; năm trước" not in re.search(r"Năm 2024, .*?\.", text).group()
    assert "Tăng, giảm so với năm trước" not in text


def test_the_same_leaf_of_another_set_compares(reader):
    """The control of the test above."""
    two_years(lambda rows: rows.update(previous_code="2.1", mapping="same"), set_code="khac")
    text = words(reader.get(f"/tieu-chi/khac/2.1/{PLACE}/2024/"))
    assert "; năm trước 3 đơn vị." in text
    assert "Nối tiếp tiêu chí 2.1 năm 2023" in text


def test_the_year_before_leads_to_what_continues_it_under_another_code(reader):
    two_years(lambda rows: rows.filter(code="2.2").update(previous_code="2.1", mapping="text"), set_code="khac")
    html = reader.get(f"/tieu-chi/bo/2.1/{PLACE}/2023/").content.decode()
    assert f'<a href="/tieu-chi/khac/2.2/{PLACE}/2024/">tiêu chí 2.2 năm 2024</a>' in html
    assert "Nối tiếp bởi" not in words(reader.get(f"/tieu-chi/bo/2.2/{PLACE}/2023/"))


def test_a_draft_that_continues_a_criterion_is_not_told_of(reader):
    cast = make_cast()
    first = make_computed(cast, 2023, set_code="bo")
    draft_computed(cast, 2024, previous=first, set_code="bo")
    assert "Nối tiếp bởi" not in words(reader.get(f"/tieu-chi/bo/2.1/{PLACE}/2023/"))


def test_an_area_whose_parts_changed_does_not_compare(reader):
    def change(rows):
        rows.filter(code="1").update(previous_code="1", mapping="same")
        rows.filter(code="1.2").update(title="Tiến độ, chất lượng thực hiện kế hoạch")

    two_years(change, set_code="khac")
    assert "các tiêu chí bên trong thay đổi" in words(reader.get(f"/tieu-chi/khac/1/{PLACE}/2024/"))


def test_a_year_is_compared_with_what_was_frozen_with_it(reader):
    """Without a publication before it, nothing is said of a year before, whatever stands there by now."""
    cast = make_cast()
    make_computed(cast, 2024, set_code="bo")
    make_computed(cast, 2023, set_code="bo")
    text = words(reader.get(f"/tieu-chi/bo/1.2/{PLACE}/2024/"))
    assert "Chưa có kết quả năm trước của khối này trên cổng." in text


def test_the_address_without_a_year_leads_to_the_newest(reader):
    two_years()
    response = reader.get("/tieu-chi/bo/1.2/")
    assert (response.status_code, response["Location"]) == (302, f"/tieu-chi/bo/1.2/{PLACE}/2024/")
    html = reader.get(response["Location"]).content.decode()
    assert f'<a href="/tieu-chi/bo/1.2/{PLACE}/2023/">2023</a>' in html


def test_after_a_correction_the_page_shows_what_stands(reader):
    first, second = make_corrected(make_cast())
    text = words(reader.get(f"{SET}/2.2/{PLACE}/2024/"))
    assert "75,1%" in text
    assert f"công bố số {second.number}" in text
    old = reader.get(f"/cong-bo/{first.number}/").content.decode()
    assert "/tieu-chi/" not in old, "a superseded table has no criterion pages"
    assert f"{SET}/2.2/{PLACE}/2024/" in reader.get(f"/cong-bo/{second.number}/").content.decode()


def test_the_leaves_of_a_units_year_lead_to_their_criterion(reader):
    make_computed(make_cast())
    html = reader.get("/don-vi/huyen-song-em/2024/").content.decode()
    links = set(re.findall(r'href="(/tieu-chi/[^"]+)"', html))
    assert f"{SET}/2.2/{PLACE}/2024/" in links
    assert len(links) == 14
    assert {reader.get(each).status_code for each in links} == {200}


@pytest.mark.parametrize(
    "address",
    [
        "/tieu-chi/", f"{SET}/", f"{SET}/9.9/", "/tieu-chi/khong-co/1.1/", f"{SET}/1.1/{PLACE}/2023/",
        f"{SET}/9.9/{PLACE}/2024/", f"{SET}/1.1/minh-hoa/khong-co/2024/", f"{SET}/1.1/{PLACE}/0/",
        f"{SET}/1.1/{PLACE}/{'9' * 40}/", f"{SET}/%00/{PLACE}/2024/", f"{SET}/{'1' * 5000}/{PLACE}/2024/",
        f"{SET}/%CC%81/", f"{SET}/'%22;--/", f"{SET}/1.1/{PLACE}/2024.exe", f"{SET}/9.9/{PLACE}/2024.csv",
        f"{SET}/1.1/{PLACE}/2023.csv",
    ],
    ids=lambda address: address[:60],
)  # fmt: skip
def test_an_odd_address_is_a_clear_404(reader, address):
    make_computed(make_cast())
    response = reader.get(address)
    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()


def test_a_draft_has_no_criterion_pages(reader):
    cast = make_cast()
    draft_computed(cast, set_code="bo-nhap")
    for address in (
        "/tieu-chi/bo-nhap/1.1/",
        f"/tieu-chi/bo-nhap/1.1/{PLACE}/2024/",
        f"/tieu-chi/bo-nhap/1.1/{PLACE}/2024.csv",
    ):
        assert reader.get(address).status_code == 404


def test_the_file_holds_every_unit_in_every_form(reader):
    two_years()
    base = f"/tieu-chi/bo/1.2/{PLACE}/2024"
    html = reader.get(f"{base}/").content.decode()
    forms = {form: rows_of(reader, base, form) for form in ("csv", "xlsx", "json")}
    assert all(f'href="{base}.{form}" download' in html for form in forms)
    assert forms["csv"] == forms["xlsx"] == forms["json"]
    heading, *rows = forms["csv"]
    assert {row[0]: (row[heading.index("Điểm")], row[heading.index("Thay đổi")]) for row in rows} == {
        "huyen-song-em": ("5", "2.5"),
        "huyen-nui-xanh": ("2.5", "0"),
        "quan-ben-moi": ("5", "0"),
        "huyen-ho-guom-nho": ("0", "-5"),
    }
    assert {row[-1] for row in rows} == {"Dữ liệu minh họa"}


@pytest.mark.parametrize(("address", "most"), [("/tieu-chi/bo/1.2/", 1), (f"/tieu-chi/bo/1.2/{PLACE}/2024/", 5)])
def test_the_number_of_queries_is_pinned_and_does_not_grow_with_the_units(reader, address, most):
    cast, _first, second = two_years()
    few = {unit: measures for unit, measures in MEASURES.items() if unit != "huyen-nui-xanh"}
    make_computed(cast, 2025, measures=few, previous=second, set_code="bo")
    for year in ("2024", "2025"):
        with CaptureQueriesContext(connection) as asked:
            reader.get(address.replace("2024", year))
        assert len(asked) == most, [each["sql"][:90] for each in asked]
