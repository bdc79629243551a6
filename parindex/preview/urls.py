"""The preview's addresses: /lam-viec/ky/<round>/cong-bo/xem-truoc/, for staff (parindex/access.py)."""

from django.urls import path

from . import views

app_name = "preview"
urlpatterns = [
    path("", views.show, name="ranking"),
    path("don-vi/<slug:code>/", views.unit, name="unit"),
    path("tieu-chi/<str:code>/", views.criterion, name="criterion"),
    path("cau/", views.sentences, name="sentences"),
    path("cau/<slug:unit>/", views.sentences, name="unit-sentences"),
]
