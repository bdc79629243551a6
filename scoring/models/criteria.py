"""Criteria sets: a versioned tree for an index, a kind of unit and the years it is in force, and its classes.

Year is data, never code: nine national sets in fourteen years. A set that a published round used never changes; the next
year's is a copy that says for each leaf whether it is the same.
"""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from scoring.core.ranking import TieRule
from scoring.core.scheme import Origin, RankOn
from units.models import Unit, UnitKind

from .indexes import Index
from .publications import score_field, within_scale

ORIGINS = [
    (Origin.APPRAISAL.value, _("thẩm định")),
    (Origin.SURVEY.value, _("điều tra xã hội học")),
    (Origin.SATISFACTION.value, _("chỉ số hài lòng")),
    (Origin.BONUS.value, _("điểm thưởng")),
    (Origin.PENALTY.value, _("điểm trừ")),
]
TIE_RULES = [(TieRule.COMPETITION.value, _("1, 2, 2, 4")), (TieRule.DENSE.value, _("1, 2, 2, 3"))]
RANK_ON = [
    (RankOn.PUBLISHED.value, _("chỉ số đã làm tròn như công bố")),
    (RankOn.EXACT.value, _("chỉ số chưa làm tròn")),
]


class CriteriaSetLocked(Exception):
    """A write to a set that a published round used; the text says what to do instead, in Vietnamese."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Bộ tiêu chí này đã dùng cho một kỳ đánh giá đã công bố nên không sửa được."
                " Để thay đổi, sao chép thành bộ tiêu chí của năm sau."
            )
        )


class CriteriaSetQuerySet(models.QuerySet):
    def locked(self):
        """Used by a round that was published, also while a correction of it is being prepared."""
        return self.with_lock().filter(has_lock=True)

    def with_lock(self):
        """Each set with `has_lock`, for lists."""
        rounds = self.model._meta.get_field("rounds").related_model
        used = rounds.objects.filter(
            Q(state__in=(rounds.State.PUBLISHED, rounds.State.CORRECTING)) | Q(submissions__released_at__isnull=False),
            criteria_set=models.OuterRef("pk"),
        )
        return self.annotate(has_lock=models.Exists(used))


class CriteriaSet(models.Model):
    """A set of criteria (bộ tiêu chí) as one decision issued it."""

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên bộ tiêu chí"), max_length=250)
    index = models.ForeignKey(Index, on_delete=models.PROTECT, related_name="criteria_sets", verbose_name=_("chỉ số"))
    unit_kind = models.CharField(_("áp dụng cho cấp"), max_length=12, choices=UnitKind.choices)
    year_from = models.PositiveSmallIntegerField(_("áp dụng từ năm"))
    year_to = models.PositiveSmallIntegerField(_("đến năm"), null=True, blank=True)
    decision_number = models.CharField(_("số quyết định ban hành"), max_length=80, blank=True)
    decision_date = models.DateField(_("ngày ban hành"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("số chữ số thập phân khi công bố"), default=2)
    tie_rule = models.CharField(
        _("quy tắc đồng hạng"), max_length=12, choices=TIE_RULES, default=TieRule.COMPETITION.value
    )
    rank_on = models.CharField(_("xếp hạng theo"), max_length=10, choices=RANK_ON, default=RankOn.PUBLISHED.value)
    rescale_without_survey = models.BooleanField(
        _("quy đổi điểm thẩm định về thang 100 khi không tổ chức điều tra"), default=False
    )
    incomparable_reason = models.TextField(
        _("lý do không so sánh được với năm trước"),
        blank=True,
        help_text=_("Để trống nếu kết quả so sánh được với kết quả theo bộ tiêu chí năm trước."),
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("chép từ bộ")
    )
    illustrative = models.BooleanField(_("dữ liệu minh họa"), default=False)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))

    objects = CriteriaSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bộ tiêu chí")
        verbose_name_plural = _("bộ tiêu chí")
        ordering = ["-year_from", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_to__isnull=True) | Q(year_to__gte=F("year_from")),
                name="a_criteria_set_does_not_end_before_it_begins",
                violation_error_message=_("“Đến năm” phải từ “áp dụng từ năm” trở đi."),
            ),
            models.CheckConstraint(
                condition=Q(places__lte=4),
                name="a_criteria_set_prints_at_most_four_decimals",
                violation_error_message=_("Công bố nhiều nhất 4 chữ số thập phân."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_if_locked()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_if_locked()
        return super().delete(*args, **kwargs)

    @property
    def is_locked(self) -> bool:
        """Whether a published round used this set; asks the database each time."""
        return self.pk is not None and CriteriaSet.objects.locked().filter(pk=self.pk).exists()

    def refuse_if_locked(self) -> None:
        """The last line before the database for every row of a set; bulk writers ask for themselves."""
        if self.is_locked:
            raise CriteriaSetLocked


class Criterion(models.Model):
    """A node of the tree: area (no parent), criterion or component criterion. Only leaves have a maximum and a rule."""

    class Mapping(models.TextChoices):
        """How a leaf stands against the leaf of the year before that it continues."""

        SAME = "same", _("giữ nguyên")
        TEXT = "text", _("đổi nội dung")
        MAXIMUM = "maximum", _("đổi điểm tối đa")
        NEW = "new", _("mới")

    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("bộ tiêu chí")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("thuộc mục")
    )
    code = models.CharField(
        _("mã"),
        max_length=40,
        validators=[RegexValidator(r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*\Z", _("Mã như 1.2.3 hoặc XHH-1."))],
    )
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    title = models.TextField(_("nội dung"))
    max_score = score_field(_("điểm tối đa"), help_text=_("Chỉ ghi ở mục chấm điểm (mục không có mục con)."))
    origin = models.CharField(_("nguồn điểm"), max_length=12, choices=ORIGINS, blank=True)
    rule = models.JSONField(_("cách tính điểm"), null=True, blank=True)
    guidance = models.TextField(_("hướng dẫn chấm"), blank=True)
    evidence = models.TextField(_("tài liệu kiểm chứng cần có"), blank=True)
    appraiser = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appraised_criteria",
        verbose_name=_("cơ quan thẩm định"),
    )
    explanation_required = models.BooleanField(_("bắt buộc giải trình cách chấm"), default=False)
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("tiêu chí tương ứng của bộ trước"),
    )
    mapping = models.CharField(_("so với bộ trước"), max_length=8, choices=Mapping.choices, default=Mapping.NEW)
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta:
        verbose_name = _("tiêu chí")
        verbose_name_plural = _("tiêu chí")
        ordering = ["criteria_set", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "code"],
                name="a_criteria_set_has_each_code_once",
                violation_error_message=_("Bộ tiêu chí đã có mã này."),
            ),
            models.CheckConstraint(
                condition=Q(max_score__isnull=True, origin="", rule__isnull=True)
                | (Q(max_score__isnull=False, rule__isnull=False) & ~Q(origin="")),
                name="a_leaf_has_a_maximum_an_origin_and_a_rule",
                violation_error_message=_("Mục chấm điểm phải có điểm tối đa, nguồn điểm và cách tính điểm."),
            ),
            within_scale("max_score", name="a_criterion_maximum_is_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.criteria_set.refuse_if_locked()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.criteria_set.refuse_if_locked()
        return super().delete(*args, **kwargs)


class BandScale(models.Model):
    """The classes (xếp loại) that one decision set for a criteria set; a year may see several decisions."""

    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.CASCADE, related_name="band_scales", verbose_name=_("bộ tiêu chí")
    )
    name = models.CharField(_("tên"), max_length=160)
    decision_number = models.CharField(_("số quyết định"), max_length=80, blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)

    class Meta:
        verbose_name = _("thang xếp loại")
        verbose_name_plural = _("thang xếp loại")
        ordering = ["criteria_set", "decision_date", "name"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "name"], name="a_criteria_set_has_each_band_scale_once")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.criteria_set.refuse_if_locked()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.criteria_set.refuse_if_locked()
        return super().delete(*args, **kwargs)


class Band(models.Model):
    """A class: from an index on, and with a floor only where every area reaches it."""

    scale = models.ForeignKey(BandScale, on_delete=models.CASCADE, related_name="bands", verbose_name=_("thang"))
    code = models.SlugField(_("mã"), max_length=30)
    name = models.CharField(_("tên loại"), max_length=60)
    from_index = models.DecimalField(_("từ chỉ số (%)"), max_digits=7, decimal_places=4)
    component_floor = models.DecimalField(
        _("mỗi lĩnh vực đạt ít nhất (%)"), max_digits=7, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = _("loại")
        verbose_name_plural = _("loại")
        ordering = ["scale", "-from_index"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], name="a_band_scale_has_each_code_once"),
            models.UniqueConstraint(fields=["scale", "from_index"], name="a_band_scale_has_each_threshold_once"),
            models.CheckConstraint(
                condition=Q(from_index__gte=0, from_index__lte=100)
                & (Q(component_floor__isnull=True) | Q(component_floor__gte=0, component_floor__lte=100)),
                name="a_band_threshold_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.scale.criteria_set.refuse_if_locked()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.scale.criteria_set.refuse_if_locked()
        return super().delete(*args, **kwargs)
