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
    marks: Sequence[tuple[Sheet, Sequence[Mark | None]]]

    @property
    def lines(self) -> list[tuple[Sheet, list[tuple[Criterion, str | None]]]]:
        """The marks in words, each beside its leaf."""
        return [
            (sheet, [(leaf, _shown(mark)) for leaf, mark in zip(self.leaves, marks, strict=True)])
            for sheet, marks in self.marks
        ]


def area_table(round_: AssessmentRound, code: str) -> AreaTable:
    """The table of one area or criterion; the number of queries depends on neither units nor leaves."""
    found = tally_round(round_)
    leaves = [leaf for leaf in found.scheme.by_code[code].leaves() if leaf.max_score]
    return AreaTable(
        leaves, [(own.sheet, [own.marks.get(leaf.code) for leaf in leaves]) for own in found.sheets.values()]
    )


def _shown(mark: Mark | None) -> str | None:
    return shown(mark) if isinstance(mark, Decimal) else None if mark is None else "k/a"
