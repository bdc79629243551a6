"""Rounding: half up, once, to what is printed."""

from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.core.rounding import HUNDREDTH, decimals_of, fraction_half_up, ratio_half_up, round_half_up


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("78.125", "78.13"),
        ("78.124", "78.12"),
        ("78.1249999999999999999999", "78.12"),
        ("1.005", "1.01"),
        ("0.125", "0.13"),
        ("2.675", "2.68"),
        ("90.034", "90.03"),
        ("90.026", "90.03"),
        ("99.995", "100.00"),
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("0", "0.00"),
        ("100", "100.00"),
    ],
)
def test_a_half_is_rounded_up(value, printed):
    assert str(round_half_up(Decimal(value))) == printed


@pytest.mark.parametrize(("value", "printed"), [("-0.125", "-0.13"), ("-0.124", "-0.12"), ("-1.005", "-1.01")])
def test_a_fall_is_rounded_as_far_as_a_rise(value, printed):
    assert str(round_half_up(Decimal(value))) == printed


@pytest.mark.parametrize("value", ["-0.004", "-0.00", "-0"])
def test_what_rounds_to_nothing_has_no_minus_sign(value):
    assert str(round_half_up(Decimal(value))) == "0.00"


@pytest.mark.parametrize(
    ("value", "quantum", "printed"),
    [
        ("78.125", "0.1", "78.1"),
        ("78.15", "0.1", "78.2"),
        ("2.5", "1", "3"),
        ("3.5", "1", "4"),
        ("43.12345", "0.0001", "43.1235"),
    ],
)
def test_the_quantum_is_what_the_publication_prints(value, quantum, printed):
    assert str(round_half_up(Decimal(value), Decimal(quantum))) == printed


def test_what_is_rounded_stays_when_rounded_again():
    assert round_half_up(round_half_up(Decimal("78.125"))) == Decimal("78.13")


def test_rounding_in_two_steps_is_another_figure():
    in_two_steps = round_half_up(round_half_up(Decimal("78.1249"), Decimal("0.001")), HUNDREDTH)
    assert (round_half_up(Decimal("78.1249")), in_two_steps) == (Decimal("78.12"), Decimal("78.13"))


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="not a number that can be published"):
        round_half_up(Decimal(value))


def test_a_float_is_refused():
    with pytest.raises(AttributeError):
        round_half_up(78.125)


@pytest.mark.parametrize(
    ("fraction", "quantum", "printed"),
    [
        (Fraction(1, 3), HUNDREDTH, "0.33"),
        (Fraction(2, 3), HUNDREDTH, "0.67"),
        (Fraction(1, 200), HUNDREDTH, "0.01"),
        (Fraction(1, 201), HUNDREDTH, "0.00"),
        (Fraction(0), HUNDREDTH, "0.00"),
        (Fraction(100), Decimal("0.0001"), "100.0000"),
        (Fraction(999999, 10000), HUNDREDTH, "100.00"),
    ],
)
def test_a_fraction_is_rounded_half_up_from_its_exact_value(fraction, quantum, printed):
    assert str(fraction_half_up(fraction, quantum)) == printed


@pytest.mark.parametrize(
    ("value", "decimals"), [("93.9500", 2), ("120", 0), ("0", 0), ("1E+2", 0), ("0.0001", 4), ("1.00001", 5)]
)
def test_trailing_noughts_need_no_decimals(value, decimals):
    assert decimals_of(Decimal(value)) == decimals


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_needs_no_decimals(value):
    assert decimals_of(Decimal(value)) == 0


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "printed"),
    [
        (1, 8, 2, "0.13"),
        (1, 3, 4, "0.3333"),
        (5, 10, 0, "1"),
        (49, 100, 0, "0"),
        (0, 7, 2, "0.00"),
        (3, 1, 2, "3.00"),
        (874350, 10000, 2, "87.44"),
    ],
)
def test_a_quotient_is_rounded_once_half_up(numerator, denominator, places, printed):
    assert str(ratio_half_up(numerator, denominator, places)) == printed


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 2), (1, 0), (1, -2)])
def test_a_quotient_below_zero_or_by_nothing_is_refused(numerator, denominator):
    with pytest.raises(ValueError, match="no quotient"):
        ratio_half_up(numerator, denominator, 2)
