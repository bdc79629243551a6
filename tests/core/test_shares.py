"""A unit's share beside its block: exact, of those that have one, and nothing where there is no block to stand beside."""

from decimal import Decimal as D
from fractions import Fraction

import pytest

from scoring.core.shares import InBlock, in_block, share_of


def test_a_share_is_of_what_could_be_reached():
    assert share_of(D("58.44"), D(60)) == Fraction(974, 10)
    assert share_of(D(1), D(3)) == Fraction(100, 3)
    assert share_of(D(0), D(3)) == 0


@pytest.mark.parametrize(("points", "full"), [(None, D(3)), (D(1), None), (D(0), D(0))])
def test_what_is_not_known_or_cannot_be_reached_has_none(points, full):
    assert share_of(points, full) is None


def test_the_average_is_exact_and_of_those_that_have_a_share():
    shares = {"a": Fraction(100, 3), "b": Fraction(200, 3), "c": None}
    assert in_block(shares, "a") == InBlock(Fraction(100, 3), Fraction(50), Fraction(200, 3), ("b",))


def test_all_who_share_the_best_are_named_in_the_order_of_the_block():
    assert in_block({"b": Fraction(90), "a": Fraction(90), "c": Fraction(1)}, "c").holders == ("b", "a")


@pytest.mark.parametrize(
    "shares", [{}, {"a": None, "b": Fraction(1)}, {"a": Fraction(1)}, {"a": Fraction(1), "b": None}]
)
def test_without_a_share_or_without_others_there_is_no_place_in_the_block(shares):
    assert in_block(shares, "a") is None
