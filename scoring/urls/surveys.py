"""Survey tallies and satisfaction: /lam-viec/ky/<round>/khao-sat/…"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
