"""The page that asks what if: everything in the address, nothing kept, and a sentence for whatever was typed wrongly."""

import re
from html import unescape

import pytest
from django.test import Client

from scoring.models import Publication, PublishedMark
from tests.cast import make_cast
from tests.factories_computed import draft_computed, freeze, make_computed, make_corrected

pytestmark = pytest.mark.django_db
PAGE = "/don-vi/huyen-nui-xanh/2024/neu/"


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


@pytest.fixture
def computed():
    return make_computed(make_cast())


def words(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def field(response, code: str) -> str:
    found = re.search(rf'<input id="d-{re.escape(code)}"[^>]*>', response.content.decode())
    return found.group() if found else ""


def test_the_form_shows_what_each_criterion_has_and_asks_nothing_yet(reader, computed):
    page = reader.get(PAGE)
    assert "1.2 Tiến độ thực hiện kế hoạch đang có 2,5 / 5" in words(page)
    assert "Nếu như vậy" not in words(page)
    assert "Không phải kết quả chính thức" in words(page)
    assert field(page, "1.2")


def test_points_are_answered_with_total_index_class_rank_and_who_is_passed(reader, computed):
    text = words(reader.get(PAGE, {"d.1.2": "5"}))
    assert "Tổng điểm 45,60 / 60 48,10 / 60" in text
    assert "Chỉ số (%) 76,00 80,17" in text
    assert "Xếp loại Khá Tốt" in text
    assert "Hạng 2 / 4 2 / 4" in text
    assert "Đã đặt: 1.2 từ 2,5 thành 5." in text
    assert "Sẽ vượt: Quận Bến Mới." in text


def test_a_floor_of_an_area_holds_a_class_back(reader, computed):
    """80,17 % is the class Tốt, but not with the first area below 70 %."""
    text = words(reader.get(PAGE, {"d.2.3": "5", "d.2.4": "5", "d.2.7": "2"}))
    assert "Chỉ số (%) 76,00 83,50" in text
    assert "Xếp loại Khá Khá" in text


def test_going_down_names_those_who_go_ahead(reader, computed):
    text = words(reader.get(PAGE, {"d.1.2": "0", "d.2.1": "0,0"}))
    assert "Sẽ bị vượt bởi: Quận Bến Mới." in text
    assert "Hạng 2 / 4 3 / 4" in text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("x", "“x” không phải là số; ghi như 8,5 hoặc 8.5"),
        ("5,5", "5,5 cao hơn điểm tối đa; ghi từ 0 đến 5."),
        ("-1", "“-1” là số âm; ghi số từ 0 trở lên."),
        ("1,23456", "nhiều nhất 4 chữ số thập phân"),
        ("1e0", "“1e0” không phải là số"),
        ("NaN", "“NaN” không phải là số"),
    ],
)
def test_a_wrong_number_is_told_at_its_field_and_what_else_was_typed_stays(reader, computed, typed, says):
    page = reader.get(PAGE, {"d.1.2": typed, "d.2.3": "4,5"})
    text = words(page)
    assert says in text
    assert "Có 1 ô cần sửa; chưa tính gì." in text
    assert "Nếu như vậy" not in text
    assert f'value="{typed}"' in field(page, "1.2")
    assert 'aria-invalid="true"' in field(page, "1.2")
    assert 'value="4,5"' in field(page, "2.3")


def test_what_does_not_apply_has_no_field_and_takes_no_points(reader, computed):
    page = reader.get("/don-vi/quan-ben-moi/2024/neu/")
    assert not field(page, "2.4")
    assert "2.4 Hồ sơ phải xin lỗi do trễ hạn không áp dụng" in words(page)
    page = reader.get("/don-vi/quan-ben-moi/2024/neu/", {"d.2.4": "5"})
    assert "Tiêu chí này không áp dụng cho đơn vị; xóa số đã ghi." in words(page)
    assert field(page, "2.4")  # so that it can be cleared


def test_codes_that_are_no_criteria_are_told_and_passed_over(reader, computed):
    text = words(reader.get(PAGE, {"d.9.9": "1", "d.1": "3", "d.<b>": "1", "d.x": "1", "d.1.2": "5"}))
    assert "Bộ tiêu chí không có tiêu chí nào mã “9.9”, “1”, “<b>” và 1 mã khác; đã bỏ qua." in text
    assert "Hạng 2 / 4 2 / 4" in text
    assert "<b>”" not in reader.get(PAGE, {"d.<b>": "1"}).content.decode()


@pytest.mark.parametrize(
    "query", ["d.1.2=%00", "d.1.2=" + "9" * 5000, "d.1.2=%ff", "d.=1", "cong-bo=%00", "d.1.2=1&d.1.2=2"]
)
def test_odd_addresses_get_an_answer(reader, computed, query):
    assert reader.get(f"{PAGE}?{query}").status_code in (200, 404)


def test_empty_fields_change_nothing_and_the_short_address_is_given(reader, computed):
    page = reader.get(PAGE, {"cong-bo": "1", "d.1.2": "5", "d.2.3": "", "d.2.4": " "})
    assert f'href="{PAGE}?cong-bo=1&amp;d.1.2=5"' in page.content.decode()


def test_nothing_is_kept(reader, computed):
    before = list(PublishedMark.objects.order_by("pk").values())
    response = reader.get(PAGE, {"d.1.2": "5"})
    assert not response.cookies
    assert list(PublishedMark.objects.order_by("pk").values()) == before
    assert reader.post(PAGE, {"d.1.2": "5"}).status_code == 405
    assert "45,60" in words(reader.get("/don-vi/huyen-nui-xanh/2024/"))


def test_those_who_collect_pages_are_sent_away(reader, computed):
    response = reader.get(PAGE)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def test_a_draft_cannot_be_asked_about(reader):
    draft = draft_computed(make_cast())
    assert reader.get(PAGE).status_code == 404
    assert reader.get(PAGE, {"cong-bo": str(draft.pk)}).status_code == 404
    freeze(draft)
    assert reader.get(PAGE).status_code == 200


def test_of_a_corrected_table_only_the_version_in_force_is_asked(reader):
    make_corrected(make_cast())
    assert "đang có 7,51 / 10" in words(reader.get(PAGE))
    assert reader.get(PAGE, {"cong-bo": "1"}).status_code == 404
    assert Publication.objects.published().count() == 2


def test_the_way_to_begin_leads_to_a_better_rank(reader, computed):
    page = reader.get("/don-vi/huyen-ho-guom-nho/2024/neu/").content.decode()
    href = unescape(re.search(r'href="([^"]+)" rel="nofollow">Đạt tối đa ở 2.2 và 1.2', page)[1])
    assert "Hạng 4 / 4 2 / 4" in words(reader.get(href))
