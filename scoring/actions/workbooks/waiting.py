"""The work that files left waiting: checks, large imports, large undos. `manage.py work_imports` does it, one act at a time."""

import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils.translation import gettext as _

from scoring.clock import database_now
from scoring.models import ImportAct
from scoring.policies import NotAllowed

from . import staging
from .confirming import ImportConflict, ImportRefused, NotAcknowledged, confirm, undo
from .proposals import Progress

State = ImportAct.State
_REFUSALS = (NotAllowed, NotAcknowledged, ImportConflict, ImportRefused, staging.AlreadyImported)
_log = logging.getLogger(__name__)


def work_once(told: Progress | None = None) -> int:
    """Everything that waits now, in the order it came; returns how many acts were worked at."""
    staging.drop_abandoned()
    silent = Q(claimed_at__isnull=True) | Q(claimed_at__lt=database_now() - staging.SILENT_FOR)
    worked = 0
    free = Q(state=State.WAITING) | Q(state=State.CHECKING) & silent
    for act in _keys(free):
        if staging.take_up(act):
            worked += 1
            _check(act, told)
    asked = silent & (Q(state=State.CONFIRMING) | Q(state=State.CONFIRMED, undone_by__isnull=False))
    for act in _keys(asked):
        worked += _finish(act)
    return worked


def _keys(which: Q) -> list[int]:
    return list(ImportAct.objects.filter(which).order_by("created_at", "pk").values_list("pk", flat=True))


def _check(act: int, told: Progress | None) -> None:
    try:
        staging.check(act=act, told=told)
    except (OperationalError, InterfaceError):  # the database itself; nothing is said against the file
        raise
    except Exception:
        # One file that cannot be checked keeps no other from its check; it is tried again, and in the end refused.
        _log.exception("the check of import %d failed", act)
        ImportAct.objects.filter(pk=act, state=State.CHECKING).update(state=State.WAITING, claimed_at=None)


def _finish(act: int) -> int:
    """Carry out what a person confirmed or asked to undo; what cannot be any more is told on the page of the act."""
    row = ImportAct.objects.select_related("confirmed_by", "undone_by").get(pk=act)
    before = row.claimed_at
    if not ImportAct.objects.filter(pk=act, state=row.state, claimed_at=before).update(claimed_at=database_now()):
        return 0
    try:
        _do(row)
    except _REFUSALS as reason:
        places = list(reason.places) if isinstance(reason, ImportConflict) else []
        _refuse(act, str(reason), places)
    except (OperationalError, InterfaceError):  # the database itself; nothing is said against the file
        raise
    except Exception:
        # As with checks: tried again, and in the end given back to the person, who is told.
        _log.exception("import %d could not be carried out", act)
        if row.attempts + 1 >= staging.ATTEMPTS:
            _refuse(
                act,
                _("Không ghi được sau nhiều lần thử. Chưa có dữ liệu nào thay đổi. Báo người quản trị xem nhật ký."),
                [],
            )
        else:
            ImportAct.objects.filter(pk=act).update(attempts=row.attempts + 1, claimed_at=None)
    return 1


def _do(row: ImportAct) -> Any:
    if row.state == State.CONFIRMING:
        return confirm(act=row, acknowledged=row.summary.get("acknowledged", []), by=row.confirmed_by)
    return undo(act=row, reason=row.undone_reason, by=row.undone_by)


def _refuse(act: int, text: str, places: list[str]) -> None:
    row = ImportAct.objects.get(pk=act)
    row.summary = {**row.summary, "refusal": text, "conflicts": places[:50]}
    row.claimed_at, row.step = None, ""
    if row.state == State.CONFIRMING:
        row.state, row.confirmed_by = State.CHECKED, None
    else:
        row.undone_by, row.undone_reason = None, ""
    row.save()
