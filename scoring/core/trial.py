"""Last year's round scored once more under a draft set: what each leaf's points come from, and who would move.

A trial, never a result. A leaf of the draft is carried in one way for every unit: its points are kept, worked out anew
from what was measured, or taken in proportion to the new maximum; a leaf of which last year says nothing leaves the scheme
(and so the denominator) of the trial. Two ways within one leaf would compare units by two measures.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from .block import Block, block_of
from .continuation import Continued, LeafMapping, in_points_of
from .marks import Mark
from .rules import Measure, Measured, MeasureRefused, Steps
from .scheme import Criterion, Scheme


class Carry(StrEnum):
    """How the points of a leaf of the draft come about."""

    KEPT = "kept"  # last year's points as they were
    RESCORED = "rescored"  # the draft's rule on last year's measure
    SCALED = "scaled"  # last year's share of the maximum, out of the new one
    NO_DATA = "no_data"  # last year says nothing of it


class NoData(StrEnum):
    """Why last year says nothing of a leaf."""

    NEW = "new"  # it continues no leaf of last year's set
    ORIGIN = "origin"  # its points come from somewhere else now (a survey instead of a mark)
    UNMARKED = "unmarked"  # nobody was marked on the leaf that it continues


@dataclass(frozen=True, slots=True)
class CarriedLeaf:
    """A leaf of the draft, the one that it continues, and how its points come about.

    `refused`: units whose measure the draft's rule does not take, for which the points of all were carried instead.
    `is_split`: other leaves continue the same one, so each has its share of those points.
    """

    leaf: Criterion
    how: Carry
    before: Criterion | None = None
    mapping: LeafMapping = LeafMapping.NEW
    why: NoData | None = None
    is_split: bool = False
    refused: tuple[str, ...] = ()

    @property
    def is_past_the_rule(self) -> bool:
        """Whether the draft scores by another rule, and the points were carried without it."""
        return self.how in (Carry.KEPT, Carry.SCALED) and self.before is not None and self.before.rule != self.leaf.rule


class Move(NamedTuple):
    """A unit by last year's set and by the draft; None where it has no figure or no rank."""

    unit: str
    rank_before: int | None
    rank_after: int | None
    index_before: Decimal | None
    index_after: Decimal | None

    @property
    def places(self) -> int | None:
        """Places gained (positive: a better rank); None where one of the ranks is not there."""
        if self.rank_before is None or self.rank_after is None:
            return None
        return self.rank_before - self.rank_after

    @property
    def points(self) -> Decimal | None:
        """The change of the index in percentage points."""
        if self.index_before is None or self.index_after is None:
            return None
        return self.index_after - self.index_before


@dataclass(frozen=True)
class Trial:
    """The round as it was, and as it would have been. `removed`: leaves of last year's set that nothing continues."""

    before: Block
    after: Block
    leaves: tuple[CarriedLeaf, ...]
    removed: tuple[Criterion, ...] = ()

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """Every unit, in the order of the round."""
        was, would_be = self.before.result, self.after.result
        return tuple(
            Move(
                unit,
                was.ranks.get(unit),
                would_be.ranks.get(unit),
                was.sheets[unit].index,
                would_be.sheets[unit].index,
            )
            for unit in self.before.units
        )

    @property
    def left_out(self) -> tuple[CarriedLeaf, ...]:
        """The leaves that the trial cannot count."""
        return tuple(each for each in self.leaves if each.how is Carry.NO_DATA)


# What a unit had at each leaf: how it was measured, where it was.
Measures = Mapping[str, Mapping[str, Measure]]


@dataclass(frozen=True)
class _Last:
    """Last year, by leaf and unit."""

    block: Block
    measures: Measures
    leaves: Mapping[str, Criterion] = field(default_factory=dict)

    def marks(self, code: str) -> dict[str, Mark | None]:
        column = self.block.columns.get(code)
        if column is None:
            return dict.fromkeys(self.block.units)
        return dict(zip(self.block.units, column.pick(column.entries), strict=True))


def trial(last: Block, measures: Measures, draft: Scheme, links: Mapping[str, Continued]) -> Trial:
    """Last year's round under the draft. `measures` are by unit and last year's leaf, `links` by leaf of the draft.

    Places, tie rule, what is ranked on and whether the survey's share is spread are the draft's own.
    """
    known = _Last(last, measures, {leaf.code: leaf for leaf in last.scheme.leaves})
    times = Counter(link.code for link in links.values())
    leaves: list[CarriedLeaf] = []
    marks: dict[str, dict[str, Mark | None]] = {}
    for leaf in draft.leaves:
        link = links.get(leaf.code)
        is_split = link is not None and times[link.code] > 1
        found, own = _carried(leaf, link, known, is_split=is_split)
        leaves.append(found)
        if own is not None:
            marks[leaf.code] = own
    by_unit = {unit: {code: own[unit] for code, own in marks.items()} for unit in last.units}
    after = block_of(draft.only(marks.keys()), by_unit, survey_was_made=last.survey_was_made)
    gone = known.leaves.keys() - {link.code for link in links.values()}
    return Trial(last, after, tuple(leaves), tuple(leaf for leaf in last.scheme.leaves if leaf.code in gone))


def _carried(
    leaf: Criterion, link: Continued | None, last: _Last, *, is_split: bool
) -> tuple[CarriedLeaf, dict[str, Mark | None] | None]:
    """How a leaf is carried, and its marks by unit; none where last year says nothing of it."""
    before = last.leaves.get(link.code) if link is not None else None
    if link is None or before is None:
        return CarriedLeaf(leaf, Carry.NO_DATA, why=NoData.NEW), None
    if before.origin is not leaf.origin:
        return CarriedLeaf(leaf, Carry.NO_DATA, before, link.mapping, NoData.ORIGIN), None
    marks = last.marks(before.code)
    if all(mark is None for mark in marks.values()):
        return CarriedLeaf(leaf, Carry.NO_DATA, before, link.mapping, NoData.UNMARKED), None
    is_same = before.rule == leaf.rule and before.max_score == leaf.max_score
    refused: tuple[str, ...] = ()
    if not is_same and not is_split and _measure_alike(before, leaf):
        anew, refused = _rescored(leaf, before, marks, last.measures)
        if anew is not None:
            return CarriedLeaf(leaf, Carry.RESCORED, before, link.mapping), anew
    how = Carry.KEPT if before.max_score == leaf.max_score else Carry.SCALED
    kept = {unit: in_points_of(leaf, [before], [mark]) for unit, mark in marks.items()}
    return CarriedLeaf(leaf, how, before, link.mapping, None, is_split, refused), kept


def _measure_alike(before: Criterion, leaf: Criterion) -> bool:
    """Whether a measure made for one leaf says the same at the other. Points of a judgement are no measure of anything."""
    return before.rule.measures is leaf.rule.measures is not Measured.POINTS


def _rescored(
    leaf: Criterion, before: Criterion, marks: Mapping[str, Mark | None], measures: Measures
) -> tuple[dict[str, Mark | None] | None, tuple[str, ...]]:
    """The draft's rule on every unit's measure; nothing where one has no measure or one that the rule does not take.

    A measure is used only where last year's own rule gives the unit's points from it: otherwise it is not what they came from.
    """
    found: dict[str, Mark | None] = {}
    refused = []
    for unit, mark in marks.items():
        if not isinstance(mark, Decimal):
            found[unit] = mark
            continue
        measure = measures.get(unit, {}).get(before.code, Measure())
        try:
            if _means_another_step(before, leaf, measure) or before.rule.points(measure, before.max_score) != mark:
                refused.append(unit)
            else:
                found[unit] = leaf.rule.points(measure, leaf.max_score)
        except MeasureRefused:
            refused.append(unit)
    return (None if refused else found), tuple(refused)


def _means_another_step(before: Criterion, leaf: Criterion, measure: Measure) -> bool:
    """Whether a chosen step is described otherwise in the draft: under one code there may be another thing."""
    if not isinstance(before.rule, Steps) or not isinstance(leaf.rule, Steps):
        return False
    return before.rule.chosen(measure).label != leaf.rule.chosen(measure).label
