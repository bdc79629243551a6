"""The analysis of a block that was transcribed: only what is printed, and of the rest why it is not there."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.portal.charts import corner_of
from parindex.portal.presenters import analysis, heatmap

from .test_page_files import rows_of

D = Decimal
HAI_PHONG = "/xep-hang/hai-phong/quan-huyen/par/2020/phan-tich/"
NATIONAL = "/xep-hang/viet-nam/tinh-thanh-pho/par/2020/phan-tich/"


@pytest.mark.parametrize(
    ("x", "y", "corner"),
    [("5", "5", 0), ("6", "4", 1), ("4", "6", 2), ("4", "4", 3), ("5", "4.9", 1), ("4.9", "5", 2)],
)
def test_the_middle_itself_is_on_the_upper_side(x, y, corner):
    assert corner_of(D(x), D(y), (D(5), D(5))) == corner


@pytest.mark.parametrize(
    ("share", "shade"), [("90", "s5"), ("89.99", "s4"), ("60", "s2"), ("59.99", "s1"), ("0", "s1")]
)
def test_a_shade_begins_at_its_figure(share, shade):
    assert heatmap._cell(Fraction(share)).shade == shade


def test_of_a_table_with_holes_only_what_is_printed_is_shown(read):
    page = read(HAI_PHONG)
    assert "Nguồn chỉ in đủ cả điểm thẩm định và mức hài lòng của 1 trong 15 đơn vị." in page.text
    assert "không tính được trung vị của khối" in page.text
    assert "Huyện Vĩnh Bảo 54,14 87,65%" in page.text
    assert "Hồ sơ tốt" not in page.text
    assert "Nguồn không công bố điểm từng lĩnh vực" in page.text
    assert "Trong 8 đơn vị có hạng cả hai năm, tăng nhiều nhất: Huyện Vĩnh Bảo, 4 bậc" in page.text
    assert "Không có hạng cả hai năm của 7 đơn vị còn lại." in page.text
    assert "Trong 5 đơn vị có số, 3 đơn vị đạt từ 90 trở lên" in page.text
    assert "Không có tổng điểm của 10 đơn vị." in page.text


def test_the_medians_of_a_part_of_the_provinces_are_not_made(read):
    page = read(NATIONAL)
    assert "của 10 trong 63 đơn vị." in page.text
    assert "Trung vị của khối" not in page.text
    assert "Quảng Ninh" in page.text


def test_a_table_of_one_unit_says_what_is_missing(read):
    text = read("/xep-hang/viet-nam/tinh-thanh-pho/pci/2006/phan-tich/").text
    assert "không có điểm thẩm định và mức hài lòng của từng đơn vị (không công bố)" in text
    assert "chưa đủ để nói các đơn vị phân bố ra sao" in text
    assert "Không có hạng năm trước của đơn vị nào" in text
    assert "<svg" not in read("/xep-hang/viet-nam/tinh-thanh-pho/pci/2006/phan-tich/").html


def test_a_block_that_is_not_compared_says_why(read):
    text = read("/xep-hang/hai-phong/phuong/par/2025/phan-tich/").text
    assert "Không so sánh được với năm trước: đơn vị mới hình thành." in text


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        (["90", "70", "72"], ["90–95", "70–75"]),
        (["100", "97", "12"], ["90–100", "10–20"]),
        (["55", "55.5", "56"], ["56–57", "55–56"]),
    ],
)
def test_classes_are_round_and_hold_every_figure_once(values, classes):
    known = [D(each) for each in values]
    found = analysis._classes(known, D(100))
    assert len(found) <= analysis.MOST_CLASSES
    assert all(sum(level.holds(value) for level in found) == 1 for value in known)
    shown = [f"{level.low:f}–{min(level.high, D(100)):f}" for level in found]
    assert (shown[0], shown[-1]) == (classes[0], classes[-1])


def test_the_ranking_leads_to_the_analysis_where_there_is_one(read):
    assert f'href="{HAI_PHONG}"' in read("/xep-hang/hai-phong/quan-huyen/par/2020/").html
    assert "phan-tich" not in read("/xep-hang/viet-nam/tinh-thanh-pho/pci/2006/").html


@pytest.mark.parametrize("page", [HAI_PHONG, NATIONAL])
def test_the_file_holds_every_unit_of_the_table_in_every_form(reader, page):
    base = page.rstrip("/")
    forms = {form: rows_of(reader, base, form) for form in ("csv", "xlsx", "json")}
    assert forms["csv"] == forms["xlsx"] == forms["json"]
    rows = forms["csv"][1:]
    ranked = rows_of(reader, base.removesuffix("/phan-tich"), "csv")[1:]
    assert len(rows) == len([each for each in ranked if "Trung bình" not in each[1]])
    assert any("không công bố" in row for row in rows)
    about = json.loads(reader.get(f"{base}.json").content)["about"]
    assert "Không chia bốn góc" in about
    assert about["Địa chỉ"] == f"http://localhost{page}"


@pytest.mark.parametrize(
    "address",
    [
        "/xep-hang/hai-phong/quan-huyen/par/2019/phan-tich/", "/xep-hang/hai-phong/quan-huyen/par/0/phan-tich/",
        f"/xep-hang/hai-phong/quan-huyen/par/{'9' * 30}/phan-tich/", "/xep-hang/hai-phong/quan-huyen/kia/2020/phan-tich/",
        "/xep-hang/hai-phong/khong-co/par/2020/phan-tich/", f"{HAI_PHONG}khong-co.json", f"{HAI_PHONG}ho-so-va-hai-long.json",
        f"{HAI_PHONG[:-1]}.exe", f"{HAI_PHONG[:-1]}.pdf", "/xep-hang/%00/quan-huyen/par/2020/phan-tich/",
        "/xep-hang/hai-phong/quan-huyen/par/2019/phan-tich.csv", f"/xep-hang/{'a' * 5000}/quan-huyen/par/2020/phan-tich/",
    ],
    ids=lambda address: address[-60:],
)  # fmt: skip
def test_an_odd_address_is_a_clear_404(reader, address):
    response = reader.get(address)
    assert response.status_code == 404
    assert "Không tìm thấy trang này" in response.content.decode()


@pytest.mark.parametrize(("share", "text"), [("100", "100"), ("99.96", "99,9"), ("99.94", "99,9"), ("90", "90,0")])
def test_what_was_not_wholly_reached_never_reads_as_a_hundred(share, text):
    assert heatmap._cell(Fraction(share)).text == text
