"""Which charts a page has: the block's bars, a unit's history, the comparison. From published values to charts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.published import BreakInfo, Ranking, Release, Row, UnitEdition

from .. import charts
from . import words

MOST_BARS = 30


@dataclass(frozen=True, slots=True)
class PageChart:
    """A chart and the address of its figures for the interactive drawing."""

    key: str
    chart: charts.Chart
    url: str


def block_chart(ranking: Ranking) -> charts.Chart | None:
    """The figures that rank the block, from first to last; None when fewer than three are known."""
    release, suffix = ranking.release, ranking.figure_suffix
    known = [row for row in ranking.placed if ranking.ranking_figure(row).value is not None]
    if len(known) < 3:
        return None
    bars = [
        charts.Bar(
            f"{words.rank_text(row)}. {row.name}", ranking.ranking_figure(row).value, words.ranking_text(ranking, row)
        )
        for row in ranking.placed
    ]
    average = None
    if ranking.average and ranking.average.value is not None:
        text = words.number(ranking.average.value, words.PLACES) + suffix
        average = (ranking.average.value, _("Trung bình %(value)s") % {"value": text})
    unit = _("%(unit)s, thang từ 0 đến %(max)s") % {
        "unit": words.ranking_label(ranking),
        "max": words.number(ranking.figure_max) + suffix,
    }
    # Beyond this many the table above, sorted, is the better picture; the drawing keeps the upper end.
    shown = bars[:MOST_BARS]
    notes = [_("Biểu đồ vẽ %(n)s đơn vị đầu; bảng có đủ.") % {"n": MOST_BARS}] if len(bars) > MOST_BARS else []
    return charts.block_bars(
        shown,
        key="khoi",
        title=_extremes(ranking, known),
        unit=unit,
        scale_max=ranking.figure_max,
        average=average,
        notes=notes,
        table_id="bang",
        source=words.source_names(release.source),
    )


def _extremes(ranking: Ranking, known: list[Row]) -> str:
    """The highest and the lowest figure; of the units with one, unless they hold the block's first and last place."""
    high = max(known, key=lambda row: ranking.ranking_figure(row).value or Decimal(0))
    low = min(known, key=lambda row: ranking.ranking_figure(row).value or Decimal(0))
    sentence = _("Trong các đơn vị có điểm, cao nhất: %(first)s (%(high)s); thấp nhất: %(last)s (%(low)s)")
    if high.rank == 1 and low.rank is not None and low.rank == ranking.release.unit_count:
        sentence = _("Cao nhất: %(first)s (%(high)s); thấp nhất: %(last)s (%(low)s)")
    return sentence % {
        "first": high.name,
        "high": words.ranking_text(ranking, high),
        "last": low.name,
        "low": words.ranking_text(ranking, low),
    }


def _breaks(index: str, breaks: Mapping[str, tuple[BreakInfo, ...]], what: str) -> list[charts.Break]:
    return [
        charts.Break(each.before, each.after, each.reason, _("không so sánh"))
        for each in breaks.get(index, ())
        if (each.of_rank if what == "hang" else each.of_score)
    ]


def labelled(drawing: dict[str, Any], *, illustrative: bool) -> dict[str, Any]:
    """A drawing as data, which says first that its figures are invented where they are: it may be read without its page."""
    if illustrative:
        drawing["layout"]["meta"] = _("Dữ liệu minh họa")
    return drawing


def history_charts(
    code: str,
    editions: Iterable[UnitEdition],
    breaks: Mapping[str, tuple[BreakInfo, ...]],
    releases: Iterable[Release],
) -> list[PageChart]:
    """Score and rank through the years, an index at a time; a line never joins two blocks.

    `releases`: every current table, from which a gap before the unit's first figure is known to be one.
    """
    first_years: dict[tuple[str, str], int] = {}
    for release in releases:
        key = (release.index, release.group)
        first_years[key] = min(release.year, first_years.get(key, release.year))
    by_index: dict[str, list[UnitEdition]] = {}
    for each in editions:
        by_index.setdefault(each.release.index, []).append(each)
    found = []
    for index, of_index in by_index.items():
        of_index = sorted(of_index, key=lambda each: each.release.year)
        newest = of_index[-1].release
        since = first_years.get((index, of_index[0].release.group))
        # Points out of another maximum each year make no line; the index in percent does, where every year has it.
        is_index = all(e.row.index_percent.is_known for e in of_index if e.row.total.is_known)
        is_index = is_index and any(e.row.index_percent.is_known for e in of_index)
        suffix = "%" if is_index else newest.suffix
        scores = [
            charts.Point(e.release.year, figure.value, words.figure_text(figure, suffix))
            for e in of_index
            for figure in [e.row.index_percent if is_index else e.row.total]
        ]
        ranks = [
            charts.Point(
                e.release.year, Decimal(e.row.rank) if e.row.rank is not None else None, words.rank_text(e.row)
            )
            for e in of_index
        ]
        groups = {e.release.year: e.release for e in of_index}
        moved = [
            charts.Break(year, year + 1, _("khối xếp hạng thay đổi"), _("đổi khối"))
            for year, release in groups.items()
            if year + 1 in groups and groups[year + 1].group != release.group
        ]
        worst = max((e.release.unit_count or 0 for e in of_index), default=0) or None
        label = _("Chỉ số") if is_index else words.score_label(newest)
        drawn = {
            "diem": charts.score_history(
                f"{index}-diem",
                _finding(newest.index_name, label.lower(), scores),
                f"{label} ({'%' if is_index else newest.unit_label})",
                scores,
                [*_breaks(index, breaks, "diem"), *moved],
                since=since,
            ),
            "hang": charts.rank_history(
                f"{index}-hang",
                _finding(newest.index_name, _("hạng"), ranks),
                ranks,
                [*_breaks(index, breaks, "hang"), *moved],
                worst,
                since=since,
            ),
        }
        for what, chart in drawn.items():
            if chart is not None:
                found.append(
                    PageChart(f"{index}-{what}", chart, reverse("portal:unit-chart", args=[code, index, what]))
                )
    return found


def _finding(index_name: str, what: str, points: list[charts.Point]) -> str:
    """The chart's title says what it shows: from which figure to which, in which years."""
    known = [point for point in points if point.value is not None]
    if not known:
        return f"{index_name}, {what}"
    return _("%(index)s, %(what)s: %(first)s năm %(from)s, %(last)s năm %(to)s") % {
        "index": index_name,
        "what": what,
        "first": known[0].text,
        "from": known[0].year,
        "last": known[-1].text,
        "to": known[-1].year,
    }


def compare_chart(ranking: Ranking, codes: Iterable[str]) -> charts.Chart | None:
    """The compared units' totals and parts as bars, each against its own maximum."""
    rows = {row.unit: row for row in ranking.rows}
    chosen = [rows[code] for code in codes if code in rows]
    release = ranking.release
    figures = tuple((ranking.ranking_figure(row).value, words.ranking_text(ranking, row)) for row in chosen)
    measures = [charts.Measure(words.ranking_label(ranking), ranking.figure_max, figures)]
    for component in ranking.components:
        fulls = tuple(row.full(component) for row in chosen)
        if not (known := [full for full in fulls if full is not None]):
            continue
        unit = component.suffix
        scores = [row.scores.get(component.code) for row in chosen]
        values = tuple((score.value, words.figure_text(score, unit)) if score else (None, "") for score in scores)
        if any(value is not None for value, _text in values):
            measures.append(charts.Measure(component.short_name, max(known), values, fulls))
    names = [row.name for row in chosen]
    title = _("%(units)s, %(index)s %(year)s") % {
        "units": ", ".join(names),
        "index": release.index_name,
        "year": release.year,
    }
    return charts.compare_bars(
        names, measures, key="so-sanh", title=title, table_id="bang-so-sanh", source=words.source_names(release.source)
    )
