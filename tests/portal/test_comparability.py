"""What does not compare with the year before, and what changed beside the figures, is told in one way everywhere."""

import re
from dataclasses import replace

import pytest

from parindex.portal.presenters import ranking as presenter
from scoring import published

PAPI = "PAPI khuyến cáo không so sánh tổng điểm giữa các năm khi cấu phần của chỉ số thay đổi."


def break_rows(page) -> list[str]:
    return [page.words(found) for found in re.findall(r'<tr class="break-row">(.*?)</tr>', page.html, re.S)]


def test_a_break_of_the_score_alone_says_so_beside_a_rank_that_compares(read):
    page = read("/don-vi/31/")
    told = next(each for each in break_rows(page) if "2013" in each)
    assert told.startswith("Tổng điểm năm 2014 không so sánh được với năm 2013: Các năm đến 2013 dùng bộ trọng số khác")
    assert "giảm 19 bậc 15→34" in page.text
    assert any(
        each.startswith("Chỉ số và thứ hạng năm 2023 không so sánh được với năm 2021:") for each in break_rows(page)
    )


def test_charts_stop_where_the_recorded_break_is_of_what_they_draw(read):
    known = published.breaks()
    assert [(each.of_score, each.of_rank) for each in known["pci"]] == [(True, False)]
    html = read("/don-vi/31/").html
    drawings = dict(re.findall(r'<figure class="chart" id="bieu-do-([^"]+)">(.*?)</figure>', html, re.S))
    assert 'class="break"' in drawings["pci-diem"]
    assert 'class="break"' not in drawings["pci-hang"]
    assert 'class="break"' in drawings["sipas-diem"]
    assert 'class="break"' in drawings["sipas-hang"]


def test_a_table_tells_the_recorded_reason_of_its_break(read):
    page = read("/xep-hang/viet-nam/tinh-thanh-pho/papi/2024/")
    assert f"Tổng điểm năm 2024 không so sánh được với năm 2023: {PAPI}" in page.text
    assert "cách tính thay đổi giữa hai năm" not in page.text
    file = read("/xep-hang/viet-nam/tinh-thanh-pho/papi/2024.csv").html
    assert f"không so sánh được ({PAPI.rstrip('.')})" in file


@pytest.mark.parametrize("index", ["par", "sipas", "papi", "dvc-766"])
def test_a_method_without_weights_has_no_column_of_them(read, index):
    page = read(f"/phuong-phap/{index}/")
    assert "Tối đa" in page.text
    assert "Trọng số" not in page.text


def test_a_method_with_weights_shows_them(read):
    assert "Trọng số" in read("/phuong-phap/pci/").text


def compared(**before) -> list[str]:
    """What a whole table with stated moves says beside them, had the year before been otherwise."""
    ranking = published.load_ranking(published.find_release("hai-phong", "quan-huyen", "par", 2020))
    release = replace(ranking.release, set_name="Bộ tiêu chí A", set_decision="1/QĐ")
    earlier = replace(release, **({"year": 2019} | before))
    return presenter.conditions(replace(ranking, release=release, compared_with=earlier))


def test_a_block_that_shrank_or_grew_is_told_beside_the_moves(reader):
    assert compared(unit_count=16) == ["Năm 2019 khối có 16 đơn vị, năm 2020 còn 15."]
    assert compared(unit_count=14) == ["Năm 2019 khối có 14 đơn vị, năm 2020 có 15."]
    assert compared() == []
    assert compared(unit_count=None) == []


def test_another_set_of_criteria_is_told_beside_the_moves(reader):
    assert compared(set_decision="2/QĐ") == ["Bộ tiêu chí năm 2020 có thay đổi so với năm 2019."]
    assert compared(set_name="") == []
