"""Files of criteria sets on their way from the check to the confirmation: in the page itself, sealed, never in a table."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.actions.criteria_changes import Seen
from scoring.imports.workbook import SourceFile

# A set of 145 nodes has 30 kB; beyond this the page that carries the files would be heavy, and the command takes them.
MOST_BYTES = 300_000
MOST_FILES = 20
KEPT_FOR = timedelta(hours=12)
REMOVE_MISSING = gettext_lazy("Bỏ các mục đang có mà tệp không có")


class _Files(forms.FileField):
    """One file or several."""

    widget = forms.ClearableFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(_Files, self).clean(each, initial) for each in data or [None]]
        if len(files) > MOST_FILES:
            raise ValidationError(_("Chọn nhiều nhất %(most)d tệp.") % {"most": MOST_FILES})
        if len({each.name for each in files}) < len(files):
            raise ValidationError(_("Có hai tệp cùng tên. Đổi tên một tệp rồi chọn lại."))
        if sum(each.size for each in files) > MOST_BYTES:
            raise ValidationError(
                _(
                    "Các tệp có tổng dung lượng lớn hơn %(most)d kB nên không nhập được ở trang này."
                    " Bỏ hình và trang tính không cần, hoặc nhờ người quản trị nhập bằng lệnh import_criteria."
                )
                % {"most": MOST_BYTES // 1000}
            )
        return files


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class BroughtCriteria(forms.Form):
    """The files of one import and what becomes of nodes that they do not name."""

    tep = _Files(
        label=gettext_lazy("Tệp .xlsx, hoặc một hay nhiều tệp .csv"),
        widget=_ManyFiles(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": gettext_lazy("Chưa chọn tệp. Chọn tệp .xlsx hoặc .csv rồi chọn “Kiểm tra tệp”."),
            "empty": gettext_lazy("Tệp rỗng. Kiểm tra lại tệp đã lưu."),
            "max_length": gettext_lazy("Tên tệp dài quá 100 ký tự. Đổi tên tệp rồi chọn lại."),
        },
        max_length=100,
        help_text=gettext_lazy("Tất cả tệp có tổng dung lượng nhiều nhất 300 kB."),
    )
    bo = forms.BooleanField(
        label=REMOVE_MISSING,
        required=False,
        help_text=gettext_lazy(
            "Không chọn thì giữ nguyên các mục ấy. Các mục sẽ bị bỏ được liệt kê trước khi xác nhận."
        ),
    )

    @property
    def sources(self) -> list[SourceFile]:
        return [SourceFile(each.name, each.read()) for each in self.cleaned_data["tep"]]


@dataclass(frozen=True, slots=True)
class Checked:
    """Files that somebody had checked, the choice that went with them, and what the check saw."""

    sources: Sequence[SourceFile]
    remove_missing: bool
    seen: Seen

    def seal(self, person: Any) -> str:
        """As a hidden field, which nobody can alter and nobody else can hand in."""
        files = [[each.name, base64.b64encode(each.content).decode()] for each in self.sources]
        content = {"files": files, "bo": self.remove_missing, "hashes": self.seen.files, "state": self.seen.state}
        return _signer(person).sign_object(content, compress=True)


def unseal(text: str, person: Any) -> Checked | None:
    """What was sealed for this person within the last hours; None for anything else."""
    try:
        found = _signer(person).unsign_object(text, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    sources = [SourceFile(name, base64.b64decode(content)) for name, content in found["files"]]
    return Checked(sources, found["bo"], Seen(found["hashes"], found["state"]))


def _signer(person: Any) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"scoring.criteria-import.{person.pk}")
