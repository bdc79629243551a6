"""A unit's result with everything that its sentences draw on, and the figures they share."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from scoring.core.why import Cause
from scoring.published.values import Component, Row
from scoring.published.why import Why

from . import pieces, standing
from .breakdown import Breakdown
from .pieces import Name, Of, Words

# More names than this are counted, and the first few named.
MOST_NAMED = 5
Facts = dict[str, pieces.Piece | Words]


def in_a_sentence(component: Component) -> str:
    """A component inside a sentence: "điểm thẩm định", "mức độ hài lòng", "điểm điều tra xã hội học"."""
    name = component.name
    if name[1:2].isupper():  # an abbreviation keeps its capitals
        return _("điểm %(name)s") % {"name": name}
    name = name[:1].lower() + name[1:]
    if component.is_percent or name.startswith((_("điểm"), _("chỉ số"), _("mức"), _("tỷ lệ"))):
        return name
    return _("điểm %(name)s") % {"name": name}


@dataclass(frozen=True)
class Explained:
    """One unit's result with everything that its sentences draw on."""

    why: Why
    breakdown: Breakdown

    @property
    def row(self) -> Row:
        return self.why.row

    @property
    def year(self) -> int:
        return self.why.ranking.release.year

    @property
    def key(self) -> str:
        """By what one of several wordings is chosen, always the same one."""
        return f"{self.row.unit}{self.year}"

    @property
    def name(self) -> Name:
        return Name(self.row.unit, self.row.name)

    @property
    def last_year(self) -> pieces.Figure:
        return pieces.year(self.year - 1)

    def of(self, what: str, *, before: bool = False) -> Of:
        return Of(self.row.unit, what, self.year - 1 if before else self.year)

    def change_of(self, what: str) -> Of:
        return Of(self.row.unit, what, self.year, against_year=self.year - 1)

    @property
    def is_last(self) -> bool:
        return self.row.rank is not None and self.row.rank == standing.last_rank(self.why.ranking)

    @cached_property
    def rank(self) -> pieces.Figure | None:
        """The rank out of the block, where the source prints it as a number."""
        row = self.row
        if row.rank is None or row.rank_basis not in standing.QUOTED:
            return None
        return pieces.rank(row.rank, self.of("rank"), self.why.ranking.release.unit_count)

    @property
    def short_rank(self) -> pieces.Figure:
        return pieces.rank(self.row.rank or 0, self.of("rank"))

    @cached_property
    def rank_before(self) -> pieces.Figure | None:
        before = self.row.rank_move.before
        return pieces.rank(int(before), self.of("rank", before=True)) if before.isdigit() else None

    @cached_property
    def places(self) -> pieces.Figure | None:
        moved = self.row.rank_move.places
        return None if moved is None else pieces.places(moved, self.change_of("rank"))

    @property
    def block(self) -> str:
        """The block in "dẫn đầu khối"."""
        return _("cả nước") if self.why.ranking.release.is_national else _("khối")

    @property
    def in_block(self) -> str:
        return _("cả nước") if self.why.ranking.release.is_national else _("trong khối")

    @property
    def what(self) -> str:
        """ "index" where a change is told in percentage points, or points are out of less than all; else "total"."""
        ranking = self.why.ranking
        is_percent = self.breakdown.is_percent or standing.is_by_percent(ranking, self.row)
        return "index" if ranking.is_by_index and is_percent else "total"

    @property
    def figure(self) -> pieces.Figure | None:
        """The main figure, where a source gives it."""
        return standing.main_figure(self.why.ranking, self.row, as_index=self.what == "index")

    @property
    def what_words(self) -> str:
        """What the main figure is called inside a sentence."""
        is_points = self.what == "total" and not self.why.ranking.release.suffix
        return _("tổng điểm") if is_points else _("chỉ số")

    @property
    def whole(self) -> Decimal | None:
        """The change of the main figure, of the index where that ranks and points do not compare."""
        return self.breakdown.whole

    def share_of(self, cause: Cause) -> Decimal:
        """What a cause made of the change, as printed; nothing where the change is not split."""
        return (self.breakdown.causes or {}).get(cause, Decimal(0))

    def difference(self, value: Decimal, what: str) -> pieces.Figure:
        return pieces.difference(value, self.change_of(what), is_percent=self.breakdown.is_percent)
