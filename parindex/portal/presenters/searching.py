"""What a reader typed to find; and the order of found units: the name as typed first, then names that begin so, then
those with results.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from units.models import Unit
from units.names import match_key, search_key

LONGEST = 80
MOST = 60


def typed(text: str, longest: int = LONGEST) -> str:
    """The words a reader typed, without control characters (a database may refuse them); "" when no letter is left.

    An accent alone would be found in every name.
    """
    words = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text).strip()[:longest]
    return words if search_key(words) else ""


@dataclass(frozen=True, slots=True)
class Found:
    unit: Unit
    has_results: bool


def order(units: Iterable[Unit], words: str, with_results: set[str]) -> list[Found]:
    """Best match first; equal matches keep the official order of units."""
    key, bare = match_key(words), search_key(words)

    def rank(unit: Unit) -> tuple:
        return (
            key not in (unit.match_key, unit.full_match_key),
            search_key(unit.name) != bare,
            not search_key(unit.name).startswith(bare),
            unit.code not in with_results,
            unit.has_ended,
        )

    return [Found(unit, unit.code in with_results) for unit in sorted(units, key=rank)]
