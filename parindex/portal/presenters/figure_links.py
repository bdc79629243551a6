"""Where the figures of a sentence come from: each piece with the address of its cell, its table or the other year's page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from scoring.explaining.pieces import Figure, Kind, Name, Sentence
from scoring.published import Earlier, Ranking, Release

from .navigation import publication_address, ranking_address, unit_year_address


@dataclass(frozen=True, slots=True)
class PieceView:
    """A run of text; with `href` where it is a figure or another unit."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Sources:
    """The tables that the figures of one page are of. `unit`: the unit whose page it is; "" for a block's.

    `has_parts`, `has_meetings`: whether the page has the two tables that a change of figure and of rank is told in.
    """

    ranking: Ranking
    earlier: Earlier | None = None
    unit: str = ""
    has_parts: bool = False
    has_meetings: bool = False

    def pieces(self, sentence: Sentence) -> list[PieceView]:
        return [self._piece(piece) for piece in sentence.pieces]

    def all_pieces(self, sentences: Iterable[Sentence]) -> list[list[PieceView]]:
        return [self.pieces(each) for each in sentences]

    def _piece(self, piece: str | Figure | Name) -> PieceView:
        if isinstance(piece, Figure):
            return PieceView(piece.text, self._figure(piece))
        if isinstance(piece, Name):
            return PieceView(piece.text, "" if piece.unit == self.unit else self.unit_href(piece.unit))
        return PieceView(piece)

    def unit_href(self, unit: str) -> str:
        """The unit's page of this year, of the year before for one that is not in this year's table."""
        release = self.ranking.release
        if unit not in self.ranking.names:
            return reverse("portal:unit-year", args=[unit, release.year - 1])
        return unit_year_address(release, unit)

    def _figure(self, figure: Figure) -> str:
        release, of = self.ranking.release, figure.of
        if figure.kind is Kind.YEAR:
            return ""
        if of.year != release.year:
            return self.before_href(of.unit)
        is_worked_out = of.is_difference or of.what in ("own", "others") or figure.kind is Kind.COUNT
        if is_worked_out and self.unit:
            of_rank = figure.kind in (Kind.PLACES, Kind.RANK, Kind.COUNT)
            if self.has_meetings if of_rank else self.has_parts:
                return f"#doi-{'hang' if of_rank else 'diem'}-{release.number}"
            # A change that no table of the page shows is that of the two figures, or printed by this year's source.
            return self.before_href(of.unit)
        if of.what.startswith("c."):
            return source_href(release, of.unit)
        return f"{ranking_address(release)}#{of.unit}" if release.number else ""

    def before_href(self, unit: str) -> str:
        """Where last year's figure stands: in the table compared with, else as this year's source prints it.

        By its number, not as the newest table of its year: a correction of that year must not change this page.
        """
        earlier = self.earlier
        release = self.ranking.release if earlier is None or unit not in earlier.rows else earlier.release
        return source_href(release, unit)


def source_href(release: Release, unit: str) -> str:
    """The unit's line in the publication itself; "" of a table that is not published yet."""
    return f"{publication_address(release.number)}#{unit}" if release.number else ""
