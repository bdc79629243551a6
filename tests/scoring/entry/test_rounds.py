"""A round is created with its sheets, changed, opened, and units are left out and taken in, each with its event."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from scoring.actions.rounds import (
    Calendar,
    add_units,
    change_round,
    create_round,
    leave_out,
    open_round,
    take_in,
    units_for,
)
from scoring.models import AssessmentRound, Event, Sheet
from scoring.policies import NotAllowed
from tests.factories_entry import make_set
from tests.factories_round import publish_by_hand
from units.models import UnitGroup, UnitKind


def codes(units):
    return [unit.code for unit in units]


def test_a_round_proposes_the_units_that_existed_at_the_end_of_the_year(work):
    assert codes(units_for(work.cast.districts, 2024, UnitKind.DISTRICT)) == [
        "huyen-song-em",
        "huyen-nui-xanh",
        "huyen-ho-guom-nho",
        "quan-ben-moi",
    ]
    assert codes(units_for(work.cast.communes, 2024, UnitKind.COMMUNE)) == []
    assert len(units_for(work.cast.communes, 2025, UnitKind.COMMUNE)) == 5


def test_a_group_that_ended_within_the_year_is_taken_as_on_its_last_day(work):
    assert len(units_for(work.cast.districts, 2025, UnitKind.DISTRICT)) == 4


def test_a_new_round_has_a_sheet_for_each_unit_its_calendar_and_an_event(work):
    made = create_round(
        criteria_set=work.set,
        year=2023,
        group=work.cast.districts,
        calendar=Calendar(appraisal_until=date(2024, 2, 15)),
        by=work.chief,
    )
    assert made.state == AssessmentRound.State.PREPARING
    assert made.appraisal_until == date(2024, 2, 15)
    assert [(sheet.unit.code, sheet.position) for sheet in made.sheets.all()][:2] == [
        ("huyen-song-em", 1),
        ("huyen-nui-xanh", 2),
    ]
    event = Event.objects.get(verb="create_round", data__round=made.pk)
    assert event.by == work.chief
    assert event.data["criteria_set"] == work.set.code


def test_units_may_be_chosen(work):
    made = create_round(
        criteria_set=work.set, year=2023, group=work.cast.districts, units=[work.cast["quan-ben-moi"]], by=None
    )
    assert codes(sheet.unit for sheet in made.sheets.all()) == ["quan-ben-moi"]


@pytest.mark.parametrize(
    ("fields", "where", "says"),
    [
        ({"year": 2019}, "criteria_set", "không áp dụng cho năm 2019"),
        ({"year": 2024}, "group", "đã có kỳ đánh giá năm 2024"),
        ({"year": 2026}, "group", "không có trong năm 2026"),
        ({"units": []}, "units", "ít nhất một đơn vị"),
        ({"units": "strange"}, "units", "Sở Ánh Trăng"),
    ],
)
def test_what_makes_no_round_is_refused_with_the_field_to_mend(work, fields, where, says):
    if fields.get("units") == "strange":
        fields = {"units": [work.cast["so-anh-trang"]]}
    before = AssessmentRound.objects.count()
    with pytest.raises(ValidationError) as refused:
        create_round(**{"criteria_set": work.set, "year": 2023, "group": work.cast.districts, "by": None, **fields})
    assert says in refused.value.message_dict[where][0]
    assert AssessmentRound.objects.count() == before


def test_a_set_without_leaves_makes_no_round(work):
    empty = make_set(work.cast.par, code="rong", leaves=())
    with pytest.raises(ValidationError, match="chưa có mục chấm điểm"):
        create_round(criteria_set=empty, year=2023, group=work.cast.districts, by=None)


def test_only_who_prepares_rounds_creates_changes_and_leaves_out(work):
    for call in (
        lambda: create_round(criteria_set=work.set, year=2023, group=work.cast.districts, by=work.lan),
        lambda: change_round(round_=work.round, changes={"note": "x"}, by=work.lan),
        lambda: leave_out(sheet=work.sheet, reason="x", by=work.lan),
        lambda: take_in(sheet=work.sheet, by=work.lan),
        lambda: add_units(round_=work.round, units=[], by=work.lan),
        lambda: open_round(round_=work.round, by=work.lan),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_a_change_is_told_field_by_field_and_raises_the_revision(work):
    work.round.refresh_from_db()
    before = work.round.revision
    change_round(
        round_=work.round, changes={"reply_until": date(2025, 3, 1), "survey_made": True, "note": ""}, by=work.chief
    )
    work.round.refresh_from_db()
    assert work.round.reply_until == date(2025, 3, 1)
    assert work.round.revision == before + 1
    assert Event.objects.get(verb="change_round").data["changes"] == [
        {"field": "reply_until", "from": "", "to": "2025-03-01"}
    ]


def test_a_change_that_changes_nothing_leaves_no_trace(work):
    change_round(round_=work.round, changes={"note": ""}, by=work.chief)
    assert not Event.objects.filter(verb="change_round").exists()


def test_a_round_is_opened_once(work):
    made = create_round(criteria_set=work.set, year=2023, group=work.cast.districts, by=work.chief)
    open_round(round_=made, by=work.chief)
    made.refresh_from_db()
    assert made.state == AssessmentRound.State.OPEN
    with pytest.raises(NotAllowed):
        open_round(round_=made, by=work.chief)
    assert Event.objects.filter(verb="open", data__round=made.pk).count() == 1


def test_a_unit_is_left_out_with_a_reason_and_taken_in_again(work):
    with pytest.raises(ValidationError):
        leave_out(sheet=work.sheet, reason="  ", by=work.chief)
    leave_out(sheet=work.sheet, reason="Đơn vị mới thành lập cuối năm", by=work.chief)
    assert Sheet.objects.get(pk=work.sheet.pk).left_out_reason == "Đơn vị mới thành lập cuối năm"
    take_in(sheet=work.sheet, by=work.chief)
    assert Sheet.objects.get(pk=work.sheet.pk).left_out_reason == ""
    told = Event.objects.filter(data__sheet=work.sheet.pk).order_by("pk")
    assert [(event.verb, event.reason) for event in told] == [
        ("leave_out", "Đơn vị mới thành lập cuối năm"),
        ("take_in", ""),
    ]


def test_units_are_added_after_the_others_and_once(work):
    made = create_round(
        criteria_set=work.set, year=2023, group=work.cast.districts, units=[work.cast["quan-ben-moi"]], by=None
    )
    both = [work.cast["quan-ben-moi"], work.cast["huyen-song-em"]]
    add_units(round_=made, units=both, by=work.chief)
    assert codes(sheet.unit for sheet in made.sheets.all()) == ["quan-ben-moi", "huyen-song-em"]
    with pytest.raises(ValidationError):
        add_units(round_=made, units=[work.cast["so-anh-trang"]], by=work.chief)


def test_nothing_of_a_published_round_is_changed(work):
    publish_by_hand(work.round)
    with pytest.raises(NotAllowed, match="đính chính"):
        leave_out(sheet=work.sheet, reason="x", by=work.chief)
    with pytest.raises(NotAllowed, match="đính chính"):
        change_round(round_=work.round, changes={"note": "x"}, by=work.chief)


def test_a_published_round_offers_no_change_of_its_units(client, work):
    client.force_login(work.chief)
    leave_out(sheet=work.other, reason="Giải thể trong năm", by=work.chief)
    page = f"/lam-viec/ky/{work.round.pk}/"
    offers = ("Thêm đơn vị", "/khong-danh-gia/", "Đánh giá trở lại")
    assert all(each in client.get(page).content.decode() for each in offers)

    publish_by_hand(work.round)

    assert not any(each in client.get(page).content.decode() for each in offers)


CHANGES_OF_A_ROUND = ["sua/", "them-don-vi/", "phieu/{}/khong-danh-gia/"]


def main_of(answer) -> str:
    return answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize("page", CHANGES_OF_A_ROUND)
def test_a_page_that_changes_a_published_round_says_at_once_why_not_and_has_no_button(client, work, page):
    client.force_login(work.chief)
    where = f"/lam-viec/ky/{work.round.pk}/{page.format(work.sheet.pk)}"
    if page == "them-don-vi/":
        work.other.delete()
    says = "Kết quả của kỳ này đã công bố nên không sửa được. Để sửa, bắt đầu đính chính và nêu lý do."
    opened = main_of(client.get(where))
    assert says not in opened
    assert "<button>" in opened

    publish_by_hand(work.round)

    closed = main_of(client.get(where))
    assert closed.count(says) == 1
    assert "<button" not in closed
    assert "Về kỳ đánh giá" in closed


def test_a_reason_that_was_typed_while_the_round_was_published_stays_on_the_page(client, work):
    client.force_login(work.chief)
    where = f"/lam-viec/ky/{work.round.pk}/phieu/{work.sheet.pk}/khong-danh-gia/"
    seen = client.get(where).context["form"]["seen"].value()
    publish_by_hand(work.round)
    refused = main_of(client.post(where, {"seen": seen, "reason": "Giải thể trong năm"}))
    assert refused.count("bắt đầu đính chính") == 1
    assert "Giải thể trong năm" in refused
    assert "<button" not in refused


def test_groups_that_follow_each_other_are_told_apart_by_their_days(client, work):
    group = work.cast.districts
    UnitGroup.objects.filter(pk=group.pk).update(valid_from=date(2021, 1, 1), valid_to=date(2025, 6, 30))
    client.force_login(work.chief)
    assert f"{group} (từ 01/01/2021 đến hết 30/06/2025)</option>" in client.get("/lam-viec/ky/moi/").content.decode()


CALENDAR = {"self_assessment_until": "2024-12-20", "appraisal_until": "2025-01-31", "reply_until": "2025-02-10"}


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"appraisal_until": "2024-12-19"}, "appraisal_until", "Hạn thẩm định (19/12/2024) sớm hơn hạn tự chấm điểm (20/12/2024)"),
        ({"reply_until": "2024-12-01"}, "reply_until", "Hạn giải trình (01/12/2024) sớm hơn hạn tự chấm điểm (20/12/2024)"),
        ({"publication_planned": "2024-12-01"}, "publication_planned", "Dự kiến công bố (01/12/2024) sớm hơn hạn tự chấm"),
        ({"publication_planned": "2025-01-30"}, "publication_planned", "sớm hơn hạn thẩm định (31/01/2025)"),
        ({"publication_planned": "2025-02-09"}, "publication_planned", "sớm hơn hạn giải trình (10/02/2025)"),
    ],
)  # fmt: skip
def test_a_calendar_in_reverse_order_is_refused_at_its_field(client, work, changed, field, says):
    client.force_login(work.chief)
    where = reverse("desk:round-change", args=[work.round.pk])
    seen = client.get(where).context["form"].initial["seen"]
    answer = client.post(where, {**CALENDAR, **changed, "survey_made": "on", "seen": seen})
    assert answer.status_code == 200
    assert says in answer.context["form"].errors[field][0]
    text = answer.content.decode()
    assert says in text
    assert f'value="{changed[field]}"' in text
    assert AssessmentRound.objects.get(pk=work.round.pk).appraisal_until is None


def test_a_calendar_in_order_is_kept_and_replies_may_end_before_the_appraisal(client, work):
    client.force_login(work.chief)
    where = reverse("desk:round-change", args=[work.round.pk])
    for changed in ({"publication_planned": "2025-02-10"}, {"reply_until": "2024-12-20"}):
        seen = client.get(where).context["form"].initial["seen"]
        answer = client.post(where, {**CALENDAR, **changed, "survey_made": "on", "seen": seen})
        assert answer.status_code == 302


def test_a_new_round_is_held_to_the_same_order(client, work):
    client.force_login(work.chief)
    where = f"{reverse('desk:round-new')}?bo={work.set.pk}&khoi={work.cast.districts.pk}&nam=2023"
    answer = client.post(where, {**CALENDAR, "appraisal_until": "2024-01-01", "units": [work.sheet.unit_id]})
    assert "sớm hơn hạn tự chấm điểm" in answer.content.decode()
    assert not AssessmentRound.objects.filter(year=2023).exists()


@pytest.mark.parametrize(("days", "status"), [(90, 302), (91, 200), (20000, 200)])
def test_a_decision_is_not_dated_far_ahead(client, work, days, status):
    client.force_login(work.chief)
    where = reverse("desk:round-change", args=[work.round.pk])
    seen = client.get(where).context["form"].initial["seen"]
    day = timezone.localdate() + timedelta(days=days)
    answer = client.post(where, {"decision_date": day.isoformat(), "survey_made": "on", "seen": seen})
    assert answer.status_code == status
    assert ("không thể sau hôm nay quá 90 ngày" in answer.content.decode()) is (status == 200)
