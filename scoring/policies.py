"""Who may do what, and why not: `check_can_x` raises a Vietnamese sentence, `can_x` is its boolean twin.

The same function refuses the action on the server, disables the button and words its reason.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from scoring.models import AssessmentRound, CriteriaSet, CriteriaSetLocked, ImportAct, Submission
from scoring.workflow import AWAITING, MOVES, WRITABLE, Move


class NotAllowed(Exception):
    """An action that this person may not take now; the text says why, in Vietnamese."""


def can(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """The boolean twin of a check: `can(check_can_enter, user, round)`."""
    try:
        check(*args, **kwargs)
    except NotAllowed:
        return False
    return True


def why_not(check: Callable[..., None], *args: Any, **kwargs: Any) -> str:
    """The sentence with which a check refuses; "" where it lets pass."""
    try:
        check(*args, **kwargs)
    except NotAllowed as reason:
        return str(reason)
    return ""


def _check_permission(user: Any, permission: str, says: str) -> None:
    if not (user.is_active and user.has_perm(permission)):
        raise NotAllowed(says)


def check_can_manage(user: Any) -> None:
    """Prepare rounds and criteria sets."""
    _check_permission(user, "scoring.manage_round", _("Tài khoản của bạn không có quyền chuẩn bị kỳ đánh giá."))


def check_can_change_set(user: Any, criteria_set: CriteriaSet) -> None:
    """Change a criteria set, its nodes or its classes."""
    _check_permission(user, "scoring.manage_round", _("Tài khoản của bạn không có quyền sửa bộ tiêu chí."))
    check_set_is_writable(criteria_set)


def check_set_is_writable(criteria_set: CriteriaSet) -> None:
    """No published round has used it."""
    if criteria_set.is_locked:
        raise NotAllowed(str(CriteriaSetLocked()))


def check_can_look(user: Any) -> None:
    """See working rows: whoever has any part in a round."""
    permissions = ("manage_round", "enter_scores", "submit_round", "approve_round")
    if not (user.is_active and any(user.has_perm(f"scoring.{each}") for each in permissions)):
        raise NotAllowed(_("Tài khoản của bạn không được giao nhiệm vụ trong kỳ đánh giá nào."))


def check_can_enter(user: Any, round_: AssessmentRound) -> None:
    """Enter scores, survey tallies and satisfaction."""
    _check_permission(user, "scoring.enter_scores", _("Tài khoản của bạn không có quyền nhập điểm."))
    check_is_writable(round_)


def check_can_take_template(user: Any) -> None:
    """Take the workbooks of a round away: who enters its scores or prepares it.

    A unit and a council member have no accounts of their own yet; the day they do, each gets its own scope here.
    """
    if not (user.is_active and any(user.has_perm(f"scoring.{each}") for each in ("enter_scores", "manage_round"))):
        raise NotAllowed(_("Tài khoản của bạn không có quyền tải tệp mẫu của kỳ đánh giá."))


def check_can_undo_import(user: Any, act: ImportAct, round_: AssessmentRound) -> None:
    """Take an import back while its stage lasts: until the round is submitted, and never past a publication."""
    check_can_enter(user, round_)
    if act.state != ImportAct.State.CONFIRMED:
        raise NotAllowed(_("Lần nhập này không còn ở trạng thái đã nhập nên không hoàn tác được."))
    if round_.state in AWAITING:
        raise NotAllowed(_("Kỳ đánh giá đã trình công bố. Rút lại lần trình trước khi hoàn tác."))
    if Submission.objects.filter(round=round_, released_at__gt=act.confirmed_at).exists():
        raise NotAllowed(_("Kết quả đã công bố sau lần nhập này; sửa bằng đính chính, không hoàn tác được."))


def check_can_word(user: Any, round_: AssessmentRound) -> None:
    """Say a sentence of a result in other words before its publication: who prepares the round or submits it."""
    if not (user.is_active and any(user.has_perm(f"scoring.{each}") for each in ("manage_round", "submit_round"))):
        raise NotAllowed(_("Tài khoản của bạn không có quyền biên tập câu công bố."))
    if round_.state == AssessmentRound.State.PREPARING:
        raise NotAllowed(_("Kỳ đánh giá đang chuẩn bị nên chưa có kết quả để biên tập."))
    check_is_writable(round_)


def check_is_writable(round_: AssessmentRound) -> None:
    if round_.state not in WRITABLE:
        raise NotAllowed(
            _("Kết quả của kỳ này đã công bố nên không sửa được. Để sửa, bắt đầu đính chính và nêu lý do.")
        )


def _check_move(user: Any, round_: AssessmentRound, move: Move, says: str) -> None:
    _check_permission(user, move.permission, says)
    _check_state(round_, move)


def _check_state(round_: AssessmentRound, move: Move) -> None:
    if round_.state not in move.sources:
        raise NotAllowed(
            _("Kỳ đánh giá ở trạng thái “%(state)s” nên không thực hiện được thao tác này.")
            % {"state": round_.get_state_display()}
        )


def check_can_open(user: Any, round_: AssessmentRound) -> None:
    _check_move(user, round_, MOVES["open"], _("Tài khoản của bạn không có quyền mở kỳ đánh giá."))


def check_can_submit(user: Any, round_: AssessmentRound) -> None:
    _check_move(user, round_, MOVES["submit"], _("Tài khoản của bạn không có quyền trình công bố."))


def check_can_correct(user: Any, round_: AssessmentRound) -> None:
    _check_move(user, round_, MOVES["correct"], _("Tài khoản của bạn không có quyền bắt đầu đính chính."))


def check_can_cancel_correction(user: Any, round_: AssessmentRound) -> None:
    _check_move(user, round_, MOVES["cancel_correction"], _("Tài khoản của bạn không có quyền hủy đính chính."))


def check_can_approve(user: Any, round_: AssessmentRound, submission: Submission) -> None:
    """Approve exactly what another person submitted."""
    _check_move(user, round_, MOVES["approve"], _("Tài khoản của bạn không có quyền phê duyệt công bố."))
    if submission.voided_at is not None or submission.released_at is not None:
        raise NotAllowed(_("Lần trình này không còn hiệu lực; tải lại trang để xem lần trình mới nhất."))
    _check_submitter(submission)
    if submission.submitted_by_id == user.pk:
        raise NotAllowed(_("Bạn là người trình nên không thể tự phê duyệt; cần một người khác phê duyệt."))


def _check_submitter(submission: Submission) -> None:
    _check_still(
        submission.submitted_by,
        MOVES["submit"],
        _("Tài khoản của người trình đã bị khóa; cần người khác trình lại."),
        _("Người trình không còn quyền trình công bố; cần người khác trình lại."),
    )


def _check_still(user: Any, move: Move, is_locked: str, has_lost: str) -> None:
    """What a person did counts while the person may still do it."""
    if user is None or not user.is_active:
        raise NotAllowed(is_locked)
    if not user.has_perm(move.permission):
        raise NotAllowed(has_lost)


def check_people_still_may(submission: Submission) -> None:
    """At the hour of release both people are still active and still hold the right by which they acted."""
    _check_submitter(submission)
    _check_still(
        submission.approved_by,
        MOVES["approve"],
        _("Tài khoản của người phê duyệt đã bị khóa; phải trình và phê duyệt lại."),
        _("Người phê duyệt không còn quyền phê duyệt công bố; phải trình và phê duyệt lại."),
    )


def check_can_withdraw(user: Any, round_: AssessmentRound) -> None:
    """Take an open submission back: whoever may submit or approve."""
    if not (user.is_active and any(user.has_perm(f"scoring.{each}") for each in ("submit_round", "approve_round"))):
        raise NotAllowed(_("Tài khoản của bạn không có quyền rút lại lần trình."))
    _check_state(round_, MOVES["void"])


def check_is_due(round_: AssessmentRound, submission: Submission, now: datetime) -> None:
    """Release what was approved by another person, not before its time. Nobody's permission opens it earlier."""
    if submission.voided_at is not None:
        raise NotAllowed(_("Lần trình này không còn hiệu lực."))
    if submission.approved_by_id is None or submission.release_at is None:
        raise NotAllowed(_("Chưa được phê duyệt nên chưa công bố được."))
    if submission.approved_by_id == submission.submitted_by_id:
        raise NotAllowed(_("Người phê duyệt phải khác người trình."))
    if submission.approved_hash != submission.content_hash:
        raise NotAllowed(_("Nội dung được phê duyệt không phải nội dung đã trình."))
    _check_state(round_, MOVES["release"])
    if now < submission.release_at:
        raise NotAllowed(_("Chưa đến giờ công bố."))


def check_can_drop_drafts(user: Any) -> None:
    """Delete drafts from files that stand in the way of a round: who prepares it or submits it."""
    if not (user.is_active and any(user.has_perm(f"scoring.{each}") for each in ("manage_round", "submit_round"))):
        raise NotAllowed(_("Tài khoản của bạn không có quyền xóa bản nháp nhập từ tệp."))


def check_can_preview(user: Any) -> None:
    """See a whole result before it is published: who prepares, submits or approves it, not everyone who enters scores."""
    permissions = ("manage_round", "submit_round", "approve_round")
    if not (user.is_active and any(user.has_perm(f"scoring.{each}") for each in permissions)):
        raise NotAllowed(_("Tài khoản của bạn không có quyền xem trước kết quả chưa công bố."))
