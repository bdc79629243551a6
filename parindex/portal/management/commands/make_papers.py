"""Set the papers of what is published before anyone asks for one, and put them into the packs of meetings."""

import shutil
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.progress import Progress

from parindex.portal import packs, papers
from parindex.portal.presenters import navigation, paper_sheets
from parindex.portal.presenters.annex import annex
from scoring import published
from scoring.management.terminal import console_for, counting_bar
from scoring.published import Release
from scoring.published.meeting import Meeting, load_meeting
from units.models import Unit

FAILED, USAGE = 1, 2
_EXIT_CODES = """mã thoát:
  0  có đủ (kể cả khi không phải lập gì thêm)
  1  máy chủ thiếu thứ cần để lập, hoặc không ghi được tệp; những tệp đã lập thì giữ
  2  gọi lệnh sai: địa chỉ, số công bố hoặc thư mục không dùng được
"""


def _site(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ArgumentTypeError(_("“%s” không phải địa chỉ như https://par.example.vn") % text)
    return text.rstrip("/") + "/"


class Command(BaseCommand):
    help = _(
        "Lập sẵn giấy tờ của mọi bảng đang có hiệu lực: phụ lục, bảng A3, thông báo, phiếu một trang của từng đơn vị, và"
        " hồ sơ họp (ZIP) gồm các tệp đó. Tệp đã có thì giữ nguyên. Từng tệp chưa lập sẵn thì được lập khi có người tải;"
        " riêng hồ sơ họp chỉ có sau khi chạy lệnh này."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=_EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "site", type=_site, metavar="SITE", help=_("địa chỉ của cổng, in trên giấy cùng mã kiểm tra")
        )
        parser.add_argument(
            "--publication",
            type=int,
            action="append",
            metavar="SỐ",
            help=_("chỉ lập hồ sơ họp của công bố có số này, kể cả công bố đã được đính chính (lặp lại được)"),
        )
        parser.add_argument(
            "--to", type=Path, metavar="THƯ_MỤC", help=_("chép thêm các hồ sơ họp vào thư mục này: ho-so-hop-SỐ.zip")
        )

    def handle(self, *, site: str, **options: Any) -> None:
        folder: Path | None = options["to"]
        if folder is not None and not folder.is_dir():
            raise CommandError(_("Không có thư mục “%s”.") % folder, returncode=USAGE)
        releases = _asked(options["publication"])
        console = console_for(self.stdout)
        try:
            with counting_bar(console) as bar:
                made = _Maker(lambda path: urljoin(site, path), bar, folder)
                made.tables(releases)
                if options["publication"] is None:
                    made.other_sheets()
        except papers.NoPapers as reason:
            raise CommandError(str(reason), returncode=FAILED) from None
        except OSError as error:
            raise CommandError(_("Không ghi được tệp: %s") % error, returncode=FAILED) from None
        told = {"tables": len(releases), "packs": made.packs, "sheets": len(made.sheets)}
        self.stdout.write(
            _("Có đủ giấy tờ của %(tables)d bảng: %(packs)d hồ sơ họp, %(sheets)d phiếu của đơn vị.") % told
        )


def _asked(numbers: list[int] | None) -> list[Release]:
    if numbers is None:
        return published.current_releases()
    found = {number: published.release_by_number(number) for number in dict.fromkeys(numbers)}
    unknown = [str(number) for number, release in found.items() if release is None]
    if unknown:
        raise CommandError(_("Chưa có công bố số %s.") % ", ".join(unknown), returncode=USAGE)
    return [release for release in found.values() if release is not None]


class _Maker:
    """Makes what is not there yet, and counts it: packs, and sheets by unit and year."""

    def __init__(self, absolute: Callable[[str], str], bar: Progress, folder: Path | None) -> None:
        self.absolute, self.bar, self.folder = absolute, bar, folder
        self.task = bar.add_task("", total=None)
        self.packs = 0
        self.sheets: set[tuple[str, int]] = set()

    def tables(self, releases: list[Release]) -> None:
        """The annex of each table, and the pack of each that is small enough for one."""
        for release in releases:
            name = f"{release.index_name} {release.year}, {release.group_name}, {release.place}"
            self.bar.update(self.task, description=name, total=None, completed=0)
            if navigation.is_small(release):
                self._pack(load_meeting(release))
            else:
                made = annex(published.load_ranking(release), self.absolute)
                papers.patiently(lambda made=made: paper_sheets.annex_file(made, "pdf"))  # type: ignore[misc]

    def _pack(self, meeting: Meeting) -> None:
        self.bar.update(self.task, total=packs.count_of(meeting.ranking))
        made = packs.make(meeting, self.absolute, lambda: self.bar.advance(self.task))
        if self.folder is not None:
            shutil.copyfile(made, self.folder / f"ho-so-hop-{meeting.release.number}.zip")
        self.packs += 1
        self.sheets |= {(row.unit, meeting.release.year) for row in meeting.ranking.rows}

    def other_sheets(self) -> None:
        """The sheets of units' years that are in no pack as they are: of units in several tables of a year."""
        units = Unit.objects.filter(code__in=published.units_with_results()).order_by("code")
        self.bar.update(self.task, description=_("Phiếu của đơn vị có nhiều bảng"), total=len(units), completed=0)
        for unit in units:
            tables = Counter(edition.release.year for edition in published.editions_of([unit.code])[unit.code])
            for year, count in sorted(tables.items()):
                if count == 1 and (unit.code, year) in self.sheets:
                    continue
                self.sheets.add((unit.code, year))
                known = packs.known_of_year(unit.code, year)
                context = paper_sheets.unit_year(unit.code, year, known, self.absolute, illustrative=unit.illustrative)
                papers.patiently(lambda context=context: paper_sheets.unit_year_file(context))  # type: ignore[misc]
            self.bar.advance(self.task)
