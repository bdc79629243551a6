"""Load the invented Tỉnh Minh Họa, on whose figures everything the portal does can be seen."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from scoring.actions.illustration import CannotIllustrate, load
from scoring.management.reporting import EXIT_CODES, USAGE, refused_by_database
from scoring.management.terminal import console_for, counting_bar


class Command(BaseCommand):
    help = _(
        "Nạp Tỉnh Minh Họa: một tỉnh hư cấu, có đủ các kỳ đánh giá 2022–2026, để dùng thử. Chạy lại không làm thay đổi dữ liệu."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                _("Dữ liệu hư cấu chỉ nạp ở bản dùng thử (PARINDEX_DEMO=1), không nạp vào cổng thật."),
                returncode=USAGE,
            )
        console = console_for(self.stdout)
        with counting_bar(console) as bar:
            task = bar.add_task(_("Tỉnh Minh Họa"), total=None)
            try:
                loaded = load(
                    progress=lambda what, done, of: bar.update(task, description=what, completed=done, total=of),
                    by=None,
                )
            except CannotIllustrate as refused:
                raise CommandError(str(refused), returncode=USAGE) from None
            except DatabaseError as error:
                raise refused_by_database(error) from None
        if loaded.is_new:
            console.print(_("Đã nạp Tỉnh Minh Họa (dữ liệu minh họa): %d công bố.") % loaded.publications)
        elif loaded.is_other_edition:
            console.print(
                _(
                    "Tỉnh Minh Họa ở đây được nạp từ một phiên bản khác của bộ sinh dữ liệu. Kết quả đã công bố không"
                    " sửa được nên giữ nguyên; muốn có bản mới, dùng một cơ sở dữ liệu mới."
                )
            )
        else:
            console.print(_("Tỉnh Minh Họa đã được nạp. Không có gì thay đổi."))
