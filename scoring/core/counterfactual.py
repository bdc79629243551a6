"""Ranks as they would have been by something else: one component alone, without the survey, without an area, by last year's set.

None of them is a result. Each is the same marks by a scheme with other leaves, with the settings of the round (places,
tie rule, what is ranked on), so that nothing but the leaves differs.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from .block import Block, column_of
from .continuation import in_points_of
from .marks import Column, Mark
from .scheme import COUNTED, Criterion, Origin


class Kind(StrEnum):
    """What is otherwise."""

    ONLY = "only"  # one component alone; `what` is its origin
    WITHOUT = "without"  # everything but one origin; `what` is that origin
    WITHOUT_AREA = "without_area"  # `what` is the area's code
    LAST_YEAR = "last_year"  # last year's leaves and maximums
    COMMON = "common"  # the leaves of both years, with last year's maximums


class NoRank(StrEnum):
    """Why nothing can be said, of one unit or of all."""

    MISSING = "missing"  # a mark that this rests on is missing
    NOTHING_APPLIES = "nothing_applies"  # none of these leaves applies to the unit
    LEAVES_REMOVED = "leaves_removed"  # last year's set has leaves that nobody was marked on this year


@dataclass(frozen=True)
class Counterfactual:
    """Ranks of the units that have one, and of each other unit the reason why it has none. `refused`: none has."""

    kind: Kind
    what: str = ""
    ranks: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    reasons: Mapping[str, NoRank] = field(default_factory=dict)
    refused: NoRank | None = None
    left_out: tuple[
        str, ...
    ] = ()  # codes of the leaves that this rests not on, where they are few: removed or new ones


def _by(block: Block, kind: Kind, what: str = "", left_out: tuple[str, ...] = ()) -> Counterfactual:
    result = block.result
    reasons = {
        unit: NoRank.MISSING if sheet.missing else NoRank.NOTHING_APPLIES
        for unit, sheet in result.sheets.items()
        if unit not in result.ranks
    }
    return Counterfactual(kind, what, result.ranks, result.figures, reasons, left_out=left_out)


def counterfactuals(block: Block, former: "Former | None" = None) -> tuple[Counterfactual, ...]:
    """Every question that the set allows: components that it has more than one of, the survey, the bonus, areas, last year.

    Of a part that the set does not have, or that is all of it, nothing is asked.
    """
    scheme = block.scheme
    origins = [origin for origin in Origin if any(leaf.origin is origin for leaf in scheme.leaves)]
    counted = [origin for origin in origins if origin in COUNTED]
    of_origin = {origin: {leaf.code for leaf in scheme.leaves if leaf.origin is origin} for origin in origins}
    asked: list[tuple[Kind, str, Set[str]]] = []
    if len(counted) > 1:
        asked += [(Kind.ONLY, origin.value, of_origin[origin]) for origin in counted]
    asked += [
        (Kind.WITHOUT, origin.value, scheme.leaf_codes - of_origin[origin])
        for origin in (Origin.SURVEY, Origin.BONUS)
        if origin in origins
    ]
    asked += [
        (Kind.WITHOUT_AREA, area.code, scheme.leaf_codes - {leaf.code for leaf in area.leaves()})
        for area in scheme.areas
    ]
    found = []
    # The survey may be an area of its own; the same leaves are asked about once.
    seen = {scheme.leaf_codes}
    for kind, what, codes in asked:
        kept = scheme.only(codes)
        is_new = kept.leaf_codes not in seen
        seen.add(kept.leaf_codes)
        # Without an area that stands beside the scale nothing but the bonus or the penalty would be otherwise.
        is_of_the_scale = kind is not Kind.WITHOUT_AREA or kept.max_score != scheme.max_score
        if is_new and kept.max_score and is_of_the_scale:
            found.append(_by(block.on(kept), kind, what))
    if former is not None:
        found += _by_last_years_set(block, former)
    return tuple(found)


@dataclass(frozen=True)
class Former:
    """The leaves of last year's set, and which of this year's leaves continue which of them (this year's code first)."""

    leaves: tuple[Criterion, ...]
    continues: Mapping[str, str]


def _by_last_years_set(block: Block, former: Former) -> list[Counterfactual]:
    """By last year's leaves and maximums; where some of those leaves are gone, by what both years have.

    At a leaf whose maximum changed a unit keeps its share of the maximum (rounded as points are); several leaves that
    continue one count together.
    """
    after: dict[str, list[Criterion]] = {}
    for leaf in block.scheme.leaves:
        if (code := former.continues.get(leaf.code)) is not None:
            after.setdefault(code, []).append(leaf)
    kept = tuple(leaf for leaf in former.leaves if leaf.code in after)
    removed = tuple(leaf.code for leaf in former.leaves if leaf.code not in after)
    if not any(leaf.origin in COUNTED for leaf in kept):
        return []
    columns = {leaf.code: _carried(leaf, after[leaf.code], block) for leaf in kept}
    new = tuple(leaf.code for leaf in block.scheme.leaves if leaf.code not in former.continues)
    then = replace(block, scheme=replace(block.scheme, areas=kept), columns=columns)
    if not removed:
        return [_by(then, Kind.LAST_YEAR, left_out=new)]
    refused = Counterfactual(Kind.LAST_YEAR, refused=NoRank.LEAVES_REMOVED, left_out=removed)
    return [refused, _by(then, Kind.COMMON, left_out=new)]


def _carried(leaf: Criterion, now: list[Criterion], block: Block) -> Column[Mark | None]:
    """This year's marks in last year's points."""
    if len(now) == 1 and (column := block.columns.get(now[0].code)) is not None:
        return Column([in_points_of(leaf, now, [mark]) for mark in column.entries], column.places)
    rows = [
        block.columns[each.code].pick(block.columns[each.code].entries) for each in now if each.code in block.columns
    ]
    if len(rows) < len(now):  # nobody was marked on one of them
        return column_of([None] * len(block.units))
    return column_of(in_points_of(leaf, now, marks) for marks in zip(*rows, strict=True))
