"""Addresses: the public portal at the root, the staff side under /quan-tri/."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("", include("parindex.portal.urls")),
]
handler404 = "parindex.portal.views.errors.not_found"
handler500 = "parindex.portal.views.errors.server_error"
