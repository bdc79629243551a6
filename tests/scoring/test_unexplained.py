"""A leaf that demands an explanation and has none is told before the submission, also where no self score asked for it."""

from decimal import Decimal

import pytest

from scoring.actions import release
from scoring.actions.checklist import checklist
from scoring.actions.rounds import leave_out
from scoring.actions.unexplained import unexplained
from scoring.models import Appraisal, AssessmentRound, Criterion
from scoring.policies import NotAllowed
from tests.factories_release import submitted
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
FIRST, SECOND = "huyen-song-em", "huyen-nui-xanh"


@pytest.fixture
def made(cast):
    """A round in order, one leaf of which demands an explanation: everybody has the most there, and no self score."""
    made = make_round(cast)
    Criterion.objects.filter(criteria_set=made.round.criteria_set, code="1.1").update(explanation_required=True)
    leaf = Appraisal.objects.filter(sheet__round=made.round, criterion__code="1.1")
    most = leaf.first().max_score
    leaf.update(amount=most, appraised_score=most, self_score=None, reason="", explanation="")
    return made


def leaf_of(made, unit: str):
    return Appraisal.objects.filter(pk=made.appraisal(unit, "1.1").pk)


def told(made, people) -> dict[str, str]:
    round_ = AssessmentRound.objects.get(pk=made.round.pk)
    found = checklist(round_, by=people.submits)
    return {each.key: each.message for each in found.warnings if each.key.startswith("unexplained")}


def test_full_marks_want_no_explanation(made, people):
    assert told(made, people) == {}


def test_points_that_were_lost_without_a_word_are_told(made, people):
    leaf_of(made, FIRST).update(amount=Decimal("3.5"), appraised_score=Decimal("3.5"))
    assert told(made, people) == {
        f"unexplained-{FIRST}": "Huyện Sông Êm chưa có giải trình ở tiêu chí bắt buộc giải trình: 1.1."
    }


@pytest.mark.parametrize("field", ["explanation", "reason"])
def test_either_word_explains_them(made, people, field):
    leaf_of(made, FIRST).update(amount=3, appraised_score=3, **{field: "Kế hoạch ban hành muộn"})
    assert told(made, people) == {}


def test_a_self_score_wants_the_units_own_explanation_whatever_it_got(made, people):
    """As its sheet asks when it is typed; here the set came to ask afterwards."""
    most = leaf_of(made, FIRST).get().max_score
    leaf_of(made, FIRST).update(self_score=most, reason="Đủ tài liệu")
    assert set(told(made, people)) == {f"unexplained-{FIRST}"}
    leaf_of(made, FIRST).update(explanation="Ban hành ngày 5/1")
    assert told(made, people) == {}


def test_a_leaf_that_demands_none_is_not_told(made, people):
    """The control: the same marks without the demand of the set."""
    leaf_of(made, FIRST).update(amount=3, appraised_score=3)
    Criterion.objects.update(explanation_required=False)
    assert told(made, people) == {}


def test_what_does_not_apply_what_is_asked_and_who_is_left_out_want_none(made, people):
    leaf_of(made, FIRST).update(
        amount=None, appraised_score=None, not_applicable=True, not_applicable_reason="Không có nhiệm vụ"
    )
    Criterion.objects.filter(code="2.4").update(explanation_required=True)
    Appraisal.objects.filter(criterion__code="2.4").update(appraised_score=0)
    leaf_of(made, SECOND).update(amount=3, appraised_score=3)
    assert set(told(made, people)) == {f"unexplained-{SECOND}"}
    leave_out(sheet=made.sheets[SECOND], reason="Sáp nhập trong năm", by=people.enters)
    assert told(made, people) == {}


def test_it_informs_and_is_seen_and_stops_nothing(made, people):
    leaf_of(made, FIRST).update(amount=3, appraised_score=3)
    round_ = AssessmentRound.objects.get(pk=made.round.pk)
    with pytest.raises(NotAllowed, match="bắt buộc giải trình"):
        release.submit(round=round_, acknowledged=[], by=people.submits)
    assert f"unexplained-{FIRST}" in str(submitted(round_, people).acknowledged)


def test_it_is_asked_once_however_many_units_there_are(made, people, django_assert_num_queries):
    Appraisal.objects.filter(criterion__code="1.1").update(amount=3, appraised_score=3)
    with django_assert_num_queries(1):
        assert len(list(unexplained(made.round))) == len(made.sheets)
