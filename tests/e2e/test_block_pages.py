"""Pages about a whole block in a browser: charts by keyboard, steps without script, paper."""

import pytest
from pypdf import PdfReader

from .pages import PAGES


def test_every_chart_of_the_analysis_opens_by_keyboard_and_goes_back(visit):
    page = visit()
    page.goto(PAGES["analysis"])
    buttons = page.locator("button[data-chart-url]")
    assert buttons.count() == 3
    for button in buttons.all():
        figure = button.locator("xpath=ancestor::figure")
        button.focus()
        page.keyboard.press("Enter")
        figure.locator(".interactive .main-svg").first.wait_for(state="visible")
        assert not figure.locator(".drawing").is_visible()
        page.keyboard.press("Enter")
        figure.locator(".drawing").wait_for(state="visible")


def test_a_step_opens_without_script_and_names_its_units(visit):
    page = visit(script=False, width=360)
    page.goto(PAGES["criterion"])
    step = page.locator("details.more").first
    assert not step.locator("li").first.is_visible()
    step.locator("summary").click()
    assert step.locator("li").first.is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_heatmap_names_a_unit_once_at_every_width(visit, width):
    page = visit(width=width)
    page.goto(PAGES["analysis"])
    names = page.locator("table.heat tbody th:visible").all_inner_texts()
    assert len(names) == len(set(names)) == 17


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("analysis", ("Hồ sơ tốt – dân chưa hài lòng", "98,9", "Ban Dân tộc", "▲ tăng 5 bậc", "Từ 90 đến dưới 95%")),
        ("criterion", ("Văn phòng Ủy ban nhân dân tỉnh", "Cách tính điểm")),
        ("indexes of a unit", ("90,59%", "không so sánh với 2021", "pcivietnam.vn")),
    ],
)
def test_on_paper_everything_is_open_and_nothing_is_to_be_clicked(visit, tmp_path, name, words):
    page = visit(script=False)
    page.goto(PAGES[name])
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    printed = " ".join(" ".join(each.extract_text().split()) for each in PdfReader(path).pages)
    for word in words:
        assert word in printed
    for word in ("Xem dạng bảng", "Tải ", "Trên trang này"):
        assert word not in printed
