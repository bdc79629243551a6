"""The session ends between typing and saving: seen, signed in again in another tab, sent again, saved; nothing typed anew."""

import re

import pytest

from scoring.models import Tally
from tests.cast import make_cast
from tests.factories_entry import make_round, make_set, row_of
from tests.factories_entry import make_staff as make_clerk
from tests.factories_entry import sheet_of as sheet_in
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "mat-khau-thu-nghiem"
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])


def person_with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def sign_in(page, username):
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation(url=re.compile("/lam-viec/")):
        page.keyboard.press("Enter")


def send_again(page, username, axe_findings, *, script):
    """From the page that keeps what was typed to the saved one, by way of a tab for the sign-in."""
    main = page.locator("main")
    assert "Phiên làm việc đã hết, nên chưa lưu gì." in main.inner_text()
    look(page, axe_findings, script=script)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Đăng nhập (mở ở thẻ mới)").click()
    opened.value.wait_for_load_state()
    sign_in(opened.value, username)
    press(page, "Gửi lại")
    assert "Đang đăng nhập:" in main.inner_text()
    look(page, axe_findings, script=script)
    press(page, "Gửi lại")
    return opened.value


def look(page, axe_findings, *, script):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        if script:
            assert axe_findings(page) == []


@SCRIPT
def test_a_sheet(windows_of, axe_findings, script):
    cast = make_cast()
    sheet = sheet_in(make_round(make_set(cast.par), cast.districts), "huyen-song-em")
    person_with_password(lan := make_clerk("lan", "enter_scores", last_name="Nguyễn Thị", first_name="Lan"))
    page = windows_of(lan, refusals=True)(script=script)
    page.goto(f"/lam-viec/ky/{sheet.round_id}/phieu/{sheet.pk}/")
    page.locator('[id="1.1-amount"]').fill("1,25")
    page.locator('[id="tc-1.1"] details').evaluate("each => { each.open = true }")
    page.locator('[id="1.1-reason"]').fill('Chậm "20 ngày"\nso với kế hoạch')
    page.context.clear_cookies(name="sessionid")
    press(page, "Lưu")
    tab = send_again(page, "lan", axe_findings, script=script)
    assert tab.url.endswith(f"/phieu/{sheet.pk}/")
    assert "Đã lưu 1 tiêu chí" in page.locator(".messages").inner_text()
    assert page.locator('[id="1.1-amount"]').input_value() == "1,25"
    assert row_of(sheet, "1.1").reason == 'Chậm "20 ngày"\nso với kế hoạch'


@SCRIPT
def test_a_grid_of_a_survey(windows_of, axe_findings, script):
    round_ = make_surveyed_round(make_cast())
    make_questionnaire(round_, questions={"c1": "2.1"})
    person_with_password(clerk := make_staff("can-bo", ("enter_scores",)))
    page = windows_of(clerk, refusals=True)(script=script)
    page.goto(f"/lam-viec/ky/{round_.pk}/khao-sat/phieu/cong-chuc/?cau=c1")
    row = page.locator("main tbody tr", has=page.locator("input")).first
    for cell, count in zip(row.locator("input").all(), "3210", strict=False):
        cell.fill(count)
    page.context.clear_cookies(name="sessionid")
    press(page, "Lưu")
    send_again(page, "can-bo", axe_findings, script=script)
    assert "cau=c1" in page.url
    assert sorted(Tally.objects.values_list("count", flat=True)) == [0, 1, 2, 3]


@SCRIPT
def test_a_sign_in_in_another_tab_costs_one_more_press(windows_of, axe_findings, script):
    cast = make_cast()
    sheet = sheet_in(make_round(make_set(cast.par), cast.districts), "huyen-song-em")
    person_with_password(lan := make_clerk("lan", "enter_scores", last_name="Nguyễn Thị", first_name="Lan"))
    page = windows_of(lan, refusals=True)(script=script)
    page.goto(f"/lam-viec/ky/{sheet.round_id}/phieu/{sheet.pk}/")
    page.locator('[id="1.1-amount"]').fill("1,25")
    tab = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    tab.goto("/quan-tri/login/?next=/lam-viec/")
    sign_in(tab, "lan")
    press(page, "Lưu")
    assert "Đang đăng nhập: Nguyễn Thị Lan" in page.locator("main").inner_text()
    look(page, axe_findings, script=script)
    press(page, "Gửi lại")
    assert "Đã lưu 1 tiêu chí" in page.locator(".messages").inner_text()


def test_an_old_sign_in_page_leads_to_a_fresh_one(windows_of, axe_findings):
    make_cast()
    person_with_password(lan := make_clerk("lan", "enter_scores"))
    page = windows_of(lan, refusals=True)()
    page.context.clear_cookies(name="sessionid")
    page.goto("/quan-tri/login/?next=/lam-viec/")
    page.context.clear_cookies(name="csrftoken")
    page.goto("/quan-tri/login/?next=/lam-viec/")
    tab = page.context.new_page()
    tab.goto("/quan-tri/login/?next=/lam-viec/")
    sign_in(tab, "lan")
    tab.context.clear_cookies(name="sessionid")
    page.fill("#id_username", "lan")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Trang đăng nhập này đã cũ" in page.locator("main").inner_text()
    look(page, axe_findings, script=True)
    with page.expect_navigation():
        page.get_by_role("link", name="Mở lại trang đăng nhập").click()
    sign_in(page, "lan")
