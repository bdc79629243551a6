"""A correction beside the version that it corrects: what a person sees changed, and whether anything changes at all."""

import json
from typing import Any

from django.db.models import prefetch_related_objects

from scoring.canonical import ROWS, Contents, canonical_of, stored_contents
from scoring.content_cells import CellDifference, compare
from scoring.core.differences import Differences, differences
from scoring.lines import lines_of
from scoring.models import Publication

# Every version says these of itself.
_OF_THE_VERSION = ("version", "supersedes", "reason")
# What follows from outside the round (last year's publication, the register of units): no working row puts it back.
_FROM_OUTSIDE = {
    "previous",
    "incomparable_reason",
    "previous_rank",
    "previous_rank_printed",
    "rank_change",
    "score_change",
    "printed_name",
    "index_name",
    "group_name",
    "place_name",
    "unit_noun",
}


def contents_of(pk: int) -> Contents:
    """Everything a stored publication shows."""
    publication = Publication.objects.select_related("group__parent", "supersedes", "previous").get(pk=pk)
    prefetch_related_objects([publication], *ROWS, "results__unit")
    return stored_contents(publication)


def changes_of(contents: Contents) -> Differences | None:
    """What a correction changes against the version that it corrects; None for a first version."""
    before = contents.publication.supersedes
    if before is None:
        return None
    return differences(lines_of(contents_of(before.pk)), lines_of(contents))


def corrected_cells(contents: Contents) -> list[CellDifference]:
    """Every figure and word that a correction publishes otherwise than the version before it."""
    before = contents.publication.supersedes
    if before is None:
        return []
    return list(compare(_content(contents_of(before.pk)), _content(contents)))


def cells_to_put_back(contents: Contents) -> list[CellDifference]:
    """Of these the ones that come of the round's own rows."""
    return [each for each in corrected_cells(contents) if each.path[-1] not in _FROM_OUTSIDE]


def _content(contents: Contents) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(canonical_of(contents))
    return {name: value for name, value in content.items() if name not in _OF_THE_VERSION}
