"""Drafts brought by files: seen, and dropped for good with a reason; those that stand in the way of a round together."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from scoring.canonical import stored_hash
from scoring.models import AssessmentRound, Event, Publication
from scoring.policies import NotAllowed, check_can_drop_drafts

from .rounds import lock


def drafts_in_the_way(round_: AssessmentRound) -> QuerySet[Publication]:
    """Drafts of the same index, year and group that nobody submitted, the later versions first."""
    return (
        Publication.objects.filter(
            index=round_.index_id,
            year=round_.year,
            group=round_.group_id,
            status=Publication.Status.DRAFT,
            submission__isnull=True,
        )
        .annotate(units=Count("results"))
        .order_by("-version")
    )


def imported_drafts() -> QuerySet[Publication]:
    """Every draft that files brought and nobody submitted, the latest year first."""
    return Publication.objects.filter(
        status=Publication.Status.DRAFT, origin=Publication.Origin.TRANSCRIBED, submission__isnull=True
    ).order_by("-year", "index", "group", "-version")


def drop_draft(*, draft: Publication, seen: str, reason: str, by: Any) -> None:
    """Delete one draft from files, whose content has the hash that the person saw; it leaves an event with what it held."""
    if not (reason := reason.strip()):
        raise NotAllowed(_("Nêu lý do xóa bản nháp."))
    with transaction.atomic():
        check_can_drop_drafts(by)
        # Asked of the locked row: an import that came first may have changed it, a publication may have taken it.
        locked = imported_drafts().select_for_update(of=("self",)).filter(pk=draft.pk).first()
        if locked is None or stored_hash(locked) != seen:
            raise NotAllowed(_("Bản nháp đã thay đổi. Tải lại trang, xem lại rồi xóa."))
        if Publication.objects.filter(supersedes=locked).exists():
            raise NotAllowed(_("Đã có bản nháp đính chính cho bản này; xóa bản đính chính trước."))
        _tell(None, locked, reason, by=by)
        locked.delete()


def drop_drafts(*, round: AssessmentRound, seen: Sequence[int], reason: str, by: Any) -> int:
    """Delete the drafts that the person saw; each leaves an event with what it held. Gives how many went."""
    if not (reason := reason.strip()):
        raise NotAllowed(_("Nêu lý do xóa bản nháp."))
    with transaction.atomic():
        locked = lock(round)
        check_can_drop_drafts(by)
        drafts = list(drafts_in_the_way(locked))
        if sorted(each.pk for each in drafts) != sorted(seen):
            raise NotAllowed(_("Các bản nháp đã thay đổi. Tải lại trang, xem lại rồi xóa."))
        for draft in drafts:
            _tell(locked, draft, reason, by=by)
            draft.delete()
    return len(drafts)


def _tell(round_: AssessmentRound | None, draft: Publication, reason: str, *, by: Any) -> None:
    Event.objects.create(
        by=by,
        channel="desk",
        verb="drop_draft",
        subject=str(draft)[:200],
        reason=reason,
        data={
            "round": round_.pk if round_ is not None else None,
            "version": draft.version,
            "origin": draft.origin,
            "source": draft.source,
            "results": draft.results.count(),
            "content_hash": stored_hash(draft),
        },
    )
