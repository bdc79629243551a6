"""Addresses: the public portal at the root, the staff side under /quan-tri/."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

admin.site.site_header = _("Quản trị cổng công bố Chỉ số CCHC")
admin.site.site_title = _("Quản trị")
admin.site.index_title = _("Nội dung của cổng")
admin.site.site_url = "/"

urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("lam-viec/ky/<int:pk>/cong-bo/xem-truoc/", include("parindex.preview.urls")),
    path("lam-viec/", include("scoring.urls")),
    path("", include("parindex.portal.urls")),
]
handler404 = "parindex.portal.views.errors.not_found"
handler500 = "parindex.portal.views.errors.server_error"
