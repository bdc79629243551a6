"""Units in the admin: entered and mended here; what was published keeps the name it had."""

from django.contrib import admin

from .models import FormerDesignation, Succession, Unit, UnitAlias, UnitGroup


class FormerDesignationInline(admin.TabularInline):
    model = FormerDesignation
    extra = 0


class UnitAliasInline(admin.TabularInline):
    model = UnitAlias
    extra = 0


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ("code", "full_name", "kind", "parent", "valid_from", "valid_to")
    list_filter = ("kind", "illustrative")
    search_fields = ("code", "search_text", "full_name")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    inlines = (FormerDesignationInline, UnitAliasInline)

    def get_readonly_fields(self, request, obj=None):
        """A code is given once: results, addresses and files hang on it."""
        return ("code",) if obj else ()

    def has_delete_permission(self, request, obj=None):
        """A unit ends; it does not vanish."""
        return False


@admin.register(Succession)
class SuccessionAdmin(admin.ModelAdmin):
    list_display = ("predecessor", "successor", "kind", "effective_on")
    list_filter = ("kind", "effective_on")
    list_select_related = ("predecessor", "successor")
    autocomplete_fields = ("predecessor", "successor")


@admin.register(UnitGroup)
class UnitGroupAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "parent", "place", "slug", "valid_from", "valid_to")
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    autocomplete_fields = ("parent",)
