"""The workbooks of a round that are filled in: of one unit, of one field, of all scores.

What stands already is in them, so that a template brought back as it is changes nothing. Cells to fill in are open, all
others locked. Surveys have their own (`surveys`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from scoring.appraising import Leaf, blocked_leaves, leaves_of
from scoring.core.scheme import ASKED, Scheme
from scoring.exports.layout import Cell, Column, Entry, Line, Paper, Styled, Worksheet
from scoring.exports.workbook import as_xlsx
from scoring.imports.packets import (
    BASE_OF,
    BEFORE,
    LAST_YEAR,
    LEAF,
    LISTED,
    MEASURES,
    MOST,
    NOTES,
    RULE,
    SELF_SCORES,
    SELF_SHEET,
    TITLE,
    TOTAL,
    UNIT,
    UNIT_NAME,
    WANTED,
    Identity,
    LeafShape,
)
from scoring.imports.workbook import MAX_CELLS, MAX_ROWS
from scoring.last_year import Previous, last_year
from scoring.models import Appraisal, AssessmentRound, Criterion, ImportAct, Sheet
from scoring.numerals import shown
from scoring.rule_words import words_of_rule
from scoring.tally import scheme_of, tally_round

from .entries import YES_NO, base_entry, measure_entry, note_entry, self_score_entry
from .expected import shape_of
from .identity import identity_for
from .worksheets import guide, to_fill_in, width_of

Kind = ImportAct.Kind
_ALL_NOTES = 7_000  # up to so many leaves of units, each has a line for what is said of it
_BLANK_NOTES = 500  # beyond that only those that have something, and open lines below them
_ROWS = MAX_ROWS - 20
NOTE_FIELDS = ("not_applicable", "not_applicable_reason", "reason")


_FIELDS = (
    "self_score", "amount", "base", "choice", "not_applicable", "not_applicable_reason", "reason", "explanation", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands at one leaf of a unit."""

    self_score: Decimal | None
    amount: Decimal | None
    base: Decimal | None
    choice: str
    not_applicable: bool
    not_applicable_reason: str
    reason: str
    explanation: str
    evidence: str


@dataclass
class _Filled:
    """A round as its templates show it: units down, leaves across, what stands at each."""

    round: AssessmentRound
    units: Sequence[Sheet]

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        return leaves_of(self.round.criteria_set)

    @cached_property
    def shapes(self) -> dict[str, LeafShape]:
        return {code: shape_of(leaf) for code, leaf in self.leaves.items()}

    def rows_of(self, codes: Sequence[str], *, only: Q | None = None) -> dict[tuple[int, str], "_Row"]:
        """What stands at these leaves, by sheet and leaf. Asked field by field, so that a large round is never held whole."""
        found = Appraisal.objects.filter(sheet__round=self.round, criterion__code__in=codes).order_by()
        if len(self.units) == 1:
            found = found.filter(sheet=self.units[0])
        found = found if only is None else found.filter(only)
        return {(row[0], row[1]): _Row(*row[2:]) for row in found.values_list("sheet_id", "criterion__code", *_FIELDS)}

    @cached_property
    def previous(self) -> dict[int, dict[str, Previous]]:
        return last_year(self.round, [sheet.unit_id for sheet in self.units], self.leaves)

    @cached_property
    def measured(self) -> frozenset[str]:
        """Leaves that somebody types a measure for: where a survey gives the figures of every unit, nobody does."""
        if not any(leaf.origin in ASKED for leaf in self.leaves.values()):
            return frozenset(self.leaves)
        found = tally_round(self.round)
        blocked = [frozenset(blocked_leaves(found, own)) for own in found.sheets.values()]
        return frozenset(self.leaves) - (blocked[0].intersection(*blocked[1:]) if blocked else frozenset())

    @cached_property
    def scheme(self) -> Scheme:
        return scheme_of(self.round.criteria_set)

    def last_points(self, sheet: Sheet, code: str) -> Decimal | str | None:
        previous = self.previous[sheet.unit_id].get(code)
        return None if previous is None else _("không áp dụng") if previous.not_applicable else previous.points


def unit_packet(round_: AssessmentRound, sheet: Sheet) -> bytes:
    """The self-assessment of one unit, to be filled in without a connection."""
    filled = _Filled(round_, [sheet])
    identity = identity_for(round_, Kind.UNIT, sheet.unit.code)
    columns = [
        Column(name, width_of(name), places=0 if name == MOST else 2)
        for name in (
            UNIT, LEAF, TITLE, MOST, BEFORE, RULE, WANTED, LISTED["self_score"], LISTED["explanation"], LISTED["evidence"],
        )
    ]  # fmt: skip
    rows: list[Line] = []
    held = filled.rows_of(list(filled.leaves))
    for leaf in filled.leaves.values():
        if not leaf.is_self_scored:
            continue
        row = held.get((sheet.pk, leaf.code))
        about: Line = [
            sheet.unit.code, leaf.code, leaf.title, leaf.max_score.normalize(), filled.last_points(sheet, leaf.code),
            words_of_rule(leaf.rule, leaf.max_score), leaf.row.evidence,
        ]  # fmt: skip
        texts = [Entry(getattr(row, name) if row else "") for name in ("explanation", "evidence")]
        rows.append([*about, _self_score(leaf, filled.shapes[leaf.code], row), *texts])
    title = f"{sheet.unit.full_name}: {round_}"
    worksheet = to_fill_in(SELF_SHEET, columns, rows, [[Styled(title, is_bold=True)]], 3, identity, Paper.A4)
    return as_xlsx([_guide(round_, identity, sheet.unit.full_name), worksheet], title=title)


def field_packet(round_: AssessmentRound, area: Criterion) -> bytes:
    """An appraiser's matrix: units down, the leaves of one field across."""
    filled = _Filled(round_, _units(round_))
    identity = identity_for(round_, Kind.FIELD, area.code)
    codes = [leaf.code for leaf in filled.scheme.by_code[area.code].leaves() if leaf.code in filled.leaves]
    sheets = [
        _guide(round_, identity, f"{area.code}. {area.title}"),
        *_matrices(filled, f"{MEASURES} {area.code}", codes, "measure", identity),
        *_notes(filled, codes, (*NOTE_FIELDS,), identity),
        *_last_year(filled, codes, identity),
    ]
    return as_xlsx(sheets, title=f"{area.title}: {round_}")


def scores_packet(round_: AssessmentRound) -> bytes:
    """Everything that is marked in a round: measures and the units' own scores field by field, and notes."""
    filled = _Filled(round_, _units(round_))
    identity = identity_for(round_, Kind.SCORES)
    return as_xlsx(_all_scores(filled, identity), title=_("Toàn bộ điểm: %s") % round_)


def _all_scores(filled: _Filled, identity: Identity) -> Iterator[Worksheet]:
    yield _guide(filled.round, identity, _("Toàn bộ điểm"))
    # What could not be read back in one file stays out; the guide says so.
    is_large = 2 * len(filled.units) * len(filled.leaves) > MAX_CELLS * 3 // 4
    fields = (("measure", MEASURES), ("self_score", SELF_SCORES))[: 1 if is_large else 2]
    for field, title in fields:
        for area in filled.scheme.areas:
            codes = [leaf.code for leaf in area.leaves() if leaf.code in filled.leaves]
            yield from _matrices(filled, f"{title} {area.code}", codes, field, identity)
    codes = list(filled.leaves)
    yield from _notes(filled, codes, (*NOTE_FIELDS, "explanation", "evidence"), identity)
    if not is_large:
        yield from _last_year(filled, codes, identity)


def _units(round_: AssessmentRound) -> list[Sheet]:
    return list(Sheet.objects.filter(round=round_, left_out_reason="").in_order())


# --- cells ---


def _self_score(leaf: Leaf, shape: LeafShape, row: _Row | None) -> Entry:
    value = row.self_score.normalize() if row is not None and row.self_score is not None else None
    return self_score_entry(leaf, shape, value)


def _measure(leaf: Leaf, shape: LeafShape, row: _Row | None) -> Entry:
    if shape.choices:
        words = dict(zip((code for code, _label, _points in shape.choices), shape.words(), strict=True))
        return measure_entry(leaf, shape, words.get(row.choice) if row is not None else None)
    return measure_entry(leaf, shape, row.amount.normalize() if row is not None and row.amount is not None else None)


def _base(row: _Row | None) -> Entry:
    return base_entry(row.base.normalize() if row is not None and row.base is not None else None)


# --- worksheets ---


def _matrices(filled: _Filled, title: str, codes: Sequence[str], field: str, identity: Identity) -> Iterator[Worksheet]:
    """Units down, leaves across: what was measured, or the units' own scores. Empty where no leaf has the field."""
    own = [
        code
        for code in codes
        if (code in filled.measured if field == "measure" else filled.leaves[code].is_self_scored)
    ]
    if not own:
        return
    headings, titles, maximums = [], [], []
    for code in own:
        leaf = filled.leaves[code]
        headings.append(Column(code, width_of(code), places=None))
        titles.append(leaf.title)
        maximums.append(_("tối đa %s") % shown(leaf.max_score))
        if field == "measure" and "base" in leaf.parts:
            headings.append(Column(base := BASE_OF.format(code=code), width_of(base), places=None))
            titles.append(_("trên tổng số"))
            maximums.append("")
    columns = [*(Column(name, width_of(name)) for name in (UNIT, UNIT_NAME)), *headings]
    before: list[Line] = [
        [Styled(f"{title}: {filled.round}", is_bold=True)],
        ["", "", *titles],
        ["", "", *maximums],
    ]
    if field == "measure":
        columns.append(Column(TOTAL, width_of(TOTAL)))

    def rows() -> Iterator[Line]:
        held = filled.rows_of(own)
        for sheet in filled.units:
            line: list[Cell | Entry | Styled] = [sheet.unit.code, sheet.unit.full_name]
            for code in own:
                leaf, shape, row = filled.leaves[code], filled.shapes[code], held.get((sheet.pk, code))
                if field == "self_score":
                    line.append(_self_score(leaf, shape, row))
                    continue
                line.append(_measure(leaf, shape, row))
                if "base" in leaf.parts:
                    line.append(_base(row))
            yield [*line, Entry()] if field == "measure" else line

    yield to_fill_in(title, columns, rows(), before, 2, identity, Paper.A3)


def _notes(filled: _Filled, codes: Sequence[str], fields: Sequence[str], identity: Identity) -> Iterator[Worksheet]:
    """What is said of single leaves: a line for each, or in a large round those that have something and open lines."""
    columns = [Column(name, width_of(name)) for name in (UNIT, UNIT_NAME, LEAF, *(LISTED[field] for field in fields))]
    has_all = len(codes) * len(filled.units) <= _ALL_NOTES
    rows: list[Line] = []
    says = Q(not_applicable=True)
    for name in set(fields) - {"not_applicable"}:
        says |= ~Q(**{name: ""})
    standing = filled.rows_of(codes, only=says)
    for sheet in filled.units:
        for code in codes:
            row = standing.get((sheet.pk, code))
            held = {name: getattr(row, name) if row is not None else "" for name in fields}
            if has_all or any(held.values()):
                cells = [_note(name, value) for name, value in held.items()]
                rows.append([sheet.unit.code, sheet.unit.full_name, code, *cells])
    if not has_all:
        units = tuple(sheet.unit.code for sheet in filled.units)
        open_line: Line = [
            Entry("", choices=units),
            "",
            Entry("", choices=tuple(codes)),
            *(_note(n, "") for n in fields),
        ]
        rows += [open_line] * _BLANK_NOTES
    for number, start in enumerate(range(0, len(rows), _ROWS), start=1):
        title = NOTES if number == 1 else f"{NOTES} {number}"
        before: list[Line] = [[Styled(f"{title}: {filled.round}", is_bold=True)]]
        yield to_fill_in(title, columns, rows[start : start + _ROWS], before, 3, identity, Paper.A4)


def _note(name: str, value: object) -> Entry:
    return note_entry(name, (YES_NO[0] if value else "") if name == "not_applicable" else str(value or ""))


def _last_year(filled: _Filled, codes: Sequence[str], identity: Identity) -> Iterator[Worksheet]:
    if not any(filled.previous.values()):
        return
    for number, start in enumerate(range(0, len(codes), 180), start=1):
        part = codes[start : start + 180]
        columns = [*(Column(name, width_of(name)) for name in (UNIT, UNIT_NAME)), *(Column(code, 9) for code in part)]
        rows: Iterator[Line] = (
            [sheet.unit.code, sheet.unit.full_name, *(filled.last_points(sheet, code) for code in part)]
            for sheet in filled.units
        )
        title = LAST_YEAR if number == 1 else f"{LAST_YEAR} {number}"
        before: list[Line] = [[Styled(_("Điểm năm trước, chỉ để xem"), is_bold=True)]]
        yield to_fill_in(title, columns, rows, before, 2, identity, Paper.A3)


def _guide(round_: AssessmentRound, identity: Identity, what: str) -> Worksheet:
    return guide(round_, identity, what, [
        (_("Các ô cần điền"), _("Chỉ các ô mở khóa. Ô có danh sách: chọn trong danh sách. Số: ghi 8,5 hoặc 8.5.")),
        (_("Ô để trống"), _("Không làm thay đổi giá trị đã lưu. Muốn xóa một giá trị, sửa trên phiếu đánh giá.")),
        (_("Không áp dụng"), _("Ghi “có” ở cột Không áp dụng và nêu lý do; khi đó không ghi số đo.")),
        (_("Điểm thấp hơn điểm tự chấm"), _("Phải nêu lý do ở cột Lý do, nhận xét thẩm định.")),
        (TOTAL, _("Không bắt buộc. Nếu ghi, tổng được đối chiếu với điểm tính từ các ô của dòng.")),
        (_("Kỳ có rất nhiều đơn vị"), _("Điểm tự chấm nhập bằng phiếu của từng đơn vị; tệp toàn bộ điểm chỉ có số đo.")),
        (_("Mã đơn vị, mã tiêu chí"), _("Giữ nguyên. Tên chỉ để đối chiếu.")),
    ])  # fmt: skip
