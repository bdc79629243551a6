"""Workbooks out and in: /lam-viec/ky/<round>/tep/…, and the empty files of the portal's own format."""

from django.urls import URLPattern, path

from scoring.views import files, imports, workbooks

_AT = "ky/<int:pk>/tep/"
_ACT = f"{_AT}<int:act>/"
urlpatterns: list[URLPattern] = [
    path("tep-mau/<slug:name>.xlsx", workbooks.empty_format, name="format-template"),
    path(_AT, workbooks.show, name="workbooks"),
    path("ky/<int:pk>/tep.<slug:suffix>", files.brought, name="workbooks-file"),
    path(f"{_AT}mau/<slug:kind>.xlsx", workbooks.template, name="workbook-template"),
    path(_ACT, imports.show, name="import-act"),
    path(f"{_ACT}xac-nhan/", imports.confirm, name="import-confirm"),
    path(f"{_ACT}kiem-tra-lai/", imports.check_again, name="import-check-again"),
    path(f"{_ACT}bo/", imports.drop, name="import-drop"),
    path(f"{_ACT}hoan-tac/", imports.undo, name="import-undo"),
    path(f"{_ACT}thay-doi.<slug:suffix>", files.imported, name="import-changes-file"),
    path(f"{_ACT}ket-qua.xlsx", imports.findings, name="import-findings"),
]
