"""Checklist, preview, submission, approval, correction: /lam-viec/ky/<round>/cong-bo/…"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
