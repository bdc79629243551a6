"""Entering survey figures: whole or nothing, with an event, never over a colleague's, never what cannot be."""

from decimal import Decimal

import pytest

from scoring.actions.surveys import (
    EntryConflicts,
    EntryRefused,
    enter_returns,
    enter_satisfaction,
    enter_surveys,
    enter_tallies,
    know,
)
from scoring.models import AssessmentRound, Event, QuestionnaireReturn, SatisfactionFigure, Submission, Tally
from scoring.policies import NotAllowed
from scoring.survey_entry import Entry, Part, Returned, Stated
from tests.cast import make_cast
from tests.factories import make_user
from tests.factories_round import publish_by_hand
from tests.factories_surveys import make_questionnaire, make_staff, make_surveyed_round, make_tally, sheet_of

pytestmark = pytest.mark.django_db

EM, XANH = "huyen-song-em", "huyen-nui-xanh"
FULL = {"a": 10, "b": 5, "c": 0, "d": 1}


@pytest.fixture
def round_():
    round_ = make_surveyed_round(make_cast())
    make_questionnaire(round_, questions={"c1": "2.1", "c2": "2.2"})
    return round_


@pytest.fixture
def staff():
    return make_staff()


def stored(round_) -> dict:
    return {
        (unit, question, answer): count
        for unit, question, answer, count in Tally.objects.filter(sheet__round=round_).values_list(
            "sheet__unit__code", "question__code", "option__code", "count"
        )
    }


def faults_of(round_, entry: Entry, by) -> list[tuple[str, str]]:
    before = stored(round_), Event.objects.count(), AssessmentRound.objects.get(pk=round_.pk).revision
    with pytest.raises(EntryRefused) as refused:
        enter_surveys(round_=round_, entry=entry, by=by)
    assert before == (stored(round_), Event.objects.count(), AssessmentRound.objects.get(pk=round_.pk).revision)
    return [(fault.column, fault.message) for fault in refused.value.faults]


def test_counts_are_kept_and_the_event_says_from_and_to(round_, staff):
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): FULL}, by=staff)
    entered = enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): {**FULL, "a": 12}}, by=staff)
    assert stored(round_) == {(EM, "c1", answer): count for answer, count in {**FULL, "a": 12}.items()}
    assert len(entered.changes) == 1
    event = Event.objects.latest("pk")
    assert (event.by, event.verb, event.channel) == (staff, "survey", "desk")
    assert event.data["changes"] == [
        {"part": "tally", "unit": EM, "of": "cong-chuc.c1", "from": FULL, "to": {**FULL, "a": 12}}
    ]
    assert AssessmentRound.objects.get(pk=round_.pk).revision == 2


def test_the_same_counts_again_change_nothing(round_, staff):
    for _twice in range(2):
        entered = enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): FULL}, by=staff)
    assert (entered.changes, entered.unchanged) == ([], 1)
    assert Event.objects.count() == 1
    assert AssessmentRound.objects.get(pk=round_.pk).revision == 1


def test_what_is_not_named_stays_and_none_takes_away(round_, staff):
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): FULL, (EM, "cong-chuc.c2"): FULL}, by=staff)
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): None}, by=staff)
    assert {question for _unit, question, _answer in stored(round_)} == {"c2"}


def test_noughts_are_kept_as_noughts(round_, staff):
    noughts = dict.fromkeys("abcd", 0)
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): noughts}, by=staff)
    assert know(round_).tallies == {(EM, "cong-chuc.c1"): noughts}


@pytest.mark.parametrize(
    ("counts", "column", "says"),
    [
        ({**FULL, "a": -1}, "a", "số nguyên không âm"),
        ({**FULL, "a": 1.5}, "a", "số nguyên không âm"),
        ({**FULL, "a": True}, "a", "số nguyên không âm"),
        ({**FULL, "a": 1_000_001}, "a", "số nguyên không âm"),
        ({**FULL, "e": 1}, "e", "không có phương án trả lời này"),
        ({"a": 1, "b": 2, "c": 3}, "d", "thiếu số phiếu"),
    ],
)
def test_counts_that_cannot_be_are_refused_and_nothing_is_written(round_, staff, counts, column, says):
    entry = Entry(tallies={(XANH, "cong-chuc.c1"): FULL, (EM, "cong-chuc.c1"): counts})
    assert [(where, says in message) for where, message in faults_of(round_, entry, staff)] == [(column, True)]


def test_every_fault_is_told_at_once(round_, staff):
    entry = Entry(
        tallies={
            (EM, "cong-chuc.c1"): {**FULL, "a": -1, "b": -2},
            ("khong-co", "cong-chuc.c1"): FULL,
            (EM, "x.y"): FULL,
        },
        returns={(EM, "x"): Returned(1)},
        satisfaction={XANH: Stated(Decimal("100.5"), 0)},
    )
    assert [column for column, _message in faults_of(round_, entry, staff)] == [
        "a", "b", "unit", "question", "questionnaire", "percent", "base",
    ]  # fmt: skip


def test_more_answers_than_questionnaires_are_refused_from_either_side(round_, staff):
    enter_returns(round_=round_, returns={(EM, "cong-chuc"): Returned(15)}, by=staff)
    [(_column, message)] = faults_of(round_, Entry(tallies={(EM, "cong-chuc.c1"): FULL}), staff)
    assert message == "cộng được 16 câu trả lời, nhiều hơn 15 phiếu phát ra"
    enter_returns(round_=round_, returns={(EM, "cong-chuc"): Returned(16)}, by=staff)
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): FULL}, by=staff)
    assert faults_of(round_, Entry(returns={(EM, "cong-chuc"): Returned(15)}), staff) == [
        ("issued", "nhỏ hơn 16 người đã trả lời")
    ]
    both = Entry(tallies={(EM, "cong-chuc.c1"): {**FULL, "a": 30}}, returns={(EM, "cong-chuc"): Returned(40)})
    enter_surveys(round_=round_, entry=both, by=staff)
    assert QuestionnaireReturn.objects.get().issued == 40


def test_returns_are_changed_and_taken_away(round_, staff):
    for returned in (Returned(20, 100), Returned(None, 100), None):
        enter_returns(round_=round_, returns={(EM, "cong-chuc"): returned}, by=staff)
        assert know(round_).returns.get((EM, "cong-chuc")) == returned
    assert [event.data["changes"][0]["to"] for event in Event.objects.order_by("pk")] == [
        {"issued": 20, "population": 100},
        {"issued": None, "population": 100},
        None,
    ]


def test_satisfaction_is_entered_as_a_percentage_with_its_base(round_, staff):
    sheet = sheet_of(round_, EM)
    enter_satisfaction(
        sheet=sheet, percent=Decimal("93.95"), base=300, issued=320, population=9000, source="BC 12", by=staff
    )
    enter_satisfaction(
        sheet=sheet, percent=Decimal("93.96"), base=300, issued=320, population=9000, source="BC 12", by=staff
    )
    assert SatisfactionFigure.objects.get().percent == Decimal("93.96")
    change = Event.objects.latest("pk").data["changes"][0]
    assert (Decimal(change["from"]["percent"]), change["to"]["percent"]) == (Decimal("93.95"), "93.96")
    enter_satisfaction(sheet=sheet, percent=None, by=staff)
    assert not SatisfactionFigure.objects.exists()


@pytest.mark.parametrize(
    ("stated", "column"),
    [
        (Stated(Decimal("100.01"), 20), "percent"),
        (Stated(Decimal("-1"), 20), "percent"),
        (Stated(Decimal("NaN"), 20), "percent"),
        (Stated(Decimal("9.99999"), 20), "percent"),
        (Stated(Decimal("90"), 0), "base"),
        (Stated(Decimal("90"), 20, 19), "issued"),
        (Stated(Decimal("90"), 20, 30, 19), "population"),
        (Stated(Decimal("90"), 20, 40, 30), "issued"),
        (Stated(Decimal("90"), 20, source="x" * 501), "source"),
    ],
)
def test_a_percentage_that_cannot_be_is_refused(round_, staff, stated, column):
    assert [where for where, _message in faults_of(round_, Entry(satisfaction={EM: stated}), staff)] == [column]


def test_a_base_below_ten_is_told_and_kept(round_, staff):
    entry = Entry(
        tallies={(EM, "cong-chuc.c1"): {"a": 9, "b": 0, "c": 0, "d": 0}, (XANH, "cong-chuc.c1"): {**FULL}},
        satisfaction={XANH: Stated(Decimal(90), 8)},
    )
    entered = enter_surveys(round_=round_, entry=entry, by=staff)
    assert entered.small == [(Part.TALLY, EM, "cong-chuc.c1", 9), (Part.SATISFACTION, XANH, "", 8)]
    assert know(round_).satisfaction[XANH].base == 8


def test_a_unit_that_is_left_out_takes_no_figures(round_, staff):
    sheet = sheet_of(round_, EM)
    sheet.left_out_reason = "Mới thành lập"
    sheet.save()
    assert faults_of(round_, Entry(tallies={(EM, "cong-chuc.c1"): FULL}), staff)[0][0] == "unit"


def test_what_a_colleague_changed_meanwhile_is_not_written_over(round_, staff):
    key = (EM, "cong-chuc.c1")
    seen = Entry(tallies={key: None, (XANH, "cong-chuc.c1"): None})
    enter_tallies(round_=round_, cells={key: FULL}, by=make_staff("dong-nghiep"))
    mine = Entry(tallies={key: {**FULL, "a": 99}, (XANH, "cong-chuc.c1"): FULL})
    with pytest.raises(EntryConflicts) as clash:
        enter_surveys(round_=round_, entry=mine, seen=seen, by=staff)
    assert [(each.unit, each.before) for each in clash.value.conflicts] == [(EM, FULL)]
    assert (XANH, "c1", "a") not in stored(round_)
    # Having seen the colleague's figures, one may write.
    enter_surveys(round_=round_, entry=mine, seen=Entry(tallies={key: FULL}), by=staff)
    assert stored(round_)[EM, "c1", "a"] == 99


def test_without_what_was_seen_the_later_writer_would_win(round_, staff):
    """The control of the test before."""
    key = (EM, "cong-chuc.c1")
    enter_tallies(round_=round_, cells={key: FULL}, by=make_staff("dong-nghiep"))
    enter_surveys(round_=round_, entry=Entry(tallies={key: {**FULL, "a": 99}}), by=staff)
    assert stored(round_)[EM, "c1", "a"] == 99


def test_two_who_typed_the_same_do_not_clash(round_, staff):
    key = (EM, "cong-chuc.c1")
    enter_tallies(round_=round_, cells={key: FULL}, by=make_staff("dong-nghiep"))
    entered = enter_surveys(round_=round_, entry=Entry(tallies={key: FULL}), seen=Entry(tallies={key: None}), by=staff)
    assert entered.changes == []


def test_who_may_not_enter_writes_nothing(round_):
    for user in (make_user("khach"), make_staff("nguoi-duyet", ("approve_round",))):
        with pytest.raises(NotAllowed):
            enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): FULL}, by=user)
    assert stored(round_) == {}


def test_a_published_round_takes_no_figures(round_, staff):
    publish_by_hand(round_)
    with pytest.raises(NotAllowed, match="đã công bố"):
        enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): FULL}, by=staff)


def test_an_entry_voids_an_open_submission_and_an_entry_of_nothing_new_does_not(round_, staff):
    from django.utils import timezone

    make_tally(sheet_of(round_, EM), round_.questionnaires.get(), "c1", 10, 5, 0, 1)
    AssessmentRound.objects.filter(pk=round_.pk).update(state="submitted")
    submission = Submission.objects.create(
        round=round_, content_hash="0" * 64, submitted_at=timezone.now(), submitted_by=staff
    )
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): FULL}, by=staff)
    submission.refresh_from_db()
    assert submission.voided_at is None
    enter_tallies(round_=round_, cells={(EM, "cong-chuc.c1"): {**FULL, "d": 2}}, by=staff)
    submission.refresh_from_db()
    assert submission.voided_at is not None


def test_the_number_of_queries_does_not_grow_with_what_is_entered(round_, staff, django_assert_max_num_queries):
    units = [sheet.unit.code for sheet in round_.sheets.select_related("unit")]
    cells = {(unit, question): FULL for unit in units for question in ("cong-chuc.c1", "cong-chuc.c2")}
    with django_assert_max_num_queries(30):
        enter_tallies(round_=round_, cells=cells, by=staff)
    assert len(stored(round_)) == 32
