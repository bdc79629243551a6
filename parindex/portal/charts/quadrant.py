"""Two figures of each unit against each other, with the middle of the block as lines: four named corners."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.published import round_half_up

from .figures import Chart, Mark, Segment, Tick, comma, percent, plain
from .lines import _score_ends

# Pixels from the top: the figures lie between these, so that the words of the corners have room above and below.
_HEIGHT, _TOP, _BOTTOM = 400, 54, 312
# More points than this lie so close that a number in each would only cover its neighbour.
MOST_NUMBERED = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """One unit's two figures; `number` stands in its point, `corner` is 0 to 3 as `quadrant` is given them."""

    name: str
    number: str
    x: Decimal
    y: Decimal
    x_text: str
    y_text: str
    corner: int

    @property
    def words(self) -> str:
        return f"{self.name}: {self.x_text}; {self.y_text}"


def quadrant(
    spots: Sequence[Spot],
    *,
    middle: tuple[Decimal, Decimal],
    corners: Sequence[str],
    axes: tuple[str, str],
    key: str,
    title: str,
    unit: str,
    table_id: str,
    source: str = "",
    notes: Sequence[str] = (),
) -> Chart:
    """`corners`: high in both, high in x alone, high in y alone, low in both; each of two lines, parted by " – "."""
    x_low, x_high, x_steps = _score_ends([*(each.x for each in spots), middle[0]])
    y_low, y_high, y_steps = _score_ends([*(each.y for each in spots), middle[1]])

    def across(value: Decimal) -> str:
        return percent((value - x_low) / (x_high - x_low))

    def down(value: Decimal) -> int:
        part = 1 - (value - y_low) / (y_high - y_low)
        return int(round_half_up(_TOP + (_BOTTOM - _TOP) * part, Decimal(1)))

    is_numbered = len(spots) <= MOST_NUMBERED
    return Chart(
        key=key,
        title=title,
        kind="quadrant",
        unit=unit,
        marks=tuple(
            Mark(across(e.x), down(e.y), e.corner, "", e.words, e.number if is_numbered else "")
            for e in reversed(spots)
        ),
        segments=(
            Segment(across(middle[0]), _TOP - 20, across(middle[0]), _BOTTOM + 20),
            Segment("0%", down(middle[1]), "100%", down(middle[1])),
        ),
        x_ticks=tuple(Tick(across(each), comma(each)) for each in x_steps),
        y_ticks=tuple(Tick(str(down(each)), comma(each)) for each in y_steps),
        corners=tuple(tuple(each.split(" – ", 1)) for each in corners),
        notes=tuple(notes),
        summary="; ".join(each.words for each in spots),
        source=source,
        figure=_figure(spots, middle, corners, axes, is_numbered=is_numbered),
        height=_HEIGHT,
        table_id=table_id,
    )


def _figure(
    spots: Sequence[Spot],
    middle: tuple[Decimal, Decimal],
    corners: Sequence[str],
    axes: tuple[str, str],
    *,
    is_numbered: bool,
) -> dict[str, Any]:
    traces = []
    for n, corner in enumerate(corners):
        own = [each for each in spots if each.corner == n]
        traces.append(
            {
                "x": [each.x for each in own],
                "y": [each.y for each in own],
                "text": [plain(each.number) for each in own],
                "customdata": [plain(each.words) for each in own],
                "mode": "markers+text" if is_numbered else "markers",
                "textposition": "top center",
                "marker": {"symbol": ("circle", "square", "triangle-up", "diamond")[n], "size": 10},
                "name": plain(corner),
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        )
    lines = [
        {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": middle[0], "x1": middle[0], "line": {"dash": "dash"}},
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": middle[1], "y1": middle[1], "line": {"dash": "dash"}},
    ]
    layout = {
        "xaxis": {"title": {"text": plain(axes[0])}, "ticksuffix": "%"},
        "yaxis": {"title": {"text": plain(axes[1])}},
        "showlegend": True,
        "shapes": lines,
        "height": 460,
    }
    return {"traces": traces, "layout": layout}


def corner_of(x: Decimal, y: Decimal, middle: tuple[Decimal, Decimal]) -> int:
    """From the middle upwards is high: 0 high in both, 1 in x alone, 2 in y alone, 3 in neither."""
    return (0 if y >= middle[1] else 1) if x >= middle[0] else (2 if y >= middle[1] else 3)
