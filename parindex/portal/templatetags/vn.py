"""The portal's wording inside templates: numbers, dates and sources as presenters.words says them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString

from ..presenters import words
from ..tables import bar_html

register = template.Library()


@register.filter
def bar(share: str) -> SafeString:
    """A bar from zero to the maximum, as in the ranking table."""
    return bar_html(share)


@register.filter
def number(value: Decimal | int) -> str:
    """A figure with a decimal comma and no needless zeros."""
    return words.number(value)


@register.filter
def compared_with_corrected(release: Any) -> str:
    """That the table of a release is compared with one that was corrected since."""
    return words.compared_with_corrected(release)


@register.filter
def when(text: str) -> str:
    """A day, month or year in Vietnamese form."""
    return words.when(text)


@register.filter
def sources(text: str) -> list[tuple[str, str]]:
    """The sources of a figure as pairs (text, address)."""
    return words.sources(text)


@register.filter
def at(found: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds under a key; None where it holds nothing."""
    return found.get(key)
