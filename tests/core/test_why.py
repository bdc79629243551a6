"""Why a unit's figure changed, with literals: each leaf has one cause, and nothing is lost on the way to the whole."""

from decimal import Decimal

import pytest

from scoring.core.continuation import Continued, LeafMapping
from scoring.core.scheme import Origin
from scoring.core.why import Cause, LeafYear, NotSplit, UnitYear, rounded_shares, split

D = Decimal
SAME = {"a": Continued("a"), "b": Continued("b")}


def leaf(code, maximum, points, *, applies=True, origin=Origin.APPRAISAL, area="1"):
    return LeafYear(code, area, origin, D(maximum), None if points is None else D(points), applies)


def year(figure, *leaves):
    return UnitYear(None if figure is None else D(figure), leaves)


def test_own_points_move_the_figure_by_what_they_changed():
    before = year("13", leaf("a", 10, 8), leaf("b", 10, 5))
    after = year("15.5", leaf("a", 10, "9.5"), leaf("b", 10, 6))
    got = split(before, after, SAME)
    assert got.by_cause == {Cause.OWN: D("2.5")}
    assert [line.share for line in got.lines] == [D("1.5"), D(1)]
    assert (got.whole, got.held, got.rounding) == (D("2.5"), 0, 0)


def test_a_changed_maximum_is_the_set_s_doing_even_where_it_is_said_to_be_the_same():
    got = split(year("13", leaf("a", 10, 8), leaf("b", 10, 5)), year("14", leaf("a", 12, 9), leaf("b", 10, 5)), SAME)
    assert got.by_cause == {Cause.CRITERIA: D(1), Cause.OWN: D(0)}
    assert got.lines[0].mapping is LeafMapping.MAXIMUM


def test_new_leaves_and_gone_ones_are_the_set_s_doing():
    got = split(
        year("13", leaf("a", 10, 8), leaf("b", 10, 5)),
        year("12", leaf("a", 10, 8), leaf("c", 10, 4)),
        {"a": Continued("a")},
    )
    assert [(line.leaf.code, line.cause, line.share) for line in got.lines] == [
        ("a", Cause.OWN, 0),
        ("c", Cause.CRITERIA, 4),
        ("b", Cause.CRITERIA, -5),
    ]


def test_a_leaf_counted_under_another_origin_is_new_there_and_gone_here():
    got = split(
        year("13", leaf("a", 10, 8), leaf("b", 10, 5)),
        year("13", leaf("a", 10, 8), leaf("b", 10, 5, origin=Origin.SURVEY)),
        SAME,
    )
    assert got.by_origin == {Origin.APPRAISAL: D(-5), Origin.SURVEY: D(5)}
    assert got.by_cause == {Cause.OWN: D(0), Cause.CRITERIA: D(0)}


def test_what_does_not_apply_any_more_raises_the_index_of_who_was_weak_there():
    # 13 of 20 are 65 %; 8 of 10 are 80 %. In points nothing was gained.
    before = year("65", leaf("a", 10, 8), leaf("b", 10, 5))
    after = year("80", leaf("a", 10, 8), leaf("b", 10, None, applies=False))
    got = split(before, after, SAME, is_index=True)
    assert got.by_cause == {Cause.OWN: D(0), Cause.APPLIES: D(15)}
    assert (got.held, got.rounding) == (0, 0)


def test_a_share_of_an_index_is_the_mean_of_the_two_orders():
    # a: 8 -> 9 of 10; b leaves with 5 of 10. Points first: 65 -> 70, at last 80 -> 90: 7.5. The whole is 25.
    before = year("65", leaf("a", 10, 8), leaf("b", 10, 5))
    after = year("90", leaf("a", 10, 9), leaf("b", 10, None, applies=False))
    got = split(before, after, SAME, is_index=True)
    assert [line.share for line in got.lines] == [D("7.5"), D("17.5")]


def test_rounding_is_a_part_of_its_own():
    thirds = year("66.67", leaf("a", 3, 2)), year("33.33", leaf("a", 3, 1))
    got = split(*thirds, {"a": Continued("a")}, is_index=True)
    assert got.lines[0].share == D("-33.3333")
    assert got.rounding == D("-0.0067")
    assert got.lines[0].share + got.rounding == got.whole == D("-33.34")


def test_bonus_beyond_what_could_be_reached_is_held_back_and_told():
    before = year("9", leaf("a", 10, 9), leaf("b", 2, 0, origin=Origin.BONUS))
    after = year("10", leaf("a", 10, 9), leaf("b", 2, 2, origin=Origin.BONUS))
    got = split(before, after, SAME)
    assert got.by_origin == {Origin.APPRAISAL: D(0), Origin.BONUS: D(2)}
    assert (got.held, got.whole) == (D(-1), D(1))
    assert got.by_area == {"1": D(0)}
    assert got.beside_the_scale == {Origin.BONUS: D(2)}


def test_a_penalty_takes_away():
    got = split(
        year("9", leaf("a", 10, 9), leaf("b", 2, 0, origin=Origin.PENALTY)),
        year("8", leaf("a", 10, 9), leaf("b", 2, 1, origin=Origin.PENALTY)),
        SAME,
    )
    assert got.beside_the_scale == {Origin.PENALTY: D(-1)}


def test_a_leaf_that_was_split_in_two_is_not_compared_with_either_half():
    got = split(
        year("8", leaf("a", 10, 8)),
        year("9", leaf("a1", 5, 5), leaf("a2", 5, 4)),
        {"a1": Continued("a"), "a2": Continued("a")},
    )
    assert got.by_cause == {Cause.CRITERIA: D(1)}
    assert [line.share for line in got.lines] == [D(5), D(4), D(-8)]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (year(None, leaf("a", 10, 8)), year("8", leaf("a", 10, 8)), NotSplit.NO_FIGURE),
        (UnitYear(D(8)), year("8", leaf("a", 10, 8)), NotSplit.NO_LEAVES),
        (year("8", leaf("a", 10, 8), leaf("b", 10, None)), year("8", leaf("a", 10, 8)), NotSplit.MISSING),
        (year("0", leaf("a", 10, None, applies=False)), year("8", leaf("a", 10, 8)), NotSplit.NOTHING_APPLIES),
    ],
)
def test_what_is_not_known_is_not_split_and_says_why(before, after, why):
    assert split(before, after, SAME) is why


def test_zero_is_a_figure_and_not_a_hole():
    got = split(year("0", leaf("a", 10, 0)), year("1", leaf("a", 10, 1)), {"a": Continued("a")})
    assert got.whole == 1


def test_a_line_keeps_its_change_in_points_and_of_the_maximum_beside_its_share_of_an_index():
    before = year("65", leaf("a", 10, 8), leaf("b", 10, 5))
    after = year("90", leaf("a", 10, 9), leaf("b", 10, None, applies=False))
    got = split(before, after, SAME, is_index=True)
    assert [(line.points, line.maximum, line.share) for line in got.lines] == [(1, 0, D("7.5")), (-5, -10, D("17.5"))]


@pytest.mark.parametrize("is_index", [True, False])
def test_a_split_says_whether_its_figures_are_an_index(is_index):
    got = split(year("80", leaf("a", 10, 8)), year("90", leaf("a", 10, 9)), SAME, is_index=is_index)
    assert got.is_index is is_index


def test_shares_as_a_table_prints_them_say_what_they_miss_of_the_whole():
    thirds = {"a": D("0.3333"), "b": D("0.3333"), "c": D("0.3334")}
    assert rounded_shares(thirds, D(1), D("0.01")) == ({"a": D("0.33"), "b": D("0.33"), "c": D("0.33")}, D("0.01"))
    assert rounded_shares(thirds, D(1), D("0.1")) == ({"a": D("0.3"), "b": D("0.3"), "c": D("0.3")}, D("0.1"))
    assert rounded_shares(thirds, D(1), D("0.0001")) == (thirds, D(0))


def test_printed_shares_that_are_more_than_the_whole_leave_less_than_nothing():
    assert rounded_shares({"a": D("0.5"), "b": D("-1.5")}, D("-1"), D(1)) == ({"a": D(1), "b": D(-2)}, D(0))
    assert rounded_shares({"a": D("0.5"), "b": D("1.5")}, D(2), D(1)) == ({"a": D(1), "b": D(2)}, D(-1))


def test_of_no_shares_the_whole_is_missed():
    assert rounded_shares({}, D("0.5"), D("0.01")) == ({}, D("0.5"))
