"""How much each kind of page weighs on the wire, compressed, with its styles and fonts, before a chart is asked for.

Budgets: 100 kB for the first view of any page, 30 kB for the largest ranking's HTML. The peer is the same bytes without
compression. Run `python -m benchmarks.page_weights` (or `make bench`); it loads the published figures into a database of
its own in memory.
"""

import io
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "parindex.settings"
os.environ["PARINDEX_DEMO"] = "1"
os.environ["DATABASE_URL"] = "sqlite:///:memory:"

import brotli
import django
from django.conf import settings
from django.core.management import call_command

FIRST_VIEW, RANKING = 100_000, 30_000
STYLES = [
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/charts.css",
    "css/blocks.css",
    "css/print.css",
    "js/chart.js",
]
PAGES = {
    "front page": "/",
    "ranking, 15 districts": "/xep-hang/hai-phong/quan-huyen/par/2020/",
    "ranking, national": "/xep-hang/viet-nam/tinh-thanh-pho/par/2023/",
    "analysis, 15 districts": "/xep-hang/hai-phong/quan-huyen/par/2020/phan-tich/",
    "analysis, computed": "/xep-hang/minh-hoa/phuong-xa/par/2025/phan-tich/",
    "criterion": "/tieu-chi/mh-xa-2025/1.1.1/minh-hoa/phuong-xa/2025/",
    "unit in a computed year": "/don-vi/mh-ban-dan-toc/2024/",
    "unit with a long history": "/don-vi/31/",
    "indexes of a province": "/don-vi/31/cac-chi-so/",
    "publication": "/cong-bo/1/",
    "every unit": "/don-vi/",
    "method": "/phuong-phap/par/",
    "data": "/du-lieu/",
    "data dictionary": "/du-lieu/tu-dien/",
    "data addresses": "/du-lieu/api/",
}


def packed(content: bytes) -> int:
    return len(brotli.compress(content, quality=5))


def largest_block() -> Any:
    """A block of 72 communes: the invented one three times over."""
    from scoring import published

    release = published.find_release("minh-hoa", "phuong-xa", "par", 2025)
    block = published.load_block(release)
    copies = [(row, f"{row.unit}-{n}", n) for n in range(3) for row in block.ranking.rows]
    rows = tuple(replace(row, unit=unit, name=f"{row.name} {n}") for row, unit, n in copies)
    marks = {unit: block.assessment.marks[row.unit] for row, unit, _n in copies if row.unit in block.assessment.marks}
    return replace(
        block,
        ranking=replace(block.ranking, rows=rows, names={row.unit: row.name for row in rows}),
        assessment=replace(block.assessment, marks=marks),
    )


def main() -> int:
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    from django.contrib.staticfiles import finders
    from django.test import Client

    from benchmarks.ranking_page import make_ranking
    from parindex.portal.views import ranking as view
    from scoring import published

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0, stdout=io.StringIO())
    call_command("load_minh_hoa", verbosity=0, stdout=io.StringIO())
    styles = sum(packed(Path(finders.find(name)).read_bytes()) for name in STYLES)
    fonts = sum(path.stat().st_size for path in (settings.ASSETS_DIR / "fonts").glob("*.woff2"))
    print(f"styles and script {styles / 1000:.1f} kB, fonts {fonts / 1000:.1f} kB (brotli {brotli.__version__})")
    client, failed = Client(headers={"host": "localhost"}), False
    for name, address in PAGES.items():
        content = client.get(address).content
        html = packed(content)
        total = html + styles + fonts
        failed = failed or total > FIRST_VIEW
        print(f"{name:26} HTML {html / 1000:5.1f} kB of {len(content) / 1000:6.1f}; first view {total / 1000:5.1f} kB")
    from django.template.loader import render_to_string

    from parindex.portal.presenters import analysis

    content = render_to_string("portal/analysis.html", analysis.context(largest_block(), [])).encode()
    print(f"largest analysis: 72 communes: HTML {packed(content) / 1000:.1f} kB of {len(content) / 1000:.1f}")
    failed = failed or packed(content) + styles + fonts > FIRST_VIEW
    ranking = make_ranking()
    published.find_release = lambda *_address: ranking.release
    published.load_ranking = lambda _release: ranking
    published.current_releases = lambda: [ranking.release]
    content = view.show(client.get("/tro-nang/").wsgi_request, "minh-hoa", "so", "par", 2025).content
    html = packed(content)
    print(f"largest ranking: 63 full rows, 11 columns: HTML {html / 1000:.1f} kB of {len(content) / 1000:.1f}")
    print(
        f"budgets: first view {FIRST_VIEW / 1000:.0f} kB, ranking {RANKING / 1000:.0f} kB; Django {django.get_version()}"
    )
    return 1 if failed or html > RANKING else 0


if __name__ == "__main__":
    sys.exit(main())
