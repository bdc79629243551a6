"""A staff member brings a workbook with five mistakes, sees all five, mends them, sees the changes, confirms, undoes."""

import os

import pytest

from scoring.models import Appraisal, ImportAct
from scoring.packets.templates import scores_packet
from tests.factories_entry import row_of
from tests.scoring.entry.conftest import make_work
from tests.scoring.workbooks.files import Book, checked

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = os.environ.get("PARINDEX_TEST_ENGINE") != "postgresql"
EM, XANH = "huyen-song-em", "huyen-nui-xanh"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def work(transactional_db):
    return make_work()


@pytest.fixture
def desk(windows_of, work):
    """A window of Lan, who enters scores."""
    return windows_of(work.lan, refusals=True)


def bring(page, book: Book) -> None:
    source = book.source()
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(
        {"name": source.name, "mimeType": XLSX, "buffer": source.content}
    )
    page.get_by_role("button", name="Kiểm tra tệp").click()


def test_five_mistakes_are_seen_mended_and_the_import_confirmed_and_undone(desk, work):
    page = desk(script=False)
    page.goto(f"/lam-viec/ky/{work.round.pk}/")
    page.get_by_role("link", name="Tệp bảng tính").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Toàn bộ điểm của kỳ").click()
    book = Book(download.value.path().read_bytes())
    book.write("Số đo 1", EM, "1.1", 9)  # above the maximum
    book.write("Số đo 1", XANH, "1.2", "có lẽ")  # no such answer
    book.write("Số đo 2", XANH, "2.3", "1.250")  # two readings
    book.write("Tự chấm 2", EM, "2.2", 3).write("Số đo 2", EM, "2.2", 70)  # below the self score, no reason
    book.note(XANH, "1.3", not_applicable="có")  # not applicable, no reason
    bring(page, book)
    found = page.locator("main").inner_text()
    assert "Tệp có 5 vấn đề. Chưa có dữ liệu nào được ghi." in found
    for words in ("lớn hơn", "không phải mức nào", "có thể hiểu là", "thấp hơn điểm tự chấm", "Nêu lý do vì sao"):
        assert words in found, words
    assert page.get_by_role("button", name="Xác nhận").count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp kèm cột kết quả kiểm tra").click()
    book = Book(download.value.path().read_bytes())
    book.write("Số đo 1", EM, "1.1", 1.5).write("Số đo 1", XANH, "1.2", "có").write("Số đo 2", XANH, "2.3", 1)
    book.note(EM, "2.2", reason="Hồ sơ trễ hạn nhiều").note(XANH, "1.3", not_applicable_reason="Không phát sinh")
    page.get_by_role("link", name="Chọn tệp khác").click()
    bring(page, book)
    found = page.locator("main").inner_text()
    assert "Thêm mới 5, sửa 0" in found
    assert "số đo: – → 1,5" in found
    assert not Appraisal.objects.exists()
    page.get_by_role("button", name="Xác nhận ghi 5 giá trị").click()
    assert "Đã nhập tệp: 5 giá trị thay đổi." in page.locator("main").inner_text()
    assert row_of(work.sheet, "1.1").amount == 1.5
    assert row_of(work.other, "1.3").not_applicable
    page.get_by_label("Lý do hoàn tác").fill("Nhầm bản thảo")
    page.get_by_role("button", name="Hoàn tác lần nhập này").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Lý do: Nhầm bản thảo" in page.locator("main").inner_text()
    assert row_of(work.sheet, "1.1").amount is None
    assert not row_of(work.other, "1.3").not_applicable
    page.goto(f"/lam-viec/ky/{work.round.pk}/phieu/{work.sheet.pk}/nhat-ky/")
    assert "Hoàn tác lần nhập số" in page.locator("main").inner_text()


def test_every_state_is_sound_at_every_width(desk, work, axe_findings):
    content = scores_packet(work.round)
    states = {
        "refused": checked(work.round, Book(content).write("Số đo 1", EM, "1.1", 9).source(), work.lan),
        "checked": checked(
            work.round,
            Book(content).write("Số đo 1", EM, "1.1", 1).write("Số đo 1", EM, "Tên đơn vị", "Huyen Song Em").source(),
            work.lan,
        ),
        "waiting": checked(work.round, Book(content).write("Số đo 1", EM, "1.1", 2).source(), work.lan),
    }
    ImportAct.objects.filter(pk=states["waiting"].pk).update(state="checking", step="Đọc tệp", done=3, total=10)
    at = f"/lam-viec/ky/{work.round.pk}/tep/"
    pages = {"list": at, **{name: f"{at}{act.pk}/" for name, act in states.items()}}
    page, found = desk(), {}
    shots = os.environ.get("PARINDEX_SHOTS")
    for name, address in pages.items():
        page.goto(address)
        for theme in ("light", "dark") if EVERYTHING else ("light",):
            page.emulate_media(color_scheme=theme)
            for width in (360, 768, 1280) if EVERYTHING else (360,):
                page.set_viewport_size({"width": width, "height": 800})
                sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if (findings := axe_findings(page)) or sideways > 0:
                    found[(name, theme, width)] = (findings, sideways)
                if shots and theme == "light":
                    page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)
    assert found == {}
