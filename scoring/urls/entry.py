"""Rounds, sheets and scores: /lam-viec/ky/…"""

from django.urls import URLPattern, path

from scoring.views import entry, files, rounds

urlpatterns: list[URLPattern] = [
    path("ky/moi/", rounds.new, name="round-new"),
    path("ky/<int:pk>/", rounds.show, name="round"),
    path("ky/<int:pk>/tien-do.<slug:suffix>", files.progress, name="round-file"),
    path("ky/<int:pk>/sua/", rounds.change, name="round-change"),
    path("ky/<int:pk>/them-don-vi/", rounds.extend, name="round-add-units"),
    path("ky/<int:pk>/mo/", rounds.begin, name="round-open"),
    path("ky/<int:pk>/linh-vuc/<str:code>/", entry.area, name="area"),
    path("ky/<int:pk>/linh-vuc/<str:code>/diem.<slug:suffix>", files.area, name="area-file"),
    path("ky/<int:pk>/phieu/<int:sheet>.<slug:suffix>", files.sheet, name="sheet-file"),
    path("ky/<int:pk>/phieu/<int:sheet>/nhat-ky.<slug:suffix>", files.history, name="sheet-history-file"),
    path("ky/<int:pk>/phieu/<int:sheet>/", entry.sheet, name="sheet"),
    path("ky/<int:pk>/phieu/<int:sheet>/tinh/", entry.compute, name="sheet-compute"),
    path("ky/<int:pk>/phieu/<int:sheet>/lay-diem-tu-cham/", entry.copy_self, name="sheet-copy-self"),
    path("ky/<int:pk>/phieu/<int:sheet>/nhat-ky/", entry.history, name="sheet-history"),
    path("ky/<int:pk>/phieu/<int:sheet>/khong-danh-gia/", rounds.exclude, name="sheet-leave-out"),
    path("ky/<int:pk>/phieu/<int:sheet>/danh-gia-lai/", rounds.include, name="sheet-take-in"),
]
