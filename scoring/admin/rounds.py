"""Rounds, sheets and scores in the admin: to be looked at, with the way to the desk. Nothing is written here.

What is entered goes through the desk, where a stale form overwrites nobody, every change leaves an event, and an open
submission is voided; a form here would pass by all of that.
"""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from scoring.models import Appraisal, AssessmentRound, Sheet, Submission

from .published import ReadOnlyAdmin


@admin.register(AssessmentRound)
class AssessmentRoundAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "state", "appraisal_until", "publication_planned", "desk")
    list_filter = ("state", "index", "year")
    list_select_related = ("group__parent", "index")
    readonly_fields = ("desk",)

    @admin.display(description=_("bàn làm việc"))
    def desk(self, obj):
        return format_html('<a href="{}">{}</a>', reverse("desk:round", args=[obj.pk]), _("Mở"))


@admin.register(Sheet)
class SheetAdmin(ReadOnlyAdmin):
    list_display = ("unit", "round", "left_out_reason", "desk")
    list_filter = ("round__year", "round__index")
    list_select_related = ("unit", "round__group__parent")
    search_fields = ("unit__full_name", "unit__code")
    readonly_fields = ("desk",)

    @admin.display(description=_("bàn làm việc"))
    def desk(self, obj):
        return format_html('<a href="{}">{}</a>', reverse("desk:sheet", args=[obj.round_id, obj.pk]), _("Mở"))


@admin.register(Appraisal)
class AppraisalAdmin(ReadOnlyAdmin):
    list_display = (
        "criterion",
        "sheet",
        "self_score",
        "appraised_score",
        "max_score",
        "changed_by",
        "changed_at",
        "desk",
    )
    list_filter = ("sheet__round__year", "sheet__round__index")
    list_select_related = ("criterion", "sheet__unit", "sheet__round__group__parent", "changed_by")
    search_fields = ("sheet__unit__full_name", "criterion__code")
    readonly_fields = ("desk",)

    @admin.display(description=_("bàn làm việc"))
    def desk(self, obj):
        where = reverse("desk:sheet", args=[obj.sheet.round_id, obj.sheet_id])
        return format_html('<a href="{}#tc-{}">{}</a>', where, obj.criterion.code, _("Mở"))


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ("round", "submitted_at", "submitted_by", "approved_at", "approved_by", "released_at", "voided_at")
    list_filter = ("round__year",)
    list_select_related = ("round__group__parent", "submitted_by", "approved_by")
