"""`make test`: every test twice, on SQLite and on a real PostgreSQL, the browser tests in both; then what was run.

Fails when a part did not run at all: a green run that left out the database or the browser would prove nothing.
"""

import argparse
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from contextlib import ExitStack
from pathlib import Path

from .pgtmp import NoPostgreSQL, cluster, stop_when_terminated

ROOT = Path(__file__).resolve().parent.parent
REPORTS = Path(os.environ.get("PARINDEX_VAR", ROOT / "var")) / "test-reports"


def _counts(report: Path) -> dict[str, int]:
    """Tests passed, in all and in the browser, and failed, from a JUnit file."""
    passed = browser = failed = skipped = 0
    for case in ET.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
            browser += case.get("classname", "").startswith("tests.e2e")
    return {"passed": passed, "browser": browser, "failed": failed, "skipped": skipped}


# What each run writes down for comparison: <name>-<engine>.json, a hash for each page or publication.
COMPARED = ("pages", "publications")


def _different_pages() -> list[str]:
    """Pages and publications that the two databases do not give byte for byte alike."""
    different = []
    for name in COMPARED:
        files = [REPORTS / f"{name}-{engine}.json" for engine in ("sqlite", "postgresql")]
        if all(file.exists() for file in files):
            first, second = (json.loads(file.read_text()) for file in files)
            different += [key for key in first.keys() | second.keys() if first.get(key) != second.get(key)]
    return sorted(different)


def run(engine: str, url: str | None, arguments: list[str]) -> dict[str, int]:
    """One whole run on one engine."""
    report = REPORTS / f"{engine}.xml"
    report.unlink(missing_ok=True)
    for name in COMPARED:
        (REPORTS / f"{name}-{engine}.json").unlink(missing_ok=True)
    env = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    env["PARINDEX_TEST_ENGINE"] = engine
    if url:
        env["DATABASE_URL"] = url
    print(f"\n=== {engine}", flush=True)
    # By file: pytest 9.2 with xdist 3.8 ignores xdist_group without a word, and every worker would start a portal.
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-q", f"--junit-xml={report}", *arguments],
        cwd=ROOT,
        env=env,
    )
    counts = _counts(report) if report.exists() else {"passed": 0, "browser": 0, "failed": 0, "skipped": 0}
    if done.returncode and not counts["failed"]:
        counts["failed"] = 1  # pytest itself broke off, which no test case of the report tells
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.run_tests", description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one engine instead of both")
    options, arguments = parser.parse_known_args()
    REPORTS.mkdir(parents=True, exist_ok=True)
    stop_when_terminated()
    results = {}
    with ExitStack() as stack:
        if options.only != "postgresql":
            results["sqlite"] = run("sqlite", None, arguments)
        if options.only != "sqlite":
            try:
                url = stack.enter_context(cluster())
            except NoPostgreSQL as problem:
                print(problem, file=sys.stderr)
                return 3
            results["postgresql"] = run("postgresql", url, arguments)
    print()
    bad = False
    for engine, counts in results.items():
        print(
            f"{engine}: {counts['passed']} passed ({counts['browser']} in the browser), {counts['failed']} failed, {counts['skipped']} skipped"
        )
        bad = bad or counts["failed"] > 0 or counts["passed"] == 0
        if not arguments and counts["browser"] == 0:
            print(f"{engine}: no browser test ran", file=sys.stderr)
            bad = True
    if len(results) == 2 and not arguments and not bad and (different := _different_pages()):
        print("The two databases give different pages: " + ", ".join(different), file=sys.stderr)
        bad = True
    passed, failed = (sum(counts[key] for counts in results.values()) for key in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
