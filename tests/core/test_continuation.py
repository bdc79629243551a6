"""What marks at leaves of one set come to in points of a leaf of another."""

from decimal import Decimal as D

import pytest

from scoring.core.continuation import in_points_of
from scoring.core.marks import NOT_APPLICABLE
from scoring.core.scheme import Criterion


def leaf(maximum):
    return Criterion("x", max_score=D(maximum))


def test_a_unit_keeps_its_share_of_the_maximum_and_points_of_the_same_maximum_as_they_are():
    assert in_points_of(leaf(6), [leaf(4)], [D(3)]) == D("4.5")
    assert in_points_of(leaf(4), [leaf(4)], [D("3.25")]) == D("3.25")
    assert in_points_of(leaf(1), [leaf(3)], [D(1)]) == D("0.3333")


def test_several_leaves_count_together_by_those_that_apply():
    assert in_points_of(leaf(6), [leaf(4), leaf(8)], [D(3), D(3)]) == D(3)
    assert in_points_of(leaf(6), [leaf(4), leaf(8)], [D(3), NOT_APPLICABLE]) == D("4.5")
    assert in_points_of(leaf(6), [leaf(4)], [NOT_APPLICABLE]) is NOT_APPLICABLE
    assert in_points_of(leaf(6), [leaf(4), leaf(8)], [D(3), None]) is None


def test_out_of_nothing_come_no_points():
    assert in_points_of(leaf(6), [leaf(0)], [D(0)]) == 0


@pytest.mark.parametrize("marks", [[D(1)], [D(1), D(2), D(3)]])
def test_marks_that_are_not_one_for_each_leaf_are_refused(marks):
    with pytest.raises(ValueError, match=r"zip\(\)"):
        in_points_of(leaf(6), [leaf(4), leaf(8)], marks)
