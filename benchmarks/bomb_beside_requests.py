"""What other requests feel while a workbook that wants all the time it can get is being read.

Two threads, as in one server process: one asks for the front page again and again, the other reads hostile workbooks, each
too large for the caged process to finish in its time. Budget: the 99th percentile of the page stays below twice the quiet
one. The control parses the same workbook in the thread itself, without a cage. Run `python -m
benchmarks.bomb_beside_requests` (or `make bench`).
"""

import io
import os
import statistics
import sys
import threading
import time
from importlib.metadata import version

os.environ["DJANGO_SETTINGS_MODULE"] = "parindex.settings"
os.environ["PARINDEX_DEMO"] = "1"
os.environ["DATABASE_URL"] = "sqlite:///:memory:"

import django
from django.conf import settings
from django.core.management import call_command

REQUESTS, ROUNDS, BUDGET = 300, 3, 2.0
ADDRESS = "/tro-nang/"


def heavy():
    """A workbook within every outer limit whose reading takes longer than it is given."""
    import openpyxl

    from scoring.imports.workbook import SourceFile

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("results")
    for row in range(1_000):
        sheet.append([f"{row} {column}" for column in range(150)])
    out = io.BytesIO()
    book.save(out)
    return SourceFile("nặng.xlsx", out.getvalue())


def percentile(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)] * 1000


def ask(client) -> list[float]:
    times = []
    for _ in range(REQUESTS):
        begun = time.perf_counter()
        assert client.get(ADDRESS).status_code == 200
        times.append(time.perf_counter() - begun)
    return times


def beside(read, client) -> tuple[list[float], int]:
    """The times of requests while `read` runs over and over in another thread."""
    over, reads = threading.Event(), []

    def again() -> None:
        while not over.is_set():
            read()
            reads.append(1)

    thread = threading.Thread(target=again)
    thread.start()
    time.sleep(0.5)
    times = ask(client)
    over.set()
    thread.join()
    return times, len(reads)


def main() -> int:
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django.setup()
    from django.test import Client

    from scoring.imports import cage
    from scoring.imports.workbook import open_file
    from scoring.imports.worksheets import open_workbook

    call_command("migrate", verbosity=0)
    cage.CPU_SECONDS = 1  # so that each is stopped by its limit, and the next begins
    source, client = heavy(), Client(headers={"host": "localhost"})
    assert open_file(source).problems
    ask(client)
    quiet, caged, control = [], [], []
    for _ in range(ROUNDS):
        quiet.append(percentile(ask(client)))
        caged.append(percentile(beside(lambda: open_file(source), client)[0]))
        control.append(percentile(beside(lambda: open_workbook(source), client)[0]))
    middle = [statistics.median(each) for each in (quiet, caged, control)]
    for name, value, each in zip(("quiet", "caged", "no cage"), middle, (quiet, caged, control), strict=True):
        print(
            f"{name:8} p99 {value:6.2f} ms ({min(each):.2f} to {max(each):.2f}), {REQUESTS} requests, {ROUNDS} rounds"
        )
    ratio = middle[1] / middle[0]
    print(f"ratio {ratio:.2f} (budget {BUDGET:g}), without the cage {middle[2] / middle[0]:.1f}")
    print(f"Python {sys.version.split()[0]}, Django {django.get_version()}, openpyxl {version('openpyxl')}")
    return int(ratio > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
