"""What charts are made of: points, breaks, bars, placed marks, and the finished chart with its table and figures."""

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from scoring.published import round_half_up

from ..templatetags.numbers import css_number

# The height of a line drawing in pixels.
HEIGHT = 242
# A series or a compared unit has a shape or tone of its own; there are so many.
MOST_SERIES = 4


@dataclass(frozen=True, slots=True)
class Point:
    """A year's figure; `value` None is not drawn. `text` is the figure as the page writes it, `note` a word about it."""

    year: int
    value: Decimal | None
    text: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        return self.text or (_("không công bố") if self.value is None else comma(self.value))


@dataclass(frozen=True, slots=True)
class Break:
    """Between the two years the figures do not compare. `short` stands in the drawing, `reason` under it."""

    before: int
    after: int
    reason: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One unit's figures through the years."""

    name: str
    points: tuple[Point, ...]
    breaks: tuple[Break, ...] = ()
    since: int | None = None  # from which year there are results of others, so that an earlier gap is one


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `value` None is listed without a bar. `share` is its length in percent as a machine number."""

    label: str
    value: Decimal | None
    text: str
    share: str = ""
    group: str = ""
    highlight: bool = False
    href: str = ""
    tone: int = 0

    @property
    def words(self) -> str:
        return self.text or (_("không công bố") if self.value is None else comma(self.value))

    @property
    def is_drawn(self) -> bool:
        return self.value is not None and bool(self.share)


@dataclass(frozen=True, slots=True)
class Measure:
    """What compared units are compared by: values in the order of the units, each with its text; `maximum` is full.

    `own` in the same order is what is full for each unit, where that is not one for all.
    """

    label: str
    maximum: Decimal
    values: tuple[tuple[Decimal | None, str], ...]
    own: tuple[Decimal | None, ...] = ()

    @property
    def fulls(self) -> tuple[Decimal | None, ...]:
        return self.own or (self.maximum,) * len(self.values)


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a line, placed. Its label is measured from the point; `tier` says from which width the label shows."""

    x: str
    y: int
    series: int
    shape: str
    title: str
    label: str = ""
    label_x: int = 0
    label_y: int = 0
    anchor: str = "middle"
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line between two years that follow each other and compare."""

    x1: str
    y1: int
    x2: str
    y2: int
    series: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    """A word or a line at a place: percent of the width, or pixels from the top. `anchor` is start, middle or end."""

    at: str
    text: str
    tier: str = ""
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class End:
    """A series' name and last figure, right of its last point."""

    x: str
    y: int
    name: str
    value: str
    series: int


@dataclass(frozen=True, slots=True)
class Key:
    """A series in the list of shapes above a drawing of several."""

    name: str
    shape: str
    series: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure on a page: a drawing, its table, and what Plotly needs to draw it."""

    key: str
    title: str
    kind: str  # "history", "bars", "quadrant" or "moves"
    unit: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    marks: tuple[Mark, ...] = ()
    segments: tuple[Segment, ...] = ()
    x_ticks: tuple[Tick, ...] = ()
    y_ticks: tuple[Tick, ...] = ()
    breaks: tuple[Tick, ...] = ()
    ends: tuple[End, ...] = ()
    legend: tuple[Key, ...] = ()
    bars: tuple[Bar, ...] = ()
    average: Tick | None = None
    corners: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    summary: str = ""
    source: str = ""
    figure: dict[str, Any] | None = None
    height: int = HEIGHT
    table_id: str = ""

    def plotly(self) -> dict[str, Any]:
        """The figure for Plotly as plain data, made by the plotly package, without its heavy default template."""
        import json

        import plotly.graph_objects as go

        asked = exact(self.figure or {"traces": [], "layout": {}})
        traces = [go.Bar(**trace) if self.kind == "bars" else go.Scatter(**trace) for trace in asked["traces"]]
        drawn = go.Figure(data=traces, layout={**asked["layout"], "template": "none", "separators": ",."})
        return json.loads(drawn.to_json())


def exact(value: Any) -> Any:
    """A new copy as plain data; a Decimal becomes the number that JSON prints with the same digits."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: exact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [exact(each) for each in value]
    return value


def plain(text: str) -> str:
    """Text that Plotly shows as it is; it would read <b> or <a> as markup."""
    return escape(text, quote=False)


def comma(value: Decimal) -> str:
    return css_number(value).replace(".", ",").replace("-", "\u2212")


def percent(part: Decimal) -> str:
    """A part of the width (0 to 1) for an SVG attribute."""
    return f"{css_number(round_half_up(part * 100))}%"


def short(name: str, most: int = 20) -> str:
    """A name cut to fit a drawing; the whole one stands in the table."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
