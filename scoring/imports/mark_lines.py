"""What a workbook of marks says, row by row, with the place of every word.

Kept close to the file: of 4,000 units by 100 leaves an object for each leaf of each unit would take ten times the memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from .accounts import Account
from .packets import Identity
from .problems import Problem
from .values import Cell


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file."""

    sheet: str
    row: int
    column: str
    value: str


class _Absent:
    """An empty cell, which says nothing; None is a value that says "nothing"."""

    __slots__ = ()


ABSENT: Final = _Absent()
IS_PERCENT: Final = "is_percent"  # beside a leaf's fields: the amount was written as a percentage
# A field of an entry of a leaf; a column of a worksheet that gives none has None in its place.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Signed:
    """A measure written as a percentage, with the sign or the format: a rate, whatever stands beside it."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A row that was accepted: `values[n]`, from `cells[n]`, is what it says of `keys[n]`, ABSENT where it says nothing.

    Rows of one worksheet share their title, headings and keys, and equal cells are one cell.
    """

    sheet: str
    row: int
    headings: Sequence[str]
    keys: Sequence[Key | None]
    cells: Sequence[Cell]
    values: Sequence[Any]

    def given(self) -> Iterator[tuple[Key, Any, int]]:
        """What it says: of which field of which leaf, what, in which of its cells."""
        for number, value in enumerate(self.values):
            if value is not ABSENT and (key := self.keys[number]) is not None:
                yield key, value, number

    def place(self, number: int) -> Place:
        return Place(self.sheet, self.row, self.headings[number], self.cells[number].quoted)


@dataclass(slots=True)
class Given:
    """What the file says of one leaf of one unit: fields of an entry, each with where it says so."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[Line, int]] = field(default_factory=dict)

    def place(self, name: str) -> Place:
        """Where the field is written; of a field that the file does not give, where the leaf is."""
        line, number = self.places.get(name) or next(iter(self.places.values()))
        return line.place(number)


@dataclass(slots=True)
class MarkReading:
    """What came out of a file. rows = accepted + refused + blank, over all worksheets that are read.

    `lines` are the accepted rows of each unit, units in the order in which the file comes to them. `faulty` are rows
    refused for cells that cannot be read, without those cells: nothing of them is written, but what else they say is
    judged, so that all findings are told at once. `unread` says of which fields those cells were; of the worksheets in
    `clouded` a heading could not be read, so that any field of theirs may be missing for that.
    """

    file: str
    identity: Identity | None = None
    lines: dict[str, list[Line]] = field(default_factory=dict)
    faulty: dict[str, list[Line]] = field(default_factory=dict)
    unread: set[tuple[str, str, str]] = field(default_factory=set)  # unit, leaf, field
    clouded: set[str] = field(default_factory=set)
    rounds_named: set[str] = field(default_factory=set)  # by a matrix in plain text, which carries no identity
    totals: list[tuple[str, Decimal, Place, tuple[str, ...]]] = field(default_factory=list)  # with the leaves beside it
    doubtful_names: list[tuple[str, str, Place]] = field(default_factory=list)  # unit, its name, where it is another
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    blank: int = 0
    problems: list[Problem] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)

    def given_of(self, unit: str) -> dict[str, Given]:
        """What the file says of a unit, by leaf."""
        found: dict[str, Given] = {}
        for line in (*self.lines.get(unit, ()), *self.faulty.get(unit, ())):
            for (leaf, name), value, number in line.given():
                given = found.setdefault(leaf, Given())
                if value.__class__ is Signed:
                    given.values[IS_PERCENT], value = True, value.value
                given.values[name], given.places[name] = value, (line, number)
        return found
