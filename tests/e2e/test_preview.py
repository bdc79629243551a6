"""A result is looked at before its publication: the table, a unit and back, without script, at every width; axe finds nothing."""

import os

import pytest

from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_release import make_people
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = os.environ.get("PARINDEX_TEST_ENGINE") != "postgresql"
UNIT = "huyen-nui-xanh"


@pytest.fixture
def made(transactional_db):
    cast = make_cast()
    totals = {"quan-ben-moi": "95", "huyen-ho-guom-nho": "90", UNIT: "85", "huyen-song-em": "20"}
    rows = [(cast[code], place, total) for place, (code, total) in enumerate(totals.items(), 1)]
    make_published(cast.par, cast.districts, 2023, rows, unit_count=4)
    return make_round(cast)


@pytest.fixture
def desk(windows_of, made):
    """A window of whoever submits the result."""
    return windows_of(make_people().submits)


def test_a_row_leads_to_the_unit_and_back_without_script(desk, made):
    page = desk(script=False, width=360)
    page.goto(f"/lam-viec/ky/{made.round.pk}/cong-bo/xem-truoc/")
    page.get_by_role("link", name="Huyện Núi Xanh", exact=True).first.click()
    assert page.url.endswith(f"/xem-truoc/don-vi/{UNIT}/")
    assert page.get_by_role("heading", level=1).inner_text() == "Huyện Núi Xanh, năm 2024"
    assert page.get_by_text("BẢN XEM TRƯỚC – không phổ biến").is_visible()
    page.locator("details.area > summary").first.click()
    page.get_by_role("link", name="1.1 Chất lượng kế hoạch").click()
    assert page.url.endswith("/xem-truoc/tieu-chi/1.1/")
    page.go_back()
    page.get_by_role("link", name="Quay lại bảng xem trước").click()
    assert page.url.endswith(f"/xem-truoc/#{UNIT}")
    assert page.locator(f"#{UNIT}").is_visible()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, made, axe_findings):
    page = desk()
    found = {}
    table = f"/lam-viec/ky/{made.round.pk}/cong-bo/xem-truoc/"
    for address in (table, f"{table}don-vi/{UNIT}/", f"{table}tieu-chi/1.2.2/", f"{table}tieu-chi/1/"):
        page.goto(address)
        for fold in page.locator("details").all():
            fold.evaluate("each => each.open = true")
        for theme in ("light", "dark") if EVERYTHING else ("light",):
            page.emulate_media(color_scheme=theme)
            for width in (320, 360, 768, 1280) if EVERYTHING else (320,):
                page.set_viewport_size({"width": width, "height": 800})
                if findings := axe_findings(page):
                    found[address, theme, width] = findings
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert over <= 0, (address, width)
    assert found == {}
