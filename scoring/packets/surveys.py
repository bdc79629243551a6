"""The workbooks that a round's survey figures are filled into: units and questions stand in them, and what is held."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.exports.layout import Cell, Column, Entry, Line, Paper, Worksheet
from scoring.exports.workbook import as_xlsx
from scoring.imports.packets import Identity
from scoring.imports.survey_columns import RETURNS, SATISFACTION, TALLIES, SurveyTable
from scoring.imports.values import is_fraction
from scoring.imports.workbook import MAX_ROWS
from scoring.models import AnswerOption, AssessmentRound, ImportAct, Questionnaire, Sheet
from scoring.numerals import shown
from scoring.survey_entry import Known

from .entries import count_entry, percent_entry
from .identity import identity_for
from .worksheets import guide, to_fill_in

_ROWS = MAX_ROWS - 10  # of one worksheet, so that the file can be read back
_LONGEST_TITLE = 31
_WIDE = (TALLIES.columns["question_text"], RETURNS.columns["questionnaire_name"])
Units = Sequence[tuple[str, str]]


def tallies_packet(round_: AssessmentRound, held: Known, before: Known | None = None) -> bytes:
    """Counts of answers, a worksheet for each questionnaire, and the questionnaires handed out.

    `before`: what was held a year before; where there is something, a locked column shows it.
    """
    identity = identity_for(round_, ImportAct.Kind.SURVEYS)
    forms = list(
        Questionnaire.objects.filter(round=round_)
        .select_related("scale")
        .prefetch_related("questions", "scale__options")
        .order_by("position", "code")
    )
    lines = [
        (_("Ghi số phiếu"), _("Mỗi dòng là một đơn vị và một câu hỏi; mỗi cột cuối là số người chọn câu trả lời đó.")),
        (
            _("Không có người chọn"),
            _("Ghi 0. Chưa có số liệu: để trống cả dòng; dòng trống không làm thay đổi số đã lưu."),
        ),
        (
            _("Ô để trống"),
            _(
                "Không làm thay đổi giá trị đã lưu. Số phiếu của một câu hỏi ghi đủ mọi câu trả lời hoặc để trống cả dòng. "
                "Muốn xóa một giá trị, sửa ở trang số liệu khảo sát của kỳ."
            ),
        ),
        (_("Mã đơn vị, mã câu hỏi"), _("Giữ nguyên. Tên chỉ để đối chiếu.")),
    ]
    for form in forms:
        answers = "; ".join(f"{option.code} = {option.label}" for option in _options(form))
        lines.append((f"{_('Phiếu')} {form.code}", f"{form.name}. {_('Câu trả lời')}: {answers}."))

    def worksheets() -> Iterator[Worksheet]:
        units = _units(round_)
        yield guide(round_, identity, _("Số phiếu khảo sát"), lines)
        for form in forms:
            yield from _counts(form, units, held, before or Known(), identity)
        if forms:
            yield from _handed_out(forms, units, held, identity)

    return as_xlsx(worksheets(), title=_("Số phiếu khảo sát: %s") % round_)


def satisfaction_packet(round_: AssessmentRound, held: Known, before: Known | None = None) -> bytes:
    """Stated percentages, for units where no counts of answers are at hand. `before` as in `tallies_packet`."""
    identity = identity_for(round_, ImportAct.Kind.SATISFACTION)
    lines = [
        (_("Trường hợp sử dụng"), _("Khi có sẵn tỷ lệ nhưng không có số phiếu theo từng câu trả lời.")),
        (_("Chưa khảo sát"), _("Để trống cả dòng; dòng trống không làm thay đổi số đã lưu.")),
        (
            _("Ô để trống"),
            _(
                "Không làm thay đổi giá trị đã lưu. Tỷ lệ và số phiếu trả lời ghi cả hai hoặc để trống cả hai. "
                "Muốn xóa một giá trị, sửa ở trang số liệu khảo sát của kỳ."
            ),
        ),
        (_("Mã đơn vị"), _("Giữ nguyên. Tên chỉ để đối chiếu.")),
    ]
    rows: list[Line] = []
    last: list[Decimal | None] = []
    for unit, name in _units(round_):
        stated = held.satisfaction.get(unit)
        people = (stated.base, stated.issued, stated.population) if stated else (None, None, None)
        percent = percent_entry(_percent(stated.percent) if stated else None)
        rows.append([unit, name, percent, *map(count_entry, people), Entry(stated.source if stated else "")])
        old = before.satisfaction.get(unit) if before else None
        last.append(old.percent.normalize() if old else None)
    heading, rows = _with_last_year(SATISFACTION, tuple(SATISFACTION.columns.values()), rows, last)
    worksheets = [
        guide(round_, identity, _("Chỉ số hài lòng"), lines),
        *_parts(SATISFACTION.heading, heading, rows, identity),
    ]
    return as_xlsx(worksheets, title=_("Chỉ số hài lòng: %s") % round_)


def _percent(percent: Decimal) -> Cell:
    """As it may be brought back: one that is refused without its sign has it."""
    return f"{shown(percent)}%" if is_fraction(percent) else percent.normalize()


def _units(round_: AssessmentRound) -> Units:
    sheets = Sheet.objects.filter(round=round_, left_out_reason="").in_order()
    return [(sheet.unit.code, sheet.unit.full_name) for sheet in sheets]


def answer_in_words(option: AnswerOption) -> str:
    """What an answer's code means, as it stands beside the cells of its column."""
    return f"{option.code}: {option.label} ({shown(option.weight)}%)"


def _options(form: Questionnaire) -> list[Any]:
    return sorted(form.scale.options.all(), key=lambda each: each.position)


def _with_last_year(
    table: SurveyTable, heading: Sequence[str], rows: list[Line], last: Sequence[Cell]
) -> tuple[Sequence[str], list[Line]]:
    """The rows with what each had a year before in a last column; without it where none had anything."""
    if all(each is None for each in last):
        return heading, rows
    return (*heading, table.before), [[*row, each] for row, each in zip(rows, last, strict=True)]


def _counts(form: Questionnaire, units: Units, held: Known, before: Known, identity: Identity) -> Iterator[Worksheet]:
    # What an answer means stands beside its chosen cell: the headings are codes, by which the file is read back.
    meant = {option.code: answer_in_words(option) for option in _options(form)}
    questions = sorted(form.questions.all(), key=lambda each: (each.position, each.pk))
    rows: list[Line] = []
    last: list[int | None] = []
    for unit, name in units:
        for question in questions:
            full = f"{form.code}.{question.code}"
            counts = held.tallies.get((unit, full)) or {}
            cells = [count_entry(counts.get(answer), words) for answer, words in meant.items()]
            rows.append([unit, name, full, question.text, *cells])
            old = before.tallies.get((unit, full))
            last.append(sum(old.values()) if old else None)
    heading, rows = _with_last_year(TALLIES, (*TALLIES.columns.values(), *meant), rows, last)
    yield from _parts(f"{TALLIES.heading} {form.code}", heading, rows, identity)


def _handed_out(forms: Sequence[Questionnaire], units: Units, held: Known, identity: Identity) -> Iterator[Worksheet]:
    rows: list[Line] = []
    for unit, name in units:
        for form in forms:
            given = held.returns.get((unit, form.code))
            figures = (given.issued, given.population) if given else (None, None)
            rows.append([unit, name, form.code, form.name, *map(count_entry, figures)])
    yield from _parts(RETURNS.heading, tuple(RETURNS.columns.values()), rows, identity)


def _parts(title: str, heading: Sequence[str], rows: Sequence[Line], identity: Identity) -> Iterator[Worksheet]:
    """One worksheet, or several where a file could not be read back otherwise."""
    columns = [
        Column(name, 46 if name in _WIDE else 30 if position < 2 else 16, places=None)
        for position, name in enumerate(heading)
    ]
    parts = [rows[start : start + _ROWS] for start in range(0, len(rows), _ROWS)] or [[]]
    for number, part in enumerate(parts, start=1):
        name = f"{title[: _LONGEST_TITLE - 5]} {number}" if len(parts) > 1 else title
        yield to_fill_in(name, columns, part, [], 2, identity, Paper.A4)
