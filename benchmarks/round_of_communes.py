"""A round of every commune of the country: 3,321 units, 100 leaves, from measures to ranks, against a bare sum.

Budget: at most 1.5 s and 4 times a bare Decimal sum of the same cells; linear from 100 to 10,000 units. Run
`python -m benchmarks.round_of_communes` (or `make bench`). The peer adds the very same points, unit by unit, and does
nothing else: the ratio shows what rules, areas, indexes, classes, ranks and changes cost. No database takes part.

The ratio cannot be kept in Python. The bare sum adds in C, some 40 ns a cell; the second line of the output is a program
that knows no rule, but looks up every mark by its leaf's code and rounds it once, and has used the budget up already
(docs/decisions.md).
"""

import platform
import resource
import statistics
import sys
import time
import tracemalloc
from decimal import ROUND_HALF_UP, Decimal

from scoring.core.assessment import score_round
from scoring.core.bands import Band
from scoring.core.change import Edition, change_between
from scoring.core.rules import (
    POINT_QUANTUM,
    Manual,
    Measure,
    Option,
    Percentage,
    PerCount,
    Rate,
    Steps,
    Threshold,
    Thresholds,
    YesNo,
)
from scoring.core.scheme import Criterion, Origin, Scheme

UNITS, LEAVES, ROUNDS = 3321, 100, 5
SECONDS, RATIO = Decimal("1.5"), Decimal(4)
_RULES = (
    Manual(),
    YesNo(),
    Steps((Option("a", "đúng hạn", Decimal(1)), Option("b", "chậm", Decimal("0.5")))),
    Thresholds((Threshold(Decimal(90), Decimal(1)), Threshold(Decimal(70), Decimal("0.5")))),
    Rate(Decimal(50)),
    PerCount(Decimal("0.25")),
)


def make_scheme() -> Scheme:
    """Eight areas; 98 appraised leaves of every rule, a survey and the satisfaction index."""
    areas: list[list[Criterion]] = [[] for _ in range(8)]
    for number in range(LEAVES - 2):
        areas[number % 7].append(
            Criterion(f"{number % 7 + 1}.{number}", max_score=Decimal(1), rule=_RULES[number % len(_RULES)])
        )
    areas[7] = [
        Criterion("8.1", max_score=Decimal(10), origin=Origin.SURVEY, rule=Percentage()),
        Criterion("8.2", max_score=Decimal(30), origin=Origin.SATISFACTION, rule=Percentage()),
    ]
    bands = (
        Band("xs", "Xuất sắc", Decimal(90), Decimal(80)),
        Band("tot", "Tốt", Decimal(80)),
        Band("kha", "Khá", Decimal(70)),
    )
    return Scheme(tuple(Criterion(str(n), children=tuple(a)) for n, a in enumerate(areas, start=1)), bands=bands)


def make_measures(scheme: Scheme, units: int) -> dict[str, dict[str, Measure]]:
    """Invented measures, the same at every run."""
    measures: dict[str, dict[str, Measure]] = {}
    for unit in range(units):
        own = {}
        for place, leaf in enumerate(scheme.leaves):
            turn = unit * 7919 + place * 104_729
            if isinstance(leaf.rule, Manual):
                own[leaf.code] = Measure(Decimal(turn % 101) / 100)
            elif isinstance(leaf.rule, YesNo):
                own[leaf.code] = Measure(choice="yes" if turn % 3 else "no")
            elif isinstance(leaf.rule, Steps):
                own[leaf.code] = Measure(choice="ab"[turn % 2])
            elif isinstance(leaf.rule, PerCount):
                own[leaf.code] = Measure(Decimal(turn % 6))
            else:
                own[leaf.code] = Measure(Decimal(5000 + turn % 5001) / 100)
        measures[f"xa-{unit}"] = own
    return measures


def score(scheme: Scheme, measures: dict[str, dict[str, Measure]]) -> tuple[int, int]:
    """Everything a publication needs: points, sums, indexes, classes, ranks, changes against last year."""
    leaves = scheme.leaves
    marks = {
        unit: {leaf.code: leaf.rule.points(own[leaf.code], leaf.max_score) for leaf in leaves}
        for unit, own in measures.items()
    }
    result = score_round(scheme, marks)
    ranks, moved, classed = result.ranks, 0, 0
    for unit, sheet in result.sheets.items():
        classed += sheet.band is not None
        now = Edition(2025, "xa", unit, ranks[unit], sheet.index)
        before = Edition(2024, "xa", unit, ranks[unit] + 1, Decimal(80))
        moved += change_between(before, now).rank or 0
    return classed, moved


def points_of(scheme: Scheme, measures: dict[str, dict[str, Measure]]) -> list[list[Decimal]]:
    return [[leaf.rule.points(own[leaf.code], leaf.max_score) for leaf in scheme.leaves] for own in measures.values()]


def rounded_once(scheme: Scheme, marks: dict[str, dict[str, Decimal]]) -> int:
    """The least that any rule must do in Python, and not one rule: take the mark of every leaf and round it."""
    codes = [leaf.code for leaf in scheme.leaves]
    return sum(len([own[code].quantize(POINT_QUANTUM, ROUND_HALF_UP) for code in codes]) for own in marks.values())


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    scheme = make_scheme()
    measures = make_measures(scheme, UNITS)
    points = points_of(scheme, measures)
    marks = {unit: dict(zip(measures[unit], own, strict=True)) for unit, own in zip(measures, points, strict=True)}
    ours, peer, least = [], [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: score(scheme, measures)))
        peer.append(seconds(lambda: [sum(own, Decimal(0)) for own in points]))
        least.append(seconds(lambda: rounded_once(scheme, marks)))
    mine, bare, floor = statistics.median(ours), statistics.median(peer), statistics.median(least)
    print(f"Python {platform.python_version()}; {UNITS} units x {LEAVES} leaves, median of {ROUNDS}")
    print(
        f"measures to ranks {mine:.2f} s; bare sum {bare:.2f} s; ratio {mine / bare:.1f} (budget {SECONDS} s, {RATIO})"
    )
    print(f"every mark looked up by its code and rounded, nothing else: {floor:.2f} s; ratio {floor / bare:.1f}")
    grown = {}
    for units in (100, 1000, 10_000):
        some = make_measures(scheme, units)
        grown[units] = min(seconds(lambda: score(scheme, some)) for _ in range(3)) / units * 1000  # noqa: B023
        print(f"{units:>6} units: {grown[units]:.3f} ms a unit")
    tracemalloc.start()
    score(scheme, measures)
    print(f"memory of the computation at its highest: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
    print(f"memory of the process at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
    linear = grown[10_000] < 1.6 * grown[100]
    good = mine <= SECONDS and mine / bare <= RATIO and linear
    print("within the budget" if good else "over the budget")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
