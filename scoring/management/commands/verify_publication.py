"""Hold every frozen publication to its hash, its own arithmetic and, where given, a manifest kept elsewhere."""

from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scoring.cell_names import column_name, place_name
from scoring.content_cells import CellDifference
from scoring.management.terminal import console_for, counting_bar
from scoring.manifest import (
    ManifestRefused,
    differences_from,
    entry_for,
    every_publication,
    read_manifest,
    with_rows,
    write_manifest,
)
from scoring.models import Publication
from scoring.proof import check_code
from scoring.verification import content_differences, content_of

OK, DIFFERENCES, USAGE = 0, 1, 2
EXIT_CODES = """mã thoát:
  0  mọi công bố đã kiểm đều nguyên vẹn
  1  có chỗ khác; từng ô được nêu tên
  2  gọi lệnh sai: không có công bố, không đọc được bản kê
"""


class Command(BaseCommand):
    # The system checks refuse altered publications (scoring.E002) without naming a cell: this command is for just then.
    requires_system_checks = ()
    help = _(
        "Tính lại mã băm và mọi con số của công bố từ dữ liệu đã đóng băng: điểm từng tiêu chí theo cách tính, tổng từng"
        " lĩnh vực, tổng điểm, chỉ số, xếp loại, thứ hạng, thành phần, trung bình. Ô nào khác thì nêu đúng ô đó. Bản kê"
        " (--write-manifest) giữ ở nơi khác cho biết cả ô chỉ là đầu vào đã bị đổi."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        return super().create_parser(
            prog_name, subcommand, epilog=EXIT_CODES, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", type=int, metavar="NUMBER", help=_("số công bố"))
        parser.add_argument("--all", action="store_true", help=_("mọi công bố, kể cả bản đã được đính chính"))
        parser.add_argument("--against", type=Path, metavar="FILE", help=_("đối chiếu với bản kê đã lưu trước đó"))
        parser.add_argument("--write-manifest", type=Path, metavar="FILE", help=_("ghi bản kê từng ô ra tệp"))

    def handle(self, *, numbers: list[int], against: Path | None, **options: Any) -> None:
        console = console_for(self.stdout)
        publications = _chosen(numbers, everything=options["all"])
        entries = _entries(against) if against else None
        found: list[tuple[Publication, str, list[CellDifference]]] = []
        unlisted = 0
        for publication in _watched(publications, console):
            differences = _differences(publication, entries)
            if differences is None:
                unlisted, differences = unlisted + 1, content_differences(publication)
            if differences:
                found.append((publication, check_code(publication.content_hash), differences))
        absent = [] if entries is None or numbers else _absent(entries, publications)
        if found:
            console.print(_table(found))
        for entry in absent:
            console.print(_("Bản kê có công bố số %(number)s nhưng cổng không còn.") % {"number": entry["number"]})
        if unlisted and entries is not None:
            console.print(_("%(n)d công bố chưa có trong bản kê (công bố sau khi lập).") % {"n": unlisted})
        count = len(publications)
        if found or absent:
            words = {"count": count, "wrong": len(found) + len(absent)}
            raise CommandError(
                _("Đã kiểm %(count)d công bố; %(wrong)d công bố không còn nguyên vẹn.") % words, returncode=DIFFERENCES
            )
        if path := options["write_manifest"]:
            _write(path, publications)
            console.print(_("Đã ghi bản kê của %(count)d công bố vào %(path)s.") % {"count": count, "path": path})
        console.print(_("Đã kiểm %(count)d công bố: tất cả nguyên vẹn.") % {"count": count})


def _chosen(numbers: list[int], *, everything: bool) -> list[Publication]:
    if bool(numbers) == everything:
        raise CommandError(_("Nêu số công bố cần kiểm, hoặc --all để kiểm tất cả."), returncode=USAGE)
    publications = list(every_publication() if everything else every_publication().filter(number__in=numbers))
    if absent := set(numbers) - {each.number for each in publications}:
        listed = ", ".join(str(number) for number in sorted(absent))
        raise CommandError(_("Không có công bố số %s.") % listed, returncode=USAGE)
    return publications


def _entries(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8") as source:
            return read_manifest(source)
    except OSError:
        raise CommandError(_("Không mở được tệp “%s”.") % path, returncode=USAGE) from None
    except ManifestRefused:
        raise CommandError(_("“%s” không phải bản kê do lệnh này ghi.") % path, returncode=USAGE) from None


def _write(path: Path, publications: list[Publication]) -> None:
    try:
        with path.open("w", encoding="utf-8") as out:
            write_manifest((with_rows(each) for each in publications), out)
    except OSError:
        raise CommandError(_("Không ghi được tệp “%s”.") % path, returncode=USAGE) from None


def _watched(publications: list[Publication], console: Console) -> Iterator[Publication]:
    """One publication after another with all its rows, under a progress bar where someone is watching."""
    with counting_bar(console) as bar:
        task = bar.add_task(_("Kiểm tra"), total=len(publications))
        for each in publications:
            yield with_rows(each)
            bar.advance(task)


def _differences(publication: Publication, entries: list[dict[str, Any]] | None) -> list[CellDifference] | None:
    """What differs; None where there is a manifest and the publication is not in it.

    The manifest names exactly the cells that were altered. What follows from them is then no news and is left out,
    except where the manifest sees nothing: then the publication was wrong from the start.
    """
    if entries is None:
        return content_differences(publication)
    entry = entry_for(publication, entries)
    if entry is None:
        return None
    return differences_from(publication, entry) or content_differences(publication)


def _absent(entries: list[dict[str, Any]], publications: list[Publication]) -> list[Mapping[str, Any]]:
    matched = [entry_for(each, entries) for each in publications]
    return [entry for entry in entries if not any(entry is each for each in matched)]


def _table(found: list[tuple[Publication, str, list[CellDifference]]]) -> Table:
    table = Table()
    for heading in (_("Công bố"), _("Mã kiểm tra"), _("Ở đâu"), _("Ô"), _("Đang giữ"), _("Phải là")):
        table.add_column(heading, overflow="fold")
    for publication, code, differences in found:
        content = content_of(publication)
        for each in differences:
            cells = (
                str(publication.number),
                code,
                place_name(each.path, content),
                column_name(each.path),
                _shown(each.held),
                _shown(each.expected),
            )
            table.add_row(*(escape(cell) for cell in cells))
    return table


def _shown(value: Any) -> str:
    return "–" if value is None or value == "" else str(value)[:80]
