"""What a leaf may be marked with, and a whole round's marks as columns.

Points are carried in quanta of `POINT_QUANTUM`, as whole numbers: adding them is exact whatever the order, and costs a
fraction of adding decimals. They become decimals again where somebody reads them.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, Inexact
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from .rounding import whole_steps
from .rules import POINT_QUANTUM

Entry = TypeVar("Entry")
Found = TypeVar("Found")

_EXPONENT = int(POINT_QUANTUM.as_tuple().exponent)


class _NotApplicable:
    """The leaf does not apply to this unit; its maximum is not counted."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE = _NotApplicable()
Mark = Decimal | _NotApplicable


class MarkOutOfRange(ValueError):
    """A mark below zero, above its maximum, finer than points are carried, or no number."""


def quanta_of(points: Decimal) -> int:
    """Points as a number of quanta, exactly; raises `MarkOutOfRange` for what is finer, too large to be points, or no number."""
    try:
        return whole_steps(points, POINT_QUANTUM)
    except Inexact:
        raise MarkOutOfRange(f"{points} has more than four decimals") from None
    except (ArithmeticError, ValueError):
        raise MarkOutOfRange(f"{points} is no number of points") from None


def points_of(quanta: int) -> Decimal:
    """Quanta as points, with four decimals."""
    return Decimal(quanta).scaleb(_EXPONENT)


class Column(NamedTuple, Generic[Entry]):
    """What every unit of a round has on one leaf: `places[n]` says which of the `entries` the n-th unit has.

    Most marks occur many times in a round. Where columns share their entries, what a mark is worth is worked out once.
    """

    entries: Sequence[Entry]
    places: Sequence[int]

    def pick(self, table: Sequence[Found]) -> Sequence[Found]:
        """What a table, with a line for each entry, says of every unit."""
        if len(self.places) < 2:  # one place would be given bare
            return [table[place] for place in self.places]
        return itemgetter(*self.places)(table)


def columns_of(codes: Iterable[str], rows: Sequence[Mapping[str, Mark | None]]) -> dict[str, Column[Mark | None]]:
    """The columns of marks that stand unit by unit; an absent mark is missing."""
    return {code: Column([row.get(code) for row in rows], range(len(rows))) for code in codes}


class Gathering:
    """Columns that grow unit by unit, for whoever cannot hold a whole round's marks at once; they share their entries."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._places: dict[str, array[int]] = {code: array("L") for code in codes}
        self._entries: list[Mark | None] = []
        self._known: dict[Mark | None, int] = {}

    def add(self, marks: Mapping[str, Mark | None]) -> None:
        """The next unit's marks by leaf; an absent mark is missing. A code that was not announced is refused (`KeyError`)."""
        if unknown := marks.keys() - self._places.keys():
            raise KeyError(min(unknown))
        for code, places in self._places.items():
            mark = marks.get(code)
            place = self._known.get(mark)
            if place is None:
                place = self._known[mark] = len(self._entries)
                self._entries.append(mark)
            places.append(place)

    def columns(self) -> dict[str, Column[Mark | None]]:
        """What was gathered so far."""
        return {code: Column(self._entries, places) for code, places in self._places.items()}
