"""The indexes of one unit side by side, year by year: each with its own rank and figure, never one ranking of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import BreakInfo, IndexInfo, Release, UnitEdition
from units.models import Unit

from . import charting, words
from .navigation import Link, files_beside, publication_address, ranking_address

NOTHING = gettext_lazy("chưa có kết quả trên cổng")


@dataclass(frozen=True, slots=True)
class CellView:
    """One index in one year: rank and figure as published, and what keeps it from its next older figure."""

    edition: UnitEdition
    rank: str
    of: str
    figure: str
    marks: list[str]
    ranking_href: str
    source_href: str
    broken: str = ""

    @property
    def note(self) -> str:
        return self.edition.row.note


@dataclass(frozen=True, slots=True)
class Column:
    """An index, with what it asks and by whom it is published."""

    index: str
    name: str
    label: str
    unit: str
    block: str
    question: str = ""
    publisher: str = ""
    method_href: str = ""


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year, with the figures of each index in the order of the columns; an empty list where the portal has none."""

    year: int
    href: str
    cells: list[list[CellView]]


@dataclass(frozen=True, slots=True)
class Broken:
    """Between which years an index does not compare, and why."""

    name: str
    text: str
    sources: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Indexes:
    columns: list[Column]
    years: list[YearLine]
    breaks: list[Broken]

    @property
    def has_gaps(self) -> bool:
        return any(not cell for line in self.years for cell in line.cells)


def side_by_side(
    code: str,
    editions: Sequence[UnitEdition],
    breaks: Mapping[str, tuple[BreakInfo, ...]],
    infos: Iterable[IndexInfo] = (),
) -> Indexes:
    """Every current result of the unit: a line for each year, newest first, a column for each index."""
    by_index: dict[str, list[UnitEdition]] = {}
    for each in editions:
        by_index.setdefault(each.release.index, []).append(each)
    known = {each.code: each for each in infos}
    columns = [_column(index, found, known.get(index)) for index, found in by_index.items()]
    lines = []
    for year in sorted({each.release.year for each in editions}, reverse=True):
        cells = []
        for index, found in by_index.items():
            older = max((each.release.year for each in found if each.release.year < year), default=None)
            of_year = [each for each in found if each.release.year == year]
            before = [each for each in found if each.release.year == older]
            cells.append([_cell(each, before, breaks.get(index, ())) for each in of_year])
        lines.append(YearLine(year, reverse("portal:unit-year", args=[code, year]), cells))
    return Indexes(columns, lines, [told for column in columns for told in _breaks(column, by_index, breaks)])


def _column(index: str, found: Sequence[UnitEdition], info: IndexInfo | None) -> Column:
    release = found[-1].release
    blocks = {each.release.group_name for each in found}
    method = reverse("portal:method-index", args=[index]) if info is not None else ""
    return Column(
        index,
        release.index_name,
        f"{words.score_label(release)} ({release.unit_label})",
        release.unit_label,
        blocks.pop() if len(blocks) == 1 else "",
        info.question if info is not None else "",
        info.publisher if info is not None else "",
        method,
    )


def _cell(edition: UnitEdition, before: Sequence[UnitEdition], breaks: Iterable[BreakInfo]) -> CellView:
    release, row = edition.release, edition.row
    marks = words.rank_marks(row)
    if row.total.is_known and (mark := words.basis_mark(row.total.basis)):
        marks.append(mark)
    return CellView(
        edition,
        words.rank_text(row),
        str(release.unit_count) if release.unit_count and row.rank else "",
        words.figure_text(row.total, release.suffix) or words.figure_text(row.index_percent, "%"),
        marks,
        f"{ranking_address(release)}#{row.unit}",
        f"{publication_address(release.number)}#{row.unit}",
        _broken(release, before, breaks),
    )


def _broken(release: Release, before: Sequence[UnitEdition], breaks: Iterable[BreakInfo]) -> str:
    """ "điểm không so sánh với 2021"; "" where the two years compare, or there is no older one."""
    if not before:
        return ""
    older = before[0].release
    between = [each for each in breaks if older.year <= each.before and each.after <= release.year]
    of_score, of_rank = any(each.of_score for each in between), any(each.of_rank for each in between)
    if older.group != release.group:
        of_rank = True
    if not (of_score or of_rank):
        return ""
    figure = words.score_label(release).lower()
    what = _("%(figure)s, hạng") % {"figure": figure} if of_score and of_rank else figure if of_score else _("hạng")
    return _("%(what)s không so sánh với %(year)s") % {"what": what, "year": older.year}


def _breaks(
    column: Column, by_index: Mapping[str, Sequence[UnitEdition]], breaks: Mapping[str, tuple[BreakInfo, ...]]
) -> list[Broken]:
    """The recorded breaks that lie between two years of the unit, those of one reason in one line."""
    years = [each.release.year for each in by_index[column.index]]
    release = by_index[column.index][-1].release
    found: dict[tuple[str, str], list[BreakInfo]] = {}
    for each in breaks.get(column.index, ()):
        if min(years) <= each.before and each.after <= max(years):
            what = words.what_breaks(release, of_score=each.of_score, of_rank=each.of_rank)
            found.setdefault((what, each.reason), []).append(each)
    told = []
    for (what, reason), own in found.items():
        pairs = ", ".join(f"{each.before}/{each.after}" for each in own)
        text = _("%(what)s không so sánh được qua mốc %(years)s. %(reason)s.") % {
            "what": what,
            "years": pairs,
            "reason": reason.rstrip("."),
        }
        sources = dict.fromkeys(source for each in own for source in words.sources(each.source))
        told.append(Broken(column.name, text, list(sources)))
    return told


def lead(shown: Indexes) -> str:
    """The newest rank of each index, or its newest figure where no rank is published."""
    parts = []
    for n, column in enumerate(shown.columns):
        newest = next((cell for line in shown.years for cell in line.cells[n]), None)
        if newest is None:
            continue
        told = _("không công bố hạng và điểm")
        if newest.rank:
            of = f"/{newest.of}" if newest.of else ""
            told = (
                _("hạng %(rank)s%(of)s") % {"rank": newest.rank, "of": of} if newest.edition.row.rank else newest.rank
            )
        elif newest.figure:
            told = words.in_a_sentence(newest.edition.row, newest.edition.release)
        parts.append(f"{column.name} {newest.edition.release.year}: {told}")
    return "; ".join(parts) + "." if parts else _("Cổng chưa có kết quả nào được công bố về đơn vị này.")


def sources(editions: Iterable[UnitEdition]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where the figures come from, by index, each source once."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for each in editions:
        found.setdefault(each.release.index_name, {}).update(dict.fromkeys(words.sources(each.row.source)))
    return [(name, list(own)) for name, own in found.items()]


def address(code: str) -> str:
    return reverse("portal:unit-indexes", args=[code])


def link(code: str, editions: Iterable[UnitEdition]) -> Link | None:
    """The way to the page from the unit's own, where it has more than one index."""
    names = list(dict.fromkeys(each.release.index_name for each in editions))
    return Link(", ".join(names), address(code)) if len(names) > 1 else None


def context(
    unit: Unit,
    editions: tuple[UnitEdition, ...],
    breaks: Mapping[str, tuple[BreakInfo, ...]],
    releases: list[Release],
    infos: list[IndexInfo],
) -> dict[str, Any]:
    """What the page shows; `releases`: every current table, from which a gap in a drawing is known to be one."""
    shown = side_by_side(unit.code, editions, breaks, infos)
    drawings = charting.history_charts(unit.code, editions, breaks, releases)
    return {
        "unit": unit,
        "shown": shown,
        "lead": lead(shown),
        "sources": sources(editions),
        "drawings": [each for each in drawings if each.key.endswith("-hang")],
        "nothing": NOTHING,
        "files": files_beside(address(unit.code)) if shown.years else [],
        "illustrative": unit.illustrative or any(each.release.illustrative for each in editions),
    }
