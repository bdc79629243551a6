"""What a file of marks would change: each leaf through the same rule, and the same reasons asked for, as entry by hand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.actions.appraisals import TYPED, Entry, changes_of, entry_of, sharing, values_of
from scoring.appraising import Leaf, blocked_leaves, judge, leaves_of
from scoring.import_doubts import Doubt, Point, Series, look_over
from scoring.imports.marks import Given, MarkReading, read_marks
from scoring.imports.packets import LISTED
from scoring.imports.problems import Problem
from scoring.imports.workbook import SourceFile
from scoring.last_year import last_year
from scoring.models import Appraisal, AssessmentRound, ImportAct, ImportChange, Sheet
from scoring.numerals import plain, shown
from scoring.packets.expected import expected_of
from scoring.tally import RoundTally, Typed, tally_round

from .proposals import Progress, Proposal, Proposed, check_identity

Kind = ImportAct.Kind
KINDS = (Kind.SCORES.value, Kind.FIELD.value, Kind.UNIT.value)
_NUMBERS = ("self_score", "amount", "base", "appraised_score", "max_score")
_MEASURE = ("amount", "base", "choice")
_STEP = 2000  # leaves between two words of progress


def mark_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """A leaf's fields as JSON keeps them: exact numbers as text, empty fields left out."""
    return {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value is not None and value is not False and value != ""  # zero is a value
    }


def mark_entry(leaf: str, version: int, data: Mapping[str, Any] | None) -> Entry:
    """The entry that makes a leaf what the data say; None is an empty leaf."""
    values: dict[str, Any] = {
        name: Decimal(value) if name in _NUMBERS else value for name, value in (data or {}).items() if name in TYPED
    }
    return Entry(criterion=leaf, version=version, **values)


@dataclass
class _Round:
    """What a file is held against."""

    round: AssessmentRound
    tally: RoundTally
    leaves: dict[str, Leaf]
    rows: dict[tuple[str, str], Appraisal]
    blocked: dict[str, dict[str, str]]
    points: dict[tuple[str, str], Decimal | None] = field(default_factory=dict)
    instead: dict[tuple[int, str], Typed] = field(default_factory=dict)

    def sheet(self, unit: str) -> Sheet:
        return self.tally.sheets[unit].sheet

    @classmethod
    def of(cls, round_: AssessmentRound) -> "_Round":
        tally = tally_round(round_)
        units = {own.sheet.pk: unit for unit, own in tally.sheets.items()}
        found = sharing(Appraisal.objects.filter(sheet__round=round_).order_by(), round_.criteria_set)
        rows = {(units[row.sheet_id], row.criterion.code): row for row in found if row.sheet_id in units}
        blocked = {unit: blocked_leaves(tally, own) for unit, own in tally.sheets.items()}
        return cls(round_, tally, leaves_of(round_.criteria_set), rows, blocked)


def propose_marks(round_: AssessmentRound, source: SourceFile, asked: str, progress: Progress) -> Proposal:
    """Everything that a file of marks would change and everything wrong or odd in it. Writes nothing."""
    leaves = leaves_of(round_.criteria_set)
    reading = read_marks(source, expected_of(round_, leaves))
    proposal = Proposal(identity=reading.identity, problems=reading.problems, rows=reading.rows, blank=reading.blank)
    if not check_identity(proposal, round_, asked, source.name, KINDS):
        return proposal
    held = _Round.of(round_)
    given = [each for each in reading.given.values() if each.unit in held.tally.sheets]
    for place, each in enumerate(given):
        if place % _STEP == 0:
            progress(_("Đối chiếu với dữ liệu đã có"), place, len(given))
        _propose(each, held, proposal, source.name)
    proposal.missing = list(_missing(reading, held))
    if proposal.has_errors:
        return proposal
    progress(_("Tính tổng và thứ hạng"), len(given), len(given))
    after = tally_round(round_, scheme=held.tally.scheme, instead=held.instead)
    proposal.compare(held.tally, after)
    proposal.doubts += _doubts(reading, held, given, proposal)
    return proposal


def _propose(given: Given, held: _Round, proposal: Proposal, file: str) -> None:
    """One leaf of one unit."""
    leaf, row = held.leaves[given.leaf], held.rows.get((given.unit, given.leaf))
    base = entry_of(row) if row is not None else Entry(given.leaf)
    values = dict(given.values)
    before = len(proposal.problems)

    def say(name: str, message: str, advice: str) -> None:
        place = given.places.get(name) or next(iter(given.places.values()))
        where = (place.sheet, place.row, place.column, place.value[:200])
        proposal.problems.append(Problem(f"{given.leaf}: {message}", advice, file, *where))

    measured = [name for name in _MEASURE if name in values]
    if values.get("not_applicable") and measured:
        say(measured[0], _("vừa ghi không áp dụng vừa ghi số đo"), _("Giữ một trong hai, xóa ô kia."))
    elif base.not_applicable and measured and values.get("not_applicable") is None:
        say(
            measured[0],
            _("đang là không áp dụng"),
            _("Nếu nay chấm điểm, ghi “không” ở cột Không áp dụng của trang Ghi chú; nếu không, xóa số đo."),
        )
    if values.get("not_applicable") is False and base.not_applicable:
        values.setdefault("not_applicable_reason", "")
    if "amount" in values:
        values.setdefault("base", None)  # an amount and what it is out of are one figure
    entry = replace(base, **values)
    points, faults = judge(entry, leaf, blocked=held.blocked[given.unit].get(given.leaf, ""))
    stored = values_of(entry, leaf, points)
    changes = changes_of(leaf, row, stored)
    held.points[given.unit, given.leaf] = None if entry.not_applicable else points
    if not changes:
        proposal.unchanged += 1
        return
    for fault in faults:
        heading = LISTED.get(fault.field, "")
        is_text = fault.field in ("reason", "not_applicable_reason", "explanation")
        advice = _("Ghi vào cột “%s”.") % heading if is_text else _("Sửa giá trị của ô này.")
        say(fault.field, fault.message, advice)
    if len(proposal.problems) == before:
        sheet = held.sheet(given.unit)
        standing = None if row is None else mark_data({name: getattr(row, name) for name in stored})
        held.instead[sheet.pk, given.leaf] = (points, entry.not_applicable)
        proposal.changes.append(
            Proposed(sheet, ImportChange.Part.MARK, given.leaf, standing, mark_data(stored), base.version)
        )


def _missing(reading: MarkReading, held: _Round) -> Iterator[str]:
    """Leaves that hold something and that the file, though it is of them, says nothing of. They stay as they are."""
    scope = reading.identity.scope if reading.identity else ""
    kind = reading.identity.kind if reading.identity else ""
    units = {unit for unit, _leaf in reading.given}
    within = {each.code for each in held.tally.scheme.by_code[scope].leaves()} if kind == Kind.FIELD and (
        scope in held.tally.scheme.by_code
    ) else set(held.leaves)  # fmt: skip
    for (unit, code), row in held.rows.items():
        if code not in within or (kind != Kind.SCORES and kind != Kind.FIELD and unit not in units):
            continue
        holds = row.self_score is not None if kind == Kind.UNIT else bool(
            row.amount is not None or row.choice or row.not_applicable
        )  # fmt: skip
        if holds and (unit, code) not in reading.given:
            yield f"{held.sheet(unit).unit.full_name}, {code}"


def _doubts(reading: MarkReading, held: _Round, given: Sequence[Given], proposal: Proposal) -> Iterator[Doubt]:
    named = {unit: (name, place) for unit, name, place in reading.doubtful_names}
    for unit, (name, place) in named.items():
        yield Doubt(
            f"name-{unit}",
            _("Trang “%(sheet)s”, dòng %(row)d: tên “%(written)s” chỉ khớp “%(name)s” khi bỏ dấu.")
            % {"sheet": place.sheet, "row": place.row, "written": place.value, "name": name},
            _("Kiểm tra mã đơn vị đúng là của đơn vị này."),
        )
    yield from _later(reading, held, proposal)
    yield from look_over(list(_series(held, given)))
    yield from _totals(reading, held)


def _later(reading: MarkReading, held: _Round, proposal: Proposal) -> Iterator[Doubt]:
    """Leaves that a colleague changed after the template was taken away, and that the file would change back."""
    if reading.identity is None or not reading.identity.until:
        return
    try:
        until = datetime.fromisoformat(reading.identity.until)
    except ValueError:
        return
    later = [
        f"{change.sheet.unit.full_name}, {change.name} ({row.changed_by or _('chương trình')})"
        for change in proposal.changes
        if (row := held.rows.get((change.sheet.unit.code, change.name))) is not None
        and row.changed_at is not None
        and row.changed_at > until
    ]
    if later:
        told = "; ".join(later[:10]) + (_(" và %d chỗ khác") % (len(later) - 10) if len(later) > 10 else "")
        yield Doubt(
            "later",
            _("Sau khi mẫu được tải về, người khác đã sửa các chỗ mà tệp này sẽ thay đổi: %s.") % told,
            _("Xem kỹ các thay đổi đó; tệp có thể đang mang giá trị cũ."),
        )


def _series(held: _Round, given: Sequence[Given]) -> Iterator[Series]:
    """The numbers of the file leaf by leaf, in its order of units: points, and the units' own scores."""
    previous = last_year(held.round, [own.sheet.unit_id for own in held.tally.sheets.values()], held.leaves)
    columns: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for each in given:
        row, unit = held.rows.get((each.unit, each.leaf)), held.sheet(each.unit).unit
        last = previous[unit.pk].get(each.leaf)
        before = last.points if last is not None else None
        points = held.points.get((each.unit, each.leaf))
        if points is not None and any(name in each.values for name in _MEASURE):
            was = row.appraised_score if row is not None else None
            columns[each.leaf, "points"].append(Point(unit.full_name, points, was, before))
        own = each.values.get("self_score")
        if own is not None:
            was = row.self_score if row is not None else None
            columns[each.leaf, "self_score"].append(Point(unit.full_name, own, was, before))
    for (code, name), points_ in columns.items():
        label = _("%s (tự chấm)") % code if name == "self_score" else code
        yield Series(f"{name}-{code}", label, points_)


def _totals(reading: MarkReading, held: _Round) -> Iterator[Doubt]:
    apart = []
    for unit, written, place, beside in reading.totals:
        if unit not in held.tally.sheets:
            continue
        total = Decimal(0)
        for code in beside:
            row = held.rows.get((unit, code))
            standing = row.appraised_score if row is not None else None
            total += held.points.get((unit, code), standing) or Decimal(0)
        if total != written:
            apart.append(
                _("%(unit)s (trang “%(sheet)s”, dòng %(row)d): ghi %(written)s, cộng được %(total)s")
                % {
                    "unit": held.sheet(unit).unit.full_name, "sheet": place.sheet, "row": place.row,
                    "written": shown(written), "total": shown(total),
                }
            )  # fmt: skip
    if apart:
        told = "; ".join(apart[:10]) + (_(" và %d chỗ khác") % (len(apart) - 10) if len(apart) > 10 else "")
        yield Doubt(
            "parts",
            _("Tổng ghi trong tệp khác với tổng tính từ các phần: %s.") % told,
            _("Kiểm tra lại các điểm của dòng."),
        )
