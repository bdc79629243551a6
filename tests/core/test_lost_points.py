"""Lost points by hand: what is a loss, what it was the year before, what it is worth, what the next place takes."""

from decimal import Decimal as D

import pytest

from scoring.core.block import block_of, what_if
from scoring.core.continuation import LeafMapping
from scoring.core.lost_points import Earlier, NoPath, cheapest_path, losses
from scoring.core.marks import NOT_APPLICABLE
from scoring.core.ranking import TieRule
from scoring.core.scheme import Criterion, Origin, RankOn, Scheme

LEAVES = (
    Criterion("1", max_score=D(4)),
    Criterion("2", max_score=D(6)),
    Criterion("3", max_score=D(10)),
    Criterion("B", max_score=D(2), origin=Origin.BONUS),
    Criterion("P", max_score=D(2), origin=Origin.PENALTY),
)


def a_block(*points, tie_rule=TieRule.COMPETITION, rank_on=RankOn.PUBLISHED, places=2):
    scheme = Scheme(LEAVES, places=places, tie_rule=tie_rule, rank_on=rank_on)
    marks = {
        f"u{number}": {
            leaf.code: mark if mark in (None, NOT_APPLICABLE) else D(mark)
            for leaf, mark in zip(LEAVES, own, strict=True)
        }
        for number, own in enumerate(points)
    }
    return block_of(scheme, marks)


def path(block, unit):
    return cheapest_path(block, unit, losses(block, unit))


def test_zero_is_lost_but_missing_and_not_applicable_are_not():
    block = a_block(["0", NOT_APPLICABLE, "10", "0", "0"], ["4", None, "9", "0", "0"])
    assert [(each.code, each.lost) for each in losses(block, "u0")] == [("1", 4)]
    assert [(each.code, each.lost) for each in losses(block, "u1")] == [("3", 1)]


def test_a_bonus_not_earned_is_no_loss_and_points_taken_away_are():
    block = a_block(["4", "6", "10", "0", "0.5"])
    assert [(each.code, each.lost) for each in losses(block, "u0")] == [("P", D("0.5"))]


def test_the_largest_loss_comes_first_and_equal_ones_in_the_order_of_the_set():
    block = a_block(["3", "5", "7", "0", "0"])
    assert [each.code for each in losses(block, "u0")] == ["3", "1", "2"]


def test_a_loss_names_those_with_full_marks_there():
    block = a_block(["3", "6", "10", "0", "0"], ["4", "6", "10", "0", "0"], [NOT_APPLICABLE, "6", "10", "0", "0"])
    (loss,) = losses(block, "u0")
    assert loss.full == ("u1",)


def test_a_loss_is_repeated_where_points_were_lost_the_year_before_whatever_changed():
    block = a_block(["3", "5", "7", "0", "1"])
    earlier = {
        "1": Earlier(LeafMapping.MAXIMUM, D(1)),
        "2": Earlier(LeafMapping.SAME, D(0)),
        "3": Earlier(LeafMapping.NEW),
    }
    found = {each.code: each for each in losses(block, "u0", earlier)}
    assert {code: each.is_repeated for code, each in found.items()} == {"1": True, "2": False, "3": False, "P": False}
    assert found["P"].earlier is None


def test_a_leaf_is_worth_the_places_it_would_gain_with_everybody_else_as_they_are():
    block = a_block(
        ["4", "6", "10", "0", "0"], ["4", "6", "8", "0", "0"], ["4", "6", "9", "0", "0"], ["3", "6", "8", "0", "0"]
    )
    assert block.result.ranks == {"u0": 1, "u2": 2, "u1": 3, "u3": 4}
    assert {each.code: each.places for each in losses(block, "u3")} == {"3": 2, "1": 1}


@pytest.mark.parametrize(("rule", "worth"), [(TieRule.COMPETITION, 2), (TieRule.DENSE, 1)])
def test_drawing_level_counts_by_the_tie_rule(rule, worth):
    block = a_block(["4", "6", "9", "0", "0"], ["4", "6", "9", "0", "0"], ["3", "6", "9", "0", "0"], tie_rule=rule)
    assert {each.code: each.places for each in losses(block, "u2")} == {"1": worth, "3": worth}


def test_a_unit_without_a_rank_has_losses_and_no_places():
    block = a_block(["3", None, "10", "0", "0"], ["4", "6", "10", "0", "0"])
    assert [(each.code, each.places) for each in losses(block, "u0")] == [("1", None)]
    assert path(block, "u0") is NoPath.NO_RANK
    assert path(block, "u1") is NoPath.FIRST


def test_to_share_a_place_takes_as_much_as_rounds_to_the_same_figure():
    """19.9 of 20 are 99.50 %; 19.899 are 99.495 %, which rounds to it."""
    block = a_block(["4", "6", "9.9", "0", "0"], ["4", "6", "9.5", "0", "0"])
    found = path(block, "u1")
    assert (found.ahead, found.gap) == (("u0",), D("2.00"))
    assert (found.share.points, found.share.rank, found.share.is_shared) == (D("0.399"), 1, True)
    assert (found.overtake.points, found.overtake.rank, found.overtake.is_shared) == (D("0.401"), 1, False)
    exact = path(a_block(["4", "6", "9.9", "0", "0"], ["4", "6", "9.5", "0", "0"], rank_on=RankOn.EXACT), "u1")
    assert (exact.share.points, exact.overtake.points) == (D("0.4"), D("0.4001"))


def test_who_has_everything_can_be_drawn_level_with_and_not_overtaken():
    found = path(a_block(["4", "6", "10", "2", "0"], ["4", "6", "9", "0", "0"]), "u1")
    assert found.overtake is None
    assert found.share.rank == 1


def test_what_does_not_apply_makes_each_point_worth_more():
    """Out of 10 a point is ten percent, out of 20 five."""
    whole = path(a_block(["4", "6", "8", "0", "0"], ["4", "4", "8", "0", "0"], rank_on=RankOn.EXACT), "u1")
    part = path(a_block(["4", "6", "8", "0", "0"], ["4", "4", NOT_APPLICABLE, "0", "0"], rank_on=RankOn.EXACT), "u1")
    assert (whole.share.points, part.share.points) == (2, 1)


def test_the_fewest_leaves_are_the_largest_losses():
    block = a_block(["4", "6", "10", "0", "0"], ["3", "4", "8.5", "0", "1"])
    found = path(block, "u1")
    assert found.share.points == D("5.499")
    assert [each.code for each in found.share.leaves] == ["2", "3", "1", "P"]


def test_points_lost_below_zero_are_paid_back_first():
    """A penalty greater than all points holds the total at zero: three points more are needed to leave it."""
    block = a_block(["1", "0", "0", "0", "0"], ["0", "0", "0", "0", "2"], rank_on=RankOn.EXACT)
    assert path(block, "u1").share.points == 3


def test_losses_that_are_not_all_of_them_are_refused():
    block = a_block(["4", "6", "10", "0", "0"], ["3", "5", "9", "0", "0"])
    with pytest.raises(ValueError, match="u1"):
        cheapest_path(block, "u1", losses(block, "u1")[:1])


def test_what_if_tells_who_is_overtaken_who_is_level_and_who_goes_ahead():
    block = a_block(
        ["4", "6", "9", "0", "0"], ["4", "6", "8", "0", "0"], ["4", "6", "7", "0", "0"], ["4", "6", "5", "0", "0"]
    )
    up = what_if(block, "u2", {"3": D(9)})
    assert (up.rank_before, up.rank_after, up.overtaken, up.level, up.ahead) == (3, 1, ("u1",), ("u0",), ())
    down = what_if(block, "u1", {"3": D(6)})
    assert (down.rank_after, down.ahead) == (3, ("u2",))
    assert block.result.ranks["u2"] == 3


def test_what_if_can_fill_a_missing_mark():
    block = a_block(["4", None, "9", "0", "0"], ["4", "6", "8", "0", "0"])
    filled = what_if(block, "u0", {"2": D(6)})
    assert (filled.rank_before, filled.rank_after, filled.overtaken) == (None, 1, ())


def test_a_loss_keeps_the_points_and_the_maximum_that_it_is_the_difference_of():
    block = a_block(["3", "4", "10", "0", "0.5"])
    assert [(each.code, each.points, each.max_score, each.lost) for each in losses(block, "u0")] == [
        ("2", 4, 6, 2),
        ("1", 3, 4, 1),
        ("P", D("0.5"), 2, D("0.5")),
    ]


def test_where_no_survey_was_made_a_leaf_is_worth_places_without_it():
    scheme = Scheme(
        (Criterion("1", max_score=D(4)), Criterion("S", max_score=D(6), origin=Origin.SURVEY)),
        rescale_without_survey=True,
    )
    block = block_of(scheme, {"u0": {"1": D(4)}, "u1": {"1": D(3)}}, survey_was_made=False)
    assert [(each.code, each.places) for each in losses(block, "u1")] == [("1", 1)]


def test_a_leaf_that_holds_exactly_the_points_needed_is_enough():
    block = a_block(["4", "6", "9", "0", "0"], ["4", "5", "8", "0", "0"], rank_on=RankOn.EXACT)
    share = path(block, "u1").share
    assert (share.points, [each.code for each in share.leaves]) == (2, ["3"])
