"""Import criteria sets from files of the documented format (docs/data-format.md)."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from scoring.actions.criteria_import import import_criteria_files
from scoring.management.reporting import EXIT_CODES, Steps, person_named, refused_by_database, report
from scoring.management.terminal import console_for

from .import_results import read_sources


class Command(BaseCommand):
    help = _(
        "Nhập bộ tiêu chí từ tệp .csv và .xlsx theo mẫu ở docs/data-format.md. Mọi tệp của một lần gọi được ghi cùng"
        " nhau hoặc không ghi gì; nhập lại cùng tệp thì không có gì thay đổi."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("tệp .csv hoặc .xlsx"))
        parser.add_argument("--check", action="store_true", help=_("chỉ kiểm tra và báo lỗi, không ghi gì"))
        parser.add_argument(
            "--remove-missing", action="store_true", help=_("bỏ các mục đang có mà tệp không có; mặc định là giữ lại")
        )
        parser.add_argument("--by", metavar="USERNAME", help=_("tài khoản chịu trách nhiệm, ghi vào nhật ký"))

    def handle(self, *, files: list[Path], check: bool, remove_missing: bool, by: str | None, **options: Any) -> None:
        console = console_for(self.stdout)
        try:
            person = person_named(by)
            sources = read_sources(files)
            with Steps(console) as steps:
                outcome = import_criteria_files(
                    sources=sources, check=check, remove_missing=remove_missing, progress=steps, by=person
                )
        except DatabaseError as error:
            raise refused_by_database(error) from None
        report(outcome, console)
