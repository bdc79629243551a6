"""Criteria sets: /lam-viec/bo-tieu-chi/…; a set on trial, and how well the leaves of a round do."""

from django.urls import URLPattern, path

from scoring.views import criteria, criteria_import, trials

urlpatterns: list[URLPattern] = [
    path("bo-tieu-chi/", criteria.show_all, name="criteria-sets"),
    path("bo-tieu-chi.<slug:suffix>", criteria.list_file, name="criteria-sets-file"),
    path("bo-tieu-chi/<slug:code>/", criteria.show, name="criteria-set"),
    path("bo-tieu-chi/<slug:code>/chep/", criteria.copy, name="criteria-set-copy"),
    path("bo-tieu-chi/<slug:code>/tai-ve.<str:form>", criteria.download, name="criteria-set-file"),
    # Not under bo-tieu-chi/, where every word may be the code of a set.
    path("nhap-bo-tieu-chi/", criteria_import.show, name="criteria-import"),
    path("thu-bo-tieu-chi/", trials.show, name="trial"),
    path("thu-bo-tieu-chi/<slug:what>.<slug:suffix>", trials.download, name="trial-file"),
    path("ky/<int:pk>/suc-khoe-tieu-chi/", trials.health, name="leaf-health"),
    path("ky/<int:pk>/suc-khoe-tieu-chi.<slug:suffix>", trials.health_file, name="leaf-health-file"),
]
