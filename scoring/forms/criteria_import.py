"""Files of criteria sets, and what becomes of nodes that they do not name."""

from django import forms
from django.utils.translation import gettext_lazy

from .brought import Brought, BroughtFiles

# A set of 145 nodes has 30 kB; beyond this the page that carries the files would be heavy, and the command takes them.
MOST_BYTES = 300_000
REMOVE_MISSING = gettext_lazy("Bỏ các mục đang có mà tệp không có")


class BroughtCriteria(Brought):
    """The files of one import and what becomes of nodes that they do not name."""

    tep = BroughtFiles(most_bytes=MOST_BYTES, command="import_criteria")
    bo = forms.BooleanField(
        label=REMOVE_MISSING,
        required=False,
        help_text=gettext_lazy(
            "Không chọn thì giữ nguyên các mục ấy. Các mục sẽ bị bỏ được liệt kê trước khi xác nhận."
        ),
    )
