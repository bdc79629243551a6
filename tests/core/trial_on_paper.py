"""A draft set tried, and the health of leaves, as one would work them out on paper; shares no line with scoring/core.

Everything is a fraction. A leaf here is the plain dict of `made_up_sheets`; a last year's sheet maps codes to plain marks
({amount, base, choice}, "na", absent); `links` maps a leaf of the draft to last year's.
"""

from fractions import Fraction
from statistics import mean

from . import sheet_on_paper as paper
from .slow_and_obvious import rounded

ABOUT = {
    "manual": None,
    "yes_no": "answer",
    "steps": "step",
    "thresholds": "rate",
    "rate": "rate",
    "percentage": "rate",
    "per_count": "gains",
    "deduction": "faults",
}


def labels(rule):
    return {each["code"]: each["label"] for each in rule.get("options", ())}


def meant(data):
    """What rule data mean: "0.0" and "0" are one number."""
    if isinstance(data, dict):
        return {key: meant(value) for key, value in data.items()}
    if isinstance(data, list):
        return [meant(value) for value in data]
    try:
        return Fraction(data)
    except (ValueError, TypeError):
        return data


def anew(leaf, old, measure):
    """The draft's points for a measure; REFUSED where the rule does not take it or the chosen step is another one now."""
    if leaf["rule"]["kind"] == "steps":
        code = measure.get("choice")
        if code not in labels(leaf["rule"]) or labels(leaf["rule"])[code] != labels(old["rule"]).get(code):
            return paper.REFUSED
    return paper.points(leaf, measure)


def carry(leaf, links, last, sheets):
    """How a leaf is carried, and each unit's points (a fraction), "na" or None."""
    old = last.get(links.get(leaf["code"]))
    if old is None or old["origin"] != leaf["origin"]:
        return "no_data", {}
    marks = {unit: own.get(old["code"]) for unit, own in sheets.items()}
    if all(mark is None for mark in marks.values()):
        return "no_data", {}
    siblings = [code for code, target in links.items() if target == old["code"]]
    measured = {unit: mark for unit, mark in marks.items() if mark not in (None, "na")}
    is_same = meant(old["rule"]) == meant(leaf["rule"]) and old["max"] == leaf["max"]
    about = ABOUT[leaf["rule"]["kind"]]
    if not is_same and len(siblings) == 1 and about is not None and about == ABOUT[old["rule"]["kind"]]:
        found = {unit: anew(leaf, old, mark) for unit, mark in measured.items()}
        if paper.REFUSED not in found.values():
            return "rescored", {
                unit: rounded(found[unit], paper.POINT) if unit in found else marks[unit] for unit in marks
            }
    top, was = Fraction(leaf["max"]), Fraction(old["max"])
    share = {unit: rounded(paper.points(old, mark), paper.POINT) for unit, mark in measured.items()}
    if top != was:
        share = {unit: rounded(points * top / was, paper.POINT) for unit, points in share.items()}
    return "kept" if top == was else "scaled", {unit: share.get(unit, marks[unit]) for unit in marks}


def deviation(values):
    """The standard deviation of fractions, squared and exact; the root is taken by whoever compares."""
    return mean((each - mean(values)) ** 2 for each in values)


def mean_ranks(values):
    """From the lowest: one more than those below, and half of those that are equal beside it."""
    return [
        1 + sum(other < own for other in values) + Fraction(sum(other == own for other in values) - 1, 2)
        for own in values
    ]


def correlation(first, second):
    """Pearson's coefficient of the mean ranks: its sign and its square; None where one side is constant."""
    one, other = mean_ranks(first), mean_ranks(second)
    a, b = [x - mean(one) for x in one], [x - mean(other) for x in other]
    spread = sum(x * x for x in a) * sum(x * x for x in b)
    if not spread:
        return None
    together = sum(x * y for x, y in zip(a, b, strict=True))
    return (together > 0) - (together < 0), together * together / spread


def is_root(value, square, places=2):
    """Whether a figure is the root of a fraction, rounded half up to so many decimals."""
    half = Fraction(1, 2 * 10**places)
    low, high = Fraction(value) - half, Fraction(value) + half
    return (low <= 0 or low * low <= square) and square < high * high
