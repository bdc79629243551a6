"""The last step of a file, written whole or not at all, and its undo, which is one act as well.

Both go through the actions by which people enter: the same rules, the same conflicts, an event for every changed leaf.
What a colleague changed meanwhile is never written over, neither by an import nor by its undo.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from scoring.actions.appraisals import Conflict, Entry, EntryRefused, enter_sheets
from scoring.actions.rounds import lock
from scoring.actions.surveys import EntryConflicts, enter_surveys
from scoring.actions.surveys import EntryRefused as SurveyRefused
from scoring.clock import database_now
from scoring.models import Appraisal, AssessmentRound, Event, ImportAct, ImportChange, ImportFile, Sheet
from scoring.policies import NotAllowed, check_can_enter, check_can_undo_import
from scoring.survey_entry import Change

from .marks import mark_entry
from .staging import AT_ONCE_CHANGES, AlreadyImported
from .surveys import survey_entry

State = ImportAct.State
CHANNEL = "workbook"


class ImportConflict(Exception):
    """Places that a colleague changed meanwhile, in words; nothing was written."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__("; ".join(places[:10]))
        self.places = tuple(places)


class NotAcknowledged(Exception):
    """Doubts about the file that nobody said were seen."""


class ImportRefused(Exception):
    """What could be written when the file was checked, and cannot be any more."""


def request_confirm(*, act: ImportAct, acknowledged: Collection[str], by: Any) -> ImportAct:
    """Confirm at once what is small; leave what is large to `work_imports`. Raises as `confirm` does."""
    if act.change_count <= AT_ONCE_CHANGES or act.state != State.CHECKED:
        return confirm(act=act, acknowledged=acknowledged, by=by)
    with transaction.atomic():
        held = _hold(act)
        check_can_enter(by, held.round)
        _check_acknowledged(held, acknowledged)
        if held.state == State.CHECKED:
            held.state, held.confirmed_by, held.claimed_at, held.attempts = State.CONFIRMING, by, None, 0
            held.summary = {**held.summary, "acknowledged": sorted(acknowledged), "refusal": ""}
            held.save()
    return held


def confirm(*, act: ImportAct | int, acknowledged: Collection[str] = (), by: Any) -> ImportAct:
    """Write everything that the file changes, in one transaction. Confirmed already: nothing more happens.

    Raises `NotAllowed`, `NotAcknowledged`, `AlreadyImported`, `ImportConflict`, `ImportRefused`.
    """
    with transaction.atomic():
        locked = lock(_round_of(act))
        held = _hold(act)
        check_can_enter(by, locked)
        if held.state == State.CONFIRMED:
            return held
        if held.state not in (State.CHECKED, State.CONFIRMING):
            raise NotAllowed(_("Tệp này chưa kiểm tra xong, hoặc có lỗi, nên chưa nhập được."))
        if not held.change_count:
            raise NotAllowed(_("Tệp này không thay đổi gì."))
        _check_acknowledged(held, acknowledged)
        twin = ImportAct.objects.filter(round=locked, kind=held.kind, sha256=held.sha256, state=State.CONFIRMED).first()
        if twin is not None:
            raise AlreadyImported(twin)
        reason = _("Nhập từ tệp “%(file)s” (lần nhập số %(number)d)") % {"file": held.file_name, "number": held.pk}
        changes = _changes(held)
        _check_unmoved(locked, changes)
        _write(locked, held, changes, verb="import_marks", reason=reason, is_undo=False, by=by)
        held.state, held.confirmed_at, held.confirmed_by = State.CONFIRMED, database_now(), by
        held.summary = {**held.summary, "acknowledged": sorted(acknowledged), "refusal": ""}
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
        changes = _changes(held)
        why = _("Hoàn tác lần nhập số %(number)d: %(reason)s") % {"number": held.pk, "reason": reason.strip()}
        _write(locked, held, changes, verb="undo_marks", reason=why, is_undo=True, by=by)
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
        held.undone_by, held.undone_reason, held.claimed_at, held.attempts = by, reason.strip(), None, 0
        held.summary = {**held.summary, "refusal": ""}
        held.save()
    return held


def _changes(act: ImportAct) -> list[ImportChange]:
    """The changes of an act in order; those of a sheet share it."""
    sheets = {sheet.pk: sheet for sheet in Sheet.objects.filter(round=act.round_id).select_related("unit")}
    found = []
    for each in act.changes.order_by("position").iterator(chunk_size=2000):
        each.sheet = sheets[each.sheet_id]
        found.append(each)
    return found


def _round_of(act: ImportAct | int) -> int:
    return act.round_id if isinstance(act, ImportAct) else ImportAct.objects.values_list("round", flat=True).get(pk=act)


def _hold(act: ImportAct | int) -> ImportAct:
    """The act as it is now, locked until the transaction ends."""
    key = act.pk if isinstance(act, ImportAct) else act
    return ImportAct.objects.select_for_update(of=("self",)).select_related("round").get(pk=key)


def _check_acknowledged(act: ImportAct, acknowledged: Collection[str]) -> None:
    if {each["key"] for each in act.summary.get("doubts", [])} - set(acknowledged):
        raise NotAcknowledged(_("Còn nghi vấn chưa được đánh dấu là đã xem."))


def _check_unmoved(round_: AssessmentRound, changes: Sequence[ImportChange]) -> None:
    """No leaf has moved since the check, not even to the very value of the file: its undo would take a colleague's work."""
    wanted = {(each.sheet_id, each.name): each for each in changes if each.part == ImportChange.Part.MARK}
    if not wanted:
        return
    rows = Appraisal.objects.filter(sheet__round=round_).order_by()
    versions = {
        (sheet, code): version for sheet, code, version in rows.values_list("sheet_id", "criterion__code", "version")
    }
    moved = [each for key, each in wanted.items() if versions.get(key, 0) != each.version]
    if moved:
        standing = Appraisal.objects.select_related("criterion", "changed_by")
        raise ImportConflict(
            [_place(each.sheet, standing.get(sheet=each.sheet_id, criterion__code=each.name)) for each in moved[:50]]
        )


def _tell(act: ImportAct, verb: str, reason: str, *, by: Any) -> None:
    data = {
        "round": act.round_id, "import": act.pk, "file": act.file_name, "sha256": act.sha256, "kind": act.kind,
        "packet": act.packet, "changes": act.change_count,
    }  # fmt: skip
    Event.objects.create(by=by, channel=CHANNEL, verb=verb, subject=str(act.round)[:200], reason=reason, data=data)


def _write(
    round_: AssessmentRound,
    act: ImportAct,
    changes: Sequence[ImportChange],
    *,
    verb: str,
    reason: str,
    is_undo: bool,
    by: Any,
) -> None:
    """Make every place what it is after the import, or what it was before."""
    note = {"import": act.pk, "file": act.file_name, "sha256": act.sha256}
    batches: dict[int, tuple[Sheet, list[Entry]]] = {}
    surveys = []
    for each in changes:
        if each.part != ImportChange.Part.MARK:
            surveys.append(each)
            continue
        wanted, version = (each.before, each.version + 1) if is_undo else (each.after, each.version)
        batches.setdefault(each.sheet_id, (each.sheet, []))[1].append(mark_entry(each.name, version, wanted))
    try:
        if batches:
            enter_sheets(
                round_=round_, batches=batches.values(), channel=CHANNEL, verb=verb, reason=reason, note=note, by=by
            )
        if surveys:
            unit = {each.pk: each.sheet.unit.code for each in surveys}
            first, then = ("after", "before") if is_undo else ("before", "after")
            seen, wanted_entry = (
                survey_entry((each.part, unit[each.pk], each.name, getattr(each, side)) for each in surveys)
                for side in (first, then)
            )
            enter_surveys(
                round_=round_, entry=wanted_entry, seen=seen, channel=CHANNEL, reason=reason, note=note, by=by
            )
    except Conflict as conflict:
        raise ImportConflict([_place(each.sheet, each.standing) for each in conflict.stale]) from None
    except EntryConflicts as clash:
        raise ImportConflict([_survey_place(each) for each in clash.conflicts]) from None
    except EntryRefused as refused:
        faults = "; ".join(f"{sheet.unit} {fault.criterion}: {fault.message}" for sheet, fault in refused.faults[:5])
        raise ImportRefused(faults) from None
    except SurveyRefused as refused:
        raise ImportRefused(
            "; ".join(f"{each.unit} {each.name}: {each.message}" for each in refused.faults[:5])
        ) from None


def _place(sheet: Sheet, standing: Appraisal) -> str:
    who = standing.changed_by
    name = (who.get_full_name() or who.get_username()) if who is not None else _("chương trình")
    return _("%(unit)s, tiêu chí %(leaf)s: %(who)s đã sửa") % {
        "unit": sheet.unit.full_name,
        "leaf": standing.criterion.code,
        "who": name,
    }


def _survey_place(change: Change) -> str:
    return f"{change.unit}{f', {change.name}' if change.name else ''}: {_('người khác đã sửa số liệu')}"
