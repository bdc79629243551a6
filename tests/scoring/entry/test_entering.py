"""Scores are entered leaf by leaf: the rule gives the points, what cannot stand is refused, every change is told."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from scoring.actions.appraisals import Entry, EntryRefused, copy_self_scores, enter, enter_sheets, entry_of, recompute
from scoring.actions.rounds import leave_out
from scoring.models import (
    Appraisal,
    AssessmentRound,
    Criterion,
    Event,
    Question,
    Questionnaire,
    SatisfactionFigure,
    Submission,
)
from scoring.models.surveys import AnswerScale
from scoring.policies import NotAllowed
from tests.factories_entry import row_of
from tests.factories_round import publish_by_hand


def refused(work, **entry):
    with pytest.raises(EntryRefused) as found:
        enter(sheet=work.sheet, entries=[Entry(**entry)], by=work.lan)
    return [(fault.criterion, fault.field) for _sheet, fault in found.value.faults]


@pytest.mark.parametrize(
    ("code", "measure", "points"),
    [
        ("1.1", {"amount": D("1.75")}, "1.75"),
        ("1.2", {"choice": "yes"}, "1"),
        ("1.2", {"choice": "no"}, "0"),
        ("1.3", {"choice": "cham"}, "0.5"),
        ("2.1", {"amount": D("90")}, "1"),
        ("2.1", {"amount": D("90.0001")}, "2"),
        ("2.1", {"amount": D("7"), "base": D("10")}, "1"),
        ("2.2", {"amount": D("2"), "base": D("3")}, "0"),
        ("2.2", {"amount": D("95")}, "2.85"),
        ("2.3", {"amount": D("3")}, "1.5"),
        ("2.4", {"amount": D("100")}, "0"),
        ("3.1", {"amount": D("82.5")}, "3.3"),
        ("3.2", {"amount": D("91")}, "2.73"),
    ],
)
def test_the_rule_of_the_leaf_gives_the_points(work, code, measure, points):
    enter(sheet=work.sheet, entries=[Entry(code, **measure)], by=work.lan)
    row = row_of(work.sheet, code)
    assert row.appraised_score == D(points)
    assert row.max_score == row.criterion.max_score
    assert (row.version, row.changed_by) == (1, work.lan)


def test_zero_is_a_mark_and_nothing_typed_is_none(work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(0)), Entry("2.3", evidence="Sổ theo dõi")], by=work.lan)
    assert row_of(work.sheet, "1.1").appraised_score == 0
    assert row_of(work.sheet, "2.3").appraised_score is None


def test_a_reason_is_asked_when_points_fall_below_the_self_score(work):
    typed = {"criterion": "1.1", "amount": D("1.5"), "self_score": D("1.75")}
    assert refused(work, **typed) == [("1.1", "reason")]
    enter(sheet=work.sheet, entries=[Entry(**typed, reason="Kế hoạch ban hành chậm")], by=work.lan)
    enter(sheet=work.sheet, entries=[Entry("1.2", choice="yes", self_score=D(1))], by=work.lan)


def test_not_applicable_asks_for_a_reason_and_holds_no_measure(work):
    assert refused(work, criterion="1.1", not_applicable=True) == [("1.1", "not_applicable_reason")]
    typed = Entry("1.1", amount=D(1), not_applicable=True, not_applicable_reason="Không có dân tộc thiểu số")
    enter(sheet=work.sheet, entries=[typed], by=work.lan)
    row = row_of(work.sheet, "1.1")
    assert (row.not_applicable, row.amount, row.appraised_score) == (True, None, None)


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        ({"criterion": "1.1", "amount": D("2.0001")}, "amount"),
        ({"criterion": "1.1", "amount": D("NaN")}, "amount"),
        ({"criterion": "1.1", "amount": D("Infinity")}, "amount"),
        ({"criterion": "1.1", "amount": D("1.00001")}, "amount"),
        ({"criterion": "1.1", "amount": D("-1")}, "amount"),
        ({"criterion": "1.1", "choice": "yes"}, "choice"),
        ({"criterion": "1.1", "amount": D(1), "base": D(2)}, "base"),
        ({"criterion": "1.2", "choice": "maybe"}, "choice"),
        ({"criterion": "1.3", "choice": "kip"}, "choice"),
        ({"criterion": "2.2", "amount": D("3"), "base": D("2")}, "amount"),
        ({"criterion": "2.2", "amount": D("3"), "base": D("0")}, "base"),
        ({"criterion": "2.2", "base": D("2")}, "amount"),
        ({"criterion": "2.3", "amount": D("1.5")}, "amount"),
        ({"criterion": "1.1", "self_score": D("2.01")}, "self_score"),
        ({"criterion": "3.1", "self_score": D("1")}, "self_score"),
        ({"criterion": "9.9", "amount": D(1)}, ""),
        ({"criterion": "1", "amount": D(1)}, ""),
    ],
)
def test_what_cannot_stand_is_refused_with_its_field(work, entry, where):
    assert (entry["criterion"], where) in refused(work, **entry)
    assert not Appraisal.objects.exists()


def test_one_fault_keeps_the_whole_batch_out_and_all_faults_are_told(work):
    with pytest.raises(EntryRefused) as found:
        enter(
            sheet=work.sheet,
            entries=[Entry("1.1", amount=D(1)), Entry("1.2", choice="x"), Entry("2.3", amount=D("0.5"))],
            by=work.lan,
        )
    assert [fault.criterion for _sheet, fault in found.value.faults] == ["1.2", "2.3"]
    assert not Appraisal.objects.exists()
    assert not Event.objects.filter(verb="enter").exists()


def test_an_explanation_is_asked_where_the_set_requires_one(work):
    Criterion.objects.filter(criteria_set=work.set, code="1.1").update(explanation_required=True)
    assert refused(work, criterion="1.1", self_score=D(1)) == [("1.1", "explanation")]


def test_what_a_survey_measures_is_not_typed(work):
    SatisfactionFigure.objects.create(sheet=work.sheet, percent=D("90"), base=100)
    scale = AnswerScale.objects.create(round=work.round, code="a", name="A")
    form = Questionnaire.objects.create(
        round=work.round, code="q", name="Q", purpose="survey", respondents="Đại biểu", scale=scale
    )
    leaf = Criterion.objects.get(criteria_set=work.set, code="3.1")
    Question.objects.create(questionnaire=form, code="c1", text="?", criterion=leaf)
    assert refused(work, criterion="3.2", amount=D(95)) == [("3.2", "amount")]
    assert refused(work, criterion="3.1", amount=D(95)) == [("3.1", "amount")]
    na = Entry("3.1", not_applicable=True, not_applicable_reason="Không thuộc đối tượng khảo sát")
    enter(sheet=work.sheet, entries=[na], by=work.lan)


def test_where_no_survey_was_made_its_leaves_are_not_typed(work):
    AssessmentRound.objects.filter(pk=work.round.pk).update(survey_made=False)
    assert refused(work, criterion="3.1", amount=D(95)) == [("3.1", "amount")]


def test_a_batch_leaves_one_event_with_every_change_and_why(work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.5")), Entry("1.2", choice="yes")], by=work.lan)
    enter(
        sheet=work.sheet,
        entries=[Entry("1.1", version=1, amount=D("1"), reason="Chấm lại theo biên bản")],
        by=work.hung,
    )
    first, second = Event.objects.filter(verb="enter").order_by("pk")
    assert [(c["criterion"], c["field"], c["from"], c["to"]) for c in first.data["changes"]] == [
        ("1.1", "amount", "", "1.5"),
        ("1.1", "appraised_score", "", "1.5"),
        ("1.2", "choice", "", "yes"),
        ("1.2", "appraised_score", "", "1"),
    ]
    assert second.by == work.hung
    why = "Chấm lại theo biên bản"
    assert second.data["changes"] == [
        {"criterion": "1.1", "field": "amount", "from": "1.5", "to": "1", "why": why},
        {"criterion": "1.1", "field": "reason", "from": "", "to": why, "why": why},
        {"criterion": "1.1", "field": "appraised_score", "from": "1.5", "to": "1", "why": why},
    ]
    assert (second.data["sheet"], second.data["round"]) == (work.sheet.pk, work.round.pk)


def test_the_same_form_sent_twice_leaves_one_event_and_raises_the_revision_once(work):
    for _time in range(2):
        enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.50"))], by=work.lan)
        work.round.refresh_from_db()
        assert work.round.revision == 1
    assert Event.objects.filter(verb="enter").count() == 1


def test_an_edit_voids_what_was_submitted(work):
    enter(sheet=work.sheet, entries=[Entry("1.1", amount=D("1.50"))], by=work.lan)
    AssessmentRound.objects.filter(pk=work.round.pk).update(state="submitted")
    submission = Submission.objects.create(
        round=work.round, content_hash="a" * 64, submitted_at="2025-01-01T00:00Z", submitted_by=work.chief
    )
    enter(sheet=work.sheet, entries=[Entry("1.1", version=1, amount=D("1.50"))], by=work.lan)
    submission.refresh_from_db()
    assert submission.voided_at is None
    enter(sheet=work.sheet, entries=[Entry("1.1", version=1, amount=D("1.25"))], by=work.lan)
    submission.refresh_from_db()
    work.round.refresh_from_db()
    assert submission.voided_at is not None
    assert work.round.state == "open"


def test_several_sheets_are_written_together_or_not_at_all(work):
    with pytest.raises(EntryRefused):
        enter_sheets(
            round_=work.round,
            batches=[(work.sheet, [Entry("1.1", amount=D(1))]), (work.other, [Entry("1.1", amount=D(3))])],
            by=work.lan,
        )
    assert not Appraisal.objects.exists()
    enter_sheets(
        round_=work.round,
        batches=[(work.sheet, [Entry("1.1", amount=D(1))]), (work.other, [Entry("1.1", amount=D(2))])],
        by=work.lan,
    )
    assert Appraisal.objects.count() == 2
    assert {event.data["sheet"] for event in Event.objects.filter(verb="enter")} == {work.sheet.pk, work.other.pk}


def test_self_scores_are_taken_over_where_a_hand_judges_and_nobody_marked(work):
    enter(
        sheet=work.sheet,
        entries=[
            Entry("1.1", self_score=D("1.75")),
            Entry("1.2", self_score=D("1")),
            Entry("4.1", self_score=D("0.5"), amount=D("0.25"), reason="Thiếu minh chứng"),
        ],
        by=work.lan,
    )
    changes = copy_self_scores(sheet=work.sheet, by=work.hung)
    assert {change.criterion for change in changes} == {"1.1"}
    assert row_of(work.sheet, "1.1").appraised_score == D("1.75")
    assert row_of(work.sheet, "1.2").appraised_score is None
    assert row_of(work.sheet, "4.1").appraised_score == D("0.25")
    event = Event.objects.get(verb="copy_self_scores")
    assert event.by == work.hung
    assert event.data["changes"][0]["to"] == "1.75"


def test_points_follow_when_a_maximum_is_changed(work):
    enter(sheet=work.sheet, entries=[Entry("2.2", amount=D(90)), Entry("1.1", amount=D(1))], by=work.lan)
    Criterion.objects.filter(criteria_set=work.set, code="2.2").update(max_score=D(5))
    recompute(round_=work.round, by=work.lan)
    row = row_of(work.sheet, "2.2")
    assert (row.appraised_score, row.max_score) == (D("4.5"), D(5))
    assert {c["criterion"] for c in Event.objects.get(verb="recompute").data["changes"]} == {"2.2"}


def test_who_may_not_enter_is_refused_and_so_is_a_published_round_and_a_unit_left_out(work):
    for person in (work.chief, work.approver, work.idle):
        with pytest.raises(NotAllowed):
            enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1))], by=person)
    leave_out(sheet=work.sheet, reason="Không đánh giá", by=work.chief)
    with pytest.raises(NotAllowed, match="không được đánh giá"):
        enter(sheet=work.sheet, entries=[Entry("1.1", amount=D(1))], by=work.lan)
    publish_by_hand(work.round)
    with pytest.raises(NotAllowed, match="đính chính"):
        enter(sheet=work.other, entries=[Entry("1.1", amount=D(1))], by=work.lan)


def test_a_row_as_an_entry_changes_nothing(work):
    enter(sheet=work.sheet, entries=[Entry("2.2", amount=D("90"), base=D("100"), evidence="Sổ")], by=work.lan)
    same = entry_of(row_of(work.sheet, "2.2"))
    assert enter(sheet=work.sheet, entries=[same], by=work.lan) == ()
    assert enter(sheet=work.sheet, entries=[replace(same, evidence="Sổ 2")], by=work.lan)
