"""What a file of marks would change: each leaf through the same rule, and the same reasons asked for, as entry by hand."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from scoring.actions.appraisals import TEXTS, TYPED, Entry, changes_of, values_of
from scoring.actions.many_rows import without_looking_for_cycles
from scoring.appraising import Leaf, blocked_leaves, judge, leaves_of, rate_fault
from scoring.core.assessment import RoundResult, score_columns
from scoring.core.marks import Gathering
from scoring.core.rules import Deduction, Manual, PerCount
from scoring.import_doubts import (
    LEAST_COUNT,
    Doubt,
    Point,
    Series,
    Told,
    doubtful_name,
    look_over,
    overtaken,
    taken_untold,
)
from scoring.imports.mark_lines import IS_PERCENT, Given, MarkReading, Place
from scoring.imports.marks import read_marks
from scoring.imports.packets import LISTED, NOTES
from scoring.imports.problems import Problem
from scoring.imports.values import paragraphs
from scoring.imports.workbook import SourceFile
from scoring.last_year import Previous, last_year
from scoring.models import Appraisal, AssessmentRound, ImportAct, ImportChange, Sheet
from scoring.numerals import plain, shown
from scoring.packets.expected import expected_of
from scoring.packets.identity import seen_until
from scoring.survey_tally import read_surveys
from scoring.tally import Counting, Typed, scheme_of
from units.names import tidy

from .proposals import Progress, Proposal, as_json, check_identity, place_text

Kind = ImportAct.Kind
KINDS = (Kind.SCORES.value, Kind.FIELD.value, Kind.UNIT.value)
_NUMBERS = ("self_score", "amount", "base", "appraised_score", "max_score")
_SAID_BY_UNITS = ("self_score", "explanation", "evidence")
_MEASURE = ("amount", "base", "choice")
# What the points of a leaf hang on: where one of them cannot be read nothing is said of the others.
_JUDGED = (*_MEASURE, "not_applicable", "not_applicable_reason", "reason")
_TEXTS = ("reason", "not_applicable_reason", "explanation")
_TOGETHER = 100  # sheets held against what is stored at a time


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


_OUTCOMES = 20_000  # kept at a time: in most rounds few things are said, and very often


def propose_marks(round_: AssessmentRound, source: SourceFile, asked: str, progress: Progress) -> Proposal:
    """Everything that a file of marks would change and everything wrong or odd in it. Writes nothing."""
    with without_looking_for_cycles():
        return _propose(round_, source, asked, progress)


def _propose(round_: AssessmentRound, source: SourceFile, asked: str, progress: Progress) -> Proposal:
    leaves = leaves_of(round_.criteria_set)
    reading = read_marks(source, expected_of(round_, leaves))
    proposal = Proposal(identity=reading.identity, problems=reading.problems, rows=reading.rows, blank=reading.blank)
    if not check_identity(proposal, round_, asked, source.name, KINDS):
        return proposal
    proposal.problems += [
        Problem(
            _("bảng được lập cho “%(other)s”, không phải kỳ này (%(own)s)") % {"other": named, "own": round_},
            _("Mở đúng kỳ đánh giá rồi nhập, hoặc tải mẫu của kỳ này."),
            source.name,
        )
        for named in sorted(reading.rounds_named - {tidy(str(round_))})
    ]
    comparison = _Comparison.of(round_, leaves, reading, proposal)
    proposal.problems += comparison.out_of_scope()
    comparison.go_through(progress)
    if proposal.has_errors:
        proposal.problems.sort(key=_place_in(reading))
        proposal.doubts += comparison.doubts()
        return proposal
    progress(_("Tính tổng và thứ hạng"), 1, 1)
    proposal.compare(comparison.names, *comparison.results())
    proposal.doubts += comparison.doubts()
    return proposal


def _place_in(reading: MarkReading) -> Callable[[Problem], tuple[int, int]]:
    """Problems in the order of the file: what shows only beside what is held comes unit by unit."""
    titles = {account.sheet: number for number, account in enumerate(reading.accounts)}
    return lambda problem: (titles.get(problem.sheet, -1), problem.row or 0)


class _Held(NamedTuple):
    """A leaf as it is stored. All but its version tells what becomes of it."""

    self_score: Decimal | None
    explanation: str
    evidence: str
    amount: Decimal | None
    base: Decimal | None
    choice: str
    not_applicable: bool
    not_applicable_reason: str
    reason: str
    appraised_score: Decimal | None
    max_score: Decimal
    version: int


@dataclass(slots=True)
class _Numbers:
    """A column of the file: whose number, what it would be, what is held, what the unit had a year before."""

    units: list[str] = field(default_factory=list)
    new: list[Decimal] = field(default_factory=list)
    held: list[Decimal | None] = field(default_factory=list)
    before: list[Decimal | None] = field(default_factory=list)

    def add(self, unit: str, new: Decimal, held: Decimal | None, before: Decimal | None) -> None:
        self.units.append(unit)
        self.new.append(new)
        self.held.append(held)
        self.before.append(before)

    def points(self, names: Mapping[str, str]) -> list[Point]:
        rows = zip(self.units, self.new, self.held, self.before, strict=True)
        return [Point(names[unit], new, held, before) for unit, new, held, before in rows]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What becomes of a leaf that holds this and is said to be that; `after` is "" where nothing changes."""

    points: Decimal | None
    not_applicable: bool
    is_measured: bool  # the file gives a measure
    faults: tuple[tuple[str, str, str], ...]  # the field, what is wrong, how to mend it
    before: str = "null"
    after: str = ""


@dataclass
class _Comparison:
    """A file held against its round, a few sheets at a time: no more of a large round than that is in memory."""

    round: AssessmentRound
    leaves: Mapping[str, Leaf]
    reading: MarkReading
    proposal: Proposal
    counting: Counting
    sheets: Mapping[str, Sheet]  # that are assessed, by unit, in the round's order
    previous: Mapping[int, Mapping[str, Previous]]
    before: Gathering
    after: Gathering
    units: list[str] = field(default_factory=list)  # as they were gone through
    outcomes: dict[Any, _Outcome] = field(default_factory=dict)
    columns: dict[tuple[str, str], _Numbers] = field(default_factory=lambda: defaultdict(_Numbers))
    later: Told = field(default_factory=Told)
    apart: Told = field(default_factory=Told)

    @classmethod
    def of(
        cls, round_: AssessmentRound, leaves: Mapping[str, Leaf], reading: MarkReading, proposal: Proposal
    ) -> "_Comparison":
        scheme = scheme_of(round_.criteria_set, round_.band_scale)
        rows = Sheet.objects.filter(round=round_, left_out_reason="").in_order()
        sheets = {sheet.unit.code: sheet for sheet in rows}
        previous = last_year(round_, [sheet.unit_id for sheet in sheets.values()], leaves, with_measures=True)
        counting = Counting(round_, scheme, read_surveys(round_))
        before, after = (Gathering(leaf.code for leaf in scheme.leaves) for _side in range(2))
        return cls(round_, leaves, reading, proposal, counting, sheets, previous, before, after)

    @cached_property
    def names(self) -> Mapping[str, str]:
        return {unit: sheet.unit.full_name for unit, sheet in self.sheets.items()}

    @cached_property
    def _until(self) -> datetime | None:
        return seen_until(self.reading.identity, self.round)

    def go_through(self, progress: Progress) -> None:
        """Every sheet, those of the file first and in its order."""
        order = [unit for unit in self.reading.lines if unit in self.sheets]
        order += [unit for unit in self.sheets if unit not in self.reading.lines]
        totals: dict[str, list[Any]] = defaultdict(list)
        for unit, *total in self.reading.totals:
            totals[unit].append(total)
        for start in range(0, len(order), _TOGETHER):
            progress(_("Đối chiếu với dữ liệu đã có"), start, len(order))
            units = order[start : start + _TOGETHER]
            held, later = self._held(units), self._changed_later(units)
            for unit in units:
                key = self.sheets[unit].pk
                self._sheet(unit, held[key], later[key], totals.get(unit, ()))

    def _held(self, units: Sequence[str]) -> dict[int, dict[str, _Held]]:
        found: dict[int, dict[str, _Held]] = {self.sheets[unit].pk: {} for unit in units}
        codes = {leaf.pk: code for code, leaf in self.leaves.items()}
        rows = Appraisal.objects.filter(sheet__in=found).order_by()
        for sheet, leaf, *values in rows.values_list("sheet_id", "criterion_id", *_Held._fields):
            found[sheet][codes[leaf]] = _Held(*values)
        return found

    def _changed_later(self, units: Sequence[str]) -> dict[int, dict[str, str]]:
        """Leaves that somebody changed after the template was taken away, and who."""
        found: dict[int, dict[str, str]] = {self.sheets[unit].pk: {} for unit in units}
        if self._until is not None:
            rows = Appraisal.objects.filter(sheet__in=found, changed_at__gt=self._until).order_by()
            names = rows.values_list("sheet_id", "criterion__code", "changed_by__username")
            for sheet, code, who in names:
                found[sheet][code] = who or _("chương trình")
        return found

    def _sheet(self, unit: str, held: Mapping[str, _Held], later: Mapping[str, str], totals: Sequence[Any]) -> None:
        sheet = self.sheets[unit]
        typed: dict[str, Typed] = {code: (row.appraised_score, row.not_applicable) for code, row in held.items()}
        counted = self.counting.of(sheet, typed)
        blocked = blocked_leaves(self.counting, counted)
        self.units.append(unit)
        self.before.add(counted.marks)
        given = self.reading.given_of(unit)
        places, added = [], 0
        for code, said in given.items():
            row = held.get(code)
            outcome = self._outcome(code, row, said, blocked.get(code, ""))
            self._look_at(unit, code, row, said, outcome)
            typed[code] = (outcome.points, outcome.not_applicable)
            if outcome.faults:
                self._say(unit, code, said, outcome)
            elif not outcome.after:
                self.proposal.unchanged += 1
            else:
                places.append(place_text(code, row.version if row else 0, outcome.before, outcome.after))
                added += row is None
                if code in later:  # the file would change it back
                    self.later.add(f"{self.names[unit]}, {code} ({later[code]})")
        self.proposal.changes.add(sheet.pk, ImportChange.Part.MARK, places, added)
        self.after.add(self.counting.of(sheet, typed).marks if places else counted.marks)
        self._note_missing(unit, held, given)
        for written, place, beside in totals:
            self._hold_total(unit, typed, written, place, beside)

    def _outcome(self, code: str, row: _Held | None, said: Given, blocked: str) -> _Outcome:
        key = (code, row[:-1] if row else None, tuple(said.values.items()), blocked)
        if (found := self.outcomes.get(key)) is None:
            if len(self.outcomes) >= _OUTCOMES:
                self.outcomes.clear()
            found = self.outcomes[key] = _outcome(self.leaves[code], row, said.values, blocked)
        return found

    def _say(self, unit: str, code: str, said: Given, outcome: _Outcome) -> None:
        unread, clouded = self.reading.unread, self.reading.clouded
        is_half_read = any((unit, code, name) in unread for name in _JUDGED) or any(
            line.sheet in clouded for line, _number in said.places.values()
        )
        for name, message, advice in outcome.faults:
            # A cell that was told to be unreadable is not missing, and without it the measure is not what the file says;
            # under a heading that nobody knows may stand the reasons of leaves of other worksheets.
            if (unit, code, name) in unread or (is_half_read and name in _JUDGED) or (clouded and name in _TEXTS):
                continue
            if name not in _SAID_BY_UNITS and self.proposal.kind == Kind.UNIT:  # such a file has no place for it
                advice = _(
                    "Phiếu của đơn vị không ghi được mục này: sửa trên phiếu ở bàn làm việc, hoặc bằng mẫu toàn bộ điểm."
                )
            place = said.place(name)
            where = (place.sheet, place.row, place.column, place.value[:200])
            self.proposal.problems.append(Problem(f"{code}: {message}", advice, self.reading.file, *where))

    def _look_at(self, unit: str, code: str, row: _Held | None, said: Given, outcome: _Outcome) -> None:
        """Keep the numbers of a leaf for the look over whole columns: points, what they come from, the units' own scores."""
        last = self.previous[self.sheets[unit].unit_id].get(code)
        before = last.points if last is not None else None
        if outcome.is_measured and outcome.points is not None:
            was = row.appraised_score if row is not None else None
            self.columns[code, "points"].add(unit, outcome.points, was, before)
        if outcome.is_measured and code in self._counted:
            for name in ("amount", "base"):
                if (value := said.values.get(name)) is not None:
                    held = getattr(row, name) if row is not None else None
                    # A figure that stays is no news, however far it is from last year's.
                    was = getattr(last, name) if last is not None and value != held else None
                    self.columns[code, name].add(unit, value, held, was)
        if (own := said.values.get("self_score")) is not None:
            self.columns[code, "self_score"].add(unit, own, row.self_score if row is not None else None, before)

    def _note_missing(self, unit: str, held: Mapping[str, _Held], given: Mapping[str, Given]) -> None:
        """Leaves that hold something and that the file, though it is of them, says nothing of. They stay as they are."""
        kind = self.reading.identity.kind if self.reading.identity else ""
        if kind not in (Kind.SCORES, Kind.FIELD) and unit not in self.reading.lines:
            return
        for code, row in held.items():
            measured = row.amount is not None or row.choice or row.not_applicable
            holds = row.self_score is not None if kind == Kind.UNIT else measured
            if holds and code in self._within and code not in given:
                self.proposal.missing.add(f"{self.names[unit]}, {code}")

    def out_of_scope(self) -> Iterator[Problem]:
        """Rows that speak of what the template is not of: another unit, another area, or more than a unit says of itself."""
        identity = self.reading.identity
        if identity is None or identity.kind not in (Kind.UNIT, Kind.FIELD):
            return
        for unit, lines in self.reading.lines.items():
            for line in lines:
                for (leaf, name), _value, number in line.given():
                    if identity.kind == Kind.UNIT:
                        is_within = unit == identity.scope and name in _SAID_BY_UNITS
                        message = _("%s: mẫu là phiếu tự chấm của đơn vị “%s”, không ghi được nội dung này")
                    else:
                        is_within = leaf in self._within
                        message = _("%s: mẫu là bảng thẩm định lĩnh vực %s, không ghi được tiêu chí này")
                    if not is_within:
                        place = line.place(number)
                        where = (place.sheet, place.row, place.column, place.value[:200])
                        advice = _("Xóa dòng hoặc ô này; muốn nhập thì dùng đúng mẫu, hoặc mẫu toàn bộ điểm của kỳ.")
                        yield Problem(message % (leaf, identity.scope), advice, self.reading.file, *where)
                        break

    @cached_property
    def _counted(self) -> AbstractSet[str]:
        """Leaves whose points come from a number that is not the points themselves."""
        return {
            code for code, leaf in self.leaves.items() if "amount" in leaf.parts and not isinstance(leaf.rule, Manual)
        }

    @cached_property
    def _within(self) -> AbstractSet[str]:
        """The leaves that the file is of."""
        area = self.counting.scheme.by_code.get(self.reading.identity.scope) if self.reading.identity else None
        if self.proposal.kind == Kind.FIELD and area is not None:
            return {each.code for each in area.leaves()}
        return self.leaves.keys()

    def _hold_total(
        self, unit: str, typed: Mapping[str, Typed], written: Decimal, place: Place, beside: Sequence[str]
    ) -> None:
        """A total written in the file against the sum of what stands beside it."""
        total = sum((typed[code][0] or Decimal(0) for code in beside if code in typed), Decimal(0))
        if total != written:
            self.apart.add(
                _("%(unit)s (trang “%(sheet)s”, dòng %(row)d): ghi %(written)s, cộng được %(total)s")
                % {
                    "unit": self.names[unit], "sheet": place.sheet, "row": place.row,
                    "written": shown(written), "total": shown(total),
                }
            )  # fmt: skip

    def results(self) -> tuple[RoundResult, RoundResult]:
        """The round as it stands and as it would be."""
        before, after = (
            score_columns(
                self.counting.scheme, self.units, side.columns(), survey_was_made=self.round.survey_made
            )
            for side in (self.before, self.after)
        )  # fmt: skip
        return before, after

    def doubts(self) -> Iterator[Doubt]:
        """What is odd about the file without being wrong."""
        for unit, (name, place) in {unit: (name, place) for unit, name, place in self.reading.doubtful_names}.items():
            yield doubtful_name(unit, name, place.sheet, place.row, place.value)
        if self.later.count:
            yield overtaken(self.later)
        if self.reading.identity is not None and self._until is None:
            yield taken_untold()
        yield from look_over(self._series())
        if self.apart.count:
            yield Doubt(
                "parts",
                _("Tổng ghi trong tệp khác với tổng tính từ các phần: %s.") % self.apart,
                _("Kiểm tra lại các điểm của dòng."),
            )

    def _series(self) -> Iterator[Series]:
        """The numbers of the file leaf by leaf, in its order of units; one leaf at a time."""
        labels = {"self_score": _("%s (tự chấm)"), "amount": _("%s (số đo)"), "base": _("%s (trên tổng số)")}
        for (code, name), numbers in self.columns.items():
            label = labels.get(name, "%s") % code
            is_count = name == "base" or (name == "amount" and isinstance(self.leaves[code].rule, PerCount | Deduction))
            least = LEAST_COUNT if is_count else 0
            yield Series(f"{name}-{code}", label, numbers.points(self.names), least=least)


def _rate_fault(base: Entry, values: Mapping[str, Any], *, is_percent: bool) -> tuple[str, str] | None:
    """What is wrong with how a rate is written, and how to mend it. A figure that stands as it is, is no news."""
    amount, of = values.get("amount"), values.get("base", base.base)
    if not is_percent and (amount, of) == (base.amount, base.base):
        return None
    return rate_fault(amount, of, is_signed=is_percent, is_base_kept="base" not in values and of is not None)


def _outcome(leaf: Leaf, row: _Held | None, said: Mapping[str, Any], blocked: str) -> _Outcome:
    """Through the same rule, and with the same reasons asked for, as entry by hand."""
    base = Entry(leaf.code, **({} if row is None else {name: getattr(row, name) for name in TYPED}))
    values, faults = dict(said), []
    measured = [name for name in _MEASURE if name in values]
    if values.get("not_applicable") and measured:
        faults.append(
            (measured[0], _("vừa ghi không áp dụng vừa ghi số đo"), _("Giữ một trong hai, xóa ô kia."))
        )  # fmt: skip
    elif base.not_applicable and measured and values.get("not_applicable") is None:
        advice = _("Nếu nay chấm điểm, ghi “không” ở cột Không áp dụng của trang Ghi chú; nếu không, xóa số đo.")
        faults.append((measured[0], _("đang là không áp dụng"), advice))
    if values.get("not_applicable") is False and base.not_applicable:
        values.setdefault("not_applicable_reason", "")
    is_percent = values.pop(IS_PERCENT, False)
    if is_percent:
        values.setdefault("base", None)  # a rate is out of nothing; of a count the base that stands is kept
    if leaf.is_rate and (wrong := _rate_fault(base, values, is_percent=is_percent)):
        faults.append(("amount", *wrong))
    for name in TEXTS:  # a cell keeps no stray spaces: the text that stands is not changed by having been in one
        if name in values and values[name] == paragraphs(getattr(base, name)):
            values[name] = getattr(base, name)
    entry = replace(base, **values)
    points, judged = judge(entry, leaf, blocked=blocked)
    stored = values_of(entry, leaf, points)
    counted = None if entry.not_applicable else points
    if not changes_of(leaf, row, stored):
        return _Outcome(counted, entry.not_applicable, bool(measured), tuple(faults))
    for fault in judged:
        is_text = fault.field in _TEXTS
        where = {"column": LISTED.get(fault.field, ""), "sheet": NOTES}
        in_notes = _("Ghi vào cột “%(column)s”; trong mẫu của kỳ, cột này ở trang “%(sheet)s”.")
        advice = in_notes % where if is_text else _("Sửa giá trị của ô này.")
        if blocked and fault.message == blocked:
            advice = _("Xóa giá trị ở ô này.")
        faults.append((fault.field, fault.message, advice))
    standing = None if row is None else mark_data({name: getattr(row, name) for name in stored})
    return _Outcome(
        counted, entry.not_applicable, bool(measured), tuple(faults), as_json(standing), as_json(mark_data(stored))
    )
