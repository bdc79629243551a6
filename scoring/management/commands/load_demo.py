"""Load the real published results (and the illustrative round) that come with the project."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from scoring.actions.imports import import_files
from scoring.management.commands.import_results import read_sources
from scoring.management.reporting import EXIT_CODES, USAGE, Steps, refused_by_database, report
from scoring.management.terminal import console_for
from scoring.models import Event

CHANNEL = "load_demo"


class Command(BaseCommand):
    help = _("Nạp và công bố dữ liệu đi kèm (thư mục fixtures). Chạy lại nhanh và không làm mất dữ liệu.")

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help=_("thư mục chứa các tệp .csv; mặc định là fixtures"),
        )
        parser.add_argument("--again", action="store_true", help=_("đối chiếu lại cả khi các tệp đã được nạp"))

    def handle(self, *, folder: Path, again: bool, **options: Any) -> None:
        console = console_for(self.stdout)
        paths = sorted(folder.glob("*.csv"))
        if not paths:
            raise CommandError(_("Không có tệp .csv nào trong “%s”.") % folder, returncode=USAGE)
        sources = read_sources(paths)
        try:
            if not again and _was_loaded({source.name: source.sha256 for source in sources}):
                console.print(
                    _("Dữ liệu đi kèm đã được nạp (%d tệp, cùng mã băm). Không có gì thay đổi.") % len(sources)
                )
                return
            with Steps(console) as steps:
                outcome = import_files(sources=sources, publish=True, channel=CHANNEL, progress=steps, by=None)
        except DatabaseError as error:
            raise refused_by_database(error) from None
        report(outcome, console)


def _was_loaded(files: dict[str, str]) -> bool:
    """Whether the last load was of these very files."""
    last = Event.objects.filter(channel=CHANNEL, verb="import").order_by("-pk").first()
    return last is not None and last.data.get("files") == files
