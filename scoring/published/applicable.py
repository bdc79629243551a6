"""What applied to a unit: the maximum of every component of its result. The one place where it is computed.

A component states the maximum of a unit to which everything applies. A leaf that does not apply to a unit takes its own
maximum out of the unit's component, as it does out of the unit's total.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..canonical import COMPONENTS
from ..core.scheme import Origin
from ..models.publications import PublishedMark
from .values import Component, Release

# Points by unit and component code.
LeftOut = Mapping[str, Mapping[str, Decimal]]
# A unit's code, the state of its mark at a leaf, the leaf's origin and maximum.
LeafMark = tuple[str, str, str, Decimal | None]


def left_out_of(release: Release, marks: Iterable[LeafMark]) -> LeftOut:
    """The points that do not count for a unit, added up by its components."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for unit, state, origin, maximum in marks:
        is_out = state == PublishedMark.State.NOT_APPLICABLE or (
            # Without a survey its leaves leave the denominator only where the rules of the round say so.
            state == PublishedMark.State.NO_SURVEY and release.rescale_without_survey
        )
        if is_out and maximum is not None and origin in set(Origin):
            found[unit][COMPONENTS[Origin(origin)][0]] += maximum
    return found


def load_left_out(releases: Iterable[Release]) -> dict[int, LeftOut]:
    """The same of stored tables, by key of the publication; transcribed ones have none. One query."""
    computed = {release.pk: release for release in releases if release.is_computed}
    if not computed:
        return {}
    grouped: dict[int, list[LeafMark]] = defaultdict(list)
    rows = PublishedMark.objects.filter(
        result__publication__in=computed,
        state__in=(PublishedMark.State.NOT_APPLICABLE, PublishedMark.State.NO_SURVEY),
        criterion__max_score__isnull=False,
    )
    columns = ("result__unit_code", "state", "criterion__origin", "criterion__max_score")
    for publication, *mark in rows.values_list("result__publication", *columns):
        unit, state, origin, maximum = mark
        grouped[publication].append((unit, state, origin, maximum))
    return {key: left_out_of(computed[key], marks) for key, marks in grouped.items()}


def maximums(
    release: Release, components: Iterable[Component], max_score: Decimal | None, left_out: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """What a unit could reach in each component, by its code; absent where no source says or nothing of it applied.

    `max_score` is that of the unit's total, `left_out` what did not apply to it, both by this table. A source that prints a
    lower maximum for a unit does not say of which parts it is lower; of those nothing is known then.
    """
    is_whole = max_score in (None, release.scale_max)
    found: dict[str, Decimal] = {}
    for each in components:
        if each.is_percent or (maximum := each.printed_max) is None:
            continue
        if release.is_computed:
            maximum -= left_out.get(each.code, Decimal(0))
        elif each.part_of_total and not is_whole:
            continue
        if maximum > 0:
            found[each.code] = maximum
    return found
