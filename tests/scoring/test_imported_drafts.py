"""Every draft that files brought is listed, shown as its source prints it, and dropped with a reason and a trace."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from scoring.actions.drafts import drop_draft, imported_drafts
from scoring.actions.publications import publish
from scoring.canonical import stored_hash
from scoring.models import Event, Publication
from scoring.policies import NotAllowed
from tests.factories import make_publication, make_result
from tests.factories_release import submitted
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast):
    draft = make_publication(cast.par, cast.districts, 2020, source="Tệp cũ")
    make_result(draft, cast["huyen-song-em"], 1, "90")
    return draft


def client_of(user) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def test_a_draft_is_dropped_as_it_was_seen_and_leaves_a_trace(draft, people):
    seen = stored_hash(draft)
    drop_draft(draft=draft, seen=seen, reason="Nhập nhầm năm", by=people.submits)
    assert not Publication.objects.exists()
    event = Event.objects.get(verb="drop_draft")
    assert (event.by, event.reason, event.data["round"]) == (people.submits, "Nhập nhầm năm", None)
    assert (event.data["results"], event.data["content_hash"]) == (1, seen)


def test_what_changed_since_it_was_seen_is_not_dropped(draft, people):
    seen = stored_hash(draft)
    draft.results.update(total_printed="91", total=91)
    with pytest.raises(NotAllowed, match="Tải lại trang"):
        drop_draft(draft=draft, seen=seen, reason="Thừa", by=people.submits)
    assert Publication.objects.exists()


def test_without_the_comparison_it_would_be(draft, people, monkeypatch):
    monkeypatch.setattr("scoring.actions.drafts.stored_hash", lambda publication: "always the same")
    draft.results.update(total_printed="91", total=91)
    drop_draft(draft=draft, seen="always the same", reason="Thừa", by=people.submits)
    assert not Publication.objects.exists()


def test_it_asks_for_a_reason_and_a_right(draft, people):
    with pytest.raises(NotAllowed, match="lý do"):
        drop_draft(draft=draft, seen=stored_hash(draft), reason=" ", by=people.submits)
    for who in (people.approves, people.looks):
        with pytest.raises(NotAllowed, match="không có quyền"):
            drop_draft(draft=draft, seen=stored_hash(draft), reason="Thừa", by=who)
    assert Publication.objects.exists()


def test_what_is_published_submitted_or_has_a_correction_stays(cast, draft, people):
    second = make_publication(cast.par, cast.districts, 2020, version=2, supersedes=draft, reason="Sửa")
    with pytest.raises(NotAllowed, match="bản đính chính trước"):
        drop_draft(draft=draft, seen=stored_hash(draft), reason="Thừa", by=people.submits)
    drop_draft(draft=second, seen=stored_hash(second), reason="Thừa", by=people.submits)
    publish(publication=draft, by=None)
    submitted(make_round(cast).round, people)
    assert not imported_drafts().exists()
    with pytest.raises(NotAllowed, match="Tải lại trang"):
        drop_draft(draft=draft, seen=stored_hash(draft), reason="Thừa", by=people.submits)


def test_by_pages(draft, people):
    client = client_of(people.submits)
    listed, address = reverse("desk:drafts"), reverse("desk:draft", args=[draft.pk])
    assert f'href="{address}"' in client.get(listed).text
    page = client.get(address)
    assert "Tệp cũ" in page.text
    assert "90" in page.text
    assert client.post(address, {"seen": page.context["seen"], "reason": ""}).status_code == 422
    refused = client.post(address, {"seen": "x", "reason": "Nhập nhầm năm"})
    assert refused.status_code == 409
    assert "Nhập nhầm năm</textarea>" in unescape(refused.text)
    done = client.post(address, {"seen": page.context["seen"], "reason": "Thừa"})
    assert done.url == listed
    assert "Không có bản nháp nào" in unescape(client.get(listed).text)
    assert client.get(address).status_code == 404


def test_who_may_look_and_who_may_drop(draft, people):
    for address in (reverse("desk:drafts"), reverse("desk:draft", args=[draft.pk])):
        assert client_of(people.looks).get(address).status_code in (403, 404)
        assert Client().get(address).status_code == 302
        assert client_of(people.approves).get(address).status_code == 200
    text = unescape(client_of(people.approves).get(reverse("desk:draft", args=[draft.pk])).text)
    assert "không có quyền xóa bản nháp" in text
    assert "<button>Xóa bản nháp" not in text
