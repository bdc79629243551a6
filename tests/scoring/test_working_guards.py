"""What the database itself refuses of working rows: writing under a published round, changing a set in use, skipping a step."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from scoring import guard_rules, guards
from scoring.models import (
    Appraisal,
    AssessmentRound,
    Band,
    BandScale,
    CriteriaSet,
    Criterion,
    SatisfactionFigure,
    Sheet,
    Submission,
)
from tests.factories import make_user
from tests.factories_round import publish_by_hand

pytestmark = pytest.mark.django_db
State = AssessmentRound.State


def make_set(cast, code="bo-2024"):
    chosen = CriteriaSet.objects.create(
        code=code, name="Bộ tiêu chí", index=cast.par, unit_kind="district", year_from=2024, source="hư cấu"
    )
    area = Criterion.objects.create(criteria_set=chosen, code="1", title="Lĩnh vực", position=1)
    Criterion.objects.create(
        criteria_set=chosen, parent=area, code="1.1", title="Tiêu chí", position=2, max_score=2, origin="appraisal",
        rule={"kind": "manual"},
    )  # fmt: skip
    scale = BandScale.objects.create(criteria_set=chosen, name="Xếp loại")
    Band.objects.create(scale=scale, code="tot", name="Tốt", from_index=80)
    return chosen


def make_round(cast, chosen):
    made = AssessmentRound.objects.create(criteria_set=chosen, index=cast.par, year=2024, group=cast.districts)
    sheet = Sheet.objects.create(round=made, unit=cast["huyen-song-em"])
    leaf = chosen.criteria.get(code="1.1")
    Appraisal.objects.create(sheet=sheet, criterion=leaf, max_score=2, appraised_score=Decimal("1.5"))
    SatisfactionFigure.objects.create(sheet=sheet, percent=90, base=100)
    return made


def refused(attempt) -> str:
    try:
        with transaction.atomic():
            attempt()
    except DatabaseError as error:
        return str(error)
    pytest.fail("the database accepted it")


def drop_guards():
    guards.drop()


def writes_under(round_):
    sheet = round_.sheets.get()
    leaf = round_.criteria_set.criteria.get(code="1.1")
    return {
        "change a mark": lambda: Appraisal.objects.filter(sheet=sheet).update(appraised_score=1),
        "take a mark away": lambda: Appraisal.objects.filter(sheet=sheet)._raw_delete("default"),
        "add a mark": lambda: Appraisal.objects.bulk_create([Appraisal(sheet=sheet, criterion=leaf, max_score=2)]),
        "change the satisfaction": lambda: SatisfactionFigure.objects.filter(sheet=sheet).update(percent=95),
        "leave the unit out": lambda: Sheet.objects.filter(pk=sheet.pk).update(left_out_reason="khác"),
    }


@pytest.mark.parametrize("what", ["change a mark", "take a mark away", "change the satisfaction", "leave the unit out"])
def test_nothing_is_written_under_a_published_round(cast, what):
    round_ = make_round(cast, make_set(cast))
    with transaction.atomic():
        writes_under(round_)[what]()
        transaction.set_rollback(True)
    publish_by_hand(round_)
    assert guard_rules.ROUND_IS_PUBLISHED in refused(writes_under(round_)[what])
    drop_guards()
    writes_under(round_)[what]()


def test_nothing_is_added_under_a_published_round(cast):
    round_ = make_round(cast, make_set(cast))
    Appraisal.objects.all().delete()
    publish_by_hand(round_)
    assert guard_rules.ROUND_IS_PUBLISHED in refused(writes_under(round_)["add a mark"])
    drop_guards()
    writes_under(round_)["add a mark"]()


def test_a_round_under_correction_is_written_again(cast):
    round_ = make_round(cast, make_set(cast))
    publish_by_hand(round_)
    AssessmentRound.objects.filter(pk=round_.pk).update(state=State.CORRECTING, correction_reason="Cộng sai")
    writes_under(round_)["change a mark"]()


CHANGES_OF_A_SET = {
    "a maximum": lambda s: s.criteria.filter(code="1.1").update(max_score=3),
    "a text": lambda s: s.criteria.filter(code="1").update(title="khác"),
    "a rule": lambda s: s.criteria.filter(code="1.1").update(rule={"kind": "yes_no", "no": "0"}),
    "a new leaf": lambda s: Criterion.objects.bulk_create([Criterion(criteria_set=s, code="2", title="Mới")]),
    "a threshold": lambda s: Band.objects.filter(scale__criteria_set=s).update(from_index=70),
    "a class less": lambda s: Band.objects.filter(scale__criteria_set=s).delete(),
    "the tie rule": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(tie_rule="dense"),
    "the code": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(code="khac"),
    "a scale of classes": lambda s: BandScale.objects.bulk_create([BandScale(criteria_set=s, name="Khác")]),
}


@pytest.mark.parametrize("what", CHANGES_OF_A_SET)
def test_a_set_that_a_publication_rests_on_never_changes(cast, what):
    chosen, other = make_set(cast), make_set(cast, "bo-khac")
    publish_by_hand(make_round(cast, chosen))
    assert guard_rules.SET_IS_USED in refused(lambda: CHANGES_OF_A_SET[what](chosen))
    if what != "the code":
        CHANGES_OF_A_SET[what](other)
    drop_guards()
    CHANGES_OF_A_SET[what](chosen)


def test_a_mark_is_of_a_leaf_of_its_rounds_set(cast):
    round_, other = make_round(cast, make_set(cast)), make_set(cast, "bo-khac")
    foreign = other.criteria.get(code="1.1")
    sheet = round_.sheets.get()
    says = refused(lambda: Appraisal.objects.create(sheet=sheet, criterion=foreign, max_score=2))
    assert guard_rules.OTHER_SET in says
    assert guard_rules.OTHER_SET in refused(lambda: Appraisal.objects.filter(sheet=sheet).update(criterion=foreign))
    drop_guards()
    Appraisal.objects.create(sheet=sheet, criterion=foreign, max_score=2)


@pytest.mark.parametrize("start", [State.PREPARING, State.OPEN, State.SUBMITTED])
def test_no_step_is_skipped(cast, start):
    round_ = make_round(cast, make_set(cast))
    steps = [State.PREPARING, State.OPEN, State.SUBMITTED, State.APPROVED, State.PUBLISHED]
    rows = AssessmentRound.objects.filter(pk=round_.pk)
    for state in steps[1 : steps.index(start) + 1]:
        rows.update(state=state)
    for later in steps[steps.index(start) + 2 :]:
        assert guard_rules.NO_MOVE in refused(lambda: rows.update(state=later))  # noqa: B023
    drop_guards()
    rows.update(state=State.PUBLISHED)


def test_a_round_is_not_published_without_its_publication(cast):
    rows = AssessmentRound.objects.filter(pk=make_round(cast, make_set(cast)).pk)
    for state in (State.OPEN, State.SUBMITTED, State.APPROVED):
        rows.update(state=state)
    assert guard_rules.NO_MOVE in refused(lambda: rows.update(state=State.PUBLISHED))


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHED, State.CORRECTING])
def test_no_round_is_born_approved_or_published(cast, state):
    new = {"criteria_set": make_set(cast), "index": cast.par, "year": 2023, "group": cast.districts, "state": state}
    assert guard_rules.NO_MOVE in refused(lambda: AssessmentRound.objects.create(correction_reason="Cộng sai", **new))
    drop_guards()
    AssessmentRound.objects.create(correction_reason="Cộng sai", **new)


def test_a_round_does_not_go_once_published(cast):
    chosen = make_set(cast)
    round_ = make_round(cast, chosen)
    publish_by_hand(round_)
    assert refused(lambda: AssessmentRound.objects.filter(pk=round_.pk)._raw_delete("default"))
    assert guard_rules.NO_MOVE in refused(lambda: AssessmentRound.objects.filter(pk=round_.pk).update(year=2023))


def make_submission(cast, **more) -> Submission:
    """One that was submitted, approved and released, entered by hand."""
    now = timezone.now()
    told = {
        "content_hash": "a" * 64, "submitted_at": now, "submitted_by": make_user("trinh"), "approved_at": now,
        "approved_by": make_user("duyet"), "approved_hash": "a" * 64, "release_at": now, "released_at": now, **more,
    }  # fmt: skip
    return Submission.objects.create(round=make_round(cast, make_set(cast)), **told)


@pytest.mark.parametrize(
    "change",
    [
        {"content_hash": "b" * 64, "approved_hash": "b" * 64},
        {"submitted_at": "2020-01-01T00:00:00Z"},
        {"approved_at": "2020-01-01T00:00:00Z"},
        {"release_at": "2020-01-01T00:00:00Z"},
        {"released_at": None},
        {"acknowledged": ["khác"]},
        {"submitted_by": "khac"},
        {"approved_by": "khac"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_who_published_what_stays_as_it_was(cast, change):
    rows = Submission.objects.filter(pk=make_submission(cast).pk)
    change = {name: make_user(value) if value == "khac" else value for name, value in change.items()}
    assert guard_rules.RELEASED in refused(lambda: rows.update(**change))
    drop_guards()
    assert rows.update(**change) == 1


def test_a_released_submission_is_not_deleted(cast):
    rows = Submission.objects.filter(pk=make_submission(cast).pk)
    assert guard_rules.RELEASED in refused(lambda: rows._raw_delete("default"))
    drop_guards()
    assert rows._raw_delete("default") == 1


def test_an_open_submission_may_be_voided_and_released(cast):
    rows = Submission.objects.filter(pk=make_submission(cast, released_at=None).pk)
    assert rows.update(voided_at=timezone.now(), voided_reason="rút lại") == 1
    assert rows.update(voided_at=None, voided_reason="", released_at=timezone.now()) == 1
