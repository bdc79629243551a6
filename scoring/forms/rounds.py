"""Forms about rounds: the new round in two steps (which set, group and year; then units and calendar), and its changes."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scoring.actions.rounds import CHANGEABLE, Calendar, units_for
from scoring.models import AssessmentRound, BandScale, CriteriaSet, Event, Sheet
from units.models import Unit, UnitGroup

from .seen import SeenForm

DAYS = tuple(Calendar.__dataclass_fields__)
# Which day does not come before which. Replies come before the appraisal ends in one place and after it in another.
_IN_ORDER = (
    ("self_assessment_until", "appraisal_until"),
    ("self_assessment_until", "reply_until"),
    ("self_assessment_until", "publication_planned"),
    ("appraisal_until", "publication_planned"),
    ("reply_until", "publication_planned"),
)
# Nobody knows the day of a decision longer ahead: a later one is a slip of the keyboard.
_DECIDED_AHEAD = timedelta(days=90)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Ghi ngày như 31/12/2026.")},
    )


class _GroupField(forms.ModelChoiceField):
    """A group by its name and the days between which it is one: groups that follow each other share a name."""

    def label_from_instance(self, group: UnitGroup) -> str:
        days = [
            word % {"day": f"{day:%d/%m/%Y}"}
            for word, day in ((_("từ %(day)s"), group.valid_from), (_("đến hết %(day)s"), group.valid_to))
            if day is not None
        ]
        return f"{group} ({' '.join(days)})" if days else str(group)


class WhichRound(forms.Form):
    """Which set, group and year: the first step; stands in the address."""

    bo = forms.ModelChoiceField(CriteriaSet.objects.all(), label=_("Bộ tiêu chí"), empty_label=_("Chọn bộ tiêu chí"))
    khoi = _GroupField(UnitGroup.objects.select_related("parent"), label=_("Khối"), empty_label=_("Chọn khối xếp hạng"))
    nam = forms.IntegerField(label=_("Năm đánh giá"), min_value=2012, max_value=2100)

    def clean_nam(self) -> int:
        year = self.cleaned_data["nam"]
        chosen = self.cleaned_data.get("bo")
        if chosen and (year < chosen.year_from or (chosen.year_to and year > chosen.year_to)):
            raise forms.ValidationError(_("Bộ tiêu chí này không áp dụng cho năm %(year)d.") % {"year": year})
        return year


class _Dates(forms.Form):
    self_assessment_until = _day(_("Hạn tự chấm điểm"))
    appraisal_until = _day(_("Hạn thẩm định"))
    reply_until = _day(_("Hạn giải trình"))
    publication_planned = _day(_("Dự kiến công bố"))
    band_scale = forms.ModelChoiceField(
        BandScale.objects.none(), label=_("Thang xếp loại"), required=False, empty_label=_("Không xếp loại")
    )
    survey_made = forms.BooleanField(label=_("Có tổ chức điều tra xã hội học"), required=False, initial=True)
    note = forms.CharField(label=_("Ghi chú in dưới bảng"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for first, then in _IN_ORDER:
            early, late = data.get(first), data.get(then)
            if early and late and late < early and then not in self.errors:
                self.add_error(
                    then,
                    _("%(then)s (%(late)s) sớm hơn %(first)s (%(early)s); sửa một trong hai ngày.")
                    % {
                        "then": self.fields[then].label,
                        "late": f"{late:%d/%m/%Y}",
                        "first": str(self.fields[first].label).lower(),
                        "early": f"{early:%d/%m/%Y}",
                    },
                )
        return data

    @property
    def calendar(self) -> Calendar:
        return Calendar(**{name: self.cleaned_data[name] for name in DAYS})


class NewRound(_Dates):
    """Units and calendar: the second step."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Đơn vị được đánh giá"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một đơn vị.")},
    )

    def __init__(self, *args: Any, criteria_set: CriteriaSet, group: UnitGroup, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = _offered(group, year, criteria_set.unit_kind)  # type: ignore[attr-defined]
        self.fields["units"].initial = [unit.pk for unit in units_for(group, year, criteria_set.unit_kind)]
        scales = criteria_set.band_scales.all()
        self.fields["band_scale"].queryset = scales  # type: ignore[attr-defined]
        self.fields["band_scale"].initial = scales.last()


def _offered(group: UnitGroup, year: int, kind: str) -> QuerySet[Unit]:
    """Every unit that existed at some time of the year; those of the year's end are chosen beforehand."""
    under = Q(parent=group.parent_id) | Q(parent__parent=group.parent_id)
    began = Q(valid_from__isnull=True) | Q(valid_from__lte=date(year, 12, 31))
    lasted = Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1))
    return Unit.objects.filter(under, began, lasted, kind=kind).select_related("parent__parent").in_order()


class ChangedRound(_Dates, SeenForm):
    """What may be changed about a round."""

    decision_number = forms.CharField(label=_("Số quyết định công bố kết quả"), required=False, max_length=80)
    decision_date = _day(_("Ngày quyết định"))

    def clean_decision_date(self) -> date | None:
        day, last = self.cleaned_data["decision_date"], timezone.localdate() + _DECIDED_AHEAD
        if day and day > last:
            raise forms.ValidationError(
                _("Ngày quyết định không thể sau hôm nay quá %(days)d ngày (%(last)s); kiểm tra lại năm.")
                % {"days": _DECIDED_AHEAD.days, "last": f"{last:%d/%m/%Y}"}
            )
        return day

    def __init__(self, *args: Any, round_: AssessmentRound, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(round_, name) for name in CHANGEABLE}
        super().__init__(*args, **kwargs)
        self.fields["band_scale"].queryset = round_.criteria_set.band_scales.all()  # type: ignore[attr-defined]
        told = Event.objects.filter(verb="change_round", data__round=round_.pk).select_related("by")
        self.hold({name: getattr(round_, name) for name in CHANGEABLE}, told.first)

    @property
    def changes(self) -> dict[str, Any]:
        """Only what was changed in the form."""
        return self.differing(CHANGEABLE)


class AddedUnits(forms.Form):
    """Units that the round does not hold yet."""

    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Đơn vị bổ sung"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn ít nhất một đơn vị.")},
    )

    def __init__(self, *args: Any, round_: AssessmentRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = _offered(round_.group, round_.year, round_.criteria_set.unit_kind)
        absent = offered.exclude(sheets__round=round_)
        self.fields["units"].queryset = absent  # type: ignore[attr-defined]


class LeftOut(SeenForm):
    """Why a unit is not assessed."""

    reason = forms.CharField(
        label=_("Lý do không đánh giá"),
        help_text=_("Lý do này được in trong bảng công bố."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Nêu lý do không đánh giá; lý do này được in trong bảng công bố.")},
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        kwargs["initial"] = {"reason": sheet.left_out_reason}
        super().__init__(*args, **kwargs)
        told = Event.objects.filter(verb__in=("leave_out", "take_in"), data__sheet=sheet.pk).select_related("by")
        self.hold({"reason": sheet.left_out_reason}, told.first)
