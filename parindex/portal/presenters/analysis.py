"""The analysis of a block: two sides of each unit, areas, moves between two years, how the figures lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.published import Level, Ranking, Release, Row, SideBySide

from .. import charts
from ..templatetags.numbers import percent_of
from . import ranking as tables
from . import words
from .heatmap import heatmap
from .navigation import files_beside, ranking_address, switches
from .quadrant import KEY, quadrant
from .words import MoveView

MOVES, FIGURES = "thay-doi-hang", "phan-bo"
# Lines of more units than this are no picture any more; the table has them all.
MOST_LINES = 70
MOST_CLASSES = 10
FEWEST_FIGURES = 3
_MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class MoveLine:
    unit: str
    name: str
    href: str
    before: int
    after: int
    places: int
    move: MoveView


@dataclass(frozen=True, slots=True)
class Moves:
    """The units whose two ranks are known, or in `problem` why there are none; `missing` says of whom not."""

    title: str = ""
    problem: str = ""
    missing: str = ""
    year: int = 0
    lines: tuple[MoveLine, ...] = ()
    chart: charts.Chart | None = None


def moves(ranking: Ranking) -> Moves:
    """Ranks of the year before beside this year's, where the two compare."""
    release = ranking.release
    lines = []
    for row in ranking.placed:
        before = row.rank_move.before
        if row.rank is None or row.rank_move.places is None or not before.isdigit():
            continue
        href = reverse("portal:unit-year", args=[row.unit, release.year])
        move = words.rank_move(row.rank_move)
        lines.append(MoveLine(row.unit, row.name, href, int(before), row.rank, row.rank_move.places, move))
    if not lines:
        return Moves(problem=_no_moves(ranking))
    missing = len(ranking.rows) - len(lines)
    told = _("Không có hạng cả hai năm của %(n)s đơn vị còn lại.") % {"n": missing} if missing else ""
    known = [charts.Move(each.name, each.before, each.after, each.places) for each in lines]
    title = _moved(lines, is_whole=not missing and ranking.is_whole)
    chart = None
    if len(known) <= MOST_LINES:
        chart = charts.rank_moves(
            known,
            (release.year - 1, release.year),
            key=MOVES,
            title=title,
            unit=_("Mỗi đường là một đơn vị, từ hạng năm %(before)s sang hạng năm %(year)s; ▲ tăng, ▼ giảm, = giữ hạng")
            % {"before": release.year - 1, "year": release.year},
            table_id="bang-thay-doi-hang",
            source=words.source_names(release.source),
            notes=[told] if told else [],
        )
    return Moves(title, "", told, release.year - 1, tuple(lines), chart)


def _no_moves(ranking: Ranking) -> str:
    if reason := tables.shared_reason(ranking):
        return _("Không so sánh được với năm trước: %(reason)s.") % {"reason": reason}
    if why := next((row.rank_move.why for row in ranking.rows if row.rank_move.why), ""):
        return _("Hạng không so sánh được với năm trước: %(reason)s.") % {"reason": why.rstrip(".")}
    return _("Không có hạng năm trước của đơn vị nào: nguồn không công bố, hoặc cổng chưa có kết quả năm trước.")


def _moved(lines: Sequence[MoveLine], *, is_whole: bool) -> str:
    """The finding: who rose and fell most."""
    up, down = max(each.places for each in lines), min(each.places for each in lines)
    parts = []
    if up > 0:
        parts.append(_("tăng nhiều nhất: %(who)s, %(n)s bậc") % {"who": _who(lines, up), "n": up})
    if down < 0:
        parts.append(_("giảm nhiều nhất: %(who)s, %(n)s bậc") % {"who": _who(lines, down), "n": -down})
    text = "; ".join(parts) or _("mọi đơn vị giữ hạng")
    if not is_whole:
        return _("Trong %(n)s đơn vị có hạng cả hai năm, %(text)s") % {"n": len(lines), "text": text}
    return text[:1].upper() + text[1:]


def _who(lines: Sequence[MoveLine], places: int) -> str:
    names = [each.name for each in lines if each.places == places]
    return words.listing(names) if len(names) <= tables.MOST_NAMED else _("%(n)s đơn vị") % {"n": len(names)}


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Units whose figures lie in one class, highest class first."""

    label: str
    count: int
    share: str
    units: list[Row]
    low: str = ""  # where the class begins

    @property
    def shown(self) -> list[Row]:
        return self.units[:_MOST_NAMED]

    @property
    def left_out(self) -> int:
        return max(0, len(self.units) - _MOST_NAMED)


@dataclass(frozen=True, slots=True)
class Distribution:
    title: str = ""
    problem: str = ""
    label: str = ""
    missing: str = ""
    lines: tuple[ClassLine, ...] = ()
    bands: tuple[ClassLine, ...] = ()
    chart: charts.Chart | None = None


def _classes(values: Sequence[Decimal], maximum: Decimal) -> list[Level]:
    """Classes of one round width from the lowest figure to the highest, at most `MOST_CLASSES`, highest first."""
    low, high = min(values), max(values)
    widths = (Decimal(digit).scaleb(power) for power in range(-2, 9) for digit in (1, 2, 5))
    for width in widths:
        first, last = low // width, high // width
        if last - first < MOST_CLASSES and width >= maximum / 100:
            found = [Level(n * width, (n + 1) * width) for n in range(int(last), int(first) - 1, -1)]
            # The maximum is the end of a class and not the beginning of one beyond it.
            if len(found) > 1 and found[0].low == maximum:
                found[:2] = [Level(found[1].low, maximum + width)]
            return found
    return []


def distribution(ranking: Ranking) -> Distribution:
    """How many units' figures lie in which class; of a table with holes, of those that are printed."""
    known = [(row, value) for row in ranking.placed if (value := ranking.ranking_figure(row).value) is not None]
    label, suffix = words.ranking_label(ranking), ranking.figure_suffix
    if len(known) < FEWEST_FIGURES:
        return Distribution(
            problem=_("Nguồn công bố %(what)s của %(n)s đơn vị, chưa đủ để nói các đơn vị phân bố ra sao.")
            % {"what": words.ranked_by(ranking), "n": len(known)}
            if known
            else _("Nguồn không công bố %(what)s của đơn vị nào.") % {"what": words.ranked_by(ranking)}
        )
    maximum = ranking.figure_max
    lines = []
    for level in _classes([value for _row, value in known], maximum):
        own = [row for row, value in known if level.holds(value)]
        ends = {"low": words.number(level.low), "high": words.number(min(level.high, maximum)), "suffix": suffix}
        text = _("Từ %(low)s đến dưới %(high)s%(suffix)s") % ends
        if level.high > maximum:
            text = _("Từ %(low)s đến %(high)s%(suffix)s") % ends
        share = percent_of(Decimal(len(own)), Decimal(len(known)))
        lines.append(ClassLine(text, len(own), share, own, f"{ends['low']}{suffix}"))
    missing = (ranking.release.unit_count or len(ranking.rows)) - len(known)
    told = (
        _("Không có %(what)s của %(n)s đơn vị.") % {"what": words.ranked_by(ranking), "n": missing} if missing else ""
    )
    title = _most(lines, len(known), is_whole=not missing and ranking.is_whole)
    chart = charts.bars(
        FIGURES,
        title,
        _("số đơn vị theo %(label)s") % {"label": label.lower()},
        [charts.Bar(e.label, Decimal(e.count), str(e.count), e.share) for e in lines],
        table_id="bang-phan-bo",
        source=words.source_names(ranking.release.source),
        notes=[told] if told else [],
    )
    return Distribution(title, "", label, told, tuple(lines), _bands(ranking), chart)


def _most(lines: Sequence[ClassLine], known: int, *, is_whole: bool) -> str:
    """The finding: what at least half of the units reach."""
    reached = 0
    for line in lines:
        reached += line.count
        if reached * 2 >= known:
            break
    told = {"n": reached, "all": known, "low": line.low}
    if is_whole:
        return _("%(n)s trong %(all)s đơn vị đạt từ %(low)s trở lên") % told
    return _("Trong %(all)s đơn vị có số, %(n)s đơn vị đạt từ %(low)s trở lên") % told


def _bands(ranking: Ranking) -> tuple[ClassLine, ...]:
    """Units by class, in the order in which the classes first appear in the ranking."""
    found: dict[str, list[Row]] = {}
    for row in ranking.placed:
        if row.band:
            found.setdefault(row.band, []).append(row)
    every = sum(len(own) for own in found.values())
    return tuple(
        ClassLine(name, len(own), percent_of(Decimal(len(own)), Decimal(every)), own) for name, own in found.items()
    )


def address(release: Release) -> str:
    return reverse("portal:analysis", args=[release.place_slug, release.group_slug, release.index, release.year])


def has_something(ranking: Ranking) -> bool:
    """Whether the analysis would show more than reasons why it shows nothing."""
    moved = sum(row.rank is not None and row.rank_move.before.isdigit() for row in ranking.placed)
    known = sum(ranking.ranking_figure(row).value is not None for row in ranking.placed)
    return moved > 1 or known >= FEWEST_FIGURES


def chart(block: SideBySide, key: str) -> charts.Chart | None:
    """One of the page's charts by its key, for the interactive drawing; None where the page has no such chart."""
    make = {
        KEY: lambda: quadrant(block).chart,
        MOVES: lambda: moves(block.ranking).chart,
        FIGURES: lambda: distribution(block.ranking).chart,
    }
    return make[key]() if key in make else None


def title(release: Release) -> str:
    """ "Phân tích PAR Index năm 2024 của 16 sở, ban, ngành thuộc tỉnh Minh Họa"."""
    return _("Phân tích %(index)s năm %(year)s của %(group)s") % {
        "index": release.index_name,
        "year": release.year,
        "group": words.group_phrase(release),
    }


def context(block: SideBySide, releases: list[Release]) -> dict[str, Any]:
    """What the page shows. `releases`: every current table, for the switches."""
    ranking = block.ranking
    release = ranking.release
    sides, moved, figures = quadrant(block), moves(ranking), distribution(ranking)
    return {
        "quadrant": sides,
        "moves": moved,
        "distribution": figures,
        "heatmap": heatmap(block),
        "release": release,
        "title": title(release),
        "lead": tables.lead(ranking),
        "sources": words.sources(release.source),
        "ranking_href": ranking_address(release),
        "switches": switches(release, releases, address),
        "charts_at": address(release),
        "has_charts": any(each is not None for each in (sides.chart, moved.chart, figures.chart)),
        "files": files_beside(address(release)) if ranking.rows else [],
    }
