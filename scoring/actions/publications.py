"""Publish: compute what a reader can check, take the content hash, freeze. A published row never changes again."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.canonical import ROWS, stored_hash
from scoring.core.ranking import TieRule, rank
from scoring.models import Event, Publication, PublishedResult, Submission

from .findings import Content, Finding, find, may_compute_ranks, ranked_by

__all__ = ["PublicationRefused", "content_of", "publish", "publish_all"]

_SET_AT_PUBLICATION = ["number", "status", "content_hash", "published_at", "published_by", "published_by_name"]


class PublicationRefused(ValueError):
    """A publication that may not be published; `findings` says why, in Vietnamese."""

    def __init__(self, publication: Publication, findings: Sequence[Finding]) -> None:
        super().__init__(f"{publication}: " + "; ".join(finding.message for finding in findings))
        self.publication, self.findings = publication, tuple(findings)


def publish(*, publication: Publication, approved: Submission | None = None, by: Any) -> Publication:
    """Publish one draft; raises `PublicationRefused`. The caller's instance is brought up to date.

    `approved` is the approved submission of a round computed here; only the release has one to show.
    """
    publish_all(publications=[publication], channel="desk", approved=approved, by=by)
    publication.refresh_from_db()
    return publication


def publish_all(
    *, publications: Iterable[Publication], channel: str, approved: Submission | None = None, by: Any
) -> list[Publication]:
    """Publish drafts together, all or none, earlier versions first, in a number of statements that does not grow."""
    keys = [publication.pk for publication in publications]
    if not keys:
        return []
    with transaction.atomic():
        drafts = list(Publication.objects.select_for_update().filter(pk__in=keys).order_by("version", "pk"))
        prefetch_related_objects(drafts, *ROWS)
        together = {draft.pk for draft in drafts}
        for draft in drafts:
            _refuse_unless_ready(draft, together, approved)
        # Of a round computed here both rankings are in the rows already, as approved.
        transcribed = [draft for draft in drafts if draft.origin == Publication.Origin.TRANSCRIBED]
        ranked = [result for draft in transcribed for result in _compute_ranks(draft)]
        PublishedResult.objects.bulk_update(ranked, ["rank_computed"])
        now, name = timezone.now(), _name_of(by)
        for draft, number in zip(drafts, count(_next_number()), strict=False):
            draft.number = number
            draft.content_hash = stored_hash(draft)
            draft.status, draft.published_at = Publication.Status.PUBLISHED, now
            draft.published_by, draft.published_by_name = by, name
        Publication.objects.bulk_update(drafts, _SET_AT_PUBLICATION)
        Event.objects.bulk_create(_event(draft, channel, by) for draft in drafts)
    return drafts


def _next_number() -> int:
    """The first number that no publication has. Two publishing at once: the unique key lets one of them go on."""
    return (Publication.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _name_of(by: Any) -> str:
    """The person's name as it is now; never the sign-in name, which is nobody's business."""
    return f"{by.last_name} {by.first_name}".strip() if by is not None else ""


def content_of(publication: Publication) -> Content:
    """The stored content of a publication, from its prefetched rows where they are."""
    components = list(publication.components.all())
    codes = {component.pk: component.code for component in components}
    results = list(publication.results.all())
    scores = {
        (result.unit_code, codes[score.component_id]): score for result in results for score in result.scores.all()
    }
    return Content(publication, components, results, scores)


def _refuse_unless_ready(draft: Publication, together: set[int], approved: Submission | None) -> None:
    findings = [finding for finding in find(content_of(draft)) if not finding.is_warning]
    if draft.status != Publication.Status.DRAFT:
        findings.insert(0, Finding(_("đã được công bố")))
    if draft.origin == Publication.Origin.COMPUTED and not _is_approval_of(draft, approved):
        findings.insert(
            0,
            Finding(
                _("là kết quả của một kỳ đánh giá trên hệ thống, chỉ công bố được sau khi trình và phê duyệt"),
                _("Công bố ở trang Công bố của kỳ đánh giá."),
            ),
        )
    if not draft.results.all() and not draft.facts.all():
        findings.append(Finding(_("chưa có kết quả nào"), _("Nhập bảng Kết quả trước khi công bố.")))
    before = draft.supersedes
    if before is not None and before.status != Publication.Status.PUBLISHED and before.pk not in together:
        findings.append(
            Finding(_("phiên bản %(version)d chưa công bố nên chưa thể đính chính") % {"version": before.version})
        )
    if findings:
        raise PublicationRefused(draft, findings)


def _is_approval_of(draft: Publication, approved: Submission | None) -> bool:
    """Whether it is the standing approval of this very draft; the content is held against its hash by the release."""
    return (
        approved is not None
        and approved.publication_id == draft.pk
        and approved.approved_by_id is not None
        and approved.approved_hash == approved.content_hash
        and approved.voided_at is None
    )


def _compute_ranks(draft: Publication) -> list[PublishedResult]:
    """Ranks from indexes in percent or totals where every unit has one; never for PAPI, whose makers forbid made ranks."""
    results = list(draft.results.all())
    if not may_compute_ranks(draft, results):
        return []
    figures = {unit: figure for unit, figure in ranked_by(results).items() if figure is not None}
    ranks = rank(figures, TieRule(draft.tie_rule))
    for result in results:
        result.rank_computed = ranks[result.unit_code]
    return results


def _event(publication: Publication, channel: str, by: Any) -> Event:
    return Event(
        by=by,
        channel=channel,
        verb="correct" if publication.supersedes_id else "publish",
        subject=str(publication)[:200],
        reason=publication.reason,
        data={
            "number": publication.number,
            "version": publication.version,
            "content_hash": publication.content_hash,
            "results": len(publication.results.all()),
        },
    )
