"""What it costs to check an import: 4,000 units of 100 leaves, read safely, by two readers, with every finding.

Budgets: at most 3 x openpyxl's bare streaming reader on the same file, peak below 300 MB (this process and the caged one
together, each at its highest). Every measurement is a process of its own, the median of five. Run
`python -m benchmarks.workbook_in` (or `make bench`).
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import openpyxl

UNITS, LEAVES, TIMES = 4_000, 100, 5
RATIO, PEAK_MB = 3.0, 300
HEADING = ["index", "year", "group", "unit", "unit_name", "rank", "total", "source"]
SOURCE = "Dữ liệu minh họa"


def write(path: Path) -> None:
    """Scores of two decimals, a few left empty, as units of the invented province would have them."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("results")
    sheet.append([*HEADING, *(f"c.leaf-{number}" for number in range(LEAVES))])
    for unit in range(UNITS):
        scores = [
            None if (unit * 31 + leaf) % 97 == 0 else ((unit * 131 + leaf * 17) % 400) / 100 for leaf in range(LEAVES)
        ]
        row = ["par", 2025, "minh-hoa-cap-xa", f"xa-{unit}", f"Xã Minh Họa số {unit}", unit + 1, 50.25, SOURCE]
        sheet.append([*row, *scores])
    book.save(path)


def bare(path: Path) -> int:
    """The peer: openpyxl's streaming reader, every value looked at, nothing kept."""
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    return sum(value is not None for row in sheet.iter_rows(values_only=True) for value in row)


def checked(path: Path) -> int:
    """Ours, as an import does it."""
    from scoring.imports.reader import read_files
    from scoring.imports.workbook import SourceFile

    reading = read_files([SourceFile.from_path(path)])
    rows = reading.rows["results"]
    if reading.problems or len(rows) != UNITS or len(reading.accounts) != 1:
        raise SystemExit(f"{len(rows)} rows, {[str(problem) for problem in reading.problems[:5]]}")
    return sum(len(row.scores) for row in rows)


def measure(name: str, path: Path) -> tuple[float, float, float]:
    """Seconds, and the highest memory in MB of the process and of its child."""
    run = subprocess.run([sys.executable, "-m", __spec__.name, name, str(path)], stdout=subprocess.PIPE, check=True)
    seconds, own, child = map(float, run.stdout.split())
    return seconds, own, child


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results.xlsx"
        write(path)
        print(f"{UNITS:,} units x {LEAVES} leaves, {path.stat().st_size / 1e6:.1f} MB; medians of {TIMES}")
        figures = {name: [measure(name, path) for _ in range(TIMES)] for name in ("bare", "checked")}
    medians = {
        name: [statistics.median(column) for column in zip(*runs, strict=True)] for name, runs in figures.items()
    }
    for name, (seconds, own, child) in medians.items():
        spread = f"{min(run[0] for run in figures[name]):.2f} to {max(run[0] for run in figures[name]):.2f}"
        print(
            f"{name:8} {seconds:6.2f} s ({spread}), peak {own:.0f} MB" + (f" + caged {child:.0f} MB" if child else "")
        )
    ratio, peak = medians["checked"][0] / medians["bare"][0], max(medians["checked"][1:])
    print(f"ratio {ratio:.2f} (budget {RATIO:g}), highest peak of one process {peak:.0f} MB (budget {PEAK_MB})")
    print(
        f"Python {sys.version.split()[0]}, openpyxl {version('openpyxl')}, python-calamine {version('python-calamine')}"
    )
    return int(ratio > RATIO or peak > PEAK_MB)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        begun = time.perf_counter()
        {"bare": bare, "checked": checked}[sys.argv[1]](Path(sys.argv[2]))
        took = time.perf_counter() - begun
        own, child = (
            resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        print(took, own, child)
        sys.exit(0)
    sys.exit(main())
