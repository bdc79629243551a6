"""What a table says of itself in sentences: who leads, how far, how much of the block is there, what moved most."""

import re

import pytest

from scoring import published
from tests.portal.test_every_page import RANKING

NATIONAL = "/xep-hang/viet-nam/tinh-thanh-pho"


def lead_of(page) -> str:
    found = re.search(r'<p class="lead">(.*?)</p>', page.html, re.S)
    return page.words(found.group(1)) if found else ""


def test_every_table_has_a_first_sentence_and_a_partial_one_says_that_it_is_partial(read):
    for release in published.current_releases():
        page = read(f"/xep-hang/{release.place_slug}/{release.group_slug}/{release.index}/{release.year}/")
        said = lead_of(page)
        assert said.endswith("."), release
        if release.number != 44:  # the one table that is whole
            assert re.search(r"chưa có bảng đầy đủ|chỉ nêu|Chưa có kết quả|chưa có kết quả", said), (release, said)
        assert " 0 trong " not in said


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("pci/2022", "Cổng mới có kết quả của Hải Phòng: hạng 3, 70,76 điểm; chưa có bảng đầy đủ."),
        ("par/2015", "Cổng chưa có kết quả của đơn vị nào trong khối này; chỉ có số liệu chung của cả khối."),
        ("papi/2020", "Cổng mới có kết quả của Quảng Ninh (48,811 điểm) và Hà Nội (tăng 11 bậc); chưa có bảng đầy đủ."),
    ],
)
def test_a_table_without_a_first_place_says_what_there_is(read, address, says):
    assert lead_of(read(f"{NATIONAL}/{address}/")) == says


def test_three_rows_of_a_block_of_unknown_size_are_said_to_be_three(read):
    said = lead_of(read("/xep-hang/hai-phong/so-ban-nganh/par/2021/"))
    assert said.endswith("Cổng mới có kết quả của 3 đơn vị; chưa có bảng đầy đủ.")


def test_units_that_share_a_rank_are_named(read):
    assert "; Quận Hồng Bàng và Quận Ngô Quyền đồng hạng 2." in lead_of(read(RANKING))


@pytest.mark.parametrize("address", ["pci/2022", "pci/2018", "sipas/2020", "par/2017", "papi/2018"])
def test_the_only_known_move_is_no_superlative(read, address):
    text = read(f"{NATIONAL}/{address}/").text
    assert "nhiều nhất" not in text


@pytest.mark.parametrize("address", [f"{NATIONAL}/par/2020/", "/xep-hang/hai-phong/so-ban-nganh/par/2020/"])
def test_the_most_moved_of_some_units_are_the_most_moved_of_those_that_the_source_names(read, address):
    text = read(address).text
    assert "Trong các đơn vị nguồn nêu, tăng nhiều nhất" in text
    assert "Tăng nhiều nhất" not in text


def test_the_most_moved_of_a_whole_table_are_those_that_compare_with_the_year_before(read):
    text = read(RANKING).text
    assert "Trong các đơn vị so sánh được với năm trước, tăng nhiều nhất" in text
    assert "Trong các đơn vị nguồn nêu" not in text


def test_a_difference_of_percentages_is_in_percentage_points(read):
    sipas = read(f"{NATIONAL}/sipas/2020/").text
    assert "Khoảng cách giữa đơn vị đầu và cuối là 20,08 điểm phần trăm." in sipas
    assert "Hải Dương kém Bắc Giang 0,34 điểm phần trăm" in sipas
    assert "13,15 điểm." in read(RANKING).text


def test_a_change_of_an_index_is_not_called_one_of_points(read):
    text = read(f"{NATIONAL}/sipas/2023/").text
    assert "Tổng điểm so với năm trước" not in text
    assert "Chỉ số so với năm trước" in text
    with_a_column = read(f"{NATIONAL}/sipas/2024/").text
    assert "Thay đổi điểm" not in with_a_column
    assert "Thay đổi chỉ số" in with_a_column


def test_an_average_of_percentages_carries_its_sign(read):
    text = read(f"{NATIONAL}/sipas/2020/").text
    assert "Trung bình 85,48%" in text
    assert not re.search(r"Trung bình 85,48(?!%)", text)


def test_what_the_source_leaves_out_is_said_in_one_plain_sentence(read):
    text = read("/xep-hang/hai-phong/so-ban-nganh/par/2020/").text
    assert "Nguồn không công bố tổng điểm của 16 trong 17 đơn vị." in text
    assert "Nguồn không công bố tổng điểm của đơn vị nào trong bảng." in read(f"{NATIONAL}/par/2017/").text


def test_a_chart_names_the_highest_and_the_lowest_and_says_of_which_units(read):
    assert "Cao nhất: Quảng Ninh (91,04); thấp nhất: Quảng Ngãi (73,25)" in read(f"{NATIONAL}/par/2020/").text
    assert "Trong các đơn vị có điểm, cao nhất: Hải Phòng (96,17)" not in read(f"{NATIONAL}/par/2024/").text
    assert "Trong các đơn vị có điểm, cao nhất: Quảng Ninh (90,1); thấp nhất: " in read(f"{NATIONAL}/par/2022/").text


def test_a_caption_names_the_kind_of_decision(read):
    text = read("/xep-hang/hai-phong/so-ban-nganh/par/2021/").text
    assert "Công bố theo Quyết định số 903/QĐ-UBND ngày 28/3/2022." in text
    assert " theo 903" not in text


def test_a_break_is_told_without_the_language_of_drawings(read):
    text = read("/don-vi/22/").text
    assert "Vạch đứt" not in text
    assert "Không so sánh được trước và sau mốc 2021/2022." in text


def test_the_unit_above_and_the_unit_below_are_told_in_one_sentence(read):
    assert (
        "Kém Quảng Ninh (hạng trên) 0,53 điểm; hơn Thừa Thiên Huế (hạng dưới) 2,04 điểm."
        in read("/don-vi/31/2020/").text
    )
    tied = read("/don-vi/303/2020/").text
    assert "Kém Quận Lê Chân (hạng trên) 0,51 điểm." in tied
    above = read("/don-vi/24/2020/").text
    assert "Kém Quảng Ninh" not in above


def test_a_printed_range_of_ranks_is_quoted_once(read):
    text = read("/cong-bo/44/").text
    assert "nguồn in “2-3”" in text
    assert "nguồn in; nguồn in" not in text


def test_a_figure_without_its_last_digit_is_not_called_unpublished(read):
    text = read(f"{NATIONAL}/par/2018/").text
    assert "số không có số chính xác" not in text
    assert "Không có thanh vì nguồn không in số chính xác: 1." in text
    assert "Không có thanh vì không công bố" not in text


def test_the_heading_over_the_sums_says_what_is_held_against_what(read):
    assert "Đối chiếu tổng điểm với tổng các phần" in read(f"{NATIONAL}/par/2020/").text


@pytest.mark.parametrize("short", ["KT-XH", "DN", "BCCI", "UBND"])
def test_abbreviations_are_in_the_glossary(read, short):
    assert short in read("/thuat-ngu/").text
