"""Where a unit lost points, what each loss cost in places, and the cheapest way to a better place.

What counts as lost: at a leaf of the scale its maximum less the points; at a penalty the points taken away. A bonus not
earned is no loss, nor is a leaf that does not apply or has no mark. Everybody else stays as they are throughout.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import compress
from typing import NamedTuple

from .block import Block, block_of
from .continuation import LeafMapping
from .marks import Mark, points_of, quanta_of
from .scheme import Criterion, Origin

_NOTHING = Decimal(0)


class Earlier(NamedTuple):
    """The year before at the leaf that a leaf continues; `lost` None: it had no points there, or there is no such leaf."""

    how: LeafMapping
    lost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a unit lost at one leaf. `places`: how many it would gain with full marks there; None without a rank."""

    code: str
    points: Decimal
    max_score: Decimal
    lost: Decimal
    places: int | None
    full: tuple[str, ...]  # the others with nothing lost there, in the order of the block
    earlier: Earlier | None = None  # None: nothing is known of the year before

    @property
    def is_repeated(self) -> bool:
        """Whether points were lost at this criterion the year before too, however many."""
        return self.earlier is not None and bool(self.earlier.lost)


def lost_at(leaf: Criterion, mark: Mark | None) -> Decimal | None:
    """What was lost at a leaf, 0 for nothing; None where there is nothing to lose: no points, or a bonus."""
    if not isinstance(mark, Decimal) or leaf.origin is Origin.BONUS:
        return None
    return mark if leaf.origin is Origin.PENALTY else leaf.max_score - mark


def _full(leaf: Criterion) -> Decimal:
    return _NOTHING if leaf.origin is Origin.PENALTY else leaf.max_score


def losses(block: Block, unit: str, earlier: Mapping[str, Earlier] | None = None) -> tuple[Loss, ...]:
    """Every leaf where the unit lost points, the largest loss first, equal ones in the order of the set.

    `earlier` says of leaves by code what was the year before.
    """
    own = block.marks_of(unit)
    lost = {leaf.code: lost_at(leaf, own.get(leaf.code)) for leaf in block.scheme.leaves}
    leaves = [leaf for leaf in block.scheme.leaves if lost[leaf.code]]
    places = _places_worth(block, unit, leaves)
    found = [
        Loss(
            leaf.code,
            own[leaf.code],  # type: ignore[arg-type]  # a leaf where points were lost has points
            leaf.max_score,
            lost[leaf.code] or _NOTHING,
            places.get(leaf.code),
            _with_nothing_lost(block, leaf),
            (earlier or {}).get(leaf.code),
        )
        for leaf in leaves
    ]
    return tuple(sorted(found, key=lambda each: -each.lost))


def _with_nothing_lost(block: Block, leaf: Criterion) -> tuple[str, ...]:
    """The units with full marks at a leaf; where something was lost there, the unit that lost it is none of them."""
    column = block.columns[leaf.code]
    is_full = column.pick([lost_at(leaf, mark) == 0 for mark in column.entries])
    return tuple(compress(block.units, is_full))


def _places_worth(block: Block, unit: str, leaves: list[Criterion]) -> dict[str, int]:
    """Places gained with full marks at one leaf, leaf by leaf: one round in which the unit stands once for each of them."""
    now = block.result.ranks.get(unit)
    if now is None or not leaves:
        return {}
    own = block.marks_of(unit)
    each_full = {leaf.code: {**own, leaf.code: _full(leaf)} for leaf in leaves}
    sheets = block_of(block.scheme, each_full, survey_was_made=block.survey_was_made).result.sheets
    return {
        code: now - block.rank_with(unit, figure)
        for code, sheet in sheets.items()
        if (figure := sheet.figure) is not None
    }


class NoPath(StrEnum):
    """Why there is no way to a better place."""

    NO_RANK = "no_rank"  # the unit is not ranked
    FIRST = "first"  # nobody is ahead


@dataclass(frozen=True, slots=True)
class Gain:
    """The least number of points more that reach a place, and the fewest leaves that hold so many.

    `leaves`: the largest losses first, until they hold `points`; full marks at all of them reach the place as well.
    `rank` is that with exactly `points` more, `is_shared` whether somebody else has the same figure then.
    """

    points: Decimal
    rank: int
    is_shared: bool
    leaves: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """From a unit to the place above. `ahead`: the units on the next better figure.

    `share` reaches at least their figure, which is a better rank by either tie rule; `overtake` leaves them behind. The
    two are one where no number of points makes the figures equal. Nobody with all that could be reached is overtaken (None).
    """

    ahead: tuple[str, ...]
    gap: Decimal
    share: Gain
    overtake: Gain | None


def cheapest_path(block: Block, unit: str, lost: tuple[Loss, ...]) -> Path | NoPath:
    """The least that the unit would need for a better place; `lost` as `losses` gives them.

    The points needed are the fewest, to 0,0001, with which the figure that ranks (rounded first, where ranks are taken from
    the published one) is not below that of the next unit ahead, or above it. Which leaf they come from makes no difference
    to the figure, so the fewest leaves are the largest losses.
    """
    figures = block.figures
    if unit not in figures:
        return NoPath.NO_RANK
    better = [figure for figure in figures.values() if figure > figures[unit]]
    if not better:
        return NoPath.FIRST
    goal = min(better)
    share = _gain(block, unit, lost, goal, overtake=False)
    if share is None:
        # With everything that was lost a unit has all that it could reach, and nobody has more than that.
        raise ValueError(f"these are not all the losses of {unit}")
    return Path(
        tuple(other for other, figure in figures.items() if figure == goal),
        goal - figures[unit],
        share,
        _gain(block, unit, lost, goal, overtake=True),
    )


def _gain(block: Block, unit: str, lost: tuple[Loss, ...], goal: Decimal, *, overtake: bool) -> Gain | None:
    sheet = block.result.sheets[unit]

    def reaches(quanta: int) -> bool:
        figure = sheet.figure_with(points_of(quanta))
        return figure is not None and (figure > goal or (not overtake and figure == goal))

    low, high = 0, sum(quanta_of(each.lost) for each in lost)
    if not reaches(high):
        return None
    # More points never make a smaller figure, so halving finds the first that reaches.
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle + 1, high)
    points = points_of(low)
    figure = sheet.figure_with(points)
    if figure is None:  # no: it has just reached
        return None
    return Gain(
        points,
        block.rank_with(unit, figure),
        any(other == figure for code, other in block.figures.items() if code != unit),
        _fewest(lost, points),
    )


def _fewest(lost: tuple[Loss, ...], points: Decimal) -> tuple[Loss, ...]:
    """The fewest leaves that hold so many points, the largest losses first."""
    held, found = _NOTHING, []
    for each in lost:
        if held >= points:
            break
        found.append(each)
        held += each.lost
    return tuple(found)
