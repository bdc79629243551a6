"""A criteria set is written by actions only: checked, with an event, and never once a published round has used it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from scoring.actions.criteria import add_criterion, change_criterion, remove_criterion
from scoring.actions.criteria_sets import (
    change_set,
    create_set,
    remove_band,
    remove_band_scale,
    remove_set,
    save_band,
    save_band_scale,
)
from scoring.models import (
    Appraisal,
    AssessmentRound,
    Band,
    BandScale,
    CriteriaSet,
    CriteriaSetLocked,
    Criterion,
    Event,
    Sheet,
    Submission,
)
from scoring.policies import NotAllowed, can, check_can_change_set
from scoring.tally import scheme_of
from tests.factories import make_user
from tests.factories_criteria import EVERY_RULE, lock_set, make_round, make_set, set_values

pytestmark = pytest.mark.django_db
D = Decimal
State = AssessmentRound.State


@pytest.fixture
def made(cast):
    return make_set(cast.par)


def node(criteria_set: CriteriaSet, code: str) -> Criterion:
    return criteria_set.criteria.get(code=code)


def faults(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


def test_a_set_is_made_node_by_node_and_becomes_a_scheme(cast):
    made = create_set(values=set_values(cast.par), by=None)
    for code, title, maximum, origin, rule in EVERY_RULE:
        values = {"code": code, "title": title, "max_score": maximum, "origin": origin, "rule": rule}
        parent = made.criteria.filter(code=code.rpartition(".")[0]).first()
        add_criterion(criteria_set=made, values={**values, "parent": parent}, by=None)
    scheme = scheme_of(made)
    assert scheme.max_score == 100
    assert [leaf.code for leaf in scheme.leaves] == [code for code, _title, maximum, *_rest in EVERY_RULE if maximum]
    assert Event.objects.filter(verb="add_criterion").count() == len(EVERY_RULE)


def test_an_event_says_who_changed_what_from_what_to_what(made):
    person = make_user()
    change_criterion(
        criterion=node(made, "2.1"),
        values={"title": "Hồ sơ  đúng hạn ", "max_score": D(11)},
        reason="Quyết định sửa đổi",
        by=person,
    )
    event = Event.objects.get(verb="change_criterion")
    assert (event.by, event.reason) == (person, "Quyết định sửa đổi")
    assert event.data == {
        "criteria_set": made.code,
        "criterion": "2.1",
        "from": {"max_score": "10"},
        "to": {"max_score": "11"},
    }


def test_the_same_values_again_leave_no_event(made):
    before = Event.objects.count()
    change_criterion(criterion=node(made, "2.1"), values={"title": "Hồ sơ đúng hạn"}, by=None)
    change_set(criteria_set=made, values={"name": made.name}, by=None)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("code", "values", "field", "says"),
    [
        (
            "2.1",
            {"rule": {"kind": "yes_no", "yes": "11"}},
            "rule",
            "11 điểm nằm ngoài khoảng từ 0 đến điểm tối đa là 10",
        ),
        ("2.1", {"rule": {"kind": "magic"}}, "rule", "Không có cách tính điểm nào tên là “magic”"),
        ("2.1", {"rule": ["steps"]}, "rule", "Không có cách tính điểm"),
        ("2.1", {"rule": None}, "rule", "đủ điểm tối đa, nguồn điểm và cách tính"),
        ("2.1", {"origin": ""}, "origin", "đủ điểm tối đa"),
        ("2.1", {"max_score": D(0)}, "max_score", "lớn hơn 0"),
        ("2.1", {"max_score": D(1001)}, "max_score", "không quá 1000"),
        ("2.1", {"max_score": D("NaN")}, "max_score", "lớn hơn 0"),
        ("2.1", {"title": ""}, "title", "không"),
        ("2.1", {"title": "=1+1"}, "title", "thành công thức"),
        ("2.1", {"title": "a\u202eb"}, "title", "đảo chiều"),
        ("2.1", {"code": "2.2"}, "code", "đã có mã này"),
        ("2.1", {"code": "2..1"}, "code", "Mã như 1.2.3"),
        ("2", {"max_score": D(5), "origin": "appraisal", "rule": {"kind": "manual"}}, "max_score", "có mục con"),
        ("3.1", {"rule": {"kind": "manual"}}, "rule", "tỷ lệ phần trăm"),
        (
            "1.1.1",
            {
                "rule": {
                    "kind": "steps",
                    "options": [
                        {"code": "x" * 41, "label": "a", "points": "1"},
                        {"code": "b", "label": "b", "points": "0"},
                    ],
                }
            },
            "rule",
            "Mã mức",
        ),
    ],
)
def test_what_is_wrong_with_a_node_is_said_at_its_field_and_nothing_is_stored(made, code, values, field, says):
    import re

    before = Criterion.objects.filter(criteria_set=made).values_list()
    with pytest.raises(ValidationError) as error:
        change_criterion(criterion=node(made, code), values=values, by=None)
    assert re.search(says, " ".join(faults(error)[field]))
    assert list(before) == list(Criterion.objects.filter(criteria_set=made).values_list())


def test_a_node_cannot_stand_in_itself_nor_under_a_marked_leaf_nor_in_another_set(cast, made):
    other = make_set(cast.par, code="khac", rows=[("9", "Khác", None, "", None)], bands=())
    for parent, says in (
        (node(made, "1.1"), "trong chính nó"),
        (node(made, "2.1"), "đang là mục chấm điểm"),
        (node(other, "9"), "cùng bộ tiêu chí"),
    ):
        with pytest.raises(ValidationError) as error:
            change_criterion(criterion=node(made, "1"), values={"parent": parent}, by=None)
        assert says in " ".join(faults(error)["parent"])


def test_a_node_goes_with_everything_under_it_but_not_where_marks_refer_to_it(cast, made):
    assert remove_criterion(criterion=node(made, "1.1"), by=None) == 3
    assert not made.criteria.filter(code__startswith="1.1.").exists()
    round_ = make_round(made, cast.departments)
    sheet = Sheet.objects.create(round=round_, unit=cast["so-anh-trang"])
    Appraisal.objects.create(sheet=sheet, criterion=node(made, "2.1"), max_score=10, appraised_score=D(5))
    with pytest.raises(NotAllowed, match="đã có điểm"):
        remove_criterion(criterion=node(made, "2"), by=None)
    assert made.criteria.filter(code="2.1").exists()
    with pytest.raises(ValidationError, match="đã có điểm chấm"):
        change_criterion(criterion=node(made, "2.1"), values={"max_score": D(9)}, by=None)
    change_criterion(criterion=node(made, "2.1"), values={"title": "Hồ sơ giải quyết đúng hạn"}, by=None)


def test_rule_data_are_kept_in_one_form(made):
    changed = change_criterion(criterion=node(made, "2.2"), values={"rule": {"kind": "deduction", "each": 1}}, by=None)
    assert changed.rule == {"kind": "deduction", "each": "1", "lowest": "0"}


@pytest.mark.parametrize(
    "wrong", [{"code": "Mã"}, {"code": "MH"}, {"year_to": 2024}, {"places": 5}, {"source": ""}, {"index": None}]
)
def test_a_set_that_is_wrong_is_not_made(cast, wrong):
    with pytest.raises(ValidationError) as error:
        create_set(values=set_values(cast.par, **wrong), by=None)
    assert error.value.messages
    assert not CriteriaSet.objects.exists()


def test_bands_are_percentages(made):
    scale = made.band_scales.get()
    with pytest.raises(ValidationError, match="0 đến 100"):
        save_band(scale=scale, values={"code": "x", "name": "X", "from_index": D(101)}, by=None)
    band = scale.bands.get(code="kha")
    save_band(scale=scale, band=band, values={"from_index": D(75)}, by=None)
    event = Event.objects.filter(verb="change_band").get()
    assert (event.data["from"], event.data["to"]) == ({"from_index": "70"}, {"from_index": "75"})


WRITES = {
    "change the set": lambda made: change_set(criteria_set=made, values={"name": "Tên khác"}, by=None),
    "remove the set": lambda made: remove_set(criteria_set=made, by=None),
    "add a node": lambda made: add_criterion(criteria_set=made, values={"code": "5", "title": "Mới"}, by=None),
    "change a node": lambda made: change_criterion(criterion=node(made, "2.1"), values={"title": "Khác"}, by=None),
    "remove a node": lambda made: remove_criterion(criterion=node(made, "2.1"), by=None),
    "add a scale": lambda made: save_band_scale(criteria_set=made, values={"name": "Khác"}, by=None),
    "remove a scale": lambda made: remove_band_scale(scale=made.band_scales.get(), by=None),
    "add a class": lambda made: save_band(
        scale=made.band_scales.get(), values={"code": "x", "name": "X", "from_index": D(50)}, by=None
    ),
    "remove a class": lambda made: remove_band(band=Band.objects.get(code="kha"), by=None),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_set_that_a_published_round_used_takes_no_write(cast, made, write):
    round_ = lock_set(made, cast.departments)
    for state in (State.PUBLISHED, State.CORRECTING):
        AssessmentRound.objects.filter(pk=round_.pk).update(state=state, correction_reason="Sai số liệu")
        with pytest.raises(NotAllowed, match="sao chép thành bộ tiêu chí của năm sau"):
            WRITES[write](made)


@pytest.mark.parametrize("write", [each for each in WRITES if each != "remove the set"])
def test_the_same_write_goes_through_while_the_round_is_open(cast, made, write):
    round_ = make_round(made, cast.departments, state=State.OPEN)
    WRITES[write](made)
    round_.refresh_from_db()
    assert round_.revision == 1


def test_a_round_once_published_locks_its_set_whatever_its_state(cast, made):
    first, second = make_user("nguoi-trinh"), make_user("nguoi-duyet")
    round_ = make_round(made, cast.departments, state=State.SUBMITTED)
    now = timezone.now()
    submission = Submission.objects.create(
        round=round_,
        content_hash="a" * 64,
        submitted_at=now,
        submitted_by=first,
    )
    assert not made.is_locked
    Submission.objects.filter(pk=submission.pk).update(
        approved_at=now, approved_by=second, approved_hash="a" * 64, release_at=now - timedelta(1), released_at=now
    )
    assert made.is_locked


@pytest.mark.parametrize("kind", [CriteriaSet, Criterion, BandScale, Band])
def test_the_rows_themselves_refuse_as_well(cast, made, kind):
    row = kind.objects.first()
    row.save()
    lock_set(made, cast.departments)
    with pytest.raises(CriteriaSetLocked, match="năm sau"):
        row.save()
    with pytest.raises(CriteriaSetLocked):
        row.delete()


def test_who_may_change_a_set(cast, made):
    from django.contrib.auth.models import Permission

    nobody, person = make_user("khach"), make_user("can-bo")
    person.user_permissions.add(Permission.objects.get(codename="manage_round"))
    assert not can(check_can_change_set, nobody, made)
    assert can(check_can_change_set, person, made)
    lock_set(made, cast.departments)
    assert not can(check_can_change_set, person, made)


def test_a_change_of_the_set_voids_what_was_submitted(cast, made):
    round_ = make_round(made, cast.departments, state=State.SUBMITTED)
    submission = Submission.objects.create(
        round=round_, content_hash="a" * 64, submitted_at=timezone.now(), submitted_by=make_user()
    )
    change_criterion(criterion=node(made, "2.1"), values={"title": "Khác"}, by=None)
    submission.refresh_from_db()
    round_.refresh_from_db()
    assert submission.voided_at is not None
    assert round_.state == State.OPEN
