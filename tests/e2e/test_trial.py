"""A criteria set is tried at the desk without script, on a phone and on paper; axe finds nothing."""

import os
from decimal import Decimal as D

import pytest

from scoring.actions.criteria import change_criterion
from scoring.actions.criteria_sets import copy_set
from tests.cast import make_cast
from tests.factories_release import make_people
from tests.factories_round import make_round, publish_by_hand

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = os.environ.get("PARINDEX_TEST_ENGINE") != "postgresql"
AT = "/lam-viec/thu-bo-tieu-chi/"


@pytest.fixture
def made(transactional_db):
    found = make_round(make_cast())
    publish_by_hand(found.round)
    draft = copy_set(source=found.criteria_set, code="du-thao", name="Bộ dự thảo", year_from=2025, by=None)
    row = draft.criteria.get(code="1.1")
    change_criterion(criterion=row, values={"max_score": D(20)}, by=None)
    return found


@pytest.fixture
def desk(windows_of, made):
    """A window of whoever prepares criteria sets."""
    return windows_of(make_people().enters)


def test_a_set_is_chosen_and_tried_without_script(desk, made):
    page = desk(script=False, width=360)
    page.goto("/lam-viec/bo-tieu-chi/du-thao/")
    page.get_by_role("link", name="Thử trên kết quả đã công bố").click()
    assert "Nếu chấm năm 2024 theo bộ tiêu chí này" in page.locator(".outcome").inner_text()
    assert page.get_by_label("Trên kết quả đã công bố của kỳ").input_value() == str(made.round.pk)
    assert page.locator("table.tried-units tbody tr").count() == 4
    page.get_by_label("Bộ tiêu chí đem thử").select_option(made.criteria_set.code)
    page.get_by_role("button", name="Thử với lựa chọn khác").click()
    assert "không đơn vị nào đổi hạng" in page.locator(".outcome").inner_text()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, made, axe_findings):
    page = desk()
    found = {}
    for address in (AT, f"{AT}?bo=du-thao", f"{AT}?bo=khong-co", f"/lam-viec/ky/{made.round.pk}/suc-khoe-tieu-chi/"):
        page.goto(address)
        for theme in ("light", "dark") if EVERYTHING else ("light",):
            page.emulate_media(color_scheme=theme)
            for width in (320, 360, 768, 1280) if EVERYTHING else (320,):
                page.set_viewport_size({"width": width, "height": 800})
                if findings := axe_findings(page):
                    found[address, theme, width] = findings
                over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert over <= 0, (address, width)
    assert found == {}


def test_on_paper_the_choice_is_left_out_and_both_tables_are_whole(desk):
    page = desk(width=360)
    page.goto(f"{AT}?bo=du-thao")
    page.emulate_media(media="print")
    assert not page.locator("form.which").is_visible()
    assert page.locator("table.leaf-health thead th").last.is_visible()
    assert page.locator("table.tried-units td.wide").first.is_visible()
    assert page.locator(".outcome .unofficial").is_visible()
