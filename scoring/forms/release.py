"""What is typed to approve, take back or correct: each says in Vietnamese what is wrong with it and keeps what was typed."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.clock import database_now
from scoring.models import AssessmentRound

NOW, LATER = "ngay", "hen-gio"
_MORNING = time(8, 0)
# The least that can say what was wrong and why.
SHORTEST_REASON, FEWEST_WORDS = 20, 4


class ApproveForm(forms.Form):
    """The hash that was shown, and when the result goes out, in the time of Việt Nam."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    when = forms.ChoiceField(
        label=gettext_lazy("Thời điểm công bố"),
        choices=[(LATER, gettext_lazy("Hẹn giờ")), (NOW, gettext_lazy("Ngay sau khi phê duyệt"))],
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("Ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Ngày không đúng; ghi như 31/12/2026.")},
    )
    hour = forms.TimeField(
        label=gettext_lazy("Giờ"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Giờ không đúng; ghi như 08:00.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == NOW:
            data["release_at"] = database_now()
            return data
        for name, says in (("day", _("Chọn ngày công bố.")), ("hour", _("Chọn giờ công bố."))):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, says)
        if data.get("day") and data.get("hour"):
            at = datetime.combine(data["day"], data["hour"], timezone.get_default_timezone())
            if at <= database_now():
                self.add_error("day", _("Thời điểm này đã qua. Chọn thời điểm sau, hoặc “Ngay sau khi phê duyệt”."))
            data["release_at"] = at
        return data


def first_time(round_: AssessmentRound) -> datetime:
    """The time offered first: the planned day at eight, else tomorrow at eight."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = max(round_.publication_planned or tomorrow, tomorrow)
    return datetime.combine(day, _MORNING, timezone.get_default_timezone())


def _reason(label: Any, missing: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing},
    )


class CorrectForm(forms.Form):
    """Why a published round is opened again."""

    reason = _reason(
        gettext_lazy("Lý do đính chính"),
        gettext_lazy("Nêu lý do đính chính; lý do này được công bố cùng bản đính chính."),
        gettext_lazy("Được công bố cùng bản đính chính. Nêu nội dung sai, nguyên nhân và người phát hiện."),
    )

    def clean_reason(self) -> str:
        """Readers are told why: a sentence, not a mark to get past the field."""
        reason = self.cleaned_data["reason"].strip()
        words = [word for word in reason.split() if any(map(str.isalpha, word))]
        if len(reason) < SHORTEST_REASON or len(words) < FEWEST_WORDS:
            raise forms.ValidationError(
                _("Lý do được công bố nên cần viết thành câu: ít nhất %(signs)d ký tự, %(words)d từ.")
                % {"signs": SHORTEST_REASON, "words": FEWEST_WORDS}
            )
        return reason


class CancelCorrectionForm(forms.Form):
    """Why a correction is closed that corrects nothing."""

    prefix = "huy"
    reason = _reason(gettext_lazy("Lý do hủy đính chính"), gettext_lazy("Nêu lý do hủy đính chính."))


class WithdrawForm(forms.Form):
    """Why a submission is taken back."""

    prefix = "rut"
    reason = _reason(gettext_lazy("Lý do rút lại"), gettext_lazy("Nêu lý do rút lại."))


class DropDraftsForm(forms.Form):
    """Why drafts from files are deleted."""

    reason = _reason(
        gettext_lazy("Lý do xóa bản nháp"),
        gettext_lazy("Nêu lý do xóa bản nháp."),
        gettext_lazy("Bản nháp đã xóa không khôi phục được. Lý do được ghi vào nhật ký."),
    )
