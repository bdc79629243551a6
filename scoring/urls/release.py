"""Checklist, preview, submission, approval, correction: /lam-viec/ky/<round>/cong-bo/…"""

from django.urls import URLPattern, path

from scoring.views import files, release

urlpatterns: list[URLPattern] = [
    path("ky/<int:pk>/cong-bo/", release.show, name="release"),
    path("ky/<int:pk>/cong-bo/trinh/", release.submit, name="release-submit"),
    path("ky/<int:pk>/cong-bo/phe-duyet/", release.approve, name="release-approve"),
    path("ky/<int:pk>/cong-bo/rut-lai/", release.void, name="release-void"),
    path("ky/<int:pk>/cong-bo/dinh-chinh/", release.correct, name="release-correct"),
    path("ky/<int:pk>/cong-bo/huy-dinh-chinh/", release.cancel_correction, name="release-cancel-correction"),
    path("ky/<int:pk>/cong-bo/ban-nhap/", release.drafts, name="release-drafts"),
    path("ky/<int:pk>/cong-bo/danh-muc.<slug:suffix>", files.checklist, name="release-checklist-file"),
    path("ky/<int:pk>/cong-bo/thay-doi.<slug:suffix>", files.changes, name="release-changes-file"),
    path("ky/<int:pk>/cong-bo/thay-doi/", release.changes, name="release-changes"),
]
