"""Where each unit of a block stood a year earlier and stands now: one line for each, between two columns of ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .figures import Chart, End, Segment, Tick, plain, short

_LINE = 22  # pixels for a unit
_TOP = 34
_TONES = ("up", "down", "same")


@dataclass(frozen=True, slots=True)
class Move:
    """One unit's ranks in the two years; `places` gained (+) or lost (−)."""

    name: str
    before: int
    after: int
    places: int

    @property
    def tone(self) -> int:
        return 0 if self.places > 0 else 1 if self.places < 0 else 2

    @property
    def mark(self) -> str:
        symbol = ("▲", "▼", "")[self.tone]
        return f"{symbol}{abs(self.places)}" if symbol else "="


def rank_moves(
    moves: Sequence[Move],
    years: tuple[int, int],
    *,
    key: str,
    title: str,
    unit: str,
    table_id: str,
    source: str = "",
    notes: Sequence[str] = (),
) -> Chart | None:
    """Lines from the order of one year to that of the next; equal ranks stand under each other, each in a line of its own.

    None with fewer than two units.
    """
    if len(moves) < 2:
        return None
    then = sorted(moves, key=lambda each: (each.before, each.after))
    now = sorted(moves, key=lambda each: (each.after, each.before))
    place_then = {id(each): n for n, each in enumerate(then)}
    place_now = {id(each): n for n, each in enumerate(now)}

    def down(place: int) -> int:
        return _TOP + place * _LINE

    return Chart(
        key=key,
        title=title,
        kind="moves",
        unit=unit,
        segments=tuple(
            Segment("0%", down(place_then[id(each)]), "100%", down(place_now[id(each)]), each.tone) for each in now
        ),
        x_ticks=(Tick("0%", str(years[0])), Tick("100%", str(years[1]))),
        y_ticks=tuple(Tick(str(down(n)), str(each.before)) for n, each in enumerate(then)),
        ends=tuple(
            End(each.name, down(n), short(each.name, 14), f"{each.after} {each.mark}", each.tone)
            for n, each in enumerate(now)
        ),
        notes=tuple(notes),
        summary="; ".join(f"{each.name}: {each.before}→{each.after}" for each in now),
        source=source,
        figure=_figure(now, years),
        height=down(len(moves)),
        table_id=table_id,
    )


def _figure(moves: Sequence[Move], years: tuple[int, int]) -> dict[str, Any]:
    worst = max(max(each.before, each.after) for each in moves)
    traces = [
        {
            "x": list(years),
            "y": [each.before, each.after],
            "mode": "lines+markers",
            "marker": {"size": 8},
            "name": plain(each.name),
            "hovertemplate": plain(each.name) + ", %{x}: %{y}<extra></extra>",
        }
        for each in moves
    ]
    layout = {
        "xaxis": {"tickvals": list(years), "tickformat": "d"},
        "yaxis": {"range": [worst + 1, 0]},
        "showlegend": False,
        "height": max(320, 22 * len(moves) + 90),
    }
    return {"traces": traces, "layout": layout}
