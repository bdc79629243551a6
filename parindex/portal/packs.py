"""The pack of a meeting: announcement, annex, the block on A3 and a sheet for each unit, in one ZIP.

Making one takes a good part of a minute, so no request makes it: `make_papers` does, and pages offer what is there. A pack goes
by everything that the page of its table knows (figures, changes, corrections, names, the portal's address), so one of
another state of things is not offered. Its bytes know no time.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring import published
from scoring.exports.archive import as_zip
from scoring.published import Ranking
from scoring.published.meeting import Meeting
from units.models import Unit
from units.names import search_key

from . import papers
from .presenters import annex as annexes
from .presenters import announcement, block_sheet, paper_sheets, proof
from .presenters import ranking as presenter

# Raised when what a pack holds changes, so that packs made by an older version are not offered any more.
FORM = 2
README, SUMS = "doc-truoc.txt", "SHA256SUMS"
_LONGEST = 60
NOT_MADE = gettext_lazy("Hồ sơ họp chưa được lập")
NOT_MADE_WHY = gettext_lazy(
    "Hồ sơ họp gồm nhiều tệp nên được lập sẵn, không lập lúc tải. Bảng này chưa có hồ sơ; từng tệp vẫn tải được ngay:"
)
Absolute = Callable[[str], str]


def path_of(ranking: Ranking, absolute: Absolute) -> Path:
    """Where the pack of a table is kept, whether it is there or not."""
    known = hashlib.sha256(f"{FORM} {absolute('/')} {ranking!r}".encode()).hexdigest()
    return settings.VAR_DIR / "packs" / f"{ranking.release.number}-{known[:32]}.zip"


def size_of(ranking: Ranking, absolute: Absolute) -> int | None:
    """The pack's size in bytes; None while it is not made."""
    try:
        return path_of(ranking, absolute).stat().st_size
    except FileNotFoundError:
        return None


def make(meeting: Meeting, absolute: Absolute, done: Callable[[], None] = lambda: None) -> Path:
    """Make the pack and keep it; `done` hears of each file. Papers that are kept already are not set again.

    Raises NoPapers where the machine lacks what it takes.
    """
    files: dict[str, bytes] = {}
    for name, content in _files(meeting, absolute):
        files[name] = papers.patiently(content)
        done()
    path = path_of(meeting.ranking, absolute)
    papers.keep(path, as_zip(_described(meeting.ranking, files, absolute)))
    return path


def count_of(ranking: Ranking) -> int:
    """How many files `make` makes."""
    return len(ranking.rows) + 4


def _files(meeting: Meeting, absolute: Absolute) -> Iterator[tuple[str, Callable[[], bytes]]]:
    ranking = meeting.ranking
    annex = annexes.annex(ranking, absolute)
    prose = announcement.announcement(meeting, absolute)
    broad = block_sheet.block_sheet(meeting, absolute)
    yield "thong-bao.docx", lambda: announcement.announcement_file(prose)
    yield "phu-luc.xlsx", lambda: paper_sheets.annex_file(annex, "xlsx")
    yield "phu-luc.pdf", lambda: paper_sheets.annex_file(annex, "pdf")
    yield "bang-a3.pdf", lambda: block_sheet.block_sheet_file(broad)
    invented = set(Unit.objects.filter(code__in=ranking.names, illustrative=True).values_list("code", flat=True))
    for place, row in enumerate([*ranking.placed, *ranking.unplaced], start=1):
        context = paper_sheets.unit_year(
            row.unit, ranking.release.year, known_of(meeting, row.unit), absolute, illustrative=row.unit in invented
        )
        yield _name(place, row.name), lambda context=context: paper_sheets.unit_year_file(context)  # type: ignore[misc]


def known_of(meeting: Meeting, unit: str) -> paper_sheets.Known:
    """What the sheet of one unit draws on, of this table alone."""
    number = meeting.release.number
    return paper_sheets.Known(
        [meeting.beside],
        {number: meeting.assessment} if meeting.assessment is not None else {},
        {number: meeting.whys[unit]},
        {number: meeting.blocks[unit]} if unit in meeting.blocks else {},
    )


def known_of_year(unit: str, year: int) -> paper_sheets.Known:
    """What the sheet of a unit's year draws on: every current table that holds it."""
    rankings = published.load_rankings(published.releases_of_unit(unit, year))
    below = published.load_assessments([each.release for each in rankings], unit=unit)
    whys = published.load_whys(rankings, unit, below)
    beside = list(published.load_beside(rankings).values())
    return paper_sheets.Known(beside, below, whys, published.load_blocks(below, rankings, unit))


def _name(place: int, name: str) -> str:
    """ "don-vi/03-so-y-te.pdf": in the order of the table, without accents, in letters that every system takes."""
    plain = re.sub(r"[^a-z0-9]+", "-", search_key(name)).strip("-")[:_LONGEST].strip("-")
    return f"don-vi/{place:02d}-{plain}.pdf" if plain else f"don-vi/{place:02d}.pdf"


def _described(ranking: Ranking, files: Mapping[str, bytes], absolute: Absolute) -> dict[str, bytes]:
    """The files with a page that says what they are, and their sums as `sha256sum -c` reads them."""
    readme = "\r\n".join(_readme(ranking, absolute)).encode()
    everything = {README: readme, **files}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in everything.items())
    return {README: readme, SUMS: sums.encode(), **files}


def _readme(ranking: Ranking, absolute: Absolute) -> list[str]:
    release = ranking.release
    stamp = proof.stamp(release, absolute)
    told = {"number": release.number, "version": release.version}
    return [
        _("Hồ sơ họp: %(title)s") % {"title": presenter.title(release)},
        *([_("DỮ LIỆU MINH HỌA")] if release.illustrative else []),
        _("Công bố trên cổng số %(number)s, phiên bản %(version)s.") % told,
        _("Mã kiểm tra: %(code)s") % {"code": stamp.code},
        _("Xác minh tại %(address)s") % {"address": stamp.address},
        "",
        _("thong-bao.docx: thông báo kết quả, phần trong ngoặc vuông do cơ quan ban hành điền."),
        _("phu-luc.xlsx, phu-luc.pdf: phụ lục của quyết định, để in và ký."),
        _("bang-a3.pdf: bảng cả khối, in khổ A3 ngang."),
        _("don-vi/: phiếu một trang A4 của từng đơn vị, theo thứ tự trong bảng."),
        _("SHA256SUMS: mã băm của từng tệp; kiểm tra bằng lệnh sha256sum -c SHA256SUMS."),
        "",
    ]
