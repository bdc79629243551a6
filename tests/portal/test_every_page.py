"""What holds for every public page: it opens, says where its figures come from, asks the database a fixed number of times."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

RANKING = "/xep-hang/hai-phong/quan-huyen/par/2020/"
# Address and the number of queries it takes, whatever the number of rows.
PAGES = {
    "/": 8,
    "/xep-hang/": 1,
    RANKING: 9,
    # A table that is compared with another one also asks for that one's results, scores and components.
    "/xep-hang/viet-nam/tinh-thanh-pho/par/2020/": 12,
    "/xep-hang/hai-phong/quan-huyen/par/2019/": 2,
    "/don-vi/": 2,
    "/don-vi/31/": 13,
    "/don-vi/316/2020/": 9,
    "/don-vi/31/2024/": 12,
    "/so-sanh/": 1,
    "/so-sanh/?bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=305": 8,
    "/cong-bo/1/": 8,
    "/dinh-chinh/": 1,
    "/xac-minh/": 0,
    "/phuong-phap/": 1,
    "/phuong-phap/par/": 5,
    "/du-lieu/": 10,
    "/du-lieu/tu-dien/": 0,
    "/du-lieu/api/": 0,
    "/tim-kiem/?q=do+son": 2,
    "/thuat-ngu/": 0,
    "/gioi-thieu/": 1,
    "/tro-nang/": 0,
}


@pytest.mark.parametrize("address", PAGES)
def test_the_page_opens_in_vietnamese_with_one_heading_and_a_title(read, address):
    page = read(address)
    assert '<html lang="vi">' in page.html
    assert len(re.findall(r"<h1\b", page.html)) == 1
    assert re.search(r"<title>[^<]{5,}</title>", page.html)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_inline_script_or_style(read, address):
    page = read(address)
    assert " style=" not in page.html
    assert not re.search(r"<style\b", page.html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page.html)
    assert not re.search(r"\son[a-z]+=", page.html)


@pytest.mark.parametrize("address", PAGES)
def test_public_pages_set_no_cookie_and_load_nothing_from_outside(read, address):
    page = read(address)
    assert not page.response.cookies
    assert not re.search(r'(?:src|href)="(?:https?:)?//[^"]+\.(?:js|css|woff2?|png|svg)"', page.html)
    assert "default-src 'self'" in page.response["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_queries_is_pinned(reader, address):
    reader.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reader.get(address)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == PAGES[address], [sql[:60] + sql[-60:] for sql in asked]


def test_machine_numbers_keep_their_dot(read):
    widths = re.findall(r'width="([^"]+)%"', read("/xep-hang/viet-nam/tinh-thanh-pho/par/2020/").html)
    assert widths
    assert all(re.fullmatch(r"\d+(\.\d+)?", width) for width in widths)


def test_an_address_that_leads_nowhere_is_a_vietnamese_404(reader):
    for address in ("/khong-co/", "/cong-bo/99999/", "/don-vi/khong-co/", "/xep-hang/hai-phong/quan-huyen/kia/2020/"):
        response = reader.get(address)
        assert response.status_code == 404
        assert "Không tìm thấy trang này" in response.content.decode()


@pytest.mark.parametrize("words", ["do son", "Đồ Sơn", "đồ sơn", "ĐỒ SƠN", "  do   son "])
def test_search_finds_do_son_however_it_is_typed(reader, words):
    text = reader.get("/tim-kiem/", {"q": words}).content.decode()
    assert "/don-vi/308/" in text
    assert "Quận Đồ Sơn" in text


def test_search_of_hostile_words_is_escaped_and_finds_nothing(reader):
    response = reader.get("/tim-kiem/", {"q": "<script>alert(1)</script>%_\\"})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_every_row_of_a_ranking_leads_to_its_source_in_two_clicks(read):
    page = read(RANKING)
    number = re.search(r'href="/cong-bo/(\d+)/"', page.html).group(1)
    source = read(f"/cong-bo/{number}/")
    for unit in page.rows():
        assert "haiphong.gov.vn" in source.row(unit)


def test_a_year_that_was_not_published_says_so_in_a_sentence(read):
    assert "chưa có kết quả trên cổng" in read("/xep-hang/hai-phong/quan-huyen/par/2019/").text
    assert read("/xep-hang/hai-phong/quan-huyen/par/2019/").rows() == []


def test_wrong_sorting_and_filters_fall_back_to_the_plain_table(read):
    plain = read(RANKING).rows()
    assert read(RANKING + "?sap-xep=;drop&loc=xyz").rows() == plain


def test_sorting_and_filtering_stand_in_the_address(read):
    assert read(RANKING + "?sap-xep=-hang").rows()[0] == "318"
    assert read(RANKING + "?loc=tang").rows() == ["315", "312", "311", "306", "316"]
    assert read(RANKING + "?tim=ngo+quyen").rows() == ["304"]


def test_units_of_one_index_never_mix_with_another_block(read):
    assert not {"31-so-noi-vu"} & set(read(RANKING).rows())


def test_wards_of_2025_are_not_compared_with_anything_before(read):
    text = read("/xep-hang/hai-phong/phuong/par/2025/").text
    assert "đơn vị mới hình thành" in text


def test_urban_districts_of_2021_are_not_compared_with_the_mixed_block_of_2020(read):
    page = read("/xep-hang/hai-phong/quan/par/2021/")
    assert "Không so sánh được với năm trước: khối xếp hạng thay đổi." in page.text
    assert "bậc" not in page.row("304")
    unit = read("/don-vi/304/").text
    assert "không so sánh được khối xếp hạng thay đổi" in unit
