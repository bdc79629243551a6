"""A draft from files as its page shows it: every figure as the source prints it, what the source leaves out left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scoring.models import Publication, PublishedComponent, PublishedFact, PublishedResult
from scoring.numerals import shown


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One unit; `parts` are its figures in the order of the components, "" where the source prints none."""

    name: str
    rank: str
    total: str
    index: str
    band: str
    parts: Sequence[tuple[PublishedComponent, str]]


@dataclass(frozen=True, slots=True)
class DraftTable:
    """The content of one draft."""

    components: Sequence[PublishedComponent]
    lines: Sequence[DraftLine]
    facts: Sequence[PublishedFact]


def draft_table(draft: Publication) -> DraftTable:
    """The draft's rows, of one that was read with `scoring.canonical.ROWS`."""
    components = sorted(draft.components.all(), key=_by_position)
    results = sorted(draft.results.all(), key=_by_position)
    facts = sorted(draft.facts.all(), key=_by_position)
    return DraftTable(components, [_line(each, components) for each in results], facts)


def _by_position(row: Any) -> tuple[int, int]:
    return row.position, row.pk


def _line(result: PublishedResult, components: Sequence[PublishedComponent]) -> DraftLine:
    scores = {score.component_id: score.printed or shown(score.value) for score in result.scores.all()}
    return DraftLine(
        result.printed_name,
        result.rank_printed or str(result.rank or ""),
        result.total_printed or shown(result.total),
        result.index_printed or shown(result.index_percent),
        result.band,
        [(component, scores.get(component.pk, "")) for component in components],
    )
