"""From a unit to what it became and to what was there before it; what no source records is said and never guessed."""

import re

import pytest


def note_of(page) -> str:
    return " ".join(page.words(found) for found in re.findall(r'<p class="note">(.*?)</p>', page.html, re.S))


def test_a_merged_city_leads_to_the_results_of_the_one_before_it(read):
    page = read("/don-vi/31-2025/")
    assert "Kết quả đến năm 2024: xem Thành phố Hải Phòng (trước 1/7/2025)" in note_of(page)
    assert '<a href="/don-vi/31/">Thành phố Hải Phòng (trước 1/7/2025)</a>' in page.html
    back = read("/don-vi/31/")
    assert "Nay là Thành phố Hải Phòng" in note_of(back)
    assert 'href="/don-vi/31-2025/"' in back.html


@pytest.mark.parametrize("code", ["303", "305", "309", "318"])
def test_a_district_without_recorded_communes_says_so_and_leads_to_the_communes_of_today(read, code):
    page = read(f"/don-vi/{code}/")
    said = note_of(page)
    assert "hoạt động đến hết ngày 30/6/2025" in said
    assert "Cổng chưa có dữ liệu nguồn về phường, xã được lập trên địa bàn này." in said
    assert 'href="/don-vi/#cap-xa-31-2025"' in page.html
    assert 'id="cap-xa-31-2025"' in read("/don-vi/").html


def test_a_district_names_the_communes_that_the_source_forms_from_its_ground_and_they_lead_back(read):
    page = read("/don-vi/307/")
    said = note_of(page)
    assert "Dữ liệu nguồn ghi có phần hình thành từ địa bàn này: Phường Kiến An ; Phường Phù Liễn ." in said
    assert "Về các phường, xã khác được lập trên địa bàn này, cổng chưa có dữ liệu nguồn." in said
    for code in ("11443", "11446"):
        assert f'href="/don-vi/{code}/"' in page.html
        back = read(f"/don-vi/{code}/")
        assert '<a href="/don-vi/307/">Quận Kiến An (trước 1/7/2025)</a>' in back.html


def test_a_commune_that_no_source_places_in_a_district_leads_to_the_list_of_districts(read):
    page = read("/don-vi/11311/")  # Phường Hồng Bàng: its name alone says nothing of its ground
    assert "Cổng chưa có dữ liệu nguồn về đơn vị cấp huyện trước đây của địa bàn này." in note_of(page)
    assert '<a href="/don-vi/#cap-huyen-31">Thành phố Hải Phòng (trước 1/7/2025)</a>' in page.html
    listed = read("/don-vi/")
    assert 'id="cap-huyen-31"' in listed.html
    assert "Sở, ban, ngành, Thành phố Hải Phòng (đến hết 30/6/2025)" in listed.text


def test_the_number_of_queries_does_not_grow_with_what_is_recorded(reader, django_assert_num_queries):
    """Kiến An has two communes recorded on its ground, Hồng Bàng none."""
    for address in ("/don-vi/303/", "/don-vi/307/"):
        reader.get(address)
        with django_assert_num_queries(15):
            reader.get(address)
