"""Addresses of the staff desk, under /lam-viec/; one module for each subject. All are for staff (parindex/access.py)."""

from django.urls import path

from scoring.views import home

from . import criteria, entry, records, release, surveys, workbooks

app_name = "desk"
urlpatterns = [
    path("", home.show, name="home"),
    *criteria.urlpatterns,
    *entry.urlpatterns,
    *surveys.urlpatterns,
    *release.urlpatterns,
    *workbooks.urlpatterns,
    *records.urlpatterns,
]
