"""Why a unit's rank changed: who passed whom, by name, and how much of it was its own doing.

A unit's rank is one more than the number of units ahead of it (where ties skip no rank: of different figures ahead). So
its change is counted by looking at each other unit: was it ahead, is it ahead? Both answers come from published ranks alone,
which works where no figure is printed. What the two tables do not tell stays a part of its own, the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .ranking import TieRule, rank


class How(StrEnum):
    """What happened between the unit and another one."""

    OVERTAKEN = "overtaken"  # was ahead and is behind: a place gained
    REACHED = "reached"  # was ahead and shares the rank: a place gained
    LEFT = "left"  # was ahead and is not ranked any more: a place gained
    PASSED_BY = "passed_by"  # was behind and is ahead: a place lost
    BROKE_AWAY = "broke_away"  # shared the rank and is ahead: a place lost
    JOINED = "joined"  # was not ranked and is ahead: a place lost
    CAUGHT_UP = "caught_up"  # was behind and shares the rank: the unit keeps its own
    SHAKEN_OFF = "shaken_off"  # shared the rank and is behind: the unit keeps its own


# How many places each way gives (+) or takes (−).
PLACES = {
    How.OVERTAKEN: 1,
    How.REACHED: 1,
    How.LEFT: 1,
    How.PASSED_BY: -1,
    How.BROKE_AWAY: -1,
    How.JOINED: -1,
    How.CAUGHT_UP: 0,
    How.SHAKEN_OFF: 0,
}


class NoOwnMove(StrEnum):
    """Why a change of rank is not parted into the unit's own and the others' doing."""

    FIGURES_UNKNOWN = "figures_unknown"  # not every unit's figure of both years is published
    OTHER_MEASURE = "other_measure"  # the figures of the two years do not compare
    RANKS_DISAGREE = "ranks_disagree"  # the published ranks do not follow from the published figures


@dataclass(frozen=True)
class Table:
    """One year's ranks. `is_whole`: every unit that has a rank is here. `figures`: what ranks, as far as it is published."""

    ranks: Mapping[str, int]
    is_whole: bool = True
    rule: TieRule = TieRule.COMPETITION
    figures: Mapping[str, Decimal] = field(default_factory=dict)

    def saved_by_ties(self, unit: str) -> int:
        """Places that ties among the units ahead do not cost where no rank is skipped (1, 2, 2, 3); 0 by the other rule."""
        if self.rule is not TieRule.DENSE:
            return 0
        own = self.ranks[unit]
        ahead = [each for each in self.ranks.values() if each < own]
        return len(ahead) - len(set(ahead))

    @cached_property
    def follows_from_figures(self) -> bool:
        return self.figures.keys() == self.ranks.keys() and rank(self.figures, self.rule) == dict(self.ranks)


@dataclass(frozen=True, slots=True)
class Encounter:
    """Another unit that stands otherwise to this one than a year before."""

    unit: str
    how: How

    @property
    def places(self) -> int:
        return PLACES[self.how]


@dataclass(frozen=True, slots=True)
class RankSplit:
    """The change of one unit's rank; places gained are positive.

    `whole` is exactly the places of all encounters, `ties` and `rest`. `ties`: ties formed or dissolved among the units
    ahead, which count only where no rank is skipped. `rest`: what the two tables do not tell; it is 0 in whole tables whose
    ranks are as their rule says. `strangers`: units whose rank is known in one of the years only, while that other table
    is not whole, so that nothing is said of them.

    `own`: places gained by the unit's new figure against the others' old ones; `others`: the rest of the change, theirs.
    Both None with `why_not`.
    """

    before: int
    after: int
    encounters: tuple[Encounter, ...]
    ties: int
    rest: int
    strangers: tuple[str, ...] = ()
    own: int | None = None
    others: int | None = None
    why_not: NoOwnMove | None = None

    @property
    def whole(self) -> int:
        return self.before - self.after

    @property
    def rank_by_own_move(self) -> int | None:
        """The rank it would have with its new figure, had all others kept theirs."""
        return None if self.own is None else self.before - self.own

    def of(self, *hows: How) -> tuple[str, ...]:
        return tuple(each.unit for each in self.encounters if each.how in hows)


def _side(own: int, other: int) -> int:
    """-1: the other is ahead; 0: level; 1: behind."""
    return (other > own) - (other < own)


_MET = {
    (-1, 1): How.OVERTAKEN,
    (-1, 0): How.REACHED,
    (1, -1): How.PASSED_BY,
    (0, -1): How.BROKE_AWAY,
    (1, 0): How.CAUGHT_UP,
    (0, 1): How.SHAKEN_OFF,
}


def _encounters(unit: str, before: Table, after: Table) -> Iterator[Encounter]:
    """In the order of the later table, then those who left in the order of the earlier one."""
    was, is_ = before.ranks[unit], after.ranks[unit]
    for other, other_rank in sorted(after.ranks.items(), key=_by_rank):
        if other == unit:
            continue
        if other in before.ranks:
            how = _MET.get((_side(was, before.ranks[other]), _side(is_, other_rank)))
            if how is not None:
                yield Encounter(other, how)
        elif before.is_whole and other_rank < is_:
            yield Encounter(other, How.JOINED)
    for other, other_rank in sorted(before.ranks.items(), key=_by_rank):
        if other not in after.ranks and after.is_whole and other_rank < was:
            yield Encounter(other, How.LEFT)


def _by_rank(item: tuple[str, int]) -> tuple[int, str]:
    return item[1], item[0]


def split_rank(unit: str, before: Table, after: Table, *, is_one_measure: bool = True) -> RankSplit | None:
    """The change of a unit's rank, or None where it has no rank in one of the years.

    `is_one_measure`: the figures of the two years compare with each other; where they do not, nothing is said of the
    unit's own move.
    """
    if unit not in before.ranks or unit not in after.ranks:
        return None
    encounters = tuple(_encounters(unit, before, after))
    both_whole = before.is_whole and after.is_whole
    ties = after.saved_by_ties(unit) - before.saved_by_ties(unit) if both_whole else 0
    whole = before.ranks[unit] - after.ranks[unit]
    rest = whole - ties - sum(each.places for each in encounters)
    strangers = _strangers(before, after) | _strangers(after, before)
    own, why_not = _own_move(unit, before, after, is_one_measure=is_one_measure)
    return RankSplit(
        before.ranks[unit],
        after.ranks[unit],
        encounters,
        ties,
        rest,
        tuple(sorted(strangers)),
        own,
        None if own is None else whole - own,
        why_not,
    )


def _strangers(table: Table, other: Table) -> set[str]:
    """Units of a table of which another one, that is not whole, does not tell whether it had them."""
    return set() if other.is_whole else set(table.ranks.keys() - other.ranks.keys())


def _own_move(unit: str, before: Table, after: Table, *, is_one_measure: bool) -> tuple[int | None, NoOwnMove | None]:
    tables = (before, after)
    if not is_one_measure:
        return None, NoOwnMove.OTHER_MEASURE
    if not all(table.is_whole and table.ranks.keys() <= table.figures.keys() for table in tables):
        return None, NoOwnMove.FIGURES_UNKNOWN
    if not all(table.follows_from_figures for table in tables):
        return None, NoOwnMove.RANKS_DISAGREE
    alone = rank({**before.figures, unit: after.figures[unit]}, before.rule)[unit]
    return before.ranks[unit] - alone, None
