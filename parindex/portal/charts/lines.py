"""Lines through the years: scores and ranks of one to four units, with gaps, breaks and labels that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from scoring.published import round_half_up

from .figures import (
    MOST_SERIES,
    Break,
    Chart,
    End,
    Key,
    Mark,
    Point,
    Segment,
    Series,
    Tick,
    comma,
    percent,
    plain,
    short,
)

# Pixels from the top: the value scale between its ends, with room for the words of a break; then the whole drawing.
_TOP, _TOP_WITH_BREAKS, _BOTTOM = 26, 44, 192
# The width left for points, in pixels, in the containers where charts.css shows the classes "", w1, w2, w3; one series
# and several, whose names stand on the right where there is room.
_TIERS = ("", "w1", "w2", "w3")
_WIDTHS = (188, 278, 438, 630)
_WIDTHS_OF_SEVERAL = (162, 252, 412, 438)
_LINE = 14  # pixels between two lines of small text
_DIGIT = 7  # pixels of a small digit
# A series is known by its shape and its name as well as by its colour. Pixels around the point.
_SHAPES = (
    "M5 0A5 5 0 1 1 5-.01z",
    "M-4.5-4.5h9v9h-9z",
    "M0-6L6 5h-12z",
    "M0-6.5L6.5 0L0 6.5L-6.5 0z",
)
_SYMBOLS = ("circle", "square", "triangle-up", "diamond")


def _years(years: Iterable[int]) -> str:
    """Years in words, runs shortened: 2012, 2014–2017."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _is_cut(first: int, last: int, breaks: Iterable[Break]) -> bool:
    """Whether a break lies between the two years, or over a part of the way."""
    return any(each.before < last and each.after > first for each in breaks)


def _score_ends(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, tuple[Decimal, ...]]:
    """Round ends of a scale that holds the values, and its steps: four or five lines."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    sizes = (Decimal(digit).scaleb(power) for power in range(-4, 9) for digit in (1, 2, 5))
    step = next(size for size in sizes if (high - low) / size <= 4)
    first = (low / step).to_integral_value(rounding=ROUND_FLOOR)
    last = (high / step).to_integral_value(rounding=ROUND_CEILING)
    # Scores are not below zero, so neither is their scale.
    if min(values) >= 0:
        first = max(first, Decimal(0))
    lines = tuple((step * n).normalize() for n in range(int(first), int(last) + 1))
    return lines[0], lines[-1], lines


def _rank_ends(ranks: Sequence[Decimal], worst: int | None) -> tuple[Decimal, Decimal, tuple[Decimal, ...]]:
    """From the first place to the last of the block, with both named."""
    last = max(worst or 0, int(max(ranks)), 2)
    step = next(size for size in (1, 5, 10, 20, 50, 100, 200, 500, 1000, 5000) if last / size <= 7)
    inner = [n for n in range(step, last, step) if n > 1 and (last - n) * 2 >= step]
    return Decimal(1), Decimal(last), tuple(Decimal(n) for n in (1, *inner, last))


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that wants a place: its middle along the width (a part of one, and pixels from there), and its height."""

    at: Decimal
    y: int
    width: int
    shift: int = 0

    def touches(self, other: "_Text", room: int) -> bool:
        apart = abs((self.at - other.at) * room + self.shift - other.shift)
        return apart * 2 < self.width + other.width and abs(self.y - other.y) < _LINE


def _tiers(wanted: Sequence[_Text], widths: Sequence[int]) -> list[str | None]:
    """From which width each text can stand without touching one before it in the list; None where it never can."""
    found: list[int | None] = [None] * len(wanted)
    for tier, room in enumerate(widths):
        for n, text in enumerate(wanted):
            if found[n] is None and not any(
                text.touches(other, room) for m, other in enumerate(wanted) if found[m] is not None
            ):
                found[n] = tier
    return [None if tier is None else _TIERS[tier] for tier in found]


def _break_marks(breaks: Sequence[Break], first: int, last: int) -> tuple[list[tuple[Decimal, str]], list[str]]:
    """Where the dashed lines stand with their words, and what they mean in sentences."""
    span = Decimal(last - first)
    reasons = list(dict.fromkeys(each.reason for each in breaks))
    marks = []
    for each in breaks:
        middle = Decimal(max(each.before, first) + min(each.after, last)) / 2
        if len(reasons) > 1:
            text = str(reasons.index(each.reason) + 1)
        else:
            text = (each.short or _("không so sánh được")) if len(breaks) == 1 else ""
        marks.append(((middle - first) / span, text))
    notes = []
    for n, reason in enumerate(reasons, start=1):
        pairs = ", ".join(f"{each.before}/{each.after}" for each in breaks if each.reason == reason)
        number = f"{n}. " if len(reasons) > 1 else ""
        notes.append(
            _("%(number)sKhông so sánh được trước và sau mốc %(years)s. %(reason)s.")
            % {"number": number, "years": pairs, "reason": f"{reason[:1].upper()}{reason[1:]}".rstrip(" .")}
        )
    return marks, notes


def _gap_notes(series: Series, first: int, last: int, *, named: bool) -> list[str]:
    """What the drawing cannot show of the series, year by year, in sentences."""
    unknown = [point for point in series.points if point.value is None and first <= point.year <= last]
    told = [f"{point.year} ({point.words})" for point in unknown if point.text]
    silent = _years(point.year for point in unknown if not point.text)
    absent = _years(set(range(min(first, series.since or first), last + 1)) - {point.year for point in series.points})
    notes = []
    if told:
        notes.append(_("Không vẽ được: %(years)s.") % {"years": ", ".join(told)})
    if silent:
        notes.append(_("Không công bố: %(years)s.") % {"years": silent})
    if absent:
        notes.append(_("Cổng chưa có kết quả: %(years)s.") % {"years": absent})
    return [f"{series.name}: {note[:1].lower()}{note[1:]}" for note in notes] if named else notes


def _label(mark: Mark, at: Decimal) -> _Text:
    """The room that a mark's label takes, with four pixels of air on each side."""
    width = _DIGIT * len(mark.label)
    side = {"end": -1, "middle": 0, "start": 1}[mark.anchor]
    return _Text(at, mark.y + mark.label_y, width + 8, mark.label_x + side * width // 2)


def _dodge(ends: list[End]) -> list[End]:
    """Move names that would touch apart, up and down, in the order of their points."""
    placed: list[End] = []
    for end in sorted(ends, key=lambda each: (each.y, each.series)):
        y = max(end.y, placed[-1].y + _LINE + 2) if placed else end.y
        placed.append(replace(end, y=y))
    below = _BOTTOM + 8
    for n in range(len(placed) - 1, -1, -1):
        placed[n] = replace(placed[n], y=min(placed[n].y, below))
        below = placed[n].y - _LINE - 2
    return sorted(placed, key=lambda each: each.series)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Years along the width, the value scale down the height: where everything of a drawing has its place."""

    first: int
    last: int
    low: Decimal
    high: Decimal
    top: int
    is_rank: bool

    def across(self, year: int) -> Decimal:
        """The year's place along the width, 0 to 1."""
        return Decimal(year - self.first) / (self.last - self.first)

    def down(self, value: Decimal) -> int:
        """The value's place from the top in pixels; the best rank is on top."""
        part = (value - self.low) / (self.high - self.low)
        part = part if self.is_rank else 1 - part
        return int(round_half_up(self.top + (_BOTTOM - self.top) * part, Decimal(1)))

    @property
    def years(self) -> list[int]:
        return list(range(self.first, self.last + 1))


@dataclass(slots=True)
class _Drawn:
    """Lines, points and ends of all series; each mark's place along the width and how much its label is wanted."""

    segments: list[Segment]
    marks: list[Mark]
    ends: list[End]
    spots: list[Decimal]
    priority: list[int]


def _lines(
    series: Sequence[Series],
    *,
    key: str,
    title: str,
    unit: str,
    value_name: str,
    scale: tuple[Decimal, Decimal] | None = None,
    worst: int | None = None,
    is_rank: bool = False,
    source: str = "",
) -> Chart | None:
    if len(series) > MOST_SERIES:
        raise ValueError(f"{len(series)} series in a drawing that tells {MOST_SERIES} apart")
    series = [replace(each, points=tuple(sorted(each.points, key=lambda point: point.year))) for each in series]
    known = [point for each in series for point in each.points if point.value is not None]
    if len({point.year for point in known}) < 2:
        return None
    first, last = min(point.year for point in known), max(point.year for point in known)
    values = [point.value for point in known if point.value is not None]
    low, high, steps = _rank_ends(values, worst) if is_rank else _score_ends([*values, *(scale or ())])
    several = len(series) > 1
    inside = sorted(
        dict.fromkeys(each for one in series for each in one.breaks if each.before < last and each.after > first),
        key=lambda each: (each.before, each.after),
    )
    cuts, notes = _break_marks(inside, first, last)
    top = _TOP_WITH_BREAKS if any(text for _at, text in cuts) else _TOP
    frame = _Frame(first, last, low, high, top, is_rank)
    drawn = _draw(series, frame)
    marks = _label_marks(drawn, several)
    for each in series:
        notes += _gap_notes(each, first, last, named=several)
    ends_of_scale = {"unit": unit, "low": comma(low), "high": comma(high)}
    return Chart(
        key=key,
        title=title,
        kind="history",
        unit=unit if is_rank else _("%(unit)s; trục đứng từ %(low)s đến %(high)s") % ends_of_scale,
        columns=(_("Năm"), *((each.name for each in series) if several else (value_name,))),
        rows=_table(series),
        marks=tuple(marks),
        segments=tuple(drawn.segments),
        x_ticks=_year_ticks(frame, _WIDTHS_OF_SEVERAL if several else _WIDTHS),
        y_ticks=tuple(Tick(str(frame.down(each)), comma(each)) for each in steps),
        breaks=tuple(Tick(percent(at), text, "", _anchor(at)) for at, text in cuts),
        ends=tuple(_dodge(drawn.ends)),
        legend=tuple(Key(each.name, _SHAPES[n], n) for n, each in enumerate(series)) if several else (),
        notes=tuple(notes),
        summary="; ".join(mark.title for mark in marks),
        source=source,
        figure={"traces": _traces(series, frame), "layout": _layout(frame, steps, inside, unit, several)},
    )


def _anchor(at: Decimal) -> str:
    """Words near an edge stand inside of it."""
    return "start" if at < Decimal("0.25") else "end" if at > Decimal("0.75") else "middle"


def _draw(series: Sequence[Series], frame: _Frame) -> _Drawn:
    """Every known point and the lines between years that follow each other and compare."""
    drawn = _Drawn([], [], [], [], [])
    for n, each in enumerate(series):
        points = [point for point in each.points if point.value is not None]
        segments = [
            Segment(
                percent(frame.across(a.year)),
                frame.down(a.value),
                percent(frame.across(b.year)),
                frame.down(b.value),
                n,
            )
            for a, b in pairwise(points)
            if b.year - a.year == 1 and not _is_cut(a.year, b.year, each.breaks) and a.value is not None is not b.value
        ]
        drawn.segments += segments
        if not points:
            continue
        told = _worth_telling(points, frame.is_rank)
        for point in points:
            drawn.spots.append(frame.across(point.year))
            drawn.priority.append(told.index(point) if point in told else len(told))
            drawn.marks.append(_mark(point, n, segments, frame, f"{each.name}, " if len(series) > 1 else ""))
        if len(series) > 1:
            end = points[-1]
            drawn.ends.append(End(percent(frame.across(end.year)), drawn.marks[-1].y, short(each.name), end.words, n))
    return drawn


def _worth_telling(points: Sequence[Point], is_rank: bool) -> list[Point]:
    """Points whose figure is wanted most: the last, the first, the best, the worst."""
    numbers = [point.value for point in points if point.value is not None]
    best, least = (min(numbers), max(numbers)) if is_rank else (max(numbers), min(numbers))
    return [points[-1], points[0], *(next(p for p in points if p.value == value) for value in (best, least))]


def _mark(point: Point, n: int, segments: Sequence[Segment], frame: _Frame, whose: str) -> Mark:
    """A point, with its label below a low one, above a high one, and on the outer side of a line that goes on."""
    x, y = percent(frame.across(point.year)), frame.down(point.value or Decimal(0))
    came = [segment.y1 for segment in segments if segment.x2 == x]
    goes = [segment.y2 for segment in segments if segment.x1 == x]
    under = bool(came + goes) and all(other < y for other in came + goes)
    rising = any(other > y for other in came) and any(other < y for other in goes)
    falling = any(other < y for other in came) and any(other > y for other in goes)
    return Mark(
        x,
        y,
        n,
        _SHAPES[n],
        f"{whose}{point.year}: {point.words}" + (f" ({point.note})" if point.note else ""),
        point.words,
        5 if rising else -5 if falling else 0,
        21 if under else -12,
        "end" if rising else "start" if falling else "middle",
    )


def _label_marks(drawn: _Drawn, several: bool) -> list[Mark]:
    """The marks with their labels where these touch nothing. The last of several series is said at its end instead."""
    marks, priority = drawn.marks, drawn.priority
    at_end = {(end.x, end.series) for end in drawn.ends}
    order = [
        n
        for n in sorted(range(len(marks)), key=lambda n: (priority[n], n))
        if (marks[n].x, marks[n].series) not in at_end
    ]
    wanted = [_label(marks[n], drawn.spots[n]) for n in order]
    crowded = several and len(marks) > 16
    tiers = dict(zip(order, _tiers(wanted, _WIDTHS_OF_SEVERAL if several else _WIDTHS), strict=True))
    return [
        replace(mark, tier=tier)
        if (tier := tiers.get(n)) is not None and not (crowded and priority[n] > 1)
        else replace(mark, label="")
        for n, mark in enumerate(marks)
    ]


def _year_ticks(frame: _Frame, widths: Sequence[int]) -> tuple[Tick, ...]:
    """The newest year first, then the oldest, then every eighth, fourth, second from the newest, as far as they fit."""

    def wanted(year: int) -> int:
        every = ((frame.last - year) % size == 0 for size in (8, 4, 2, 1))
        return (year == frame.last, year == frame.first, *every).index(True)

    order = sorted(frame.years, key=wanted)
    shown = _tiers([_Text(frame.across(year), 0, 4 * _DIGIT + 8) for year in order], widths)
    tiers = dict(zip(order, shown, strict=True))
    return tuple(
        Tick(percent(frame.across(year)), str(year), tier) for year in frame.years if (tier := tiers[year]) is not None
    )


def _traces(series: Sequence[Series], frame: _Frame) -> list[dict[str, Any]]:
    """The same lines for Plotly, which breaks a line at a missing value; a break of method gets one too."""
    traces: list[dict[str, Any]] = []
    for n, each in enumerate(series):
        by_year: dict[int, list[Point]] = {}
        for point in each.points:
            by_year.setdefault(point.year, []).append(point)
        run: list[tuple[int | Decimal, Decimal | None, str]] = []
        for year in frame.years:
            if run and _is_cut(year - 1, year, each.breaks):
                run.append((Decimal(year) - Decimal("0.5"), None, ""))
            run += [(year, p.value, p.words) for p in by_year.get(year, [Point(year, None)])]
        traces.append(
            {
                "x": [x for x, _value, _text in run],
                "y": [value for _x, value, _text in run],
                "text": [plain(text) for _x, _value, text in run],
                "mode": "lines+markers",
                "marker": {"symbol": _SYMBOLS[n], "size": 9},
                "connectgaps": False,
                "cliponaxis": False,
                "name": plain(each.name),
                "hovertemplate": ("%{fullData.name}, " if len(series) > 1 else "") + "%{x}: %{text}<extra></extra>",
            }
        )
    return traces


def _layout(
    frame: _Frame, steps: Sequence[Decimal], breaks: Sequence[Break], unit: str, several: bool
) -> dict[str, Any]:
    """The axes of the interactive drawing, and a dashed line at each break."""
    pad = (frame.high - frame.low) / 25
    years = frame.years
    return {
        "xaxis": {"tickvals": years[::-1][:: 1 if len(years) <= 8 else 2][::-1], "tickformat": "d"},
        "yaxis": {
            "range": [frame.high + pad, frame.low - pad] if frame.is_rank else [frame.low - pad, frame.high + pad],
            "tickvals": steps,
            "title": {"text": plain(unit)},
        },
        "showlegend": several,
        "shapes": [
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "line": {"dash": "dash"}}
            for at in (Decimal(max(b.before, frame.first) + min(b.after, frame.last)) / 2 for b in breaks)
        ],
    }


def _table(series: Sequence[Series]) -> tuple[tuple[str, ...], ...]:
    """The drawing's figures row by row: a year and each series' figure."""
    if len(series) == 1:
        return tuple((str(p.year), p.words + (f" ({p.note})" if p.note else "")) for p in series[0].points)
    years = sorted({point.year for each in series for point in each.points})
    return tuple((str(year), *(_cell(each, year) for each in series)) for year in years)


def _cell(series: Series, year: int) -> str:
    found = [point.words for point in series.points if point.year == year]
    return " / ".join(found) or _("chưa có kết quả")


def score_lines(
    series: Sequence[Series],
    *,
    key: str,
    title: str,
    unit: str,
    scale: tuple[Decimal, Decimal] | None = None,
    source: str = "",
) -> Chart | None:
    """Scores of one to four units through the years; `scale` widens the axis. None with fewer than two years known."""
    return _lines(series, key=key, title=title, unit=unit, value_name=unit, scale=scale, source=source)


def rank_lines(
    series: Sequence[Series], *, key: str, title: str, worst: int | None = None, source: str = ""
) -> Chart | None:
    """Ranks of one to four units through the years, first place on top, down to `worst`, the block's last place."""
    unit = _("hạng, 1 là cao nhất")
    return _lines(
        series, key=key, title=title, unit=unit, value_name=_("Hạng"), worst=worst, is_rank=True, source=source
    )


def score_history(
    key: str,
    title: str,
    unit: str,
    points: Sequence[Point],
    breaks: Sequence[Break],
    *,
    scale: tuple[Decimal, Decimal] | None = None,
    source: str = "",
    since: int | None = None,
) -> Chart | None:
    """One unit's scores through the years, or None with fewer than two figures to draw."""
    only = Series("", tuple(points), tuple(breaks), since)
    return score_lines([only], key=key, title=title, unit=unit, scale=scale, source=source)


def rank_history(
    key: str,
    title: str,
    points: Sequence[Point],
    breaks: Sequence[Break],
    worst: int | None,
    *,
    source: str = "",
    since: int | None = None,
) -> Chart | None:
    """One unit's ranks through the years, first place on top, or None with fewer than two figures to draw."""
    return rank_lines(
        [Series("", tuple(points), tuple(breaks), since)], key=key, title=title, worst=worst, source=source
    )
