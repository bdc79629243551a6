"""The indexes that the portal shows, each with its own scale, publisher and method; never mixed in one ranking."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CombiningRule(models.TextChoices):
    """How a total comes from its components, where the source prints them all."""

    SUM = "sum", _("cộng các thành phần")
    WEIGHTED = "weighted", _("bình quân có trọng số của các chỉ số thành phần")
    NONE = "none", _("không tính lại được từ các thành phần")


class Index(models.Model):
    """PAR Index, SIPAS, PAPI, PCI, the service index of Quyết định 766: what is measured, by whom, on which scale."""

    PAR, SIPAS, PAPI, PCI, SERVICE_766 = "par", "sipas", "papi", "pci", "dvc-766"

    code = models.SlugField(_("mã"), max_length=20, primary_key=True)
    name = models.CharField(_("tên ngắn"), max_length=60)
    full_name = models.CharField(_("tên đầy đủ"), max_length=200)
    publisher = models.CharField(_("cơ quan công bố"), max_length=200)
    question = models.TextField(_("đo điều gì"))
    unit_label = models.CharField(_("đơn vị tính"), max_length=20)
    scale_min = models.DecimalField(_("thang điểm từ"), max_digits=9, decimal_places=4)
    scale_max = models.DecimalField(_("thang điểm đến"), max_digits=9, decimal_places=4)
    part_scale = models.DecimalField(
        _("thang của chỉ số thành phần"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    combining = models.CharField(_("cách cộng"), max_length=10, choices=CombiningRule.choices)
    method = models.TextField(_("phương pháp"))
    source = models.TextField(_("nguồn"))
    position = models.PositiveIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("chỉ số")
        verbose_name_plural = _("chỉ số")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(scale_min__lt=F("scale_max")), name="an_index_scale_goes_up"),
        ]

    def __str__(self) -> str:
        return self.name


class IndexComponent(models.Model):
    """A part of an index as its method describes it now; what one publication used stands in PublishedComponent."""

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="components", verbose_name=_("chỉ số"))
    code = models.SlugField(_("mã"), max_length=40)
    name = models.CharField(_("tên"), max_length=200)
    max_score = models.DecimalField(_("điểm tối đa"), max_digits=9, decimal_places=4, null=True, blank=True)
    weight = models.DecimalField(_("trọng số (%)"), max_digits=7, decimal_places=4, null=True, blank=True)
    example = models.CharField(_("ví dụ đã công bố"), max_length=120, blank=True)
    inferred = models.BooleanField(_("suy ra, không in trong nguồn"), default=False)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))
    position = models.PositiveIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("thành phần của chỉ số")
        verbose_name_plural = _("thành phần của chỉ số")
        ordering = ["index", "position"]
        constraints = [models.UniqueConstraint(fields=["index", "code"], name="an_index_has_each_component_once")]

    def __str__(self) -> str:
        return self.name


class ComparabilityBreak(models.Model):
    """Between two consecutive years an index stopped being comparable; lines are cut there and no change is stated."""

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="breaks", verbose_name=_("chỉ số"))
    before = models.PositiveSmallIntegerField(_("năm trước"))
    after = models.PositiveSmallIntegerField(_("năm sau"))
    of_score = models.BooleanField(_("không so sánh điểm"), default=True)
    of_rank = models.BooleanField(_("không so sánh hạng"), default=True)
    reason = models.TextField(_("lý do"))
    source = models.TextField(_("nguồn"))

    class Meta:
        verbose_name = _("điểm gián đoạn")
        verbose_name_plural = _("điểm gián đoạn")
        ordering = ["index", "before"]
        constraints = [
            models.UniqueConstraint(fields=["index", "before", "after"], name="a_break_is_recorded_once"),
            models.CheckConstraint(condition=Q(before__lt=F("after")), name="a_break_goes_forward_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.index_id} {self.before}/{self.after}"


class Framework(models.Model):
    """A decision that issued a set of criteria, as far as its sources tell: the shelf of known sets on a method page."""

    index = models.ForeignKey(Index, on_delete=models.CASCADE, related_name="frameworks", verbose_name=_("chỉ số"))
    code = models.SlugField(_("mã"), max_length=80, unique=True)
    scope = models.CharField(_("áp dụng cho"), max_length=200)
    decision = models.CharField(_("văn bản"), max_length=300)
    dated = models.CharField(_("ngày ban hành"), max_length=20, blank=True)
    applies = models.CharField(_("áp dụng cho các năm"), max_length=80, blank=True)
    areas = models.PositiveIntegerField(_("số lĩnh vực"), null=True, blank=True)
    criteria = models.PositiveIntegerField(_("số tiêu chí"), null=True, blank=True)
    component_criteria = models.PositiveIntegerField(_("số tiêu chí thành phần"), null=True, blank=True)
    max_score = models.DecimalField(_("thang điểm"), max_digits=9, decimal_places=4, null=True, blank=True)
    split = models.TextField(_("cơ cấu điểm"), blank=True)
    status = models.TextField(_("mức độ xác nhận"), blank=True)
    source = models.TextField(_("nguồn"))
    position = models.PositiveIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("bộ chỉ số đã ban hành")
        verbose_name_plural = _("bộ chỉ số đã ban hành")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.decision} ({self.scope})"


class FrameworkItem(models.Model):
    """One line of a published set: a field, a criterion or a component criterion, as printed."""

    framework = models.ForeignKey(
        Framework, on_delete=models.CASCADE, related_name="items", verbose_name=_("bộ chỉ số")
    )
    code = models.CharField(_("số"), max_length=20)
    level = models.CharField(
        _("bậc"),
        max_length=10,
        choices=[("area", _("Lĩnh vực")), ("criterion", _("Tiêu chí")), ("component", _("Tiêu chí thành phần"))],
    )
    title = models.TextField(_("nội dung"))
    max_score = models.DecimalField(_("điểm tối đa"), max_digits=9, decimal_places=4, null=True, blank=True)
    criteria = models.PositiveIntegerField(_("số tiêu chí"), null=True, blank=True)
    component_criteria = models.PositiveIntegerField(_("số tiêu chí thành phần"), null=True, blank=True)
    rule = models.TextField(_("cách chấm"), blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))
    position = models.PositiveIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("dòng của bộ chỉ số")
        verbose_name_plural = _("dòng của bộ chỉ số")
        ordering = ["framework", "position"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="a_framework_has_each_line_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
