"""The workbook a round's survey figures are filled into: units and questions stand in it, figures are left empty."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from scoring.imports.tallies import GUIDE, RETURNS, SATISFACTION, TALLIES
from scoring.imports.workbook import MAX_ROWS
from scoring.models import AssessmentRound, Questionnaire, Sheet

_ROWS = MAX_ROWS - 10  # of one worksheet, so that the file can be read back
_HEAD = PatternFill("solid", fgColor="FFE4EFF1")


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
    book = Workbook(write_only=True)
    _guide(book, round_, forms)
    for form in forms:
        answers = [option.code for option in sorted(form.scale.options.all(), key=lambda each: each.position)]
        questions = sorted(form.questions.all(), key=lambda each: (each.position, each.pk))
        rows = [
            (unit, name, f"{form.code}.{question.code}", question.text)
            for unit, name in units
            for question in questions
        ]
        _worksheets(book, f"{TALLIES.heading} {form.code}", (*TALLIES.columns.values(), *answers), rows)
    if forms:
        rows = [(unit, name, form.code, form.name) for unit, name in units for form in forms]
        _worksheets(book, RETURNS.heading, tuple(RETURNS.columns.values()), rows)
    _worksheets(book, SATISFACTION.heading, tuple(SATISFACTION.columns.values()), units)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _text(worksheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(worksheet, value=text)
    cell.data_type = "s"  # a text that begins with "=" is no formula
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    if bold:
        cell.fill = _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _worksheets(book: Workbook, title: str, heading: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """One worksheet, or several where a file could not be read back otherwise."""
    parts = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)] or [[]]
    for number, part in enumerate(parts, start=1):
        # A worksheet's title has 31 characters at most.
        worksheet = book.create_sheet(f"{title[:26]} {number}" if len(parts) > 1 else title[:31])
        worksheet.freeze_panes = "A2"
        for position, name in enumerate(heading, start=1):
            wide = name in (TALLIES.columns["question_text"], RETURNS.columns["questionnaire_name"])
            width = 46 if wide else 30 if position <= 2 else 16
            worksheet.column_dimensions[get_column_letter(position)].width = width
        worksheet.append([_text(worksheet, name, bold=True) for name in heading])
        for row in part:
            worksheet.append([_text(worksheet, text) for text in row])


def _guide(book: Workbook, round_: AssessmentRound, forms: Iterable[Questionnaire]) -> None:
    worksheet = book.create_sheet(GUIDE)
    worksheet.column_dimensions["A"].width = 30
    worksheet.column_dimensions["B"].width = 90
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
    for label, text in lines:
        worksheet.append([_text(worksheet, label, bold=True), _text(worksheet, text)])
