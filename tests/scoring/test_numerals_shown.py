"""A number for people keeps its decimals, is filled up to those of its table, and is never rounded."""

from decimal import Decimal

import pytest

from scoring.numerals import shown


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [("94.9000", 2, "94,90"), ("94.9000", 0, "94,9"), ("87.6204", 2, "87,6204"), ("60", 2, "60,00"), ("60.0000", 0, "60"),
     ("-0.6", 2, "-0,60"), ("0", 2, "0,00")],
)  # fmt: skip
def test_a_number_has_at_least_the_decimals_that_are_asked_for(value, places, said):
    assert shown(Decimal(value), places) == said


def test_nothing_is_shown_of_no_number():
    assert shown(None, 2) == ""
