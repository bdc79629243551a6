"""Criteria sets in the admin: a rule as readable text, faults in Vietnamese at their fields, every write an event."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from scoring.actions.criteria import change_criterion
from scoring.actions.criteria_sets import change_set, copy_set
from scoring.models import Band, BandScale, CriteriaSet, Criterion, Event
from tests.factories import make_user
from tests.factories_criteria import EVERY_RULE, lock_set, make_set, set_values

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def made(cast):
    return make_set(cast.par)


@pytest.fixture
def person(client):
    person = make_user("can-bo", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="manage_round"))
    client.force_login(person)
    return person


pytestmark = [pytestmark, pytest.mark.usefixtures("person")]


def address(model, action, *args):
    return reverse(f"admin:scoring_{model}_{action}", args=args)


def shown(answer) -> dict[str, str]:
    """The fields of the form as a browser would send them back."""
    form = answer.context["adminform"].form
    fields = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        value = bound.field.widget.format_value(value) if hasattr(bound.field.widget, "format_value") else value
        fields[bound.name] = value[0] if isinstance(value, list) else value
    for inline in answer.context["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            fields[bound.html_name] = bound.value()
        for form in inline.formset.initial_forms:
            for bound in form:
                if bound.value() is not None and bound.name != "DELETE":
                    fields[bound.html_name] = bound.value()
    return {name: str(value) for name, value in fields.items() if value != "" and value is not None}


def form_of(client, made, code):
    return address("criterion", "change", made.criteria.get(code=code).pk), shown(
        client.get(address("criterion", "change", made.criteria.get(code=code).pk))
    )


def said(answer) -> str:
    return " ".join(str(fault) for faults in answer.context["errors"] for fault in faults)


def test_a_rule_is_shown_and_mended_as_text(client, made, person):
    where, fields = form_of(client, made, "1.1.1")
    assert fields["rule_kind"] == "steps"
    assert fields["rule_detail"] == "kịp thời=20; [cham] không kịp thời=10,5; không ban hành=0"
    assert fields["max_score"].replace(".", ",").startswith("20")
    fields |= {"rule_detail": "kịp thời=20; [cham] không kịp thời=8,25; không ban hành=0", "reason": "Quyết định mới"}
    assert client.post(where, fields).status_code == 302
    assert made.criteria.get(code="1.1.1").rule["options"][1] == {
        "code": "cham",
        "label": "không kịp thời",
        "points": "8.25",
    }
    event = Event.objects.get(verb="change_criterion")
    assert (event.by, event.channel, event.reason) == (person, "admin", "Quyết định mới")
    assert list(event.data["to"]) == ["rule"]


def test_saving_without_a_change_writes_nothing(client, made):
    for code, *_rest in EVERY_RULE:
        where, fields = form_of(client, made, code)
        assert client.post(where, fields).status_code == 302, code
    assert not Event.objects.filter(verb="change_criterion").exists()


@pytest.mark.parametrize(
    ("code", "change", "says"),
    [
        ("1.1.1", {"rule_detail": "kịp thời"}, "không có dạng “nội dung=số điểm”"),
        ("1.1.1", {"rule_detail": "a=21; b=0"}, "21 điểm nằm ngoài khoảng"),
        ("1.1.1", {"rule_kind": ""}, "chưa chọn cách tính"),
        ("1.2", {"rule_kind": ""}, "phải có đủ điểm tối đa"),
        ("2.1", {"max_score": "0"}, "lớn hơn 0"),
        ("2.1", {"max_score": "mười"}, "số"),
        ("2.1", {"code": "2.2"}, "đã có mã này"),
        ("2.1", {"code": "a b"}, "Mã như 1.2.3"),
        ("2.1", {"title": "=1+1"}, "thành công thức"),
        ("3.1", {"rule_kind": "manual"}, "tỷ lệ phần trăm"),
    ],
)
def test_a_fault_is_said_in_vietnamese_and_what_was_typed_stays(client, made, code, change, says):
    before = list(Criterion.objects.values())
    where, fields = form_of(client, made, code)
    answer = client.post(where, {**fields, **change})
    assert answer.status_code == 200
    assert says in said(answer)
    for value in change.values():
        assert value in {str(bound.value()) for bound in answer.context["adminform"].form}
    assert list(Criterion.objects.values()) == before


def test_a_node_is_added_with_a_decimal_comma(client, made):
    fields = {
        "criteria_set": made.pk,
        "parent": made.criteria.get(code="2").pk,
        "code": "2.4",
        "title": "Hồ sơ trực tuyến",
        "max_score": "2,5",
        "origin": "appraisal",
        "rule_kind": "rate",
        "rule_detail": "dưới 50=0",
    }
    assert client.get(address("criterion", "add") + f"?criteria_set={made.pk}").status_code == 200
    answer = client.post(address("criterion", "add"), fields)
    assert answer.status_code == 302, said(answer)
    added = made.criteria.get(code="2.4")
    assert (added.max_score, added.rule["floor"], added.mapping) == (D("2.5"), "50", "new")
    assert added.position == len(EVERY_RULE) + 1
    assert Event.objects.get(verb="add_criterion").data["criterion"] == "2.4"


def test_only_nodes_of_the_set_and_of_the_set_before_are_offered(client, cast, made):
    new = copy_set(source=made, code="sau", name="Sau", year_from=2026, by=None)
    answer = client.get(address("criterion", "change", new.criteria.get(code="2.1").pk))
    form = answer.context["adminform"].form
    assert {each.criteria_set_id for each in form.fields["parent"].queryset} == {new.pk}
    assert {each.criteria_set_id for each in form.fields["previous"].queryset} == {made.pk}
    assert {each.kind for each in form.fields["appraiser"].queryset} == {"department"}


def test_a_changed_text_moves_the_mapping(client, made):
    new = copy_set(source=made, code="sau", name="Sau", year_from=2026, by=None)
    where, fields = form_of(client, new, "2.1")
    client.post(where, {**fields, "title": "Hồ sơ đúng và trước hạn"})
    assert new.criteria.get(code="2.1").mapping == "text"


def test_a_node_is_removed_with_an_event(client, made):
    node = made.criteria.get(code="1.1")
    assert client.post(address("criterion", "delete", node.pk), {"post": "yes"}).status_code == 302
    assert not made.criteria.filter(code__startswith="1.1.").exists()
    assert len(Event.objects.get(verb="remove_criterion").data["from"]) == 3


def test_a_set_is_added_and_changed(client, cast):
    empty = {f"band_scales-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    fields = {**set_values(cast.par), "index": "par", "places": "2", "tie_rule": "competition", "rank_on": "published"}
    scale = {
        **empty,
        "band_scales-TOTAL_FORMS": "1",
        "band_scales-MAX_NUM_FORMS": "9",
        "band_scales-0-name": "Xếp loại",
    }
    wrong = client.post(address("criteriaset", "add"), {**fields, **empty, "code": "MH"})
    assert "chữ thường không dấu" in said(wrong)
    assert client.post(address("criteriaset", "add"), {**fields, **scale}).status_code == 302
    made = CriteriaSet.objects.get()
    assert made.band_scales.get().name == "Xếp loại"
    where = address("criteriaset", "change", made.pk)
    fields = shown(client.get(where))
    assert (
        client.post(where, {**fields, "name": "Tên khác", "band_scales-0-decision_number": "8/QĐ"}).status_code == 302
    )
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["create_criteria_set", "add_band_scale", "change_criteria_set", "change_band_scale"]
    fields = shown(client.get(where))
    assert client.post(where, {**fields, "band_scales-0-DELETE": "on"}).status_code == 302
    assert client.post(address("criteriaset", "delete", made.pk), {"post": "yes"}).status_code == 302
    assert not CriteriaSet.objects.exists()


def test_classes_are_added_changed_and_removed(client, made):
    where = address("bandscale", "change", made.band_scales.get().pk)
    fields = shown(client.get(where))
    assert "0 đến 100" in said(client.post(where, {**fields, "bands-0-from_index": "101"}))
    fields |= {"bands-TOTAL_FORMS": "4", "bands-0-from_index": "92,5", "bands-2-DELETE": "on"}
    fields |= {"bands-3-code": "dat", "bands-3-name": "Đạt", "bands-3-from_index": "50"}
    answer = client.post(where, fields)
    assert answer.status_code == 302, said(answer)
    assert dict(Band.objects.values_list("code", "from_index")) == {"tot": D("92.5"), "kha": 70, "dat": 50}
    assert Event.objects.filter(verb__in=["change_band", "add_band", "remove_band"]).count() >= 3


def test_a_locked_set_is_only_shown_and_says_why(client, cast, made):
    where, fields = form_of(client, made, "2.1")
    lock_set(made, cast.departments)
    before = [list(kind.objects.values()) for kind in (CriteriaSet, Criterion, BandScale, Band)]
    for address_of in (
        where,
        address("criteriaset", "change", made.pk),
        address("bandscale", "change", made.band_scales.get().pk),
    ):
        answer = client.get(address_of)
        assert answer.status_code == 200
        assert "sao chép thành bộ tiêu chí của năm sau" in answer.content.decode()
        assert 'name="_save"' not in answer.content.decode()
        assert client.post(address_of, {**fields, "title": "Khác"}).status_code == 403
    node = made.criteria.get(code="2.1")
    assert "Tỷ lệ × điểm tối đa / 100" in client.get(where).content.decode()
    assert client.post(address("criterion", "delete", node.pk), {"post": "yes"}).status_code == 403
    added = client.post(address("criterion", "add"), {**fields, "criteria_set": made.pk, "code": "2.9"})
    assert added.status_code == 200
    assert [list(kind.objects.values()) for kind in (CriteriaSet, Criterion, BandScale, Band)] == before


def test_a_stale_form_never_overwrites_a_colleagues_edit(client, made):
    where, fields = form_of(client, made, "2.1")
    colleague = make_user("dong-nghiep")
    change_criterion(
        criterion=made.criteria.get(code="2.1"), values={"title": "Đúng hạn", "max_score": D(9)}, by=colleague
    )
    typed = {**fields, "evidence": "Báo cáo quý IV"}
    answer = client.post(where, typed)
    assert answer.status_code == 200
    assert "dong-nghiep đã sửa sau khi bạn mở trang này" in said(answer)
    assert "hiện là “Đúng hạn”" in said(answer)
    assert "Báo cáo quý IV" in answer.content.decode()
    kept = made.criteria.get(code="2.1")
    assert (kept.title, kept.max_score, kept.evidence) == ("Đúng hạn", 9, "")
    form = answer.context["adminform"].form
    again = {**typed, "title": "Đúng hạn", "max_score": "9", "seen": form["seen"].value()}
    assert client.post(where, again).status_code == 302
    kept.refresh_from_db()
    assert (kept.title, kept.evidence) == ("Đúng hạn", "Báo cáo quý IV")


def test_a_set_changed_meanwhile_is_not_overwritten_either(client, made):
    where = address("criteriaset", "change", made.pk)
    fields = shown(client.get(where))
    change_set(criteria_set=made, values={"name": "Tên đồng nghiệp đặt"}, by=None)
    answer = client.post(where, {**fields, "note": "Ghi thêm"})
    assert "người khác đã sửa sau khi bạn mở trang này" in said(answer)
    assert CriteriaSet.objects.get().name == "Tên đồng nghiệp đặt"


def test_a_set_locked_while_its_form_was_open_answers_with_a_sentence(client, cast, made, monkeypatch):
    from scoring.admin import criteria

    where, fields = form_of(client, made, "2.1")
    monkeypatch.setattr(criteria.CriterionAdmin, "has_change_permission", lambda *_args, **_kwargs: True)
    lock_set(made, cast.departments)
    answer = client.post(where, {**fields, "title": "Khác"}, follow=True)
    assert answer.status_code == 200
    assert "năm sau" in answer.content.decode()
    assert made.criteria.get(code="2.1").title == "Hồ sơ đúng hạn"


def test_who_only_enters_scores_looks_and_who_has_no_work_here_does_not(client, made, person):
    person.user_permissions.set(Permission.objects.filter(codename="enter_scores"))
    where = address("criterion", "change", made.criteria.get(code="2.1").pk)
    assert client.get(where).status_code == 200
    assert client.post(where, {"title": "Khác"}).status_code == 403
    assert client.get(address("criterion", "add")).status_code == 403
    person.user_permissions.clear()
    assert client.get(where).status_code == 403


@pytest.mark.parametrize("leaves", [2, 60])
def test_the_list_asks_as_often_for_many_nodes_as_for_few(client, cast, django_assert_max_num_queries, leaves):
    rows = [("1", "Lĩnh vực", None, "", None)]
    rows += [(f"1.{n}", f"Tiêu chí {n}", D(1), "appraisal", {"kind": "manual"}) for n in range(1, leaves + 1)]
    make_set(cast.par, rows=rows)
    with django_assert_max_num_queries(12):
        assert client.get(address("criterion", "changelist")).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(address("criteriaset", "changelist")).status_code == 200
