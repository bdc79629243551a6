"""Tables as files: CSV, XLSX and JSON with the rows, order and figures of the page, the source and version inside.

Numbers stay numbers (with a dot in CSV and JSON); text can never become a formula, whoever wrote it.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.cells import harmless
from scoring.published import Ranking, Release

from .presenters.words import basis_mark, day, when
from .tables import RankingTable
from .timeless import timeless

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}

Cell = Decimal | int | str


def as_file(suffix: str, table: RankingTable, title: str, address: str, proof: Iterable[tuple[str, str]] = ()) -> bytes:
    """The table in the form of that suffix, one of `CONTENT_TYPES`; `proof` is what the file says of its own proof."""
    cells, facts = table_cells(table), [*about(table.ranking, address), *proof]
    title = titled(table.ranking.release, title)
    if suffix == "csv":
        return as_csv(cells, facts)
    return as_xlsx(cells, facts, title) if suffix == "xlsx" else as_json(cells, facts, title)


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
    if release.supersedes:
        words = {"n": release.supersedes, "reason": release.reason}
        told.append(_("Bản này đính chính công bố số %(n)s. Lý do: %(reason)s") % words)
    if release.superseded_by:
        told.append(_("Bản này đã được đính chính bằng công bố số %(n)s") % {"n": release.superseded_by})
    return ". ".join(told)


def titled(release: Release, title: str) -> str:
    """The title of a file, which says first that the figures are invented where they are."""
    return _("Dữ liệu minh họa. %(title)s") % {"title": title} if release.illustrative else title


def as_csv(rows: Iterable[Sequence[Cell]], facts: Sequence[tuple[str, Cell]]) -> bytes:
    """UTF-8 with a mark so that Excel reads the accents; what the table is repeats in the last columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    # A CSV file has no second sheet: what it is stands at the end of every row.
    said = {label: str(value) for label, value in reversed(facts)}
    invented = said.get(_("Lưu ý"), "").startswith(_("Dữ liệu minh họa"))
    kept = (_("Công bố trên cổng số"), _("Phiên bản"), _("Mã kiểm tra"), _("Xác minh tại"), _("Lưu ý"))
    tail = [label for label in kept if label in said]
    # The first line says that the figures are invented: readers of the first line alone must not be misled.
    heading = [f"{label} ({_('Dữ liệu minh họa')})" if label == _("Lưu ý") and invented else label for label in tail]
    for position, row in enumerate(rows):
        cells = [*row, *(heading if position == 0 else (said[label] for label in tail))]
        writer.writerow(
            [harmless(c) if isinstance(c, str) else f"{c:f}" if isinstance(c, Decimal) else c for c in cells]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(rows: Sequence[Sequence[Cell]], facts: Sequence[tuple[str, Cell]], title: str) -> bytes:
    """A workbook of two sheets: the table, ready to print on A4 landscape, and what it is."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)

    def text_cell(sheet, text: str, bold: bool = False):
        cell = WriteOnlyCell(sheet, value=harmless(text))
        cell.data_type = "s"  # openpyxl would take a leading "=" for a formula
        cell.font = Font(bold=bold)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell

    def number_cell(sheet, value: Decimal | int):
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, Decimal):
            exponent = value.normalize().as_tuple().exponent
            decimals = max(2, -exponent) if isinstance(exponent, int) else 2
            cell.number_format = "0." + "0" * decimals
        cell.alignment = Alignment(vertical="top")
        return cell

    sheet = book.create_sheet(_("Kết quả"))
    sheet.freeze_panes = "C3"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:2"
    for position in range(len(rows[0])):
        sheet.column_dimensions[chr(65 + position) if position < 26 else "AA"].width = 34 if position == 1 else 15
    sheet.append([text_cell(sheet, title, bold=True)])
    for position, row in enumerate(rows):
        sheet.append(
            [
                text_cell(sheet, cell, bold=position == 0) if isinstance(cell, str) else number_cell(sheet, cell)
                for cell in row
            ]
        )
    second = book.create_sheet(_("Thông tin"))
    second.column_dimensions["A"].width = 28
    second.column_dimensions["B"].width = 90
    for label, value in facts:
        second.append([text_cell(second, label, bold=True), text_cell(second, str(value))])
    out = io.BytesIO()
    book.save(out)
    return timeless(out.getvalue())


def as_json(rows: Sequence[Sequence[Cell]], facts: Sequence[tuple[str, Cell]], title: str) -> bytes:
    """An object with the facts and a list of rows; numbers are strings of exact decimals, so that no reader rounds them."""
    heading, *body = rows
    document = {
        "title": title,
        "about": dict(facts),
        "columns": heading,
        "rows": [[f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in row] for row in body],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
