"""Whether a table is the whole block. What speaks of a block as one (ranks, an average) may only be made from all of it."""

from collections.abc import Collection
from decimal import Decimal

# Its makers forbid ranks made from its scores; only a rank that a source prints is shown.
_NEVER_RANKED_ANEW = frozenset({"papi"})


def has_every_total(totals: Collection[Decimal | None], *, unit_count: int | None, is_computed: bool) -> bool:
    """Whether every unit of the block has a total.

    A transcribed table whose block has an unknown size (`unit_count` None) may be only its top, or a single row: a
    figure made from it would look like the whole. A table computed in this system knows its own units.
    """
    if not totals or any(total is None for total in totals):
        return False
    if unit_count is None:
        return is_computed
    return len(totals) == unit_count


def may_rank_anew(index: str, totals: Collection[Decimal | None], *, unit_count: int | None, is_computed: bool) -> bool:
    """Whether ranks may be computed from the totals: the whole block is there, and the index allows it."""
    return index not in _NEVER_RANKED_ANEW and has_every_total(totals, unit_count=unit_count, is_computed=is_computed)
