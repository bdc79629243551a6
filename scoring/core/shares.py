"""A unit's share of what it could reach, beside its block: points out of different maximums have no average, shares have.

Shares are fractions, in percent; nothing is rounded here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class InBlock:
    """Percent: the unit's share, the block's average, the best, and who has it, in the order of the block."""

    own: Fraction
    average: Fraction
    best: Fraction
    holders: tuple[str, ...]


def share_of(points: Decimal | None, full: Decimal | None) -> Fraction | None:
    """Points in percent of what could be reached; None where either is not known or nothing could be reached."""
    return Fraction(points) * 100 / Fraction(full) if points is not None and full else None


def in_block(shares: Mapping[str, Fraction | None], unit: str) -> InBlock | None:
    """The unit beside all that have a share; None where it has none, or is the only one."""
    known = {each: share for each, share in shares.items() if share is not None}
    if unit not in known or len(known) < 2:
        return None
    best = max(known.values())
    holders = tuple(each for each, share in known.items() if share == best)
    return InBlock(known[unit], sum(known.values(), Fraction(0)) / len(known), best, holders)
