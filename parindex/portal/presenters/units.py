"""A unit's pages: who it is, what became of it, its results by index and year."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.published import BreakInfo, Component, InBlock, Ranking, Release, Row, SideBySide, UnitEdition
from units.models import SuccessionKind, Unit, UnitForm, UnitKind
from units.names import match_key

from ..templatetags.numbers import percent_of
from . import words
from .charting import PageChart
from .criteria import several
from .figure_links import source_href
from .lineage import Lineage, anchor
from .navigation import Link, ranking_address
from .ranking import CellView, cell, conditions, is_outrun
from .words import MoveView


@dataclass(frozen=True, slots=True)
class LevelOfUnits:
    """Units of one level under one parent."""

    name: str
    anchor: str
    units: list[tuple[Unit, bool]]


def by_level(units: Iterable[Unit], with_results: set[str]) -> list[LevelOfUnits]:
    """Units by level and parent, in official order; each with whether it has results."""
    groups: dict[tuple[str, str, str], list[tuple[Unit, bool]]] = {}
    for unit in units:
        if unit.kind == UnitKind.COUNTRY:
            continue
        key = (
            str(UnitKind(unit.kind).label),
            _place_of(unit.parent) if unit.parent and unit.parent.kind != UnitKind.COUNTRY else "",
            anchor(unit.kind, unit.parent),
        )
        groups.setdefault(key, []).append((unit, unit.code in with_results))
    order = [str(label) for label in UnitKind.labels]
    return [
        LevelOfUnits(f"{level}, {place}" if place else level, where, found)
        for (level, place, where), found in sorted(
            groups.items(), key=lambda each: (order.index(each[0][0]), each[0][1])
        )
    ]


def _place_of(parent: Unit) -> str:
    """A place of the past says so: another of the same name may have followed it."""
    return f"{parent.shown_name} ({_period(parent)})" if parent.has_ended else parent.shown_name


@dataclass(frozen=True, slots=True)
class Fact:
    """A line about the unit: what, its value, where it comes from."""

    label: str
    text: str
    links: list[Link]
    source: str = ""
    legal_basis: str = ""
    is_successor: bool = False  # its links are what the unit became


def designation(unit: Unit) -> str:
    """What the unit is: its own form and the level it stands at, "Phường, cấp xã"."""
    form = unit.get_form_display()
    level = {
        UnitKind.DEPARTMENT: _("cấp tỉnh"),
        UnitKind.DISTRICT: _("cấp huyện (đến 30/6/2025)"),
        UnitKind.COMMUNE: _("cấp xã"),
    }.get(UnitKind(unit.kind))
    if level:
        return f"{form}, {level}"
    is_central_city = unit.kind == UnitKind.PROVINCE and unit.form == UnitForm.CITY
    return _("Thành phố trực thuộc Trung ương") if is_central_city else form


def _period(unit: Unit) -> str:
    if unit.valid_from and unit.valid_to:
        return _("từ %(start)s đến hết %(end)s") % {
            "start": words.day(unit.valid_from),
            "end": words.day(unit.valid_to),
        }
    if unit.valid_to:
        return _("đến hết %(end)s") % {"end": words.day(unit.valid_to)}
    return _("từ %(start)s") % {"start": words.day(unit.valid_from)} if unit.valid_from else _("đang hoạt động")


def _link(unit: Unit) -> Link:
    return Link(unit.shown_name, reverse("portal:unit", args=[unit.code]), hint=_period(unit))


def identity(unit: Unit, lineage: Lineage) -> list[Fact]:
    """What kind of body it is, when it existed, what it was called, what it came from and became."""
    facts = [Fact(_("Cấp"), designation(unit), [], unit.source)]
    if unit.parent and unit.parent.kind != UnitKind.COUNTRY:
        facts.append(Fact(_("Trực thuộc"), "", [_link(unit.parent)]))
    facts.append(Fact(_("Thời gian"), _period(unit), []))
    for former in unit.former_designations.all():
        start = _("từ %(day)s ") % {"day": words.day(former.valid_from)} if former.valid_from else ""
        facts.append(
            Fact(
                _("Trước đây"),
                _("%(name)s, %(start)sđến hết %(end)s")
                % {"name": former.full_name, "start": start, "end": words.day(former.valid_to)},
                [],
                former.source,
                former.legal_basis,
            )
        )
    if unit.formed_from:
        facts.append(Fact(_("Hình thành từ"), unit.formed_from, [], unit.source))
    before = lineage.before
    if before:
        facts.append(
            Fact(
                _("Kế thừa từ"),
                "",
                [_link(each.predecessor) for each in before],
                before[0].source,
                before[0].legal_basis,
            )
        )
    for each in lineage.after:
        if each.successor is None:
            last = words.day(each.effective_on - timedelta(days=1))
            facts.append(
                Fact(_("Kết thúc hoạt động"), _("sau ngày %(day)s") % {"day": last}, [], each.source, each.legal_basis)
            )
    became = [each for each in lineage.after if each.successor is not None]
    if became:
        kind = SuccessionKind(became[0].kind).label
        facts.append(
            Fact(
                _("Nay là"),
                _("(%(kind)s từ %(day)s)") % {"kind": kind, "day": words.day(became[0].effective_on)},
                [_link(each.successor) for each in became if each.successor],
                became[0].source,
                became[0].legal_basis,
                is_successor=True,
            )
        )
    aliases = [alias.name for alias in unit.aliases.all()]
    if aliases:
        facts.append(Fact(_("Nguồn còn ghi là"), "; ".join(aliases), []))
    if unit.note:
        facts.append(Fact(_("Ghi chú"), unit.note, []))
    return facts


def became(facts: Iterable[Fact]) -> list[Link]:
    """What the unit became, as its facts tell it."""
    return [link for fact in facts if fact.is_successor for link in fact.links]


def sources(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """Where the facts about the unit come from, each source once."""
    found: dict[tuple[str, str], None] = {}
    for fact in facts:
        found |= dict.fromkeys(words.sources(fact.source))
    return list(found)


def lead(unit: Unit, editions: tuple[UnitEdition, ...]) -> str:
    """The newest result in a sentence."""
    if not editions:
        return _("Cổng chưa có kết quả nào được công bố về đơn vị này.")
    placed = [each for each in editions if each.row.has_place] or list(editions)
    newest = max(placed, key=lambda each: (each.release.year, each.release.index == "par"))
    return _("Năm %(year)s, %(result)s") % {"year": newest.release.year, "result": _result(newest.release, newest.row)}


def year_lead(rankings: Iterable[Ranking], code: str) -> str:
    """The unit's results of one year, a sentence for each index."""
    return " ".join(
        _result(ranking.release, row, is_outrun=is_outrun(ranking, row))
        for ranking in rankings
        for row in ranking.rows
        if row.unit == code
    )


def _result(release: Release, row: Row, *, is_outrun: bool = False) -> str:
    """ "PAR Index: hạng 9/15, tăng 4 bậc (13→9)."; with the change of the score where that is known too."""
    text = f"{release.index_name}: "
    parts = []
    if place := words.rank_text(row):
        of = f"/{release.unit_count}" if release.unit_count and row.rank else ""
        rank = _("hạng %(rank)s%(of)s") % {"rank": place, "of": of} if row.rank else place
        parts.append(rank + (f" ({', '.join(words.rank_marks(row))})" if words.rank_marks(row) else ""))
    if row.total.is_known:
        parts.append(words.in_a_sentence(row, release))
    move = words.rank_move(row.rank_move)
    if not move.is_quiet:
        detail = move.detail or move.why
        parts.append(f"{move.text}{f' ({detail})' if detail else ''}")
    if beside := words.against_the_score(row, release):
        parts.append(beside + (_(" vì có đơn vị khác tăng nhiều hơn") if is_outrun else ""))
    return text + ", ".join(parts) + "." if parts else text + _("nguồn không công bố hạng và điểm.")


@dataclass(frozen=True, slots=True)
class EditionView:
    """One year of one index in the unit's history."""

    year: int
    block: str
    ranking_href: str
    source_href: str
    year_href: str
    printed_name: str
    rank: str
    rank_marks: list[str]
    of: str
    total: str
    total_mark: str
    maximum: str
    index: str
    move: MoveView
    score_move: MoveView
    cells: list[CellView]
    band: str
    note: str
    absent: str
    break_before: str
    is_renamed: bool = False

    @property
    def has_words(self) -> bool:
        """Whether there is something to tell under the year's figures."""
        return bool(self.is_renamed or self.note or self.absent or self.band or self.parts)

    @property
    def parts(self) -> list[str]:
        """The parts that the source prints of a result without a total: "Thẩm định: 54,14"."""
        if self.total:
            return []
        return [_part(each) for each in self.cells]


def _part(part: CellView) -> str:
    maximum = f"/{part.maximum}" if part.maximum and part.text else ""
    if not part.text:
        return f"{part.label}: {part.note}"
    return f"{part.label}: {part.text}{maximum}" + (f" ({part.note})" if part.note else "")


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Every year of one index, newest first, with the marks of breaks between them."""

    index: str
    name: str
    score_label: str
    block: str
    editions: list[EditionView]
    charts: list[PageChart]


def edition_view(each: UnitEdition, code: str, break_before: str = "", names: Collection[str] = ()) -> EditionView:
    """`names`: what the unit is called today, in its forms; another name is told as the one it had then."""
    release, row = each.release, each.row
    return EditionView(
        year=release.year,
        block=f"{release.group_name}, {release.place}" if not release.is_national else release.group_name,
        ranking_href=f"{ranking_address(release)}#{code}",
        source_href=source_href(release, code),
        year_href=reverse("portal:unit-year", args=[code, release.year]),
        printed_name=row.name,
        rank=words.rank_text(row),
        rank_marks=words.rank_marks(row),
        of=str(release.unit_count) if release.unit_count and row.rank else "",
        total=words.figure_text(row.total, release.suffix),
        total_mark=words.basis_mark(row.total.basis) if row.total.is_known else "",
        maximum=words.number(row.max_score) if row.max_score not in (None, release.scale_max) else "",
        index=words.figure_text(row.index_percent, "%"),
        move=words.rank_move(row.rank_move),
        score_move=words.score_move(row.score_move, words.PLACES),
        cells=[
            found
            for found in (cell(c, row, words.PLACES, release) for c in each.components)
            if found.text or found.note
        ],
        band=row.band,
        note=row.note,
        absent=row.absent_reason,
        break_before=break_before,
        is_renamed=bool(names) and match_key(row.name) not in {match_key(name) for name in names},
    )


def series(
    unit: Unit,
    editions: tuple[UnitEdition, ...],
    breaks: Mapping[str, tuple[BreakInfo, ...]],
    charts: Iterable[PageChart],
) -> list[SeriesView]:
    """The unit's results by index, newest first, with the index's drawings. `block`: the one block, if it is always one."""
    drawings = list(charts)
    by_index: dict[str, list[UnitEdition]] = {}
    for each in editions:
        by_index.setdefault(each.release.index, []).append(each)
    found = []
    for index, of_index in by_index.items():
        views = []
        for each in sorted(of_index, key=lambda e: (-e.release.year, e.release.group)):
            year = each.release.year
            # Under the oldest row there is nothing left that it could be compared with.
            before = max((e.release.year for e in of_index if e.release.year < year), default=year)
            told = dict.fromkeys(
                words.incomparable(
                    words.what_breaks(each.release, of_score=b.of_score, of_rank=b.of_rank), year, before, b.reason
                )
                for b in breaks.get(index, ())
                if before <= b.before and b.after <= year
            )
            names = (unit.full_name, unit.name)
            views.append(edition_view(each, each.row.unit, " ".join(told), names))
        release = of_index[-1].release
        blocks = {view.block for view in views}
        found.append(
            SeriesView(
                index,
                release.index_name,
                words.score_label(release),
                views[0].block if len(blocks) == 1 else "",
                views,
                [each for each in drawings if each.key.startswith(f"{index}-")],
            )
        )
    return found


def dash_note(series: Iterable[SeriesView]) -> str:
    """What the dashes in the unit's history mean."""
    lines = [each for of_index in series for each in of_index.editions]
    figures = [text for each in lines for text in (each.rank, each.total)]
    return words.dash_note(words.dashes(figures, [move for each in lines for move in (each.move, each.score_move)]))


def comparable(editions: tuple[UnitEdition, ...]) -> list[Link]:
    """Where to begin a comparison: the newest table of each index that holds the unit and another one."""
    newest = {each.release.index: each.release for each in editions if each.release.is_comparable}
    return [
        Link(
            f"{release.index_name} {release.year}",
            f"{reverse('portal:compare')}?nhom={release.place_slug}.{release.group_slug}&chi-so={release.index}"
            f"&nam={release.year}&don-vi={editions[0].row.unit}",
        )
        for release in newest.values()
    ]


@dataclass(frozen=True, slots=True)
class PartView:
    """One component of the unit's result."""

    cell: CellView
    component: Component
    bar: str
    share: str = ""  # of what could be reached, with the block's average and best, where the whole block is known
    average: str = ""
    best: str = ""
    best_units: str = ""

    @property
    def inferred_maximum(self) -> str:
        """A maximum that no source prints, to be shown only with these words beside it."""
        if self.component.max_score is None or self.component.printed_max is not None:
            return ""
        return words.number(self.component.max_score)

    @property
    def weight(self) -> str:
        return f"{words.number(self.component.weight)}%" if self.component.weight is not None else ""


# More parts of a result than this stand in a table.
MOST_TILES = 4


@dataclass(frozen=True, slots=True)
class SheetView:
    """One unit in one table: its line, its parts, its neighbours."""

    release: Release
    edition: EditionView
    title: str
    parts: list[PartView]
    neighbours: str
    average: str
    is_by_index: bool
    conditions: str = ""  # what else changed since the year before, where the unit's change is stated

    @property
    def score_label(self) -> str:
        return words.score_label(self.release)

    @property
    def is_tabled(self) -> bool:
        """Whether its parts stand in a table: more than a few tiles drown the result."""
        return len(self.parts) > MOST_TILES

    @property
    def has_block(self) -> bool:
        """Whether some part stands beside the block's average and best."""
        return any(part.average for part in self.parts)

    @property
    def has_weights(self) -> bool:
        return any(part.weight for part in self.parts)

    @property
    def shows_index(self) -> bool:
        """Whether the index in percent has a tile of its own beside points out of the unit's own maximum."""
        return self.is_by_index and bool(self.edition.maximum)

    @property
    def dashes(self) -> list[str]:
        shown = [self.edition.rank, self.edition.total, *([self.edition.index] if self.shows_index else [])]
        if not self.is_tabled:
            shown += [part.cell.text for part in self.parts]
        else:
            shown += [text for part in self.parts for text in (part.cell.text, part.cell.maximum)]
            shown += [part.weight for part in self.parts] if self.has_weights else []
        return words.dashes(shown, ())


def dash_note_of_year(sheets: Iterable[SheetView]) -> str:
    return words.dash_note(spoken for each in sheets for spoken in each.dashes)


def sheet(beside: SideBySide, code: str) -> SheetView:
    """The unit's page for one table; neighbours only where both totals are known."""
    ranking = beside.ranking
    release = ranking.release
    row = next(each for each in ranking.rows if each.unit == code)
    edition = UnitEdition(release, row, ranking.components)
    parts = []
    for component in ranking.components:
        view = cell(component, row, words.PLACES, release)
        if not (view.text or view.note):
            continue
        own = row.scores.get(component.code)
        parts.append(
            PartView(
                view,
                component,
                percent_of(own.value if own else None, row.full(component)),
                *_in_block(beside.in_block(code, component), ranking),
            )
        )
    return SheetView(
        release,
        edition_view(edition, code),
        f"{release.index_name} {release.year}",
        parts,
        _neighbours(ranking, row),
        _average(ranking),
        ranking.is_by_index,
        " ".join(conditions(ranking)) if row.rank_move.places is not None else "",
    )


def _in_block(found: InBlock | None, ranking: Ranking) -> tuple[str, ...]:
    """The unit's share, the block's average and best, and who has it: one or two names, else how many."""
    if found is None:
        return ()
    holders = several([ranking.names[unit] for unit in found.holders])
    return (*(words.share(each) for each in (found.own, found.average, found.best)), holders)


def _average(ranking: Ranking) -> str:
    fact = ranking.average
    if fact is None or fact.value is None:
        return ""
    return words.number(fact.value, words.PLACES) + ranking.figure_suffix


def _neighbours(ranking: Ranking, row: Row) -> str:
    """ "Kém Quảng Ninh (hạng trên) 0,53 điểm; hơn Thừa Thiên Huế (hạng dưới) 2,04 điểm." """
    parts = []
    for sentence, others in (
        (_("kém %(names)s (hạng trên) %(gap)s"), ranking.above(row)),
        (_("hơn %(names)s (hạng dưới) %(gap)s"), ranking.below(row)),
    ):
        own, other = (ranking.ranking_figure(each).value for each in (row, others[0])) if others else (None, None)
        if own is not None and other is not None:
            names = words.listing([each.name for each in others])
            gap = words.gap(abs(own - other), ranking)
            parts.append(sentence % {"names": names, "gap": gap})
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
