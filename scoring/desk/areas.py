"""One area of a round across its units: the points of every leaf, and where a mark still waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.core.scheme import Criterion
from scoring.core.sheet import Mark
from scoring.models import AssessmentRound, Sheet
from scoring.numerals import shown
from scoring.tally import tally_round


@dataclass(frozen=True)
class AreaTable:
    """Leaves across, units down; None is a mark that waits, "k/a" does not apply."""

    leaves: Sequence[Criterion]
    lines: Sequence[tuple[Sheet, Sequence[tuple[Criterion, str | None]]]]


def area_table(round_: AssessmentRound, code: str) -> AreaTable:
    """The table of one area or criterion; the number of queries depends on neither units nor leaves."""
    found = tally_round(round_)
    leaves = [leaf for leaf in found.scheme.by_code[code].leaves() if leaf.max_score]
    lines = [
        (own.sheet, [(leaf, _shown(own.marks.get(leaf.code))) for leaf in leaves]) for own in found.sheets.values()
    ]
    return AreaTable(leaves, lines)


def _shown(mark: Mark | None) -> str | None:
    return shown(mark) if isinstance(mark, Decimal) else None if mark is None else "k/a"
