"""A file of transcribed results with mistakes is brought, mended, seen and confirmed in the browser, without any script."""

import os

import pytest

from scoring.models import Event, Publication
from tests.scoring.entry.conftest import make_work

pytestmark = pytest.mark.django_db(transaction=True)
EVERYTHING = os.environ.get("PARINDEX_TEST_ENGINE") != "postgresql"
AT = "/lam-viec/nhap-don-vi-va-ket-qua/"
KEY, SOURCE = "par,2020,minh-hoa-quan-huyen", "Quyết định minh họa"
PUBLICATIONS = f"index,year,group,unit_count,decision_number,source\n{KEY},4,12/QĐ-UBND,{SOURCE}\n"
COMPONENTS = (
    "index,year,group,component,name,short_name,measure,max_score,source\n"
    f"{KEY},tham-dinh,Điểm thẩm định,Thẩm định,points,60,{SOURCE}\n"
)
HEAD = "index,year,group,unit_name,rank,total,c.tham-dinh,source\n"
GOOD = HEAD + f'{KEY},Sông Êm,1,"90,54","55,1",{SOURCE}\n{KEY},Núi Xanh,2-3,"90,03",,{SOURCE}\n'
WRONG = HEAD + (
    f'{KEY},Song Em,1,"90,54","55,1",{SOURCE}\n'  # no accents: asked, never guessed
    f'{KEY},Núi Xanh,2-3,"1.234,5",,{SOURCE}\n'  # two readings
    f'{KEY},Bến Mới,0,"-3",,\n'  # no rank, below zero, no source
)
UNITS = (
    "code,unit_kind,form,name,full_name,source\n"
    f"huyen-song-em,district,huyen,Sông Êm,Huyện Sông Êm Đềm,{SOURCE}\n"
    f"huyen-moi,district,huyen,Mới,Huyện Mới,{SOURCE}\nhuyen-cu,district,huyen,Cũ,Huyện Cũ,{SOURCE}\n"
)


@pytest.fixture
def work(transactional_db):
    return make_work()


@pytest.fixture
def desk(windows_of, work):
    """A window of somebody who prepares rounds."""
    return windows_of(work.chief, refusals=True)


def bring(page, **texts: str) -> None:
    page.get_by_label("Tệp .xlsx, hoặc").set_input_files(
        [{"name": f"{name}.csv", "mimeType": "text/csv", "buffer": text.encode()} for name, text in texts.items()]
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Kiểm tra tệp").click()


def test_results_with_mistakes_are_mended_seen_and_become_a_draft(desk, work):
    page, found = desk(script=False), {}
    shots = os.environ.get("PARINDEX_SHOTS")

    def look(name: str) -> None:
        """At every width: nothing sideways. The rules of axe need scripts; they are asked in the other test."""
        for width in (360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
                found[(name, width)] = "sideways"
            if shots:
                page.screenshot(path=f"{shots}/{name}-{width}.png", full_page=True)

    page.goto("/lam-viec/")
    look("home")
    with page.expect_navigation():
        page.get_by_role("link", name="Nhập đơn vị và kết quả từ tệp").click()
    look("choose")
    bring(page, publications=PUBLICATIONS, components=COMPONENTS, results=WRONG)
    said = page.locator("main").inner_text()
    assert "Tệp có 5 lỗi. Chưa có dữ liệu nào được ghi." in said
    for part in (
        "Có phải Huyện Sông Êm",
        "cả dấu phẩy và dấu chấm",
        "hạng bắt đầu từ 1",
        "số âm",
        "không được để trống",
    ):
        assert part in said, part
    assert page.get_by_role("button", name="Xác nhận nhập").count() == 0
    look("refused")
    bring(page, publications=PUBLICATIONS, components=COMPONENTS, results=GOOD)
    said = page.locator("main").inner_text()
    for part in ("bản nháp mới", "Tổng điểm: 90,54", "Thẩm định: 55,1", "thêm mới 2, sửa 0, giữ nguyên 0 dòng"):
        assert part in said, part
    look("checked")
    assert not Publication.objects.exists()
    page.get_by_role("button", name="Xác nhận nhập").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said = page.locator("main").inner_text()
    assert "Đã nhập: thêm 5" in said
    assert page.url.endswith("/lam-viec/ban-nhap/")
    look("drafts")
    with page.expect_navigation():
        page.get_by_role("link", name="PAR Index 2020").click()
    assert "90,54" in page.locator("main").inner_text()
    look("draft")
    assert Publication.objects.get().status == "draft"
    assert Event.objects.get(verb="import").by == work.chief
    page.get_by_label("Lý do").fill("Nhập nhầm năm")
    with page.expect_navigation():
        page.get_by_role("button", name="Xóa bản nháp").click()
    assert "Không có bản nháp nào" in page.locator("main").inner_text()
    page.goto(AT)
    bring(page, units=UNITS)
    assert "Huyện Sông Êm → Huyện Sông Êm Đềm" in page.locator("main").inner_text()
    look("units")
    assert found == {}


def test_each_step_is_sound(desk, work, axe_findings):
    page, found = desk(), {}
    steps = {
        "choose": {},
        "refused": {"publications": PUBLICATIONS, "components": COMPONENTS, "results": WRONG},
        "units": {"units": UNITS},
        "checked": {"publications": PUBLICATIONS, "components": COMPONENTS, "results": GOOD},
        "drafts": {},
        "draft": {},
    }

    def look(name: str) -> None:
        for theme in ("light", "dark") if EVERYTHING else ("light",):
            page.emulate_media(color_scheme=theme)
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                if findings := axe_findings(page):
                    found[(name, theme, width)] = findings

    for name, texts in steps.items():
        if name == "drafts":
            with page.expect_navigation():
                page.get_by_role("button", name="Xác nhận nhập").click()
        elif name == "draft":
            with page.expect_navigation():
                page.get_by_role("link", name="PAR Index 2020").click()
        else:
            page.goto(AT)
        if texts:
            bring(page, **texts)
        look(name)
    assert found == {}
