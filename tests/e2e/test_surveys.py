"""Survey pages in a browser: a clerk's whole way without JavaScript, axe at three widths, paper."""

import os
from decimal import Decimal

import pytest

from scoring.actions.surveys import enter_satisfaction, know
from tests.cast import make_cast
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round, make_tally, sheet_of

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = os.environ.get("PARINDEX_TEST_ENGINE") != "postgresql"
EM, XANH = "huyen-song-em", "huyen-nui-xanh"
CSV = f"unit,question,a,b,c,d\n{EM},cong-chuc.c1,12,5,0,1\n{XANH},cong-chuc.c1,20,0,0,0\n"


@pytest.fixture
def round_(transactional_db):
    round_ = make_surveyed_round(make_cast())
    form = make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"}, name="Phiếu dành cho công chức")
    make_questionnaire(round_, "nguoi-dan", "satisfaction", {"h1": "Tiếp cận", "h2": "Kết quả"}, position=2)
    make_tally(sheet_of(round_, XANH), form, "c1", 3, 1, 1, 0)
    make_tally(sheet_of(round_, EM), round_.questionnaires.get(code="nguoi-dan"), "h1", 30, 10, 2, 1)
    enter_satisfaction(sheet=sheet_of(round_, XANH), percent=Decimal("93.95"), base=300, issued=320, by=None)
    return round_


@pytest.fixture
def desk(windows_of, round_):
    """A window of a signed-in person who prepares the round and enters figures."""
    return windows_of(make_staff("can-bo", ("enter_scores", "manage_round")), refusals=True)


PAGES = {
    "overview": "",
    "question": "phieu/cong-chuc/?cau=c1",
    "unit": f"phieu/nguoi-dan/?don-vi={EM}",
    "handed out": "phieu/cong-chuc/?phat-ra",
    "satisfaction": "hai-long/",
    "set-up": "thiet-lap/",
    "scale": "thiet-lap/thang/?ma=bon-muc",
    "questionnaire": "thiet-lap/phieu/?ma=cong-chuc",
}


def at(round_, name: str) -> str:
    return f"/lam-viec/ky/{round_.pk}/khao-sat/{PAGES[name]}"


def bring(page, round_, text: str) -> None:
    """A table of counts without an identity, from the overview to its check."""
    page.goto(at(round_, "overview"))
    page.get_by_role("link", name="Nhập từ tệp").click()
    page.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(
        {"name": "so-phieu.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_label("Loại").select_option("surveys")
    page.get_by_role("button", name="Kiểm tra tệp").click()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(desk, round_, axe_findings):
    page = desk()
    found = {}
    for name in PAGES:
        page.goto(at(round_, name))
        for theme in ("light", "dark") if EVERYTHING else ("light",):
            page.emulate_media(color_scheme=theme)
            for width in (320, 768, 1280) if EVERYTHING else (320,):
                page.set_viewport_size({"width": width, "height": 800})
                sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if (findings := axe_findings(page)) or sideways > 0:
                    found[(name, theme, width)] = (findings, sideways)
    assert found == {}


def test_pages_that_tell_of_faults_are_sound_as_well(desk, round_, axe_findings):
    page = desk(width=360)
    page.goto(at(round_, "question"))
    page.get_by_label("Huyện Sông Êm: Mức A").fill("mười")
    with page.expect_navigation():
        page.get_by_role("button", name="Lưu").click()
    assert axe_findings(page) == []
    assert page.get_by_label("Huyện Sông Êm: Mức A").input_value() == "mười"
    page.get_by_role("link", name="Huyện Sông Êm: Mức A").click()
    assert page.evaluate("document.activeElement.id || location.hash").endswith("o.0.a")
    bring(page, round_, CSV.replace("12", "x"))
    assert "không phải số nguyên" in page.locator("main").inner_text()
    assert axe_findings(page) == []


def test_a_clerk_enters_by_keyboard_and_by_file_without_javascript(desk, round_):
    page = desk(script=False)
    page.goto(at(round_, "overview"))
    page.get_by_role("link", name="Phiếu dành cho công chức").click()
    page.get_by_label("Huyện Sông Êm: Mức A").focus()
    for count in ("10", "5", "0", "1"):
        page.keyboard.type(count)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Đã lưu 1 dòng.").wait_for()
    assert know(round_).tallies[EM, "cong-chuc.c1"] == {"a": 10, "b": 5, "c": 0, "d": 1}

    page.goto(at(round_, "overview"))
    bring(page, round_, CSV)
    assert "a: 10 → 12" in page.get_by_role("row", name="Huyện Sông Êm cong-chuc.c1").inner_text()
    page.get_by_label("Đã xem: Tệp không có mã gói").check()
    page.get_by_role("button", name="Xác nhận ghi 2 giá trị").click()
    page.get_by_text("Đã nhập tệp: 2 giá trị thay đổi.").wait_for()
    assert know(round_).tallies[XANH, "cong-chuc.c1"]["a"] == 20


def test_the_overview_prints_on_a4_without_a_cut_column(desk, round_):
    page = desk()
    page.goto(at(round_, "overview"))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    cut = "[...document.querySelectorAll('td,th')].filter(c => c.offsetParent && c.getBoundingClientRect().right > 719)"
    assert page.evaluate(f"{cut}.length") == 0
