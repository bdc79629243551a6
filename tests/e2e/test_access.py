"""Everyone can read it: axe, narrow screens, large print, keyboard, no JavaScript, paper."""

import pytest
from pypdf import PdfReader

from .pages import PAGES

RANKING = PAGES["ranking with holes"]


def test_axe_finds_a_planted_fault(visit, axe_findings):
    page = visit()
    page.goto("/tro-nang/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/img/mark.svg\">')"
    )
    assert any(finding.startswith("image-alt") for finding in axe_findings(page))


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_the_narrowest_phone(visit, name):
    page = visit(width=320)
    page.goto(PAGES[name])
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_the_same_without_javascript(visit, name):
    page = visit(script=False)
    page.goto(PAGES[name])
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()
    for button in page.locator("[data-chart-url]").all():
        assert not button.is_visible(), "a button that needs JavaScript shows without it"


def test_the_keyboard_reaches_the_table_sorts_it_and_opens_a_unit(visit):
    page = visit(width=1280)
    page.goto(RANKING)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    seen = []
    for _press in range(60):
        page.keyboard.press("Tab")
        text = page.evaluate("document.activeElement.textContent.trim()")
        seen.append(text)
        if text.startswith("Tổng điểm"):
            break
    assert seen[-1].startswith("Tổng điểm"), seen
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**sap-xep=-diem**")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Tổng điểm")


def test_a_person_finds_a_unit_from_the_front_page_on_a_phone(visit):
    page = visit(width=360)
    page.goto("/")
    page.get_by_label("Tìm một cơ quan").fill("vinh bao")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("link", name="Huyện Vĩnh Bảo").click()
    assert "hạng 9/15, tăng 4 bậc (13→9)" in page.locator("main").inner_text()
    page.get_by_role("link", name="Nguồn PAR Index 2020").click()
    assert "haiphong.gov.vn" in page.locator("section:target, :target").first.inner_text()


@pytest.mark.parametrize("name", ["ranking with holes", "ranking with parts", "unit with a history", "unit in a year"])
def test_a_page_prints_on_a4_without_a_cut_column(visit, tmp_path, name):
    page = visit()
    page.goto(PAGES[name])
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins at 96 dots an inch
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    cut = page.evaluate(
        "[...document.querySelectorAll('td,th')].filter(c => c.offsetParent && c.getBoundingClientRect().right > 719).length"
    )
    assert cut == 0
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    pages = PdfReader(path).pages
    width, height = (float(side) for side in (pages[0].mediabox.width, pages[0].mediabox.height))
    assert (round(width), round(height)) == (595, 842)
    text = "".join(each.extract_text() for each in pages)
    assert "Kết quả cải cách hành chính" in text


@pytest.mark.parametrize("name", PAGES)
def test_the_first_view_weighs_less_than_100_kilobytes(visit, name):
    page = visit()
    weights: list[int] = []
    page.on("requestfinished", lambda request: weights.append(request.sizes()["responseBodySize"]))
    page.goto(PAGES[name], wait_until="networkidle")
    assert 0 < sum(weights) <= 100_000
    assert not any(
        "plotly" in resource for resource in page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    )
