"""Files that somebody brings to a page of three steps: chosen, then in the page itself, sealed, from the check to the
confirmation; never in a table."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.actions.imports import Outcome, Seen
from scoring.imports.workbook import SourceFile

MOST_FILES = 20
KEPT_FOR = timedelta(hours=12)
NO_LONGER_VALID = gettext_lazy("Lần kiểm tra không còn hiệu lực, chưa ghi gì. Chọn lại tệp rồi kiểm tra lại.")
CHANGED_MEANWHILE = gettext_lazy(
    "Chưa ghi gì: dữ liệu đã thay đổi sau khi bạn kiểm tra tệp. Dưới đây là kết quả kiểm tra lại."
)

FILE_IS_WRONG = gettext_lazy("Chưa ghi gì: tệp có lỗi nên không nhập được. Sửa các lỗi dưới đây rồi chọn lại tệp.")


def why_not_written(outcome: Outcome) -> tuple[Any, int]:
    """What a confirmation that wrote nothing is told, and its status. Of a check with errors no page offers one; somebody
    may send it all the same, and then it is the file and not a colleague."""
    is_the_file = outcome.has_errors and not outcome.is_stale
    return (FILE_IS_WRONG, 422) if is_the_file else (CHANGED_MEANWHILE, 409)


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class BroughtFiles(forms.FileField):
    """One .xlsx file or several .csv files, together at most `most_bytes`; larger ones are for the command."""

    def __init__(self, *, most_bytes: int, command: str) -> None:
        self.most_bytes, self.command = most_bytes, command
        super().__init__(
            label=gettext_lazy("Tệp .xlsx, hoặc một hay nhiều tệp .csv"),
            widget=_ManyFiles(attrs={"accept": ".xlsx,.csv"}),
            error_messages={
                "required": gettext_lazy("Chưa chọn tệp. Chọn tệp .xlsx hoặc .csv rồi chọn “Kiểm tra tệp”."),
                "empty": gettext_lazy("Tệp rỗng. Kiểm tra lại tệp đã lưu."),
                "max_length": gettext_lazy("Tên tệp dài quá 100 ký tự. Đổi tên tệp rồi chọn lại."),
            },
            max_length=100,
            help_text=format_lazy(gettext_lazy("Tất cả tệp có tổng dung lượng nhiều nhất {}."), self._most),
        )

    @property
    def _most(self) -> str:
        return f"{self.most_bytes // 1_000_000} MB" if self.most_bytes >= 1_000_000 else f"{self.most_bytes // 1000} kB"

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(BroughtFiles, self).clean(each, initial) for each in data or [None]]
        if len(files) > MOST_FILES:
            raise ValidationError(_("Chọn nhiều nhất %(most)d tệp.") % {"most": MOST_FILES})
        if len({each.name for each in files}) < len(files):
            raise ValidationError(_("Có hai tệp cùng tên. Đổi tên một tệp rồi chọn lại."))
        if sum(each.size for each in files) > self.most_bytes:
            raise ValidationError(
                _(
                    "Các tệp có tổng dung lượng lớn hơn %(most)s nên không nhập được ở trang này."
                    " Bỏ hình và trang tính không cần, hoặc nhờ người quản trị nhập bằng lệnh %(command)s."
                )
                % {"most": self._most, "command": self.command}
            )
        return files


class Brought(forms.Form):
    """A form whose field `tep` holds the files of one import."""

    @property
    def sources(self) -> list[SourceFile]:
        return [SourceFile(each.name, each.read()) for each in self.cleaned_data["tep"]]


@dataclass(frozen=True, slots=True)
class Checked:
    """Files that somebody had checked, what the check saw, and what was ticked beside them."""

    sources: Sequence[SourceFile]
    seen: Seen
    choices: Mapping[str, bool] = field(default_factory=dict)

    def seal(self, person: Any, what: str) -> str:
        """As a hidden field of the page `what`, which nobody can alter and nobody else can hand in, nor at another page."""
        files = [[each.name, base64.b64encode(each.content).decode()] for each in self.sources]
        content = {"files": files, "choices": dict(self.choices), "hashes": self.seen.files, "state": self.seen.state}
        return _signer(person, what).sign_object(content, compress=True)


def unseal(text: str, person: Any, what: str) -> Checked | None:
    """What was sealed for this person at this page within the last hours; None for anything else."""
    try:
        found = _signer(person, what).unsign_object(text, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    sources = [SourceFile(name, base64.b64decode(content)) for name, content in found["files"]]
    return Checked(sources, Seen(found["hashes"], found["state"]), found["choices"])


def _signer(person: Any, what: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"scoring.brought.{what}.{person.pk}")
