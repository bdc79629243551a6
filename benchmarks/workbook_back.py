"""A workbook of all scores brought back: checked, confirmed, undone. 68 units x 90 leaves within seconds; UNITS= changes it.

Run `python -m tools.pgtmp -- python -m benchmarks.workbook_back` (SQLite when no DATABASE_URL is set). The peer, in the same run,
is openpyxl's streaming reader over the same bytes, as it is installed here (with defusedxml, as its own notes ask): what
reading costs before anything is compared, judged or ranked.

`python -m benchmarks.workbook_back check` is the check alone, of 4,000 units x 100 leaves that all change: read safely by two
readers, held against the round, with every finding, every change and all ranks before and after. Budgets: 3 x the peer, and
300 MB (this process and the caged one, each at its highest).
"""

import os
import resource
import statistics
import sys
import time
from decimal import Decimal
from io import BytesIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
os.environ.setdefault("PARINDEX_DEMO", "1")

import django
import openpyxl

from benchmarks import round_in_database

SECONDS = 30  # of the three steps together, for 68 units of 90 leaves
RATIO, PEAK_MB = 3.0, 300  # of the check alone
TIMES = 5


def main() -> int:
    is_check = "check" in sys.argv[1:]
    round_in_database.UNITS = units = int(os.environ.get("UNITS", "4000" if is_check else "68"))
    round_in_database.LEAVES = leaves = int(os.environ.get("LEAVES", "100" if is_check else "90"))
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from scoring.actions.workbooks import confirming, staging
    from scoring.imports.workbook import SourceFile
    from scoring.models import Appraisal
    from scoring.packets.templates import scores_packet
    from tests.factories_entry import make_staff

    call_command("migrate", verbosity=0)
    spent: dict[str, float] = {}
    with transaction.atomic():
        round_ = round_in_database.make_round()
        person = make_staff("do-luong", "enter_scores")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

        def step(name: str, work):
            begun = time.perf_counter()
            done = work()
            spent[name] = time.perf_counter() - begun
            print(
                f"{name:8} {spent[name]:6.1f} s, memory at its highest {round_in_database.peak_memory():.0f} MB",
                flush=True,
            )
            return done

        print(f"{connection.vendor}: {units} units x {leaves} leaves")
        content = step("template", lambda: scores_packet(round_))
        Appraisal.objects.filter(sheet__round=round_).update(amount=Decimal("0.5"), appraised_score=Decimal("0.5"))

        def read_bare() -> None:
            for sheet in openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True):
                for _row in sheet.iter_rows(values_only=True):
                    pass

        def check():
            act = staging.stage(round_=round_, source=SourceFile("diem.xlsx", content), by=person)
            staging.take_up(act.pk)
            return staging.check(act=act.pk)

        ratios = []
        for _time in range(TIMES if is_check else 1):
            step("openpyxl", read_bare)
            round_in_database.peak_memory(reset=True)
            act = step("check", check)
            ratios.append(spent["check"] / spent["openpyxl"])
        peak = round_in_database.peak_memory()
        caged = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{len(content) / 1e6:.1f} MB, {act.change_count} changes, {act.state}, {act.problems[:2]}")
        print(
            f"ratio of the check to bare openpyxl {statistics.median(ratios):.2f} (budget {RATIO:g}),"
            f" highest peak {peak:.0f} MB + caged {caged:.0f} MB (budget {PEAK_MB})"
        )
        seen = [each["key"] for each in act.summary["doubts"]]
        if act.change_count and not is_check:
            act = step("confirm", lambda: confirming.confirm(act=act, acknowledged=seen, by=person))
            step("undo", lambda: confirming.undo(act=act, reason="đo", by=person))
        transaction.set_rollback(True)
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}, openpyxl {openpyxl.__version__}")
    if is_check:
        return int(statistics.median(ratios) > RATIO or max(peak, caged) > PEAK_MB)
    total = sum(spent[name] for name in ("check", "confirm", "undo") if name in spent)
    print(f"three steps {total:.1f} s (budget {SECONDS} s for 68 units of 90 leaves)")
    return 0 if (units, leaves) != (68, 90) or total <= SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
