"""The one place that rounds."""

from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from math import isqrt

HUNDREDTH = Decimal("0.01")
# Refuses where something would be lost.
_NOTHING_LOST = Context(prec=28, traps=[Inexact, InvalidOperation])


def round_half_up(value: Decimal, quantum: Decimal = HUNDREDTH) -> Decimal:
    """Round to a multiple of ten as published tables do: 78.125 -> 78.13 (Python's own default would give 78.12).

    A half goes away from zero on both sides: -0.125 -> -0.13; and what rounds to nothing has no sign. `quantum` is the
    smallest step printed, as a power of ten ("0.01"). A value that is not finite is refused.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be published")
    rounded = value.quantize(quantum, ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def whole_steps(value: Decimal, quantum: Decimal) -> int:
    """How many quanta (a power of ten) a value is, without rounding.

    Raises `decimal.Inexact` for a value between two; another ArithmeticError or ValueError for one too large for 28 digits
    or no number.
    """
    return int(value.quantize(quantum, None, _NOTHING_LOST) / quantum)


def _half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number to a quotient that is not negative, halves upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


def ratio_half_up(numerator: int, denominator: int, places: int) -> Decimal:
    """A quotient of whole numbers to so many decimals, half up, without a division in between that would round before it."""
    if numerator < 0 or denominator <= 0:
        raise ValueError(f"{numerator}/{denominator} is below zero or no quotient")
    return Decimal(_half_up(numerator * 10**places, denominator)).scaleb(-places)


def fraction_half_up(value: Fraction, quantum: Decimal = HUNDREDTH) -> Decimal:
    """The same rounding of a fraction that is not negative, exactly."""
    if value < 0:
        raise ValueError(f"{value} is below zero")
    steps = value / Fraction(quantum)
    return Decimal(_half_up(steps.numerator, steps.denominator)) * quantum


def root_half_up(square: Fraction, places: int) -> Decimal:
    """The square root of a fraction that is not negative, to so many decimals, half up, exactly: nothing is rounded before."""
    if square < 0:
        raise ValueError(f"{square} is below zero")
    # The whole part of twice the root in the last decimal; one more than it, halved, is the nearest.
    twice = isqrt(4 * square.numerator * 10 ** (2 * places) // square.denominator)
    return Decimal((twice + 1) // 2).scaleb(-places)


def decimals_of(value: Decimal) -> int:
    """How many decimals a finite number needs: 93.9500 needs two, 120 none."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
