"""The comparison of two to four units in one table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.published import Ranking, Release, Row

from . import charting, words
from .navigation import Link, files_beside
from .ranking import cell, line
from .words import MoveView

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks to compare; unknown parts of it are left out and said."""

    release: Release | None
    units: list[str]
    asked: str
    too_many: bool = False

    @classmethod
    def from_query(cls, query, releases: list[Release]) -> "Choice":
        """`bang` names a table whole ("hai-phong.quan-huyen.par.2020"); nhom, chi-so and nam name it in parts."""
        asked = query.get("bang") or ".".join(
            filter(
                None,
                [query.get("nhom", ""), query.get("chi-so", "par" if query.get("nhom") else ""), query.get("nam", "")],
            )
        )
        release = next((each for each in releases if table_code(each) == asked), None)
        units = list(dict.fromkeys(code for code in query.getlist("don-vi") if code))
        return cls(release, units[:MOST], asked, len(units) > MOST)


def table_code(release: Release) -> str:
    return f"{release.place_slug}.{release.group_slug}.{release.index}.{release.year}"


def options(releases: Iterable[Release]) -> list[tuple[str, str]]:
    """Every table that holds units to compare, as pairs (code, label)."""
    return [
        (table_code(each), f"{each.index_name} {each.year} – {each.group_name}, {each.place}")
        for each in releases
        if each.is_comparable
    ]


def units_to_choose(ranking: Ranking, choice: Choice) -> list[tuple[str, str, bool]]:
    """The table's units: code, name, chosen or not; in order of rank."""
    return [(row.unit, row.name, row.unit in choice.units) for row in [*ranking.placed, *ranking.unplaced]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the comparison: a figure of each unit; the index of the best where that can be said."""

    label: str
    values: list[str]
    notes: list[str]
    best: list[bool]
    quiet: Sequence[MoveView | None] = ()  # of a line of moves: those that are told by a dash

    @property
    def cells(self) -> list[tuple[str, str, bool, MoveView | None]]:
        quiet = self.quiet or [None] * len(self.values)
        return list(zip(self.values, self.notes, self.best, quiet, strict=True))

    @property
    def dashes(self) -> list[str]:
        if self.quiet:
            return words.dashes((), [each for each in self.quiet if each is not None])
        return words.dashes(self.values, ())


@dataclass(frozen=True, slots=True)
class Comparison:
    units: list[tuple[str, str]]
    measures: list[Measure]

    @property
    def dash_note(self) -> str:
        return words.dash_note(spoken for each in self.measures for spoken in each.dashes)


def _rows(ranking: Ranking, codes: Iterable[str]) -> list[Row]:
    by_code = {row.unit: row for row in ranking.rows}
    return [by_code[code] for code in codes if code in by_code]


def _best(values: list, highest: bool = True) -> list[bool]:
    known = [value for value in values if value is not None]
    if len(known) < len(values) or len(set(known)) < 2:
        return [False] * len(values)
    best = max(known) if highest else min(known)
    return [value == best for value in values]


def table(ranking: Ranking, codes: Iterable[str]) -> Comparison | None:
    """The units beside each other; None with fewer than two. The best is marked only when all figures are known."""
    rows = _rows(ranking, codes)
    if len(rows) < FEWEST:
        return None
    lines = [line(ranking, row) for row in rows]
    # Parts compare only between units to which the same applies.
    is_alike = len({row.max_score for row in rows}) == 1
    measures = [
        Measure(
            _("Hạng"),
            [each.rank for each in lines],
            [", ".join(each.rank_marks) for each in lines],
            _best([row.rank for row in rows], highest=False),
        ),
        *_main_figures(ranking, rows),
        Measure(
            _("Thay đổi hạng"),
            ["" if each.move.is_quiet else each.move.text for each in lines],
            [each.move.detail or each.move.why for each in lines],
            [False] * len(rows),
            [each.move if each.move.is_quiet else None for each in lines],
        ),
    ]
    for component in ranking.components:
        cells = [cell(component, row, words.PLACES, ranking.release) for row in rows]
        if any(each.text for each in cells):
            scores = [row.scores.get(component.code) for row in rows]
            measures.append(
                Measure(
                    component.name,
                    [f"{each.text}/{each.maximum}" if each.text and each.maximum else each.text for each in cells],
                    [each.note for each in cells],
                    _best([score.value if score and is_alike else None for score in scores]),
                )
            )
    if any(each.band for each in lines):
        measures.append(Measure(_("Xếp loại"), [e.band for e in lines], [""] * len(rows), [False] * len(rows)))
    return Comparison([(row.unit, row.name) for row in rows], measures)


def _main_figures(ranking: Ranking, rows: list[Row]) -> list[Measure]:
    """The figure that ranks, the best marked; below an index the points, each out of its own maximum."""
    lines = [line(ranking, row) for row in rows]
    points = Measure(
        words.score_label(ranking.release),
        [each.total for each in lines],
        [each.total_mark for each in lines],
        _best([row.total.value for row in rows]),
    )
    if not ranking.is_by_index:
        return [points]
    index = Measure(
        str(words.INDEX_LABEL),
        [each.index for each in lines],
        [""] * len(rows),
        _best([row.index_percent.value for row in rows]),
    )
    if ranking.has_one_scale:
        return [index]
    maximums = [
        _("tối đa %(max)s") % {"max": words.number(row.max_score)} if row.max_score is not None else "" for row in rows
    ]
    return [index, replace(points, notes=maximums, best=[False] * len(rows))]


def problem(choice: Choice, ranking: Ranking | None, found: Comparison | None) -> str:
    """What is wrong with the choice and how to mend it, in a sentence; "" when nothing is."""
    if choice.too_many:
        return _("Chỉ so sánh được tối đa 4 đơn vị; trang này giữ 4 đơn vị chọn đầu tiên.")
    if choice.asked and ranking is None:
        return _("Không có bảng kết quả nào được công bố theo lựa chọn này. Hãy chọn lại bảng kết quả.")
    if ranking is not None and not ranking.release.is_comparable:
        return _("Bảng kết quả này không có đủ hai đơn vị để so sánh. Hãy chọn bảng khác.")
    if ranking is not None and choice.units and found is None:
        known = {row.unit for row in ranking.rows}
        if any(code not in known for code in choice.units):
            return _("Có đơn vị không nằm trong bảng kết quả này. Hãy chọn từ 2 đến 4 đơn vị trong danh sách.")
        return _("Cần chọn từ 2 đến 4 đơn vị để so sánh.")
    return ""


def query(asked: str, units: Iterable[str]) -> str:
    """The part of the address after "?" that asks for those units of that table."""
    return urlencode([("bang", asked), *(("don-vi", code) for code in units)])


def beside(ranking: Ranking, row: Row) -> list[Link]:
    """Ready comparisons of a unit: with the first of its block, with those on the ranks next to it, with all of them."""
    first = [each for each in ranking.placed if each.rank == 1 and each.unit != row.unit][:1]
    above, below = list(ranking.above(row)[:1]), list(ranking.below(row)[:1])
    every = list({each.unit: each for each in [*first, *above, *below]}.values())
    offered = [
        (first, _("đơn vị đứng đầu")),
        (above if above != first else [], _("đơn vị hạng trên")),
        (below, _("đơn vị hạng dưới")),
        (every if len(every) > 1 else [], _("cả ba") if len(every) == MOST - 1 else _("cả hai")),
    ]
    page, table_of = reverse("portal:compare"), table_code(ranking.release)
    return [
        Link(
            text,
            f"{page}?{query(table_of, [row.unit, *(each.unit for each in others)])}",
            hint=words.listing([each.name for each in others]),
        )
        for others, text in offered
        if others
    ]


def of_unit(ranking: Ranking, code: str) -> list[Link]:
    """Ready comparisons of the unit of that code."""
    return [link for row in ranking.rows if row.unit == code for link in beside(ranking, row)]


def block_average(ranking: Ranking) -> str:
    """The block's average of the figure that ranks, in a sentence; "" where none is known."""
    fact = ranking.average
    if fact is None or fact.value is None:
        return ""
    return f"{fact.label}: {words.number(fact.value, words.PLACES)}{ranking.figure_suffix}."


def context(choice: Choice, ranking: Ranking | None, releases: list[Release]) -> dict[str, Any]:
    """What the page shows: the comparison, or what is still to be chosen."""
    found = table(ranking, choice.units) if ranking else None
    return {
        "choice": choice,
        "ranking": ranking,
        "illustrative": any(each.illustrative for each in releases),
        "table": found,
        "average": block_average(ranking) if ranking and found else "",
        "files": files_beside(reverse("portal:compare"), f"?{query(choice.asked, choice.units)}") if found else [],
        "problem": problem(choice, ranking, found),
        "options": options(releases),
        "units": units_to_choose(ranking, choice) if ranking else [],
        "chart": charting.compare_chart(ranking, choice.units) if ranking and found else None,
    }
