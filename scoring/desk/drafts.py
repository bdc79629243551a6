"""A draft from files as its page shows it: figures as the source prints them, those that it does not print named so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scoring.models import Basis, Publication, PublishedComponent, PublishedFact, PublishedResult
from scoring.numerals import shown


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One unit; `parts` are its figures in the order of the components, "" where there is none; `note`: why, and what beside."""

    name: str
    rank: str
    total: str
    index: str
    band: str
    parts: Sequence[tuple[PublishedComponent, str]]
    note: str


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
    scores = {
        score.component_id: _with_basis(score.printed or shown(score.value), score.basis)
        for score in result.scores.all()
    }
    return DraftLine(
        result.printed_name,
        _with_basis(result.rank_printed or str(result.rank or ""), result.rank_basis),
        _with_basis(result.total_printed or shown(result.total), result.total_basis),
        result.index_printed or shown(result.index_percent),
        result.band,
        [(component, scores.get(component.pk, "")) for component in components],
        "; ".join(filter(None, (result.absent_reason, result.note))),
    )


def _with_basis(figure: str, basis: str) -> str:
    """A figure that the source does not print says what it rests on."""
    return figure if not figure or basis == Basis.PRINTED else f"{figure} ({Basis(basis).label})"
