"""The last step of a file, written whole or not at all, and its undo, which is one act as well.

Both go through the actions by which people enter: the same rules, the same conflicts, an event for every changed leaf.
What a colleague changed meanwhile is never written over, neither by an import nor by its undo.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.actions.appraisals import Conflict, Entry, EntryRefused, enter_sheets
from scoring.actions.rounds import lock
from scoring.actions.surveys import EntryConflicts, enter_surveys, know, plain_value
from scoring.actions.surveys import EntryRefused as SurveyRefused
from scoring.clock import database_now
from scoring.models import Appraisal, AssessmentRound, Event, ImportAct, ImportChange, ImportFile, Moved, Sheet
from scoring.packets.identity import set_hash
from scoring.policies import NotAllowed, check_can_enter, check_can_undo_import
from scoring.survey_entry import Known
from scoring.workflow import AWAITING

from .marks import mark_entry
from .staging import AT_ONCE_CHANGES, AlreadyImported
from .surveys import survey_entry

State, Part = ImportAct.State, ImportChange.Part
_OF_SURVEYS = (Part.TALLY, Part.RETURN, Part.SATISFACTION)
_NOT_CHECKED = gettext_lazy("Tệp này chưa kiểm tra xong, hoặc có lỗi, nên chưa nhập được.")
_SHEETS = 50  # whose changes are in memory at a time
CHANNEL = "workbook"


class ImportConflict(Exception):
    """Places that a colleague changed meanwhile, in words; nothing was written."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(_("Có giá trị đã được người khác sửa nên chưa có dữ liệu nào được ghi."))
        self.places = tuple(places)


class NotAcknowledged(Exception):
    """Doubts about the file that nobody said were seen."""


class ImportRefused(Exception):
    """What could be written when the file was checked, and cannot be any more."""


def request_confirm(*, act: ImportAct, acknowledged: Collection[str], by: Any) -> ImportAct:
    """Confirm at once what is small; leave what is large to `work_imports`. Raises as `confirm` does."""
    if act.change_count <= AT_ONCE_CHANGES:
        return confirm(act=act, acknowledged=acknowledged, by=by)
    with transaction.atomic():
        held = _hold(act)
        check_can_enter(by, held.round)
        if held.state not in (State.CHECKED, State.CONFIRMING, State.CONFIRMED):
            raise NotAllowed(_NOT_CHECKED)
        if held.state == State.CHECKED:
            _check_acknowledged(held, acknowledged)
            held.state, held.confirmed_by, held.claimed_at, held.attempts = State.CONFIRMING, by, None, 0
            held.summary = {**held.summary, "acknowledged": sorted(acknowledged), **_asked()}
            held.save()
    return held


def confirm(*, act: ImportAct | int, acknowledged: Collection[str] = (), by: Any) -> ImportAct:
    """Write everything that the file changes, in one transaction. Confirmed already: nothing more happens.

    Whether a submission of the round was voided by it stays with the act (`summary["has_voided"]`), for whoever confirmed
    it may be gone by the time a service writes it.

    Raises `NotAllowed`, `NotAcknowledged`, `AlreadyImported`, `ImportConflict`, `ImportRefused`.
    """
    with transaction.atomic():
        locked = lock(_round_of(act))
        held = _hold(act)
        check_can_enter(by, locked)
        if held.state == State.CONFIRMED:
            return held
        if held.state not in (State.CHECKED, State.CONFIRMING):
            raise NotAllowed(_NOT_CHECKED)
        if not held.change_count:
            raise NotAllowed(_("Tệp này không làm thay đổi dữ liệu nào."))
        _check_acknowledged(held, acknowledged)
        twin = ImportAct.objects.filter(round=locked, kind=held.kind, sha256=held.sha256, state=State.CONFIRMED).first()
        if twin is not None:
            raise AlreadyImported(twin)
        reason = _("Nhập từ tệp “%(file)s” (lần nhập số %(number)d)") % {"file": held.file_name, "number": held.pk}
        if held.summary.get("criteria_set") != set_hash(locked.criteria_set):
            raise ImportRefused(_("Bộ tiêu chí đã được sửa sau khi kiểm tra tệp: kiểm tra lại tệp này rồi xác nhận"))
        _check_unmoved(locked, held)
        was_awaiting = locked.state in AWAITING
        _write(locked, held, verb="import_marks", reason=reason, is_undo=False, by=by)
        held.state, held.confirmed_at, held.confirmed_by = State.CONFIRMED, database_now(), by
        has_voided = was_awaiting and not AssessmentRound.objects.filter(pk=locked.pk, state__in=AWAITING).exists()
        told = {"acknowledged": sorted(acknowledged), "refusal": "", "has_voided": has_voided}
        held.summary = {**held.summary, **told}
        held.step, held.claimed_at = "", None
        held.save()
        ImportFile.objects.filter(act=held).delete()
        _tell(held, "import_workbook", reason, by=by)
    return held


def undo(*, act: ImportAct | int, reason: str, by: Any) -> ImportAct:
    """Put back what stood before an import, all of it or nothing; once it is undone nothing more happens.

    Where a colleague has changed one of its places since, nothing is put back (`ImportConflict` names who and what): half
    an undo could not be told from half an import, and the few places that moved on are mended by hand with a reason.
    """
    if not reason.strip():
        raise NotAllowed(_("Nêu lý do hoàn tác."))
    with transaction.atomic():
        locked = lock(_round_of(act))
        held = _hold(act)
        check_can_enter(by, locked)
        if held.state == State.UNDONE:
            return held
        check_can_undo_import(by, held, locked)
        why = _("Hoàn tác lần nhập số %(number)d: %(reason)s") % {"number": held.pk, "reason": reason.strip()}
        _write(locked, held, verb="undo_marks", reason=why, is_undo=True, by=by)
        held.state, held.undone_at, held.undone_by = State.UNDONE, database_now(), by
        held.undone_reason, held.step, held.claimed_at = reason.strip(), "", None
        held.save()
        _tell(held, "undo_workbook", why, by=by)
    return held


def request_undo(*, act: ImportAct, reason: str, by: Any) -> ImportAct:
    """Undo at once what is small; leave what is large to `work_imports`."""
    if act.change_count <= AT_ONCE_CHANGES or not reason.strip():
        return undo(act=act, reason=reason, by=by)
    with transaction.atomic():
        held = _hold(act)
        check_can_undo_import(by, held, held.round)
        if held.undone_by_id is not None:  # asked for already, with that person's reason
            return held
        held.undone_by, held.undone_reason, held.claimed_at, held.attempts = by, reason.strip(), None, 0
        held.summary = {**held.summary, **_asked()}
        held.save()
    return held


def _asked() -> dict[str, str]:
    """Since when a person waits for the service, for the page to say so when it is long."""
    return {"refusal": "", "asked_at": database_now().isoformat()}


def _few(act: ImportAct, *parts: ImportChange.Part) -> Iterator[list[ImportChange]]:
    """The changes of an act in order, those of a few sheets at a time: all of a large file would fill the memory."""
    rows = act.changes.filter(part__in=parts).select_related("sheet__unit").order_by("position")
    after, found = 0, _SHEETS
    while found == _SHEETS:
        changes = list(rows.filter(position__gt=after)[:_SHEETS])
        if found := len(changes):
            after = changes[-1].position
            yield changes


def _round_of(act: ImportAct | int) -> int:
    return act.round_id if isinstance(act, ImportAct) else ImportAct.objects.values_list("round", flat=True).get(pk=act)


def _hold(act: ImportAct | int) -> ImportAct:
    """The act as it is now, locked until the transaction ends."""
    key = act.pk if isinstance(act, ImportAct) else act
    return ImportAct.objects.select_for_update(of=("self",)).select_related("round").get(pk=key)


def _check_acknowledged(act: ImportAct, acknowledged: Collection[str]) -> None:
    if {each["key"] for each in act.summary.get("doubts", [])} - set(acknowledged):
        raise NotAcknowledged(_("Còn nghi vấn chưa được đánh dấu là đã xem."))


def _check_unmoved(round_: AssessmentRound, act: ImportAct) -> None:
    """Nothing has moved since the check, not even to the very value of the file: its undo would take a colleague's work."""
    surveys = [each for changes in _few(act, *_OF_SURVEYS) for each in changes]
    known = know(round_) if surveys else Known()
    if places := [
        _survey_place(change.sheet.unit.code, each.name)
        for change in surveys
        for each in change.each()
        if plain_value(_held(known, change, each.name)) != each.before
    ]:
        raise ImportConflict(places[:50])
    moved: list[tuple[Sheet, str]] = []
    for changes in _few(act, Part.MARK):
        rows = Appraisal.objects.filter(sheet__in=[change.sheet_id for change in changes]).order_by()
        versions = {(sheet, code): version for sheet, code, version in rows.values_list(
            "sheet_id", "criterion__code", "version"
        )}  # fmt: skip
        moved += [
            (change.sheet, each.name)
            for change in changes
            for each in change.each()
            if versions.get((change.sheet_id, each.name), 0) != each.version
        ]
    if moved:
        standing = Appraisal.objects.select_related("criterion", "changed_by")
        raise ImportConflict(
            [_place(sheet, standing.get(sheet=sheet, criterion__code=name)) for sheet, name in moved[:50]]
        )


def _held(known: Known, change: ImportChange, name: str) -> Any:
    unit = change.sheet.unit.code
    if change.part == Part.SATISFACTION:
        return known.satisfaction.get(unit)
    return (known.tallies if change.part == Part.TALLY else known.returns).get((unit, name))


def _tell(act: ImportAct, verb: str, reason: str, *, by: Any) -> None:
    data = {
        "round": act.round_id, "import": act.pk, "file": act.file_name, "sha256": act.sha256, "kind": act.kind,
        "packet": act.packet, "changes": act.change_count,
    }  # fmt: skip
    Event.objects.create(by=by, channel=CHANNEL, verb=verb, subject=str(act.round)[:200], reason=reason, data=data)


def _write(
    round_: AssessmentRound,
    act: ImportAct,
    *,
    verb: str,
    reason: str,
    is_undo: bool,
    by: Any,
) -> None:
    """Make every place what it is after the import, or what it was before."""
    note = {"import": act.pk, "file": act.file_name, "sha256": act.sha256}
    telling: dict[str, Any] = {"channel": CHANNEL, "reason": reason, "note": note}
    try:
        for changes in _few(act, Part.MARK):
            if is_undo:
                later = _undone_since(act, [change.sheet_id for change in changes])
                batches = [
                    (change.sheet, [_put_back(each, later[change.sheet_id, each.name]) for each in change.each()])
                    for change in changes
                ]
            else:
                batches = [
                    (change.sheet, [mark_entry(each.name, each.version, each.after) for each in change.each()])
                    for change in changes
                ]
            enter_sheets(round_=round_, batches=batches, verb=verb, is_undo=is_undo, by=by, **telling)
        # Figures of surveys depend on each other and are written at once; of them a file has few.
        surveys = [
            (change.part, change.sheet.unit.code, each)
            for changes in _few(act, *_OF_SURVEYS)
            for change in changes
            for each in change.each()
        ]
        if surveys:
            before, after = (
                survey_entry((part, unit, each.name, getattr(each, side)) for part, unit, each in surveys)
                for side in ("before", "after")
            )
            seen, wanted = (after, before) if is_undo else (before, after)
            enter_surveys(round_=round_, entry=wanted, seen=seen, is_undo=is_undo, by=by, **telling)
    except Conflict as conflict:
        raise ImportConflict([_place(each.sheet, each.standing) for each in conflict.stale]) from None
    except EntryConflicts as clash:
        raise ImportConflict([_survey_place(each.unit, each.name) for each in clash.conflicts]) from None
    except EntryRefused as refused:
        faults = "; ".join(f"{sheet.unit} {fault.criterion}: {fault.message}" for sheet, fault in refused.faults[:5])
        raise ImportRefused(faults) from None
    except SurveyRefused as refused:
        raise ImportRefused(
            "; ".join(f"{each.unit} {each.name}: {each.message}" for each in refused.faults[:5])
        ) from None


def _undone_since(act: ImportAct, sheets: Sequence[int]) -> Counter[tuple[int, str]]:
    """How many imports went over each leaf after this one and were undone since: what stands is this one's again."""
    rows = ImportChange.objects.filter(
        act__round=act.round_id,
        act__state=State.UNDONE,
        act__confirmed_at__gt=act.confirmed_at,
        part=Part.MARK,
        sheet__in=sheets,
    )
    return Counter((row.sheet_id, each.name) for row in rows.order_by() for each in row.each())


def _put_back(each: Moved, undone_since: int) -> Entry:
    """The leaf as it was before the import, which wrote it last; an import undone since left two versions, and no change."""
    return mark_entry(each.name, each.version + 1 + 2 * undone_since, each.before)


def _place(sheet: Sheet, standing: Appraisal) -> str:
    who = standing.changed_by
    name = (who.get_full_name() or who.get_username()) if who is not None else _("chương trình")
    return _("%(unit)s, tiêu chí %(leaf)s: %(who)s đã sửa") % {
        "unit": sheet.unit.full_name,
        "leaf": standing.criterion.code,
        "who": name,
    }


def _survey_place(unit: str, name: str) -> str:
    return f"{unit}{f', {name}' if name else ''}: {_('người khác đã sửa số liệu')}"
