"""`make mutants`: how many wrong arithmetics the tests noticed, and which they did not. Exit code 1 below the aim."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

AIM = Decimal(95)
ROOT = Path(__file__).resolve().parent.parent
STATS = ROOT / "mutants" / "mutmut-cicd-stats.json"


def share(stats: dict[str, int]) -> Decimal:
    """Noticed mutants in percent of all: killed, or running for ever."""
    noticed = stats["killed"] + stats["timeout"] + stats["segfault"]
    return Decimal(noticed) * 100 / stats["total"] if stats["total"] else Decimal(0)


def main() -> int:
    mutmut = Path(sys.executable).with_name("mutmut")
    subprocess.run([mutmut, "export-cicd-stats"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    stats = json.loads(STATS.read_text())
    subprocess.run([mutmut, "results"], cwd=ROOT, check=True)
    noticed = share(stats)
    print(
        f"{stats['total']} mutants: {noticed:.1f} % noticed, {stats['survived']} survived, {stats['no_tests']} untested"
    )
    print("each survivor is told of in docs/method.md")
    return 0 if noticed >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
