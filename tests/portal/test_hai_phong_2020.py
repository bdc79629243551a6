"""The announcement of 30/3/2021, figure by figure, as the page tells it."""

import pytest

DISTRICTS = "/xep-hang/hai-phong/quan-huyen/par/2020/"
DEPARTMENTS = "/xep-hang/hai-phong/so-ban-nganh/par/2020/"


def test_all_fifteen_districts_stand_in_one_table_in_the_order_of_their_ranks(read):
    assert len(read(DISTRICTS).rows()) == 15
    assert read(DISTRICTS).rows()[:4] == ["305", "303", "304", "314"]


@pytest.mark.parametrize(
    ("unit", "says"),
    [
        ("305", ["1 Quận Lê Chân", "90,54"]),
        ("303", ["2 đồng hạng Quận Hồng Bàng", "90,03"]),
        ("304", ["2 đồng hạng Quận Ngô Quyền", "90,03"]),
        ("314", ["4 Huyện Kiến Thụy", "giữ hạng"]),
        ("315", ["5 Huyện Tiên Lãng", "tăng 1 bậc", "6→5"]),
        ("312", ["6 Huyện An Dương", "tăng 1 bậc", "7→6"]),
        ("311", ["7 Huyện Thủy Nguyên", "tăng 1 bậc", "8→7"]),
        ("306", ["8 Quận Hải An", "tăng 2 bậc", "10→8", "87,59"]),
        ("316", ["9 Huyện Vĩnh Bảo", "tăng 4 bậc", "13→9", "54,14", "7/10", "87,65%", "không công bố"]),
        ("313", ["10 suy ra Huyện An Lão"]),
        ("307", ["11 Quận Kiến An", "giảm 2 bậc", "9→11"]),
        ("308", ["12 Quận Đồ Sơn", "giữ hạng"]),
        ("318", ["15 Huyện Bạch Long Vỹ", "77,39"]),
    ],
)
def test_each_district_reads_as_announced(read, unit, says):
    row = read(DISTRICTS).row(unit)
    for words in says:
        assert words in row


def test_an_inferred_maximum_is_never_printed_beside_a_published_figure(read):
    assert "54,14/60" not in read(DISTRICTS).row("316")


def test_the_total_that_could_be_worked_out_for_vinh_bao_is_not_shown_anywhere(read):
    for address in (DISTRICTS, "/don-vi/316/", "/don-vi/316/2020/", DISTRICTS.rstrip("/") + ".csv"):
        assert "87,43" not in read(address).html
        assert "87.43" not in read(address).html


def test_a_derived_total_says_so(read):
    assert "tính ra" in read(DISTRICTS).row("306")


def test_departments_known_only_by_their_change_stand_apart_without_a_rank(read):
    page = read(DEPARTMENTS)
    row = page.row("31-so-noi-vu")
    assert "tăng 1 bậc" in row
    assert "hạng không công bố" in row
    assert page.html.index('id="khong-co-hang"') < page.html.index('<tr id="31-so-noi-vu"')


def test_the_last_department_is_last_in_words(read):
    assert "cuối bảng" in read(DEPARTMENTS).row("31-ban-quan-ly-khu-kinh-te")


def test_the_first_sentence_tells_who_leads_and_how_far_the_last_is(read):
    text = read(DISTRICTS).text
    assert "Quận Lê Chân dẫn đầu với 90,54 điểm; Quận Hồng Bàng và Quận Ngô Quyền đồng hạng 2." in text
    assert "13,15 điểm" in text
