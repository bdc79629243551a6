"""The change between two years, or why there is none."""

from decimal import Decimal

import pytest

from scoring.core.change import Break, Change, Edition, NoComparison, change_between, is_broken

BEFORE = Edition(2019, "minh-hoa/quan-huyen", "huyen-song-em", 6, Decimal("80.10"))
AFTER = Edition(2020, "minh-hoa/quan-huyen", "huyen-song-em", 5, Decimal("81.25"))


def test_a_better_rank_counts_as_places_gained():
    assert change_between(BEFORE, AFTER) == Change(rank=1, score=Decimal("1.15"))


def test_a_worse_rank_counts_as_places_lost():
    assert change_between(BEFORE, AFTER._replace(rank=8, score=Decimal("79.95"))) == Change(
        rank=-2, score=Decimal("-0.15")
    )


def test_the_same_rank_is_a_change_of_nothing_and_not_a_missing_change():
    change = change_between(BEFORE, AFTER._replace(rank=6))
    assert (change.rank, change.rank_reason) == (0, None)


def test_the_same_score_is_a_change_of_nothing():
    change = change_between(BEFORE, AFTER._replace(score=Decimal("80.1")))
    assert (change.score, change.score_reason) == (Decimal("0.00"), None)


def test_shared_ranks_in_both_years_are_compared_as_printed():
    """2 (shared with another) to 2 (shared again) is the same rank; 2 shared to 4 is two places, whoever stood beside."""
    assert change_between(BEFORE._replace(rank=2), AFTER._replace(rank=2)).rank == 0
    assert change_between(BEFORE._replace(rank=2), AFTER._replace(rank=4)).rank == -2


def test_without_a_year_before_there_is_nothing_to_compare():
    assert change_between(None, AFTER) == Change(
        rank_reason=NoComparison.NO_PREVIOUS, score_reason=NoComparison.NO_PREVIOUS
    )


@pytest.mark.parametrize("year", [2017, 2018, 2020, 2021])
def test_only_the_year_just_before_is_compared(year):
    change = change_between(BEFORE._replace(year=year), AFTER)
    assert (change.rank, change.score) == (None, None)
    assert change.rank_reason is change.score_reason is NoComparison.NO_PREVIOUS


def test_another_group_is_not_compared():
    change = change_between(BEFORE._replace(group="minh-hoa/quan"), AFTER)
    assert (change.rank, change.score) == (None, None)
    assert change.rank_reason is change.score_reason is NoComparison.GROUP_CHANGED


def test_another_body_under_the_same_name_is_not_compared():
    change = change_between(BEFORE._replace(unit="quan-song-em"), AFTER)
    assert (change.rank, change.score) == (None, None)
    assert change.rank_reason is change.score_reason is NoComparison.UNIT_CHANGED


def test_a_break_of_the_score_leaves_the_rank_comparable():
    change = change_between(BEFORE, AFTER, (Break(2019, 2020, of_rank=False),))
    assert change == Change(rank=1, score_reason=NoComparison.METHOD_BREAK)


def test_a_break_of_the_rank_leaves_the_score_comparable():
    change = change_between(BEFORE, AFTER, (Break(2019, 2020, of_score=False),))
    assert change == Change(rank_reason=NoComparison.METHOD_BREAK, score=Decimal("1.15"))


def test_a_break_of_both_leaves_nothing():
    change = change_between(BEFORE, AFTER, (Break(2019, 2020),))
    assert change == Change(rank_reason=NoComparison.METHOD_BREAK, score_reason=NoComparison.METHOD_BREAK)


def test_a_break_of_other_years_does_not_matter():
    assert change_between(BEFORE, AFTER, (Break(2018, 2019), Break(2020, 2021))) == change_between(BEFORE, AFTER)


def test_a_figure_that_was_not_published_is_not_zero():
    change = change_between(BEFORE._replace(rank=None), AFTER._replace(score=None))
    assert change == Change(rank_reason=NoComparison.NOT_PUBLISHED, score_reason=NoComparison.NOT_PUBLISHED)
    assert change_between(BEFORE._replace(score=Decimal(0)), AFTER).score == Decimal("81.25")


def test_each_figure_has_its_own_reason():
    change = change_between(BEFORE._replace(rank=None), AFTER, (Break(2019, 2020, of_rank=False),))
    assert change == Change(rank_reason=NoComparison.NOT_PUBLISHED, score_reason=NoComparison.METHOD_BREAK)


def test_a_break_lies_between_its_years_and_nowhere_else():
    breaks = (Break(2021, 2022, of_rank=False),)
    assert is_broken(breaks, 2021, 2022, "score")
    assert is_broken(breaks, 2019, 2024, "score")
    assert not is_broken(breaks, 2021, 2022, "rank")
    assert not is_broken(breaks, 2020, 2021, "score")
    assert not is_broken(breaks, 2022, 2023, "score")
    assert not is_broken((), 2021, 2022, "score")
