"""What a page shows, as one table for files: the same rows from the same values, numbers as numbers.

A page of several tables becomes one whose first columns say which of them a row is of. The ranking has a table of its own
(`parindex.portal.tables`).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import overload

from django.utils.translation import gettext as _

from scoring.exports.cells import Cell
from scoring.exports.tables import Table
from scoring.published import (
    NO_FIGURE,
    Assessment,
    Correction,
    Figure,
    NodeMark,
    PublishedBlock,
    Ranking,
    Release,
    Row,
    UnitEdition,
    Why,
)
from units.models import Unit

from ..exports import corrected
from . import corrections, criteria, lost_rows, provenance, searching, why_rows, words
from . import units as unit_words
from .comparison import Comparison
from .criteria import UnitView
from .indexes import Indexes
from .ranking import title as ranking_title
from .words import MoveView


def _figure(figure: Figure | None) -> Cell:
    if figure is None or not figure.is_known:
        return NO_FIGURE
    return figure.exact if figure.exact is not None else figure.printed


def _move(move: MoveView) -> str:
    told = f"{move.text} ({move.detail})" if move.detail else move.text
    return f"{told} ({move.why})" if move.why else told


def _points_moved(row: Row, move: MoveView) -> Cell:
    """The change of the total as a number where it is known, else in words."""
    return row.score_move.exact if row.score_move.exact is not None else _move(move)


def _table(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    address: str,
    *,
    invented: Iterable[bool],
    facts: Sequence[tuple[str, Cell]] = (),
    releases: Sequence[Sequence[Release]] = (),
    **options,
) -> Table:
    """The table with columns that tell corrected and invented rows, where any is.

    `invented` says of each row whether it is; `releases` are the publications that each row is of, where it is of any.
    """
    told, kept = list(invented), [list(row) for row in rows]
    headings = list(headings)
    notice: list[tuple[str, Cell]] = []
    if any(corrected(each) for own in releases for each in own):
        headings += [_("Mã kiểm tra"), _("Đính chính")]
        kept = [[*row, *_corrections_told(own)] for row, own in zip(kept, releases, strict=True)]
        found = {each.number: corrected(each) for own in releases for each in own}
        notice = [(_("Công bố số %(n)s, đính chính") % {"n": n}, said) for n, said in found.items() if said]
    if any(told):
        headings.append(_("Lưu ý"))
        kept = [[*row, _("Dữ liệu minh họa") if each else ""] for row, each in zip(kept, told, strict=True)]
        notice[:0] = [(_("Lưu ý"), _("Dữ liệu minh họa") if all(told) else _("Có dòng là dữ liệu minh họa"))]
        title = _("Dữ liệu minh họa. %(title)s") % {"title": title} if all(told) else title
    return Table(title, headings, kept, [*notice, *facts, (_("Địa chỉ"), address)], **options)


def _corrections_told(releases: Sequence[Release]) -> list[str]:
    """The check codes of a row's publications, and what is to be known of those that a correction concerns."""
    said = [(each.number, corrected(each)) for each in releases]
    if len(said) > 1:
        said = [(n, _("Công bố số %(n)s: %(told)s") % {"n": n, "told": told} if told else "") for n, told in said]
    return ["; ".join(each.check_code for each in releases), "; ".join(told for _n, told in said if told)]


def units_list(groups: Iterable[unit_words.LevelOfUnits], address: str) -> Table:
    """Every unit of the list of units."""
    found = [(group, unit, has) for group in groups for unit, has in group.units]
    rows = [[unit.code, unit.shown_name, group.name, _yes(unit.has_ended), _yes(has)] for group, unit, has in found]
    headings = [_("Mã"), _("Đơn vị"), _("Cấp"), _("Đã kết thúc"), _("Có kết quả")]
    invented = [unit.illustrative for _group, unit, _has in found]
    return _table(_("Các đơn vị"), headings, rows, address, invented=invented, widths={1: 34, 2: 34})


def _yes(value: bool) -> str:
    return _("có") if value else ""


def search_results(words_typed: str, found: Sequence[searching.Found], address: str, *, has_more: bool) -> Table:
    """The units that a search found, in its order; the file says where there are more, as the page does."""
    rows = []
    for each in found:
        parent = each.unit.parent
        place = parent.shown_name if parent is not None and parent.kind != "country" else ""
        rows.append(
            [each.unit.code, each.unit.shown_name, each.designation, place, each.unit.valid_from, each.unit.valid_to,
             _yes(each.has_results)]
        )  # fmt: skip
    headings = [_("Mã"), _("Đơn vị"), _("Cấp"), _("Trực thuộc"), _("Từ ngày"), _("Đến hết ngày"), _("Có kết quả")]
    title = _("Kết quả tìm “%(words)s”") % {"words": words_typed}
    more = _("Có nhiều đơn vị khớp; đây là %(n)d đơn vị đầu.") % {"n": len(found)}
    if has_more:
        title = f"{title}. {more}"
    return _table(
        title, headings, rows, address, invented=[each.unit.illustrative for each in found], widths={1: 34},
        facts=[(_("Phạm vi"), more)] if has_more else [], beside=[(_("Phạm vi"), more)] if has_more else [],
    )  # fmt: skip


def history(unit: Unit, editions: Sequence[UnitEdition], shown: Iterable[unit_words.SeriesView], address: str) -> Table:
    """All results of a unit, by index, the newest first, as its page lists them."""
    by_key = {(each.release.index, each.release.year, each.release.number): each for each in editions}
    rows: list[list[Cell]] = []
    releases: list[list[Release]] = []
    for series in shown:
        for view in series.editions:
            number = int(view.source_href.partition("#")[0].rstrip("/").rpartition("/")[2])
            edition = by_key[series.index, view.year, number]
            row = edition.row
            rows.append(
                [series.name, view.year, view.block, view.printed_name, row.rank if row.rank is not None else row.rank_printed or NO_FIGURE,
                 "; ".join(view.rank_marks), _figure(row.total), _plain(row.out_of(edition.release)),
                 _figure(row.index_percent), _move(view.move), _points_moved(row, view.score_move), view.band,
                 " ".join(filter(None, [view.note, view.absent])), view.break_before, row.source, number]
            )  # fmt: skip
            releases.append([edition.release])
    headings = [
        _("Chỉ số đánh giá"), _("Năm"), _("Khối"), _("Tên khi đó"), _("Hạng"), _("Căn cứ của hạng"), _("Tổng điểm"),
        _("Thang điểm"), _("Chỉ số (%)"), _("Thay đổi hạng"), _("Thay đổi điểm"), _("Xếp loại"), _("Ghi chú"),
        _("Không so sánh được"), _("Nguồn"), _("Công bố số"),
    ]  # fmt: skip
    title = _("Kết quả qua các năm: %(name)s") % {"name": unit.shown_name}
    invented = [each.illustrative for [each] in releases]
    return _table(title, headings, rows, address, invented=invented, releases=releases, widths={2: 34, 3: 34})


def indexes(unit: Unit, shown: Indexes, address: str) -> Table:
    """The indexes of a unit side by side: a row for each year, of each index its rank, its figure and what is to be known."""
    rows: list[list[Cell]] = []
    releases: list[list[Release]] = []
    for line in shown.years:
        row: list[Cell] = [line.year]
        for cells in line.cells:
            own = [each.edition.row for each in cells]
            ranks: list[Cell] = [r.rank if r.rank is not None else r.rank_printed or NO_FIGURE for r in own]
            figures = [_figure(r.total if r.total.is_known else r.index_percent) for r in own]
            notes = ["; ".join(filter(None, [*each.marks, each.broken])) for each in cells]
            # A unit stands in one block of an index; two would be told in one cell each.
            for found in (ranks, figures, notes):
                row.append(found[0] if len(found) == 1 else "; ".join(str(each) for each in found))
        rows.append(row)
        releases.append([each.edition.release for cells in line.cells for each in cells])
    headings = [_("Năm")]
    for column in shown.columns:
        headings += [f"{column.name}: {what}" for what in (_("hạng"), column.label.lower(), _("ghi chú"))]
    title = _("Các chỉ số cạnh nhau: %(name)s") % {"name": unit.shown_name}
    facts: list[tuple[str, Cell]] = [(f"{each.name}, {_('không so sánh được')}", each.text) for each in shown.breaks]
    invented = [any(each.illustrative for each in own) for own in releases]
    return _table(title, headings, rows, address, invented=invented, facts=facts, releases=releases, frozen_columns=1)


def unit_year(
    unit: Unit,
    year: int,
    rankings: Sequence[Ranking],
    assessments: Mapping[int, Assessment],
    blocks: Mapping[int, PublishedBlock],
    whys: Mapping[int, Why],
    address: str,
) -> Table:
    """One unit in one year: its results, what changed them, criteria, survey figures and lost points, table by table."""
    below = criteria.below(assessments, rankings, unit.code)
    rows: list[list[Cell]] = []
    invented = []
    releases: list[list[Release]] = []
    for ranking in rankings:
        release = ranking.release
        found: list[list[Cell]] = [
            [f"{release.index_name} {release.year}", *row] for row in _year_rows(ranking, unit.code)
        ]
        name = f"{release.index_name} {release.year}"
        found += [[name, *row] for row in why_rows.rows(whys[release.number])]
        if (own := below.get(release.number)) is not None:
            marks = assessments[release.number].marks.get(unit.code, {})
            found += [[name, *row] for row in _criteria_rows(own, marks, assessments[release.number])]
        more = lost_rows.rows(blocks.get(release.number), ranking, unit.code)
        cells = [[_plain(each) if isinstance(each, Decimal) else each for each in row] for row in more]
        found += [[f"{release.index_name} {release.year}", *row] for row in cells]
        rows += found
        invented += [release.illustrative or unit.illustrative] * len(found)
        releases += [[release]] * len(found)
    headings = [_("Bảng"), _("Loại"), _("Mã"), _("Nội dung"), _("Giá trị"), _("Tối đa"), _("Ghi chú"), _("Nguồn")]
    title = _("%(name)s: kết quả năm %(year)s") % {"name": unit.shown_name, "year": year}
    facts: list[tuple[str, Cell]] = [
        (_("Công bố số %(number)s, mã kiểm tra") % {"number": each.release.number}, each.release.check_code)
        for each in rankings
    ]
    return _table(
        title, headings, rows, address, invented=invented, facts=facts, releases=releases, widths={3: 60, 6: 34}
    )


def _year_rows(ranking: Ranking, code: str) -> list[list[Cell]]:
    row = next(each for each in ranking.rows if each.unit == code)
    maximum = _plain(row.out_of(ranking.release))
    result = _("kết quả")
    rank: Cell = row.rank if row.rank is not None else row.rank_printed or NO_FIGURE
    rows: list[list[Cell]] = [
        [result, "", _("Hạng"), rank, ranking.release.unit_count, "; ".join(words.rank_marks(row)), row.source],
        [result, "", words.score_label(ranking.release), _figure(row.total), maximum, row.note, row.source],
    ]
    if row.index_percent.is_known:
        rows.append([result, "", str(words.INDEX_LABEL), _figure(row.index_percent), 100, "", row.source])
    rows.append([result, "", _("Thay đổi hạng"), _move(words.rank_move(row.rank_move)), None, "", row.source])
    points = _points_moved(row, words.score_move(row.score_move, words.PLACES))
    rows.append([result, "", words.score_move_label(ranking.release), points, None, "", row.source])
    if row.band:
        rows.append([result, "", _("Xếp loại"), row.band, None, "", row.source])
    if row.absent_reason:
        rows.append([result, "", _("Lý do không có kết quả"), row.absent_reason, None, "", row.source])
    for each in ranking.components:
        score = row.scores.get(each.code)
        if score is not None:
            notes = "; ".join(filter(None, [*words.score_notes(score), score.note]))
            notes = _("Nguồn nêu: %(notes)s") % {"notes": notes} if notes else ""
            most = _plain(row.maximums.get(each.code))
            rows.append([_("thành phần"), each.code, each.name, _figure(score), most, notes, row.source])
    return rows


def _criteria_rows(below: UnitView, marks: Mapping[str, NodeMark], assessment: Assessment) -> list[list[Cell]]:
    """Areas and criteria with the points as they were added up, before any rounding; then survey figures."""
    rows: list[list[Cell]] = []
    for area in below.areas:
        for kind, views in ((_("lĩnh vực"), [area.head]), (_("tiêu chí"), area.nodes)):
            for view in views:
                mark = marks.get(view.code)
                points: Cell = view.state or NO_FIGURE
                if mark is not None and mark.points is not None and not view.state:
                    points = _plain(mark.points)
                note = " ".join(filter(None, [view.reason, view.working]))
                most = _plain(assessment.full(view.code, mark)) if mark is not None else None
                rows.append([kind, view.code, view.title, points, most, note, ""])
    for each in below.surveys:
        based = _("%(count)s người trả lời") % {"count": each.base} if each.base else ""
        rows.append([_("khảo sát"), "", each.what, each.percent, None, based, ""])
    return rows


@overload
def _plain(value: Decimal) -> Decimal: ...
@overload
def _plain(value: None) -> None: ...
def _plain(value: Decimal | None) -> Decimal | None:
    """The number without the zeros that nobody printed: 60 and not the 60.0000 of the database."""
    if value is None:
        return None
    return value.normalize() if value else Decimal(0)


def figures(ranking: Ranking, address: str) -> Table:
    """Every figure of a publication one by one, each with what it rests on."""
    release = ranking.release
    own = {row.unit: row.source for row in ranking.rows}
    rows: list[list[Cell]] = []
    for line in provenance.lines(ranking):
        rows += [[line.name, each.label, each.text, each.basis, each.note, own[line.unit]] for each in line.figures]
        if line.note:
            rows.append([line.name, _("Ghi chú"), line.note, "", "", own[line.unit]])
    sources = {fact.label: fact.source for fact in ranking.facts}
    for fact in provenance.block_facts(ranking):
        rows.append([_("Cả khối"), fact.label, fact.text, fact.basis, fact.note, sources.get(fact.label, "")])
    headings = [_("Đơn vị"), _("Số liệu"), _("Như công bố"), _("Căn cứ"), _("Ghi chú"), _("Nguồn")]
    title = _("Nguồn của từng con số: %(title)s") % {"title": ranking_title(release)}
    # Taken out of its page, a superseded table must still say so: in a CSV file in every row.
    which = [
        (_("Công bố trên cổng số"), str(release.number)),
        (_("Phiên bản"), str(release.version)),
        (_("Mã kiểm tra"), release.check_code),
        *([(_("Đính chính"), told)] if (told := corrected(release)) else []),
    ]
    return _table(
        title, headings, rows, address, invented=[release.illustrative] * len(rows), beside=which,
        facts=[*which[3:], which[0], *provenance.release_facts(release), which[2]], widths={0: 34, 3: 34, 4: 34},
    )  # fmt: skip


def comparison(release: Release, table: Comparison, address: str, *, problem: str = "") -> Table:
    """Units beside each other, a line for each figure; `problem` is what the page says of the choice, if anything."""
    headings = [_("Nội dung"), *(name for _code, name in table.units)]
    rows: list[list[Cell]] = []
    for measure in table.measures:
        cells: list[Cell] = []
        for value, note, best, quiet in measure.cells:
            text = value or (quiet.text if quiet is not None else NO_FIGURE)
            told = "; ".join(filter(None, [note, _("tốt nhất") if best else ""]))
            cells.append(f"{text} ({told})" if told else text)
        rows.append([measure.label, *cells])
    title = _("So sánh đơn vị: %(title)s") % {"title": ranking_title(release)}
    facts: list[tuple[str, Cell]] = [
        (_("Công bố trên cổng số"), release.number),
        (_("Mã kiểm tra"), release.check_code),
    ]
    scope = [(_("Phạm vi"), problem)] if problem else []
    return _table(
        title, headings, rows, address, invented=[release.illustrative] * len(rows), facts=[*scope, *facts], beside=scope,
        releases=[[release]] * len(rows), widths={0: 34}, frozen_columns=1,
    )  # fmt: skip


def all_corrections(found: Sequence[Correction], address: str) -> Table:
    """Every figure and rank that any correction changed, before and after; figures of the whole block as printed."""
    rows: list[list[Cell]] = []
    invented = []
    for each in found:
        view = corrections.view(each)
        start: list[Cell] = [view.release.number, view.before, view.title, view.day, view.reason]
        own: list[list[Cell]] = [[*start, _("thêm vào bảng"), name, "", "", "", ""] for name in view.added]
        own += [[*start, _("bỏ khỏi bảng"), name, "", "", "", ""] for name in view.removed]
        own += [
            [*start, _("hạng"), change.name, "", change.before if change.before is not None else "–",
             change.after if change.after is not None else "–", move.move]
            for change, move in zip(each.changes.ranks, view.moves, strict=True)
        ]  # fmt: skip
        own += [
            [*start, _("số liệu"), shown.name, shown.what, _exact(cell.before, shown.before),
             _exact(cell.after, shown.after), cell.by if cell.by is not None else ""]
            for cell, shown in zip(each.changes.cells, view.scores, strict=True)
        ]  # fmt: skip
        # Behind the units: whoever knows the rows of old finds them where they were.
        own += [[*start, _("số chung của khối"), "", fact.what, fact.before, fact.after, ""] for fact in view.facts]
        # What moves no figure (a decision's number) is a correction all the same.
        own = own or [[*start, _("nội dung khác"), "", "", "", "", ""]]
        rows += own
        invented += [view.release.illustrative] * len(own)
    headings = [
        _("Công bố số"), _("Thay công bố số"), _("Bảng"), _("Ngày đính chính"), _("Lý do"), _("Loại"), _("Đơn vị"),
        _("Số liệu"), _("Trước"), _("Sau"), _("Thay đổi"),
    ]  # fmt: skip
    return _table(
        _("Các đính chính đã công bố"), headings, rows, address, invented=invented, widths={2: 44, 4: 44, 6: 34, 7: 34}
    )


def _exact(value: Decimal | str | None, shown: str) -> Cell:
    return value if isinstance(value, Decimal) else shown


def catalogue(releases: Iterable[Release], address_of, address: str) -> Table:
    """Every table in force, with where it is."""
    found = sorted(releases, key=lambda each: (each.index, -each.year, each.place_slug, each.group_slug))
    rows: list[list[Cell]] = [
        [each.index_name, each.year, each.group_name, each.place, each.number, each.version, each.decision_number,
         each.source, each.check_code, address_of(each)]
        for each in found
    ]  # fmt: skip
    headings = [
        _("Chỉ số đánh giá"), _("Năm"), _("Khối"), _("Nơi"), _("Công bố số"), _("Phiên bản"), _("Quyết định"),
        _("Nguồn"), _("Mã kiểm tra"), _("Địa chỉ của bảng"),
    ]  # fmt: skip
    invented = [each.illustrative for each in found]
    return _table(_("Các bảng đang có hiệu lực"), headings, rows, address, invented=invented, widths={2: 34, 9: 60})
