"""Numbers for machines, under Vietnamese formats."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from parindex.portal.templatetags import numbers


def render(source: str, **context) -> str:
    with translation.override("vi"):
        return Template("{% load numbers %}" + source).render(Context(context))


def test_a_bar_width_has_a_dot():
    source = '<rect width="{{ value|percent_of:maximum }}%"/>'
    assert render(source, value=Decimal("86.75"), maximum=Decimal(100)) == '<rect width="86.8%"/>'


def test_without_the_filter_the_same_width_would_have_a_comma():
    assert render('<rect width="{{ value }}%"/>', value=Decimal("86.8")) == '<rect width="86,8%"/>'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("90.54"), "90.54"),
        (Decimal("90.5400"), "90.5400"),
        (Decimal("-0.5"), "-0.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (2025, "2025"),
        (1234567, "1234567"),
        (None, ""),
    ],
)
def test_machines_get_digits_and_a_dot(value, text):
    assert numbers.css_number(value) == text
    assert render("{{ value|css_number }}", value=value) == text


@pytest.mark.parametrize("value", [90.54, "90.54", True])
def test_what_is_not_exact_is_refused(value):
    with pytest.raises(TypeError):
        numbers.css_number(value)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_a_number_is_refused(value):
    with pytest.raises(ValueError, match="not a number"):
        numbers.css_number(value)


@pytest.mark.parametrize(
    ("value", "maximum", "text"),
    [
        (Decimal("90.54"), Decimal(100), "90.5"),
        (Decimal("8.1"), 10, "81.0"),
        (0, 10, "0.0"),
        (Decimal("101"), 100, "100"),
        (Decimal("-1"), 100, "0"),
        (1, 3, "33.3"),
        (None, 100, ""),
        (5, None, ""),
        (5, 0, ""),
    ],
)
def test_a_share_stays_within_the_scale_and_the_unknown_has_none(value, maximum, text):
    assert numbers.percent_of(value, maximum) == text
