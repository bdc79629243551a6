"""What changed in a block since the year before, in sentences whose figures lead to their cells."""

from collections.abc import Mapping

from scoring import published
from scoring.explaining.blocks import movers
from scoring.explaining.said import BLOCK, said_of_block
from scoring.published import Earlier, Ranking

from .figure_links import PieceView, Sources

# Who leads and how far apart they are stands in the first line of the page.
SHOWN = ("middle", "rises", "falls", "kept", "outdone")


def load(ranking: Ranking) -> Earlier | None:
    """The table that the block is compared with, with the scores of those that moved; three queries, or none."""
    found: Mapping[int, Earlier] = published.load_earlier([ranking], movers(ranking))
    return found.get(ranking.release.number)


def sentences(ranking: Ranking, earlier: Earlier | None) -> list[list[PieceView]]:
    return Sources(ranking, earlier).all_pieces(said_of_block(ranking, earlier, SHOWN))


def is_edited(ranking: Ranking) -> bool:
    """Whether a sentence of the page is, or would be, in the words of whoever published."""
    return any(about in SHOWN for about in ranking.wordings.get(BLOCK, ()))
