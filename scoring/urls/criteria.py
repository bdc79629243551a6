"""Criteria sets: /lam-viec/bo-tieu-chi/…"""

from django.urls import URLPattern, path

from scoring.views import criteria

urlpatterns: list[URLPattern] = [
    path("bo-tieu-chi/", criteria.show_all, name="criteria-sets"),
    path("bo-tieu-chi/<slug:code>/", criteria.show, name="criteria-set"),
    path("bo-tieu-chi/<slug:code>/chep/", criteria.copy, name="criteria-set-copy"),
    path("bo-tieu-chi/<slug:code>/tai-ve.<str:form>", criteria.download, name="criteria-set-file"),
]
