"""Links between published tables: places and blocks, the switches above a table, filters and files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.published import Ranking, Release

from .ranking import FILTERS, View

FIRST_YEAR = 2000


def is_a_year_of_results(year: int) -> bool:
    """Whether a table of that year could be asked for in earnest: from before every index known, to next year."""
    return FIRST_YEAR <= year <= timezone.localdate().year + 1


@dataclass(frozen=True, slots=True)
class Link:
    """A link that knows whether it leads to where the reader is."""

    text: str
    href: str
    is_here: bool = False
    hint: str = ""
    is_far: bool = False  # may be left out where there is little room


@dataclass(frozen=True, slots=True)
class Switch:
    """A row of links of one kind: block, index or year."""

    label: str
    links: list[Link]
    is_short: bool = False  # its links are short words that stay in sight; others fold away on a phone

    @property
    def here(self) -> str:
        return next((link.text for link in self.links if link.is_here), "")

    @property
    def has_far(self) -> bool:
        return any(link.is_far for link in self.links)


@dataclass(frozen=True, slots=True)
class BlockOfReleases:
    """Every year of one index in one block."""

    name: str
    index: str
    index_name: str
    releases: list[Release]


@dataclass(frozen=True, slots=True)
class PlaceOfBlocks:
    name: str
    blocks: list[BlockOfReleases]

    @property
    def is_illustrative(self) -> bool:
        return any(release.illustrative for block in self.blocks for release in block.releases)


def ranking_address(release: Release) -> str:
    return reverse("portal:ranking", args=[release.place_slug, release.group_slug, release.index, release.year])


def table_of(releases: Iterable[Release], place: str, group: str, year: int) -> Release | None:
    """The table of a block and year among some, or None."""
    asked = (place, group, year)
    return next((each for each in releases if (each.place_slug, each.group_slug, each.year) == asked), None)


def criterion_address(release: Release, code: str) -> str:
    """Where a criterion of a computed table is told with what every unit got for it; "" while it is not published."""
    if not release.number:
        return ""
    asked = [release.set_code, code, release.place_slug, release.group_slug, release.year]
    return reverse("portal:criterion-year", args=asked)


def unit_year_address(release: Release, unit: str) -> str:
    """The page of a unit in the table's year; "" while the table is not published: what is previewed has no such pages."""
    return reverse("portal:unit-year", args=[unit, release.year]) if release.number else ""


def publication_address(number: int) -> str:
    return reverse("portal:publication", args=[number])


def chart_address(release: Release) -> str:
    return reverse("portal:ranking-chart", args=[release.place_slug, release.group_slug, release.index, release.year])


def by_place(releases: list[Release]) -> list[PlaceOfBlocks]:
    """Current tables by place, then block and index; the country comes first, years newest first."""

    def place(release: Release) -> tuple[bool, str]:
        return (not release.is_national, release.place_slug)

    places = []
    for _key, of_place in groupby(sorted(releases, key=place), key=place):
        found = list(of_place)
        blocks: dict[tuple[str, str], list[Release]] = {}
        for release in found:
            blocks.setdefault((release.group_slug, release.index), []).append(release)
        places.append(
            PlaceOfBlocks(
                found[0].place,
                [
                    BlockOfReleases(each[0].group_name, each[0].index, each[0].index_name, each)
                    for each in blocks.values()
                ],
            )
        )
    return places


def _closest(releases: list[Release], year: int) -> Release:
    return min(releases, key=lambda each: (abs(each.year - year), -each.year))


def _switch_link(name: str, target: Release, here: Release, to: Callable[[Release], str], *, is_here: bool) -> Link:
    """A link to another block or index; where it has no table of this year, the link says of which year it is."""
    text = (
        name if target.year == here.year or is_here else _("%(name)s (%(year)s)") % {"name": name, "year": target.year}
    )
    return Link(text, to(target), is_here)


# So many years fit on one line of a phone.
_NEAR_YEARS = 4


def switches(here: Release, releases: list[Release], to: Callable[[Release], str] = ranking_address) -> list[Switch]:
    """Block, index and year, as plain links to tables that exist, or to another page `to` that each of them has."""
    of_place = [each for each in releases if each.place_slug == here.place_slug]
    blocks: dict[str, list[Release]] = {}
    for each in of_place:
        blocks.setdefault(each.group_slug, []).append(each)
    block_links = []
    for slug, found in blocks.items():
        target = _closest([each for each in found if each.index == here.index] or found, here.year)
        block_links.append(_switch_link(target.group_name, target, here, to, is_here=slug == here.group_slug))
    indexes: dict[str, list[Release]] = {}
    for each in blocks.get(here.group_slug, []):
        indexes.setdefault(each.index, []).append(each)
    index_links = [
        _switch_link(found[0].index_name, _closest(found, here.year), here, to, is_here=code == here.index)
        for code, found in indexes.items()
    ]
    years = sorted(indexes.get(here.index, []), key=lambda each: each.year)
    near = sorted(years, key=lambda each: (abs(each.year - here.year), -each.year))[:_NEAR_YEARS]
    year_links = [Link(str(each.year), to(each), each.year == here.year, is_far=each not in near) for each in years]
    found_switches = [
        Switch(_("Khối"), block_links),
        Switch(_("Chỉ số"), index_links),
        Switch(_("Năm"), year_links, is_short=True),
    ]
    return [
        switch for switch in found_switches if len(switch.links) > 1 or not any(link.is_here for link in switch.links)
    ]


def filters(view: View, ranking: Ranking) -> list[Link]:
    """Filters that would leave some rows, each with how many; empty when the table knows no moves."""
    labels = {
        "": _("Tất cả"),
        "tang": _("Tăng hạng"),
        "giam": _("Giảm hạng"),
        "giu": _("Giữ hạng"),
        "co-diem": _("Có điểm"),
    }
    links = []
    for code, label in labels.items():
        count = sum(1 for row in ranking.rows if FILTERS[code](row))
        if not code or 0 < count < len(ranking.rows) or code == view.only:
            links.append(Link(f"{label} ({count})", view.query(only=code) or "?", code == view.only))
    return links if len(links) > 1 else []


def file_links(release: Release, view: View) -> list[Link]:
    """The same rows as on the page in each form."""
    return files_beside(ranking_address(release), view.query())


def files_beside(page: str, query: str = "") -> list[Link]:
    """The files of a page: its address with a suffix instead of the last stroke."""
    base = page.rstrip("/")
    return [
        Link(label, f"{base}.{suffix}{query}")
        for label, suffix in (("Excel", "xlsx"), ("CSV", "csv"), ("JSON", "json"))
    ]


# A block of more units than this has no announcement, no single sheet and no pack: they would be books, and take minutes.
MOST_ON_PAPER = 200


def is_small(release: Release) -> bool:
    """Whether the block is small enough for papers on all of its units together."""
    return (release.row_count or 0) <= MOST_ON_PAPER


def papers_of(release: Release, pack_size: int | None = None) -> list[Link]:
    """What is printed, signed and handed out of one publication; the pack of a meeting where it is made (its bytes)."""
    number = release.number
    links = [
        Link(_("Phụ lục để in, ký (.xlsx)"), reverse("portal:annex", args=[number, "xlsx"])),
        Link(_("Phụ lục để in, ký (.pdf)"), reverse("portal:annex", args=[number, "pdf"])),
    ]
    if is_small(release):
        links += [
            Link(_("Thông báo kết quả (.docx)"), reverse("portal:announcement", args=[number])),
            Link(_("Bảng cả khối, khổ A3 (.pdf)"), reverse("portal:block-sheet", args=[number])),
        ]
    if pack_size is not None:
        text = _("Hồ sơ họp: các tệp trên và phiếu của từng đơn vị (.zip, %(size)s)")
        size = filesizeformat(pack_size)
        links.append(Link(text % {"size": size}, reverse("portal:meeting-pack", args=[number])))
    return links
