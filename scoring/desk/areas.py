"""One area of a round across its units: the points of every leaf, and where a mark still waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.core.scheme import Criterion
from scoring.core.sheet import NOT_APPLICABLE
from scoring.models import AssessmentRound, Sheet
from scoring.numerals import shown
from scoring.tally import tally_round


@dataclass(frozen=True)
class AreaTable:
    """Leaves across, units down; None is a mark that waits, "k/a" does not apply."""

    leaves: Sequence[Criterion]
    lines: Sequence[tuple[Sheet, Sequence[str | None]]]


def area_table(round_: AssessmentRound, code: str) -> AreaTable:
    """The table of one area or criterion; the number of queries depends on neither units nor leaves."""
    found = tally_round(round_)
    leaves = [leaf for leaf in found.scheme.by_code[code].leaves() if leaf.max_score]
    lines = []
    for own in found.sheets.values():
        marks = [own.marks.get(leaf.code) for leaf in leaves]
        lines.append(
            (
                own.sheet,
                [
                    "k/a" if mark is NOT_APPLICABLE else shown(mark) if isinstance(mark, Decimal) else None
                    for mark in marks
                ],
            )
        )
    return AreaTable(leaves, lines)
