"""Who may open which page of rounds and sheets, and do what there: every address by every kind of person."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from scoring.actions.appraisals import Entry, enter
from scoring.models import Appraisal, Event
from scoring.urls.entry import urlpatterns
from tests.factories import make_user

# Name of the address -> what each person gets for GET and for POST.
#   chief prepares rounds, lan enters scores, approver approves, idle has no part, reader is no staff, None is not signed in.
PEOPLE = ("chief", "lan", "approver", "idle", "reader", None)
LOOK = (200, 200, 200, 404, 404, 302)
NONE = (405, 405, 405, 405, 404, 302)  # only the other method is answered here, whatever the round
MATRIX = {
    "home": (LOOK, LOOK),
    "round-new": ((200, 403, 403, 404, 404, 302), (200, 403, 403, 404, 404, 302)),
    "round": (LOOK, LOOK),
    "round-change": ((200, 403, 403, 404, 404, 302), (302, 403, 403, 404, 404, 302)),
    "round-add-units": ((200, 403, 403, 404, 404, 302), (200, 403, 403, 404, 404, 302)),
    "round-open": (NONE, (302, 302, 302, 404, 404, 302)),
    "area": (LOOK, LOOK),
    "sheet": (LOOK, (403, 302, 403, 404, 404, 302)),
    "sheet-compute": (NONE, LOOK),
    "sheet-copy-self": (NONE, (403, 302, 403, 404, 404, 302)),
    "sheet-history": (LOOK, LOOK),
    "sheet-leave-out": ((200, 403, 403, 404, 404, 302), (302, 403, 403, 404, 404, 302)),
    "round-file": (LOOK, NONE),
    "area-file": (LOOK, NONE),
    "sheet-file": (LOOK, NONE),
    "sheet-history-file": (LOOK, NONE),
    "sheet-take-in": (NONE, (302, 403, 403, 404, 404, 302)),
}


@pytest.fixture
def people(work):
    return {
        "chief": work.chief,
        "lan": work.lan,
        "approver": work.approver,
        "idle": work.idle,
        "reader": make_user("reader"),
        None: None,
    }


def test_every_address_of_entry_stands_in_the_matrix():
    assert {pattern.name for pattern in urlpatterns} | {"home"} == set(MATRIX)


def address(name, work):
    arguments = {"home": [], "round-new": []}.get(name, [work.round.pk])
    if name.startswith("sheet"):
        arguments = [*arguments, work.sheet.pk]
    if name.startswith("area"):
        arguments = [*arguments, "1"]
    return reverse(f"desk:{name}", args=[*arguments, "csv"] if name.endswith("-file") else arguments)


@pytest.mark.parametrize("name", MATRIX)
def test_everyone_gets_what_the_matrix_says(client, work, people, name):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1), self_score=D(1))], by=None)
    sent = {"reason": "Không đánh giá", "1.1-version": "1", "1.1-seen": "x", "1.1-amount": "0,5", "1.1-reason": "Lý do"}
    for who, expected_get, expected_post in zip(PEOPLE, *MATRIX[name], strict=True):
        if name == "sheet" and who == "lan":
            sent["1.1-version"] = str(Appraisal.objects.get().version)
        client.logout()
        if people[who]:
            client.force_login(people[who])
        page = client.get(address(name, work))
        got = page.status_code
        if got == 200 and name in ("round-change", "sheet-leave-out"):
            sent["seen"] = page.context["form"]["seen"].value()
        before = Event.objects.count()
        posted = client.post(address(name, work), sent).status_code
        assert (who, got, posted) == (who, expected_get, expected_post)
        if posted in (403, 404, 405) or who is None:
            assert Event.objects.count() == before


def test_who_may_not_enter_sees_the_sheet_locked_and_why(client, work):
    client.force_login(work.approver)
    page = client.get(address("sheet", work)).content.decode()
    assert '<fieldset class="plain" disabled>' in page
    assert "không có quyền nhập điểm" in page


def test_opening_a_round_that_may_not_be_opened_says_why_and_opens_nothing(client, work):
    client.force_login(work.lan)
    page = client.post(address("round-open", work), follow=True).content.decode()
    assert "không có quyền mở kỳ đánh giá" in page
    work.round.refresh_from_db()
    assert work.round.state == "open"
    assert Event.objects.filter(verb="open").count() == 1  # the one of the fixture


def test_a_sheet_is_found_under_its_own_round_only(client, work):
    client.force_login(work.lan)
    assert client.get(f"/lam-viec/ky/{work.round.pk + 1}/phieu/{work.sheet.pk}/").status_code == 404
    assert client.get(f"/lam-viec/ky/{10**30}/").status_code == 404


@pytest.mark.parametrize("model", ["assessmentround", "sheet", "appraisal", "submission"])
def test_the_admin_shows_and_never_writes(client, work, admin_user, model):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1))], by=None)
    client.force_login(admin_user)
    listed = client.get(f"/quan-tri/scoring/{model}/")
    assert listed.status_code == 200
    assert client.get(f"/quan-tri/scoring/{model}/add/").status_code == 403
    if model != "submission":
        pk = {"assessmentround": work.round.pk, "sheet": work.sheet.pk, "appraisal": Appraisal.objects.get().pk}[model]
        assert f"/lam-viec/ky/{work.round.pk}/" in listed.content.decode()
        assert client.get(f"/quan-tri/scoring/{model}/{pk}/change/").status_code == 200
        assert client.post(f"/quan-tri/scoring/{model}/{pk}/change/", {"amount": "2"}).status_code == 403
        assert client.post(f"/quan-tri/scoring/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["ky/{}/linh-vuc/%00/", "ky/{}/linh-vuc/1%00/diem.csv", "ky/{}/?loc=%00", "ky/{}/tep/mau/unit.xlsx?don-vi=%00"],
)
def test_a_sign_that_no_text_has_is_not_looked_for(client, work, address):
    """PostgreSQL refuses it in a question, which would be a failure of the server."""
    client.force_login(work.lan)
    assert client.get("/lam-viec/" + address.format(work.round.pk)).status_code == 404
