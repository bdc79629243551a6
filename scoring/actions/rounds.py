"""Writes about rounds, and the one way in which anything under a round is written: `writing`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.models import AssessmentRound, Event, Publication, Submission
from scoring.policies import check_is_writable
from scoring.workflow import AWAITING

State = AssessmentRound.State


def lock(round_: AssessmentRound | int) -> AssessmentRound:
    """The round, locked until the transaction ends: writers and publisher take turns. Needs a transaction.

    The same lock for all: a writer waits for the writer before it, which takes milliseconds, and nobody ever has to
    raise a shared lock to an exclusive one while another holds it too. (SQLite: the transaction itself is the lock.)
    """
    key = round_ if isinstance(round_, int) else round_.pk
    locked = AssessmentRound.objects.select_for_update(no_key=True).get(pk=key)
    locked.criteria_set, locked.group, locked.index  # noqa: B018 - read now, while the row is locked
    return locked


@contextmanager
def writing(round_: AssessmentRound | int, *, by: Any) -> Iterator[AssessmentRound]:
    """Write under a round: one transaction, the round locked, any open submission voided, the revision raised.

    Raises `NotAllowed` when the round is not writable. Whoever calls it checks the person's permission first and writes
    the event of what it changes inside.
    """
    with transaction.atomic():
        locked = lock(round_)
        check_is_writable(locked)
        yield locked
        void_submission(round_=locked, reason=_("Có sửa đổi sau khi trình."), by=by)
        AssessmentRound.objects.filter(pk=locked.pk).update(revision=F("revision") + 1)


def void_submission(*, round_: AssessmentRound, reason: str, by: Any) -> Submission | None:
    """Void the open submission of a locked round and throw its draft away; the round goes back to where it was edited."""
    submission = (
        Submission.objects.filter(round=round_, voided_at__isnull=True, released_at__isnull=True)
        .select_related("publication")
        .first()
    )
    if submission is None:
        return None
    draft, submission.publication = submission.publication, None
    submission.voided_at, submission.voided_reason = timezone.now(), reason
    submission.save(update_fields=["publication", "voided_at", "voided_reason"])
    if draft is not None:
        draft.delete()
    if round_.state in AWAITING:
        was_published = Publication.objects.published().filter(
            index=round_.index_id, year=round_.year, group=round_.group_id
        )
        round_.state = State.CORRECTING if was_published.exists() else State.OPEN
        round_.save(update_fields=["state"])
    Event.objects.create(
        by=by,
        channel="desk",
        verb="void",
        subject=str(round_)[:200],
        reason=reason,
        data={"submission": submission.pk, "content_hash": submission.content_hash},
    )
    return submission
