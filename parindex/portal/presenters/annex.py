"""The annex of a decision: one published table laid out to be printed and signed, as plain values for paper and workbook.

Nothing is invented: what the publication does not say (the number of the decision, its day, who signs) is a line of dots.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any

import segno
from django.utils.translation import gettext as _

from scoring.exports.cells import Cell
from scoring.published import Ranking, Release

from ..tables import FigureColumn, RankingTable
from . import proof, ranking_page, words
from . import ranking as presenter

DOTS = "……"
_LONG_DOTS = "……………………"
# More columns than this do not fit A4 across; the sheet is A3 then.
MOST_ON_A4 = 11


@dataclass(frozen=True, slots=True)
class Annex:
    """Lines above the table, its columns and rows, lines below, who signs, and what leads back to the publication."""

    release: Release
    notice: str
    number: str  # "Phụ lục ……"
    title: str
    decision: str
    headings: list[str]
    small: list[str]  # what stands under each heading: the maximum of a part
    rows: list[list[Cell]]
    average: list[Cell]
    notes: list[str]
    stamp: proof.Stamp

    @property
    def place_and_day(self) -> str:
        return _("%(dots)s, ngày %(dots_short)s tháng %(dots_short)s năm %(dots_short)s") % {
            "dots": _LONG_DOTS,
            "dots_short": DOTS,
        }

    @property
    def is_broad(self) -> bool:
        return len(self.headings) > MOST_ON_A4

    @property
    def printed_rows(self) -> list[list[tuple[str, bool]]]:
        """The rows as words for paper: (text, whether it is a figure)."""
        return [[printed(cell) for cell in row] for row in self.rows]

    @property
    def printed_average(self) -> list[tuple[str, bool]]:
        return [printed(cell) for cell in self.average]


def printed(cell: Cell) -> tuple[str, bool]:
    if isinstance(cell, Decimal):
        return words.number(cell, words.PLACES), True
    return str(cell or ""), isinstance(cell, int)


def decision_line(release: Release) -> str:
    """ "(Kèm theo Quyết định số 12/QĐ-UBND ngày 05/3/2025 của ……)", with dots for what is not known."""
    number = re.sub(r"^quyết định\s+(số\s+)?", "", release.decision_number, flags=re.IGNORECASE) or f"{DOTS}/QĐ-{DOTS}"
    day = release.decision_date
    when = (
        _("ngày %(day)s tháng %(month)s năm %(year)s")
        % {"day": f"{day:%d}", "month": str(day.month) if day.month > 2 else f"{day:%m}", "year": str(day.year)}
        if day
        else _("ngày %(dots)s tháng %(dots)s năm %(dots)s") % {"dots": DOTS}
    )
    return _("(Kèm theo Quyết định số %(number)s %(when)s của %(who)s)") % {
        "number": number,
        "when": when,
        "who": _LONG_DOTS,
    }


def annex(ranking: Ranking, absolute: Callable[[str], str]) -> Annex:
    """The annex of a publication: every unit in the order of its rank, those without a rank last."""
    release = ranking.release
    asked = ranking_page.Asked.of(ranking, {})
    table = asked.table(asked.rows, for_file=True)
    names = _columns(table)
    rows: list[list[Cell]] = [
        [position, *(cell(table, name, bound) for name in names)] for position, bound in enumerate(table.rows, start=1)
    ]
    headings = [_("STT"), *(heading(table, name) for name in names)]
    small = ["", *(maximum(table, name) for name in names)]
    return Annex(
        release,
        _("Dữ liệu minh họa") if release.illustrative else "",
        _("Phụ lục %(dots)s") % {"dots": DOTS},
        presenter.title(release),
        decision_line(release),
        headings,
        small,
        rows,
        average_of(ranking, names),
        notes_of(ranking),
        proof.stamp(release, absolute),
    )


def _columns(table: RankingTable) -> list[str]:
    """Unit, parts, total, index, rank, change, class: those of them that the table has."""
    known = table.columns.names()
    parts = [name for name in known if isinstance(table.columns[name].column, FigureColumn)]
    order = ["unit", *parts, "total", "index", "rank", "move", "band"]
    return [name for name in order if name in known]


def heading(table: RankingTable, name: str) -> str:
    return _("Xếp hạng") if name == "rank" else str(table.columns[name].column.verbose_name)


def maximum(table: RankingTable, name: str) -> str:
    """What stands under a heading; nothing where it is not the same for all, since no cell of a signed table says its own."""
    column = table.columns[name].column
    if isinstance(column, FigureColumn):
        return column.maximum if column.has_one_maximum else ""
    if name == "total" and table.has_one_maximum:
        return table.total_maximum
    return ""


def cell(table: RankingTable, name: str, bound: Any) -> Cell:
    value, column = bound.get_cell_value(name), table.columns[name].column
    if isinstance(column, FigureColumn) and isinstance(value, Decimal):
        # What is signed are the figures as published; files for reckoning have what was computed.
        return bound.record.row.scores[column.component.code].rounded
    return value if isinstance(value, Decimal | int) else str(value)


def average_of(ranking: Ranking, names: list[str]) -> list[Cell]:
    fact = ranking.average
    if fact is None or fact.exact is None:
        return []
    cells: dict[str, Cell] = {"unit": fact.label, "index" if ranking.is_by_index else "total": fact.exact}
    return [None, *(cells.get(name) for name in names)]


def notes_of(ranking: Ranking) -> list[str]:
    """What must be known beside the figures: corrections, the rule of equal ranks, remarks, the source."""
    release = ranking.release
    notes = []
    if release.supersedes:
        told = {"n": release.supersedes, "reason": release.reason}
        notes.append(_("Bảng này đính chính công bố số %(n)s. Lý do: %(reason)s") % told)
    if release.superseded_by:
        told = {"n": release.superseded_by}
        notes.append(_("Bảng này đã được đính chính bằng công bố số %(n)s, không còn hiệu lực.") % told)
    if said := words.compared_with_corrected(release):
        notes.append(f"{said}.")
    if release.tie_rule in words.TIE_RULES:
        notes.append(str(words.TIE_RULES[release.tie_rule]))
    if release.note:
        notes.append(release.note)
    for row in ranking.rows:
        if of_row := " ".join(filter(None, [row.absent_reason, row.note])):
            notes.append(f"{row.name}: {of_row}")
    notes.append(_("Nguồn: %(source)s") % {"source": words.source_names(release.source) or release.source})
    told = {"number": release.number, "version": release.version}
    notes.append(_("Công bố trên cổng số %(number)s, phiên bản %(version)s.") % told)
    return notes


@lru_cache(maxsize=64)
def qr_png(address: str) -> bytes:
    """The QR code as a picture for a workbook."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=3, border=2)
    return out.getvalue()
