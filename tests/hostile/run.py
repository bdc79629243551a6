"""Put hostile workbooks before the reader: `python -m tests.hostile.run 10000 --jobs 2` (or `make hostile`).

Every file goes the way an upload goes: its outside is judged, then it is parsed in a caged process with its memory and time
bounded. One in 25 of those processes is started as on the server; the others are forks of this one that run the same
`caged.main`, since starting Python takes longer than reading the file. Prints one line of JSON; exits 1 if anything is wrong.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO

import openpyxl

from scoring.imports import cage, caged, wire, worksheets  # noqa: F401 - loaded here once, so that a fork need not
from scoring.imports.opened import Opened, Worksheet
from scoring.imports.values import Cell
from scoring.imports.workbook import SourceFile, open_file

from .bombs import worked_seconds
from .books import make
from .judge import Wrong, judge

MOST_SECONDS, MOST_MB = 10, 300
STARTED_IN = 25
_start = cage._start


class Forked:
    """A fork that reads one file, waited for as a `Popen` is."""

    def __init__(self, name, content, answer, factor):
        self.returncode = None
        self.pid = os.fork()
        if not self.pid:
            status = 70
            try:
                os.dup2(content.fileno(), 0)
                os.dup2(answer.fileno(), 1)
                sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
                status = caged.main(name, cage.MEMORY, cage.CPU_SECONDS * factor)
            finally:
                os._exit(status)

    def poll(self):
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, seconds=60):
        end, pause = time.monotonic() + seconds, 0.0005
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("forked", seconds)
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
        return self.returncode

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)


def trusting(source: SourceFile) -> Opened:
    """The planted fault: openpyxl's streaming reader as it comes, which trusts the dimension a file claims."""
    opened = Opened()
    book = openpyxl.load_workbook(BytesIO(source.content), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = [
            (number, tuple(Cell() if value is None else Cell(str(value)) for value in row))
            for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
        kept = [(number, cells) for number, cells in rows if any(cell.text for cell in cells)]
        if kept:
            opened.worksheets.append(Worksheet(source.name, sheet.title, tuple(kept)))
    return opened


def one(seed: int) -> tuple[str, str, float]:
    """The verdict about one workbook, what is odd about it, and the seconds of processor it took, reader and children."""
    oddity, content = make(seed)
    cage._start = _start if seed % STARTED_IN == 0 else Forked
    begun = worked_seconds()
    try:
        verdict = judge(content, open_file)
    except Wrong as wrong:
        verdict = f"WRONG: seed {seed} ({oddity}): {wrong}"
    except Exception as error:
        verdict = f"SERVER ERROR: seed {seed} ({oddity}): {error!r}"
    return verdict, oddity, worked_seconds() - begun


def some(seeds: range) -> dict:
    verdicts, wrong, slowest = Counter(), [], 0.0
    for seed in seeds:
        verdict, _oddity, seconds = one(seed)
        slowest = max(slowest, seconds)
        if ":" in verdict:
            wrong.append(verdict)
        verdicts[verdict.partition(":")[0]] += 1
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"verdicts": verdicts, "wrong": wrong, "slowest": slowest, "memory": memory}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.count)
    begun = time.perf_counter()
    shares = [seeds[at :: given.jobs * 4] for at in range(given.jobs * 4)]
    with ProcessPoolExecutor(given.jobs) as pool:
        parts = list(pool.map(some, shares))
    wrong = [line for part in parts for line in part["wrong"]]
    summary = {
        "workbooks": given.count,
        **sum((part["verdicts"] for part in parts), Counter()),
        "slowest_seconds": round(max(part["slowest"] for part in parts), 2),
        "most_memory_mb": round(max(part["memory"] for part in parts)),
        "seconds": round(time.perf_counter() - begun),
    }
    for line in wrong[:20]:
        print(line, file=sys.stderr)
    print(json.dumps(summary, ensure_ascii=False))
    return int(bool(wrong) or summary["slowest_seconds"] > MOST_SECONDS or summary["most_memory_mb"] > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
