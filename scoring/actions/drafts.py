"""Drafts brought by files that stand in the way of a round: seen, and dropped for good with a reason."""

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


def _tell(round_: AssessmentRound, draft: Publication, reason: str, *, by: Any) -> None:
    Event.objects.create(
        by=by,
        channel="desk",
        verb="drop_draft",
        subject=str(draft)[:200],
        reason=reason,
        data={
            "round": round_.pk,
            "version": draft.version,
            "origin": draft.origin,
            "source": draft.source,
            "results": draft.results.count(),
            "content_hash": stored_hash(draft),
        },
    )
