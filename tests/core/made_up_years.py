"""Made-up pairs of years of one block, from a seed: small sets and few different marks, so that ties occur often.

Plain data, so that the slow and the quick arithmetic read the same and share nothing else: points and maximums as text,
"na" for a leaf that does not apply, None for one that nobody has marked.
"""

from dataclasses import dataclass
from decimal import Decimal

ORIGINS = ["appraisal"] * 5 + ["survey", "satisfaction", "bonus", "penalty"]
MAXIMUMS = ["0.5", "1", "2", "3", "5", "7.5", "10"]
UNITS = [f"don-vi-{n}" for n in range(1, 9)]


@dataclass(frozen=True)
class Year:
    """One year: leaves as (code, area, origin, maximum), marks by unit and leaf, the tie rule."""

    leaves: list
    marks: dict
    rule: str


@dataclass(frozen=True)
class Pair:
    """Two years; `continued` maps a later leaf's code to (earlier code, mapping). `by_index`: ranked by the percentage."""

    before: Year
    after: Year
    continued: dict
    by_index: bool
    places: int = 2


def _points(random, maximum):
    part = random.choice([0, 1, 2, 3, 4, 4, 4])
    exact = Decimal(maximum) * part / 4
    return str(exact - Decimal("0.3333") if random.random() < 0.1 and exact > 1 else exact)


def _mark(random, maximum):
    chance = random.random()
    return "na" if chance < 0.06 else None if chance < 0.01 else _points(random, maximum)


def _marks(random, leaves, units, like=None):
    found = {}
    for unit in units:
        own = (like or {}).get(unit, {})
        found[unit] = {
            code: own[code]
            if code in own
            and random.random() < 0.6
            and own[code] not in ("na", None)
            and Decimal(own[code]) <= Decimal(top)
            else (None if random.random() < 0.015 else _mark(random, top))
            for code, _area, _origin, top in leaves
        }
    return found


def a_pair(random):
    """Two years of two to seven units; the set stays, or changes leaf by leaf."""
    leaves = [
        (f"{random.randint(1, 3)}.{n}", n % 3 + 1, random.choice(ORIGINS), random.choice(MAXIMUMS))
        for n in range(1, random.randint(3, 9))
    ]
    leaves = [(code, str(area), origin, top) for code, area, origin, top in leaves]
    later, continued = [], {}
    changes = random.random() < 0.6
    for code, area, origin, top in leaves:
        chance = random.random() if changes else 1
        if chance < 0.08:
            continue  # gone
        name = f"{code}m" if changes and random.random() < 0.2 else code
        if chance < 0.16:
            later.append((name, area, origin, random.choice(MAXIMUMS)))
            continued[name] = (code, "maximum")
        elif chance < 0.22:
            later.append((name, area, random.choice(ORIGINS), top))
            continued[name] = (code, "same")
        elif chance < 0.28:
            later += [(f"{name}{part}", area, origin, top) for part in "ab"]
            continued |= {f"{name}{part}": (code, "same") for part in "ab"}
        elif chance < 0.34:
            later.append((name, area, origin, top))  # not said to continue anything: new, and the old one is gone
        else:
            later.append((name, random.choice([area, area, "9"]) if changes else area, origin, top))
            continued[name] = (code, random.choice(["same", "text"]))
    if changes and random.random() < 0.4:
        later.append(("moi", "9", random.choice(ORIGINS), random.choice(MAXIMUMS)))
    units = random.sample(UNITS, random.randint(2, 7))
    stay = [unit for unit in units if random.random() < 0.9]
    come = [unit for unit in UNITS if unit not in units and random.random() < 0.1]
    rules = [random.choice(["competition", "dense"])] * 2
    if random.random() < 0.1:
        rules[1] = "dense" if rules[0] == "competition" else "competition"
    marks = _marks(random, leaves, units)
    return Pair(
        Year(leaves, marks, rules[0]),
        Year(later, _marks(random, later, [*stay, *come], marks), rules[1]),
        continued,
        random.random() < 0.5,
    )
