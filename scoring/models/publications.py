"""Frozen results. A draft may be changed; once published, no row here changes or goes, by any path (scoring/guards.py).

Every figure is held twice: as a number (NULL when the source does not print one) and as printed. NULL is "không công
bố", never zero. A publication copies every name it shows, so that renaming a unit cannot alter an old page.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from units.models import Unit, UnitGroup

from .indexes import CombiningRule, Index

# No index in use goes beyond 100; the bound also refuses NaN and Infinity, which pass a lower bound alone.
_LARGEST = 1000
# What is counted (dossiers, people, đồng in millions) is larger; the bound is there for the same reason.
LARGEST_MEASURE = 99_999_999_999


def score_field(label, **options):
    """A score: exact to four decimals (PAPI prints four), NULL when not published."""
    return models.DecimalField(label, max_digits=9, decimal_places=4, null=True, blank=True, **options)


def within_scale(*fields: str, name: str, lowest: int = 0, largest: int = _LARGEST) -> models.CheckConstraint:
    """Each of the fields is NULL or a finite number from `lowest` to `largest`, by default the largest score there is."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": lowest, f"{field}__lte": largest})
    return models.CheckConstraint(condition=condition, name=name)


class Basis(models.TextChoices):
    """What a figure rests on. Only the first is a figure the source prints."""

    PRINTED = "printed", _("nguồn in")
    ORDER = "order", _("theo thứ tự liệt kê của nguồn")
    DERIVED = "derived", _("tính từ các số nguồn in")
    INFERRED = "inferred", _("suy ra")


class PublicationQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=Publication.Status.PUBLISHED)

    def current(self):
        """Published and not superseded by a later published version."""
        later = Publication.objects.published().filter(supersedes=models.OuterRef("pk"))
        return self.published().filter(~models.Exists(later))


class Publication(models.Model):
    """The result of one index, year and group, as decided and announced."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("bản nháp")
        PUBLISHED = "published", _("đã công bố")

    class Origin(models.TextChoices):
        TRANSCRIBED = "transcribed", _("chép lại từ nguồn chính thức")
        COMPUTED = "computed", _("tính trong hệ thống này")

    # Given at the moment of publication: a draft that took a number would leave a gap that anyone could count.
    number = models.PositiveIntegerField(_("số công bố"), unique=True, null=True, blank=True)
    index = models.ForeignKey(Index, on_delete=models.PROTECT, related_name="publications", verbose_name=_("chỉ số"))
    year = models.PositiveSmallIntegerField(_("năm"))
    group = models.ForeignKey(UnitGroup, on_delete=models.PROTECT, related_name="publications", verbose_name=_("khối"))
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    origin = models.CharField(_("loại"), max_length=12, choices=Origin.choices, default=Origin.TRANSCRIBED)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("đính chính cho"),
    )
    reason = models.TextField(_("lý do đính chính"), blank=True)

    # Names as they were: the page shows these, never the living rows.
    index_name = models.CharField(_("tên chỉ số"), max_length=60)
    group_name = models.CharField(_("tên khối"), max_length=160)
    place_name = models.CharField(_("nơi"), max_length=200)
    unit_noun = models.CharField(_("gọi đơn vị"), max_length=80)

    decision_number = models.CharField(_("số quyết định"), max_length=80, blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)
    announced_on = models.CharField(
        _("thời điểm công bố"), max_length=10, blank=True, help_text=_("Ngày, tháng hoặc năm")
    )
    unit_count = models.PositiveIntegerField(_("số đơn vị trong khối"), null=True, blank=True)
    scale_max = models.DecimalField(_("thang điểm"), max_digits=9, decimal_places=4)
    part_scale = models.DecimalField(
        _("thang của chỉ số thành phần"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    unit_label = models.CharField(_("đơn vị tính"), max_length=20)
    combining = models.CharField(_("cách cộng"), max_length=10, choices=CombiningRule.choices)
    places = models.PositiveSmallIntegerField(_("số chữ số thập phân"), default=2)
    tie_rule = models.CharField(
        _("quy tắc đồng hạng"),
        max_length=12,
        choices=[("competition", _("1, 2, 2, 4")), ("dense", _("1, 2, 2, 3"))],
        default="competition",
    )
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))
    illustrative = models.BooleanField(_("dữ liệu minh họa"), default=False)

    # Of a computed publication: by which set and rule, and the publication that changes are stated against.
    set_code = models.CharField(_("mã bộ tiêu chí"), max_length=60, blank=True)
    set_name = models.CharField(_("bộ tiêu chí"), max_length=250, blank=True)
    set_decision = models.CharField(_("quyết định ban hành bộ tiêu chí"), max_length=160, blank=True)
    rank_on = models.CharField(_("xếp hạng theo"), max_length=10, blank=True)
    rescale_without_survey = models.BooleanField(_("quy đổi khi không tổ chức điều tra"), default=False)
    survey_made = models.BooleanField(_("có tổ chức điều tra xã hội học"), default=True)
    band_decision = models.CharField(_("quyết định về xếp loại"), max_length=160, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("so với công bố")
    )
    incomparable_reason = models.TextField(_("lý do không so sánh được với năm trước"), blank=True)

    content_hash = models.CharField(_("mã băm nội dung"), max_length=64, blank=True)
    published_at = models.DateTimeField(_("đưa lên cổng lúc"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người đưa lên"),
    )
    published_by_name = models.CharField(_("tên người đưa lên"), max_length=320, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("công bố")
        verbose_name_plural = _("công bố")
        ordering = ["-year", "index", "group", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["index", "year", "group", "version"], name="a_version_is_published_once"),
            models.UniqueConstraint(
                fields=["index", "year", "group"],
                condition=Q(supersedes__isnull=True, status="published"),
                name="one_first_publication_for_index_year_and_group",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, version=1)
                | (Q(supersedes__isnull=False, version__gt=1) & ~Q(reason="")),
                name="a_correction_supersedes_a_version_and_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | (Q(status="published", published_at__isnull=False, number__isnull=False) & ~Q(content_hash="")),
                name="a_published_publication_has_its_number_time_and_hash",
            ),
            within_scale("scale_max", "part_scale", name="a_publication_scale_is_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.index_name} {self.year} – {self.group_name}, {self.place_name}"


class PublishedComponent(models.Model):
    """A column of the published table: a part of the total, or a figure printed beside it."""

    class Measure(models.TextChoices):
        POINTS = "points", _("điểm")
        PERCENT = "percent", _("%")

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="components")
    code = models.SlugField(_("mã"), max_length=40)
    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên cột"), max_length=60)
    measure = models.CharField(_("đơn vị tính"), max_length=8, choices=Measure.choices, default=Measure.POINTS)
    max_score = score_field(_("điểm tối đa"))
    max_basis = models.CharField(
        _("căn cứ của điểm tối đa"), max_length=10, choices=Basis.choices, default=Basis.PRINTED
    )
    weight = models.DecimalField(_("trọng số (%)"), max_digits=7, decimal_places=4, null=True, blank=True)
    part_of_total = models.BooleanField(_("là một phần của tổng điểm"), default=True)
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))

    class Meta:
        verbose_name = _("thành phần đã công bố")
        verbose_name_plural = _("thành phần đã công bố")
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "code"], name="a_publication_has_each_component_once"),
            within_scale("max_score", "weight", name="a_component_maximum_is_a_number"),
        ]

    def __str__(self) -> str:
        return self.name


class PublishedResult(models.Model):
    """One unit's line in a publication, as printed."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="results")
    position = models.PositiveIntegerField(_("thứ tự trong bảng"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="results", verbose_name=_("đơn vị"))
    unit_code = models.CharField(_("mã đơn vị"), max_length=60)
    printed_name = models.CharField(_("tên như nguồn in"), max_length=200)

    rank = models.PositiveIntegerField(_("hạng"), null=True, blank=True)
    rank_printed = models.CharField(_("hạng như nguồn in"), max_length=30, blank=True)
    rank_basis = models.CharField(_("căn cứ của hạng"), max_length=10, choices=Basis.choices, default=Basis.PRINTED)
    rank_computed = models.PositiveIntegerField(_("hạng tính lại từ tổng điểm"), null=True, blank=True)
    rank_exact = models.PositiveIntegerField(_("hạng theo chỉ số chưa làm tròn"), null=True, blank=True)

    total = score_field(_("tổng điểm"))
    total_printed = models.CharField(_("tổng điểm như nguồn in"), max_length=30, blank=True)
    total_basis = models.CharField(
        _("căn cứ của tổng điểm"), max_length=10, choices=Basis.choices, default=Basis.PRINTED
    )
    max_score = score_field(_("điểm tối đa áp dụng"))
    index_percent = score_field(_("chỉ số (%)"))
    index_printed = models.CharField(_("chỉ số như nguồn in"), max_length=30, blank=True)
    band = models.CharField(_("xếp loại như nguồn in"), max_length=120, blank=True)

    previous_rank = models.PositiveIntegerField(_("hạng năm trước như nguồn in"), null=True, blank=True)
    previous_rank_printed = models.CharField(_("hạng năm trước, nguyên văn"), max_length=30, blank=True)
    previous_rank_basis = models.CharField(
        _("căn cứ của hạng năm trước"), max_length=10, choices=Basis.choices, default=Basis.PRINTED
    )
    rank_change = models.IntegerField(_("số bậc tăng (+), giảm (−) như nguồn in"), null=True, blank=True)
    score_change = models.DecimalField(
        _("điểm tăng (+), giảm (−) như nguồn in"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    score_direction = models.CharField(
        _("chiều thay đổi điểm như nguồn nêu"),
        max_length=4,
        blank=True,
        choices=[("up", _("tăng")), ("down", _("giảm")), ("same", _("không đổi"))],
    )

    absent_reason = models.TextField(_("lý do không có kết quả"), blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))

    class Meta:
        verbose_name = _("kết quả đã công bố")
        verbose_name_plural = _("kết quả đã công bố")
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "unit"], name="a_unit_has_one_result_in_a_publication"),
            within_scale("total", "max_score", "index_percent", name="a_published_total_is_a_number_on_the_scale"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(max_score__isnull=True) | Q(total__lte=F("max_score")),
                name="a_published_total_is_within_its_maximum",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__gte=1), name="a_published_rank_starts_at_one"
            ),
            within_scale("score_change", name="a_score_change_is_a_number", lowest=-_LARGEST),
        ]

    def __str__(self) -> str:
        return self.printed_name


class PublishedScore(models.Model):
    """One component's figure on one result."""

    result = models.ForeignKey(PublishedResult, on_delete=models.CASCADE, related_name="scores")
    component = models.ForeignKey(PublishedComponent, on_delete=models.CASCADE, related_name="scores")
    value = score_field(_("giá trị"))
    printed = models.CharField(_("như nguồn in"), max_length=30, blank=True)
    basis = models.CharField(_("căn cứ"), max_length=10, choices=Basis.choices, default=Basis.PRINTED)
    rank = models.PositiveIntegerField(_("hạng riêng phần này như nguồn in"), null=True, blank=True)
    change = models.DecimalField(
        _("tăng (+), giảm (−) như nguồn in"), max_digits=9, decimal_places=4, null=True, blank=True
    )
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))

    class Meta:
        verbose_name = _("điểm thành phần đã công bố")
        verbose_name_plural = _("điểm thành phần đã công bố")
        ordering = ["result", "component"]
        constraints = [
            models.UniqueConstraint(fields=["result", "component"], name="a_result_has_each_component_once"),
            within_scale("value", name="a_published_score_is_a_number_on_the_scale"),
            within_scale("change", name="a_component_change_is_a_number", lowest=-_LARGEST),
        ]

    def __str__(self) -> str:
        return self.printed


class PublishedCriterion(models.Model):
    """A node of the criteria set as it was: area, criterion or component criterion. A leaf has an origin and a rule."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(_("mã"), max_length=40)
    parent_code = models.CharField(_("mã mục cha"), max_length=40, blank=True)
    title = models.TextField(_("nội dung"))
    max_score = score_field(_("điểm tối đa"))
    origin = models.CharField(_("nguồn điểm"), max_length=12, blank=True)
    rule = models.JSONField(_("cách tính điểm"), null=True, blank=True)
    evidence = models.TextField(_("tài liệu kiểm chứng cần có"), blank=True)
    appraiser_name = models.CharField(_("cơ quan thẩm định"), max_length=200, blank=True)
    previous_code = models.CharField(_("mã ở bộ trước"), max_length=40, blank=True)
    mapping = models.CharField(_("so với bộ trước"), max_length=8, blank=True)
    position = models.PositiveIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("tiêu chí đã công bố")
        verbose_name_plural = _("tiêu chí đã công bố")
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "code"], name="a_publication_has_each_criterion_once"),
            within_scale("max_score", name="a_published_criterion_maximum_is_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PublishedMark(models.Model):
    """One node on one result: of a leaf the measure and the points, of an area the sums. Frozen inputs of the total."""

    class State(models.TextChoices):
        MARKED = "marked", _("đã chấm")
        NOT_APPLICABLE = "na", _("không áp dụng")
        NO_SURVEY = "no_survey", _("không tổ chức điều tra")
        MISSING = "missing", _("chưa có số liệu")

    # No foreign keys in the database, which would be asked for each of 360,000 rows, twice: that both are there and belong to
    # one publication, and stay while there are marks, is asked once for a statement (scoring/guard_rules.py). Marks are
    # found by their result through the index of the unique pair.
    result = models.ForeignKey(
        PublishedResult, on_delete=models.CASCADE, related_name="marks", db_constraint=False, db_index=False
    )
    criterion = models.ForeignKey(
        PublishedCriterion, on_delete=models.CASCADE, related_name="marks", db_constraint=False
    )
    state = models.CharField(_("tình trạng"), max_length=10, choices=State.choices)
    amount = models.DecimalField(_("số đo"), max_digits=15, decimal_places=4, null=True, blank=True)
    base = models.DecimalField(_("trên tổng số"), max_digits=15, decimal_places=4, null=True, blank=True)
    choice = models.CharField(_("mức chọn"), max_length=40, blank=True)
    self_score = score_field(_("điểm tự chấm"))
    points = score_field(_("điểm"))
    max_score = score_field(_("điểm tối đa áp dụng"))
    reason = models.TextField(_("lý do"), blank=True)

    class Meta:
        verbose_name = _("điểm tiêu chí đã công bố")
        verbose_name_plural = _("điểm tiêu chí đã công bố")
        ordering = ["result", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["result", "criterion"], name="a_result_has_each_criterion_once"),
            within_scale("points", "self_score", "max_score", name="a_published_mark_is_a_number_on_the_scale"),
            within_scale("amount", "base", name="a_published_measure_is_a_number", largest=LARGEST_MEASURE),
            models.CheckConstraint(
                condition=~Q(state="marked") | Q(points__isnull=False), name="what_was_marked_has_points"
            ),
        ]

    def __str__(self) -> str:
        return str(self.points)


class PublishedBand(models.Model):
    """A class (xếp loại) as it applied to the publication."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="bands")
    code = models.SlugField(_("mã"), max_length=30)
    name = models.CharField(_("tên loại"), max_length=60)
    from_index = models.DecimalField(_("từ chỉ số (%)"), max_digits=7, decimal_places=4)
    component_floor = models.DecimalField(
        _("mỗi lĩnh vực đạt ít nhất (%)"), max_digits=7, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = _("loại đã công bố")
        verbose_name_plural = _("loại đã công bố")
        ordering = ["publication", "-from_index"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "code"], name="a_publication_has_each_band_once"),
            within_scale("from_index", "component_floor", name="a_published_band_is_a_number"),
        ]

    def __str__(self) -> str:
        return self.name


class PublishedSurvey(models.Model):
    """What a survey found about a unit, as far as it may be shown. `percent` NULL: the base is too small to be shown."""

    result = models.ForeignKey(PublishedResult, on_delete=models.CASCADE, related_name="surveys")
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    purpose = models.CharField(_("mục đích"), max_length=12)
    factor = models.CharField(_("yếu tố"), max_length=160, blank=True)
    percent = score_field(_("tỷ lệ (%)"))
    base = models.PositiveIntegerField(_("số phiếu trả lời"), null=True, blank=True)
    response_rate = score_field(_("tỷ lệ trả lời (%)"))
    margin = score_field(_("sai số (±điểm phần trăm)"))
    is_suppressed = models.BooleanField(_("không công bố vì cỡ mẫu nhỏ"), default=False)

    class Meta:
        verbose_name = _("kết quả khảo sát đã công bố")
        verbose_name_plural = _("kết quả khảo sát đã công bố")
        ordering = ["result", "position"]
        constraints = [
            models.UniqueConstraint(fields=["result", "position"], name="a_survey_figure_has_its_place"),
            within_scale(
                "percent", "response_rate", "margin", name="a_published_survey_figure_is_a_number_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(is_suppressed=False) | Q(percent__isnull=True, margin__isnull=True, base__isnull=True),
                name="a_suppressed_figure_shows_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent}"


class PublishedFact(models.Model):
    """Something a source prints about the whole block: average, highest, bands, surveys."""

    class Kind(models.TextChoices):
        AVERAGE = "average", _("Trung bình")
        HIGHEST = "highest", _("Cao nhất")
        LOWEST = "lowest", _("Thấp nhất")
        BANDS = "bands", _("Phân nhóm")
        SURVEY = "survey", _("Khảo sát")
        REGIONS = "regions", _("Theo vùng")
        OTHER = "other", _("Thông tin khác")

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="facts")
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    label = models.CharField(_("nội dung"), max_length=200)
    value = score_field(_("giá trị"))
    printed = models.TextField(_("như nguồn in"))
    basis = models.CharField(_("căn cứ"), max_length=10, choices=Basis.choices, default=Basis.PRINTED)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))

    class Meta:
        verbose_name = _("thông tin chung đã công bố")
        verbose_name_plural = _("thông tin chung đã công bố")
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "position"], name="a_fact_has_its_place"),
            within_scale("value", name="a_published_fact_is_a_number_on_the_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.printed}"
