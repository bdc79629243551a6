"""A workbook of 4,000 units and 100 leaves: the one writer of files against bare openpyxl write_only.

Budget: at most 1.5 times the peer, at most 100 MB at the peak. Run `python -m benchmarks.workbook_out` (or `make bench`). The
peer appends the same plain values and knows no format, no guard against formulas, no exact digits and no print set-up.
Each measurement has a process of its own (the peak is a process's), the two in turn.
"""

import io
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal

import openpyxl

UNITS, LEAVES, ROUNDS = 4000, 100, 5
RATIO, MEGABYTES = Decimal("1.5"), 100


def rows() -> Iterator[list[str | Decimal]]:
    """A code, a name that a spreadsheet might run now and then, and points with up to three decimals."""
    for unit in range(UNITS):
        name = f"{'- ' if unit % 50 == 0 else ''}Ủy ban nhân dân xã số {unit}"
        points = [Decimal(unit * 7 + leaf * 13) % 1000 / 200 for leaf in range(LEAVES)]
        yield [f"{unit:05d}", name, *points]


def ours() -> bytes:
    from scoring.exports.layout import Column, Worksheet
    from scoring.exports.workbook import as_xlsx

    columns = [Column("Mã"), Column("Đơn vị", 40), *(Column(f"1.{leaf}", 8) for leaf in range(LEAVES))]
    return as_xlsx([Worksheet("Điểm", columns, rows(), frozen_columns=2)])


def bare() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Điểm")
    sheet.append(["Mã", "Đơn vị", *(f"1.{leaf}" for leaf in range(LEAVES))])
    for row in rows():
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(name: str) -> tuple[float, float, int]:
    """Seconds of writing, peak megabytes of the whole process, bytes of the file."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.workbook_out", name], check=True, capture_output=True, text=True
    )
    seconds, peak, size = done.stdout.split()
    return float(seconds), float(peak), int(size)


def main() -> int:
    if len(sys.argv) > 1:
        start = time.perf_counter()
        size = len({"ours": ours, "bare": bare}[sys.argv[1]]())
        seconds = time.perf_counter() - start
        print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size)
        return 0
    found: dict[str, list[tuple[float, float, int]]] = {"bare": [], "ours": []}
    for _ in range(ROUNDS):
        for name, measured in found.items():
            measured.append(measure(name))
    seconds = {name: statistics.median(each[0] for each in measured) for name, measured in found.items()}
    peak = {name: max(each[1] for each in measured) for name, measured in found.items()}
    ratio = seconds["ours"] / seconds["bare"]
    print(f"{UNITS} units x {LEAVES} leaves, median of {ROUNDS}, each in its own process")
    print(
        f"one writer for files    {seconds['ours']:.2f} s   {peak['ours']:.0f} MB   {found['ours'][0][2] / 1e6:.2f} MB file"
    )
    print(
        f"openpyxl write_only     {seconds['bare']:.2f} s   {peak['bare']:.0f} MB   {found['bare'][0][2] / 1e6:.2f} MB file"
    )
    print(f"ratio {ratio:.2f} (at most {RATIO}), peak {peak['ours']:.0f} MB (below {MEGABYTES})")
    print(f"Python {platform.python_version()}, openpyxl {openpyxl.__version__}")
    return 0 if ratio <= RATIO and peak["ours"] < MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
