"""A round of every commune of the country: 3,321 units, 100 leaves, from measures to ranks, against a bare sum.

Budget: at most 1.5 s and 4 times a bare Decimal sum of the same cells; linear from 100 to 10,000 units. Run
`python -m benchmarks.round_of_communes` (or `make bench`). The peer adds the very same points, unit by unit, and does
nothing else: the ratio shows what rules, areas, indexes, classes, ranks and changes cost. No database takes part.

Both begin with their cells in memory: the peer with the points of each unit in a list of its own, the computation with a
column of measures for each leaf, in which a measure that occurs many times stands once.
"""

import platform
import resource
import statistics
import sys
import time
import tracemalloc
from decimal import Decimal

from scoring.core.assessment import score_columns
from scoring.core.bands import Band
from scoring.core.change import Edition, change_between
from scoring.core.marks import Column, Mark
from scoring.core.rules import (
    Manual,
    Measure,
    Option,
    Percentage,
    PerCount,
    Rate,
    Rule,
    Steps,
    Threshold,
    Thresholds,
    YesNo,
)
from scoring.core.scheme import Criterion, Origin, Scheme

UNITS, LEAVES, ROUNDS = 3321, 100, 9
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


def make_measures(scheme: Scheme, units: int) -> dict[str, Column[Measure]]:
    """Invented measures of every leaf, the same at every run. Leaves scored alike share their different measures."""
    known: dict[tuple[Rule, Decimal], dict[Measure, int]] = {}
    places = {}
    for place, leaf in enumerate(scheme.leaves):
        own = known.setdefault((leaf.rule, leaf.max_score), {})
        places[leaf.code] = [
            own.setdefault(_measure(leaf.rule, unit * 7919 + place * 104_729), len(own)) for unit in range(units)
        ]
    entries = {key: list(own) for key, own in known.items()}
    return {leaf.code: Column(entries[leaf.rule, leaf.max_score], places[leaf.code]) for leaf in scheme.leaves}


def _measure(rule: Rule, turn: int) -> Measure:
    if isinstance(rule, Manual):
        return Measure(Decimal(turn % 101) / 100)
    if isinstance(rule, YesNo):
        return Measure(choice="yes" if turn % 3 else "no")
    if isinstance(rule, Steps):
        return Measure(choice="ab"[turn % 2])
    if isinstance(rule, PerCount):
        return Measure(Decimal(turn % 6))
    return Measure(Decimal(5000 + turn % 5001) / 100)


def marks_from(scheme: Scheme, measures: dict[str, Column[Measure]]) -> dict[str, Column[Mark | None]]:
    """The points that each leaf's rule gives for each measure that occurs."""
    points: dict[int, list[Mark | None]] = {}
    marks = {}
    for leaf in scheme.leaves:
        column = measures[leaf.code]
        if id(column.entries) not in points:
            points[id(column.entries)] = [leaf.rule.points(each, leaf.max_score) for each in column.entries]
        marks[leaf.code] = Column(points[id(column.entries)], column.places)
    return marks


def score(scheme: Scheme, units: list[str], measures: dict[str, Column[Measure]]) -> tuple[int, int]:
    """Everything a publication needs: points, sums, indexes, classes, ranks, changes against last year."""
    result = score_columns(scheme, units, marks_from(scheme, measures))
    ranks, moved, classed = result.ranks, 0, 0
    for unit, sheet in result.sheets.items():
        classed += sheet.band is not None
        now = Edition(2025, "xa", unit, ranks[unit], sheet.index)
        before = Edition(2024, "xa", unit, ranks[unit] + 1, Decimal(80))
        moved += change_between(before, now).rank or 0
    return classed, moved


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    scheme = make_scheme()
    units = [f"xa-{number}" for number in range(UNITS)]
    measures = make_measures(scheme, UNITS)
    marks = [column.pick(column.entries) for column in marks_from(scheme, measures).values()]
    points = [list(own) for own in zip(*marks, strict=True)]
    ours, peer = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: score(scheme, units, measures)))
        peer.append(seconds(lambda: [sum(own, Decimal(0)) for own in points]))
    mine, bare = statistics.median(ours), statistics.median(peer)
    print(f"Python {platform.python_version()}; {UNITS} units x {LEAVES} leaves, median of {ROUNDS}")
    print(
        f"measures to ranks {mine * 1000:.0f} ms; bare sum {bare * 1000:.1f} ms; ratio {mine / bare:.1f} "
        f"(budget {SECONDS} s, {RATIO})"
    )
    grown = {}
    for count in (100, 1000, 10_000):
        some, names = make_measures(scheme, count), [f"xa-{number}" for number in range(count)]
        grown[count] = min(seconds(lambda: score(scheme, names, some)) for _ in range(3)) / count * 1000  # noqa: B023
        print(f"{count:>6} units: {grown[count]:.4f} ms a unit")
    tracemalloc.start()
    score(scheme, units, measures)
    print(f"memory of the computation at its highest: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB")
    print(f"memory of the process at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
    linear = grown[10_000] < 1.6 * grown[100]
    good = mine <= SECONDS and mine / bare <= RATIO and linear
    print("within the budget" if good else "over the budget")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
