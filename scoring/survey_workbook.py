"""The workbook a round's survey figures are filled into: units and questions stand in it, and what is held if told."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.exports.layout import Column, Entry, Line, Styled, Worksheet
from scoring.exports.workbook import as_xlsx
from scoring.imports.packets import GUIDE, IDENTITY, Identity
from scoring.imports.tallies import RETURNS, SATISFACTION, TALLIES
from scoring.imports.workbook import MAX_ROWS
from scoring.models import AssessmentRound, Questionnaire, Sheet
from scoring.survey_entry import LARGEST_COUNT, Known, Part

_ROWS = MAX_ROWS - 10  # of one worksheet, so that the file can be read back
_HEAD = "E4EFF1"


def survey_workbook(
    round_: AssessmentRound,
    *,
    parts: Collection[Part] = tuple(Part),
    held: Known | None = None,
    identity: Identity | None = None,
) -> bytes:
    """An XLSX file of every questionnaire, the questionnaires handed out, and the satisfaction percentages.

    `parts` are those of the three that go in. With `held` the figures stand in their cells; `identity` says what it is of.
    """
    units = [
        (sheet.unit.code, sheet.unit.full_name)
        for sheet in Sheet.objects.filter(round=round_, left_out_reason="")
        .select_related("unit")
        .order_by("position", "unit__sort_key", "pk")
    ]
    forms = list(
        Questionnaire.objects.filter(round=round_)
        .select_related("scale")
        .prefetch_related("questions", "scale__options")
        .order_by("position", "code")
    )
    worksheets = _worksheets(round_, units, forms, parts, held or Known(), identity)
    return as_xlsx(worksheets, title=_("Mẫu nhập số liệu khảo sát: %s") % round_)


def _worksheets(
    round_: AssessmentRound,
    units: Sequence[tuple[str, str]],
    forms: Sequence[Questionnaire],
    parts: Collection[Part],
    held: Known,
    identity: Identity | None,
) -> Iterator[Worksheet]:
    yield _guide(round_, forms if Part.TALLY in parts else (), identity)
    for form in forms if Part.TALLY in parts else ():
        answers = [option.code for option in sorted(form.scale.options.all(), key=lambda each: each.position)]
        questions = sorted(form.questions.all(), key=lambda each: (each.position, each.pk))
        rows: list[Line] = []
        for unit, name in units:
            for question in questions:
                full = f"{form.code}.{question.code}"
                counts = held.tallies.get((unit, full)) or {}
                rows.append([unit, name, full, question.text, *(_count(counts.get(answer)) for answer in answers)])
        yield from _parts(f"{TALLIES.heading} {form.code}", (*TALLIES.columns.values(), *answers), rows)
    if forms and Part.RETURN in parts:
        rows = []
        for unit, name in units:
            for form in forms:
                given = held.returns.get((unit, form.code))
                figures = (given.issued, given.population) if given else (None, None)
                rows.append([unit, name, form.code, form.name, *map(_count, figures)])
        yield from _parts(RETURNS.heading, tuple(RETURNS.columns.values()), rows)
    if Part.SATISFACTION in parts:
        rows = []
        for unit, name in units:
            stated = held.satisfaction.get(unit)
            people = (stated.base, stated.issued, stated.population) if stated else (None, None, None)
            percent = Entry(stated.percent.normalize() if stated else None, least=Decimal(0), most=Decimal(100))
            rows.append([unit, name, percent, *map(_count, people), Entry(stated.source if stated else "")])
        yield from _parts(SATISFACTION.heading, tuple(SATISFACTION.columns.values()), rows)


def _count(value: int | None) -> Entry:
    return Entry(
        value, least=0, most=LARGEST_COUNT, is_whole=True, refusal=_("Ghi số phiếu là số nguyên từ 0 trở lên.")
    )


def _parts(title: str, heading: Sequence[str], rows: Sequence[Any]) -> Iterator[Worksheet]:
    """One worksheet, or several where a file could not be read back otherwise."""
    wide = (TALLIES.columns["question_text"], RETURNS.columns["questionnaire_name"])
    columns = [
        Column(name, 46 if name in wide else 30 if position < 2 else 16, places=None)
        for position, name in enumerate(heading)
    ]
    parts = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)] or [[]]
    for number, part in enumerate(parts, start=1):
        # A worksheet's title has 31 characters at most.
        name = f"{title[:26]} {number}" if len(parts) > 1 else title
        yield Worksheet(name, columns, part, heading_fill=_HEAD, frozen_columns=2, is_protected=True)


def _guide(round_: AssessmentRound, forms: Iterable[Questionnaire], identity: Identity | None) -> Worksheet:
    lines = [
        (_("Kỳ đánh giá"), str(round_)),
        (_("Ghi số phiếu"), _("Mỗi dòng là một đơn vị và một câu hỏi; mỗi cột cuối là số người chọn câu trả lời đó.")),
        (
            _("Không có người chọn"),
            _("Ghi 0. Chưa có số liệu: để trống cả dòng; dòng trống không làm thay đổi số đã lưu."),
        ),
        (_("Mã đơn vị, mã câu hỏi"), _("Giữ nguyên. Tên chỉ để đối chiếu.")),
        (
            _("Chỉ số hài lòng"),
            _("Trang “Hài lòng” chỉ dùng khi có sẵn tỷ lệ nhưng không có số phiếu theo từng câu trả lời."),
        ),
    ]
    for form in forms:
        options = sorted(form.scale.options.all(), key=lambda each: each.position)
        answers = "; ".join(f"{option.code} = {option.label}" for option in options)
        lines.append((f"{_('Phiếu')} {form.code}", f"{form.name}. {_('Câu trả lời')}: {answers}."))
    if identity is not None:
        lines += [(heading, getattr(identity, code)) for code, heading in IDENTITY.items()]
    rows: list[Line] = [[Styled(label, is_bold=True), text] for label, text in lines]
    return Worksheet(GUIDE, [Column("", 30), Column("", 90)], rows, has_heading=False)
