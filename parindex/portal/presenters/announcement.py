"""The announcement of a published table: what there is to say of the block and of every unit, in the form of a notice.

Nothing is invented. Who issues it, its number and day, the national heading and who signs are the agency's own: they are
marked blanks. Everything else follows from the publication.
"""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.explaining.said import said_of, said_of_block
from scoring.exports.prose import Grid, Paragraph, Part, Picture, Prose, Run, Section, SideBySide
from scoring.published import NO_FIGURE, NoComparison, Row
from scoring.published.meeting import Meeting

from .. import papers
from ..tables import NOT_APPLICABLE
from . import annex as annexes
from . import ranking as presenter
from . import words
from .annex import Annex

# Why there is no change to state; a figure that is not published is told in its cell, not in a note.
_UNSTATED = words.QUIET - {NoComparison.NOT_PUBLISHED}
# More columns than this stand on a page of their own, across.
MOST_UPRIGHT = 7
# Widths of the columns of the table, in proportion: of a name, of words, of a figure, of a rank.
_NAME, _WORDS, _FIGURE, _RANK = 34, 24, 14, 12
_LONG = 12  # characters: more are words


def _blank(text: str) -> Run:
    return Run(f"[{text}]", is_blank=True)


def announcement(meeting: Meeting, absolute: Callable[[str], str]) -> Prose:
    """The document as plain values."""
    release = meeting.release
    made = annexes.annex(meeting.ranking, absolute)
    is_broad = len(_order(made)) > MOST_UPRIGHT
    table = Section((*_table_head(), _table(made)), is_landscape=True)
    before = (*_head(), *_title(made), *_opening(meeting, made), *_of_block(meeting))
    after = (*_of_units(meeting), *_notes(made), *_end(meeting, absolute, made))
    sections = (Section(before), table, Section(after)) if is_broad else (Section((*before, *table.parts, *after)),)
    return Prose(
        _("Thông báo. %(title)s") % {"title": made.title},
        sections,
        subject=made.notice,
        notice=made.notice,
        foot=_("Mã kiểm tra %(codes)s") % {"codes": release.check_code},
    )


def announcement_file(prose: Prose) -> bytes:
    """The document as DOCX, kept like other papers. Raises BeingSet."""
    from scoring.exports.document import as_docx  # python-docx and lxml, for the few who ask for one

    return papers.kept("docx", repr(prose), lambda _key: as_docx(prose))


def _line(*runs: Run | str, align: str = "center") -> Paragraph:
    return Paragraph(runs, align=align)


def _head() -> tuple[Part, ...]:
    left = (
        _line(_blank(_("Tên cơ quan chủ quản"))),
        _line(_blank(_("TÊN CƠ QUAN BAN HÀNH"))),
        _line(_("Số: "), _blank("……/TB-……")),
    )
    right = (
        _line(_blank(_("Quốc hiệu"))),
        _line(_blank(_("Tiêu ngữ"))),
        _line(_blank(_("Địa danh")), ", ", _blank(_("ngày …… tháng …… năm ……"))),
    )
    return (SideBySide(left, right, (5, 8)),)


def _title(made: Annex) -> tuple[Part, ...]:
    return (
        Paragraph((_("THÔNG BÁO"),), level=1, align="center"),
        Paragraph((Run(made.title, is_bold=True),), align="center"),
    )


def _opening(meeting: Meeting, made: Annex) -> tuple[Part, ...]:
    release = meeting.release
    lines = [
        Paragraph(
            (
                _blank(_("Tên cơ quan ban hành")),
                _(" thông báo kết quả %(title)s như sau.") % {"title": made.title[:1].lower() + made.title[1:]},
            ),
            is_indented=True,
        ),
        Paragraph((Run(made.decision, is_italic=True),), is_indented=True),
    ]
    for said in (release.superseded_by, release.supersedes):
        if said:
            text = next(note for note in made.notes if str(said) in note)
            lines.append(Paragraph((Run(text, is_bold=True),), is_indented=True))
    if told := words.compared_with_corrected(release):
        lines.append(Paragraph((Run(f"{told}.", is_bold=True),), is_indented=True))
    return tuple(lines)


def _of_block(meeting: Meeting) -> tuple[Part, ...]:
    ranking = meeting.ranking
    caption = presenter.caption(ranking)
    facts = [f"{fact.label}: {fact.printed}." for fact in ranking.facts if fact.is_known]
    if ranking.average is not None and not any(fact.kind == "average" for fact in ranking.facts):
        average = words.number(ranking.average.value or 0, words.PLACES) + ranking.figure_suffix
        facts = [f"{ranking.average.label}: {average}.", *facts]
    said = [str(each) for each in said_of_block(ranking, meeting.earlier)] or [presenter.lead(ranking)]
    return (
        Paragraph((_("1. Kết quả chung"),), level=2, align="left"),
        *(Paragraph((text,), is_indented=True) for text in (*said, *facts, caption) if text),
    )


def _table_head() -> tuple[Part, ...]:
    return (Paragraph((_("2. Bảng kết quả"),), level=2, align="left"),)


def _table(made: Annex) -> Grid:
    """The annex's table with the rank first, as one reads it out."""
    order = _order(made)
    headings = [f"{made.headings[n]}\n({made.small[n]})" if made.small[n] else made.headings[n] for n in order]
    rows = [[row[n][0] for n in order] for row in made.printed_rows]
    if made.average:
        rows.append([made.printed_average[n][0] for n in order])
    figures = [any(row[n][1] for row in made.printed_rows) for n in order]
    rank = made.headings.index(_("Xếp hạng")) if _("Xếp hạng") in made.headings else -1
    is_long = [any(len(row[n][0]) > _LONG for row in made.printed_rows) for n in order]
    widths = [
        _RANK if n == rank else _NAME if n == 1 else _WORDS if is_wide else _FIGURE
        for n, is_wide in zip(order, is_long, strict=True)
    ]
    texts = [place for place, n in enumerate(order) if n != rank and not figures[place]]
    return Grid(
        made.title,
        [_("Hạng") if n == rank else heading for n, heading in zip(order, headings, strict=True)],
        rows,
        widths,
        centred=frozenset(place for place, n in enumerate(order) if n == rank or (place in texts and n != 1)),
        left=frozenset(place for place, n in enumerate(order) if n == 1),
        size=9 if len(order) > MOST_UPRIGHT else 10,
        last_is_bold=bool(made.average),
    )


def _order(made: Annex) -> list[int]:
    """The annex's columns without the number of the line; the rank comes first."""
    columns = [n for n in range(1, len(made.headings)) if not _is_silent(made, n)]
    rank = [n for n in columns if made.headings[n] == _("Xếp hạng")]
    return [*rank, *(n for n in columns if n not in rank)]


def _is_silent(made: Annex, column: int) -> bool:
    """Whether the column says the same of every unit: that the part does not apply, or why no change can be stated."""
    told = {str(row[column]) for row in made.rows}
    return len(told) == 1 and told <= {str(NOT_APPLICABLE), *(str(words.REASONS[each]) for each in _UNSTATED)}


def _of_units(meeting: Meeting) -> tuple[Part, ...]:
    parts: list[Part] = [Paragraph((_("3. Kết quả của từng đơn vị"),), level=2, align="left")]
    ranking = meeting.ranking
    for number, row in enumerate([*ranking.placed, *ranking.unplaced], start=1):
        parts.append(Paragraph((f"{number}. {row.name}",), level=3, align="left"))
        reason, *others = [str(each) for each in said_of(meeting.whys[row.unit])] or [_bare(row)]
        told = (reason, " ".join(others), row.absent_reason, row.note)
        parts += [Paragraph((text,), is_indented=True) for text in told if text]
    return tuple(parts)


def _bare(row: Row) -> str:
    """Of a unit of which no sentence can be made: its rank and total, or that there are none."""
    rank = words.rank_text(row) or NO_FIGURE
    total = row.total.printed if row.total.is_known else NO_FIGURE
    return _("Hạng: %(rank)s; tổng điểm: %(total)s.") % {"rank": rank, "total": total}


def _notes(made: Annex) -> tuple[Part, ...]:
    return (
        Paragraph((_("4. Ghi chú"),), level=2, align="left"),
        *(Paragraph((note,), is_bulleted=True) for note in [*_silences(made), *made.notes]),
    )


def _silences(made: Annex) -> list[str]:
    return [f"{made.headings[n]}: {made.rows[0][n]}." for n in range(1, len(made.headings)) if _is_silent(made, n)]


def _end(meeting: Meeting, absolute: Callable[[str], str], made: Annex) -> tuple[Part, ...]:
    left = (
        _line(Run(_("Nơi nhận:"), is_bold=True, is_italic=True, size=12), align="left"),
        _line(_blank(_("- Nơi nhận;")), align="left"),
        _line(_blank(_("- Lưu: VT, ……")), align="left"),
    )
    right = (
        _line(_blank(_("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ"))),
        _line(_blank(_("chữ ký, dấu"))),
        _line(""),
        _line(_blank(_("Họ và tên"))),
    )
    page = absolute(reverse("portal:publication", args=[meeting.release.number]))
    return (
        SideBySide(left, right),
        Picture(annexes.qr_png(made.stamp.address), 22, _("Mã QR dẫn tới trang xác minh")),
        _line(Run(_("Mã kiểm tra: %(code)s") % {"code": made.stamp.code}, is_bold=True, size=10), align="left"),
        _line(Run(_("Xác minh tại %(address)s") % {"address": made.stamp.address}, size=10), align="left"),
        _line(Run(_("Số liệu và nguồn tại %(address)s") % {"address": page}, size=10), align="left"),
    )
