"""From working rows to a frozen publication: submit, approve, release at its time, void, begin a correction.

Two different people, exactly one content. Whoever submits composes the publication and stores it as a draft; whoever
approves names the hash that was shown; the release composes it once more from the working rows, under the lock that
every writer takes, and publishes only when all three hashes are one. Each step is one transaction that locks the round
first, and writes its event.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.canonical import Contents, hash_of
from scoring.clock import database_now
from scoring.core.rules import RuleRefused
from scoring.core.sheet import MarkOutOfRange
from scoring.models import AssessmentRound, Event, Publication, Submission
from scoring.policies import (
    NotAllowed,
    check_can_approve,
    check_can_cancel_correction,
    check_can_correct,
    check_can_submit,
    check_can_withdraw,
    check_is_due,
    check_people_still_may,
)
from scoring.workflow import MOVES

from .checklist import checklist
from .composition import compose
from .corrected import cells_to_put_back, changes_of, contents_of
from .freezing import freeze
from .publications import publish
from .rounds import lock, void_submission

__all__ = [
    "NotTheHash",
    "NotTheSame",
    "approve",
    "begin_correction",
    "cancel_correction",
    "changes_of",
    "contents_to_show",
    "due",
    "open_submission",
    "release",
    "submit",
    "void",
]

State = AssessmentRound.State
_ATTEMPTS = 5  # at one moment's number, when several rounds go out at once


class NotTheSame(NotAllowed):
    """What would be published is not what was submitted or approved by people who may; the submission was voided."""


class NotTheHash(RuntimeError):
    """The frozen rows would not have the approved hash: the last look before the transaction ends."""


def open_submission(round_: AssessmentRound) -> Submission | None:
    """The submission of a round that is neither released nor voided, with its people and its draft."""
    return (
        Submission.objects.filter(round=round_, voided_at__isnull=True, released_at__isnull=True)
        .select_related("submitted_by", "approved_by", "publication")
        .first()
    )


def submit(*, round: AssessmentRound, acknowledged: Iterable[str] = (), by: Any) -> Submission:
    """Submit the round as it stands now. Nothing may block it, and every warning must have been seen."""
    with transaction.atomic():
        locked = lock(round)
        check_can_submit(by, locked)
        found = checklist(locked, by=by)
        seen = set(acknowledged)
        if found.errors:
            raise NotAllowed(_("Còn lỗi trong danh mục kiểm tra, chưa trình được. Xem các dòng “Phải sửa”."))
        if unseen := [each for each in found.warnings if each.key not in seen]:
            raise NotAllowed(
                _("Còn %(count)d lưu ý chưa được xác nhận là đã xem: %(first)s")
                % {"count": len(unseen), "first": unseen[0].message}
            )
        draft = freeze(found.contents)
        submission = Submission.objects.create(
            round=locked,
            publication=draft,
            content_hash=hash_of(found.contents),
            submitted_at=database_now(),
            submitted_by=by,
            acknowledged=[{"key": each.key, "message": each.message} for each in found.warnings],
        )
        _move(locked, State.SUBMITTED)
        _event("submit", locked, submission, by=by, acknowledged=[each.key for each in found.warnings])
    return submission


def approve(*, submission: Submission, content_hash: str, release_at: datetime, by: Any) -> Submission:
    """Approve exactly the content with that hash, to go out at that time. The person is not the one who submitted."""
    if timezone.is_naive(release_at):
        raise ValueError("release_at needs its time zone")
    with transaction.atomic():
        round_ = lock(submission.round_id)
        current = _again(submission)
        check_can_approve(by, round_, current)
        if content_hash != current.content_hash:
            raise NotAllowed(
                _("Nội dung bạn đã xem không còn là nội dung đang chờ phê duyệt. Tải lại trang, xem lại rồi phê duyệt.")
            )
        changed = _what_changed(round_, current)
        if changed:
            _void(round_, changed, by=by)
        else:
            current.approved_at, current.approved_by = database_now(), by
            current.approved_hash, current.release_at = content_hash, release_at
            current.save(update_fields=["approved_at", "approved_by", "approved_hash", "release_at"])
            _move(round_, State.APPROVED)
            _event("approve", round_, current, by=by, release_at=release_at.isoformat())
    if changed:
        raise NotTheSame(changed)
    return current


def void(*, round: AssessmentRound, reason: str, by: Any) -> Submission:
    """Take an open submission back, with a reason, before it goes out."""
    if not (reason := reason.strip()):
        raise NotAllowed(_("Nêu lý do rút lại."))
    with transaction.atomic():
        locked = lock(round)
        check_can_withdraw(by, locked)
        submission = void_submission(round_=locked, reason=reason, by=by)
    if submission is None:
        raise NotAllowed(_("Không có lần trình nào đang chờ."))
    return submission


def release(*, submission: Submission, by: Any = None) -> Publication:
    """Publish what was approved, once its time has come by the database's clock. A second call changes nothing.

    Only the call that published sets `released_at` on the submission it was given, so that one of two can say that it did.
    Raises `NotAllowed` before its time or without an approval, and `NotTheSame` where the content is another one or one of
    the two people was locked or lost the right meanwhile: then the submission is voided, for good.
    """
    for _attempt in range(_ATTEMPTS - 1):
        try:
            return _release(submission, by)
        except IntegrityError:  # another round took the number of publication at the same moment
            continue
    return _release(submission, by)


def _release(submission: Submission, by: Any) -> Publication:
    with transaction.atomic():
        round_ = lock(submission.round_id)
        current = _again(submission)
        if current.released_at is not None:  # by another call, which says so
            return _published(current)
        now = database_now()
        check_is_due(round_, current, now)
        changed = _who_may_no_longer(current) or _what_changed(round_, current)
        if changed:
            _void(round_, changed, by=by)
        else:
            publication = publish(publication=_published(current), approved=current, by=current.approved_by)
            if publication.content_hash != current.approved_hash:  # nothing is kept of this transaction
                raise NotTheHash(f"publication {publication.pk} does not have the hash that was approved")
            current.released_at = now
            current.save(update_fields=["released_at"])
            _move(round_, State.PUBLISHED)
            _event("release", round_, current, by=by, number=publication.number)
    if changed:
        raise NotTheSame(changed)
    submission.released_at = now
    return publication


def due(now: datetime | None = None) -> list[Submission]:
    """Approved submissions whose time has come by the database's clock, the earliest first."""
    return list(
        Submission.objects.filter(
            voided_at__isnull=True,
            released_at__isnull=True,
            approved_at__isnull=False,
            release_at__lte=now or database_now(),
        )
        .select_related("round")
        .order_by("release_at", "pk")
    )


def begin_correction(*, round: AssessmentRound, reason: str, by: Any) -> AssessmentRound:
    """Open a published round again, to correct it. The reason is published with the correction."""
    if not (reason := reason.strip()):
        raise NotAllowed(_("Nêu lý do đính chính; lý do này được công bố cùng bản đính chính."))
    with transaction.atomic():
        locked = lock(round)
        check_can_correct(by, locked)
        locked.correction_reason = reason
        locked.state = State.CORRECTING
        locked.save(update_fields=["correction_reason", "state"])
        _event("correct", locked, None, by=by, reason=reason)
    return locked


def cancel_correction(*, round: AssessmentRound, reason: str, by: Any) -> AssessmentRound:
    """Close a correction that corrects nothing: the published version stays the last one, and the reason is kept.

    The working rows must give what is published again, since nobody writes under a published round.
    """
    if not (reason := reason.strip()):
        raise NotAllowed(_("Nêu lý do hủy đính chính."))
    with transaction.atomic():
        locked = lock(round)
        check_can_cancel_correction(by, locked)
        contents = _composed(locked)
        _refuse_unless_put_back(contents)
        before = contents.publication.supersedes
        locked.correction_reason = before.reason if before is not None else ""
        locked.state = MOVES["cancel_correction"].target
        locked.save(update_fields=["correction_reason", "state"])
        _event("cancel_correction", locked, None, by=by, reason=reason)
    return locked


def _refuse_unless_put_back(contents: Contents) -> None:
    cells = cells_to_put_back(contents)
    if not cells:
        return
    names = {row.unit_code: row.printed_name for row in contents.results}
    found = [
        names.get(path[1], path[1]) if path[0] == "results" and len(path) > 1 else _("thông tin chung của bảng")
        for path in (each.path for each in cells)
    ]
    places = list(dict.fromkeys(found))
    raise NotAllowed(
        _(
            "Còn %(count)d ô khác bản đang công bố, kể cả tổng điểm và thứ hạng tính theo, ở: %(places)s."
            " Trả số liệu về như đã công bố trước khi hủy đính chính."
        )
        % {"count": len(cells), "places": ", ".join(places[:5]) + ("…" if len(places) > 5 else "")}
    )


def contents_to_show(round_: AssessmentRound) -> Contents:
    """What was submitted, exactly; without an open submission what the round would be published as now."""
    submission = open_submission(round_)
    if submission is not None and submission.publication is not None:
        return contents_of(submission.publication.pk)
    return _composed(round_)


def _composed(round_: AssessmentRound) -> Contents:
    try:
        return compose(round_, reason=round_.correction_reason)
    except (RuleRefused, MarkOutOfRange):
        raise NotAllowed(_("Chưa tính được kết quả; xem các lỗi ở danh mục kiểm tra.")) from None


def _published(submission: Submission) -> Publication:
    if submission.publication is None:
        raise NotAllowed(_("Bản công bố đã phê duyệt không còn; phải trình lại."))
    return submission.publication


def _again(submission: Submission) -> Submission:
    """The submission as it stands now that its round is locked."""
    found = Submission.objects.select_related("publication", "submitted_by", "approved_by").get(pk=submission.pk)
    return found


def _who_may_no_longer(submission: Submission) -> str:
    """Why the submission or the approval counts no more because of who made it; "" where both people still may."""
    try:
        check_people_still_may(submission)
    except NotAllowed as reason:
        return str(reason)
    return ""


def _what_changed(round_: AssessmentRound, submission: Submission) -> str:
    """Why the submitted content is not what would be published now; "" where it is.

    Working rows cannot change without voiding the submission; names, criteria sets and last year's publication can.
    """
    draft = submission.publication
    if draft is None:
        return _("Bản nháp đã trình không còn.")
    if hash_of(compose(round_, reason=round_.correction_reason)) != submission.content_hash:
        return _(
            "Kết quả tính lại không còn đúng như bản đã trình: tên đơn vị, bộ tiêu chí, công bố của năm trước"
            " hoặc dữ liệu của kỳ đã thay đổi. Phải kiểm tra và trình lại."
        )
    if hash_of(contents_of(draft.pk)) != submission.content_hash:
        return _("Bản nháp đã lưu không còn đúng như bản đã trình. Phải kiểm tra và trình lại.")
    return ""


def _void(round_: AssessmentRound, reason: str, *, by: Any) -> None:
    void_submission(round_=round_, reason=reason, by=by)


def _move(round_: AssessmentRound, state: str) -> None:
    round_.state = state
    round_.save(update_fields=["state"])


def _event(
    verb: str, round_: AssessmentRound, submission: Submission | None, *, by: Any, reason: str = "", **data: Any
) -> None:
    known = {} if submission is None else {"submission": submission.pk, "content_hash": submission.content_hash}
    Event.objects.create(
        by=by,
        channel="desk",
        verb=MOVES[verb].verb,
        subject=str(round_)[:200],
        reason=reason,
        data={"round": round_.pk, **known, **data},
    )
