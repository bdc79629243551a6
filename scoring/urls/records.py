"""Units and transcribed results: their files, and the drafts that come of them."""

from django.urls import URLPattern, path

from scoring.views import drafts, records_import

urlpatterns: list[URLPattern] = [
    path("nhap-don-vi-va-ket-qua/", records_import.show, name="records-import"),
    path("danh-sach-don-vi.xlsx", records_import.units_file, name="unit-list-file"),
    path("ban-nhap/", drafts.show_all, name="drafts"),
    path("ban-nhap/<int:pk>/", drafts.show, name="draft"),
]
