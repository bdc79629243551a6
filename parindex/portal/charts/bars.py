"""Horizontal bars: a block's units by total, and two to four units by their parts."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..templatetags.numbers import percent_of
from .figures import MOST_SERIES, Bar, Chart, Measure, Tick, plain, short


def bars(
    key: str,
    title: str,
    unit: str,
    found: Sequence[Bar],
    *,
    average: tuple[str, str] | None = None,
    notes: Sequence[str] = (),
    table_id: str = "",
    scale_max: Decimal | None = None,
    source: str = "",
) -> Chart | None:
    """Horizontal bars from zero to the maximum, their shares given. None when fewer than two figures are known.

    `average` is a pair (share, words). Bars of a group stand together under its name; each is measured against its own
    maximum. `table_id` is the id of a table on the page with the same figures; without it the chart brings its own.
    """
    if sum(bar.is_drawn for bar in found) < 2:
        return None
    grouped = any(bar.group for bar in found)
    labels = list(dict.fromkeys(bar.label for bar in found))
    if grouped:
        found = [replace(bar, tone=labels.index(bar.label) % MOST_SERIES) for bar in found]
    missing = sum(bar.value is None and not bar.text for bar in found)
    inexact = sum(bar.value is None and bool(bar.text) for bar in found)
    all_notes = list(notes)
    if missing:
        all_notes.append(_("Không có thanh vì không công bố: %(n)s.") % {"n": missing})
    if inexact:
        all_notes.append(_("Không có thanh vì nguồn không in số chính xác: %(n)s.") % {"n": inexact})
    mark = None
    if average and average[0]:
        mark = Tick(average[0], average[1], anchor="end" if Decimal(average[0]) > 50 else "start")
    columns = (_("Nội dung"), _("Đơn vị"), unit) if grouped else (_("Đơn vị"), unit)
    return Chart(
        key=key,
        title=title,
        kind="bars",
        unit=unit,
        columns=columns,
        rows=tuple((bar.group, bar.label, bar.words) if grouped else (bar.label, bar.words) for bar in found),
        bars=tuple(found),
        average=mark,
        notes=tuple(all_notes),
        source=source,
        figure=_grouped_figure(found, labels) if grouped else _block_figure(found, scale_max, mark),
        table_id=table_id,
    )


def _block_figure(found: Sequence[Bar], scale_max: Decimal | None, average: Tick | None) -> dict[str, Any]:
    """Bars of values. They are placed by number, so that two units of one name stay two bars."""
    places = list(range(len(found)))
    trace = {
        "x": [bar.value for bar in found],
        "y": places,
        "text": [plain(bar.words) for bar in found],
        "customdata": [plain(bar.label) for bar in found],
        "textposition": "outside",
        "cliponaxis": False,
        "orientation": "h",
        "hovertemplate": "%{customdata}: %{text}<extra></extra>",
    }
    shapes = []
    if average and scale_max:
        at = Decimal(average.at) * scale_max / 100
        shapes = [{"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": at, "x1": at, "layer": "below"}]
    layout = {
        "xaxis": {"range": [Decimal(0), scale_max]} if scale_max else {"rangemode": "tozero"},
        "yaxis": {
            "autorange": "reversed",
            "automargin": True,
            "tickvals": places,
            "ticktext": [plain(short(bar.label, 28)) for bar in found],
        },
        "showlegend": False,
        "shapes": shapes,
        "height": 28 * len(found) + 96,
    }
    return {"traces": [trace], "layout": layout}


def _grouped_figure(found: Sequence[Bar], labels: Sequence[str]) -> dict[str, Any]:
    """Bars of shares of each group's own maximum: values of unlike scales do not share an axis. The text is the figure."""
    groups = list(dict.fromkeys(bar.group for bar in found))
    traces = []
    for label in labels:
        of_label = [bar for bar in found if bar.label == label]
        traces.append(
            {
                "x": [Decimal(bar.share) if bar.is_drawn else None for bar in of_label],
                "y": [groups.index(bar.group) for bar in of_label],
                "text": [plain(bar.words) for bar in of_label],
                "customdata": [plain(bar.group) for bar in of_label],
                "textposition": "outside",
                "cliponaxis": False,
                "orientation": "h",
                "name": plain(label),
                "hovertemplate": "%{fullData.name}, %{customdata}: %{text}<extra></extra>",
            }
        )
    layout = {
        "xaxis": {"range": [0, 100], "ticksuffix": "%", "title": {"text": _("phần trăm của mức tối đa")}},
        "yaxis": {
            "autorange": "reversed",
            "automargin": True,
            "tickvals": list(range(len(groups))),
            "ticktext": [plain(short(group, 28)) for group in groups],
        },
        "showlegend": True,
        "height": 24 * len(found) + 140,
    }
    return {"traces": traces, "layout": layout}


def block_bars(
    found: Sequence[Bar],
    *,
    key: str,
    title: str,
    unit: str,
    scale_max: Decimal,
    average: tuple[Decimal, str] | None = None,
    notes: Sequence[str] = (),
    table_id: str = "",
    source: str = "",
) -> Chart | None:
    """A block's units from zero to `scale_max`; `average` is a pair (value, words)."""
    return bars(
        key,
        title,
        unit,
        [replace(bar, share=percent_of(bar.value, scale_max)) for bar in found],
        average=(percent_of(average[0], scale_max), average[1]) if average else None,
        notes=notes,
        table_id=table_id,
        scale_max=scale_max,
        source=source,
    )


def compare_bars(
    units: Sequence[str],
    measures: Sequence[Measure],
    *,
    key: str,
    title: str,
    unit: str = "",
    table_id: str = "",
    source: str = "",
) -> Chart | None:
    """Two to four units side by side in each measure, each measure against its own maximum, or that of each unit."""
    found = [
        Bar(name, value, text, percent_of(value, full), measure.label)
        for measure in measures
        for name, (value, text), full in zip(units, measure.values, measure.fulls, strict=True)
    ]
    return bars(
        key, title, unit or _("mỗi thanh so với mức tối đa của phần đó"), found, table_id=table_id, source=source
    )
