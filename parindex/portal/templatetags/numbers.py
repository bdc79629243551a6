"""Numbers for machines. Under `vi` Django prints 90.54 as "90,54": right in a sentence, fatal in a drawing.

Every filter returns text, so that nothing is left for Django to localise. Numbers for people: presenters.words.
"""

from decimal import Decimal

from django import template

from scoring.published import round_half_up

register = template.Library()

TENTH = Decimal("0.1")


def _digits(value: Decimal | int) -> str:
    """All digits of the value with a dot: no exponent, no grouping."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{value!r} is neither a Decimal nor an int")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number that can be shown")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@register.filter
def css_number(value: Decimal | int | None) -> str:
    """The value as machines read it, in CSS, SVG, JSON and addresses: "90.54"; "" for None."""
    return "" if value is None else _digits(value)


@register.filter
def percent_of(value: Decimal | int | None, maximum: Decimal | int | None) -> str:
    """`value` as a share of `maximum` in percent for a drawing, 0 to 100: "86.8"; "" when either is unknown."""
    if value is None or maximum is None or maximum <= 0:
        return ""
    _digits(value)
    percent = round_half_up(Decimal(value) / Decimal(maximum) * 100, TENTH)
    return f"{min(max(percent, Decimal(0)), Decimal(100)):f}"
