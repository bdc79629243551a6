"""Scores are entered in the browser: by keyboard alone, without JavaScript, at every width; colleagues are not overwritten."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import Visit, running_portal

PASSWORD = "mat-khau-thu-nghiem"
WIDTHS = [360, 768, 1280]


@pytest.fixture(scope="module")
def desk_url(tmp_path_factory):
    with running_portal(tmp_path_factory.mktemp("desk"), "desk_browser", ("-m", "tests.e2e.desk_round")) as address:
        yield address


@pytest.fixture
def sit_down(browser, desk_url):
    """Sign in as someone and open a window on the desk."""
    opened = []

    def open_window(who="lan", **options):
        opened.append(Visit(browser, desk_url, **options))
        page = opened[-1].page
        page.goto("/quan-tri/login/?next=/lam-viec/")
        page.fill("#id_username", who)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        return page

    yield open_window
    problems = [problem for each in opened for problem in each.problems]
    for each in opened:
        each.context.close()
    assert not problems, problems


def open_sheet(page, unit="Huyện Sông Êm", year=2024):
    page.goto("/lam-viec/")
    page.get_by_role("link", name=re.compile(f"PAR {year}")).click()
    page.get_by_role("link", name=unit, exact=True).click()
    page.wait_for_selector("#sheet-form")


def test_a_whole_sheet_is_entered_by_keyboard_alone(sit_down):
    page = sit_down()
    open_sheet(page, "Quận Bến Mới")
    page.get_by_label("Tự chấm").first.focus()
    keys = page.keyboard

    def here():
        return page.evaluate("document.activeElement.name")

    assert here() == "1.1-self_score"
    for typed, then in (("1,75", "1.1-amount"), ("1,75", "1.2-self_score"), ("1", "1.2-choice")):
        keys.type(typed)
        keys.press("Enter")
        assert here() == then
    keys.press("ArrowDown")  # from "Chưa chấm" to "Có"
    keys.press("Enter")
    assert here() == "1.3-self_score"
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("Enter")
    for typed in ("", "9", "10", "", "95,5", "", "", "3", "", "2", "82.5", "", "90", "", "", "0,5", "", "0"):
        keys.type(typed)
        keys.press("Enter")
    assert here() == "4.2-amount"
    # Numbers go up and down in their column.
    keys.press("ArrowUp")
    assert here() == "4.1-amount"
    expect(page.locator("[data-done]")).to_have_text("11")
    assert page.locator("[data-saved]").inner_text() == "Chưa lưu"
    live = page.locator("[data-total]").inner_text()
    keys.press("Control+s")
    page.wait_for_selector("text=Đã lưu 11 tiêu chí")
    assert here() == "4.1-amount"
    assert page.locator("[data-total]").inner_text() == live == "17,615/20,5"
    assert page.locator("[data-saved]").inner_text().startswith("Đã lưu lúc")


def test_points_and_the_reason_field_follow_while_one_types(sit_down):
    page = sit_down()
    open_sheet(page, "Huyện Hồ Gươm Nhỏ")
    leaf = page.locator('[id="tc-1.1"]')
    reason = leaf.get_by_label("Lý do, nhận xét")
    assert not reason.is_visible()
    page.locator('[id="1.1-self_score"]').fill("2")
    page.locator('[id="1.1-amount"]').fill("1,5")
    reason.wait_for(state="visible")
    assert "nêu lý do" in leaf.inner_text()
    page.locator('[id="1.1-amount"]').press("Enter")
    assert page.evaluate("document.activeElement.name") == "1.1-reason"
    reason.fill("Ban hành chậm")
    page.locator('[id="2.2-amount"]').fill("1e2")
    expect(page.locator('[id="2.2-amount-fault"]')).to_contain_text("không phải là số")
    page.locator('[id="2.2-amount"]').fill("95")
    page.wait_for_selector("text=95% × 3 / 100 = 2,85 điểm")
    page.get_by_role("link", name="Ô trống tiếp theo").click()
    assert page.evaluate("document.activeElement.closest('.leaf').classList.contains('unmarked')")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_selector("text=Đã lưu 2 tiêu chí")


def test_everything_works_without_javascript(sit_down):
    page = sit_down(script=False)
    open_sheet(page)
    page.locator('[id="2.3-amount"]').fill("3x")
    page.locator('[id="1.1-amount"]').fill("1.25")
    page.get_by_role("button", name="Lưu", exact=True).click()
    assert "Nội dung đã nhập được giữ nguyên" in page.locator("#loi").inner_text()
    assert page.locator('[id="1.1-amount"]').input_value() == "1.25"
    page.locator("#loi a").first.click()
    page.locator('[id="2.3-amount"]').fill("3")
    page.locator('[id="2.3-amount"]').press("Enter")
    assert "Đã lưu 2 tiêu chí" in page.locator(".messages").inner_text()
    assert "3 × 0,5 = 1,5 điểm" in page.locator('[id="tc-2.3"]').inner_text()


def test_two_people_at_one_sheet_choose_and_lose_nothing(sit_down):
    lan, hung = sit_down("lan"), sit_down("hung")
    for page in (lan, hung):
        open_sheet(page, "Huyện Núi Xanh")
    hung.locator('[id="2.4-amount"]').fill("1")
    hung.keyboard.press("Control+s")
    hung.wait_for_selector("text=Đã lưu 1 tiêu chí")
    lan.locator('[id="2.4-amount"]').fill("3")
    lan.locator('[id="2.3-amount"]').fill("2")
    lan.keyboard.press("Control+s")
    lan.wait_for_selector("text=Người khác vừa sửa")
    assert "Hùng" in lan.locator(".clash").inner_text()
    lan.get_by_label("Giữ nội dung tôi nhập").check()
    lan.get_by_role("button", name="Lưu theo lựa chọn").click()
    lan.wait_for_selector("text=Đã lưu 2 tiêu chí")
    assert lan.locator('[id="2.4-amount"]').input_value() == "3"
    lan.get_by_role("link", name="Nhật ký sửa đổi").click()
    assert "1 → 3" in lan.locator(".moments").inner_text()


def test_a_round_is_created_from_the_inbox(sit_down):
    page = sit_down("chief")
    page.get_by_role("link", name="Tạo kỳ đánh giá").click()
    page.get_by_label("Bộ tiêu chí").select_option(label="Bộ tiêu chí minh họa 2024")
    page.get_by_label("Khối").select_option(label="Quận, huyện – Tỉnh Minh Họa (đến hết 30/06/2025)")
    page.get_by_label("Năm đánh giá").fill("2021")
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Quận Bến Mới").uncheck()
    page.get_by_label("Hạn thẩm định").fill("2022-02-15")
    page.get_by_role("button", name="Tạo kỳ đánh giá").click()
    page.wait_for_selector("text=PAR 2021")
    assert "15/02/2022" in page.locator(".days").inner_text()
    assert page.locator("table.matrix tbody tr").count() == 4
    page.get_by_role("button", name="Mở chấm điểm").click()
    page.wait_for_selector("text=Đã mở chấm điểm")


def test_a_matrix_is_printed_whole_across_the_page(sit_down):
    page = sit_down("chief")
    page.goto("/lam-viec/")
    page.get_by_role("link", name=re.compile("PAR 2024")).click()
    page.wait_for_url("**/ky/*/")
    for address in (page.url, page.url + "linh-vuc/2/"):
        page.goto(address)
        sheet = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[0].mediabox
        assert sheet.width > sheet.height
        page.emulate_media(media="print")
        box = page.locator(".table-box.scroll")
        assert box.evaluate("each => getComputedStyle(each).overflowX") == "visible"
        page.emulate_media(media="null")


def test_a_printed_sheet_holds_what_was_written_and_no_empty_field(sit_down):
    page = sit_down("chief")
    open_sheet(page, "Huyện Núi Xanh")
    page.emulate_media(media="print")
    expect(page.locator('[id="1.1-reason"]')).to_be_visible()
    expect(page.locator('[id="1.1-explanation"]')).to_be_hidden()
    expect(page.locator('[id="1.3-not_applicable_reason"]')).to_be_visible()


STATES = ["inbox", "new round", "round", "sheet", "sheet with faults", "history"]
PAGES = {  # of a round, by what stands after its address
    "area": "linh-vuc/2/",
    "leaf across units": "linh-vuc/2.2/",
    "change": "sua/",
    "add units": "them-don-vi/",
    "release": "cong-bo/",
    "drafts": "cong-bo/ban-nhap/",
    "sentences": "cong-bo/xem-truoc/cau/",
    "sentences of a unit": "cong-bo/xem-truoc/cau/huyen-nui-xanh/",
}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", [*STATES, *PAGES])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(sit_down, axe_findings, state, width):
    page = sit_down("chief", width=width)
    page.goto("/lam-viec/")
    if state == "new round":
        page.goto("/lam-viec/ky/moi/?bo=1&khoi=1&nam=2020")
    elif state != "inbox":
        page.get_by_role("link", name=re.compile("PAR 2024")).click()
        page.wait_for_url("**/ky/*/")
        here = page.url
        if state.startswith("sheet") or state == "history":
            page.get_by_role("link", name="Huyện Núi Xanh", exact=True).click()
        if state == "sheet with faults":
            page.locator('[id="2.3-amount"]').fill("1,5")
            page.locator('[id="1.1-amount"]').fill("x")
            page.get_by_role("button", name="Lưu", exact=True).click()
            page.wait_for_selector("#loi")
        if state == "history":
            page.get_by_role("link", name="Nhật ký sửa đổi").click()
        if state in PAGES:
            page.goto(here + PAGES[state])
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert axe_findings(page) == [], theme
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
