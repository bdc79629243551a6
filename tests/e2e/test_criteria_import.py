"""A criteria set is taken away, mended offline and brought back in the browser, without any script."""

import os
from io import BytesIO

import openpyxl
import pytest

from scoring.models import Criterion, Event
from tests.scoring.entry.conftest import make_work

pytestmark = pytest.mark.django_db(transaction=True)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVERYTHING = os.environ.get("PARINDEX_TEST_ENGINE") != "postgresql"


@pytest.fixture
def work(transactional_db):
    return make_work()


@pytest.fixture
def desk(windows_of, work):
    """A window of somebody who prepares rounds."""
    return windows_of(work.chief, refusals=True)


def rows(sheet) -> tuple[dict[str, int], dict[str, int]]:
    """Columns by heading, rows by the code of their node."""
    columns = {str(cell.value): cell.column for cell in sheet[1]}
    at = {str(sheet.cell(row, columns["Mã mục"]).value): row for row in range(2, sheet.max_row + 1)}
    return columns, at


def bring(page, path) -> None:
    page.get_by_label("Tệp .xlsx, hoặc").set_input_files(
        {"name": "bo.xlsx", "mimeType": XLSX, "buffer": path.read_bytes()}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Kiểm tra tệp").click()


def test_a_set_goes_out_comes_back_with_mistakes_and_is_confirmed(desk, work, tmp_path):
    page, code, found = desk(script=False), work.set.code, {}
    shots = os.environ.get("PARINDEX_SHOTS")

    def look(name: str) -> None:
        """At every width: nothing sideways. The rules of axe need scripts; they are asked in the other test."""
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
                found[(name, width)] = "sideways"
            if shots:
                page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)

    page.goto(f"/lam-viec/bo-tieu-chi/{code}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về Excel").click()
    book = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = book["Tiêu chí"]
    columns, at = rows(sheet)
    sheet.cell(at["1.1"], columns["Nội dung"]).value = "Kế hoạch cải cách hành chính năm"
    sheet.cell(at["1.2"], columns["Điểm tối đa"]).value = -1
    gone, gone_title = "2.2", sheet.cell(at["2.2"], columns["Nội dung"]).value
    sheet.delete_rows(at[gone])
    book.save(tmp_path / "sai.xlsx")
    with page.expect_navigation():
        page.get_by_role("link", name="Nhập từ tệp").click()
    look("choose")
    bring(page, tmp_path / "sai.xlsx")
    said = page.locator("main").inner_text()
    assert "Tệp có 1 lỗi. Chưa có dữ liệu nào được ghi." in said
    assert "số âm" in said
    assert page.get_by_role("button", name="Xác nhận nhập").count() == 0
    look("refused")
    sheet.cell(at["1.2"], columns["Điểm tối đa"]).value = work.set.criteria.get(code="1.2").max_score
    book.save(tmp_path / "dung.xlsx")
    bring(page, tmp_path / "dung.xlsx")
    said = page.locator("main").inner_text()
    assert "→ Kế hoạch cải cách hành chính năm" in said
    assert "1 mục đang có mà tệp không có, vẫn giữ nguyên" in said
    look("checked")
    page.get_by_label("Bỏ các mục đang có mà tệp không có").first.check()
    page.get_by_role("button", name="Kiểm tra lại").click()
    assert "1 mục sẽ bị bỏ:" in page.locator("main").inner_text()
    assert gone_title in page.locator("ul.removed").inner_text()
    look("removing")
    assert not Event.objects.filter(verb="import_criteria").exists()
    page.get_by_role("button", name="Xác nhận nhập").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Đã nhập: thêm 0, sửa 1, bỏ 1" in page.locator("main").inner_text()
    assert page.url.endswith(f"/lam-viec/bo-tieu-chi/{code}/")
    assert Criterion.objects.get(criteria_set=work.set, code="1.1").title == "Kế hoạch cải cách hành chính năm"
    assert not Criterion.objects.filter(criteria_set=work.set, code=gone).exists()
    assert Event.objects.get(verb="import_criteria").by == work.chief
    assert found == {}


def test_each_step_is_sound(desk, work, axe_findings):
    page, found = desk(), {}
    texts = {
        "refused": f"set,code,title\n{work.set.code},8..1,A\n",
        "checked": f"set,code,title\n{work.set.code},1.1,Mới\n",
    }
    for name in ("choose", *texts):
        for ticked in (False, True) if name == "checked" else (False,):
            page.goto("/lam-viec/nhap-bo-tieu-chi/")
            if name in texts:
                page.get_by_label("Bỏ các mục").set_checked(ticked)
                page.get_by_label("Tệp .xlsx, hoặc").set_input_files(
                    {"name": "criteria.csv", "mimeType": "text/csv", "buffer": texts[name].encode()}
                )
                with page.expect_navigation():
                    page.get_by_role("button", name="Kiểm tra tệp").click()
            for theme in ("light", "dark") if EVERYTHING else ("light",):
                page.emulate_media(color_scheme=theme)
                for width in (360, 1280):
                    page.set_viewport_size({"width": width, "height": 800})
                    if findings := axe_findings(page):
                        found[(name, ticked, theme, width)] = findings
    assert found == {}
