"""Writes of scores: what was typed for some leaves of a sheet, all or nothing, with the event that tells every change.

A leaf carries the version that its writer saw. What somebody else changed meanwhile is never overwritten: `Conflict`
carries what was typed and what stands now, and nothing of the batch is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.appraising import Fault, Leaf, blocked_leaves, judge, leaves_of
from scoring.core.rules import Manual
from scoring.core.scheme import ASKED
from scoring.models import Appraisal, AssessmentRound, CriteriaSet, Event, Sheet
from scoring.numerals import plain
from scoring.policies import NotAllowed, check_can_enter
from scoring.tally import tally_round

from .entered import why_no_text
from .rounds import lock, writing

# What a person may change about a leaf, and what follows from it, in the order in which events tell it.
TYPED = (
    "self_score",
    "explanation",
    "evidence",
    "amount",
    "base",
    "choice",
    "not_applicable",
    "not_applicable_reason",
    "reason",
)
TEXTS = ("explanation", "evidence", "not_applicable_reason", "reason")
TOLD = (*TYPED, "appraised_score", "max_score")
# From so many rows on they are written together: a file of a round would ask the database thousands of times.
MANY = 50
_BATCH = 500  # rows named in one statement: below every database's limit of parameters


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person typed for one leaf, whole, and the version of the leaf that was on the screen (0: nothing yet)."""

    criterion: str
    version: int = 0
    amount: Decimal | None = None
    base: Decimal | None = None
    choice: str = ""
    not_applicable: bool = False
    not_applicable_reason: str = ""
    self_score: Decimal | None = None
    explanation: str = ""
    evidence: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one leaf, before and after, as text for machines; "" is empty."""

    criterion: str
    field: str
    before: str
    after: str
    why: str = ""

    def as_data(self) -> dict[str, str]:
        return {
            "criterion": self.criterion,
            "field": self.field,
            "from": self.before,
            "to": self.after,
            "why": self.why,
        }


class EntryRefused(Exception):
    """Something typed cannot stand. `faults` name the sheet, the leaf, the field, and say in Vietnamese what to mend."""

    def __init__(self, faults: Sequence[tuple[Sheet, Fault]]) -> None:
        super().__init__("; ".join(f"{sheet.unit_id} {fault.criterion}: {fault.message}" for sheet, fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Stale:
    """A leaf that somebody changed after it was shown: what was typed, and the row as it stands, with who and when."""

    sheet: Sheet
    entry: Entry
    standing: Appraisal


class Conflict(Exception):
    """Some leaves were changed by somebody else meanwhile; nothing was written."""

    def __init__(self, stale: Sequence[Stale]) -> None:
        super().__init__(", ".join(each.entry.criterion for each in stale))
        self.stale = tuple(stale)


def entry_of(row: Appraisal) -> Entry:
    """A row as an entry that changes nothing."""
    return Entry(criterion=row.criterion.code, version=row.version, **{name: getattr(row, name) for name in TYPED})


def enter(
    *, sheet: Sheet, entries: Sequence[Entry], channel: str = "desk", verb: str = "enter", by: Any
) -> tuple[Change, ...]:
    """Write what was typed on one sheet; returns what changed. Raises `EntryRefused`, `Conflict`, `NotAllowed`."""
    return enter_sheets(round_=sheet.round_id, batches=[(sheet, entries)], channel=channel, verb=verb, by=by)


def enter_sheets(
    *,
    round_: AssessmentRound | int,
    batches: Iterable[tuple[Sheet, Sequence[Entry]]],
    channel: str = "desk",
    verb: str = "enter",
    reason: str = "",
    note: Mapping[str, Any] | None = None,
    is_undo: bool = False,
    by: Any,
) -> tuple[Change, ...]:
    """Write what was typed on several sheets of a round, all or nothing; one event for each sheet that changed.

    `reason` and `note` join each event: an import says there which one it was. `is_undo`: texts that stood before are put
    back even where nobody could type them today; measures are judged as ever.

    Entries that change nothing are passed over, so that a form sent twice leaves no second event and voids no approval.
    `by` None is a program that acts for nobody (a generator of illustrative data).
    """
    with transaction.atomic():
        locked = lock(round_)
        if by is not None:
            check_can_enter(by, locked)
        planned = _plan(locked, batches, is_undo=is_undo)
        if not planned:
            return ()
        with writing(locked, by=by):
            return _write(locked, planned, _Telling(channel, verb, reason, note or {}), by=by)


def copy_self_scores(*, sheet: Sheet, by: Any) -> tuple[Change, ...]:
    """Take the unit's own score as the points of every leaf that is judged by hand and not marked yet."""
    with transaction.atomic():
        locked = lock(sheet.round_id)
        leaves = leaves_of(locked.criteria_set)
        entries = [
            replace(entry_of(row), amount=row.self_score)
            for row in _rows(locked, [sheet])[sheet.pk].values()
            if isinstance(leaves[row.criterion.code].rule, Manual)
            and row.self_score is not None
            and row.appraised_score is None
            and not row.not_applicable
        ]
        return enter(sheet=sheet, entries=entries, verb="copy_self_scores", by=by)


def recompute(*, round_: AssessmentRound | int, by: Any) -> tuple[Change, ...]:
    """Compute all points anew from the measures, after a maximum or a rule of the set was changed."""
    with transaction.atomic():
        locked = lock(round_)
        sheets = list(Sheet.objects.filter(round=locked, left_out_reason="").select_related("unit"))
        rows = _rows(locked, sheets)
        batches = [(sheet, [entry_of(row) for row in rows[sheet.pk].values()]) for sheet in sheets]
        return enter_sheets(round_=locked, batches=batches, verb="recompute", by=by)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What the events of a write say besides the changes."""

    channel: str
    verb: str
    reason: str
    note: Mapping[str, Any]


@dataclass(slots=True)
class _Planned:
    sheet: Sheet
    leaf: Leaf
    entry: Entry
    row: Appraisal | None
    values: dict[str, Any]
    changes: list[Change]


def _rows(locked: AssessmentRound, sheets: Sequence[Sheet]) -> dict[int, dict[str, Appraisal]]:
    found: dict[int, dict[str, Appraisal]] = {sheet.pk: {} for sheet in sheets}
    rows = Appraisal.objects.filter(sheet__round=locked).order_by()
    if len(sheets) <= _BATCH:
        rows = rows.filter(sheet__in=sheets)
    for row in sharing(rows, locked.criteria_set):
        if row.sheet_id in found:
            found[row.sheet_id][row.criterion.code] = row
    return found


def sharing(rows: QuerySet[Appraisal], criteria_set: CriteriaSet) -> Iterator[Appraisal]:
    """Rows with their leaf and with who changed them, one object for all rows of a leaf or a person.

    A join would make one for each row: of a round of 4,000 units by 100 leaves, more than a gigabyte.
    """
    leaves = {row.pk: row for row in criteria_set.criteria.all()}
    people: dict[int, Any] = {}
    for row in rows.iterator(chunk_size=2000):
        row.criterion = leaves[row.criterion_id]
        if row.changed_by_id is not None:
            if row.changed_by_id not in people:
                people[row.changed_by_id] = row.changed_by
            row.changed_by = people[row.changed_by_id]
        yield row


def _plan(
    locked: AssessmentRound, batches: Iterable[tuple[Sheet, Sequence[Entry]]], *, is_undo: bool
) -> list[_Planned]:
    """What is to be written: every entry judged by its leaf's rule and held against the row that stands."""
    batches = [(sheet, list(entries)) for sheet, entries in batches]
    rows = _rows(locked, [sheet for sheet, _entries in batches])
    leaves = leaves_of(locked.criteria_set)
    planned: list[_Planned] = []
    faults: list[tuple[Sheet, Fault]] = []
    moved: list[Stale] = []
    surveyed = [leaf for leaf in leaves.values() if leaf.origin in ASKED]
    # Asked of the database only where a leaf that surveys measure was typed.
    counted = tally_round(locked, only=[sheet for sheet, _entries in batches]) if _names(batches, surveyed) else None
    for sheet, entries in batches:
        if not entries:
            continue
        if sheet.round_id != locked.pk:
            raise ValueError("the sheet is of another round")
        if sheet.left_out_reason:
            raise NotAllowed(_("Đơn vị này không được đánh giá trong kỳ nên không nhập điểm được."))
        typed = {entry.criterion for entry in entries}
        blocked: Mapping[str, str] = {}
        if counted is not None and any(leaf.code in typed for leaf in surveyed):
            blocked = blocked_leaves(counted, counted.sheets[sheet.unit.code])
        for entry in entries:
            leaf = leaves.get(entry.criterion)
            if leaf is None:
                faults.append((sheet, Fault(entry.criterion, "", _("Bộ tiêu chí không có mục chấm điểm này."))))
                continue
            points, found = judge(entry, leaf, blocked=blocked.get(leaf.code, ""))
            row = rows[sheet.pk].get(leaf.code)
            values = values_of(entry, leaf, points)
            changes = changes_of(leaf, row, values)
            # What is wrong in a leaf that nobody touches does not stop the others from being written.
            if changes:
                unfit = () if is_undo else _unfit_texts(changes)
                faults += [(sheet, fault) for fault in (*found, *unfit)]
                planned.append(_Planned(sheet, leaf, entry, row, values, changes))
            elif is_undo and row is not None and row.version != entry.version:
                # What stands is what is to be put back, but by somebody's later decision: it would be taken for the undo's.
                moved.append(Stale(sheet, entry, row))
    if moved:
        raise Conflict(moved)
    if faults:
        raise EntryRefused(faults)
    return planned


def _unfit_texts(changes: Iterable[Change]) -> Iterator[Fault]:
    """New texts that the round's own files could not bring back: what one types is held to what a file is."""
    for each in changes:
        if each.field in TEXTS and (refusal := why_no_text(each.after)):
            yield Fault(each.criterion, each.field, refusal)


def _names(batches: Iterable[tuple[Sheet, Sequence[Entry]]], leaves: Iterable[Leaf]) -> bool:
    codes = {leaf.code for leaf in leaves}
    return any(entry.criterion in codes for _sheet, entries in batches for entry in entries)


def values_of(entry: Entry, leaf: Leaf, points: Decimal | None) -> dict[str, Any]:
    """The fields of the leaf's row once the entry is written."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in TYPED}
    values |= {"appraised_score": points, "max_score": leaf.max_score}
    return values | {"amount": None, "base": None, "choice": ""} if entry.not_applicable else values


def changes_of(leaf: Leaf, row: Any | None, values: Mapping[str, Any]) -> list[Change]:
    """What differs between the row that stands (or any value with its fields) and what is to be written."""
    why = values["not_applicable_reason"] if values["not_applicable"] else values["reason"]
    changes = []
    for name in TOLD:
        if row is None and name == "max_score":
            continue
        before = "" if row is None else _text(getattr(row, name))
        after = _text(values[name])
        if before != after:
            changes.append(Change(leaf.code, name, before, after, why))
    return changes


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return plain(value) if isinstance(value, Decimal) else value or ""


def _as_seen(row: Appraisal, version: int) -> QuerySet[Appraisal]:
    """The row, while it is still at the version that its writer saw: the check that no edit is lost."""
    return Appraisal.objects.filter(pk=row.pk, version=version)


def _write(locked: AssessmentRound, planned: Sequence[_Planned], telling: _Telling, *, by: Any) -> tuple[Change, ...]:
    now = timezone.now()
    new = [each for each in planned if each.row is None]
    standing = [each for each in planned if each.row is not None]
    if len(standing) > MANY:
        stale, together = _hold(standing), standing
    else:
        stale, together = _update(standing, now=now, by=by), []
    if stale:
        raise Conflict(stale)
    _save(new, now=now, by=by)
    _save(together, now=now, by=by, replace_standing=True)
    told: dict[int, list[Change]] = {}
    sheets = {}
    for each in planned:
        sheets[each.sheet.pk] = each.sheet
        told.setdefault(each.sheet.pk, []).extend(each.changes)
    Event.objects.bulk_create(
        (
            Event(
                by=by,
                channel=telling.channel,
                verb=telling.verb,
                subject=f"{sheets[pk].unit} – {locked}"[:200],
                reason=telling.reason,
                data={
                    "round": locked.pk,
                    "sheet": pk,
                    "unit": sheets[pk].unit.code,
                    **telling.note,
                    "changes": [change.as_data() for change in changes],
                },
            )
            for pk, changes in told.items()
        ),
        batch_size=_BATCH,
    )
    return tuple(change for changes in told.values() for change in changes)


def _row_of(each: _Planned, *, now: Any, by: Any) -> Appraisal:
    stamp = {"version": each.entry.version + 1, "changed_at": now, "changed_by": by}
    return Appraisal(sheet=each.sheet, criterion_id=each.leaf.pk, **each.values, **stamp)


def _update(standing: Sequence[_Planned], *, now: Any, by: Any) -> list[Stale]:
    stale = []
    for each in standing:
        assert each.row is not None  # noqa: S101 - rows that stand
        stamp = {"version": each.entry.version + 1, "changed_at": now, "changed_by": by}
        if not _as_seen(each.row, each.entry.version).update(**each.values, **stamp):
            stale.append(Stale(each.sheet, each.entry, each.row))
    return stale


def _hold(standing: Sequence[_Planned]) -> list[Stale]:
    """Lock the rows until the transaction ends; those that are not at the version their writer saw come back."""
    versions: dict[int, int] = {}
    keys = [each.row.pk for each in standing if each.row is not None]
    for start in range(0, len(keys), _BATCH):
        rows = Appraisal.objects.select_for_update().filter(pk__in=keys[start : start + _BATCH]).order_by("pk")
        versions.update(rows.values_list("pk", "version"))
    return [
        Stale(each.sheet, each.entry, each.row)
        for each in standing
        if each.row is not None and versions.get(each.row.pk) != each.entry.version
    ]


def _save(planned: Sequence[_Planned], *, now: Any, by: Any, replace_standing: bool = False) -> None:
    """Add rows; with `replace_standing` they take the place of those of the same sheet and leaf, which are locked."""
    instead: dict[str, Any] = {}
    if replace_standing:
        names = [*TOLD, "version", "changed_at", "changed_by"]
        instead = {"update_conflicts": True, "unique_fields": ["sheet", "criterion"], "update_fields": names}
    for start in range(0, len(planned), _BATCH):
        rows = [_row_of(each, now=now, by=by) for each in planned[start : start + _BATCH]]
        Appraisal.objects.bulk_create(rows, **instead)
