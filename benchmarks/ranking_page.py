"""The live ranking page, 63 rows of ten columns, against a plain template loop over the same cells.

Budget: at most 3 times the plain loop. Run `python -m benchmarks.ranking_page` (or `make bench`). The peer is an ordinary
Django template that loops over ready values with the same frame around them, so that the ratio shows what the table, its
sorting, words and escaping cost, and not what Django costs.
"""

import os
import platform
import statistics
import sys
import time
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
os.environ.setdefault("PARINDEX_DEMO", "1")

import django
from django.conf import settings

ROUNDS = 25
UNITS = 63
BUDGET = Decimal(3)

PEER = """{% extends "base.html" %}{% block content %}<h1>{{ title }}</h1><table><thead><tr>{% for name in heading %}
<th scope="col">{{ name }}</th>{% endfor %}</tr></thead><tbody>{% for row in rows %}<tr>{% for cell in row %}
<td class="num">{{ cell }}</td>{% endfor %}</tr>{% endfor %}</tbody></table>{% endblock %}"""


def make_ranking():
    """An invented table of 63 units with five components, every figure known."""
    from django.utils import timezone

    from scoring.published import Component, Figure, Ranking, RankMove, Release, Row, Score, ScoreMove

    source = "Dữ liệu minh họa"
    release = Release(
        pk=1, number=1, index="par", index_name="PAR Index", year=2025, group="mh", group_name="Sở, ban, ngành",
        place="Tỉnh Minh Họa", place_slug="minh-hoa", group_slug="so", parent_unit="mh", unit_noun="sở, ban, ngành",
        version=1, origin="transcribed", reason="", supersedes=None, superseded_by=None, decision_number="",
        decision_date=None, announced_on="2026-01-09", unit_count=UNITS, scale_max=Decimal(100), part_scale=None,
        unit_label="điểm", combining="sum", places=2, tie_rule="competition", note="", source=source, illustrative=True,
        content_hash="0" * 64, published_at=timezone.now(), published_by="",
    )  # fmt: skip
    components = tuple(
        Component(f"p{i}", f"Phần {i}", f"Phần {i}", False, Decimal(20), "printed", None, True, "", source)
        for i in range(5)
    )
    rows = []
    for place in range(1, UNITS + 1):
        scores = {}
        for i, component in enumerate(components):
            value = Decimal(2000 - place * 7 - i * 31) / 100
            scores[component.code] = Score(value, f"{value}".replace(".", ","), "printed", "", source)
        total = sum((score.value for score in scores.values()), Decimal(0))
        rows.append(
            Row(
                position=place,
                unit=f"mh-{place}",
                name=f"Sở Minh Họa số {place}",
                rank=place,
                rank_printed=str(place),
                rank_basis="printed",
                rank_computed=place,
                is_tied=False,
                total=Figure(total, f"{total}".replace(".", ","), "printed", "", source),
                max_score=None,
                index_percent=Figure(),
                band="Tốt",
                rank_move=RankMove(2, str(place + 2), str(place)),
                score_move=ScoreMove(Decimal("1.25")),
                scores=scores,
                absent_reason="",
                note="",
                source=source,
            )
        )
    return Ranking(release, components, tuple(rows), (), {row.unit: row.name for row in rows})


def measure(*renders) -> list[float]:
    """Median seconds of each, interleaved so that noise falls on all alike."""
    times: list[list[float]] = [[] for _ in renders]
    for _round in range(ROUNDS):
        for position, render in enumerate(renders):
            start = time.perf_counter()
            render()
            times[position].append(time.perf_counter() - start)
    return [statistics.median(each) for each in times]


def main() -> int:
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    from django.template import engines
    from django.test import RequestFactory

    from parindex.portal.views import ranking as view
    from scoring import published

    ranking = make_ranking()
    published.find_release = lambda *_address: ranking.release
    published.load_ranking = lambda _release: ranking
    published.current_releases = lambda: [ranking.release]
    request = RequestFactory(SERVER_NAME="localhost").get("/xep-hang/minh-hoa/so/par/2025/")
    address = ("minh-hoa", "so", "par", 2025)

    template = engines["django"].from_string(PEER)
    heading = [
        "Hạng",
        "Đơn vị",
        "Tổng điểm",
        "Thay đổi hạng",
        "Thay đổi điểm",
        *(c.name for c in ranking.components),
        "Xếp loại",
    ]

    def plain_loop() -> str:
        rows = [
            [row.rank, row.name, row.total.value, row.rank_move.places, row.score_move.points]
            + [score.value for score in row.scores.values()]
            + [row.band]
            for row in ranking.rows
        ]
        return template.render({"title": "x", "heading": heading, "rows": rows}, request)

    page, plain = measure(lambda: view.show(request, *address), plain_loop)
    ratio = Decimal(page) / Decimal(plain)
    print(f"ranking page, {UNITS} rows x {len(heading)} columns: {page * 1000:.1f} ms")
    print(f"plain template loop of the same cells: {plain * 1000:.1f} ms")
    print(f"ratio {ratio:.2f} (budget {BUDGET}); Django {django.get_version()}, Python {platform.python_version()}")
    return 0 if ratio <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
