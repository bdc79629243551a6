"""What differs between two versions of one result: every figure, every rank, every word, cell by cell.

It compares frozen values only and judges nothing. Missing, zero and not applicable differ from each other here too: a
cell is a number, a text, or None where there is none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Value = Decimal | str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One unit's line: its name and rank as published, and its cells by key ("total", "c.tham-dinh", "m.1.2")."""

    unit: str
    name: str
    rank: int | None
    cells: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of one unit before and after. None on one side: there is nothing there."""

    unit: str
    name: str
    key: str
    before: Value
    after: Value

    @property
    def by(self) -> Decimal | None:
        """After less before, where both are numbers."""
        if isinstance(self.before, Decimal) and isinstance(self.after, Decimal):
            return self.after - self.before
        return None

    @property
    def is_of_the_table(self) -> bool:
        """Whether it is a total, its change, an index or a part, which are printed with the decimals of their table."""
        return self.key in ("total", "score_change", "index_percent") or self.key.startswith("c.")


@dataclass(frozen=True, slots=True)
class RankMove:
    """A unit whose rank is another one."""

    unit: str
    name: str
    before: int | None
    after: int | None

    @property
    def places(self) -> int | None:
        """Places gained (+) or lost (−), where it had a rank before and has one after."""
        return None if self.before is None or self.after is None else self.before - self.after


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs, units in the order of the later version, cells in the order of their keys there."""

    cells: tuple[CellChange, ...] = ()
    ranks: tuple[RankMove, ...] = ()
    added: tuple[Line, ...] = ()  # units only in the later version
    removed: tuple[Line, ...] = ()  # units only in the earlier one

    def __bool__(self) -> bool:
        return bool(self.cells or self.ranks or self.added or self.removed)

    @property
    def units(self) -> tuple[str, ...]:
        """The units concerned, each once."""
        groups: tuple[Sequence[CellChange | RankMove | Line], ...] = (self.cells, self.ranks, self.added, self.removed)
        return tuple(dict.fromkeys(each.unit for group in groups for each in group))


def differences(before: Mapping[str, Line], after: Mapping[str, Line]) -> Differences:
    """What differs between two versions, each mapping a unit's code to its line."""
    both = [unit for unit in after if unit in before]
    return Differences(
        cells=tuple(change for unit in both for change in _cells(before[unit], after[unit])),
        ranks=tuple(
            RankMove(unit, after[unit].name, before[unit].rank, after[unit].rank)
            for unit in both
            if before[unit].rank != after[unit].rank
        ),
        added=tuple(line for unit, line in after.items() if unit not in before),
        removed=tuple(line for unit, line in before.items() if unit not in after),
    )


def _cells(before: Line, after: Line) -> Iterator[CellChange]:
    if before.name != after.name:
        yield CellChange(after.unit, after.name, "name", before.name, after.name)
    for key in dict.fromkeys((*after.cells, *before.cells)):
        was, now = before.cells.get(key), after.cells.get(key)
        if was != now:
            yield CellChange(after.unit, after.name, key, was, now)
