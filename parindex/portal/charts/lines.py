"""Lines through the years: scores and ranks of one to four units, with gaps, breaks and labels that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from scoring.core.rounding import round_half_up

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
    absent = _years(set(range(first, last + 1)) - {point.year for point in series.points})
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
    known = [[point for point in each.points if point.value is not None] for each in series]
    years = [point.year for points in known for point in points]
    if len(set(years)) < 2:
        return None
    first, last = min(years), max(years)
    values = [point.value for points in known for point in points if point.value is not None]
    low, high, steps = _rank_ends(values, worst) if is_rank else _score_ends([*values, *(scale or ())])
    several = len(series) > 1
    inside = sorted(
        dict.fromkeys(each for one in series for each in one.breaks if each.before < last and each.after > first),
        key=lambda each: (each.before, each.after),
    )
    cuts, notes = _break_marks(inside, first, last)
    top = _TOP_WITH_BREAKS if any(text for _at, text in cuts) else _TOP

    def across(year: int) -> Decimal:
        return Decimal(year - first) / (last - first)

    def down(value: Decimal) -> int:
        part = (value - low) / (high - low)
        return int(round_half_up(top + (_BOTTOM - top) * (part if is_rank else 1 - part), Decimal(1)))

    segments: list[Segment] = []
    marks: list[Mark] = []
    ends: list[End] = []
    spots: list[Decimal] = []  # of the marks, along the width
    priority: dict[int, int] = {}
    for n, (each, points) in enumerate(zip(series, known, strict=True)):
        of_series = [
            Segment(percent(across(a.year)), down(a.value), percent(across(b.year)), down(b.value), n)
            for a, b in pairwise(points)
            if b.year - a.year == 1 and not _is_cut(a.year, b.year, each.breaks) and a.value is not None is not b.value
        ]
        segments += of_series
        if not points:
            continue
        numbers = [point.value for point in points if point.value is not None]
        best, least = (min(numbers), max(numbers)) if is_rank else (max(numbers), min(numbers))
        told = [points[-1], points[0], *(next(p for p in points if p.value == value) for value in (best, least))]
        for point in points:
            if point.value is None:
                continue
            x, y = percent(across(point.year)), down(point.value)
            came = [segment.y1 for segment in of_series if segment.x2 == x]
            goes = [segment.y2 for segment in of_series if segment.x1 == x]
            # Below a low point, above a high one, and on the outer side of a line that goes on rising or falling.
            under = bool(came + goes) and all(other < y for other in came + goes)
            rising = any(other > y for other in came) and any(other < y for other in goes)
            falling = any(other < y for other in came) and any(other > y for other in goes)
            whose = f"{each.name}, " if several else ""
            spots.append(across(point.year))
            priority[len(marks)] = told.index(point) if point in told else len(told)
            marks.append(
                Mark(
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
            )
        if several:
            end = points[-1]
            ends.append(End(percent(across(end.year)), marks[-1].y, short(each.name), end.words, n))

    # The last figure of each of several series is said at its end; the others where they touch nothing.
    at_end = {(end.x, end.series) for end in ends}
    order = [n for n in sorted(priority, key=lambda n: (priority[n], n)) if (marks[n].x, marks[n].series) not in at_end]
    widths = _WIDTHS_OF_SEVERAL if several else _WIDTHS
    wanted = [_label(marks[n], spots[n]) for n in order]
    crowded = several and len(marks) > 16
    tiers = dict(zip(order, _tiers(wanted, widths), strict=True))
    marks = [
        replace(mark, tier=tier)
        if (tier := tiers.get(n)) is not None and not (crowded and priority[n] > 1)
        else replace(mark, label="")
        for n, mark in enumerate(marks)
    ]

    # The newest year first, then the oldest, then every eighth, fourth, second from the newest.
    all_years = list(range(first, last + 1))
    year_order = sorted(
        range(len(all_years)),
        key=lambda n: next(
            size
            for size, holds in enumerate(
                (
                    all_years[n] == last,
                    all_years[n] == first,
                    *((last - all_years[n]) % each == 0 for each in (8, 4, 2, 1)),
                )
            )
            if holds
        ),
    )
    shown = _tiers([_Text(across(all_years[n]), 0, 4 * _DIGIT + 8) for n in year_order], widths)
    years_from = dict(zip(year_order, shown, strict=True))
    x_ticks = tuple(
        Tick(percent(across(year)), str(year), tier)
        for n, year in enumerate(all_years)
        if (tier := years_from[n]) is not None
    )

    for each in series:
        notes += _gap_notes(each, first, last, named=several)

    traces: list[dict[str, Any]] = []
    for n, each in enumerate(series):
        by_year: dict[int, list[Point]] = {}
        for point in each.points:
            by_year.setdefault(point.year, []).append(point)
        run: list[tuple[int | Decimal, Decimal | None, str]] = []
        for year in all_years:
            # Plotly breaks a line at a missing value; a break of method gets one too.
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
                "hovertemplate": ("%{fullData.name}, " if several else "") + "%{x}: %{text}<extra></extra>",
            }
        )
    pad = (high - low) / 25
    layout = {
        "xaxis": {"tickvals": all_years[::-1][:: 1 if len(all_years) <= 8 else 2][::-1], "tickformat": "d"},
        "yaxis": {
            "range": [high + pad, low - pad] if is_rank else [low - pad, high + pad],
            "tickvals": steps,
            "title": {"text": plain(unit)},
        },
        "showlegend": several,
        "shapes": [
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "line": {"dash": "dash"}}
            for at in (Decimal(max(b.before, first) + min(b.after, last)) / 2 for b in inside)
        ],
    }
    if several:
        rows = tuple(
            (str(year), *(_cell(each, year) for each in series))
            for year in sorted({point.year for each in series for point in each.points})
        )
    else:
        rows = tuple(
            (str(p.year), p.words + (f" ({p.note})" if p.note else "")) for each in series for p in each.points
        )
    return Chart(
        key=key,
        title=title,
        kind="history",
        unit=unit
        if is_rank
        else _("%(unit)s; trục đứng từ %(low)s đến %(high)s") % {"unit": unit, "low": comma(low), "high": comma(high)},
        columns=(_("Năm"), *((each.name for each in series) if several else (value_name,))),
        rows=rows,
        marks=tuple(marks),
        segments=tuple(segments),
        x_ticks=x_ticks,
        y_ticks=tuple(Tick(str(down(each)), comma(each)) for each in steps),
        breaks=tuple(
            Tick(
                percent(at), text, "", "start" if at < Decimal("0.25") else "end" if at > Decimal("0.75") else "middle"
            )
            for at, text in cuts
        ),
        ends=tuple(_dodge(ends)),
        legend=tuple(Key(each.name, _SHAPES[n], n) for n, each in enumerate(series)) if several else (),
        notes=tuple(notes),
        summary="; ".join(mark.title for mark in marks),
        source=source,
        figure={"traces": traces, "layout": layout},
    )


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
) -> Chart | None:
    """One unit's scores through the years, or None with fewer than two figures to draw."""
    only = Series("", tuple(points), tuple(breaks))
    return score_lines([only], key=key, title=title, unit=unit, scale=scale, source=source)


def rank_history(
    key: str, title: str, points: Sequence[Point], breaks: Sequence[Break], worst: int | None, *, source: str = ""
) -> Chart | None:
    """One unit's ranks through the years, first place on top, or None with fewer than two figures to draw."""
    return rank_lines([Series("", tuple(points), tuple(breaks))], key=key, title=title, worst=worst, source=source)
