"""A change as a page prints it: by components, by areas and leaves, by cause, each with a line for what rounding leaves.

Printed shares add up to the printed change to the last decimal; the sentences quote these lines and no others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.core.known_parts import Rest
from scoring.core.rounding import round_half_up
from scoring.core.scheme import Origin
from scoring.core.why import Cause, Line, Split, rounded_shares
from scoring.published.values import Component, Figure
from scoring.published.why import Why

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """A component in both years. `change` in its own measure; `share` in the figure that ranks; None where not known."""

    component: Component
    before: Figure
    after: Figure
    change: Decimal | None
    share: Decimal | None
    is_printed: bool = False  # the source prints the change itself


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area's share and the leaves that moved under it, those that moved most first."""

    code: str
    title: str
    share: Decimal
    leaves: tuple[Line, ...]
    is_alike: bool  # every leaf of it is the same as the year before, and applied then too
    origins: frozenset[Origin]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One unit's change. `whole` None: it is not known, or the figures do not compare; what is known stands all the same.

    Components and `components_rest`, areas, `beside` and `areas_rest`, causes and `causes_rest` each add up, with `held`, to `whole`.
    """

    whole: Decimal | None
    is_percent: bool  # shares are percentage points of the index
    components: tuple[ComponentLine, ...] = ()
    components_rest: Decimal | None = None
    rest_is: Rest = Rest.UNKNOWN
    areas: tuple[AreaLine, ...] = ()
    beside: tuple[tuple[Origin, Decimal], ...] = ()
    areas_rest: Decimal | None = None
    causes: Mapping[Cause, Decimal] | None = None
    causes_rest: Decimal | None = None
    held: Decimal = _NOTHING  # points beyond the bounds of a total; a line beside each of the three
    is_scaled: bool = False  # a point on a leaf is not a point of the figure: something does not apply

    @property
    def is_empty(self) -> bool:
        return not self.areas and all(each.change is None and each.share is None for each in self.components)


def breakdown(why: Why) -> Breakdown:
    """How the unit's figure changed, as far as it is known."""
    split = why.split if isinstance(why.split, Split) else None
    if split is None:
        return _by_printed_parts(why)
    quantum = Decimal(1).scaleb(-why.ranking.release.places)
    is_scaled = split.is_index and any(line.share != line.points for line in split.lines)
    held = round_half_up(split.held, quantum)
    on_leaves = split.whole - held
    areas, beside, areas_rest = _areas(why, split, on_leaves, quantum)
    causes, causes_rest = rounded_shares(split.by_cause, on_leaves, quantum)
    components = _component_lines(why, None)
    if is_scaled or _has_holes(why, components):
        components = _component_lines(why, rounded_shares(why.shares_by_component, on_leaves, quantum)[0])
    return Breakdown(
        split.whole,
        is_scaled or bool(why.ranking.release.suffix),
        components,
        on_leaves - sum((each.share for each in components if each.share is not None), _NOTHING),
        Rest.ROUNDING,
        areas,
        beside,
        areas_rest,
        causes,
        causes_rest,
        held,
        is_scaled,
    )


def _has_holes(why: Why, components: Iterable[ComponentLine]) -> bool:
    """Whether a component moved the figure and its printed figures do not show it."""
    shown = {each.component.code for each in components if each.share is not None}
    return any(share and code not in shown for code, share in why.shares_by_component.items())


def _areas(
    why: Why, split: Split, whole: Decimal, quantum: Decimal
) -> tuple[tuple[AreaLine, ...], tuple[tuple[Origin, Decimal], ...], Decimal]:
    shares: dict[str, Decimal] = {
        **split.by_area,
        **{f"*{key}": share for key, share in split.beside_the_scale.items()},
    }
    rounded, rest = rounded_shares(shares, whole, quantum)
    titles = why.areas
    lines = tuple(
        AreaLine(code, titles[code], rounded[code], _moved(split, code), _is_alike(split, code), _origins(split, code))
        for code in titles
        if code in rounded
    )
    beside = tuple((origin, rounded[f"*{origin}"]) for origin in Origin if f"*{origin}" in rounded)
    return lines, beside, rest


def _is_alike(split: Split, area: str) -> bool:
    return all(line.cause is Cause.OWN for line in split.on_the_scale if line.leaf.area == area)


def _origins(split: Split, area: str) -> frozenset[Origin]:
    return frozenset(line.leaf.origin for line in split.on_the_scale if line.leaf.area == area)


def _moved(split: Split, area: str) -> tuple[Line, ...]:
    moved = [line for line in split.on_the_scale if line.leaf.area == area and (line.share or line.maximum)]
    return tuple(sorted(moved, key=lambda line: -abs(line.share)))


def _component_lines(why: Why, shares: Mapping[str, Decimal] | None) -> tuple[ComponentLine, ...]:
    """Every component that has something to tell. With `shares` those stand; else each point counts as one."""
    before = why.before
    changes = {each.code: each for each in why.parts.parts} if why.parts is not None else {}
    known = {each.code: each for each in why.ranking.components}
    old = why.earlier.components if why.earlier is not None else {}
    found = []
    for code in dict.fromkeys((*known, *(old if changes or shares else {}))):
        component = known.get(code) or old[code]
        own = changes.get(code)
        had = before.scores.get(code, Figure()) if before is not None else Figure()
        has = why.row.scores.get(code) or Figure()
        change = own.change if own is not None else None
        share = own.share if own is not None else None
        if shares is not None:
            share = shares.get(code)
        elif share is None and change is not None and isinstance(why.split, Split):
            # What stands beside the scale is added or taken away all the same.
            share = -change if code == _PENALTY else change
        elif code == _PENALTY and share is not None:
            share = -share
        if change is None and share is None and not had.is_known and not has.is_known:
            continue
        found.append(ComponentLine(component, had, has, change, share, own.is_printed if own is not None else False))
    return tuple(found)


_PENALTY = "diem-tru"


def _by_printed_parts(why: Why) -> Breakdown:
    parts = why.parts
    is_percent = bool(why.ranking.release.suffix)
    if parts is None:
        return Breakdown(None, is_percent)
    return Breakdown(parts.whole, is_percent, _component_lines(why, None), parts.rest, parts.rest_is)
