"""Write a criteria set as the files that `import_criteria` reads."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from scoring.criteria_files import as_texts, as_workbook
from scoring.management.reporting import USAGE
from scoring.models import CriteriaSet

_EXIT_CODES = """mã thoát:
  0  hoàn thành
  2  gọi lệnh sai: không có bộ tiêu chí, không ghi được tệp
"""


class Command(BaseCommand):
    help = _(
        "Xuất một bộ tiêu chí ra tệp theo mẫu ở docs/data-format.md. Tệp .xlsx có bốn trang tính; với .csv, mỗi bảng một"
        " tệp, tên bắt đầu bằng mã bảng. Nhập lại thì không có gì thay đổi."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=_EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("set", metavar="SET", help=_("mã bộ tiêu chí"))
        parser.add_argument("file", type=Path, metavar="FILE", help=_("tệp .xlsx hoặc .csv"))

    def handle(self, *, set: str, file: Path, **options: Any) -> None:
        criteria_set = CriteriaSet.objects.select_related("copied_from", "index").filter(code=set).first()
        if criteria_set is None:
            raise CommandError(_("Không có bộ tiêu chí “%s”.") % set, returncode=USAGE)
        if file.suffix.lower() == ".xlsx":
            files = {file: as_workbook(criteria_set)}
        elif file.suffix.lower() == ".csv":
            files = {file.with_name(f"{table}-{file.name}"): text for table, text in as_texts(criteria_set).items()}
        else:
            raise CommandError(_("Tệp phải có đuôi .xlsx hoặc .csv."), returncode=USAGE)
        for path, content in files.items():
            try:
                path.write_bytes(content)
            except OSError:
                raise CommandError(_("Không ghi được tệp “%s”.") % path, returncode=USAGE) from None
            self.stdout.write(_("Đã ghi %s") % path)
