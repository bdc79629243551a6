"""What printed components tell of a change: as much as follows from them, and no more.

A transcribed table prints some totals, some components, sometimes only by how much one of them rose. Each component's
change is told where both its figures are known or the source prints the change itself; its share in the change of the
total only where it is a summand of it. What the known shares leave over is stated with what it is: rounding, components
that are not printed, or a sum that the source itself does not keep. Nothing is filled in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .reconcile import ROUNDING_LIMIT, Part, parts_make_the_total
from .rounding import fraction_half_up
from .why import SHARE_QUANTUM


class Rest(StrEnum):
    """What the part of a change is that the known components do not tell."""

    UNKNOWN = "unknown"  # the change of the total is not known, or it is no sum of the components
    ROUNDING = "rounding"  # every component is known: totals are rounded from exact ones
    OTHER_PARTS = "other_parts"  # components that are not printed, together
    UNEXPLAINED = "unexplained"  # every component is known, and they miss the total by more than rounding


@dataclass(frozen=True, slots=True)
class PartChange:
    """One component. `change` in its own measure, None where it is not known; `share` in the total, None where it has none."""

    code: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    is_printed: bool  # the source prints the change itself
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class KnownParts:
    """The components of one unit's change. Where `rest` is known, the shares and it are exactly `whole`."""

    whole: Decimal | None
    parts: tuple[PartChange, ...]
    rest: Decimal | None
    rest_is: Rest


@dataclass(frozen=True, slots=True)
class Scale:
    """How a year's components make its total."""

    combining: str  # "sum", "weighted", "none"
    scale_max: Decimal
    part_scale: Decimal | None = None


def known_parts(
    whole: Decimal | None,
    before: Mapping[str, Part],
    after: Mapping[str, Part],
    scales: tuple[Scale, Scale],
    printed: Mapping[str, Decimal] | None = None,
) -> KnownParts:
    """The components' part in the change `whole` of a total (None: not known).

    `before` and `after` map component codes to their figures; `printed` holds the changes that the source prints. `scales`
    are those of the two years; a share is told only where the two are alike.
    """
    printed = printed or {}
    is_sum = scales[0] == scales[1] and scales[1].combining == "sum"
    is_weighted = scales[0] == scales[1] and scales[1].combining == "weighted" and _make(after, scales[1])
    parts = tuple(
        _change(
            code,
            before.get(code),
            after.get(code),
            printed.get(code),
            scales[1],
            is_sum=is_sum,
            is_weighted=is_weighted,
        )
        for code in dict.fromkeys((*after, *before))
    )
    if whole is None or not (is_sum or is_weighted):
        return KnownParts(whole, parts, None, Rest.UNKNOWN)
    shares = [each.share for each in parts if each.share is not None]
    rest = whole - sum(shares, Decimal(0))
    return KnownParts(whole, parts, rest, _what_rest_is(rest, parts, before, after, scales))


def _make(parts: Mapping[str, Part], scale: Scale) -> bool:
    return parts_make_the_total(
        tuple(parts.values()), combining=scale.combining, scale_max=scale.scale_max, part_scale=scale.part_scale
    )


def _what_rest_is(
    rest: Decimal,
    parts: Iterable[PartChange],
    before: Mapping[str, Part],
    after: Mapping[str, Part],
    scales: tuple[Scale, Scale],
) -> Rest:
    counted = {code for year in (before, after) for code, part in year.items() if part.is_counted}
    untold = [each for each in parts if each.code in counted and each.share is None]
    if untold or not (_make(before, scales[0]) and _make(after, scales[1])):
        return Rest.OTHER_PARTS
    # Either year's total may miss the sum of its printed parts by the limit.
    return Rest.ROUNDING if abs(rest) <= 2 * ROUNDING_LIMIT else Rest.UNEXPLAINED


def _change(
    code: str,
    before: Part | None,
    after: Part | None,
    printed: Decimal | None,
    scale: Scale,
    *,
    is_sum: bool,
    is_weighted: bool,
) -> PartChange:
    had, has = before.value if before else None, after.value if after else None
    is_alike = before is not None and after is not None and _measure(before) == _measure(after)
    change = printed
    if change is None and is_alike and had is not None and has is not None:
        change = has - had
    share = None
    # A printed change needs no figure of the year before; what the component is then stands with this year's.
    one = after or before
    if change is not None and one is not None and one.is_counted and not one.is_percent:
        if is_sum:
            share = change
        elif is_weighted and is_alike and one.weight is not None and scale.part_scale:
            exact = Fraction(change) * Fraction(one.weight) / Fraction(scale.part_scale)
            rounded = fraction_half_up(abs(exact), SHARE_QUANTUM)
            share = -rounded if exact < 0 and rounded else rounded
    return PartChange(code, had, has, change, printed is not None, share)


def _measure(part: Part) -> tuple[object, ...]:
    """What must be alike for two figures of a component to be compared."""
    return part.max_score, part.weight, part.is_percent, part.is_counted
