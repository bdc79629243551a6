"""A whole round: every unit's sheet, ranks from indexes, and the units whose rank hangs on the rounding.

Ranking is by index % (points of what each unit could reach), since some criteria do not apply to some units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from .marks import Column, Mark, columns_of
from .ranking import rank
from .scheme import RankOn, Scheme
from .sheet import SheetResult
from .sums import add_up


@dataclass(frozen=True)
class RoundResult:
    """Every unit's result, and both rankings. A unit with a missing mark has no rank in either."""

    scheme: Scheme
    sheets: Mapping[str, SheetResult]

    @cached_property
    def ranks_on_published(self) -> dict[str, int]:
        """Ranks from the index as printed."""
        known = {unit: each.index for unit, each in self.sheets.items() if each.index is not None}
        return rank(known, self.scheme.tie_rule)

    @cached_property
    def ranks_on_exact(self) -> dict[str, int]:
        """Ranks from the index before rounding."""
        known = {unit: each.exact_index for unit, each in self.sheets.items() if each.exact_index is not None}
        return rank(known, self.scheme.tie_rule)

    @property
    def ranks(self) -> dict[str, int]:
        """Ranks by the round's own rule."""
        return self.ranks_on_exact if self.scheme.rank_on is RankOn.EXACT else self.ranks_on_published

    @cached_property
    def figures(self) -> dict[str, Decimal]:
        """The figures that `ranks` are taken from, of the units that have one."""
        return {unit: each.figure for unit, each in self.sheets.items() if each.figure is not None}

    @cached_property
    def hanging_on_rounding(self) -> tuple[str, ...]:
        """Units that the two rankings place differently, in the order given."""
        return tuple(unit for unit, place in self.ranks_on_published.items() if self.ranks_on_exact[unit] != place)

    @cached_property
    def average_index(self) -> Decimal | None:
        """The mean of the published indexes, exact; None where no unit has one."""
        known = [each.index for each in self.sheets.values() if each.index is not None]
        return sum(known, Decimal(0)) / len(known) if known else None


def score_columns(
    scheme: Scheme, units: Sequence[str], columns: Mapping[str, Column[Mark | None]], *, survey_was_made: bool = True
) -> RoundResult:
    """Score every unit: `columns` gives the marks of each leaf by its code, for the units in their order."""
    totals = add_up(scheme, columns, len(units), survey_was_made=survey_was_made)
    return RoundResult(scheme, {unit: SheetResult(totals, place) for place, unit in enumerate(units)})


def score_round(
    scheme: Scheme, marks: Mapping[str, Mapping[str, Mark | None]], *, survey_was_made: bool = True
) -> RoundResult:
    """Score every unit: `marks` maps a unit's code to its leaves' marks. The order of units changes nothing."""
    codes = dict.fromkeys(code for own in marks.values() for code in own)
    columns = columns_of(codes, list(marks.values()))
    return score_columns(scheme, list(marks), columns, survey_was_made=survey_was_made)
