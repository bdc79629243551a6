"""The pages on which a result goes out: checklist, submission, approval, taking back, correction."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from scoring.actions import release
from scoring.actions.checklist import checklist
from scoring.actions.drafts import drafts_in_the_way, drop_drafts
from scoring.desk import release as words
from scoring.forms.release import (
    LATER,
    ApproveForm,
    CancelCorrectionForm,
    CorrectForm,
    DropDraftsForm,
    WithdrawForm,
    first_time,
)
from scoring.models import AssessmentRound, Publication
from scoring.policies import (
    NotAllowed,
    can,
    check_can_approve,
    check_can_cancel_correction,
    check_can_correct,
    check_can_drop_drafts,
    check_can_manage,
    check_can_submit,
    check_can_withdraw,
    why_not,
)
from scoring.workflow import AWAITING

from .gates import open_release, refuse


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the round stands on its way out, and the checklist while it can be submitted."""
    return _page(request, open_release(request, pk))


def _page(
    request: HttpRequest,
    round_: AssessmentRound,
    *,
    seen: tuple[str, ...] = (),
    cancel_form: CancelCorrectionForm | None = None,
    void_form: WithdrawForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    user, current = request.user, release.open_submission(round_)
    is_submittable = round_.state in (round_.State.OPEN, round_.State.CORRECTING)
    found = checklist(round_, by=user) if is_submittable else None
    submissions = round_.submissions.select_related("submitted_by", "approved_by")
    context = {
        "round": round_,
        "submission": current,
        "is_overdue": current is not None and words.is_overdue(current),
        "error": error,
        "found": found,
        "errors": words.finding_views(round_, found.errors) if found else [],
        "warnings": words.finding_views(round_, found.warnings, seen) if found else [],
        "timeline": words.timeline(submissions),
        "why_not_submit": why_not(check_can_submit, user, round_),
        "why_not_approve": why_not(check_can_approve, user, round_, current) if current else "",
        "may_withdraw": round_.state in AWAITING and can(check_can_withdraw, user, round_),
        "may_correct": can(check_can_correct, user, round_),
        "may_cancel_correction": can(check_can_cancel_correction, user, round_),
        "cancel_form": cancel_form or CancelCorrectionForm(),
        "void_form": void_form or WithdrawForm(),
        "published": Publication.objects.current()
        .filter(index=round_.index_id, year=round_.year, group=round_.group_id)
        .first(),
    }
    return render(request, "scoring/release_show.html", context, status=status)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit the round as it stands; a refusal keeps what was ticked."""
    round_ = open_release(request, pk)
    seen = tuple(request.POST.getlist("seen"))
    try:
        release.submit(round=round_, acknowledged=seen, by=request.user)
    except NotAllowed as reason:
        return _page(request, open_release(request, pk), seen=seen, error=str(reason), status=409)
    messages.success(request, _("Đã trình. Một người khác có quyền phê duyệt cần xem và phê duyệt."))
    return redirect("desk:release", pk)


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """See exactly what was submitted, and approve it for a time."""
    round_ = open_release(request, pk)
    submission = release.open_submission(round_)
    if submission is None or submission.publication is None:
        messages.info(request, _("Không còn lần trình nào chờ phê duyệt."))
        return redirect("desk:release", pk)
    at, status, error = first_time(round_), 200, ""
    offered = {"content_hash": submission.content_hash, "when": LATER, "day": at.date(), "hour": at.time()}
    form = ApproveForm(request.POST or None, initial=offered)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                release.approve(
                    submission=submission,
                    content_hash=form.cleaned_data["content_hash"],
                    release_at=form.cleaned_data["release_at"],
                    by=request.user,
                )
            except release.NotTheSame as reason:
                messages.error(request, str(reason))
                return redirect("desk:release", pk)
            except NotAllowed as reason:
                error, status = str(reason), 409
            else:
                messages.success(request, words.approved_in_words(form.cleaned_data["release_at"]))
                return redirect("desk:release", pk)
    contents = release.contents_to_show(round_)
    changes = release.changes_of(contents)
    context = {
        "round": round_,
        "submission": submission,
        "submitted_by": words.name_of(submission.submitted_by),
        "form": form,
        "error": error,
        "why_not": why_not(check_can_approve, request.user, round_, submission),
        "publication": contents.publication,
        "results": words.result_views(contents),
        "wordings": words.wording_views(contents),
        "changes": words.changes_view(contents, changes) if changes is not None else None,
    }
    return render(request, "scoring/release_approve.html", context, status=status)


@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an open submission back; a refusal keeps the reason that was typed."""
    round_ = open_release(request, pk)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, round_, void_form=form, status=422)
    try:
        release.void(round=round_, reason=form.cleaned_data["reason"], by=request.user)
    except NotAllowed as reason:
        return _page(request, open_release(request, pk), void_form=form, error=str(reason), status=409)
    messages.success(request, _("Đã rút lại. Có thể sửa rồi trình lại."))
    return redirect("desk:release", pk)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a correction, with the reason that will be published."""
    round_ = open_release(request, pk)
    if refusal := why_not(check_can_correct, request.user, round_):
        raise refuse(NotAllowed(refusal))
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release.begin_correction(round=round_, reason=form.cleaned_data["reason"], by=request.user)
        except NotAllowed as reason:  # somebody else began meanwhile, or the button was pressed twice
            raise refuse(reason) from None
        messages.success(
            request, _("Đã mở kỳ đánh giá để đính chính. Bản đang công bố vẫn giữ nguyên đến khi có bản mới.")
        )
        return redirect("desk:release", pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "scoring/release_correct.html", {"round": round_, "form": form}, status=status)


@require_POST
def cancel_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a correction that corrects nothing; a refusal keeps the reason that was typed."""
    round_ = open_release(request, pk)
    form = CancelCorrectionForm(request.POST)
    if not form.is_valid():
        return _page(request, round_, cancel_form=form, status=422)
    try:
        release.cancel_correction(round=round_, reason=form.cleaned_data["reason"], by=request.user)
    except NotAllowed as reason:
        return _page(request, open_release(request, pk), cancel_form=form, error=str(reason), status=409)
    messages.success(request, _("Đã hủy đính chính. Bản đang công bố giữ nguyên."))
    return redirect("desk:release", pk)


@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest, pk: int) -> HttpResponse:
    """The drafts from files that stand in the way of the round, and their deletion with a reason."""
    round_ = open_release(request, pk)
    form, error, status = DropDraftsForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            seen = [int(each) for each in request.POST.getlist("seen") if each.isdecimal()]
            try:
                count = drop_drafts(round=round_, seen=seen, reason=form.cleaned_data["reason"], by=request.user)
            except NotAllowed as reason:
                error, status = str(reason), 409
            else:
                messages.success(request, _("Đã xóa %(count)d bản nháp nhập từ tệp.") % {"count": count})
                return redirect("desk:release", pk)
    context = {
        "round": round_,
        "form": form,
        "error": error,
        "drafts": drafts_in_the_way(round_),
        "why_not": why_not(check_can_drop_drafts, request.user),
        "may_manage": can(check_can_manage, request.user),
    }
    return render(request, "scoring/release_drafts.html", context, status=status)


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every score and rank that the correction in progress changes, before and after."""
    round_ = open_release(request, pk)
    try:
        contents = release.contents_to_show(round_)
    except NotAllowed as reason:
        raise refuse(reason) from None
    found = release.changes_of(contents)
    if found is None or round_.state == round_.State.PUBLISHED:
        raise Http404
    context = {"round": round_, "publication": contents.publication, "changes": words.changes_view(contents, found)}
    return render(request, "scoring/release_changes.html", context)
