"""One year's assessment of one group: the round, a sheet for each unit, an appraisal for each leaf.

These are working rows. No public page reads them; what is published is copied (scoring/models/publications.py).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from units.models import Unit, UnitGroup

from .criteria import BandScale, CriteriaSet, Criterion
from .indexes import Index
from .publications import LARGEST_MEASURE, Publication, score_field, within_scale


class AssessmentRound(models.Model):
    """The assessment (kỳ đánh giá) of one group in one year with one criteria set."""

    class State(models.TextChoices):
        """The moves between them stand in scoring/workflow.py."""

        PREPARING = "preparing", _("đang chuẩn bị")
        OPEN = "open", _("đang chấm")
        SUBMITTED = "submitted", _("chờ phê duyệt")
        APPROVED = "approved", _("đã phê duyệt, chờ công bố")
        PUBLISHED = "published", _("đã công bố")
        CORRECTING = "correcting", _("đang sửa để đính chính")

    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("bộ tiêu chí")
    )
    index = models.ForeignKey(Index, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("chỉ số"))
    year = models.PositiveSmallIntegerField(_("năm đánh giá"))
    group = models.ForeignKey(UnitGroup, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("khối"))
    band_scale = models.ForeignKey(
        BandScale, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("thang xếp loại")
    )
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.PREPARING)
    survey_made = models.BooleanField(_("có tổ chức điều tra xã hội học"), default=True)
    self_assessment_until = models.DateField(_("hạn tự chấm điểm"), null=True, blank=True)
    appraisal_until = models.DateField(_("hạn thẩm định"), null=True, blank=True)
    reply_until = models.DateField(_("hạn giải trình"), null=True, blank=True)
    publication_planned = models.DateField(_("dự kiến công bố"), null=True, blank=True)
    decision_number = models.CharField(_("số quyết định công bố kết quả"), max_length=80, blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)
    note = models.TextField(_("ghi chú in dưới bảng"), blank=True)
    correction_reason = models.TextField(_("lý do đính chính"), blank=True)
    # Raised by every write under the round, so that a form, an approval or a reader can tell whether anything moved.
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("kỳ đánh giá")
        verbose_name_plural = _("kỳ đánh giá")
        ordering = ["-year", "index", "group"]
        permissions = [
            ("manage_round", _("Chuẩn bị kỳ đánh giá và bộ tiêu chí")),
            ("enter_scores", _("Nhập điểm thẩm định, số liệu khảo sát")),
            ("submit_round", _("Trình công bố, bắt đầu đính chính")),
            ("approve_round", _("Phê duyệt công bố")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["index", "year", "group"],
                name="a_group_is_assessed_once_a_year_by_an_index",
                violation_error_message=_("Khối này đã có kỳ đánh giá của năm đó."),
            ),
            models.CheckConstraint(
                condition=~Q(state="correcting") | ~Q(correction_reason=""), name="a_correction_is_begun_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index_id.upper()} {self.year} – {self.group.name}, {self.group.parent.full_name}"


class SheetQuerySet(models.QuerySet):
    def in_order(self) -> "SheetQuerySet":
        """As they stand in every list and file, each with its unit."""
        return self.select_related("unit").order_by("position", "unit__sort_key", "pk")


class Sheet(models.Model):
    """One unit in a round (phiếu đánh giá). A unit may be left out, with a reason that is published."""

    round = models.ForeignKey(
        AssessmentRound, on_delete=models.CASCADE, related_name="sheets", verbose_name=_("kỳ đánh giá")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("đơn vị"))
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    left_out_reason = models.TextField(_("lý do không đánh giá"), blank=True)
    note = models.TextField(_("ghi chú in trong bảng"), blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu đánh giá")
        verbose_name_plural = _("phiếu đánh giá")
        ordering = ["round", "position", "unit"]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="a_unit_has_one_sheet_in_a_round")]

    def __str__(self) -> str:
        return f"{self.unit} – {self.round}"


class Appraisal(models.Model):
    """One leaf on one sheet: what was measured, the points that follow, the unit's own score, and why they differ.

    Empty is "not marked yet", which is neither zero nor not applicable. `max_score` is the leaf's maximum at the time,
    so that the row itself can be held to it.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="appraisals", verbose_name=_("phiếu"))
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="appraisals", verbose_name=_("tiêu chí")
    )
    max_score = models.DecimalField(_("điểm tối đa"), max_digits=9, decimal_places=4)
    self_score = score_field(_("điểm tự chấm"))
    explanation = models.TextField(_("giải trình của đơn vị"), blank=True)
    evidence = models.TextField(_("tài liệu kiểm chứng"), blank=True)

    # The measure (scoring/core/rules.py): points, a rate, a count; a base for a rate; or a choice.
    amount = models.DecimalField(_("số đo"), max_digits=15, decimal_places=4, null=True, blank=True)
    base = models.DecimalField(_("trên tổng số"), max_digits=15, decimal_places=4, null=True, blank=True)
    choice = models.CharField(_("mức chọn"), max_length=40, blank=True)
    appraised_score = score_field(_("điểm thẩm định"))
    not_applicable = models.BooleanField(_("không áp dụng"), default=False)
    not_applicable_reason = models.TextField(_("lý do không áp dụng"), blank=True)
    reason = models.TextField(_("lý do, nhận xét của bên thẩm định"), blank=True)

    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("sửa lần cuối lúc"), null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("người sửa lần cuối"),
    )

    class Meta:
        verbose_name = _("điểm của tiêu chí")
        verbose_name_plural = _("điểm của tiêu chí")
        ordering = ["sheet", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="a_sheet_has_each_criterion_once"),
            models.CheckConstraint(
                condition=Q(max_score__gte=0, max_score__lte=1000), name="an_appraisal_maximum_is_a_number"
            ),
            models.CheckConstraint(
                condition=Q(appraised_score__isnull=True)
                | Q(appraised_score__gte=0, appraised_score__lte=F("max_score")),
                name="an_appraised_score_is_within_its_maximum",
            ),
            models.CheckConstraint(
                condition=Q(self_score__isnull=True) | Q(self_score__gte=0, self_score__lte=F("max_score")),
                name="a_self_score_is_within_its_maximum",
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=False)
                | (Q(not_applicable=True, appraised_score__isnull=True) & ~Q(not_applicable_reason="")),
                name="what_does_not_apply_has_a_reason_and_no_score",
            ),
            within_scale("amount", "base", name="a_measure_is_a_number", largest=LARGEST_MEASURE),
            models.CheckConstraint(condition=Q(base__isnull=True) | Q(base__gt=0), name="a_base_is_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} – {self.sheet}"


class Submission(models.Model):
    """One request to publish exactly this content: who submits, who approves the same hash, when it goes out.

    Two different people; any later edit voids it. The draft publication holds the rows that were approved.
    """

    round = models.ForeignKey(
        AssessmentRound, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("kỳ đánh giá")
    )
    publication = models.OneToOneField(
        Publication,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submission",
        verbose_name=_("bản công bố"),
    )
    content_hash = models.CharField(_("mã băm nội dung"), max_length=64)
    submitted_at = models.DateTimeField(_("trình lúc"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("người trình")
    )
    acknowledged = models.JSONField(_("lưu ý đã xem khi trình"), default=list)
    approved_at = models.DateTimeField(_("phê duyệt lúc"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người phê duyệt"),
    )
    approved_hash = models.CharField(_("mã băm đã phê duyệt"), max_length=64, blank=True)
    release_at = models.DateTimeField(_("giờ công bố"), null=True, blank=True)
    released_at = models.DateTimeField(_("đã công bố lúc"), null=True, blank=True)
    voided_at = models.DateTimeField(_("hết hiệu lực lúc"), null=True, blank=True)
    voided_reason = models.TextField(_("vì sao hết hiệu lực"), blank=True)

    class Meta:
        verbose_name = _("lần trình công bố")
        verbose_name_plural = _("lần trình công bố")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(voided_at__isnull=True, released_at__isnull=True),
                name="a_round_has_one_open_submission",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="who_submits_does_not_approve",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True, approved_hash="")
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    release_at__isnull=False,
                    approved_hash=F("content_hash"),
                ),
                name="an_approval_is_of_the_submitted_content_and_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True)
                | Q(approved_at__isnull=False, voided_at__isnull=True, released_at__gte=F("release_at")),
                name="only_what_was_approved_is_released_and_not_before_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} ({self.content_hash[:8]})"
