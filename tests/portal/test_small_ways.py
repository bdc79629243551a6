"""What may be compared, and names in one spelling."""

import re

import pytest

from scoring import published
from units.models import Unit
from units.names import one_placement


def test_a_comparison_gives_points_out_of_their_maximum(read):
    text = read("/so-sanh/?bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=305").text
    assert " 7/10 " in text


def test_only_tables_of_two_units_and_more_are_offered_to_compare(read):
    alone = [each for each in published.current_releases() if each.row_count is not None and each.row_count < 2]
    assert ("pci", 2022) in {(each.index, each.year) for each in alone}
    html = read("/so-sanh/").html
    for each in alone:
        assert f'value="{each.place_slug}.{each.group_slug}.{each.index}.{each.year}"' not in html
    assert 'value="hai-phong.quan-huyen.par.2020"' in html
    unit = read("/don-vi/31/").html
    assert not re.search(r"/so-sanh/[^\"]*chi-so=pci&amp;nam=2022", unit)


def test_a_table_of_one_unit_asked_for_by_its_address_says_what_to_do(read):
    text = read("/so-sanh/?bang=viet-nam.tinh-thanh-pho.pci.2022").text
    assert "Bảng kết quả này không có đủ hai đơn vị để so sánh. Hãy chọn bảng khác." in text


@pytest.mark.parametrize(
    "address",
    ["/xep-hang/hai-phong/quan-huyen/par/2020/", "/xep-hang/viet-nam/tinh-thanh-pho/sipas/2020/", "/don-vi/31/"],
)
def test_no_cell_has_a_class_called_none(read, address):
    assert 'class="None"' not in read(address).html


def test_the_list_of_units_writes_every_name_in_one_way(read):
    assert any(one_placement(unit.full_name) != unit.full_name for unit in Unit.objects.all())
    text = read("/don-vi/").text
    assert one_placement(text) == text
    assert "Tỉnh Khánh Hòa" in text
    assert read("/don-vi/56-2025/").text.count("Khánh Hoà") == 0


def test_another_spelling_of_the_same_name_is_no_former_name(read):
    for code in ("17", "56"):
        assert "Tên khi đó: Hòa Bình" not in read(f"/don-vi/{code}/").text
