"""A round of every commune in the database: 3,321 units x 100 leaves, from working rows to frozen rows, one transaction.

Budget on PostgreSQL: at most 15 s, less than 400 MB. Run `python -m tools.pgtmp -- python -m benchmarks.round_in_database`
(SQLite when no DATABASE_URL is set; UNITS= changes the size). The peer, in the same run, is a bare bulk_create of as many
rows into the same table without its guards: what Django and the database cost before anything is computed or refused.
"""

import os
import platform
import resource
import sys
import time
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
os.environ.setdefault("PARINDEX_DEMO", "1")

import django

UNITS, LEAVES = int(os.environ.get("UNITS", "3321")), 100
SECONDS, MEGABYTES = 15, 400


def peak_memory(*, reset: bool = False) -> float:
    """The process's memory at its highest in MB; `reset` lets what was needed before be forgotten (Linux)."""
    with suppress(OSError):
        if reset:
            Path("/proc/self/clear_refs").write_text("5")
        peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


class _Undone(Exception):
    """Leaves a transaction so that nothing of it remains."""


def make_round():
    """An invented country of communes, every leaf marked."""
    from scoring.actions.many_rows import insert_many
    from scoring.models import Appraisal, AssessmentRound, CriteriaSet, Criterion, Index, Sheet
    from units.models import Unit, UnitGroup

    source = "Dữ liệu minh họa"
    index, _made = Index.objects.get_or_create(
        code="par",
        defaults={
            "name": "PAR Index", "full_name": "PAR Index", "publisher": source, "question": source, "unit_label": "điểm",
            "scale_min": 0, "scale_max": 100, "combining": "sum", "method": source, "source": source,
        },
    )  # fmt: skip
    place = Unit(
        code="do-luong", kind="province", form="tinh", name="Đo Lường", full_name="Tỉnh Đo Lường", source=source
    )
    place.illustrative = True
    place.save()
    units = [
        Unit(
            code=f"do-luong-xa-{n}", kind="commune", form="xa", name=f"Xã số {n}", full_name=f"Xã số {n}", parent=place,
            position=n, source=source, illustrative=True,
        )
        for n in range(UNITS)
    ]  # fmt: skip
    for unit in units:
        unit.refresh_keys(("",))
    Unit.objects.bulk_create(units, batch_size=2000)
    group = UnitGroup.objects.create(
        code="do-luong-xa", place="do-luong", slug="xa", name="Xã", unit_noun="xã", parent=place, source=source
    )
    criteria_set = CriteriaSet.objects.create(
        code="do-luong", name="Bộ tiêu chí đo lường", index=index, unit_kind="commune", year_from=2025, source=source,
        illustrative=True,
    )  # fmt: skip
    areas = [
        Criterion.objects.create(criteria_set=criteria_set, code=str(n), title=f"Lĩnh vực {n}", position=n * 1000)
        for n in range(1, 9)
    ]
    leaves = Criterion.objects.bulk_create(
        Criterion(
            criteria_set=criteria_set, parent=areas[n % 8], code=f"{n % 8 + 1}.{n}", title=f"Tiêu chí {n}",
            position=(n % 8 + 1) * 1000 + n + 1, max_score=1, origin="appraisal", rule={"kind": "manual"},
        )
        for n in range(LEAVES)
    )  # fmt: skip
    round_ = AssessmentRound.objects.create(
        criteria_set=criteria_set, index=index, year=2025, group=group, state="open"
    )
    sheets = Sheet.objects.bulk_create(Sheet(round=round_, unit=unit, position=unit.position) for unit in units)
    insert_many(
        Appraisal,
        ("sheet_id", "criterion_id", "max_score", "version", "explanation", "evidence", "choice", "not_applicable",
         "not_applicable_reason", "reason", "amount", "appraised_score"),
        (
            (sheet.pk, leaf.pk, 1, 1, "", "", "", False, "", "", (points := Decimal((s * 31 + n * 7) % 101) / 100), points)
            for s, sheet in enumerate(sheets)
            for n, leaf in enumerate(leaves)
        ),
    )  # fmt: skip
    return round_


def main() -> int:
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from scoring import guards
    from scoring.actions.composition import compose
    from scoring.actions.freezing import freeze
    from scoring.canonical import hash_of
    from scoring.models import PublishedMark

    call_command("migrate", verbosity=0)
    good = True
    try:
        with transaction.atomic():
            round_ = make_round()
            connection.check_constraints()  # the working rows' own, which their commits asked for long ago
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")  # rows that were entered over months have their statistics
            at_rest = peak_memory(reset=True)
            start = time.perf_counter()
            contents = compose(round_)
            composed = time.perf_counter()
            digest = hash_of(contents)
            hashed = time.perf_counter()
            freeze(contents)
            connection.check_constraints()  # what a commit asks for
            frozen = time.perf_counter()
            peak, count = peak_memory(), len(contents.marks)
            rows = list(PublishedMark.objects.all())
            PublishedMark.objects.all().delete()
            guards.drop()
            for row in rows:
                row.pk = None
            bare = time.perf_counter()
            PublishedMark.objects.bulk_create(rows, batch_size=5000)
            connection.check_constraints()
            bare = time.perf_counter() - bare
            total = frozen - start
            print(f"{connection.vendor}, Django {django.get_version()}, Python {platform.python_version()}")
            print(f"{UNITS} units x {LEAVES} leaves, {count} frozen marks, content {digest[:12]}")
            print(f"compose {composed - start:.1f} s, hash {hashed - composed:.1f} s, freeze {frozen - hashed:.1f} s")
            print(
                f"in all {total:.1f} s (budget {SECONDS} s); ratio to a bare bulk_create ({bare:.1f} s): {total / bare:.1f}"
            )
            print(f"memory at its highest {peak:.0f} MB (budget {MEGABYTES}), before composing {at_rest:.0f} MB")
            good = total <= SECONDS and peak <= MEGABYTES
            raise _Undone
    except _Undone:
        pass
    print("within the budget" if good else "over the budget")
    return 0 if good or connection.vendor != "postgresql" else 1


if __name__ == "__main__":
    sys.exit(main())
