"""The change between two years, or the reason why there is none to state.

A change is stated only between the same unit in the same group in consecutive years with no break of method between
them. Everything else is "không so sánh được", with its reason; a comparison is never guessed.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class NoComparison(StrEnum):
    """Why two years cannot be compared."""

    NO_PREVIOUS = "no_previous"  # nothing published for the year before
    GROUP_CHANGED = "group_changed"  # the block of units is another one
    UNIT_CHANGED = "unit_changed"  # the unit is new, or another body under the same name
    METHOD_BREAK = "method_break"  # the index says that the two years do not compare
    MAXIMUM_CHANGED = "maximum_changed"  # points out of another maximum: less or more applies to the unit
    NOT_PUBLISHED = "not_published"  # one of the two figures was not published


class Edition(NamedTuple):
    """One unit's place in one year's publication."""

    year: int
    group: str
    unit: str
    rank: int | None
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Break:
    """Between `before` and `after` (consecutive years) an index stopped being comparable, in score, rank or both."""

    before: int
    after: int
    of_score: bool = True
    of_rank: bool = True


class Change(NamedTuple):
    """What changed. `rank` counts places gained (positive: a better rank); None comes with its reason."""

    rank: int | None = None
    rank_reason: NoComparison | None = None
    score: Decimal | None = None
    score_reason: NoComparison | None = None


def _both(reason: NoComparison) -> Change:
    return Change(rank_reason=reason, score_reason=reason)


def is_broken(breaks: tuple[Break, ...], before: int, after: int, what: str) -> bool:
    """Whether some break lies between the two years, for `what` = "rank" or "score"."""
    for each in breaks:
        if before <= each.before and each.after <= after and (each.of_rank if what == "rank" else each.of_score):
            return True
    return False


def change_between(previous: Edition | None, current: Edition, breaks: tuple[Break, ...] = ()) -> Change:
    """The change of rank and score from `previous` to `current`, each with a value or a reason, never both."""
    if previous is None or current.year - previous.year != 1:
        return _both(NoComparison.NO_PREVIOUS)
    if previous.group != current.group:
        return _both(NoComparison.GROUP_CHANGED)
    if previous.unit != current.unit:
        return _both(NoComparison.UNIT_CHANGED)

    rank: int | None = None
    score: Decimal | None = None
    rank_reason = score_reason = None
    if is_broken(breaks, previous.year, current.year, "rank"):
        rank_reason = NoComparison.METHOD_BREAK
    elif previous.rank is None or current.rank is None:
        rank_reason = NoComparison.NOT_PUBLISHED
    else:
        rank = previous.rank - current.rank
    if is_broken(breaks, previous.year, current.year, "score"):
        score_reason = NoComparison.METHOD_BREAK
    elif previous.score is None or current.score is None:
        score_reason = NoComparison.NOT_PUBLISHED
    else:
        score = current.score - previous.score
    return Change(rank, rank_reason, score, score_reason)
