"""Files that people brought to a round: what was found in them, what they would change, what was confirmed and undone.

An act is one file brought once. Until it is confirmed it is a proposal that may be thrown away; from then on it and its
changes are as final as events (scoring/guard_rules.py), and only an undo, which is an act of its own person and time, follows.
"""

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .rounds import AssessmentRound, Sheet


class ImportAct(models.Model):
    """One file on its way into a round."""

    class Kind(models.TextChoices):
        """The templates of a round; "" is not known before the file was read."""

        UNIT = "unit", _("phiếu tự chấm của một đơn vị")
        FIELD = "field", _("bảng thẩm định một lĩnh vực")
        SCORES = "scores", _("toàn bộ điểm của kỳ")
        SURVEYS = "surveys", _("số phiếu khảo sát")
        SATISFACTION = "satisfaction", _("chỉ số hài lòng")

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ kiểm tra")
        CHECKING = "checking", _("đang kiểm tra")
        REFUSED = "refused", _("có lỗi, chưa nhập được")
        CHECKED = "checked", _("đã kiểm tra, chờ xác nhận")
        CONFIRMING = "confirming", _("đã xác nhận, đang ghi")
        CONFIRMED = "confirmed", _("đã nhập")
        UNDONE = "undone", _("đã hoàn tác")

    round = models.ForeignKey(
        AssessmentRound, on_delete=models.PROTECT, related_name="imports", verbose_name=_("kỳ đánh giá")
    )
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices, blank=True)
    packet = models.CharField(_("mã gói"), max_length=20, blank=True)
    file_name = models.CharField(_("tên tệp"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING)
    # How far whoever works at it has come, and since when nothing was heard of them.
    step = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problems = models.JSONField(default=list)
    summary = models.JSONField(default=dict)
    change_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("đưa lên lúc"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người đưa lên")
    )
    confirmed_at = models.DateTimeField(_("nhập lúc"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("người nhập"),
    )  # fmt: skip
    undone_at = models.DateTimeField(_("hoàn tác lúc"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("người hoàn tác"),
    )  # fmt: skip
    undone_reason = models.TextField(_("lý do hoàn tác"), blank=True)

    class Meta:
        verbose_name = _("lần nhập tệp")
        verbose_name_plural = _("lần nhập tệp")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind", "sha256"],
                condition=Q(state="confirmed"),
                name="a_file_is_imported_once_into_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "undone"))
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="what_is_imported_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="what_is_undone_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sha256[:8]})"


class ImportFile(models.Model):
    """The bytes of a file that is not confirmed yet; they go when it is, or when it is thrown away."""

    act = models.OneToOneField(ImportAct, on_delete=models.CASCADE, related_name="file", primary_key=True)
    content = models.BinaryField()
    # The file with what was found beside its rows, where it is too large for a request to make; "" where nothing was.
    findings = models.BinaryField(default=bytes)


class Moved(NamedTuple):
    """One place that a file changes; `before` None is nothing held, `after` None takes away what is held."""

    name: str  # the leaf, the question, the questionnaire
    version: int  # of the leaf, when the file was checked
    before: Any  # as JSON keeps it
    after: Any


class ImportChange(models.Model):
    """What a file changes of one sheet: leaves, or figures of its surveys.

    One row for a sheet and not for each place: of 4,000 units by 100 leaves those are 4,000 rows and not 400,000.
    """

    class Part(models.TextChoices):
        MARK = "mark", _("điểm")
        TALLY = "tally", _("số phiếu")
        RETURN = "return", _("phiếu phát ra")
        SATISFACTION = "satisfaction", _("hài lòng")

    act = models.ForeignKey(ImportAct, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()  # of its first place among all those of the act, from 1
    count = models.PositiveIntegerField()
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices)
    places = models.TextField()  # a JSON array of [name, version, before, after]; kept as the text that was written

    class Meta:
        ordering = ["act", "position"]
        constraints = [models.UniqueConstraint(fields=["act", "sheet", "part"], name="an_import_changes_a_sheet_once")]

    def each(self) -> list[Moved]:
        """The places, in the order of the file."""
        return [Moved(*place) for place in json.loads(self.places)]
