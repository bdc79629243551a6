"""National results as printed, with the arithmetic that can be held against them."""

from decimal import Decimal

import pytest

TOP_TEN = "/xep-hang/viet-nam/tinh-thanh-pho/par/2020/"


def test_the_top_ten_of_2020_shows_four_components_and_the_printed_total(read):
    row = read(TOP_TEN).row("31")
    for figure in ("90,51", "58,71", "9,35", "19,45"):
        assert figure in row


def test_three_rows_that_miss_their_sum_by_a_hundredth_are_explained_as_rounding(read):
    page = read(TOP_TEN)
    assert page.text.count("lệch do làm tròn") + page.text.count("Lệch do làm tròn") == 3
    for name in ("Quảng Ninh", "Đồng Tháp", "Phú Thọ"):
        assert f"{name} : nguồn in" in page.text


def test_hai_phong_has_its_national_series_from_2013_to_2024(read):
    page = read("/don-vi/31/")
    for figure in ("86,93", "83,6x", "90,51", "91,8", "90,09", "91,87", "96,17"):
        assert figure in page.text
    assert "/don-vi/31/2016/" not in read("/don-vi/31/").html.partition('id="s-pci"')[0]


@pytest.mark.parametrize("year", range(2014, 2022))
def test_pci_of_hai_phong_agrees_with_its_weights_within_two_hundredths(read, year):
    from scoring import published

    release = published.find_release("viet-nam", "tinh-thanh-pho", "pci", year)
    checks = [check for check in published.load_ranking(release).sum_checks if check.unit == "31"]
    assert len(checks) == 1
    assert abs(checks[0].comparison.difference) <= Decimal("0.02")


def test_pci_of_2022_is_listed_as_not_agreeing(read):
    text = read("/xep-hang/viet-nam/tinh-thanh-pho/pci/2022/").text
    assert "70,76" in text
    assert "67,63" in text
    assert "Không khớp" in text


def test_the_scattered_facts_of_other_provinces_are_there(read):
    assert "8" in read("/xep-hang/viet-nam/tinh-thanh-pho/par/2020/").row("01")
    assert "tăng 19 bậc" in read("/xep-hang/viet-nam/tinh-thanh-pho/sipas/2020/").row("01")
    assert "tăng 11 bậc" in read("/xep-hang/viet-nam/tinh-thanh-pho/papi/2020/").row("01")
    vinh_phuc = read("/xep-hang/viet-nam/tinh-thanh-pho/papi/2018/").row("26")
    assert "16" in vinh_phuc
    assert "38→16" in vinh_phuc


def test_no_change_of_sipas_is_stated_across_its_break(read):
    assert "Chỉ số và thứ hạng năm 2022 không so sánh được với năm 2021" in read("/don-vi/22/").text
