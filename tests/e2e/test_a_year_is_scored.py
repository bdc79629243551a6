"""A year from log-in to public page: next year's set, a round, marks, surveys, two people, an embargo, a correction."""

import re
import time
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from scoring.proof import check_code

from .conftest import Visit, portal_with_commands

PASSWORD = "mat-khau-thu-nghiem"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
RANKING = "/xep-hang/minh-hoa/quan-huyen/par"
EM, XANH, GUOM, MOI = "Huyện Sông Êm", "Huyện Núi Xanh", "Huyện Hồ Gươm Nhỏ", "Quận Bến Mới"
REASON = "Nhập nhầm tỷ lệ hoàn thành kế hoạch của Quận Bến Mới: báo cáo của quận ghi 95%, phiếu ghi 80%."

# What is typed, by the name of the field; the totals beside are computed by hand from the rules of the set.
SHEETS = {
    EM: {  # 8,75 + 5 + 10 + 15 + 9,5 + 5 + 5 + survey 8,3 + satisfaction 27,975 + 1 − 0 = 95,525
        "1.1-self_score": "9,5", "1.1-amount": "8,75", "1.1-reason": "Kế hoạch ban hành chậm 20 ngày",
        "1.2.1-choice": "yes", "1.2.2-choice": "dung-han", "1.3-amount": "98",
        "2.1-amount": "95", "2.1-base": "100", "2.2-amount": "4", "2.3-amount": "0", "2.6-amount": "2", "2.7-amount": "0",
    },
    XANH: {  # 9 + 5 + 10 + 15 + 9 + 3,75 + 4,5 + 7,5 + 27,525 + 0,5 = 91,775
        "1.1-amount": "9", "1.2.1-choice": "yes", "1.2.2-choice": "dung-han", "1.3-amount": "92",
        "2.1-amount": "90", "2.1-base": "100", "2.2-amount": "3", "2.3-amount": "1", "2.6-amount": "1", "2.7-amount": "0",
    },
    GUOM: {  # 8,25 + 5 + 5 + 7,5 + 8 + 2,5 + 4 + 6,7 + 27,075 + 0 − 1 = 73,025
        "1.1-amount": "8.25", "1.2.1-choice": "yes", "1.2.2-choice": "cham", "1.3-amount": "86",
        "2.1-amount": "80", "2.1-base": "100", "2.2-amount": "2", "2.3-amount": "2", "2.6-amount": "0", "2.7-amount": "1",
    },
    MOI: {  # 7,5 + 0 + 5 + 7,5 + 7,5 + 2,5 + 5 + 5,9 + 26,625 + 0 − 1 = 66,525; corrected 15 for 7,5: 74,025
        "1.1-amount": "7,5", "1.2.1-choice": "no", "1.2.2-choice": "cham", "1.3-amount": "80",
        "2.1-amount": "75", "2.1-base": "100", "2.2-amount": "2", "2.3-amount": "0", "2.6-amount": "0", "2.7-amount": "1",
    },
}  # fmt: skip
TOTALS = {EM: "95,53", XANH: "91,78", GUOM: "73,03", MOI: "66,53"}
# Answers to the two questions of the survey, by unit: good 100%, fair 60%, middling 20%, bad 0%, of fifty people.
ANSWERS = {
    EM: ((34, 12, 4, 0), (33, 12, 4, 1)),
    XANH: ((30, 12, 4, 4), (29, 12, 4, 5)),
    GUOM: ((26, 12, 4, 8), (25, 12, 4, 9)),
    MOI: ((22, 12, 4, 12), (21, 12, 4, 13)),
}
SATISFACTION = {EM: "93,25", XANH: "91,75", GUOM: "90,25", MOI: "88,75"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    prepared = ("-m", "tests.e2e.year_round")
    with portal_with_commands(tmp_path_factory.mktemp("year"), "year_browser", prepared) as running:
        yield running


@pytest.fixture
def window(browser, portal):
    """Open a window of nobody; what its console complains of fails the test."""
    opened = []

    def open_window():
        opened.append(Visit(browser, portal.address))
        opened[-1].context.set_default_timeout(12_000)
        return opened[-1]

    yield open_window
    # The checklist refuses a submission whose warnings nobody has seen; the browser's console tells of that answer.
    problems = [problem for each in opened for problem in each.problems if "status of 409" not in problem]
    for each in opened:
        each.context.close()
    assert not problems, problems


@pytest.fixture
def look(axe_findings):
    """Look at the page that is open: axe at 1280 px, nothing sideways at 360 px. What was found fails at the end."""
    found = {}

    def look_at(page: Page) -> None:
        findings = axe_findings(page)
        page.set_viewport_size({"width": 360, "height": 800})
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.set_viewport_size({"width": 1280, "height": 800})
        if findings or sideways > 0:
            found[page.url] = (findings, sideways)

    yield look_at
    assert not found, found


def sign_in(visit: Visit, who: str) -> Page:
    """From the desk's address to the sign-in page and back."""
    page = visit.page
    page.goto("/lam-viec/")
    page.fill("#id_username", who)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)  # whose address ends with the desk's
    return page


def open_round(page: Page) -> None:
    page.goto("/lam-viec/")
    page.get_by_role("link", name=re.compile("PAR 2024")).click()


def open_release(page: Page) -> None:
    open_round(page)
    page.get_by_role("link", name="Công bố", exact=True).click()


def tab_to(page: Page, expression: str) -> None:
    """Press Tab until the focused element is the one meant."""
    for _press in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(f"(e => {expression})(document.activeElement)"):
            return
    raise AssertionError(f"Tab never comes to {expression}")


def type_sheet(page: Page, values: dict[str, str]) -> None:
    """A whole sheet from its first cell by keyboard alone: Enter leads on, arrows choose, Control+S saves."""
    tab_to(page, "e.matches('[data-cell]')")
    left = dict(values)
    for _cell in range(40):
        name = page.evaluate("document.activeElement.name")
        value = left.pop(name, "")
        if name.endswith("-choice"):
            for _option in range(6):
                if page.evaluate("document.activeElement.value") == value:
                    break
                page.keyboard.press("ArrowDown")
        elif value:
            page.keyboard.type(value)
        if name == "1.1-amount":  # below the self score: a reason is asked for before going on
            page.locator('[id="1.1-reason"]').wait_for(state="visible")
        if not left:
            break
        if name.endswith("-reason"):
            tab_to(page, "e.matches('[data-cell]')")
        else:
            page.keyboard.press("Enter")
    assert left == {}
    page.keyboard.press("Control+s")


def fill_sheet(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        if name.endswith("-choice"):
            page.locator(f'input[name="{name}"][value="{value}"]').check()
        else:
            page.locator(f'[id="{name}"]').fill(value)
    page.get_by_role("button", name="Lưu", exact=True).click()


def filled(template: bytes) -> bytes:
    """The round's workbook as a clerk sends it back."""
    book = load_workbook(BytesIO(template))
    for worksheet in book:
        heading = [str(cell.value) for cell in worksheet[1]]
        for row in worksheet.iter_rows(min_row=2):
            cells = dict(zip(heading, row, strict=False))
            unit = str(row[1].value)
            if worksheet.title.startswith("Số phiếu"):
                question = int(str(cells["Mã câu hỏi"].value)[-1]) - 1
                for answer, count in zip("abcd", ANSWERS[unit][question], strict=True):
                    cells[answer].value = count
            elif worksheet.title.startswith("Phát ra"):
                cells["Số phiếu phát ra"].value, cells["Tổng số người được phục vụ"].value = 60, 200
            elif worksheet.title.startswith("Hài lòng"):
                cells["Chỉ số hài lòng (%)"].value = SATISFACTION[unit]
                cells["Số phiếu trả lời"].value, cells["Số phiếu phát ra"].value = 120, 150
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def submit(page: Page, look) -> None:
    """Through the checklist: nothing to mend, every warning seen, submitted."""
    open_release(page)
    expect(page.get_by_text("Không có lỗi nào.")).to_be_visible()
    look(page)
    warnings = page.locator('input[name="seen"]')
    assert warnings.count() > 0
    page.get_by_role("button", name="Trình công bố").click()
    expect(page.get_by_role("alert")).to_contain_text("chưa được xác nhận là đã xem")
    for box in warnings.all():
        box.check()
    page.get_by_role("button", name="Trình công bố").click()
    expect(page.get_by_text("Đã trình.")).to_be_visible()
    expect(page.get_by_text("không thể tự phê duyệt").or_(page.get_by_text("không có quyền phê duyệt"))).to_be_visible()
    look(page)


def approve(page: Page, look, *, when: str, soon: bool = False) -> str:
    """Look at what was submitted and approve it, for the day offered or the next minute; gives its hash."""
    open_release(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Xem và phê duyệt").click()
    look(page)
    content_hash = page.locator("code.hash").inner_text()
    page.get_by_label(when).check()
    if soon:
        at = datetime.now(VIETNAM) + timedelta(seconds=75)  # without its seconds, a quarter of a minute ahead at least
        page.locator("#id_day").fill(f"{at:%Y-%m-%d}")
        page.locator("#id_hour").fill(f"{at:%H:%M}")
    page.get_by_role("button", name="Phê duyệt công bố").click()
    expect(page.get_by_text("Đã phê duyệt.")).to_be_visible()
    return content_hash


def answer(page: Page, address: str) -> tuple[int, str]:
    """Status and text that anybody gets, without the page's own address."""
    got = page.request.get(address)
    return got.status, got.text().replace(address, "")


def assert_nothing_is_out(page: Page, content_hash: str) -> None:
    """The embargoed year answers as a year that nobody scored, its publication as a number that nobody gave."""
    for embargoed, unknown in (
        ("/cong-bo/2/", "/cong-bo/9/"),
        ("/cong-bo/2.json", "/cong-bo/9.json"),
        (f"/don-vi/huyen-song-em/{2024}/", f"/don-vi/huyen-song-em/{2019}/"),
        (f"{RANKING}/2024.xlsx", f"{RANKING}/2019.xlsx"),
    ):
        assert answer(page, embargoed) == answer(page, unknown)
        assert answer(page, embargoed)[0] == 404
    code, other = check_code(content_hash), check_code("0123456789abcdef" * 4)
    assert page.request.get(f"/xac-minh/{code}/").status == page.request.get(f"/xac-minh/{other}/").status == 404
    shown = page.request.get(f"{RANKING}/2024/").text()
    assert shown.replace("2024", "2019") == page.request.get(f"{RANKING}/2019/").text()
    for address in ("/", "/xep-hang/", "/don-vi/huyen-song-em/", "/du-lieu/", "/tim-kiem/?q=2024", "/dinh-chinh/"):
        text = page.request.get(address).text()
        assert "95,53" not in text
        assert "/par/2024/" not in text


def test_a_year_goes_from_log_in_to_public_page_and_is_corrected(portal, window, look):
    public = window().page
    lan, hung = sign_in(window(), "lan"), sign_in(window(), "hung")

    # Next year's set, copied from the one that last year's published result was computed by.
    look(lan)
    with lan.expect_navigation():
        lan.get_by_role("link", name="Bộ tiêu chí", exact=True).click()
    look(lan)
    lan.get_by_role("link", name="Bộ tiêu chí thử nghiệm 2023").click()
    expect(lan.get_by_text("đã công bố nên không sửa được")).to_be_visible()
    look(lan)
    with lan.expect_navigation():
        lan.get_by_role("link", name="Sao chép sang năm sau").click()
    look(lan)
    lan.get_by_label("Số quyết định ban hành").fill("02/QĐ-UBND (minh họa)")
    lan.get_by_role("button", name="Sao chép", exact=True).click()
    lan.wait_for_url("**/lam-viec/bo-tieu-chi/bo-thu-nghiem-2024/")
    expect(lan.get_by_role("heading", level=1)).to_have_text("Bộ tiêu chí thử nghiệm 2024")
    expect(lan.locator("dl.pairs")).to_contain_text("11 giữ nguyên")
    look(lan)
    lan.get_by_role("link", name="Sửa mục 1.1", exact=True).click()
    lan.locator("#id_title").fill("Chất lượng, tiến độ của kế hoạch cải cách hành chính năm")
    lan.locator('[name="_save"]').click()
    lan.goto("/lam-viec/bo-tieu-chi/bo-thu-nghiem-2024/")
    expect(lan.locator("dl.pairs")).to_contain_text("10 giữ nguyên, 1 đổi nội dung")
    look(lan)

    # The round with a sheet for each unit, one of them added afterwards; opened.
    lan.goto("/lam-viec/")
    lan.get_by_role("link", name="Tạo kỳ đánh giá").click()
    lan.get_by_label("Bộ tiêu chí").select_option(label="Bộ tiêu chí thử nghiệm 2024")
    lan.get_by_label("Khối").select_option(label="Quận, huyện – Tỉnh Minh Họa (đến hết 30/06/2025)")
    lan.get_by_label("Năm đánh giá").fill("2024")
    with lan.expect_navigation():
        lan.get_by_role("button", name="Tiếp tục").click()
    look(lan)
    lan.get_by_label(MOI).uncheck()
    lan.get_by_label("Hạn thẩm định").fill("2025-02-15")
    lan.get_by_role("button", name="Tạo kỳ đánh giá").click()
    lan.get_by_role("link", name="Thêm đơn vị").click()
    lan.get_by_label(MOI).check()
    look(lan)
    lan.get_by_role("button", name="Thêm đơn vị").click()
    expect(lan.get_by_text("Đã thêm 1 đơn vị.")).to_be_visible()
    assert lan.locator("table.matrix tbody tr").count() == 5
    lan.get_by_role("button", name="Mở chấm điểm").click()
    expect(lan.get_by_text("Đã mở chấm điểm.")).to_be_visible()
    look(lan)

    # The first sheet by keyboard alone, from the round's page on; the others by the same page.
    tab_to(lan, f"e.textContent === '{EM}'")
    lan.keyboard.press("Enter")
    lan.wait_for_selector("#sheet-form")
    type_sheet(lan, SHEETS[EM])
    lan.get_by_text("Đã lưu 9 tiêu chí").wait_for()
    assert "năm trước" in lan.locator('[id="tc-1.1"]').inner_text()
    look(lan)
    for unit in (XANH, GUOM, MOI):
        lan.get_by_role("link", name=f"{unit} →").click()
        fill_sheet(lan, SHEETS[unit])
        lan.get_by_text("Đã lưu 9 tiêu chí").wait_for()

    # Surveys: last year's questionnaire, the round's own workbooks filled in, checked, confirmed.
    open_round(lan)
    with lan.expect_navigation():
        lan.get_by_role("link", name="Khảo sát", exact=True).click()
    look(lan)
    with lan.expect_navigation():
        lan.get_by_role("link", name="Thiết lập phiếu hỏi", exact=True).click()
    look(lan)
    lan.get_by_role("button", name="Sao chép", exact=True).click()
    expect(lan.get_by_text("Đã sao chép 1 phiếu, 2 câu hỏi.")).to_be_visible()
    look(lan)
    lan.get_by_role("link", name="Khảo sát", exact=True).click()
    with lan.expect_navigation():
        lan.get_by_role("link", name="Tải tệp mẫu (.xlsx)").click()
    look(lan)
    for template, changes in (("Số phiếu khảo sát", 12), ("Chỉ số hài lòng", 4)):
        with lan.expect_download() as download:
            lan.get_by_role("link", name=template, exact=True).click()
        file = filled(download.value.path().read_bytes())
        lan.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(
            {"name": "khao-sat.xlsx", "mimeType": "application/octet-stream", "buffer": file}
        )
        lan.get_by_role("button", name="Kiểm tra tệp").click()
        confirm = lan.get_by_role("button", name=f"Xác nhận ghi {changes} giá trị")
        expect(confirm).to_be_visible()
        look(lan)
        confirm.click()
        expect(lan.get_by_text(f"Đã nhập tệp: {changes} giá trị thay đổi.")).to_be_visible()
        look(lan)
        lan.get_by_role("link", name="Tệp bảng tính", exact=True).click()

    # The computed total stands on the sheet and in the preview.
    open_round(lan)
    lan.get_by_role("link", name=EM, exact=True).click()
    expect(lan.locator("[data-total]")).to_contain_text("95,525")
    open_release(lan)
    lan.get_by_role("link", name="Xem trước trang công bố").click()
    for total in TOTALS.values():
        expect(lan.locator("main")).to_contain_text(total)

    # Submitted by one, approved by the other for tomorrow: until then nothing is out.
    submit(lan, look)
    content_hash = approve(hung, look, when="Hẹn giờ")
    look(hung)
    assert "Đã công bố" not in portal.manage("release_due")
    assert_nothing_is_out(public, content_hash)

    # The time is moved: taken back, submitted again, approved for the next minute, released by the timer's command.
    hung.get_by_label("Lý do rút lại").fill("Lãnh đạo yêu cầu công bố sớm hơn")
    hung.get_by_role("button", name="Rút lại lần trình").click()
    expect(hung.get_by_text("Đã rút lại.")).to_be_visible()
    submit(lan, look)
    assert approve(hung, look, when="Hẹn giờ", soon=True) == content_hash
    shown = hung.locator(".release-time b").inner_text()
    release_at = datetime.strptime(shown, "%H:%M, %d/%m/%Y").replace(tzinfo=VIETNAM)
    early = portal.manage("release_due")
    assert early == "" or datetime.now(VIETNAM) >= release_at
    while datetime.now(VIETNAM) < release_at:
        time.sleep(0.2)
    assert "Đã công bố số 2" in early + portal.manage("release_due")

    # Anyone finds the ranking, the unit, the publication, and its proof.
    public.goto("/")
    public.locator(f'main a[href*="{RANKING}/2024/"]').first.click()
    public.wait_for_url(f"**{RANKING}/2024/")
    for unit, total in TOTALS.items():
        expect(public.get_by_role("row", name=re.compile(unit.split(" ", 1)[1])).first).to_contain_text(total)
    look(public)
    public.goto("/tim-kiem/?q=song+em")
    public.get_by_role("link", name=EM).first.click()
    public.wait_for_url("**/don-vi/huyen-song-em/")
    expect(public.locator("main")).to_contain_text("95,53")
    public.goto("/don-vi/huyen-song-em/2024/")
    expect(public.locator("main")).to_contain_text("Chất lượng, tiến độ của kế hoạch cải cách hành chính năm")
    look(public)
    public.goto("/cong-bo/2/")
    look(public)
    public.get_by_role("link", name=re.compile("^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$")).click()
    expect(public.get_by_role("heading", level=1)).to_contain_text("Mã kiểm tra")
    code = public.url.rstrip("/").rpartition("/")[2]
    look(public)

    # A mistake is found: the first person begins a correction, changes one score, submits; the second approves.
    open_release(lan)
    look(lan)
    with lan.expect_navigation():
        lan.get_by_role("link", name="Bắt đầu đính chính").click()
    look(lan)
    lan.get_by_label("Lý do đính chính").fill(REASON)
    lan.get_by_role("button", name="Mở lại để đính chính").click()
    expect(lan.get_by_text("Bản đang công bố vẫn giữ nguyên")).to_be_visible()
    open_round(lan)
    lan.get_by_role("link", name=MOI, exact=True).click()
    lan.locator('[id="1.3-amount"]').fill("95")
    lan.get_by_role("button", name="Lưu", exact=True).click()
    lan.get_by_text("Đã lưu 1 tiêu chí").wait_for()
    open_release(lan)
    lan.get_by_role("link", name="Xem nội dung thay đổi").click()
    expect(lan.locator("main")).to_contain_text("66,53")
    expect(lan.locator("main")).to_contain_text("74,03")
    look(lan)
    submit(lan, look)
    expect(public.get_by_role("heading", level=1)).to_contain_text("Mã kiểm tra")
    assert "74,03" not in public.request.get(f"{RANKING}/2024/").text()
    approve(hung, look, when="Ngay sau khi phê duyệt")
    assert "Đã công bố số 3" in portal.manage("release_due")

    # The public page says so, the list gives before and after, the old version stands at its address.
    public.goto(f"{RANKING}/2024/")
    expect(public.locator(".banner", has_text="Đã đính chính.")).to_contain_text(REASON)
    expect(public.get_by_role("row", name=re.compile("Bến Mới")).first).to_contain_text("74,03")
    look(public)
    assert "đính chính" in public.request.get(f"{RANKING}/2024.csv").text().lower()
    public.goto("/don-vi/quan-ben-moi/2024/")
    expect(public.get_by_text("Bảng này đã được đính chính")).to_contain_text(REASON)
    look(public)
    public.get_by_role("link", name="Xem điểm và hạng trước, sau").click()
    public.wait_for_url("**/dinh-chinh/#cong-bo-3")
    moved = public.get_by_role("table", name="Đơn vị đổi hạng")
    assert re.search(r"Bến Mới\s+4\s+3", moved.inner_text())
    assert re.search(r"Hồ Gươm Nhỏ\s+3\s+4", moved.inner_text())
    changed = public.get_by_role("table", name="Số liệu thay đổi").inner_text()
    assert "66,53\t74,03" in changed
    look(public)
    public.get_by_role("link", name="Xem bản trước (số 2)").click()
    expect(public.get_by_text("Bản này đã được đính chính.")).to_be_visible()
    expect(public.locator("main")).to_contain_text("66,53")
    look(public)
    public.goto(f"/xac-minh/{code}/")
    expect(public.locator("main")).to_contain_text("đính chính")
    assert REASON in public.request.get("/dinh-chinh/feed.xml").text()
    portal.manage("verify_publication", "--all")
