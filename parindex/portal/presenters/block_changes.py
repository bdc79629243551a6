"""What changed in a block since the year before, in sentences whose figures lead to their cells."""

from collections.abc import Mapping

from scoring import published
from scoring.explaining.blocks import explain_block, movers
from scoring.published import Earlier, Ranking

from .figure_links import PieceView, Sources

# Who leads and how far apart they are stands in the first line of the page.
_SHOWN = ("middle", "rises", "falls", "kept", "outdone")


def load(ranking: Ranking) -> Earlier | None:
    """The table that the block is compared with, with the scores of those that moved; three queries, or none."""
    found: Mapping[int, Earlier] = published.load_earlier([ranking], movers(ranking))
    return found.get(ranking.release.number)


def sentences(ranking: Ranking, earlier: Earlier | None) -> list[list[PieceView]]:
    return Sources(ranking, earlier).all_pieces(explain_block(ranking, earlier, _SHOWN))
