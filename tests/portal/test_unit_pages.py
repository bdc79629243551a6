"""A unit's pages: what it is, where facts come from, what happened in a year, what is printed."""

import itertools
import re

import pytest

from parindex.portal.presenters import words


@pytest.mark.parametrize(
    ("words_", "unit", "says"),
    [
        ("hong bang", "/don-vi/303/", "Quận, cấp huyện"),
        ("phuong nam son", "", "Phường, cấp xã"),
        ("so noi vu", "/don-vi/31-so-noi-vu/", "Sở, cấp tỉnh"),
        ("bac giang", "/don-vi/24/", "Tỉnh"),
    ],
)
def test_a_unit_is_called_what_it_is(read, words_, unit, says):
    text = read(f"/tim-kiem/?q={words_}").text
    assert says in text
    assert "Phường, xã, thị trấn, đặc khu" not in text
    if unit:
        assert says in read(unit).text


def test_a_source_has_a_readable_title_and_keeps_its_address(read):
    page = read("/don-vi/31/")
    assert "vn_only_simplified" not in page.text
    assert ".json" not in page.text
    assert 'href="https://github.com/thanglequoc/vietnamese-provinces-database"' in page.html
    assert words.sources("https://www.vnexpress.net/a-b.html") == [
        ("vnexpress.net", "https://www.vnexpress.net/a-b.html")
    ]
    assert "211.88.39.63" not in words.sources("http://211.88.39.63/article/549782.html")[0][0]
    assert "211.88.39.63" not in read("/xep-hang/viet-nam/tinh-thanh-pho/par/2020/").text


def test_a_year_of_a_unit_begins_with_a_sentence(read):
    page = read("/don-vi/316/2020/")
    lead = page.words(re.search(r'<p class="lead">(.*?)</p>', page.html, re.S).group(1))
    assert lead == "PAR Index: hạng 9/15, tăng 4 bậc (13→9)."


def test_the_gap_before_the_first_known_year_is_named(read):
    assert "Cổng chưa có kết quả: 2012, 2014–2017." in read("/don-vi/31/").text


def test_headings_follow_each_other_without_a_leap(read):
    for address in ("/xep-hang/", "/", "/don-vi/31/"):
        levels = [int(level) for level in re.findall(r"<h(\d)\b", read(address).html)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (address, levels)


def test_paper_carries_the_address_and_no_dead_words(read):
    page = read("/xep-hang/hai-phong/quan-huyen/par/2020/")
    assert "http://localhost/xep-hang/hai-phong/quan-huyen/par/2020/" in page.text
    assert re.search(r'class="no-print"[^>]*>Xem nguồn của từng con số', page.html)
    assert re.search(r'<span class="no-print" aria-hidden="true"> ▲', page.html)
