"""The files of open data of a whole country of communes, and a page of its largest table.

Budget: making every file at most 4 times the peer, at most 60 MB more than before; the last page of the marks at most 2 s. Run
`python -m tools.pgtmp -- python -m benchmarks.open_data` (SQLite in memory when no DATABASE_URL is set; UNITS= changes the size). The
peer, in the same run, reads the same marks with `values_list` and writes them with the csv and json of the standard
library and zlib: no dictionary, no exact digits, no guard against formulas, no order of both databases.
"""

import csv
import json
import os
import platform
import sys
import tempfile
import time
import zlib
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
os.environ.setdefault("PARINDEX_DEMO", "1")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

import django

RATIO, MEGABYTES, PAGE_SECONDS = 4, 60, 2


class _Undone(Exception):
    """Leaves a transaction so that nothing of it remains."""


def bare(folder: Path) -> None:
    """The marks alone, as the standard library writes them."""
    from scoring.models import PublishedMark

    names = (
        "result__unit_code",
        "criterion__code",
        "state",
        "points",
        "max_score",
        "amount",
        "base",
        "choice",
        "reason",
    )
    with (folder / "marks.csv").open("w") as rows, (folder / "marks.json").open("w") as objects:
        writer = csv.writer(rows)
        for values in PublishedMark.objects.values_list(*names).iterator(chunk_size=2000):
            writer.writerow(values)
            objects.write(json.dumps(dict(zip(names, values, strict=True)), default=str) + ",\n")
    packer = zlib.compressobj(6)
    for name in ("marks.csv", "marks.json"):
        for part in iter((folder / name).open("rb").read, b""):
            packer.compress(part)


def main() -> int:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from benchmarks.round_in_database import LEAVES, UNITS, make_round, peak_memory
    from parindex.portal.opendata import files
    from scoring import guards
    from scoring.actions.composition import compose
    from scoring.actions.freezing import freeze
    from scoring.canonical import hash_of
    from scoring.models import Publication
    from scoring.published import dataset
    from scoring.published.dataset import Asked

    call_command("migrate", verbosity=0)
    good = True
    try:
        with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
            settings.OPEN_DATA_DIR = Path(folder)
            contents = compose(make_round())
            freeze(contents)
            guards.drop()  # they want two people and an hour
            Publication.objects.update(
                number=1, content_hash=hash_of(contents), status="published", published_at=timezone.now()
            )
            del contents
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
            before = peak_memory(reset=True)
            start = time.perf_counter()
            made = files.ready()
            seconds = time.perf_counter() - start
            peak = peak_memory()
            size = sum(each.stat().st_size for each in made.folder.iterdir())
            start = time.perf_counter()
            bare(Path(folder))
            peer = time.perf_counter() - start
            start = time.perf_counter()
            files.version()
            asked_version = time.perf_counter() - start
            marks = dataset.TABLES["diem-tieu-chi"]
            first, asked = _page(marks, None), Asked()
            last = _page(marks, (1, UNITS - 2, "do-luong-xa-1", 0, ""))
            total = marks.count(asked)
            print(f"{connection.vendor}, Django {django.get_version()}, Python {platform.python_version()}")
            print(f"{UNITS} units x {LEAVES} leaves, {total} marks, {size / 1e6:.0f} MB of files")
            print(f"every file {seconds:.1f} s, the peer {peer:.1f} s: ratio {seconds / peer:.1f} (budget {RATIO})")
            print(f"memory at its highest {peak:.0f} MB, before {before:.0f} MB (budget {MEGABYTES} more)")
            print(
                f"a page of 200 marks: the first {first:.2f} s, among the last {last:.2f} s (budget {PAGE_SECONDS} s)"
            )
            print(f"asking for the version {asked_version:.2f} s")
            good = seconds / peer <= RATIO and peak - before <= MEGABYTES and max(first, last) <= PAGE_SECONDS
            raise _Undone
    except _Undone:
        pass
    print("within the budget" if good else "over the budget")
    return 0 if good else 1


def _page(table, after) -> float:
    from scoring.published.dataset import Asked

    start = time.perf_counter()
    table.page_and_count(Asked(), after, 200)
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
