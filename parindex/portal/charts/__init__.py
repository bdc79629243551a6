"""Charts: a drawing that needs no script, the same figures as a table, and the same figures for Plotly on request.

A drawing is as wide as its place and its text never shrinks: positions along it are percentages, heights are pixels.
Nothing is joined across a year without a figure or across a break of method, and what is not published is not drawn:
it is listed in words. Layout is Decimal and int; a figure becomes a float only in the JSON that Plotly reads.
"""

from .bars import bars, block_bars, compare_bars
from .figures import MOST_SERIES, Bar, Break, Chart, Measure, Point, Series
from .lines import rank_history, rank_lines, score_history, score_lines
from .moves import Move, rank_moves
from .quadrant import Spot, corner_of, quadrant

__all__ = [
    "MOST_SERIES",
    "Bar",
    "Break",
    "Chart",
    "Measure",
    "Move",
    "Point",
    "Series",
    "Spot",
    "bars",
    "block_bars",
    "compare_bars",
    "corner_of",
    "quadrant",
    "rank_history",
    "rank_lines",
    "rank_moves",
    "score_history",
    "score_lines",
]
