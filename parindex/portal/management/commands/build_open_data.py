"""Make the files of open data before anyone asks for them, so that no reader waits and no web worker is held."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from parindex.portal.opendata import files


class Command(BaseCommand):
    help = "Lập các tệp dữ liệu mở của phiên bản hiện tại, nếu chưa có."

    def handle(self, *args, **options) -> None:
        try:
            made = files.ready()
        except files.BeingMade as error:
            raise CommandError(
                _("Một tiến trình khác đang lập các tệp, hoặc nội dung công bố đang thay đổi. Chạy lại sau ít giây.")
            ) from error
        self.stdout.write(_("Phiên bản %(version)s: %(folder)s") % {"version": made.version, "folder": made.folder})
