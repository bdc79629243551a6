"""Tables as files: CSV, XLSX and JSON with the rows, order and figures of the page, the source and version inside.

The files are written by `scoring.exports`.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.exports import tables
from scoring.exports.cells import Cell
from scoring.exports.tables import FORMS
from scoring.published import Ranking, Release

from .presenters.words import basis_mark, compared_with_corrected, day, when
from .tables import RankingTable

__all__ = ["FORMS", "as_file"]


def as_file(suffix: str, table: RankingTable, title: str, address: str, proof: Iterable[tuple[str, str]] = ()) -> bytes:
    """The table in the form of that suffix, one of `FORMS`; `proof` is what the file says of its own proof."""
    heading, *rows = table_cells(table)
    facts = [*about(table.ranking, address), *proof]
    title = titled(table.ranking.release, title)
    said = tables.Table(title, [str(each) for each in heading], rows, facts, beside(facts), widths={1: 34})
    return tables.as_file(suffix, said)


def beside(facts: Iterable[tuple[str, Cell]]) -> list[tuple[str, str]]:
    """What a CSV file, which has no second sheet, says at the end of every row: which version of which table it is."""
    said = {label: str(value) for label, value in facts}
    invented = said.get(_("Lưu ý"), "").startswith(_("Dữ liệu minh họa"))
    kept = (_("Công bố trên cổng số"), _("Phiên bản"), _("Mã kiểm tra"), _("Xác minh tại"), _("Lưu ý"))
    # The first line says that the figures are invented: readers of the first line alone must not be misled.
    return [
        (f"{label} ({_('Dữ liệu minh họa')})" if label == _("Lưu ý") and invented else label, said[label])
        for label in kept
        if label in said
    ]


def table_cells(table: RankingTable) -> list[list[Cell]]:
    """The heading row and every row of the table, notes and source last."""
    names = [column.name for column in table.columns]
    heading: list[Cell] = [str(column.column.verbose_name) for column in table.columns]
    rows: list[list[Cell]] = [[*heading, _("Căn cứ"), _("Ghi chú"), _("Nguồn")]]
    for bound in table.rows:
        cells: list[Cell] = []
        for name in names:
            value = bound.get_cell_value(name)
            cells.append(value if isinstance(value, Decimal | int) else str(value))
        record = bound.record
        basis = [f"{_('hạng')}: {mark}" for mark in record.rank_marks]
        if record.total_mark:
            basis.append(f"{_('điểm')}: {record.total_mark}")
        rows.append([*cells, "; ".join(basis), " ".join(filter(None, [record.note, record.absent])), record.row.source])
    if average := _average(table, names):
        rows.append(average)
    return rows


def _average(table: RankingTable, names: Sequence[str]) -> list[Cell]:
    """The block's average as the last row, in its column; empty when none is known."""
    fact = table.ranking.average
    if fact is None or fact.exact is None:
        return []
    is_index = table.ranking.is_by_index
    cells: dict[str, Cell] = {"unit": fact.label, "index" if is_index else "total": fact.exact}
    basis = basis_mark(fact.basis)
    told = f"{_('chỉ số') if is_index else _('điểm')}: {basis}" if basis else ""
    return [*(cells.get(name, "") for name in names), told, fact.note, fact.source]


def about(ranking: Ranking, address: str) -> list[tuple[str, Cell]]:
    """What stands beside the table in every file: where it comes from and which version it is."""
    release = ranking.release
    rows: list[tuple[str, Cell]] = [
        (_("Chỉ số"), release.index_name),
        (_("Năm"), release.year),
        (_("Khối"), f"{release.group_name}, {release.place}"),
        (_("Công bố trên cổng số"), release.number),
        (_("Phiên bản"), release.version),
        (_("Thời điểm công bố"), when(release.announced_on)),
        (_("Quyết định"), release.decision_number),
        (_("Ngày quyết định"), day(release.decision_date) if release.decision_date else ""),
        (_("Nguồn"), release.source),
        (_("Ghi chú"), release.note),
        (_("Mã băm nội dung (SHA-256)"), release.content_hash),
        (_("Địa chỉ"), address),
        *((_("Cả khối: %(fact)s") % {"fact": fact.label}, fact.printed) for fact in ranking.facts),
    ]
    if told := notices(release):
        rows.insert(0, (_("Lưu ý"), told))
    return [(label, value) for label, value in rows if value != ""]


def notices(release: Release) -> str:
    """What every file must say first: that the figures are invented, that the table was corrected or corrects another."""
    told = [_("Dữ liệu minh họa")] if release.illustrative else []
    return ". ".join([*told, *filter(None, [corrected(release)])])


def corrected(release: Release) -> str:
    """That the table was corrected, corrects another, or is compared with one that was; "" where nothing is so."""
    told = []
    if release.supersedes:
        words = {"n": release.supersedes, "reason": release.reason}
        told.append(_("Bản này đính chính công bố số %(n)s. Lý do: %(reason)s") % words)
    if release.superseded_by:
        told.append(_("Bản này đã được đính chính bằng công bố số %(n)s") % {"n": release.superseded_by})
    return ". ".join([*told, *filter(None, [compared_with_corrected(release)])])


def titled(release: Release, title: str) -> str:
    """The title of a file, which says first that the figures are invented where they are."""
    return _("Dữ liệu minh họa. %(title)s") % {"title": title} if release.illustrative else title
