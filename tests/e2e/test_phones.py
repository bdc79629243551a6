"""On a phone: nothing scrolls sideways, the table comes soon, names and notes have room."""

import re

import pytest

WIDTHS = [320, 340, 360, 375]
DISTRICTS = "/xep-hang/hai-phong/quan-huyen/par/2020/"


def rankings(page) -> list[str]:
    """Every ranking on the portal, by its address."""
    return re.findall(r'href="(/xep-hang/[^"]+/\d{4}/)"', page.request.get("/xep-hang/").text())


def test_no_ranking_scrolls_sideways_on_any_phone(visit):
    page = visit()
    addresses = rankings(page)
    assert len(addresses) > 50
    too_wide = []
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 667})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                too_wide.append((address, width, over))
    assert too_wide == []


def test_the_first_row_is_in_the_first_view_of_a_phone(visit):
    page = visit(width=375)
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(DISTRICTS)
    box = page.locator("tbody#\\33 05 tr").first.bounding_box()
    assert box["y"] + box["height"] <= 667


def test_a_name_takes_at_most_two_lines_and_a_note_has_the_width_of_the_table(visit):
    page = visit(width=375)
    page.goto(DISTRICTS)
    tallest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.ranking tbody th a')].map(a => a.getBoundingClientRect().height))"
    )
    assert tallest <= 54
    narrowest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.told-row td')].map(c => c.getBoundingClientRect().width))"
    )
    assert narrowest >= 270


@pytest.mark.parametrize("address", ["/don-vi/31/", "/don-vi/316/"])
def test_a_year_and_its_place_stand_on_one_line(visit, address):
    page = visit(width=360)
    page.goto(address)
    for cell in page.locator(".history td.rank:has(.of)").all():
        of = cell.locator(".of")
        assert of.bounding_box()["y"] < cell.bounding_box()["y"] + 26


def test_filters_and_blocks_unfold_on_a_phone_and_stand_open_on_a_desk(visit):
    page = visit(width=360)
    page.goto(DISTRICTS)
    assert not page.locator("#tim").is_visible()
    page.get_by_text("Lọc, tìm trong bảng").click()
    page.locator("#tim").fill("ngo quyen")
    page.locator("#tim").press("Enter")
    page.wait_for_url("**tim=ngo**")
    assert page.locator("#tim").is_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(DISTRICTS)
    assert page.locator("#tim").is_visible()
    assert not page.get_by_text("Lọc, tìm trong bảng").is_visible()
    assert page.get_by_role("link", name="Quận (2021)").is_visible()


def test_the_years_stand_on_one_line(visit):
    page = visit(width=320)
    page.goto("/xep-hang/viet-nam/tinh-thanh-pho/par/2020/")
    links = page.locator(".switch[aria-label='Năm'] li:visible")
    tops = {round(each.bounding_box()["y"]) for each in links.all()}
    assert len(tops) == 1
    assert links.all_inner_texts()[:4] == ["2019", "2020", "2021", "2022"]
