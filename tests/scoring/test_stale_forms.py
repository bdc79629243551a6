"""No form writes over what a colleague changed after it was opened: it says what stands, who did it, and keeps what was typed."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from scoring.actions.criteria import change_criterion
from scoring.actions.criteria_sets import save_band, save_band_scale
from scoring.actions.rounds import change_round, leave_out
from scoring.actions.survey_setup import define_questionnaire, define_scale, questionnaire_plan, scale_plan
from scoring.models import Appraisal, AssessmentRound, Band, BandScale, Event
from scoring.models.criteria import ORIGINS
from scoring.survey_setup import AnswerPlan
from tests.cast import make_cast
from tests.factories import make_user
from tests.factories_release import grant
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
SAID = "dong-nghiep đã sửa sau khi bạn mở trang này"


@pytest.fixture
def made():
    return make_round(make_cast())


@pytest.fixture
def colleague():
    return grant(make_user("dong-nghiep"), "manage_round")


@pytest.fixture
def desk(client):
    client.force_login(grant(make_user("toi"), "manage_round"))
    return client


def shown(answer) -> dict[str, str]:
    """What a browser would send back of the page as it stands."""
    form = answer.context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if value is True:
            value = "on"
        elif hasattr(bound.field.widget, "format_value"):
            value = bound.field.widget.format_value(value)
        value = value[0] if isinstance(value, list) else value
        if value not in (None, "", False):
            sent[bound.name] = str(value)
    return sent


def test_a_round_changed_meanwhile_is_not_written_over(desk, made, colleague):
    where = reverse("desk:round-change", args=[made.round.pk])
    sent = shown(desk.get(where))
    change_round(round_=made.round, changes={"note": "Của đồng nghiệp", "decision_number": "77/QĐ"}, by=colleague)
    answer = desk.post(where, {**sent, "publication_planned": "2027-03-03"})
    text = answer.content.decode()
    assert SAID in text
    assert "hiện là “77/QĐ”" in text
    assert 'value="2027-03-03"' in text
    stored = AssessmentRound.objects.get()
    assert (stored.note, stored.publication_planned) == ("Của đồng nghiệp", None)
    again = {**shown(answer), "note": stored.note, "decision_number": stored.decision_number}
    assert desk.post(where, again).status_code == 302
    stored.refresh_from_db()
    assert (stored.note, stored.publication_planned) == ("Của đồng nghiệp", date(2027, 3, 3))
    told = Event.objects.filter(verb="change_round").first().data["changes"]
    assert [each["field"] for each in told] == ["publication_planned"]


@pytest.mark.parametrize("seen", ["", "{", "[]", "{}"])
def test_a_form_that_does_not_say_what_it_saw_is_refused(desk, made, seen):
    where = reverse("desk:round-change", args=[made.round.pk])
    sent = {**shown(desk.get(where)), "note": "Mới", "seen": seen}
    assert desk.post(where, sent).status_code == 200
    assert AssessmentRound.objects.get().note == ""


def test_a_unit_left_out_meanwhile_keeps_its_reason(desk, made, colleague):
    sheet = made.sheets["huyen-song-em"]
    where = reverse("desk:sheet-leave-out", args=[made.round.pk, sheet.pk])
    sent = shown(desk.get(where))
    leave_out(sheet=sheet, reason="Lý do của đồng nghiệp", by=colleague)
    answer = desk.post(where, {**sent, "reason": "Lý do khác"})
    assert SAID in answer.content.decode()
    sheet.refresh_from_db()
    assert sheet.left_out_reason == "Lý do của đồng nghiệp"
    assert desk.post(where, shown(answer)).status_code == 302
    sheet.refresh_from_db()
    assert sheet.left_out_reason == "Lý do khác"


def test_scales_and_questionnaires_changed_meanwhile_stay(desk, made, colleague):
    scale = made.round.answer_scales.get()
    form = made.round.questionnaires.first()
    pages = {
        f"{reverse('desk:survey-scale', args=[made.round.pk])}?ma={scale.code}": "Tên thang khác",
        f"{reverse('desk:survey-questionnaire', args=[made.round.pk])}?ma={form.code}": "Tên phiếu khác",
    }
    sent = {where: shown(desk.get(where)) for where in pages}
    plan = scale_plan(scale)
    first, *others = plan.answers
    heavier = replace(plan, answers=(AnswerPlan(first.code, first.label, Decimal("99.5")), *others))
    define_scale(round_=made.round, plan=heavier, by=colleague)
    define_questionnaire(round_=made.round, plan=replace(questionnaire_plan(form), weight=Decimal(3)), by=colleague)
    for where, name in pages.items():
        answer = desk.post(where, {**sent[where], "name": name})
        assert answer.status_code == 422
        assert SAID in answer.content.decode()
        assert name in answer.content.decode()
    assert scale.options.get(code=first.code).weight == Decimal("99.5")
    form.refresh_from_db()
    assert form.weight == 3
    # A new one under a code that stands already was not seen either.
    new = {"code": scale.code, "name": "Thang mới", "answers": "a | A | 100\nb | B | 0"}
    assert desk.post(reverse("desk:survey-scale", args=[made.round.pk]), new).status_code == 422


def fields_of(text: str) -> dict[str, str]:
    sent = {}
    for tag in re.findall(r"<input[^>]*>", text):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("name") and found.get("type") not in ("submit", "checkbox"):
            sent[found["name"]] = found.get("value", "").replace("&quot;", '"')
    return sent


def test_classes_changed_meanwhile_stay_in_the_admin(desk, made, colleague):
    scale = BandScale.objects.get()
    band = scale.bands.get(code="tot")
    where = reverse("admin:scoring_bandscale_change", args=[scale.pk])
    sent = fields_of(desk.get(where).content.decode())
    save_band(scale=scale, band=band, values={"from_index": Decimal(81)}, by=colleague)
    answer = desk.post(where, {**sent, "name": "Thang đổi tên"})
    assert answer.status_code == 200
    assert SAID in answer.content.decode()
    assert Band.objects.get(pk=band.pk).from_index == 81
    assert BandScale.objects.get().name == scale.name
    again = {**fields_of(answer.content.decode()), "bands-0-from_index": "81"}
    assert desk.post(where, again).status_code == 302
    assert BandScale.objects.get().name == "Thang đổi tên"
    del sent["bands-0-seen"]
    assert desk.post(where, sent).status_code == 200


def test_a_leaf_changed_meanwhile_is_told_in_words_of_people(desk, made, colleague):
    """A maximum with a comma, a choice by its words: never what the database holds."""
    leaf = made.criteria["1.1"]
    Appraisal.objects.filter(criterion=leaf).delete()  # what is marked keeps its maximum
    where = reverse("admin:scoring_criterion_change", args=[leaf.pk])
    sent = fields_of(desk.get(where).content.decode())
    change_criterion(criterion=leaf, values={"max_score": Decimal("39.5"), "origin": "bonus"}, by=colleague)
    text = unescape(desk.post(where, {**sent, "title": "Tên khác"}).content.decode())
    assert SAID in text
    assert "điểm tối đa hiện là “39,5”" in text
    assert f"nguồn điểm hiện là “{dict(ORIGINS)['bonus']}”" in text
    assert "39.5”" not in text
    assert "“bonus”" not in text


def test_a_weight_changed_meanwhile_has_a_decimal_comma(desk, made, colleague):
    form = made.round.questionnaires.first()
    where = f"{reverse('desk:survey-questionnaire', args=[made.round.pk])}?ma={form.code}"
    sent = shown(desk.get(where))
    define_questionnaire(round_=made.round, plan=replace(questionnaire_plan(form), weight=Decimal("1.5")), by=colleague)
    assert "hiện là “1,5”" in unescape(desk.post(where, sent).content.decode())


def test_a_scale_renamed_meanwhile_stays_too_there_and_under_its_set(desk, made, colleague):
    scale = BandScale.objects.get()
    alone = reverse("admin:scoring_bandscale_change", args=[scale.pk])
    sent = fields_of(desk.get(alone).content.decode())
    save_band_scale(criteria_set=made.criteria_set, scale=scale, values={"name": "Của đồng nghiệp"}, by=colleague)
    answer = desk.post(alone, {**sent, "decision_number": "5/QĐ"})
    assert SAID in answer.content.decode()
    assert BandScale.objects.get().name == "Của đồng nghiệp"
