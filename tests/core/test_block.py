"""A round kept with its marks: what stands in it, and what it becomes with other marks."""

from decimal import Decimal as D

import pytest

from scoring.core.block import block_of, what_if
from scoring.core.scheme import Criterion, Origin, Scheme

SCHEME = Scheme(
    (Criterion("1", max_score=D(6)), Criterion("S", max_score=D(4), origin=Origin.SURVEY)), rescale_without_survey=True
)


@pytest.mark.parametrize("said", [{}, {"survey_was_made": True}])
def test_a_survey_was_made_unless_the_round_says_otherwise(said):
    block = block_of(SCHEME, {"u": {"1": D(3)}}, **said)
    assert block.survey_was_made is True
    assert block.result.sheets["u"].missing == ("S",)


def test_where_no_survey_was_made_its_share_is_spread():
    block = block_of(SCHEME, {"u": {"1": D(3)}}, survey_was_made=False)
    assert block.survey_was_made is False
    assert block.figures == {"u": D("50.00")}


def test_a_first_mark_on_a_leaf_is_one_unit_s_and_missing_for_the_others():
    block = block_of(SCHEME, {"u": {"1": D(3)}, "v": {"1": D(6)}})
    found = what_if(block, "v", {"S": D(4)})
    assert (found.after.marks_of("u"), found.after.marks_of("v")) == ({"1": D(3), "S": None}, {"1": D(6), "S": D(4)})
    assert (found.rank_before, found.after.result.ranks) == (None, {"v": 1})
    assert "S" not in block.columns
