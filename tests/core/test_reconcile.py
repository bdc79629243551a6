"""Printed tables held against their own arithmetic."""

from decimal import Decimal

import pytest

from scoring.core.ranking import TieRule
from scoring.core.reconcile import (
    Comparison,
    Part,
    RankDifference,
    Verdict,
    compare_ranks,
    compare_sum,
    compare_total,
    compare_weighted,
    out_of_order,
)


def numbers(*figures):
    return [None if figure is None else Decimal(figure) for figure in figures]


# The three rows of the national top ten of 2020 whose printed parts miss the printed total.
@pytest.mark.parametrize(
    ("printed", "parts", "difference"),
    [
        ("91.04", ("57.66", "9.56", "18.83", "5.00"), "0.01"),
        ("86.77", ("55.94", "8.89", "20.09", "1.84"), "-0.01"),
        ("85.74", ("53.99", "8.81", "18.17", "4.76"), "-0.01"),
    ],
)
def test_a_hundredth_is_explained_as_rounding(printed, parts, difference):
    compared = compare_sum(Decimal(printed), numbers(*parts))
    assert (compared.difference, compared.verdict) == (Decimal(difference), Verdict.ROUNDING)


def test_parts_that_add_up_agree():
    compared = compare_sum(Decimal("87.59"), numbers("57.00", "20.09", "10.50"))
    assert (compared.computed, compared.verdict) == (Decimal("87.59"), Verdict.AGREES)


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [
        ("87.59", Verdict.AGREES),
        ("87.58", Verdict.ROUNDING),
        ("87.60", Verdict.ROUNDING),
        ("87.57", Verdict.ROUNDING),
        ("87.61", Verdict.ROUNDING),
        ("87.56", Verdict.DIFFERS),
        ("87.62", Verdict.DIFFERS),
        ("77.59", Verdict.DIFFERS),
    ],
)
def test_two_hundredths_are_rounding_and_three_are_a_difference(printed, verdict):
    assert compare_sum(Decimal(printed), numbers("57.59", "30.00")).verdict is verdict


def test_a_missing_part_is_not_a_zero():
    assert compare_sum(Decimal("87.59"), numbers("57.59", "30.00", None)) is None
    assert compare_sum(Decimal("87.59"), numbers("57.59", "30.00", "0")).verdict is Verdict.AGREES


def test_without_a_printed_total_or_without_parts_there_is_nothing_to_compare():
    assert compare_sum(None, numbers("1")) is None
    assert compare_sum(Decimal(1), []) is None


def test_a_printed_total_of_zero_is_compared():
    assert compare_sum(Decimal(0), numbers("0", "0")).verdict is Verdict.AGREES
    assert compare_sum(Decimal(0), numbers("0", "1")).verdict is Verdict.DIFFERS


def test_the_sum_is_rounded_once_at_the_end():
    compared = compare_sum(Decimal("0.01"), numbers("0.004", "0.004"))
    assert compared.computed == Decimal("0.01")


def test_four_decimals_are_compared_at_four_decimals():
    compared = compare_sum(Decimal("43.1235"), numbers("20.00005", "23.1234"), Decimal("0.0001"))
    assert (compared.computed, compared.verdict) == (Decimal("43.1235"), Verdict.AGREES)


def test_parts_may_come_from_a_generator():
    assert compare_sum(Decimal("3"), (Decimal(part) for part in "111")).verdict is Verdict.AGREES


# The PCI of Hải Phòng as printed: ten sub-indices of 0..10 with weights of 100 %.
PCI_WEIGHTS = numbers("5", "5", "20", "5", "10", "5", "5", "20", "20", "5")
PCI_2021 = numbers("6.52", "6.77", "6.82", "7.64", "6.70", "6.02", "7.73", "7.49", "7.17", "7.21")
PCI_2022 = numbers("6.45", "7.22", "6.22", "7.91", "7.22", "7.16", "7.49", "6.39", "6.57", "7.87")


@pytest.mark.parametrize(
    ("printed", "values", "computed", "verdict"),
    [
        ("70.61", PCI_2021, "70.61", Verdict.AGREES),
        ("70.76", PCI_2022, "67.63", Verdict.DIFFERS),
    ],
)
def test_ten_sub_indices_are_held_against_the_printed_score(printed, values, computed, verdict):
    compared = compare_weighted(Decimal(printed), zip(values, PCI_WEIGHTS, strict=True), Decimal(10))
    assert (compared.computed, compared.verdict) == (Decimal(computed), verdict)


def test_ten_sub_indices_on_a_scale_of_ten_give_a_score_on_a_hundred():
    values = numbers(*["7.5"] * 10)
    compared = compare_weighted(Decimal("75.00"), zip(values, PCI_WEIGHTS, strict=True), Decimal(10))
    assert (compared.computed, compared.verdict) == (Decimal("75.00"), Verdict.AGREES)


def test_a_heavier_sub_index_counts_more():
    pairs = [(Decimal(10), Decimal(20)), (Decimal(5), Decimal(80))]
    assert compare_weighted(Decimal("60"), pairs, Decimal(10)).computed == Decimal("60.00")


@pytest.mark.parametrize("pair", [(None, Decimal(20)), (Decimal(10), None)])
def test_a_missing_sub_index_or_weight_leaves_nothing_to_compare(pair):
    assert compare_weighted(Decimal("60"), [(Decimal(5), Decimal(80)), pair], Decimal(10)) is None
    assert compare_weighted(None, [(Decimal(5), Decimal(100))], Decimal(10)) is None
    assert compare_weighted(Decimal("60"), [], Decimal(10)) is None


def test_a_sub_index_of_zero_is_not_missing():
    pairs = [(Decimal(0), Decimal(20)), (Decimal(10), Decimal(80))]
    assert compare_weighted(Decimal("80"), pairs, Decimal(10)).verdict is Verdict.AGREES


def test_the_difference_is_computed_less_printed():
    assert Comparison(Decimal("70.76"), Decimal("67.63")).difference == Decimal("-3.13")


def test_printed_ranks_that_follow_the_totals_do_not_differ():
    totals = {"Lê Chân": Decimal("90.54"), "Hồng Bàng": Decimal("90.03"), "Ngô Quyền": Decimal("90.03")}
    assert compare_ranks(totals, {"Lê Chân": 1, "Hồng Bàng": 2, "Ngô Quyền": 2}) == ()


def test_a_printed_rank_that_does_not_is_named():
    totals = {"A": Decimal("9"), "B": Decimal("8"), "C": Decimal("8"), "D": Decimal("7")}
    assert compare_ranks(totals, {"A": 1, "B": 2, "C": 2, "D": 3}) == (RankDifference("D", 3, 4),)
    assert compare_ranks(totals, {"A": 1, "B": 2, "C": 2, "D": 3}, TieRule.DENSE) == ()


def test_a_rank_that_is_not_printed_does_not_differ():
    totals = {"A": Decimal("9"), "B": Decimal("8")}
    assert compare_ranks(totals, {"A": None}) == ()


def test_ranks_are_compared_only_when_every_total_is_known():
    assert compare_ranks({"A": Decimal(9), "B": None}, {"A": 2, "B": 1}) is None
    assert compare_ranks({}, {}) is None
    assert compare_ranks({"A": Decimal(0), "B": Decimal(1)}, {"A": 1, "B": 2}) == (
        RankDifference("A", 1, 2),
        RankDifference("B", 2, 1),
    )


def test_a_table_in_order_has_no_contradiction_also_with_holes():
    rows = [("A", 1, Decimal("90")), ("B", 2, None), ("C", None, Decimal("99")), ("D", 4, Decimal("80"))]
    assert out_of_order(rows) == ()
    assert out_of_order([]) == ()


def test_a_contradiction_is_found_across_a_hole():
    rows = [("A", 1, Decimal("80")), ("B", 2, None), ("C", 3, Decimal("90"))]
    assert out_of_order(rows) == (("A", "C"),)


def test_rows_may_come_in_any_order():
    rows = [("C", 3, Decimal("90")), ("A", 1, Decimal("80"))]
    assert out_of_order(rows) == (("A", "C"),)


def test_one_rank_for_two_totals_is_a_contradiction():
    assert out_of_order([("A", 2, Decimal("80")), ("B", 2, Decimal("81"))]) == (("B", "A"),)
    assert out_of_order([("A", 2, Decimal("80")), ("B", 2, Decimal("80.0"))]) == ()


def test_two_ranks_for_one_total_are_a_rule_of_the_table_and_no_contradiction():
    assert out_of_order([("A", 2, Decimal("80")), ("B", 3, Decimal("80"))]) == ()


def test_a_weighted_total_is_rounded_to_the_places_of_its_table():
    parts = [(Decimal("7.123"), Decimal(50)), (Decimal("8.456"), Decimal(50))]
    assert compare_weighted(Decimal("77.9"), parts, Decimal(10), Decimal("0.1")).computed == Decimal("77.9")
    assert compare_weighted(Decimal("77.895"), parts, Decimal(10), Decimal("0.001")).computed == Decimal("77.895")


def total_of(parts, printed, **more):
    settings = {"combining": "sum", "scale_max": Decimal(100), "part_scale": None, **more}
    return compare_total(Decimal(printed), [Part(**part) for part in parts], **settings)


def test_a_total_is_compared_at_the_places_of_its_table():
    exactly = Decimal("0.0001")
    summed = [
        {"value": Decimal("30.1234"), "max_score": Decimal(40)},
        {"value": Decimal("20.0002"), "max_score": Decimal(60)},
    ]
    assert total_of(summed, "50.1236", quantum=exactly).computed == Decimal("50.1236")
    weighted = [{"value": Decimal("7.12345"), "weight": Decimal(100)}]
    of_ten = {"combining": "weighted", "part_scale": Decimal(10), "quantum": exactly}
    assert total_of(weighted, "71.2345", **of_ten).computed == Decimal("71.2345")


def test_parts_with_a_scale_of_their_own_that_are_summed_are_not_weighted():
    parts = [
        {"value": Decimal(30), "max_score": Decimal(40), "weight": Decimal(10)},
        {"value": Decimal(50), "max_score": Decimal(60), "weight": Decimal(90)},
    ]
    assert total_of(parts, "80", part_scale=Decimal(10)).computed == Decimal(80)
