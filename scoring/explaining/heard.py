"""Text in, figures out: what numbers a Vietnamese sentence states, by kind. Knows nothing of how sentences are made.

Every digit must belong to a figure whose words say what it counts; a bare number is not understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .pieces import Kind

_NUMBER = r"[0-9]+(?:,[0-9]+)?"
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (Kind.PERCENT_POINTS, rf"({_NUMBER}) điểm phần trăm\b"),
    (Kind.POINTS, rf"({_NUMBER})/({_NUMBER}) điểm\b"),
    (Kind.POINTS, rf"({_NUMBER}) điểm\b"),
    (Kind.PERCENT, rf"({_NUMBER}) ?%"),
    (Kind.PLACES, r"([0-9]+) bậc\b"),
    (Kind.COUNT, r"([0-9]+) đơn vị\b"),
    (Kind.YEAR, r"\b[Nn]ăm ([0-9]{4})\b"),
    (Kind.RANK, r"\b(?:[Hh]ạng|[Tt]hứ|[Vv]ị trí) ([0-9]+)(?:/([0-9]+))?(?![0-9]|,[0-9]|%)"),
)
_ANY = re.compile("|".join(f"(?P<p{place}>{pattern})" for place, (_kind, pattern) in enumerate(_PATTERNS)))
_DIGITS = re.compile(r"[0-9][0-9.,/]*[0-9]|[0-9]")
# Words before the number that belong to what a rank and a year are called, and not to the figure itself.
_BEFORE_THE_NUMBER = frozenset({Kind.YEAR, Kind.RANK})


class CannotBeRead(ValueError):
    """A number of which the words do not say what it is. `number`: as it is written."""

    def __init__(self, number: str, text: str) -> None:
        super().__init__(f"{number!r} in {text!r}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Heard:
    """A number that a text states. `out_of`: what stands behind its stroke ("9/15"). `start`, `end`: where the figure is."""

    kind: Kind
    value: Decimal
    out_of: Decimal | None
    start: int
    end: int


def hear(text: str) -> list[Heard]:
    """The figures of a text in their order. Raises `CannotBeRead` at the first number that is none."""
    found, at = [], 0
    for match in _ANY.finditer(text):
        _refuse_digits(text, at, match.start())
        found.append(_heard(match))
        at = match.end()
    _refuse_digits(text, at, len(text))
    return found


def hear_all(text: str) -> Iterator[Heard]:
    """The same of a text that may hold other numbers too."""
    return map(_heard, _ANY.finditer(text))


def _heard(match: re.Match[str]) -> Heard:
    which = next(place for place in range(len(_PATTERNS)) if match.group(f"p{place}") is not None)
    kind = _PATTERNS[which][0]
    own = match.re.groupindex[f"p{which}"]
    numbers = [each for each in match.groups()[own : own + re.compile(_PATTERNS[which][1]).groups] if each is not None]
    value, *out_of = (Decimal(each.replace(",", ".")) for each in numbers)
    start = match.start(own + 1) if kind in _BEFORE_THE_NUMBER else match.start()
    return Heard(kind, value, out_of[0] if out_of else None, start, match.end())


def _refuse_digits(text: str, start: int, end: int) -> None:
    if bare := _DIGITS.search(text, start, end):
        raise CannotBeRead(bare.group(), text)
