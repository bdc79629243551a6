"""A write under a submitted round voids the submission: said before and after. What comes too late is kept on the screen."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from scoring.actions import release
from scoring.models import Appraisal, AssessmentRound, Submission
from scoring.views import entry as pages
from tests.cast import make_cast
from tests.factories_release import approved, submitted
from tests.factories_round import make_round

from .test_pages import fields_of

pytestmark = pytest.mark.django_db
FIRST = "huyen-song-em"
BEFORE = "Nếu lưu thay đổi, lần trình sẽ hết hiệu lực và phải trình lại."
AFTER = "Lần trình công bố đã hết hiệu lực vì có thay đổi; phải trình lại."


@pytest.fixture
def made():
    return make_round(make_cast())


@pytest.fixture
def desk(client, people):
    client.force_login(people.enters)
    return client


def sheet_page(made) -> str:
    return reverse("desk:sheet", args=[made.round.pk, made.sheets[FIRST].pk])


def leaf_page(made) -> str:
    return reverse("desk:area", args=[made.round.pk, "1.1"])


def key(made, where: str) -> str:
    return "1.1" if where == sheet_page(made) else f"{made.sheets[FIRST].pk}-1.1"


def text_of(answer) -> str:
    return unescape(answer.content.decode())


def typed(desk, made, where: str) -> dict[str, str]:
    """The page's fields with another figure and a reason typed into the first leaf."""
    fields = fields_of(desk.get(where).content.decode())
    return {**fields, f"{key(made, where)}-amount": "7,25", f"{key(made, where)}-reason": "Thiếu phụ lục kế hoạch"}


@pytest.mark.parametrize("step", [submitted, approved])
@pytest.mark.parametrize("page", [sheet_page, leaf_page])
def test_a_score_says_before_and_after_that_the_submission_goes(desk, people, made, page, step):
    where = page(made)
    assert BEFORE not in text_of(desk.get(where))
    step(made.round, people)
    assert BEFORE in text_of(desk.get(where))
    text = text_of(desk.post(where, typed(desk, made, where), follow=True))
    assert "Đã lưu 1 tiêu chí." in text
    assert AFTER in text
    assert BEFORE not in text
    assert Submission.objects.get().voided_at is not None
    assert AFTER not in text_of(
        desk.post(where, {**typed(desk, made, where), f"{key(made, where)}-amount": "7"}, follow=True)
    )


def test_a_round_submitted_while_the_page_was_open_is_told_of_afterwards(desk, people, made):
    where = sheet_page(made)
    sent = typed(desk, made, where)
    submitted(made.round, people)
    assert AFTER in text_of(desk.post(where, sent, follow=True))


def test_nothing_changed_is_no_void(desk, people, made):
    where = sheet_page(made)
    submitted(made.round, people)
    text = text_of(desk.post(where, fields_of(desk.get(where).content.decode()), follow=True))
    assert "Không có thay đổi nào cần lưu." in text
    assert AFTER not in text
    assert Submission.objects.get().voided_at is None


def test_the_self_scores_taken_over_say_it_too(desk, people, made):
    submitted(made.round, people)
    assert "Thao tác này cũng làm lần trình công bố hết hiệu lực." in text_of(desk.get(sheet_page(made)))
    # A submitted round has no unmarked leaf; one that came to be so all the same.
    Appraisal.objects.filter(pk=made.appraisal(FIRST, "1.1").pk).update(amount=None, appraised_score=None, self_score=8)
    where = reverse("desk:sheet-copy-self", args=[made.round.pk, made.sheets[FIRST].pk])
    text = text_of(desk.post(where, follow=True))
    assert "Đã lấy điểm tự chấm cho 1 tiêu chí." in text
    assert AFTER in text


@pytest.mark.parametrize("name", ["round-change", "round-add-units", "sheet-leave-out"])
def test_the_pages_of_the_round_say_it_before(desk, people, made, name):
    submitted(made.round, people)
    arguments = [made.round.pk, made.sheets[FIRST].pk] if name.startswith("sheet") else [made.round.pk]
    assert BEFORE in text_of(desk.get(reverse(f"desk:{name}", args=arguments)))


def test_a_unit_left_out_and_taken_in_says_it_after(desk, people, made):
    submitted(made.round, people)
    where = reverse("desk:sheet-leave-out", args=[made.round.pk, made.sheets[FIRST].pk])
    seen = desk.get(where).context["form"].initial["seen"]
    assert AFTER in text_of(desk.post(where, {"reason": "Sáp nhập", "seen": seen}, follow=True))
    submitted(AssessmentRound.objects.get(), people)
    back = reverse("desk:sheet-take-in", args=[made.round.pk, made.sheets[FIRST].pk])
    assert AFTER in text_of(desk.post(back, follow=True))


def test_a_calendar_says_it_after(desk, people, made):
    submitted(made.round, people)
    where = reverse("desk:round-change", args=[made.round.pk])
    seen = desk.get(where).context["form"].initial["seen"]
    sent = {"note": "Mới", "seen": seen, "survey_made": "on"}
    assert AFTER in text_of(desk.post(where, sent, follow=True))


@pytest.mark.parametrize("page", [sheet_page, leaf_page])
def test_what_comes_after_the_publication_is_shown_beside_what_is_stored(desk, people, made, page):
    where = page(made)
    sent = typed(desk, made, where)
    release.release(submission=approved(made.round, people))
    answer = desk.post(where, sent)
    text = text_of(answer)
    assert answer.status_code == 403
    assert "Chưa lưu." in text
    assert "đã công bố nên không sửa được" in text
    assert "<td>7,25</td><td>9,75</td>" in text
    assert "<td>Thiếu phụ lục kế hoạch</td><td>–</td>" in text
    assert "Huyện Sông Êm" in text
    assert '<fieldset class="plain" disabled>' in text
    assert re.search(r'name="[0-9-]*1\.1-amount" value="9,75"', text)
    assert "Bàn làm việc" in text
    assert made.appraisal(FIRST, "1.1").amount == Decimal("9.75")


def test_what_comes_too_late_and_is_wrong_besides_is_shown_too(desk, people, made):
    """Nobody is asked to mend what may not be saved anyway."""
    where = sheet_page(made)
    sent = {**typed(desk, made, where), "1.1-amount": "7,x", "1.3-amount": "12345678"}
    release.release(submission=approved(made.round, people))
    text = text_of(desk.post(where, sent))
    assert "<td>7,x</td><td>9,75</td>" in text
    assert "đã công bố nên không sửa được" in text
    assert "rồi lưu lại" not in text


def test_a_round_published_between_the_gate_and_the_write_shows_the_same(desk, people, made, monkeypatch):
    """The page was opened for writing when it was asked; what stands at the end decides what it shows."""
    where = sheet_page(made)
    sent = typed(desk, made, where)
    submission = approved(made.round, people)
    save = pages.enter_sheets

    def first_published(**arguments):
        monkeypatch.setattr(pages, "enter_sheets", save)
        release.release(submission=submission)
        return save(**arguments)

    monkeypatch.setattr(pages, "enter_sheets", first_published)
    answer = desk.post(where, sent)
    assert answer.status_code == 403
    assert '<fieldset class="plain" disabled>' in text_of(answer)
    assert "<td>7,25</td><td>9,75</td>" in text_of(answer)


def test_who_may_not_enter_keeps_what_was_typed_too(desk, people, made, client):
    where = sheet_page(made)
    sent = typed(desk, made, where)
    people.enters.user_permissions.remove(*people.enters.user_permissions.filter(codename="enter_scores"))
    answer = client.post(where, sent)
    assert answer.status_code == 403
    assert "không có quyền nhập điểm" in text_of(answer)
    assert "<td>7,25</td><td>9,75</td>" in text_of(answer)
