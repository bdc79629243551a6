"""Ranks from figures, with ties."""

from decimal import Decimal, InvalidOperation
from itertools import permutations

import pytest

from scoring.core.ranking import TieRule, figures_to_rank, rank
from scoring.core.rounding import round_half_up


def ranks(*figures, rule=TieRule.COMPETITION):
    given = rank({place: Decimal(figure) for place, figure in enumerate(figures)}, rule)
    return [given[place] for place in range(len(figures))]


def test_equal_figures_share_a_rank_and_the_next_rank_is_skipped():
    assert ranks("90.54", "90.03", "90.03", "89.10") == [1, 2, 2, 4]


def test_dense_ranks_skip_nothing():
    assert ranks("90.54", "90.03", "90.03", "89.10", rule=TieRule.DENSE) == [1, 2, 2, 3]


def test_three_units_may_share_a_rank():
    figures = ("88", "90", "88", "88", "70")
    assert ranks(*figures) == [2, 1, 2, 2, 5]
    assert ranks(*figures, rule=TieRule.DENSE) == [2, 1, 2, 2, 3]


def test_two_ties_in_one_table():
    figures = ("9", "9", "8", "8", "7")
    assert ranks(*figures) == [1, 1, 3, 3, 5]
    assert ranks(*figures, rule=TieRule.DENSE) == [1, 1, 2, 2, 3]


@pytest.mark.parametrize("rule", TieRule)
def test_when_all_are_equal_all_are_first(rule):
    assert ranks("77.7", "77.7", "77.7", rule=rule) == [1, 1, 1]


@pytest.mark.parametrize("rule", TieRule)
def test_a_unit_alone_is_first_and_nobody_is_nobody(rule):
    assert ranks("12", rule=rule) == [1]
    assert rank({}, rule) == {}


def test_a_tie_at_the_end_shares_the_better_rank():
    assert ranks("9", "8", "7", "7") == [1, 2, 3, 3]


def test_zero_is_a_figure_and_is_ranked():
    assert ranks("0", "0.01", "-0") == [2, 1, 2]


def test_trailing_zeros_do_not_part_a_tie():
    assert ranks("90.030", "90.03", "90.0300") == [1, 1, 1]


@pytest.mark.parametrize("rule", TieRule)
def test_the_order_of_the_rows_does_not_matter(rule):
    figures = {"A": "90", "B": "80", "C": "80", "D": "70", "E": "70"}
    expected = rank({unit: Decimal(figure) for unit, figure in figures.items()}, rule)
    for shuffled in permutations(figures.items()):
        assert rank({unit: Decimal(figure) for unit, figure in shuffled}, rule) == expected


def test_a_tie_is_decided_by_the_figures_that_are_given():
    """90,034 and 90,026 both print as 90,03: ranked as printed they share a rank, ranked as computed they do not."""
    computed = {"Hồng Bàng": Decimal("90.034"), "Ngô Quyền": Decimal("90.026")}
    printed = {unit: round_half_up(figure) for unit, figure in computed.items()}
    assert rank(printed) == {"Hồng Bàng": 1, "Ngô Quyền": 1}
    assert rank(computed) == {"Hồng Bàng": 1, "Ngô Quyền": 2}


def test_what_is_no_number_is_not_ranked():
    with pytest.raises(InvalidOperation):
        rank({"A": Decimal("NaN"), "B": Decimal(1)})


def test_a_block_is_ranked_by_the_index_in_percent_where_any_unit_has_one():
    rows = {"a": (Decimal("72.5"), Decimal("72.5")), "b": (Decimal("69.13"), Decimal("81.33"))}
    assert figures_to_rank(rows) == {"a": Decimal("72.5"), "b": Decimal("81.33")}
    assert figures_to_rank(rows | {"c": (Decimal(90), None)})["c"] is None
    assert figures_to_rank({"a": (Decimal(1), None), "b": (None, None)}) == {"a": Decimal(1), "b": None}
    assert figures_to_rank({}) == {}
