"""A round with the marks that it was computed from, so that it can be computed once more with something else in it.

Whatever is asked of a block ("what if this leaf had full marks", "what if there had been no survey") is answered by
`score_columns` on other marks or another scheme. There is no shorter way to a rank, and no second copy of a rule.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from .assessment import RoundResult, score_columns
from .bands import Band
from .marks import Column, Mark
from .ranking import rank
from .scheme import Scheme
from .sheet import SheetResult


@dataclass(frozen=True)
class Block:
    """Every unit of a round by code, what each has on each leaf, and the scheme they are scored by; see `block_of`."""

    scheme: Scheme
    units: tuple[str, ...]
    columns: Mapping[str, Column[Mark | None]]
    survey_was_made: bool = True

    @cached_property
    def result(self) -> RoundResult:
        return score_columns(self.scheme, self.units, self.columns, survey_was_made=self.survey_was_made)

    @property
    def figures(self) -> Mapping[str, Decimal]:
        """The figures that ranks are taken from, of the units that have one."""
        return self.result.figures

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {unit: place for place, unit in enumerate(self.units)}

    def marks_of(self, unit: str) -> dict[str, Mark | None]:
        """One unit's marks by leaf."""
        place = self._places[unit]
        return {code: column.entries[column.places[place]] for code, column in self.columns.items()}

    def rank_with(self, unit: str, figure: Decimal) -> int:
        """The rank of a unit if its figure were this one and everybody else's stayed."""
        return rank({**self.figures, unit: figure}, self.scheme.tie_rule)[unit]

    def on(self, scheme: Scheme) -> "Block":
        """The same marks by a scheme that has some of the leaves."""
        kept = {code: column for code, column in self.columns.items() if code in scheme.leaf_codes}
        return replace(self, scheme=scheme, columns=kept)

    def with_marks(self, unit: str, marks: Mapping[str, Mark]) -> "Block":
        """The same block with some marks of one unit otherwise."""
        place, changed = self._places[unit], dict(self.columns)
        for code, mark in marks.items():
            own: list[Mark | None] = [None] * len(self.units)
            if (column := changed.get(code)) is not None:
                own = list(column.pick(column.entries))
            own[place] = mark
            changed[code] = column_of(own)
        return replace(self, columns=changed)


def column_of(marks: Iterable[Mark | None]) -> Column[Mark | None]:
    """A leaf's marks, unit by unit, as a column in which a mark that many units have stands once."""
    every = list(marks)
    number = {mark: place for place, mark in enumerate(dict.fromkeys(every))}
    return Column(list(number), [number[mark] for mark in every])


def block_of(scheme: Scheme, marks: Mapping[str, Mapping[str, Mark | None]], *, survey_was_made: bool = True) -> Block:
    """The block of marks that stand unit by unit, by leaf; an absent mark is missing."""
    codes = dict.fromkeys(code for own in marks.values() for code in own)
    columns = {code: column_of(own.get(code) for own in marks.values()) for code in codes}
    return Block(scheme, tuple(marks), columns, survey_was_made)


@dataclass(frozen=True)
class WhatIf:
    """One unit before and after some of its marks were set, with everybody else's as they are.

    `overtaken` were ahead or level before and are behind after; `level` are level only after; `ahead` were behind or level
    before and are ahead after. Each in the order of the block.
    """

    unit: str
    before: Block
    after: Block

    @property
    def was(self) -> SheetResult:
        return self.before.result.sheets[self.unit]

    @property
    def would_be(self) -> SheetResult:
        return self.after.result.sheets[self.unit]

    @property
    def rank_before(self) -> int | None:
        return self.before.result.ranks.get(self.unit)

    @property
    def rank_after(self) -> int | None:
        return self.after.result.ranks.get(self.unit)

    @property
    def bands(self) -> tuple[Band | None, Band | None]:
        return self.was.band, self.would_be.band

    @property
    def overtaken(self) -> tuple[str, ...]:
        return self._where(lambda before, after: before <= 0 < after)

    @property
    def level(self) -> tuple[str, ...]:
        return self._where(lambda before, after: before != 0 and after == 0)

    @property
    def ahead(self) -> tuple[str, ...]:
        return self._where(lambda before, after: after < 0 <= before)

    def _where(self, holds: Callable[[Decimal, Decimal], bool]) -> tuple[str, ...]:
        """The others for whom it holds of the unit's lead over them, before and after; none where it had or has no figure."""
        before, after = self.before.figures, self.after.figures
        if self.unit not in before or self.unit not in after:
            return ()
        return tuple(
            other
            for other in before
            if other != self.unit and holds(before[self.unit] - before[other], after[self.unit] - after[other])
        )


def what_if(block: Block, unit: str, marks: Mapping[str, Mark]) -> WhatIf:
    """The block with some marks of one unit set; raises `MarkOutOfRange` for points that a leaf cannot have."""
    changed = block.with_marks(unit, marks)
    changed.result  # noqa: B018 - so that a mark out of range is refused here, and not where somebody reads
    return WhatIf(unit, block, changed)
