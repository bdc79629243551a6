"""From working rows to marks: what counts, and for whom."""

import pytest

from scoring.models import AssessmentRound, CriteriaSet
from scoring.tally import tally_round
from tests.cast import make_cast
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db


def again(made) -> AssessmentRound:
    return AssessmentRound.objects.get(pk=made.round.pk)


def test_without_a_survey_no_answer_counts_for_anybody():
    """Answers that were counted before it was decided stay stored, and give no unit ten points that others cannot have."""
    made = make_round(make_cast(), survey_made=False)
    CriteriaSet.objects.update(rescale_without_survey=True)
    found = tally_round(again(made))
    assert {each.marks["2.4"] for each in found.sheets.values()} == {None}
    assert {dict(each.surveys).get("2.4") for each in found.sheets.values()} == {None}
    assert {result.max_total for result in found.result.sheets.values()} == {90}
    assert all(result.index is not None for result in found.result.sheets.values())


def test_the_same_answers_count_where_the_survey_was_made():
    """The control."""
    made = make_round(make_cast())
    CriteriaSet.objects.update(rescale_without_survey=True)
    found = tally_round(again(made))
    assert None not in {each.marks["2.4"] for each in found.sheets.values()}
    assert {result.max_total for result in found.result.sheets.values()} == {100}


def test_a_typed_survey_figure_does_not_count_either():
    made = make_round(make_cast(), survey_made=False, surveys=False)
    CriteriaSet.objects.update(rescale_without_survey=True)
    assert {each.marks["2.4"] for each in tally_round(again(made)).sheets.values()} == {None}
