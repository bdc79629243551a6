"""Import files of the documented format (docs/data-format.md)."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from scoring.actions.imports import import_files
from scoring.imports.workbook import SourceFile
from scoring.management.reporting import EXIT_CODES, USAGE, Steps, person_named, refused_by_database, report
from scoring.management.terminal import console_for


class Command(BaseCommand):
    help = _(
        "Nhập kết quả từ tệp .csv và .xlsx theo mẫu ở docs/data-format.md. Mọi tệp của một lần gọi được ghi cùng nhau"
        " hoặc không ghi gì; nhập lại cùng tệp thì không có gì thay đổi."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("tệp .csv hoặc .xlsx"))
        parser.add_argument("--check", action="store_true", help=_("chỉ kiểm tra và báo lỗi, không ghi gì"))
        parser.add_argument("--publish", action="store_true", help=_("công bố luôn các bản nháp có trong tệp"))
        parser.add_argument("--by", metavar="USERNAME", help=_("tài khoản chịu trách nhiệm, ghi vào nhật ký"))

    def handle(self, *, files: list[Path], check: bool, publish: bool, by: str | None, **options: Any) -> None:
        console = console_for(self.stdout)
        try:
            person = person_named(by)
            sources = read_sources(files)
            with Steps(console) as steps:
                outcome = import_files(sources=sources, check=check, publish=publish, progress=steps, by=person)
        except DatabaseError as error:
            raise refused_by_database(error) from None
        report(outcome, console)


def read_sources(paths: list[Path]) -> list[SourceFile]:
    """The files of a call, each once; names are told apart by their folders where they must be."""
    unique = list(dict.fromkeys(paths))
    names = [path.name for path in unique]
    sources = []
    for path in unique:
        try:
            source = SourceFile.from_path(path)
        except OSError:
            raise CommandError(_("Không mở được tệp “%s”.") % path, returncode=USAGE) from None
        sources.append(source if names.count(path.name) == 1 else SourceFile(str(path), source.content))
    return sources
