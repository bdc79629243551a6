"""The forms of an import: which file, what was seen, why it is undone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.imports.archive import MAX_FILE_BYTES
from scoring.imports.workbook import SourceFile
from scoring.models import ImportAct


class BroughtFile(forms.Form):
    """A file and what it is; mostly it says that itself."""

    tep = forms.FileField(
        label=_("Tệp .xlsx hoặc .csv, nhiều nhất 8 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Chưa chọn tệp. Chọn tệp .xlsx hoặc .csv rồi chọn “Kiểm tra tệp”."),
            "empty": _("Tệp rỗng. Kiểm tra lại tệp đã lưu."),
        },
    )
    loai = forms.ChoiceField(
        label=_("Loại"), required=False, choices=[("", _("theo mẫu ghi trong tệp")), *ImportAct.Kind.choices],
        help_text=_("Tệp mẫu của kỳ tự ghi loại. Tệp khác (CSV, bảng tự lập): chọn loại."),
    )  # fmt: skip

    @property
    def source(self) -> SourceFile:
        upload = self.cleaned_data["tep"]
        return SourceFile(upload.name or "", upload.read(MAX_FILE_BYTES + 1))


class Undo(forms.Form):
    """Why an import is taken back."""

    ly_do = forms.CharField(
        label=_("Lý do hoàn tác"), max_length=1000,
        error_messages={"required": _("Nêu lý do hoàn tác.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


def seen_doubts(post: Any) -> list[str]:
    """The keys of the doubts that were ticked."""
    return [each[:120] for each in post.getlist("da-xem")][:200]
