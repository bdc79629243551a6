"""What would be, worked out as one would on paper: every question is a whole new table, every way is tried.

Everything is a fraction, and every sheet is that of `sheet_on_paper`; it shares no line with scoring/core. A block here is
{unit: {leaf: text of points, "na", or absent}}.
"""

from fractions import Fraction
from itertools import combinations

from . import sheet_on_paper as paper

QUANTUM = Fraction(1, 10_000)


def measured(points):
    """Points as the sheet on paper takes them, where every leaf is marked by hand."""
    return {code: mark if mark == "na" else {"amount": mark} for code, mark in points.items() if mark is not None}


class Table:
    """A block on paper with the settings of its round."""

    def __init__(self, areas, points, *, places=2, dense=False, exact=False, rescale=False, survey_made=True, bands=()):
        self.areas, self.points = areas, points
        self.dense, self.exact, self.bands = dense, exact, bands
        self.settings = {"places": places, "rescale": rescale, "survey_made": survey_made}
        self.leaves = {leaf["code"]: leaf for area in areas for leaf in area}
        self.sheets = {unit: self.sheet(own) for unit, own in points.items()}
        self.figures = {u: self.figure(s) for u, s in self.sheets.items() if s["index"] is not None}
        self.ranks = paper.ranks_of_fractions(self.figures, dense)

    def sheet(self, points):
        return paper.sheet(self.areas, measured(points), **self.settings)

    def figure(self, sheet):
        return sheet["exact_index"] if self.exact else sheet["index"]

    def band(self, unit):
        """The highest class whose threshold the index and whose floor every area reaches."""
        sheet = self.sheets[unit]
        if sheet["index"] is None:
            return None
        shares = [got * 100 / possible for got, possible in sheet["areas"] if possible]
        met = [
            band
            for band in self.bands
            if sheet["index"] >= band["from"] and (band["floor"] is None or all(s >= band["floor"] for s in shares))
        ]
        return max(met, key=lambda band: band["from"])["code"] if met else None

    def rank_of(self, unit, points):
        """The unit's rank if it had these points and everybody else theirs."""
        sheet = self.sheet(points)
        if sheet["index"] is None:
            return None
        figures = {**self.figures, unit: self.figure(sheet)}
        return paper.ranks_of_fractions(figures, self.dense)[unit]

    def lost(self, unit):
        """Points lost by leaf, where there are any."""
        found = {}
        for code, leaf in self.leaves.items():
            mark = self.points[unit].get(code)
            if mark in (None, "na") or leaf["origin"] == "bonus":
                continue
            gone = Fraction(mark) if leaf["origin"] == "penalty" else Fraction(leaf["max"]) - Fraction(mark)
            if gone:
                found[code] = gone
        return found

    def regained(self, unit, gains):
        """The unit's points with so much of what was lost given back, by leaf."""
        points = dict(self.points[unit])
        for code, gain in gains.items():
            back = -gain if self.leaves[code]["origin"] == "penalty" else gain
            points[code] = str(_decimal(Fraction(points[code]) + back))
        return points

    def with_more(self, unit, more):
        """So many points more, put where points were lost, leaf after leaf."""
        gains = {}
        for code, gone in self.lost(unit).items():
            gains[code] = min(gone, more)
            more -= gains[code]
        assert more == 0
        return self.regained(unit, gains)

    def places_worth(self, unit, code):
        now = self.ranks.get(unit)
        return None if now is None else now - self.rank_of(unit, self.regained(unit, {code: self.lost(unit)[code]}))

    def reaches(self, unit, points, goal, *, overtake):
        figure = self.figure(self.sheet(points))
        return figure > goal if overtake else figure >= goal

    def fewest(self, unit, goal, *, overtake):
        """The size of the smallest set of leaves of which full marks reach the goal; None where there is none."""
        lost = self.lost(unit)
        for size in range(1, len(lost) + 1):
            for chosen in combinations(lost, size):
                if self.reaches(unit, self.regained(unit, {c: lost[c] for c in chosen}), goal, overtake=overtake):
                    return size
        return None


def _decimal(value):
    """A fraction with four decimals as the text of a decimal."""
    quanta = value / QUANTUM
    assert quanta.denominator == 1
    return f"{quanta.numerator // 10_000}.{quanta.numerator % 10_000:04d}"
