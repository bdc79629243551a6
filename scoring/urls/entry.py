"""Rounds, sheets and scores: /lam-viec/ky/…"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
