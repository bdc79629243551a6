"""Criteria sets: /lam-viec/bo-tieu-chi/…"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
