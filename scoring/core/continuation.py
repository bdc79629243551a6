"""How one criteria set continues another: which leaf follows which, how, and what points at one are worth at the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from .marks import NOT_APPLICABLE, Mark
from .rounding import round_half_up
from .rules import POINT_QUANTUM
from .scheme import Criterion


class LeafMapping(StrEnum):
    """How a leaf stands against the set of the year before. The values are those that criteria are mapped with."""

    SAME = "same"
    TEXT = "text"
    MAXIMUM = "maximum"
    NEW = "new"


class Continued(NamedTuple):
    """Which leaf of the set before a leaf continues, and how."""

    code: str
    mapping: LeafMapping = LeafMapping.SAME


@dataclass(frozen=True, slots=True)
class Linked:
    """A leaf with what its set says of it: the code in the set before that it continues ("" for none), and the mapping."""

    code: str
    max_score: Decimal | None
    previous: str = ""
    mapping: str = ""


def continued(
    leaves: Iterable[Linked], then: Mapping[str, Decimal | None], *, is_same_set: bool
) -> dict[str, Continued]:
    """Which leaf of the set before each leaf continues, by code; `then` are the maximums of that set's leaves.

    Under one set every leaf continues itself. Whatever a set says of itself, points out of another maximum are never
    called the same. A leaf that calls itself new continues none, nor does one that says nothing known of itself (frozen rows
    hold any text).
    """
    found = {}
    for leaf in leaves:
        old = leaf.code if is_same_set else leaf.previous
        said = LeafMapping.SAME if is_same_set else leaf.mapping
        if old not in then or said not in set(LeafMapping) - {LeafMapping.NEW}:
            continue
        how = LeafMapping(said)
        found[leaf.code] = Continued(old, how if then[old] == leaf.max_score else LeafMapping.MAXIMUM)
    return found


def in_points_of(leaf: Criterion, others: Sequence[Criterion], marks: Sequence[Mark | None]) -> Mark | None:
    """What a unit's marks at other leaves come to in points of this one: its share of their maximum, rounded as points are.

    Several leaves count together, by those that apply; a missing mark among them leaves nothing to say.
    """
    if any(mark is None for mark in marks):
        return None
    known = [(each, mark) for each, mark in zip(others, marks, strict=True) if isinstance(mark, Decimal)]
    if not known:
        return NOT_APPLICABLE
    points, maximum = sum(mark for _each, mark in known), sum(each.max_score for each, _mark in known)
    if maximum == leaf.max_score:
        return Decimal(points)
    if not maximum:
        return Decimal(0)
    return round_half_up(points * leaf.max_score / maximum, POINT_QUANTUM)
