"""A draft from a file that stands in the way of a round is seen and dropped, with a reason and a trace."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from scoring.actions.checklist import checklist
from scoring.actions.drafts import drafts_in_the_way, drop_drafts
from scoring.models import AssessmentRound, Event, Publication
from scoring.policies import NotAllowed
from tests.factories import make_publication, make_result
from tests.factories_release import released, submitted
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(cast):
    return make_round(cast)


@pytest.fixture
def draft(cast, made):
    draft = make_publication(cast.par, cast.districts, made.round.year, source="Tệp cũ")
    make_result(draft, cast["huyen-song-em"], 1, "90")
    return draft


def client_of(user) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def test_without_it_the_round_goes_its_way(made, draft, people):
    drop_drafts(round=made.round, seen=[draft.pk], reason="Đã chấm trên hệ thống", by=people.submits)
    assert not Publication.objects.exists()
    event = Event.objects.get(verb="drop_draft")
    assert (event.by, event.reason) == (people.submits, "Đã chấm trên hệ thống")
    assert (event.data["results"], event.data["source"], len(event.data["content_hash"])) == (1, "Tệp cũ", 64)
    assert checklist(made.round, by=people.submits).errors == ()
    assert released(made.round, people).status == "published"


def test_a_draft_and_its_correction_go_together(cast, made, draft, people):
    second = make_publication(cast.par, cast.districts, 2024, version=2, supersedes=draft, reason="Sửa")
    drop_drafts(round=made.round, seen=[draft.pk, second.pk], reason="Thừa", by=people.enters)
    assert Event.objects.filter(verb="drop_draft").count() == 2
    assert not Publication.objects.exists()


def test_what_was_submitted_or_published_or_is_of_another_year_stays(cast, made, people):
    other = make_publication(cast.par, cast.districts, 2019)
    submitted(made.round, people)
    assert not drafts_in_the_way(made.round).exists()
    assert drop_drafts(round=made.round, seen=[], reason="Thừa", by=people.submits) == 0
    assert Publication.objects.count() == 2
    assert Publication.objects.filter(pk=other.pk).exists()


def test_what_was_not_seen_is_not_dropped(cast, made, draft, people):
    make_publication(cast.par, cast.districts, 2024, version=2, supersedes=draft, reason="Sửa")
    with pytest.raises(NotAllowed, match="Tải lại trang"):
        drop_drafts(round=made.round, seen=[draft.pk], reason="Thừa", by=people.submits)
    assert Publication.objects.count() == 2


def test_it_asks_for_a_reason_and_a_right(made, draft, people):
    with pytest.raises(NotAllowed, match="lý do"):
        drop_drafts(round=made.round, seen=[draft.pk], reason=" ", by=people.submits)
    for who in (people.approves, people.looks):
        with pytest.raises(NotAllowed, match="không có quyền"):
            drop_drafts(round=made.round, seen=[draft.pk], reason="Thừa", by=who)
    assert Publication.objects.count() == 1


def test_by_pages_from_the_remark(made, draft, people):
    client = client_of(people.submits)
    page, address = (reverse(name, args=[made.round.pk]) for name in ("desk:release", "desk:release-drafts"))
    assert f'href="{address}"' in client.get(page).content.decode()
    text = unescape(client.get(address).content.decode())
    assert "Tệp cũ" in text
    assert "1 đơn vị" in text
    assert client.post(address, {"seen": draft.pk, "reason": ""}).status_code == 422
    refused = client.post(address, {"seen": draft.pk + 1, "reason": "Đã chấm trên hệ thống"})
    assert refused.status_code == 409
    assert "Đã chấm trên hệ thống</textarea>" in unescape(refused.content.decode())
    assert client.post(address, {"seen": draft.pk, "reason": "Thừa"}).status_code == 302
    assert f'href="{address}"' not in client.get(page).content.decode()
    assert "Không còn bản nháp nào" in unescape(client.get(address).content.decode())
    assert AssessmentRound.objects.get().state == "open"


def test_whoever_may_not_sees_why(made, draft, people):
    address = reverse("desk:release-drafts", args=[made.round.pk])
    text = unescape(client_of(people.approves).get(address).content.decode())
    assert "không có quyền xóa bản nháp" in text
    assert "<button>Xóa bản nháp" not in text
    assert client_of(people.approves).post(address, {"seen": draft.pk, "reason": "x"}).status_code == 409
    assert client_of(people.looks).get(address).status_code == 404
