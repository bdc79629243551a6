"""On a phone: nothing scrolls sideways, the table comes soon, names and notes have room."""

import re

import pytest

WIDTHS = [320, 340, 360, 375]
DISTRICTS = "/xep-hang/hai-phong/quan-huyen/par/2020/"
OWN_FONT = "[...document.fonts].filter(each => each.family.includes('Be Vietnam Pro')).map(each => each.status)"


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


def test_the_change_of_a_score_stands_under_it_and_what_cannot_be_compared_says_so(visit):
    page = visit(width=360)
    page.goto("/don-vi/31/")
    rows = page.locator(".history tbody").all_inner_texts()
    assert any("2024" in row and "+4,30" in row for row in rows)
    of_2014 = [row for row in rows if row.lstrip().startswith("2014") and "không so sánh được" in row]
    assert of_2014


@pytest.mark.parametrize("font", ["of its own", "of the machine"])
def test_a_column_of_dashes_gives_its_room_to_the_names(visit, font):
    page = visit(width=360)
    if font == "of the machine":
        page.route("**/*.woff2", lambda route: route.fulfill(body=b""))
    page.goto("/xep-hang/hai-phong/so-ban-nganh/par/2020/")
    assert set(page.evaluate(OWN_FONT)) == {"error" if font == "of the machine" else "loaded"}
    assert "Tổng điểm" not in page.locator("#bang thead").inner_text()
    names = page.locator("#bang tbody th")
    assert names.first.bounding_box()["width"] >= 130
    tallest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('#bang tbody th a')].map(a => a.getBoundingClientRect().height))"
    )
    assert tallest <= 54
    assert "Tổng điểm: 89,43" in page.locator("#bang").inner_text()
    page.set_viewport_size({"width": 1280, "height": 800})
    assert "Tổng điểm" in page.locator("#bang thead").inner_text()
    assert not page.get_by_text("Tổng điểm: 89,43").is_visible()


def test_the_table_of_districts_begins_in_the_upper_part_of_the_page(visit):
    page = visit(width=360)
    page.goto(DISTRICTS)
    assert page.locator("#bang tbody tr").first.bounding_box()["y"] <= 500
    lead, table = page.locator(".lead"), page.locator("#bang")
    assert lead.bounding_box()["y"] < table.bounding_box()["y"]


def test_words_beside_a_change_are_no_column_of_single_words(visit):
    page = visit(width=1280)
    page.goto("/don-vi/307/")
    chip = page.locator(".history td.wide .chg", has_text="tăng")
    assert chip.bounding_box()["height"] <= 66


def test_names_of_areas_and_criteria_have_the_width_of_a_phone(visit):
    page = visit(width=360)
    page.goto("/don-vi/mh-so-noi-vu/2025/")
    for summary in page.locator("details.area > summary").all():
        summary.click()
    narrowest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.areas tbody th, .leaves tbody th')]"
        ".map(c => c.getBoundingClientRect().width))"
    )
    assert narrowest >= 190
    assert page.locator("details.area tbody").count() == page.locator("details.area tbody:has(tr)").count()
    sizes = page.evaluate("[...document.querySelectorAll('.why')].map(c => getComputedStyle(c).fontSize)")
    assert set(sizes) == {"16px"}


def test_the_line_of_the_average_touches_no_figure(visit):
    page = visit(width=360)
    page.goto("/xep-hang/minh-hoa/so-ban-nganh/par/2024/")
    crossed = page.evaluate("""() => {
        const lines = [...document.querySelectorAll('.bars .mean-mark')].map(each => each.getBoundingClientRect());
        const words = [...document.querySelectorAll('.bars .figure, .bars .label, .bars text')];
        const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
        return words.filter(each => lines.some(line => meet(line, each.getBoundingClientRect()))).map(e => e.textContent);
    }""")
    assert page.locator(".bars .mean-mark").count() > 10
    assert crossed == []


def test_digits_of_one_width_stand_in_columns_only(visit):
    page = visit(width=360)

    def digits(selector: str) -> str:
        return page.locator(selector).first.evaluate("each => getComputedStyle(each).fontVariantNumeric")

    page.goto(DISTRICTS)
    assert "tabular-nums" in digits("#bang td.total")
    for selector in ("#bang td.rank", "#bang .chg", "#bang .row-note"):
        assert "tabular-nums" not in digits(selector)
    page.goto("/don-vi/mh-so-noi-vu/2025/")
    assert "tabular-nums" not in digits(".tile .n")


@pytest.mark.parametrize(("address", "height"), [("/cong-bo/58/", 4200), ("/du-lieu/", 1800)])
def test_a_long_page_is_folded_into_what_one_looks_for(visit, address, height):
    page = visit(width=360, script=False)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollHeight") <= height


def test_a_link_to_a_unit_of_a_publication_finds_its_figures_open(visit):
    page = visit(width=360, script=False)
    page.goto("/cong-bo/44/")
    assert not page.get_by_text("nguồn in").first.is_visible()
    page.goto("/cong-bo/44/#305")
    figures = page.locator("section:target .figures")
    assert figures.is_visible()
    assert figures.bounding_box()["height"] > 20


def test_the_files_of_an_index_unfold_by_year(visit):
    page = visit(width=360, script=False)
    page.goto("/du-lieu/")
    assert not page.locator("details.files a", has_text="Excel").first.is_visible()
    page.locator("summary", has_text="PAR Index").click()
    assert page.get_by_text("Năm 2020").first.is_visible()
    assert page.locator("details.files a:visible", has_text="PAR Index 2020, Quận, huyện").count() == 4
