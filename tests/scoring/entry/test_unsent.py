"""The session ends, or changes in another tab, between typing and saving: what was typed is kept, for our own pages only."""

import html
import re

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import parindex.access
from scoring.actions.appraisals import Entry, enter
from scoring.models import Appraisal, Event
from tests.factories import make_user

from .test_pages import D, address, fields_of, row_of

OURS = {"origin": "http://localhost"}
FOREIGN = {
    "another page": {"origin": "https://khac.example"},
    "another port": {"origin": "http://localhost:8080"},
    "another scheme": {"origin": "https://localhost"},
    "a page without an origin": {"origin": "null"},
    "a foreign origin with a referer of ours": {
        "origin": "https://khac.example",
        "referer": "http://localhost/lam-viec/",
    },
    "a foreign referer": {"referer": "https://khac.example/localhost"},
    "a referer that begins as ours": {"referer": "http://localhost.khac.example/"},
    "a referer that is none": {"referer": "http://[localhost/"},
    "nothing": {},
}
TYPED = {"1.1-amount": "1,5", "1.1-reason": 'Chậm "20 ngày"\nso với kế hoạch </form><script>', "ten-la": "vẫn đi cùng"}


class Window(Client):
    """A browser's window: forged posts are looked for, and a form goes back as its page shows it."""

    def __init__(self, person=None, **options):
        super().__init__(enforce_csrf_checks=True, headers={"host": "localhost"}, **options)
        if person:
            self.force_login(person)

    def typed(self, sheet, **typed):
        """The sheet's fields as they are shown, with some typed over."""
        return {**fields_of(self.get(address(sheet)).content.decode()), **TYPED, **typed}

    def send(self, path, fields, headers=OURS, **options):
        return self.post(path, fields, headers=headers, **options)

    def sign_in_elsewhere(self, person):
        """What another tab of the same browser does to the cookies of all."""
        tab = Window()
        tab.get("/quan-tri/login/")
        fields = {"username": person.username, "password": "mat-khau-dung-thu"}
        person.set_password(fields["password"])
        person.save()
        token = {"csrfmiddlewaretoken": tab.cookies["csrftoken"].value}
        assert tab.send("/quan-tri/login/?next=/lam-viec/", fields | token).status_code == 302
        self.cookies = tab.cookies


def kept(answer) -> dict[str, str]:
    """The fields of the page that keeps them, as a browser reads and sends them."""
    page = answer.content.decode()
    form = re.search(r"<main.*?<form (.*?)</form>", page, re.S)
    return {} if form is None else {name: html.unescape(value) for name, value in fields_of(form[0]).items()}


@pytest.fixture
def lan(work):
    return Window(work.lan)


def without_token(fields):
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_when_the_session_is_over_all_that_was_typed_is_kept_and_saved_after_the_sign_in(lan, work):
    sent = lan.typed(work.sheet)
    del lan.cookies[settings.SESSION_COOKIE_NAME]
    answer = lan.send(address(work.sheet), sent, {**OURS, "referer": f"http://localhost{address(work.sheet)}?loc=x"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Phiên làm việc đã hết, nên chưa lưu gì. Nội dung bạn đã nhập vẫn còn ở trang này" in page
    assert f'action="{address(work.sheet)}"' in page
    assert f'href="/quan-tri/login/?next={address(work.sheet)}%3Floc%3Dx" target="_blank" rel="noopener"' in page
    assert "no-store" in answer["Cache-Control"]
    assert "<script>" not in page.partition("<main")[2]
    assert without_token(kept(answer)) == without_token(sent)
    assert not Appraisal.objects.exists()

    lan.sign_in_elsewhere(work.lan)
    again = lan.send(address(work.sheet), kept(answer))
    assert again.status_code == 403
    assert "Đang đăng nhập: <b>Nguyễn Thị Lan</b>" in again.content.decode()
    assert without_token(kept(again)) == without_token(sent)
    assert not Appraisal.objects.exists()

    saved = lan.send(address(work.sheet), kept(again))
    assert saved.status_code == 302
    assert "Đã lưu 1 tiêu chí" in str(next(iter(get_messages(saved.wsgi_request))))
    assert row_of(work.sheet, "1.1").amount == D("1.5")
    assert row_of(work.sheet, "1.1").reason == 'Chậm "20 ngày"\nso với kế hoạch </form><script>'


def test_after_a_sign_in_in_another_tab_one_more_press_saves_in_the_name_that_is_shown(lan, work):
    sent = lan.typed(work.sheet)
    lan.sign_in_elsewhere(work.hung)
    answer = lan.send(address(work.sheet), sent)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Có một lần đăng nhập ở thẻ khác sau khi trang được mở, nên chưa lưu gì." in page
    assert "Đang đăng nhập: <b>Trần Văn Hùng</b>" in page
    assert "CSRF" not in page.partition("<main")[2]
    assert lan.send(address(work.sheet), kept(answer)).status_code == 302
    assert Event.objects.get(verb="enter").by == work.hung


def test_a_colleague_s_edit_meanwhile_is_asked_about_and_not_written_over(lan, work):
    sent = lan.typed(work.sheet)
    lan.sign_in_elsewhere(work.lan)
    answer = lan.send(address(work.sheet), sent)
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.25"))], by=work.hung)
    met = lan.send(address(work.sheet), kept(answer))
    assert "Người khác vừa sửa cùng tiêu chí" in met.content.decode()
    assert row_of(work.sheet, "1.1").amount == D("1.25")


@pytest.mark.parametrize("referer", ["http://[localhost/", "http://localhost//khac.example/", "khong-phai"])
def test_an_odd_referer_beside_an_origin_of_ours_leads_nowhere_else(lan, work, referer):
    del lan.cookies[settings.SESSION_COOKIE_NAME]
    answer = lan.send(address(work.sheet), TYPED, {**OURS, "referer": referer})
    assert kept(answer)["1.1-amount"] == "1,5"
    sign_in = html.unescape(re.search(r'href="(/quan-tri/login/\?next=[^"]*)"', answer.content.decode())[1])
    work.lan.set_password("mat-khau-dung-thu")
    work.lan.save()
    back = Client().post(sign_in, {"username": "lan", "password": "mat-khau-dung-thu"})
    assert back.status_code == 302
    assert back["Location"] == "/lam-viec/"


def test_several_values_of_one_name_stay_several(lan, work):
    del lan.cookies[settings.SESSION_COOKIE_NAME]
    page = lan.send(f"/lam-viec/ky/{work.round.pk}/them-don-vi/", {"units": ["7", "8"]}).content.decode()
    assert re.findall(r'name="units" value="(\d)"', page) == ["7", "8"]


@pytest.mark.parametrize("who", ["somebody", "nobody"])
@pytest.mark.parametrize("sender", FOREIGN)
def test_what_no_page_of_ours_sent_is_laid_out_for_nobody(lan, work, sender, who):
    sent = lan.typed(work.sheet) | {"csrfmiddlewaretoken": "x" * 64}
    if who == "nobody":
        del lan.cookies[settings.SESSION_COOKIE_NAME]
    answer = lan.send(address(work.sheet), sent, FOREIGN[sender])
    page = answer.content.decode()
    if who == "nobody":
        assert (answer.status_code, answer["Location"]) == (302, f"/quan-tri/login/?next={address(work.sheet)}")
    else:
        assert answer.status_code == 403
        assert "Chưa lưu gì: yêu cầu không được gửi từ một trang của cổng" in page
    assert kept(answer) == {}
    assert "vẫn đi cùng" not in page
    assert not Appraisal.objects.exists()


def test_without_the_look_at_the_sender_foreign_words_would_be_laid_out(lan, work, monkeypatch):
    """The control."""
    monkeypatch.setattr("parindex.accounts.unsent.was_typed_here", lambda _request: True)
    sent = lan.typed(work.sheet)
    answer = lan.send(address(work.sheet), sent, FOREIGN["another page"])
    assert kept(answer)["ten-la"] == "vẫn đi cùng"


def test_without_keeping_the_typed_text_would_be_gone(lan, work, monkeypatch):
    """The control: as it was, the bare sign-in page."""
    monkeypatch.setattr(parindex.access, "was_typed_here", lambda _request: False)
    sent = lan.typed(work.sheet)
    del lan.cookies[settings.SESSION_COOKIE_NAME]
    assert lan.send(address(work.sheet), sent).status_code == 302


def test_over_https_a_referer_of_ours_is_enough(work):
    window = Window(work.lan)
    sent = {**TYPED, "csrfmiddlewaretoken": "x" * 64}
    came = window.post(address(work.sheet), sent, secure=True, headers={"referer": "https://localhost/lam-viec/"})
    assert kept(came)["1.1-amount"] == "1,5"
    insecure = window.post(address(work.sheet), sent, secure=True, headers={"referer": "http://localhost/lam-viec/"})
    assert (insecure.status_code, kept(insecure)) == (403, {})


def test_the_answer_is_the_same_for_what_exists_and_what_does_not(work):
    answers = [
        re.sub(r'value="\w{64}"', "", Window().send(path, TYPED).content.decode().replace(path, "HERE"))
        for path in (address(work.sheet), f"/lam-viec/ky/{10**9}/phieu/{10**9}/")
    ]
    assert answers[0] == answers[1]
    assert Window().send("/lam-viec/khong-co/", TYPED).status_code == 404
    assert Window().send("/khong-co/", TYPED).status_code == 404
    assert Window().send("/xep-hang/", TYPED).status_code == 405
    reader = Window(make_user("reader"))
    assert reader.send(address(work.sheet), TYPED).status_code == 404


def test_a_file_is_named_and_chosen_again(lan, work):
    del lan.cookies[settings.SESSION_COOKIE_NAME]
    sent = {"ghi-chu": "x", "tep": SimpleUploadedFile("phiếu <2024>.xlsx", b"PK")}
    page = lan.send(f"/lam-viec/ky/{work.round.pk}/tep/", sent).content.decode()
    assert "Tệp không giữ lại được, hãy chọn lại: phiếu &lt;2024&gt;.xlsx" in page
    assert 'enctype="multipart/form-data"' in page
    assert '<input type="file" id="tep-1" name="tep" required>' in page


def test_more_fields_than_are_taken_are_not_laid_out_either(lan, work, settings):
    del lan.cookies[settings.SESSION_COOKIE_NAME]
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    assert lan.send(address(work.sheet), {f"f{n}": "x" for n in range(11)}).status_code == 400


@pytest.mark.parametrize("path", ["/quan-tri/password_change/", "/quan-tri/accounts/user/add/"])
def test_a_password_is_written_into_no_page(path, admin_user):
    secret = {"username": "moi", "old_password": "bí mật 1", "new_password1": "bí mật 2", "password1": "bí mật 3"}
    for window in (Window(), Window(admin_user)):
        answer = window.send(path, secret)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "Mật khẩu đã nhập không được giữ lại" in page
        assert "bí mật" not in page
        assert kept(answer) == {}


def test_an_old_sign_in_page_says_so_and_keeps_nothing(db):
    window = Window()
    window.get("/quan-tri/login/")
    sent = {"username": "lan", "password": "bí mật", "csrfmiddlewaretoken": "x" * 64}
    answer = window.send("/quan-tri/login/?next=/lam-viec/", sent)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Trang đăng nhập này đã cũ" in page
    assert '<a class="button" href="/quan-tri/login/?next=/lam-viec/">Mở lại trang đăng nhập</a>' in page
    assert "bí mật" not in page
    assert kept(answer) == {}
    no_cookies = Window().send("/quan-tri/login/", sent).content.decode()
    assert "Cho phép cookie của trang này" in no_cookies
