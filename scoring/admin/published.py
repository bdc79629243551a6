"""The scoring side in the admin. Published rows are shown and never offered for change; the database refuses as well."""

from collections.abc import Callable

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from scoring.actions.addresses import OF_A_BLOCK, is_published
from scoring.event_words import channel_in_words, verb_in_words
from scoring.models import (
    ComparabilityBreak,
    Event,
    Framework,
    FrameworkItem,
    Index,
    IndexComponent,
    Publication,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
)
from units.admin import UnitGroupAdmin
from units.models import UnitGroup


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that people read here; they come in through actions."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class IndexComponentInline(admin.TabularInline):
    model = IndexComponent
    extra = 0


class ComparabilityBreakInline(admin.TabularInline):
    model = ComparabilityBreak
    extra = 0


@admin.register(Index)
class IndexAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "publisher", "unit_label", "scale_max")
    inlines = (IndexComponentInline, ComparabilityBreakInline)

    def get_readonly_fields(self, request, obj=None):
        """A code is given once: addresses, files and hashes hang on it, and another one would make another index."""
        return ("code",) if obj else ()


admin.site.unregister(UnitGroup)


@admin.register(UnitGroup)
class AddressedUnitGroupAdmin(UnitGroupAdmin):
    """A block whose address stays once anything of it is published; `units` cannot ask that itself."""

    def get_readonly_fields(self, request, obj=None):
        held = super().get_readonly_fields(request, obj)
        return (*held, *OF_A_BLOCK) if obj and is_published(obj) else held


class FrameworkItemInline(admin.TabularInline):
    model = FrameworkItem
    extra = 0


@admin.register(Framework)
class FrameworkAdmin(admin.ModelAdmin):
    list_display = ("decision", "scope", "dated", "areas", "criteria", "component_criteria")
    inlines = (FrameworkItemInline,)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("number", "index_name", "year", "group_name", "place_name", "version", "status", "published_at")
    list_filter = ("status", "index", "year")
    search_fields = ("group_name", "place_name", "decision_number")


@admin.register(PublishedResult)
class PublishedResultAdmin(ReadOnlyAdmin):
    list_display = ("printed_name", "publication", "rank", "total_printed", "band")
    list_filter = ("publication__index", "publication__year")
    search_fields = ("printed_name", "unit_code")
    list_select_related = ("publication",)


@admin.register(PublishedScore)
class PublishedScoreAdmin(ReadOnlyAdmin):
    list_display = ("result", "component", "printed", "basis")
    list_select_related = ("result", "component")
    search_fields = ("result__printed_name",)


@admin.register(PublishedComponent)
class PublishedComponentAdmin(ReadOnlyAdmin):
    list_display = ("name", "publication", "max_score", "weight")
    list_select_related = ("publication",)


@admin.register(PublishedFact)
class PublishedFactAdmin(ReadOnlyAdmin):
    list_display = ("label", "publication", "printed", "basis")
    list_select_related = ("publication",)


class _ByWord(admin.SimpleListFilter):
    """Events that have the same word in a field, each word by its name in Vietnamese."""

    in_words: Callable[[str], str]  # the name of a word, given by each filter

    def lookups(self, request, model_admin):
        found = Event.objects.order_by().values_list(self.parameter_name, flat=True).distinct()
        return sorted(((each, self.in_words(each)) for each in found), key=lambda pair: pair[1])

    def queryset(self, request, queryset):
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class _ByVerb(_ByWord):
    title, parameter_name = _("việc"), "verb"
    in_words = staticmethod(verb_in_words)


class _ByChannel(_ByWord):
    title, parameter_name = _("đường vào"), "channel"
    in_words = staticmethod(channel_in_words)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "way", "deed", "subject")
    list_filter = (_ByVerb, _ByChannel)
    fields = ("at", "by", "way", "deed", "subject", "reason", "data")
    search_fields = ("subject", "reason")

    @admin.display(description=_("đường vào"), ordering="channel")
    def way(self, event):
        return channel_in_words(event.channel)

    @admin.display(description=_("việc"), ordering="verb")
    def deed(self, event):
        return verb_in_words(event.verb)
