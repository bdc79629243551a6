"""Numbers for machines and for people. Under `vi` Django prints 90.54 as "90,54": right in a sentence, fatal in a drawing.

Every filter returns text, so that nothing is left for Django to localise.
"""

from decimal import Decimal

from django import template

from scoring.core.rounding import round_half_up

register = template.Library()

MINUS = "\u2212"
TENTH = Decimal("0.1")


def _digits(value: Decimal | int) -> str:
    """All digits of the value with a dot: no exponent, no grouping."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{value!r} is neither a Decimal nor an int")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number that can be shown")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _rounded(value: Decimal | int, places: int) -> str:
    _digits(value)
    return f"{round_half_up(Decimal(value), Decimal(1).scaleb(-int(places))):f}".replace(".", ",").replace("-", MINUS)


@register.filter
def css_number(value: Decimal | int | None) -> str:
    """The value as machines read it, in CSS, SVG, JSON and addresses: "90.54"; "" for None."""
    return "" if value is None else _digits(value)


@register.filter
def score(value: Decimal | int | None, places: int = 2) -> str:
    """A score for people, half rounded up, with a decimal comma: "90,54"; "" for None."""
    return "" if value is None else _rounded(value, places)


@register.filter
def signed(value: Decimal | int | None, places: int | None = None) -> str:
    """A change for people: "+3,16", "−2,00", "0"; whole numbers stay whole unless `places` is given; "" for None."""
    if value is None:
        return ""
    text = _rounded(value, places if places is not None else 2 if isinstance(value, Decimal) else 0)
    rises = not text.startswith(MINUS) and text.strip("0,") != ""
    return f"+{text}" if rises else text


@register.filter
def percent_of(value: Decimal | int | None, maximum: Decimal | int | None) -> str:
    """`value` as a share of `maximum` in percent for a drawing, 0 to 100: "86.8"; "" when either is unknown."""
    if value is None or maximum is None or maximum <= 0:
        return ""
    _digits(value)
    percent = round_half_up(Decimal(value) / Decimal(maximum) * 100, TENTH)
    return f"{min(max(percent, Decimal(0)), Decimal(100)):f}"
