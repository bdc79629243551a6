"""The ranking page: its sentences, its rows, its order and filters, what to notice first."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from scoring.core.reconcile import Verdict
from scoring.published import Component, Ranking, Release, Row
from units.names import search_key

from ..templatetags.numbers import percent_of
from . import words
from .words import MoveView

# More columns than this do not fit a page; the figures then stand in each row's details.
COLUMNS_THAT_FIT = 5

_INDEX_TITLES = {
    "par": "cải cách hành chính (PAR Index)",
    "sipas": "mức độ hài lòng của người dân, tổ chức (SIPAS)",
    "papi": "hiệu quả quản trị và hành chính công (PAPI)",
    "pci": "năng lực cạnh tranh (PCI)",
}


@dataclass(frozen=True, slots=True)
class CellView:
    """One component's cell. `bar` is the share of the maximum as a machine number 0..100, or empty."""

    code: str
    label: str
    text: str
    note: str = ""
    maximum: str = ""
    bar: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """One row of the table, ready to print."""

    unit: str
    name: str
    rank: str
    rank_marks: list[str]
    total: str
    total_mark: str
    move: MoveView
    score_move: MoveView
    cells: list[CellView]
    band: str
    note: str
    absent: str
    row: Row


def cell(component: Component, row: Row, places: int) -> CellView:
    """The component's figure on that row, with its own rank and change where the source prints them."""
    score = row.scores.get(component.code)
    # An inferred maximum is said once, in the column's heading or on the source page, and never beside a printed figure.
    known_maximum = component.max_score if component.max_basis == "printed" else None
    maximum = words.number(known_maximum) if known_maximum is not None and not component.is_percent else ""
    if score is None:
        return CellView(component.code, component.short_name, "", maximum=maximum)
    notes = []
    if score.change is not None:
        notes.append(_("%(change)s so với năm trước") % {"change": words.signed(score.change, places)})
    if score.rank is not None:
        notes.append(_("thứ %(rank)s về phần này") % {"rank": score.rank})
    if mark := words.basis_mark(score.basis) if score.is_known else "":
        notes.append(mark)
    text = words.figure_text(score, "%" if component.is_percent else "")
    full = Decimal(100) if component.is_percent else known_maximum
    return CellView(
        component.code, component.short_name, text, "; ".join(notes), maximum, percent_of(score.value, full)
    )


def line(ranking: Ranking, row: Row) -> LineView:
    release = ranking.release
    return LineView(
        unit=row.unit,
        name=row.name,
        rank=words.rank_text(row),
        rank_marks=words.rank_marks(row),
        total=words.figure_text(row.total, "%" if release.unit_label == "%" else ""),
        total_mark=words.basis_mark(row.total.basis) if row.total.is_known else "",
        move=words.rank_move(row.rank_move),
        score_move=words.score_move(row.score_move, words.PLACES),
        cells=[cell(component, row, words.PLACES) for component in ranking.components],
        band=row.band,
        note=row.note,
        absent=row.absent_reason,
        row=row,
    )


# -- order and filter, kept in the address ------------------------------------------------------------------------------

RANK, UNIT, TOTAL, MOVE, SCORE_MOVE = "hang", "don-vi", "diem", "thay-doi", "thay-doi-diem"
FILTERS = {
    "": lambda row: True,
    "tang": lambda row: (row.rank_move.places or 0) > 0,
    "giam": lambda row: (row.rank_move.places or 0) < 0,
    "giu": lambda row: row.rank_move.places == 0,
    "co-diem": lambda row: row.total.is_known,
}


@dataclass(frozen=True, slots=True)
class View:
    """What the reader asked to see of a table: order, filter, words to find. Wrong values fall back to the plain table."""

    order: str = RANK
    only: str = ""
    find: str = ""

    @classmethod
    def from_query(cls, query, components: Iterable[Component]) -> "View":
        known = {RANK, UNIT, TOTAL, MOVE, SCORE_MOVE, *(f"tp-{component.code}" for component in components)}
        order = query.get("sap-xep", RANK)
        if order.removeprefix("-") not in known:
            order = RANK
        only = query.get("loc", "")
        return cls(order, only if only in FILTERS else "", query.get("tim", "").strip()[:60])

    def query(self, **changes: str) -> str:
        """The query string of this view with some of it changed, "" for the plain table."""
        asked = {"order": self.order, "only": self.only, "find": self.find} | changes
        pairs = [
            ("sap-xep", asked["order"] if asked["order"] != RANK else ""),
            ("loc", asked["only"]),
            ("tim", asked["find"]),
        ]
        text = urlencode([(key, value) for key, value in pairs if value])
        return f"?{text}" if text else ""

    @property
    def is_plain(self) -> bool:
        return not self.query()


def _sort_value(row: Row, column: str, names: dict[str, str]):
    if column == RANK:
        return row.rank
    if column == UNIT:
        return names.get(row.unit, row.name)
    if column == TOTAL:
        return row.total.value
    if column == MOVE:
        return row.rank_move.places
    if column == SCORE_MOVE:
        return row.score_move.points
    score = row.scores.get(column.removeprefix("tp-"))
    return score.value if score else None


def select(rows: Iterable[Row], view: View, sort_names: dict[str, str]) -> list[Row]:
    """The rows asked for, in the order asked for; rows without the figure come last in either direction."""
    wanted = search_key(view.find)
    chosen = [row for row in rows if FILTERS[view.only](row) and (not wanted or wanted in search_key(row.name))]
    column, descending = view.order.removeprefix("-"), view.order.startswith("-")
    known = [row for row in chosen if _sort_value(row, column, sort_names) is not None]
    unknown = [row for row in chosen if _sort_value(row, column, sort_names) is None]
    known.sort(key=lambda row: _sort_value(row, column, sort_names), reverse=descending)
    return known + unknown


# -- sentences ----------------------------------------------------------------------------------------------------------


def title(release: Release) -> str:
    """ "Xếp hạng cải cách hành chính năm 2020 của 15 quận, huyện thuộc thành phố Hải Phòng"."""
    subject = _INDEX_TITLES.get(release.index, release.index_name)
    return _("Xếp hạng %(subject)s năm %(year)s của %(group)s") % {
        "subject": subject.partition(" (")[0] if release.index == "par" else subject,
        "year": release.year,
        "group": words.group_phrase(release),
    }


def short_title(release: Release) -> str:
    return f"{release.index_name} {release.year} · {release.group_name}, {release.place}"


def lead(ranking: Ranking) -> str:
    """What happened, in a sentence or two, from figures the source prints; nothing is guessed."""
    release, placed = ranking.release, ranking.placed
    first = [row for row in placed if row.rank == 1]
    sentences = []
    if len(first) == 1:
        with_total = _(" với %(total)s") % {"total": words.with_unit(first[0].total.printed, release)}
        sentences.append(
            _("%(unit)s dẫn đầu%(total)s")
            % {"unit": first[0].name, "total": with_total if first[0].total.is_known else ""}
        )
    elif first:
        sentences.append(_("%(n)s đơn vị đồng hạng 1") % {"n": len(first)})
    ties: dict[int, int] = {}
    for row in placed:
        if row.is_tied and row.rank and row.rank > 1:
            ties[row.rank] = ties.get(row.rank, 0) + 1
    if len(ties) == 1 and sentences:
        ((rank, count),) = ties.items()
        sentences[-1] += _("; %(count)s đơn vị đồng hạng %(rank)s") % {"count": count, "rank": rank}
    text = ". ".join(sentences) + "." if sentences else ""
    if gap := first_to_last(ranking):
        text += " " + _("Khoảng cách giữa đơn vị đầu và cuối là %(gap)s điểm.") % {
            "gap": words.number(gap, words.PLACES)
        }
    if release.unit_count and len(ranking.rows) < release.unit_count:
        text += " " + _("Nguồn chỉ nêu %(n)s trong %(count)s đơn vị.") % {
            "n": len(ranking.rows),
            "count": release.unit_count,
        }
    return text.strip()


def first_to_last(ranking: Ranking) -> Decimal | None:
    """Points between the first and the last unit, when both are known to be first and last."""
    first = next((row for row in ranking.placed if row.rank == 1), None)
    last = next(
        (row for row in ranking.placed if row.rank is not None and row.rank == ranking.release.unit_count), None
    )
    if first is None or last is None or first.total.value is None or last.total.value is None:
        return None
    return first.total.value - last.total.value


@dataclass(frozen=True, slots=True)
class QuickFact:
    title: str
    text: str


def quick_facts(ranking: Ranking) -> list[QuickFact]:
    """ "Đọc nhanh": steepest rise and fall, near ties, what is inferred or missing."""
    facts = []
    moved = [row for row in ranking.rows if row.rank_move.places]
    risers = [row for row in moved if (row.rank_move.places or 0) > 0]
    fallers = [row for row in moved if (row.rank_move.places or 0) < 0]
    for label, group, choose in ((_("Tăng nhiều nhất"), risers, max), (_("Giảm nhiều nhất"), fallers, min)):
        if group:
            extreme = choose(row.rank_move.places or 0 for row in group)
            most = [row for row in group if row.rank_move.places == extreme]
            facts.append(QuickFact(label, "; ".join(_moved(row) for row in most[:4])))
    if near := _near(ranking):
        facts.append(QuickFact(_("Sát nhau"), near))
    unprinted = [row for row in ranking.rows if not row.total.is_known and not row.absent_reason]
    if unprinted:
        facts.append(
            QuickFact(
                _("Chưa đủ số liệu"),
                _("%(n)s trong %(count)s đơn vị có trong bảng không được nguồn công bố %(score)s")
                % {
                    "n": len(unprinted),
                    "count": len(ranking.rows),
                    "score": words.score_label(ranking.release).lower(),
                },
            )
        )
    inferred = [row for row in ranking.rows if row.rank_basis == "inferred"]
    for row in inferred[:3]:
        facts.append(QuickFact(_("Hạng suy ra"), f"{row.name}: {words.rank_text(row)}. {row.note}".strip()))
    return facts


def _moved(row: Row) -> str:
    move = words.rank_move(row.rank_move)
    text = f"{row.name}, {move.text}"
    if move.detail:
        text += f" ({move.detail})"
    if row.score_move.direction == "up" and (row.rank_move.places or 0) < 0:
        text += ", " + _("dù tổng điểm tăng")
    return text


def _near(ranking: Ranking) -> str:
    """The closest neighbours with different totals, when they are within half a point."""
    known = [row for row in ranking.placed if row.rank is not None and row.total.value is not None]
    closest = None
    for upper, lower in itertools.pairwise(known):
        gap = (upper.total.value or Decimal(0)) - (lower.total.value or Decimal(0))
        if (
            (lower.rank or 0) - (upper.rank or 0) <= 1
            and 0 < gap <= Decimal("0.5")
            and (closest is None or gap < closest[0])
        ):
            closest = (gap, upper, lower)
    if closest is None:
        return ""
    gap, upper, lower = closest
    return _("%(lower)s kém %(upper)s %(gap)s") % {
        "lower": lower.name,
        "upper": upper.name,
        "gap": words.with_unit(words.number(gap, words.PLACES), ranking.release),
    }


# -- arithmetic of the source ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CheckView:
    """One printed total beside the recomputed one."""

    unit: str
    name: str
    printed: str
    computed: str
    difference: str
    verdict: str
    explanation: str


def checks(ranking: Ranking) -> list[CheckView]:
    """Every recomputed total: agreeing, explained by rounding, or listed as not agreeing."""
    explanations = {
        Verdict.AGREES: _("khớp"),
        Verdict.ROUNDING: _("lệch do làm tròn: tổng điểm được tính từ các điểm thành phần chưa làm tròn"),
        Verdict.DIFFERS: _("không khớp: nguồn không giải thích; cổng giữ nguyên số nguồn in"),
    }
    places = words.PLACES
    return [
        CheckView(
            check.unit,
            check.name,
            words.number(check.comparison.printed, places),
            words.number(check.comparison.computed, places),
            words.signed(check.comparison.difference, places) if check.comparison.difference else "0",
            check.comparison.verdict.value,
            explanations[check.comparison.verdict],
        )
        for check in ranking.sum_checks
    ]


def shared_reason(ranking: Ranking) -> str:
    """The one reason why no row of the table compares with the year before; "" when any row does, or reasons differ."""
    reasons = {(row.rank_move.reason, row.score_move.reason) for row in ranking.placed}
    if len(reasons) != 1:
        return ""
    ((of_rank, of_score),) = reasons
    return (
        str(words.REASONS[of_rank])
        if of_rank is not None and of_rank == of_score and of_rank not in words.QUIET
        else ""
    )


def caption(ranking: Ranking) -> str:
    """When it was announced, by which decision, and how ties are ranked where there are any."""
    release = ranking.release
    parts = []
    if release.announced_on:
        parts.append(_("Công bố %(when)s") % {"when": words.when(release.announced_on)})
    if release.decision_number:
        dated = f" ngày {words.day(release.decision_date)}" if release.decision_date else ""
        parts.append(_("theo %(decision)s") % {"decision": release.decision_number + dated})
    text = ", ".join(parts)
    sentences = [text + "."] if text else []
    if any(row.is_tied for row in ranking.rows) or release.origin == "computed":
        sentences.append(str(words.TIE_RULES[release.tie_rule]))
    if reason := shared_reason(ranking):
        sentences.append(_("Không so sánh được với năm trước: %(reason)s.") % {"reason": reason})
    return " ".join(sentences)


def is_well_filled(known: int, rows: int) -> bool:
    """Whether a column has figures enough to stand on its own; a column of holes drowns the figures that exist."""
    return known * 3 >= rows and known > 0


def table_columns(ranking: Ranking) -> list[Component]:
    """The components that stand as columns of their own; the others are told in each row."""
    filled = [
        component
        for component in ranking.components
        if is_well_filled(
            sum(1 for row in ranking.placed if component.code in row.scores and row.scores[component.code].is_known),
            len(ranking.placed),
        )
    ]
    if ranking.release.origin == "computed":
        # Bonus and penalty stand beside the scale, and most units have none: told in the row, they leave room.
        filled = [component for component in filled if component.part_of_total]
    return filled if len(filled) <= COLUMNS_THAT_FIT else []
