"""A correction corrects something; one that was begun for nothing is closed again, with a reason, and changes nothing."""

from decimal import Decimal
from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from scoring import guard_rules, guards
from scoring.actions import release
from scoring.actions.checklist import checklist
from scoring.actions.rounds import change_round, writing
from scoring.models import AssessmentRound, Event, Publication
from scoring.policies import NotAllowed
from tests.cast import make_cast
from tests.factories_release import released, submitted
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
State = AssessmentRound.State


@pytest.fixture
def made(people):
    """A round under correction, in which nothing was touched yet."""
    made = make_round(make_cast())
    released(made.round, people)
    release.begin_correction(round=made.round, reason="Nghi cộng sai", by=people.submits)
    return made


def again(made) -> AssessmentRound:
    return AssessmentRound.objects.get(pk=made.round.pk)


def mark(made, people, points):
    """Write the points of one leaf; gives what stood there."""
    with writing(again(made), by=people.enters):
        row = made.appraisal("quan-ben-moi", "1.1")
        before, row.amount, row.appraised_score = row.appraised_score, Decimal(points), Decimal(points)
        row.save()
    return before


def errors(made, people) -> set[str]:
    return {each.key for each in checklist(again(made), by=people.submits).errors}


def test_a_correction_of_nothing_is_not_submitted(made, people):
    assert errors(made, people) == {"nothing-corrected"}
    with pytest.raises(NotAllowed, match="Còn lỗi"):
        submitted(again(made), people)
    assert Publication.objects.count() == 1


def test_a_figure_is_something(made, people):
    mark(made, people, 10)
    assert errors(made, people) == set()


@pytest.mark.parametrize("what", [{"note": "Ghi chú khác"}, {"decision_number": "99/QĐ-UBND"}])
def test_a_text_of_the_table_is_something(made, people, what):
    change_round(round_=again(made), changes=what, by=people.enters)
    assert errors(made, people) == set()


def test_a_begun_correction_is_cancelled_with_a_reason(made, people):
    with pytest.raises(NotAllowed, match="lý do"):
        release.cancel_correction(round=again(made), reason=" ", by=people.submits)
    release.cancel_correction(round=again(made), reason="Đã cộng đúng", by=people.submits)
    assert again(made).state == State.PUBLISHED
    assert again(made).correction_reason == ""
    event = Event.objects.get(verb="cancel_correction")
    assert (event.by, event.reason, event.data["round"]) == (people.submits, "Đã cộng đúng", made.round.pk)
    with pytest.raises(NotAllowed, match="đính chính"), writing(again(made), by=people.enters):
        pass


def test_what_differs_is_put_back_first(made, people):
    before = mark(made, people, 10)
    with pytest.raises(NotAllowed, match=r"Còn \d+ ô khác bản đang công bố.*Quận Bến Mới"):
        release.cancel_correction(round=again(made), reason="Đã cộng đúng", by=people.submits)
    assert again(made).state == State.CORRECTING
    mark(made, people, before)
    release.cancel_correction(round=again(made), reason="Đã cộng đúng", by=people.submits)
    assert again(made).state == State.PUBLISHED


def test_a_text_of_the_table_is_put_back_too(made, people):
    change_round(round_=again(made), changes={"note": "Ghi chú khác"}, by=people.enters)
    with pytest.raises(NotAllowed, match=r"Còn 1 ô khác.*thông tin chung"):
        release.cancel_correction(round=again(made), reason="Đã cộng đúng", by=people.submits)


def test_a_name_that_changed_in_the_register_does_not_keep_the_correction_open(made, people):
    made.sheets["quan-ben-moi"].unit.__class__.objects.filter(code="quan-ben-moi").update(full_name="Quận Bến Khác")
    release.cancel_correction(round=again(made), reason="Đã cộng đúng", by=people.submits)
    assert again(made).state == State.PUBLISHED


@pytest.mark.parametrize("who", ["enters", "approves", "looks"])
def test_whoever_may_not_correct_cancels_nothing(made, people, who):
    with pytest.raises(NotAllowed, match="không có quyền hủy đính chính"):
        release.cancel_correction(round=again(made), reason="Đã cộng đúng", by=getattr(people, who))


def test_only_a_correction_is_cancelled(people):
    made = make_round(make_cast())
    with pytest.raises(NotAllowed):
        release.cancel_correction(round=made.round, reason="Mở nhầm", by=people.submits)
    assert again(made).state == State.OPEN


def test_it_begins_anew_after_that(made, people):
    release.cancel_correction(round=again(made), reason="Đã cộng đúng", by=people.submits)
    release.begin_correction(round=again(made), reason="Sai thật", by=people.submits)
    mark(made, people, 10)
    second = released(again(made), people)
    assert (second.version, second.reason) == (2, "Sai thật")


def test_the_database_knows_the_way_back(made):
    rows = AssessmentRound.objects.filter(pk=made.round.pk)
    with pytest.raises(DatabaseError, match=guard_rules.NO_MOVE), transaction.atomic():
        rows.update(state=State.APPROVED)
    rows.update(state=State.PUBLISHED)
    guards.drop()
    rows.update(state=State.APPROVED)


def test_by_pages(made, people):
    client = Client(headers={"host": "localhost"})
    client.force_login(people.submits)
    page = reverse("desk:release", args=[made.round.pk])
    address = reverse("desk:release-cancel-correction", args=[made.round.pk])
    assert client.get(address).status_code == 405
    assert f'action="{address}"' in client.get(page).content.decode()
    empty = client.post(address, {"huy-reason": " "})
    assert empty.status_code == 422
    assert '<a href="#id_huy-reason">Lý do hủy đính chính</a>: Nêu lý do hủy đính chính.' in unescape(
        empty.content.decode()
    )
    before = mark(made, people, 10)
    response = client.post(address, {"huy-reason": "Đã cộng đúng"})
    text = unescape(response.content.decode())
    assert response.status_code == 409
    assert "ô khác bản đang công bố" in text
    assert "Đã cộng đúng</textarea>" in text
    mark(made, people, before)
    assert client.post(address, {"huy-reason": "Đã cộng đúng"}).status_code == 302
    text = unescape(client.get(page).content.decode())
    assert "Đã hủy đính chính" in text
    assert f'action="{address}"' not in text
