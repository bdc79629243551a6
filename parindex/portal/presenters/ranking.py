"""The ranking page: its sentences, its rows, its order and filters, what to notice first."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import Component, NoComparison, Ranking, Release, Row, Verdict
from units.names import search_key

from ..templatetags.numbers import percent_of
from . import words
from .typed_words import typed
from .words import MoveView

# More columns than this do not fit a page; the figures then stand in each row's details.
COLUMNS_THAT_FIT = 5

_INDEX_TITLES = {
    "par": gettext_lazy("cải cách hành chính"),
    "sipas": gettext_lazy("mức độ hài lòng của người dân, tổ chức (SIPAS)"),
    "papi": gettext_lazy("hiệu quả quản trị và hành chính công (PAPI)"),
    "pci": gettext_lazy("năng lực cạnh tranh (PCI)"),
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
    is_idle: bool = False  # bonus or penalty of nought: nothing to tell in a ranking


@dataclass(frozen=True, slots=True)
class LineView:
    """One row of the table, ready to print."""

    unit: str
    name: str
    rank: str
    rank_marks: list[str]
    total: str
    total_mark: str
    index: str
    move: MoveView
    score_move: MoveView
    cells: list[CellView]
    band: str
    note: str
    absent: str
    row: Row


def cell(component: Component, row: Row, places: int, release: Release) -> CellView:
    """The component's figure on that row, with its own rank and change where the source prints them."""
    score = row.scores.get(component.code)
    # An inferred maximum is said once, in the column's heading or on the source page, and never beside a printed figure.
    most = row.maximums.get(component.code)
    maximum = words.number(most) if most is not None else ""
    if score is None:
        return CellView(component.code, component.short_name, "", maximum=maximum)
    notes = words.score_notes(score)
    if mark := words.basis_mark(score.basis) if score.is_known else "":
        notes.append(mark)
    text = words.figure_text(score, component.suffix)
    bar = percent_of(score.value, row.full(component))
    is_idle = release.is_computed and not component.part_of_total and score.value == 0
    return CellView(component.code, component.short_name, text, "; ".join(notes), maximum, bar, is_idle)


def line(ranking: Ranking, row: Row) -> LineView:
    release = ranking.release
    return LineView(
        unit=row.unit,
        name=row.name,
        rank=words.rank_text(row),
        rank_marks=words.rank_marks(row),
        total=words.figure_text(row.total, release.suffix),
        total_mark=words.basis_mark(row.total.basis) if row.total.is_known else "",
        index=words.figure_text(row.index_percent, "%"),
        move=words.rank_move(row.rank_move),
        score_move=words.score_move(row.score_move, words.PLACES),
        cells=[cell(each, row, words.PLACES, release) for each in ranking.components],
        band=row.band,
        note=row.note,
        absent=row.absent_reason,
        row=row,
    )


# -- order and filter, kept in the address ------------------------------------------------------------------------------

RANK, UNIT, TOTAL, INDEX, MOVE, SCORE_MOVE = "hang", "don-vi", "diem", "chi-so", "thay-doi", "thay-doi-diem"
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
        known = {RANK, UNIT, TOTAL, INDEX, MOVE, SCORE_MOVE, *(f"tp-{component.code}" for component in components)}
        order = query.get("sap-xep", RANK)
        if order.removeprefix("-") not in known:
            order = RANK
        only = query.get("loc", "")
        return cls(order, only if only in FILTERS else "", typed(query.get("tim", ""), 60))

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
    if column == INDEX:
        return row.index_percent.value
    if column == MOVE:
        return row.rank_move.places
    if column == SCORE_MOVE:
        return row.score_move.points
    score = row.scores.get(column.removeprefix("tp-"))
    return score.value if score else None


def select(rows: Iterable[Row], view: View, sort_names: dict[str, str]) -> list[Row]:
    """The rows asked for, in the order asked for; rows without the figure come last in either direction.

    Units that have no place in the ranking stand apart after all the others, on the page and in its files.
    """
    wanted = search_key(view.find)
    chosen = [row for row in rows if FILTERS[view.only](row) and (not wanted or wanted in search_key(row.name))]
    column, descending = view.order.removeprefix("-"), view.order.startswith("-")
    known = [row for row in chosen if _sort_value(row, column, sort_names) is not None]
    unknown = [row for row in chosen if _sort_value(row, column, sort_names) is None]
    known.sort(key=lambda row: _sort_value(row, column, sort_names), reverse=descending)
    ordered = known + unknown
    return [row for row in ordered if row.has_place] + [row for row in ordered if not row.has_place]


# -- sentences ----------------------------------------------------------------------------------------------------------


def title(release: Release) -> str:
    """ "Xếp hạng cải cách hành chính năm 2020 của 15 quận, huyện thuộc thành phố Hải Phòng"."""
    subject = _INDEX_TITLES.get(release.index, release.index_name)
    return _("Xếp hạng %(subject)s năm %(year)s của %(group)s") % {
        "subject": subject,
        "year": release.year,
        "group": words.group_phrase(release),
    }


def short_title(release: Release) -> str:
    return f"{release.index_name} {release.year} · {release.group_name}, {release.place}"


# A list of names longer than this is a number.
MOST_NAMED = 3


def lead(ranking: Ranking) -> str:
    """What happened, in a sentence or two, from figures the source prints; nothing is guessed."""
    if not ranking.rows:
        only_facts = _("Cổng chưa có kết quả của đơn vị nào trong khối này; chỉ có số liệu chung của cả khối.")
        return only_facts if ranking.facts else _("Cổng chưa có kết quả của đơn vị nào trong khối này.")
    if not any(row.rank == 1 for row in ranking.placed):
        return _what_there_is(ranking)
    sentences = [_who_leads(ranking)]
    if gap := first_to_last(ranking):
        sentences.append(_("Khoảng cách giữa đơn vị đầu và cuối là %(gap)s.") % {"gap": words.gap(gap, ranking)})
    if not ranking.is_whole:
        sentences.append(_how_much_there_is(ranking))
    return " ".join(sentences)


def _who_leads(ranking: Ranking) -> str:
    """ "Quận Lê Chân dẫn đầu với 90,54 điểm; Quận Hồng Bàng và Quận Ngô Quyền đồng hạng 2." """
    by_rank: dict[int, list[Row]] = {}
    for row in ranking.placed:
        if row.rank is not None:
            by_rank.setdefault(row.rank, []).append(row)
    first = by_rank.pop(1)
    if len(first) > 1:
        text = _share_a_rank(first)
    elif ranking.ranking_figure(first[0]).is_known:
        figure = ranking.ranking_figure(first[0]).printed
        total = f"{figure}%" if ranking.is_by_index else words.with_unit(figure, ranking.release)
        text = _("%(unit)s dẫn đầu với %(total)s") % {"unit": first[0].name, "total": total}
    else:
        text = _("%(unit)s dẫn đầu") % {"unit": first[0].name}
    tied = [rows for rows in by_rank.values() if len(rows) > 1]
    if len(tied) == 1:
        text += "; " + _share_a_rank(tied[0])
    return text + "."


def _share_a_rank(rows: list[Row]) -> str:
    who = words.listing([row.name for row in rows])
    if len(rows) > MOST_NAMED:
        who = _("%(n)s đơn vị") % {"n": len(rows)}
    return _("%(units)s đồng hạng %(rank)s") % {"units": who, "rank": rows[0].rank}


def _how_much_there_is(ranking: Ranking) -> str:
    """Said of every table that is not its whole block."""
    n, count = len(ranking.rows), ranking.release.unit_count
    if count:
        return _("Nguồn chỉ nêu %(n)s trong %(count)s đơn vị.") % {"n": n, "count": count}
    return _("Cổng mới có kết quả của %(n)s đơn vị; chưa có bảng đầy đủ.") % {"n": n}


def _what_there_is(ranking: Ranking) -> str:
    """ "Cổng mới có kết quả của Hải Phòng: hạng 3, 70,76 điểm; chưa có bảng đầy đủ." """
    rows = [*ranking.placed, *ranking.unplaced]
    if ranking.release.is_computed:
        return _("Chưa đơn vị nào trong khối có đủ điểm để tính tổng điểm và xếp hạng.")
    if len(rows) > MOST_NAMED:
        return _how_much_there_is(ranking)
    known = [(row.name, _in_few_words(row, ranking.release)) for row in rows]
    if len(known) == 1 and known[0][1]:
        what = _("%(unit)s: %(figures)s") % {"unit": known[0][0], "figures": known[0][1]}
    else:
        what = words.listing([f"{name} ({figures})" if figures else name for name, figures in known])
    if count := ranking.release.unit_count:
        return _("Cổng mới có kết quả của %(what)s; nguồn chỉ nêu %(n)s trong %(count)s đơn vị.") % {
            "what": what,
            "n": len(rows),
            "count": count,
        }
    return _("Cổng mới có kết quả của %(what)s; chưa có bảng đầy đủ.") % {"what": what}


def _in_few_words(row: Row, release: Release) -> str:
    """Rank and total, or the move where the source gives only that; "" when it gives none of them."""
    parts = []
    if place := words.rank_text(row):
        parts.append(_("hạng %(rank)s") % {"rank": place} if row.rank is not None else place)
    if row.total.is_known:
        parts.append(words.in_a_sentence(row, release))
    move = words.rank_move(row.rank_move)
    if not parts and row.rank_move.places is not None:
        parts.append(move.text)
    return ", ".join(parts)


def first_to_last(ranking: Ranking) -> Decimal | None:
    """The distance between the first and the last unit, when both are known to be first and last."""
    first = next((row for row in ranking.placed if row.rank == 1), None)
    last = next(
        (row for row in ranking.placed if row.rank is not None and row.rank == ranking.release.unit_count), None
    )
    if first is None or last is None:
        return None
    highest, lowest = (ranking.ranking_figure(row).value for row in (first, last))
    return None if highest is None or lowest is None else highest - lowest


@dataclass(frozen=True, slots=True)
class QuickFact:
    title: str
    text: str


def quick_facts(ranking: Ranking) -> list[QuickFact]:
    """ "Đọc nhanh": steepest rise and fall, near ties, what is inferred or missing."""
    facts = _most_moved(ranking)
    if near := _near(ranking):
        facts.append(QuickFact(_("Sát nhau"), near))
    if missing := _without_total(ranking):
        facts.append(QuickFact(_("Chưa đủ số liệu"), missing))
    inferred = [row for row in ranking.rows if row.rank_basis == "inferred"]
    for row in inferred[:3]:
        facts.append(QuickFact(_("Hạng suy ra"), f"{row.name}: {words.rank_text(row)}. {row.note}".strip()))
    return facts


def _most_moved(ranking: Ranking) -> list[QuickFact]:
    """Who rose and who fell most. Of the block only when every move is known; of one known move nothing is said."""
    moved = [row for row in ranking.rows if row.rank_move.places is not None]
    if len(moved) < 2:
        return []
    risers = [row for row in moved if (row.rank_move.places or 0) > 0]
    fallers = [row for row in moved if (row.rank_move.places or 0) < 0]
    labels = (_("Trong các đơn vị nguồn nêu, tăng nhiều nhất"), _("Trong các đơn vị nguồn nêu, giảm nhiều nhất"))
    if ranking.is_whole:
        labels = (
            _("Trong các đơn vị so sánh được với năm trước, tăng nhiều nhất"),
            _("Trong các đơn vị so sánh được với năm trước, giảm nhiều nhất"),
        )
    if ranking.is_whole and len(moved) == len(ranking.rows):
        labels = (_("Tăng nhiều nhất"), _("Giảm nhiều nhất"))
    facts = []
    for label, group, choose in zip(labels, (risers, fallers), (max, min), strict=True):
        if group:
            extreme = choose(row.rank_move.places or 0 for row in group)
            most = [row for row in group if row.rank_move.places == extreme]
            facts.append(QuickFact(label, "; ".join(_moved(row, ranking.release) for row in most[:4])))
    return facts


def _without_total(ranking: Ranking) -> str:
    """Of how many units in the table the source prints no total."""
    missing = [row for row in ranking.rows if not row.total.is_known and not row.absent_reason]
    if not missing:
        return ""
    score = words.score_label(ranking.release).lower()
    if len(missing) == len(ranking.rows):
        return _("Nguồn không công bố %(score)s của đơn vị nào trong bảng.") % {"score": score}
    return _("Nguồn không công bố %(score)s của %(n)s trong %(count)s đơn vị.") % {
        "score": score,
        "n": len(missing),
        "count": len(ranking.rows),
    }


def _moved(row: Row, release: Release) -> str:
    move = words.rank_move(row.rank_move)
    text = f"{row.name}, {move.text}"
    if move.detail:
        text += f" ({move.detail})"
    beside = words.against_the_score(row, release)
    return f"{text}, {beside}" if beside else text


def _near(ranking: Ranking) -> str:
    """The closest neighbours with different totals, when they are within half a point."""
    pairs = [(upper, lower) for lower in ranking.placed for upper in ranking.above(lower)[:1]]
    gaps = []
    for upper, lower in pairs:
        higher, lesser = ranking.ranking_figure(upper).value, ranking.ranking_figure(lower).value
        if higher is not None and lesser is not None:
            gaps.append((higher - lesser, lower.position, upper, lower))
    close = [each for each in gaps if 0 < each[0] <= Decimal("0.5")]
    if not close:
        return ""
    gap, _position, upper, lower = min(close, key=lambda each: each[:2])
    return _("%(lower)s kém %(upper)s %(gap)s") % {
        "lower": lower.name,
        "upper": upper.name,
        "gap": words.gap(gap, ranking),
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
    first = ranking.placed[0]
    if of_rank == of_score == NoComparison.METHOD_BREAK and first.rank_move.why == first.score_move.why != "":
        return first.rank_move.why
    return (
        str(words.REASONS[of_rank])
        if of_rank is not None and of_rank == of_score and of_rank not in words.QUIET
        else ""
    )


def caption(ranking: Ranking) -> str:
    """When it was announced, by which decision, and how ties are ranked where there are any."""
    release = ranking.release
    text = _("Công bố %(when)s") % {"when": words.when(release.announced_on)} if release.announced_on else ""
    if release.decision_number:
        decision = _("theo Quyết định số %(number)s") % {"number": release.decision_number}
        if release.decision_date:
            decision = _("%(decision)s ngày %(day)s") % {
                "decision": decision,
                "day": words.day(release.decision_date),
            }
        text = f"{text}, {decision}" if text else _("Công bố %(decision)s") % {"decision": decision}
    sentences = [text + "."] if text else []
    if any(row.is_tied for row in ranking.rows) or release.is_computed:
        sentences.append(str(words.TIE_RULES[release.tie_rule]))
    if reason := shared_reason(ranking):
        sentences.append(_("Không so sánh được với năm trước: %(reason)s.") % {"reason": reason})
    else:
        sentences += _breaks(ranking)
    return " ".join([*sentences, *conditions(ranking)])


def _breaks(ranking: Ranking) -> list[str]:
    """What a recorded break keeps from being compared, told once for the whole table."""
    of_rank = next((row.rank_move.why for row in ranking.rows if row.rank_move.why), "")
    of_score = next((row.score_move.why for row in ranking.rows if row.score_move.why), "")
    release, year = ranking.release, ranking.release.year
    if of_rank == of_score:
        told = [(words.what_breaks(release, of_score=True, of_rank=True), of_score)]
    else:
        told = [
            (words.what_breaks(release, of_score=True, of_rank=False), of_score),
            (words.what_breaks(release, of_score=False, of_rank=True), of_rank),
        ]
    return [words.incomparable(what, year, year - 1, reason) for what, reason in told if reason]


def is_outrun(ranking: Ranking, row: Row) -> bool:
    """Whether the unit can only have fallen because another's figure rose more: its own rose, in the same block of units."""
    before = ranking.compared_with
    points, direction = row.score_move.points, row.score_move.direction
    strangers = {NoComparison.UNIT_CHANGED, NoComparison.GROUP_CHANGED}
    return (
        (row.rank_move.places or 0) < 0
        and (direction == "up" or (points is not None and points > 0))
        and (not ranking.is_by_index or ranking.has_one_scale)
        and before is not None
        and before.unit_count == ranking.release.unit_count
        and not any(each.rank_move.reason in strangers for each in ranking.rows)
    )


def conditions(ranking: Ranking) -> list[str]:
    """What else changed between the two years of a stated change: how many units the block has, the criteria."""
    release, before = ranking.release, ranking.compared_with
    if before is None or all(row.rank_move.places is None for row in ranking.rows):
        return []
    found = []
    if release.unit_count and before.unit_count and release.unit_count != before.unit_count:
        sentence = _("Năm %(before)s khối có %(had)s đơn vị, năm %(year)s có %(has)s.")
        if release.unit_count < before.unit_count:
            sentence = _("Năm %(before)s khối có %(had)s đơn vị, năm %(year)s còn %(has)s.")
        counts = {"before": before.year, "had": before.unit_count, "year": release.year, "has": release.unit_count}
        found.append(sentence % counts)
    sets = [(each.set_name, each.set_decision) for each in (before, release)]
    if all(name for name, _decision in sets) and sets[0] != sets[1]:
        found.append(
            _("Bộ tiêu chí năm %(year)s có thay đổi so với năm %(before)s.")
            % {"year": release.year, "before": before.year}
        )
    return found


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
