"""The annex of a decision as a workbook, ready to be printed and signed."""

from django.utils.translation import gettext as _

from scoring.exports.layout import HEADING_FILL, Column, Line, Paper, Styled, Worksheet
from scoring.exports.workbook import as_xlsx

from .presenters.annex import Annex, qr_png


def as_workbook(annex: Annex) -> bytes:
    """One worksheet: title, table, notes, places to sign, check code with its QR."""
    width = len(annex.headings)
    columns = [
        Column(f"{heading}\n({small})" if small else heading, _width(annex, place))
        for place, (heading, small) in enumerate(zip(annex.headings, annex.small, strict=True))
    ]
    worksheet = Worksheet(
        _("Phụ lục"),
        columns,
        [*annex.rows, *_average(annex)],
        before=_before(annex, width),
        after=_after(annex, width),
        heading_fill=HEADING_FILL,
        frozen_columns=2,
        is_ruled=True,
        paper=Paper.A3 if annex.is_broad else Paper.A4,
        footer=" ".join(filter(None, [annex.notice, _("Mã kiểm tra"), annex.stamp.code])),
        picture=qr_png(annex.stamp.address),
    )
    # The heading alone is repeated on every page; the title stands once.
    worksheet.repeated_from = worksheet.heading_line
    return as_xlsx([worksheet], title=annex.title, subject=annex.notice)


def _width(annex: Annex, place: int) -> float:
    """A narrow number, a wide name, words as wide as they need within reason."""
    if place < 2:
        return (6, 32)[place]
    words = [len(cell) for row in annex.rows if isinstance(cell := row[place], str)]
    return max(12, min(26, max(words, default=0)))


def _before(annex: Annex, width: int) -> list[Line]:
    def line(text: str, **style) -> Line:
        return [Styled(text, align="center", span=width, **style)]

    notice = [line(annex.notice.upper(), is_bold=True)] if annex.notice else []
    return [
        *notice,
        line(annex.number, is_bold=True, size=13),
        line(annex.title.upper(), is_bold=True, size=13),
        line(annex.decision, is_italic=True),
        [],
    ]


def _average(annex: Annex) -> list[Line]:
    return [[Styled(cell, is_bold=True) for cell in annex.average]] if annex.average else []


def _after(annex: Annex, width: int) -> list[Line]:
    left = max(1, width // 2)

    def signed(first: str, second: str, **style) -> Line:
        return [
            Styled(first, align="center", span=left, **style),
            Styled(second, align="center", span=width - left, **style),
        ]

    notes: list[Line] = [[Styled(note, span=width)] for note in annex.notes]
    blank: list[Line] = [[], [], [], []]
    return [
        [],
        *notes,
        [],
        signed("", annex.place_and_day, is_italic=True),
        signed(_("NGƯỜI LẬP BIỂU"), _("THỦ TRƯỞNG CƠ QUAN"), is_bold=True),
        signed(_("(Ký, ghi rõ họ tên)"), _("(Ký, đóng dấu, ghi rõ họ tên)"), is_italic=True),
        *blank,
        [Styled(_("Mã kiểm tra: %(code)s") % {"code": annex.stamp.code}, span=width, is_bold=True)],
        [Styled(_("Xác minh tại %(address)s") % {"address": annex.stamp.address}, span=width)],
    ]
