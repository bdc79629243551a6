"""The workbook a round's survey figures are filled into: units and questions stand in it, figures are left empty."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from scoring.exports.layout import Column, Line, Styled, Worksheet
from scoring.exports.workbook import as_xlsx
from scoring.imports.tallies import GUIDE, RETURNS, SATISFACTION, TALLIES
from scoring.imports.workbook import MAX_ROWS
from scoring.models import AssessmentRound, Questionnaire, Sheet

_ROWS = MAX_ROWS - 10  # of one worksheet, so that the file can be read back
_HEAD = "E4EFF1"


def survey_workbook(round_: AssessmentRound) -> bytes:
    """An XLSX file of every questionnaire, the questionnaires handed out, and the satisfaction percentages."""
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
    return as_xlsx(_worksheets(round_, units, forms), title=_("Mẫu nhập số liệu khảo sát: %s") % round_)


def _worksheets(
    round_: AssessmentRound, units: Sequence[tuple[str, str]], forms: Sequence[Questionnaire]
) -> Iterator[Worksheet]:
    yield _guide(round_, forms)
    for form in forms:
        answers = [option.code for option in sorted(form.scale.options.all(), key=lambda each: each.position)]
        questions = sorted(form.questions.all(), key=lambda each: (each.position, each.pk))
        rows = [
            (unit, name, f"{form.code}.{question.code}", question.text)
            for unit, name in units
            for question in questions
        ]
        yield from _parts(f"{TALLIES.heading} {form.code}", (*TALLIES.columns.values(), *answers), rows)
    if forms:
        rows = [(unit, name, form.code, form.name) for unit, name in units for form in forms]
        yield from _parts(RETURNS.heading, tuple(RETURNS.columns.values()), rows)
    yield from _parts(SATISFACTION.heading, tuple(SATISFACTION.columns.values()), units)


def _parts(title: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Worksheet]:
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
        yield Worksheet(name, columns, part, heading_fill=_HEAD)


def _guide(round_: AssessmentRound, forms: Iterable[Questionnaire]) -> Worksheet:
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
    rows: list[Line] = [[Styled(label, is_bold=True), text] for label, text in lines]
    return Worksheet(GUIDE, [Column("", 30), Column("", 90)], rows, has_heading=False)
