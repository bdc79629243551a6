"""Ranks from figures, with ties.

No written national tie rule was found, so the rule is a setting of each publication. The default follows the
announcement of 30/3/2021, where two units share 90,03 and the next one is called fourth: standard competition ranking.
"""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class TieRule(StrEnum):
    """How ranks go on after a tie."""

    COMPETITION = "competition"  # 1, 2, 2, 4
    DENSE = "dense"  # 1, 2, 2, 3


def rank(figures: Mapping[Key, Decimal], rule: TieRule = TieRule.COMPETITION) -> dict[Key, int]:
    """Ranks from 1, highest figure first; equal figures share a rank. The order of the mapping does not matter."""
    ordered = sorted(figures.values(), reverse=True)
    if rule is TieRule.DENSE:
        ordered = sorted(set(ordered), reverse=True)
    first_place: dict[Decimal, int] = {}
    for place, figure in enumerate(ordered, start=1):
        first_place.setdefault(figure, place)
    return {key: first_place[figure] for key, figure in figures.items()}
