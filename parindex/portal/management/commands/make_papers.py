"""Set the papers of everything published before anyone asks for one: annexes and the sheets of units' years."""

from argparse import ArgumentTypeError
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from parindex.portal.papers import NoPapers
from parindex.portal.presenters import paper_sheets
from parindex.portal.presenters.annex import annex
from scoring import published
from units.models import Unit


def _site(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ArgumentTypeError(_("“%s” không phải địa chỉ như https://par.example.vn") % text)
    return text.rstrip("/") + "/"


class Command(BaseCommand):
    help = _(
        "Lập sẵn tệp PDF (phụ lục, phiếu một trang của từng đơn vị) của mọi bảng đang có hiệu lực. Tệp đã có thì giữ"
        " nguyên; người đọc tải tệp chưa lập sẵn thì tệp được lập lúc đó."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "site", type=_site, metavar="SITE", help=_("địa chỉ của cổng, in trên giấy cùng mã kiểm tra")
        )

    def handle(self, *, site: str, **options: Any) -> None:
        try:
            annexes, sheets = _annexes(site), _sheets(site)
        except NoPapers as reason:
            raise CommandError(str(reason)) from None
        told = {"annexes": annexes, "sheets": sheets}
        self.stdout.write(_("Có đủ %(annexes)d phụ lục và %(sheets)d phiếu của đơn vị.") % told)


def _annexes(site: str) -> int:
    releases = published.current_releases()
    for release in releases:
        (ranking,) = published.load_rankings([release])
        paper_sheets.annex_file(annex(ranking, lambda path: urljoin(site, path)), "pdf")
    return len(releases)


def _sheets(site: str) -> int:
    count = 0
    for unit in Unit.objects.filter(code__in=published.units_with_results()).select_related("parent").order_by("code"):
        years = {edition.release.year for edition in published.editions_of([unit.code])[unit.code]}
        for year in sorted(years):
            rankings = published.load_rankings(published.releases_of_unit(unit.code, year))
            below = published.load_assessments([each.release for each in rankings], unit=unit.code)
            context = paper_sheets.unit_year(unit, year, rankings, below, lambda path: urljoin(site, path))
            paper_sheets.unit_year_file(context)
            count += 1
    return count
