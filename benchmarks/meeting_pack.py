"""The pack of a meeting of 68 units: announcement, annex, A3 table, 68 sheets of A4, in one ZIP, from frozen rows.

Budget: at most 60 s, less than 500 MB. Run `python -m benchmarks.meeting_pack` (or `make bench`; UNITS= changes the size).
The peer, in the same run, sets the same sheets with WeasyPrint as its documentation does, each by itself with the typeface
in its style: what the library takes when nothing is shared and no size is looked for. What is made is invented and undone.
"""

import io
import os
import platform
import resource
import sys
import tempfile
import time
import zipfile
from contextlib import suppress
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNITS = int(os.environ.get("UNITS", "68"))
SECONDS, MEGABYTES = 60, 500
_PEERS = 8  # sheets that the peer sets

_AREAS = (
    "Công tác chỉ đạo, điều hành cải cách hành chính",
    "Cải cách thể chế",
    "Cải cách thủ tục hành chính và cơ chế một cửa, một cửa liên thông",
    "Cải cách tổ chức bộ máy hành chính",
    "Cải cách chế độ công vụ",
    "Cải cách tài chính công",
    "Hiện đại hóa hành chính, xây dựng chính quyền số",
)


def make_scheme():
    """Seven areas with 100 leaves in all, of which a survey and the satisfaction index."""
    from scoring.core.bands import Band
    from scoring.core.rules import Manual, Percentage
    from scoring.core.scheme import Criterion, Origin, Scheme

    def leaf(area: int, place: int) -> Criterion:
        code = f"{area}.{place}"
        if code in ("2.5", "2.6"):
            origin = Origin.SURVEY if code == "2.5" else Origin.SATISFACTION
            return Criterion(code, "Mức độ hài lòng của người dân, tổ chức", (), Decimal(10), origin, Percentage())
        title = f"Thực hiện nhiệm vụ số {place} theo kế hoạch cải cách hành chính được cấp có thẩm quyền giao trong năm"
        return Criterion(code, title, (), Decimal(1), Origin.APPRAISAL, Manual())

    areas = tuple(
        Criterion(str(number), title, tuple(leaf(number, place) for place in range(1, 16 if number < 3 else 15)))
        for number, title in enumerate(_AREAS, start=1)
    )
    bands = (Band("tot", "Tốt", Decimal(80)), Band("kha", "Khá", Decimal(65)), Band("tb", "Trung bình", Decimal(50)))
    return Scheme(areas, bands=bands)


def make_measures(scheme, units: list[str], year: int) -> dict:
    from scoring.core.rules import Measure

    def amount(leaf, unit: int, place: int) -> Decimal:
        turn = (unit * 7919 + place * 104_729 + (year * 31 if place % 5 == 0 else 0)) % 401
        full = Decimal(100) if leaf.max_score > 1 else Decimal(1)
        return full - full * turn / 1000

    return {
        code: {leaf.code: Measure(amount(leaf, unit, place)) for place, leaf in enumerate(scheme.leaves)}
        for unit, code in enumerate(units)
    }


def publish():
    """Two years of one invented block, frozen; the number of the later one."""
    from tests import factories_computed
    from tests.cast import Cast
    from tests.factories import make_group, make_index, make_unit
    from units.models import UnitForm, UnitKind

    country = make_unit("Nước đo", UnitKind.COUNTRY, UnitForm.NATION, code="nuoc-do", illustrative=False)
    place = make_unit("Đo Lường", UnitKind.PROVINCE, UnitForm.PROVINCE, parent=country)
    units = [
        make_unit(f"Ngọc Sơn Thượng {n}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=place, position=n)
        for n in range(1, UNITS + 1)
    ]
    group = make_group(place, "Quận, huyện")
    cast = Cast(country, place, group, group, group, group, make_index(), {unit.code: unit for unit in units})
    factories_computed.SCHEME = scheme = make_scheme()
    codes = [unit.code for unit in units]
    first = factories_computed.make_computed(
        cast, 2023, measures=make_measures(scheme, codes, 2023), set_code="do-luong", previous=None
    )
    second = factories_computed.draft_computed(
        cast, 2024, measures=make_measures(scheme, codes, 2024), set_code="do-luong", previous=first
    )
    return factories_computed.freeze(second).number


def peak_memory(*, reset: bool = False) -> float:
    """The process's memory at its highest in MB; `reset` lets what was needed before be forgotten (Linux)."""
    with suppress(OSError):
        if reset:
            Path("/proc/self/clear_refs").write_text("5")
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def peer_seconds(meeting, absolute) -> tuple[float, float]:
    """Wall and processor seconds of one sheet, set by the library alone at the size that ours takes."""
    from django.template.loader import render_to_string
    from weasyprint import HTML

    from parindex.portal import packs, papers
    from parindex.portal.presenters import paper_sheets

    typeface = f"<style>{papers._fonts()} html{{font-size:8.5pt!important}}</style></head>"
    pages = []
    for row in meeting.ranking.rows[:_PEERS]:
        context = paper_sheets.unit_year(
            row.unit, meeting.release.year, packs.known_of(meeting, row.unit), absolute, illustrative=True
        )
        pages.append(render_to_string("portal/papers/unit_year.html", context).replace("</head>", typeface))
    wall, processor = time.perf_counter(), time.process_time()
    for page in pages:
        HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return (time.perf_counter() - wall) / len(pages), (time.process_time() - processor) / len(pages)


class _Undone(Exception):
    """Leaves a transaction so that nothing of it remains."""


def measure() -> bool:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction

    from parindex.portal import packs, papers
    from scoring import published
    from scoring.published.meeting import load_meeting

    call_command("migrate", verbosity=0)
    settings.ASSETS_DIR = ROOT / "var" / "assets"
    papers._fonts()  # says at once where there are none
    good = True
    with suppress(_Undone), transaction.atomic():
        number = publish()
        at_rest = peak_memory(reset=True)
        wall, processor = time.perf_counter(), time.process_time()
        meeting = load_meeting(published.release_by_number(number))
        loaded = time.perf_counter()
        path = packs.make(meeting, "https://par.example.vn{}".format)
        made, used = time.perf_counter() - wall, time.process_time() - processor
        peak = peak_memory()
        again = time.perf_counter()
        packs.make(meeting, "https://par.example.vn{}".format)
        again = time.perf_counter() - again
        content = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            count = len(archive.namelist())
        peer, peer_used = peer_seconds(meeting, "https://par.example.vn{}".format)
        names = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", "python-docx", "openpyxl", "Django"))
        print(f"Python {platform.python_version()}, {names}; {connection.vendor}")
        print(f"{UNITS} units x 100 leaves, two years; {count} files, {len(content) / 1e6:.1f} MB")
        print(
            f"made in {made:.1f} s (budget {SECONDS} s), of which loading {loaded - wall:.1f} s; processor {used:.1f} s"
        )
        print(f"made again from kept papers {again:.1f} s")
        print(
            f"one sheet by the library alone {peer:.2f} s (processor {peer_used:.2f} s), {UNITS} of them {peer * UNITS:.0f} s;"
            f" the whole pack takes {used / (peer_used * UNITS):.2f} of their processor time"
        )
        print(f"memory at its highest {peak:.0f} MB (budget {MEGABYTES}), before {at_rest:.0f} MB")
        good = made <= SECONDS and peak <= MEGABYTES
        raise _Undone
    print("within the budget" if good else "over the budget")
    return good


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parindex.settings", "PARINDEX_DEMO": "1", "PARINDEX_VAR": folder}
        return 0 if measure() else 1


if __name__ == "__main__":
    sys.exit(main())
