"""Steps and the middle of a block's figures."""

from decimal import Decimal
from statistics import median as slow_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.distribution import MOST_VALUES, Level, classes, exactly, levels, median

D = Decimal
POINTS = st.integers(0, 100).map(lambda n: D(n) / 4)


def test_every_step_of_a_rule_is_a_level_whether_a_unit_stands_on_it_or_not():
    assert levels([D(5)], D(5), [D(5), D("2.5"), D(0)]) == (exactly(D(5)), exactly(D("2.5")), exactly(D(0)))


def test_points_that_no_step_gives_have_a_level_of_their_own():
    assert exactly(D(3)) in levels([D(3)], D(5), [D(5), D(0)])


def test_few_values_are_levels_and_the_maximum_is_one_even_where_nobody_reached_it():
    assert levels([D(1), D(2)], D(5)) == (exactly(D(5)), exactly(D(2)), exactly(D(1)))


def test_many_values_are_told_in_quarters_with_the_maximum_and_nought_apart():
    found = levels([D(n) for n in range(9)], D(8))
    assert found == (
        exactly(D(8)),
        Level(D(6), D(8)),
        Level(D(4), D(6)),
        Level(D(0), D(4), holds_low=False),
        exactly(D(0)),
    )
    assert not found[3].holds(D(0))
    assert found[2].holds(D(4))
    assert not found[2].holds(D(6))


@given(st.lists(POINTS, min_size=1, max_size=40), st.booleans())
def test_every_figure_falls_on_exactly_one_level(values, has_steps):
    steps = [D(25), D(10), D(0)] if has_steps else []
    found = levels(values, D(25), steps)
    assert all(sum(level.holds(value) for level in found) == 1 for value in values)
    assert found == tuple(sorted(found, key=lambda each: (-each.high, -each.low)))
    if not has_steps and len(set(values)) > MOST_VALUES:
        assert len(found) == 5


@given(st.lists(POINTS, min_size=1, max_size=40))
def test_the_middle_is_that_of_the_standard_library(values):
    assert median(values) == slow_median(values)


def test_nothing_has_no_middle():
    assert median([]) is None


@pytest.mark.parametrize("cuts", [["0.9"], ["0.9", "0.5"]])
def test_classes_leave_no_gap(cuts):
    found = classes(D(1), [D(each) for each in cuts])
    for value in (D(0), D("0.0001"), D("0.5"), D("0.8999"), D("0.9"), D("0.9999"), D(1)):
        assert sum(level.holds(value) for level in found) == 1


def test_as_many_values_as_are_told_one_by_one_are_levels_and_one_more_makes_classes():
    most = [D(n) for n in range(MOST_VALUES)]
    assert levels(most, D(8)) == tuple(exactly(D(n)) for n in (8, *reversed(range(MOST_VALUES))))
    assert len(levels([*most, D(MOST_VALUES)], D(8))) == 5
