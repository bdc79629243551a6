"""The order of found units: real ones first, the name as typed, then names that begin so, then those with results."""

from collections.abc import Iterable
from dataclasses import dataclass

from units.models import Unit
from units.names import match_key, search_key

from .units import designation

MOST = 60


@dataclass(frozen=True, slots=True)
class Found:
    unit: Unit
    has_results: bool

    @property
    def designation(self) -> str:
        return designation(self.unit)


def order(units: Iterable[Unit], words: str, with_results: set[str]) -> list[Found]:
    """Best match first; equal matches keep the official order of units."""
    key, bare = match_key(words), search_key(words)

    def rank(unit: Unit) -> tuple:
        return (
            unit.illustrative,
            key not in (unit.match_key, unit.full_match_key),
            search_key(unit.name) != bare,
            not search_key(unit.name).startswith(bare),
            unit.code not in with_results,
            unit.has_ended,
        )

    return [Found(unit, unit.code in with_results) for unit in sorted(units, key=rank)]
