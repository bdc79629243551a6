"""How firm a rank is: the range of ranks within margins, against every combination tried; and who is nearly level."""

from decimal import Decimal as D
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from scoring.core.near import near_ties, rank_ranges
from scoring.core.ranking import TieRule

from .sheet_on_paper import ranks_of_fractions


@pytest.mark.parametrize("rule", list(TieRule))
def test_ranges_are_those_of_every_combination(rule):
    """Each figure at both ends of its margin and at many places between; fine enough that all can be apart or level."""
    random = Random(3)
    for _ in range(40):
        units = "abcd"
        figures = {unit: D(random.randint(0, 8)) for unit in units}
        margins = {unit: D(random.choice([0, 1, 1, 2])) for unit in units}
        spans = []
        for unit in units:
            low, high = figures[unit] - margins[unit], figures[unit] + margins[unit]
            ends = {
                Fraction(end)
                for other in units
                for end in (figures[other] - margins[other], figures[other] + margins[other])
            }
            # Beside every end a little more and a little less, of another size for each unit.
            little = Fraction(1, 7 + units.index(unit))
            tried = {low, high} | {p for end in ends for p in (end, end + little, end - little) if low <= p <= high}
            spans.append(sorted(Fraction(p) for p in tried))
        found = {unit: set() for unit in units}
        for way in product(*spans):
            for unit, rank in ranks_of_fractions(dict(zip(units, way, strict=True)), rule is TieRule.DENSE).items():
                found[unit].add(rank)
        want = {unit: (min(ranks), max(ranks)) for unit, ranks in found.items()}
        assert rank_ranges(figures, margins, rule) == want


def test_without_a_margin_a_range_is_the_rank():
    figures = {"a": D(90), "b": D(80), "c": D(80), "d": D(70)}
    nothing = dict.fromkeys(figures, D(0))
    assert [tuple(each) for each in rank_ranges(figures, nothing).values()] == [(1, 1), (2, 2), (2, 2), (4, 4)]
    dense = rank_ranges(figures, nothing, TieRule.DENSE)
    assert [tuple(each) for each in dense.values()] == [(1, 1), (2, 2), (2, 2), (3, 3)]


def test_the_order_of_units_changes_nothing():
    random, figures = Random(8), {f"u{n}": D(n * n % 17) / 4 for n in range(9)}
    margins = dict.fromkeys(figures, D("0.5"))
    shuffled = dict(random.sample(sorted(figures.items()), len(figures)))
    assert rank_ranges(shuffled, margins) == rank_ranges(figures, margins)
    assert {frozenset(each) for each in near_ties(shuffled, D("0.5"))} == {
        frozenset(each) for each in near_ties(figures, D("0.5"))
    }


def test_units_within_the_margin_of_each_other_are_one_group():
    figures = {"a": D("90.03"), "b": D("90.00"), "c": D("89.95"), "d": D("80")}
    assert near_ties(figures, D("0.05")) == (("a", "b"), ("b", "c"))
    assert near_ties(figures, D("0.08")) == (("a", "b", "c"),)
    assert near_ties(figures, D("0.02")) == ()


def test_equal_figures_are_near_without_any_margin():
    assert near_ties({"a": D(1), "b": D(2), "c": D(2)}, D(0)) == (("b", "c"),)
