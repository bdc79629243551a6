"""Made-up criteria sets and marks, from a seed: every kind of rule, many borders, few different figures so that ties occur."""

from decimal import Decimal

from scoring.core.rules import Measure, read_rule
from scoring.core.scheme import Criterion, Origin, Scheme
from scoring.core.sheet import NOT_APPLICABLE

MAXIMUMS = ["0.25", "0.5", "1", "1.5", "2", "2.75", "3", "7.5", "12.5", "30"]
BOUNDS = ["33.3333", "50", "66.6667", "70", "80", "90", "95", "99.9999", "100"]
ORIGINS = ["appraisal"] * 7 + ["survey", "satisfaction", "bonus", "penalty"]


def _part(random, maximum, quarters=4):
    """A share of the maximum, with four decimals at most."""
    return str(Decimal(maximum) * random.randint(0, quarters) / quarters)


def a_rule(random, maximum):
    kind = random.choice(["manual", "yes_no", "steps", "thresholds", "rate", "per_count", "deduction", "percentage"])
    if kind == "yes_no":
        return {
            "kind": kind,
            "yes": random.choice([None, _part(random, maximum)]),
            "no": random.choice(["0", _part(random, maximum)]),
        }
    if kind == "steps":
        options = [
            {"code": f"b{i}", "label": f"bước {i}", "points": _part(random, maximum)}
            for i in range(random.randint(2, 5))
        ]
        return {"kind": kind, "options": options}
    if kind == "thresholds":
        bounds = sorted(random.sample(BOUNDS, random.randint(1, 4)), key=Decimal, reverse=True)
        steps = [{"bound": b, "points": _part(random, maximum), "inclusive": random.random() < 0.5} for b in bounds]
        return {"kind": kind, "steps": steps, "below": random.choice(["0", _part(random, maximum)])}
    if kind == "rate":
        floor, full = sorted(random.sample(["0", *BOUNDS], 2), key=Decimal)
        return {"kind": kind, "floor": floor, "full_at": full}
    if kind == "per_count":
        lowest, highest = sorted((_part(random, maximum), _part(random, maximum)), key=Decimal)
        each = random.choice(["0.1", "0.25", "0.3333", "1"])
        return {"kind": kind, "each": each, "lowest": lowest, "highest": random.choice([None, highest])}
    if kind == "deduction":
        return {
            "kind": kind,
            "each": random.choice(["0.1", "0.25", "0.3333", "1"]),
            "lowest": random.choice(["0", _part(random, maximum)]),
        }
    return {"kind": kind}


def a_rate(random):
    """A rate as typed, or out of a base: on the bounds, beside them, or a ratio that never ends."""
    if random.random() < 0.5:
        typed = random.choice(
            [*BOUNDS, "0", "69.9999", "70.0001", "79.9999", str(Decimal(random.randint(0, 10_000)) / 100)]
        )
        return {"amount": typed}
    base = random.choice([1, 3, 6, 7, 9, 11, 13, 17, 30, 64, 97, 365, 9999])
    return {"amount": str(random.randint(0, base)), "base": str(base)}


def a_mark(random, leaf):
    rule = leaf["rule"]
    if rule["kind"] == "manual":
        return (
            {"amount": str(Decimal(leaf["max"]) * random.randint(0, 400) / 400)}
            if random.random() < 0.7
            else {"amount": random.choice(["0", leaf["max"]])}
        )
    if rule["kind"] == "yes_no":
        return {"choice": random.choice(["yes", "no"])}
    if rule["kind"] == "steps":
        return {"choice": random.choice(rule["options"])["code"]}
    if rule["kind"] in ("per_count", "deduction"):
        return {"amount": str(random.choice([0, 1, 2, 3, 7, 10, 100, 1000]))}
    return a_rate(random)


def a_set(random, leaves=12):
    """Areas of leaves as plain data."""
    areas = [[] for _ in range(random.randint(1, 4))]
    for number in range(leaves):
        maximum = random.choice(MAXIMUMS)
        area = random.randrange(len(areas))
        areas[area].append(
            {
                "code": f"{area + 1}.{number}",
                "max": maximum,
                "origin": random.choice(ORIGINS),
                "rule": a_rule(random, maximum),
            }
        )
    return areas


def scheme_from(areas, **settings):
    """The same set as the core knows it."""
    return Scheme(
        tuple(
            Criterion(
                str(number),
                children=tuple(
                    Criterion(
                        leaf["code"],
                        max_score=Decimal(leaf["max"]),
                        origin=Origin(leaf["origin"]),
                        rule=read_rule(leaf["rule"], Decimal(leaf["max"])),
                    )
                    for leaf in area
                ),
            )
            for number, area in enumerate(areas, start=1)
            if area
        ),
        **settings,
    )


def measure_from(mark):
    number = {key: Decimal(mark[key]) for key in ("amount", "base") if mark.get(key) is not None}
    return Measure(choice=mark.get("choice", ""), **number)


def core_marks(scheme, marks):
    """Plain marks as the core takes them: awarded points, NOT_APPLICABLE, None. A refused measure is an error."""
    found = {}
    for leaf in scheme.leaves:
        mark = marks.get(leaf.code)
        if mark is None or mark == "na":
            found[leaf.code] = None if mark is None else NOT_APPLICABLE
        else:
            found[leaf.code] = leaf.rule.award(measure_from(mark), leaf.max_score).points
    return found


def marks_for(random, areas, missing=0.01, not_applicable=0.05):
    found = {}
    for leaf in (leaf for area in areas for leaf in area):
        fate = random.random()
        if fate < missing:
            continue
        found[leaf["code"]] = "na" if fate < missing + not_applicable else a_mark(random, leaf)
    return found
