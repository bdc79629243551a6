"""A reader of Vietnamese sentences about results, which knows nothing of how they were made: text in, figures out.

Every digit must belong to a figure whose words say what it counts; a bare number is an error.
"""

import re
from decimal import Decimal

_NUMBER = r"\d+(?:,\d+)?"
_PATTERNS = (
    ("percent_points", rf"({_NUMBER}) điểm phần trăm\b"),
    ("points", rf"({_NUMBER})/{_NUMBER} điểm\b"),
    ("points", rf"({_NUMBER}) điểm\b"),
    ("percent", rf"({_NUMBER})%"),
    ("places", r"(\d+) bậc\b"),
    ("count", r"(\d+) đơn vị\b"),
    ("year", r"\bnăm (\d{4})\b"),
    ("rank", r"\b(?:hạng|thứ) (\d+)(?:/\d+)?(?!\d|,\d|%)"),
)
_ANY = re.compile("|".join(f"(?P<p{number}>{pattern})" for number, (_kind, pattern) in enumerate(_PATTERNS)))


class CannotBeRead(AssertionError):
    """A number of which the words do not say what it is."""


def read(text):
    """The figures of a sentence in their order: [("places", Decimal(4)), ...]."""
    found, at = [], 0
    for match in _ANY.finditer(text):
        if re.search(r"\d", text[at : match.start()]):
            raise CannotBeRead(f"{text[at : match.start()]!r} in {text!r}")
        at = match.end()
        which = int(match.lastgroup[1:]) if match.lastgroup else 0
        value = next(each for each in match.groups()[1:] if each is not None and re.fullmatch(_NUMBER, each))
        found.append((_PATTERNS[which][0], Decimal(value.replace(",", "."))))
    if re.search(r"\d", text[at:]):
        raise CannotBeRead(f"{text[at:]!r} in {text!r}")
    return found
