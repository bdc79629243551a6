"""Who is scored: units, their names over time, what they became, and the groups in which they are ranked."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .names import match_key, one_placement, search_key, sort_key, tidy


class UnitKind(models.TextChoices):
    """The level of a body; what may be ranked against what starts here."""

    COUNTRY = "country", _("Quốc gia")
    MINISTRY = "ministry", _("Bộ, cơ quan ngang bộ")
    PROVINCE = "province", _("Tỉnh, thành phố trực thuộc Trung ương")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    DISTRICT = "district", _("Quận, huyện, thị xã, thành phố thuộc tỉnh (đến 30/6/2025)")
    COMMUNE = "commune", _("Phường, xã, thị trấn, đặc khu")


class UnitForm(models.TextChoices):
    """The form a body has at its level: Thủy Nguyên was a huyện, then a thành phố, always at district level."""

    NATION = "quoc_gia", _("Quốc gia")
    MINISTRY = "bo", _("Bộ")
    PROVINCE = "tinh", _("Tỉnh")
    CITY = "thanh_pho", _("Thành phố")
    URBAN_DISTRICT = "quan", _("Quận")
    RURAL_DISTRICT = "huyen", _("Huyện")
    TOWN = "thi_xa", _("Thị xã")
    WARD = "phuong", _("Phường")
    COMMUNE = "xa", _("Xã")
    TOWNSHIP = "thi_tran", _("Thị trấn")
    SPECIAL_ZONE = "dac_khu", _("Đặc khu")
    DEPARTMENT = "so", _("Sở")
    BOARD = "ban", _("Ban")
    INSPECTORATE = "thanh_tra", _("Thanh tra")
    OFFICE = "van_phong", _("Văn phòng")


class UnitQuerySet(models.QuerySet):
    def existing_on(self, day: date):
        """Units that existed on that day; an absent bound is open."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )

    def named(self, name: str):
        """Units called so, in any spelling of that name, now or formerly; accents count."""
        key = match_key(name)
        return self.filter(
            Q(match_key=key) | Q(full_match_key=key) | Q(aliases__match_key=key) | Q(former_designations__match_key=key)
        ).distinct()

    def found_by(self, words: str):
        """Units whose name or other names contain those words, accents and letter case aside; without words none."""
        key = search_key(words)
        return self.filter(search_text__contains=key) if key else self.none()

    def formed_on(self, district: "Unit", as_named: str):
        """Units recorded as formed from units of that district, or from what the source places in it in those words."""
        return self.filter(
            Q(successions_in__predecessor__parent=district) | Q(formed_from__contains=as_named)
        ).distinct()

    def real_first(self):
        """In official order, invented units after all the others."""
        return self.order_by("illustrative", "kind", "position", "sort_key", "code")

    def in_order(self):
        return self.order_by("kind", "position", "sort_key", "code")


class Unit(models.Model):
    """A body that is scored. Its code never changes and is never given to another body."""

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    kind = models.CharField(_("cấp"), max_length=12, choices=UnitKind.choices)
    form = models.CharField(_("loại"), max_length=12, choices=UnitForm.choices)
    name = models.CharField(_("tên"), max_length=160)
    full_name = models.CharField(_("tên đầy đủ"), max_length=200)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("trực thuộc")
    )
    valid_from = models.DateField(_("hoạt động từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("hoạt động đến hết ngày"), null=True, blank=True)
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    formed_from = models.TextField(_("hình thành từ"), blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))
    illustrative = models.BooleanField(_("đơn vị hư cấu để minh họa"), default=False)

    # Keys made from the names at every save; see units/names.py.
    match_key = models.CharField(max_length=400, editable=False, db_index=True)
    full_match_key = models.CharField(max_length=400, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    sort_key = models.CharField(max_length=500, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        ordering = ["kind", "position", "sort_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_unit_does_not_end_before_it_begins",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu hoạt động."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs):
        self.refresh_keys()
        super().save(*args, **kwargs)

    def refresh_keys(self, other_names: tuple[str, ...] = ()) -> None:
        """Make the keys anew; `other_names` are aliases and former names, for searching."""
        self.name, self.full_name = tidy(self.name), tidy(self.full_name)
        self.match_key, self.full_match_key = match_key(self.name), match_key(self.full_name)
        if self.pk and not other_names:
            other_names = tuple(self.aliases.values_list("name", flat=True)) + tuple(
                self.former_designations.values_list("full_name", flat=True)
            )
        self.search_text = " | ".join(
            dict.fromkeys(search_key(name) for name in (self.full_name, self.name, *other_names))
        )
        self.sort_key = sort_key(self.name)

    @property
    def shown_name(self) -> str:
        """The full name where no source is quoted, in one spelling whatever the list it came from."""
        return one_placement(self.full_name)

    @property
    def has_ended(self) -> bool:
        return self.valid_to is not None


class FormerDesignation(models.Model):
    """The form and full name a unit had during a past period, while it stayed the same body under the same code."""

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="former_designations", verbose_name=_("đơn vị")
    )
    form = models.CharField(_("loại"), max_length=12, choices=UnitForm.choices)
    full_name = models.CharField(_("tên đầy đủ khi đó"), max_length=200)
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"))
    legal_basis = models.TextField(_("căn cứ thay đổi"), blank=True)
    source = models.TextField(_("nguồn"))
    match_key = models.CharField(max_length=400, editable=False, db_index=True)

    class Meta:
        verbose_name = _("tên, loại trước đây")
        verbose_name_plural = _("tên, loại trước đây")
        ordering = ["unit", "valid_to"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_to"], name="one_former_designation_ends_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs):
        self.full_name = tidy(self.full_name)
        self.match_key = match_key(self.full_name)
        super().save(*args, **kwargs)
        self.unit.save()


class UnitAlias(models.Model):
    """Another way a source writes a unit's name ("Bạch Long Vỹ" for Bạch Long Vĩ)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("đơn vị"))
    name = models.CharField(_("tên khác"), max_length=200)
    source = models.TextField(_("nguồn"), blank=True)
    match_key = models.CharField(max_length=400, editable=False, db_index=True)

    class Meta:
        verbose_name = _("tên gọi khác")
        verbose_name_plural = _("tên gọi khác")
        ordering = ["unit", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "match_key"], name="a_unit_has_each_alias_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name = tidy(self.name)
        self.match_key = match_key(self.name)
        super().save(*args, **kwargs)
        self.unit.save()


class SuccessionKind(models.TextChoices):
    RENAMED = "renamed", _("đổi tên")
    MERGED = "merged", _("sáp nhập, hợp nhất")
    SPLIT = "split", _("chia, tách")
    ABOLISHED = "abolished", _("kết thúc hoạt động")


class Succession(models.Model):
    """What a unit became on a day: the link that keeps old results reachable and stops lines that must not be joined."""

    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions_out", verbose_name=_("đơn vị trước")
    )
    successor = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successions_in",
        verbose_name=_("đơn vị sau"),
    )
    kind = models.CharField(_("hình thức"), max_length=10, choices=SuccessionKind.choices)
    effective_on = models.DateField(_("có hiệu lực từ ngày"))
    legal_basis = models.TextField(_("căn cứ pháp lý"))
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))

    class Meta:
        verbose_name = _("quan hệ kế thừa")
        verbose_name_plural = _("quan hệ kế thừa")
        ordering = ["effective_on", "predecessor"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="a_succession_is_recorded_once"),
            models.UniqueConstraint(
                fields=["predecessor"], condition=Q(successor__isnull=True), name="a_unit_is_abolished_once"
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=False) | Q(kind="abolished"),
                name="only_an_abolished_unit_has_no_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor or self.get_kind_display()}"


class UnitGroup(models.Model):
    """A ranking block (khối): units ranked against each other, under a parent unit, while it lasts.

    Its public address is `place`/`slug`; blocks that follow each other in time may share an address, never a year.
    """

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    place = models.SlugField(_("địa chỉ: nơi"), max_length=60)
    slug = models.SlugField(_("địa chỉ: khối"), max_length=60)
    name = models.CharField(_("tên khối"), max_length=160)
    unit_noun = models.CharField(_("gọi đơn vị trong khối"), max_length=80)
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups", verbose_name=_("thuộc"))
    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    position = models.PositiveIntegerField(_("thứ tự"), default=0)
    note = models.TextField(_("ghi chú"), blank=True)
    source = models.TextField(_("nguồn"))

    class Meta:
        verbose_name = _("khối xếp hạng")
        verbose_name_plural = _("khối xếp hạng")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.name} – {self.parent}"
