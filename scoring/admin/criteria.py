"""Criteria sets in the admin. Every write goes through the actions; a set that a published round used is only shown."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from scoring.actions.criteria import add_criterion, change_criterion, remove_criterion
from scoring.actions.criteria_sets import (
    BAND_FIELDS,
    SCALE_FIELDS,
    SET_FIELDS,
    change_set,
    create_set,
    remove_band,
    remove_band_scale,
    remove_set,
    save_band,
    save_band_scale,
)
from scoring.core.rules import RuleRefused, read_rule
from scoring.models import Band, BandScale, CriteriaSet, Criterion
from scoring.policies import NotAllowed, can, check_can_change_set, check_can_look, check_can_manage
from scoring.rule_words import words_of_rule

from .criteria_forms import NODE_FORM_FIELDS, BandForm, CriteriaSetForm, CriterionForm

CHANNEL = "admin"


class WrittenByActions(admin.ModelAdmin):
    """Rows of criteria sets: permissions are those of scoring/policies.py, writes those of scoring/actions."""

    actions = None  # deleting many at once would pass by the actions

    def set_of(self, obj: Any) -> CriteriaSet:
        return obj if isinstance(obj, CriteriaSet) else obj.criteria_set

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can(check_can_look, request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(check_can_look, request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can(check_can_manage, request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return can(check_can_manage, request.user)
        return can(check_can_change_set, request.user, self.set_of(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id) if object_id else None
        if obj is not None and request.method == "GET":
            try:
                check_can_change_set(request.user, self.set_of(obj))
            except NotAllowed as reason:
                messages.warning(request, str(reason))
        return self._or_say_why(request, super().changeform_view, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: Any, extra_context: Any = None) -> HttpResponse:
        return self._or_say_why(request, super().delete_view, object_id, extra_context)

    def _or_say_why(self, request: HttpRequest, view: Any, *args: Any) -> HttpResponse:
        """Whatever an action refuses on the way (someone published meanwhile) is a sentence, not a broken page."""
        try:
            return view(request, *args)
        except NotAllowed as reason:
            messages.error(request, str(reason))
            return HttpResponseRedirect(request.path)

    def written(self, obj: Any, saved: Any) -> None:
        """The admin goes on with its own instance: it becomes what was stored."""
        obj.__dict__.update(saved.__dict__)


def _given(form: Any, fields: tuple[str, ...], *, all_of_them: bool) -> dict[str, Any]:
    return {
        name: form.cleaned_data[name]
        for name in fields
        if name in form.cleaned_data and (all_of_them or name in form.changed_data)
    }


class BandScaleInline(admin.TabularInline):
    model = BandScale
    fields = SCALE_FIELDS
    extra = 0
    show_change_link = True

    def has_view_permission(self, request, obj=None):
        return can(check_can_look, request.user)

    def has_add_permission(self, request, obj=None):
        return obj is None or can(check_can_change_set, request.user, obj)

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)


@admin.register(CriteriaSet)
class CriteriaSetAdmin(WrittenByActions):
    form = CriteriaSetForm
    fields = (*SET_FIELDS, "reason", "seen")
    list_display = ("name", "code", "index", "unit_kind", "year_from", "year_to", "decision_number", "lock")
    list_filter = ("index", "unit_kind", "year_from", "illustrative")
    list_select_related = ("index",)
    search_fields = ("code", "name", "decision_number")
    inlines = (BandScaleInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).with_lock()

    @admin.display(description=_("đã khóa"), boolean=True)
    def lock(self, obj):
        return obj.has_lock

    def view_on_site(self, obj):
        return reverse("desk:criteria-set", args=[obj.code])

    def save_model(self, request, obj, form, change):
        values = _given(form, SET_FIELDS, all_of_them=not change)
        if not change:
            self.written(obj, create_set(values=values, channel=CHANNEL, by=request.user))
        elif values:
            reason = form.cleaned_data["reason"]
            change_set(criteria_set=obj, values=values, channel=CHANNEL, reason=reason, by=request.user)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        who = {"channel": CHANNEL, "by": request.user}
        for scale in formset.deleted_objects:
            remove_band_scale(scale=scale, **who)
        for scale in formset.new_objects:
            values = {name: getattr(scale, name) for name in SCALE_FIELDS}
            self.written(scale, save_band_scale(criteria_set=form.instance, values=values, **who))
        for scale, names in formset.changed_objects:
            values = {name: getattr(scale, name) for name in names}
            save_band_scale(criteria_set=form.instance, scale=scale, values=values, **who)

    def delete_model(self, request, obj):
        remove_set(criteria_set=obj, channel=CHANNEL, by=request.user)


class BandInline(admin.TabularInline):
    model = Band
    form = BandForm
    fields = BAND_FIELDS
    extra = 0

    def has_view_permission(self, request, obj=None):
        return can(check_can_look, request.user)

    def has_add_permission(self, request, obj=None):
        return obj is None or can(check_can_change_set, request.user, obj.criteria_set)

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request, obj)


@admin.register(BandScale)
class BandScaleAdmin(WrittenByActions):
    list_display = ("name", "criteria_set", "decision_number", "decision_date")
    list_filter = ("criteria_set",)
    list_select_related = ("criteria_set",)
    search_fields = ("name", "decision_number")
    fields = ("criteria_set", *SCALE_FIELDS)
    inlines = (BandInline,)

    def get_readonly_fields(self, request, obj=None):
        return ("criteria_set",) if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "criteria_set":
            kwargs["queryset"] = CriteriaSet.objects.with_lock().filter(has_lock=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        values = _given(form, SCALE_FIELDS, all_of_them=not change)
        if values:
            scale = obj if change else None
            who = {"channel": CHANNEL, "by": request.user}
            saved = save_band_scale(criteria_set=obj.criteria_set, scale=scale, values=values, **who)
            self.written(obj, saved)

    def save_formset(self, request, form, formset, change):
        formset.save(commit=False)
        who = {"channel": CHANNEL, "by": request.user}
        for band in formset.deleted_objects:
            remove_band(band=band, **who)
        for band in formset.new_objects:
            values = {name: getattr(band, name) for name in BAND_FIELDS}
            self.written(band, save_band(scale=form.instance, values=values, **who))
        for band, names in formset.changed_objects:
            save_band(scale=form.instance, band=band, values={name: getattr(band, name) for name in names}, **who)

    def delete_model(self, request, obj):
        remove_band_scale(scale=obj, channel=CHANNEL, by=request.user)


@admin.register(Criterion)
class CriterionAdmin(WrittenByActions):
    form = CriterionForm
    list_display = ("code", "short_title", "criteria_set", "max_score", "origin", "rule_words", "appraiser", "mapping")
    list_display_links = ("code", "short_title")
    list_filter = (
        "criteria_set",
        "origin",
        "mapping",
        "explanation_required",
        ("appraiser", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("criteria_set", "appraiser")
    search_fields = ("code", "title")
    list_per_page = 200
    fieldsets = (
        (None, {"fields": ("criteria_set", "parent", "code", "position", "title")}),
        (_("Điểm"), {"fields": ("max_score", "origin", "rule_kind", "rule_detail")}),
        (_("Chấm điểm"), {"fields": ("guidance", "evidence", "appraiser", "explanation_required")}),
        (_("So với bộ trước"), {"fields": ("previous", "mapping")}),
        (None, {"fields": ("note", "reason", "seen")}),
    )

    @admin.display(description=_("nội dung"), ordering="title")
    def short_title(self, obj):
        return Truncator(obj.title).chars(90)

    @admin.display(description=_("cách tính điểm"))
    def rule_words(self, obj):
        if obj.rule is None or obj.max_score is None:
            return ""
        try:
            return words_of_rule(read_rule(obj.rule, obj.max_score), obj.max_score)
        except RuleRefused:
            return _("sai, cần sửa")

    def get_readonly_fields(self, request, obj=None):
        return ("criteria_set",) if obj else ()

    def get_fieldsets(self, request, obj=None):
        """Where nothing may be changed the rule is told in words, since its two fields belong to the form."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": ("criteria_set", *NODE_FORM_FIELDS, "rule_words")})]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "criteria_set":
            kwargs["queryset"] = CriteriaSet.objects.with_lock().filter(has_lock=False)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["fields"] = ()
            kwargs["form"] = forms.ModelForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request, obj, form, change):
        who = {"channel": CHANNEL, "by": request.user}
        if not change:
            criteria_set = form.cleaned_data["criteria_set"]
            self.written(obj, add_criterion(criteria_set=criteria_set, values=form.values, **who))
        elif form.values:
            change_criterion(criterion=obj, values=form.values, reason=form.cleaned_data["reason"], **who)

    def delete_model(self, request, obj):
        remove_criterion(criterion=obj, channel=CHANNEL, by=request.user)

    def view_on_site(self, obj):
        return reverse("desk:criteria-set", args=[obj.criteria_set.code])
