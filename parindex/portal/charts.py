"""Charts: a drawing that needs no script, the same figures as a table, and the same figures for Plotly on request.

Every drawing is an SVG of full width whose text never shrinks: positions along it are percentages, heights are pixels.
Nothing is joined across a year without a figure or across a break of method, and what is not published is not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

# Where the drawing area begins and ends, in percent of the width, and its height in pixels.
_LEFT, _RIGHT = Decimal(9), Decimal(95)
_TOP, _BOTTOM = 26, 196
HEIGHT = 232


@dataclass(frozen=True, slots=True)
class Point:
    """A year's figure; `value` None means that none was published. `text` is the figure as the page writes it."""

    year: int
    value: Decimal | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Between the two years the figures do not compare."""

    before: int
    after: int
    reason: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `value` None is listed and not drawn. `share` is its length in percent as a machine number."""

    label: str
    value: Decimal | None
    text: str
    share: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line, placed. `label` is empty where a label would crowd its neighbours."""

    x: str
    y: int
    label: str
    label_y: int
    title: str


@dataclass(frozen=True, slots=True)
class Segment:
    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True, slots=True)
class Tick:
    at: str
    text: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure on a page: a drawing, its table, and what Plotly needs to draw it."""

    key: str
    title: str
    kind: str  # "history" or "bars"
    unit: str
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    x_ticks: list[Tick] = field(default_factory=list)
    y_ticks: list[Tick] = field(default_factory=list)
    breaks: list[Tick] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    average: Tick | None = None
    notes: list[str] = field(default_factory=list)
    figure: dict[str, Any] = field(default_factory=dict)
    height: int = HEIGHT
    table_id: str = ""

    def plotly(self) -> dict[str, Any]:
        """The figure for Plotly as plain data, made by the plotly package, without its heavy default template."""
        import json

        import plotly.graph_objects as go

        traces = [go.Bar(**trace) if self.kind == "bars" else go.Scatter(**trace) for trace in self.figure["traces"]]
        drawn = go.Figure(data=traces, layout={**self.figure["layout"], "template": "none"})
        return json.loads(drawn.to_json())


def _machine(value: Decimal) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _place(value: Decimal, low: Decimal, high: Decimal, reverse: bool) -> int:
    """Pixels from the top for a value between the ends of the scale."""
    part = (value - low) / (high - low) if high > low else Decimal("0.5")
    return int(_TOP + (_BOTTOM - _TOP) * (part if reverse else 1 - part))


def _scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Round ends of a scale that holds the values, and its step."""
    low, high = min(values), max(values)
    step = next(s for s in map(Decimal, (1, 2, 5, 10, 20, 50, 100, 1000)) if (high - low) / s <= 4)
    return (low // step) * step, -(-high // step) * step if high % step else high, step


def _history(
    key: str,
    title: str,
    unit: str,
    points: Sequence[Point],
    breaks: Sequence[Break],
    columns: list[str],
    *,
    is_rank: bool,
    worst: int | None = None,
) -> Chart | None:
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return None
    first, last = min(point.year for point in known), max(point.year for point in known)
    values = [point.value for point in known if point.value is not None]
    if is_rank:
        low, high = Decimal(1), Decimal(max(worst or 0, int(max(values))))
        steps = [Decimal(1), *(Decimal(n) for n in range(10, int(high) + 1, 10 if high > 20 else 5))]
    else:
        low, high, step = _scale(values)
        low, high = (low - step, high + step) if low == high else (low, high)
        steps = [low + step * n for n in range(int((high - low) / step) + 1)]

    def x_of(year: int | Decimal) -> str:
        return _machine(_LEFT + (_RIGHT - _LEFT) * (Decimal(year) - first) / (last - first)) + "%"

    def y_of(value: Decimal) -> int:
        return _place(value, low, high, reverse=is_rank)

    best = min(values) if is_rank else max(values)
    worst_value = max(values) if is_rank else min(values)
    labelled = {known[0].year, known[-1].year}
    labelled |= {next(p.year for p in known if p.value == best), next(p.year for p in known if p.value == worst_value)}
    marks = []
    for point in known:
        y = y_of(point.value or Decimal(0))
        above = y - 10 if y - 10 > 12 else y + 20
        marks.append(
            Mark(
                x_of(point.year), y, point.text if point.year in labelled else "", above, f"{point.year}: {point.text}"
            )
        )
    cut = {(each.before, each.after) for each in breaks}
    segments = [
        Segment(x_of(a.year), y_of(a.value or Decimal(0)), x_of(b.year), y_of(b.value or Decimal(0)))
        for a, b in pairwise(known)
        if b.year - a.year == 1 and (a.year, b.year) not in cut
    ]
    inside = [each for each in breaks if first <= each.before and each.after <= last]
    years = range(first, last + 1)
    notes = [
        _("Giữa %(before)s và %(after)s không nối: %(reason)s")
        % {"before": each.before, "after": each.after, "reason": each.reason}
        for each in inside
    ]
    missing = [str(year) for year in years if year not in {point.year for point in known}]
    if missing:
        notes.append(_("Không công bố: %(years)s.") % {"years": ", ".join(missing)})
    by_year = {point.year: point for point in points}
    traces: list[dict[str, Any]] = []
    run: list[Point] = []
    # Plotly breaks a line at a missing value; a break of method gets one too.
    for year in years:
        run.append(by_year.get(year, Point(year, None)))
        if any(each.before == year for each in inside):
            run.append(Point(year, None))
    traces.append(
        {
            "x": [point.year for point in run],
            "y": [None if point.value is None else float(point.value) for point in run],
            "text": [point.text for point in run],
            "mode": "lines+markers",
            "connectgaps": False,
            "name": columns[-1],
            "hovertemplate": "%{x}: %{text}<extra></extra>",
        }
    )
    layout = {
        "yaxis": {"autorange": "reversed"} if is_rank else {"range": [float(low), float(high)]},
        "xaxis": {"dtick": 1, "tickformat": "d"},
        "showlegend": False,
    }
    return Chart(
        key=key,
        title=title,
        kind="history",
        unit=unit,
        columns=columns,
        rows=[[str(point.year), point.text or _("không công bố")] for point in points],
        marks=marks,
        segments=segments,
        x_ticks=[Tick(x_of(year), str(year), (year - last) % 2 != 0) for year in years],
        y_ticks=[Tick(str(y_of(each)), _machine(each)) for each in steps],
        breaks=[Tick(x_of(Decimal(each.before + each.after) / 2), "") for each in inside],
        notes=notes,
        figure={"traces": traces, "layout": layout},
    )


def score_history(key: str, title: str, unit: str, points: Sequence[Point], breaks: Sequence[Break]) -> Chart | None:
    """Scores through the years, or None with fewer than two figures to draw."""
    return _history(key, title, unit, points, breaks, [_("Năm"), unit], is_rank=False)


def rank_history(
    key: str, title: str, points: Sequence[Point], breaks: Sequence[Break], worst: int | None
) -> Chart | None:
    """Ranks through the years, first place on top, or None with fewer than two figures to draw."""
    return _history(
        key, title, _("hạng, 1 là cao nhất"), points, breaks, [_("Năm"), _("Hạng")], is_rank=True, worst=worst
    )


def bars(
    key: str,
    title: str,
    unit: str,
    found: Sequence[Bar],
    *,
    average: tuple[str, str] | None = None,
    notes: Sequence[str] = (),
    table_id: str = "",
) -> Chart | None:
    """Horizontal bars from zero to the maximum. `average` is a pair (share, words). None when nothing is known."""
    drawn = [bar for bar in found if bar.share and bar.value is not None]
    if len(drawn) < 2:
        return None
    groups = list(dict.fromkeys(bar.group for bar in found))
    traces: list[dict[str, Any]] = []
    names = list(dict.fromkeys(bar.label for bar in drawn))
    for group in groups:
        of_group = [bar for bar in drawn if bar.group == group]
        traces.append(
            {
                "x": [float(bar.value) for bar in of_group if bar.value is not None],
                "y": [bar.label for bar in of_group],
                "text": [bar.text for bar in of_group],
                "orientation": "h",
                "name": group,
                "hovertemplate": "%{y}: %{text}<extra></extra>",
            }
        )
    height = max(240, 28 * len(names) * max(1, len(groups)) + 80)
    layout = {
        "yaxis": {"autorange": "reversed", "automargin": True},
        "xaxis": {"rangemode": "tozero"},
        "showlegend": len(groups) > 1,
        "height": height,
    }
    missing = sum(1 for bar in found if bar.value is None)
    all_notes = list(notes)
    if missing:
        all_notes.append(_("%(n)s số không công bố nên không có thanh.") % {"n": missing})
    return Chart(
        key=key,
        title=title,
        kind="bars",
        unit=unit,
        bars=drawn,
        average=Tick(average[0], average[1]) if average else None,
        notes=all_notes,
        figure={"traces": traces, "layout": layout},
        table_id=table_id,
    )
