"""The one place that rounds."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDREDTH = Decimal("0.01")


def round_half_up(value: Decimal, quantum: Decimal = HUNDREDTH) -> Decimal:
    """Round to a multiple of ten as published tables do: 78.125 -> 78.13 (Python's own default would give 78.12).

    A half goes away from zero on both sides: -0.125 -> -0.13; and what rounds to nothing has no sign. `quantum` is the
    smallest step printed, as a power of ten ("0.01"). A value that is not finite is refused.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be published")
    rounded = value.quantize(quantum, rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def fraction_half_up(value: Fraction, quantum: Decimal = HUNDREDTH) -> Decimal:
    """The same rounding of a fraction that is not negative, without a division in between that would round before it."""
    if value < 0:
        raise ValueError(f"{value} is below zero")
    steps = value / Fraction(quantum)
    return Decimal((2 * steps.numerator + steps.denominator) // (2 * steps.denominator)) * quantum


def decimals_of(value: Decimal) -> int:
    """How many decimals a finite number needs: 93.9500 needs two, 120 none."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
