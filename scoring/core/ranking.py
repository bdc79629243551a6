"""Ranks from figures, with ties.

No written national tie rule was found, so the rule is a setting of each publication. The default follows the
announcement of 30/3/2021, where two units share 90,03 and the next one is called fourth: standard competition ranking.
"""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class TieRule(StrEnum):
    """How ranks go on after a tie."""

    COMPETITION = "competition"  # 1, 2, 2, 4
    DENSE = "dense"  # 1, 2, 2, 3


def is_by_index(rows: Iterable[tuple[Decimal | None, Decimal | None]]) -> bool:
    """Whether units, given as (total, index in percent), are ranked by the index."""
    return any(index is not None for _total, index in rows)


def figures_to_rank(rows: Mapping[Key, tuple[Decimal | None, Decimal | None]]) -> dict[Key, Decimal | None]:
    """The figures by which units, given as (total, index in percent), are ranked.

    A total depends on what applied to a unit: 69,13 of 85 points is more than 72,50 of 100. So where the table gives any
    index in percent it decides, and a unit without one has no figure; percents and points are never held together.
    """
    by_index = is_by_index(rows.values())
    return {key: index if by_index else total for key, (total, index) in rows.items()}


def rank(figures: Mapping[Key, Decimal], rule: TieRule = TieRule.COMPETITION) -> dict[Key, int]:
    """Ranks from 1, highest figure first; equal figures share a rank. The order of the mapping does not matter."""
    ordered = sorted(figures.values(), reverse=True)
    if rule is TieRule.DENSE:
        ordered = sorted(set(ordered), reverse=True)
    first_place: dict[Decimal, int] = {}
    for place, figure in enumerate(ordered, start=1):
        first_place.setdefault(figure, place)
    return {key: first_place[figure] for key, figure in figures.items()}
