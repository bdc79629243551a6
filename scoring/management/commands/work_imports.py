"""Work off the files that wait: checks, large imports, large undos. A service runs it (docs/deploy.md)."""

import os
import time
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from scoring.actions.workbooks.waiting import work_once

OK, DATABASE = 0, 3
_EXIT_CODES = """mã thoát:
  0  hoàn thành (kể cả khi không có tệp nào chờ)
  2  gọi lệnh sai
  3  cơ sở dữ liệu không trả lời
"""


class Command(BaseCommand):
    help = _("Kiểm tra và ghi các tệp đang chờ: tệp lớn, lần nhập và lần hoàn tác có nhiều thay đổi.")

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=_EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **options
        )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--once", action="store_true", help=_("làm những gì đang chờ rồi dừng"))
        parser.add_argument(
            "--every",
            type=float,
            default=2.0,
            metavar="GIÂY",
            help=_("xem lại sau mỗi khoảng giây đã nêu (mặc định 2)"),
        )
        parser.add_argument("--beside", type=int, metavar="PID", help=_("dừng khi tiến trình mẹ này kết thúc"))

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            code = self._work()
            while not options["once"] and options["beside"] in (None, os.getppid()):
                time.sleep(max(0.1, options["every"]))
                self._work()
        except KeyboardInterrupt:
            return
        if options["once"] and code:
            raise SystemExit(code)

    def _work(self) -> int:
        try:
            if worked := work_once():
                self.stdout.write(_("Đã xử lý %d việc.") % worked)
        except DatabaseError as error:
            self.stderr.write(_("Cơ sở dữ liệu không trả lời: %(error)s") % {"error": error})
            connection.close()  # the next look opens a new one
            return DATABASE
        return OK
