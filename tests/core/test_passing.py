"""Who passed whom, with literals; ties under both rules, units that come and go, tables with holes."""

from decimal import Decimal

import pytest

from scoring.core.passing import Encounter, How, NoOwnMove, Table, split_rank
from scoring.core.ranking import TieRule, rank


def table(rule=TieRule.COMPETITION, **figures):
    known = {unit: Decimal(str(figure)) for unit, figure in figures.items()}
    return Table(rank(known, rule), rule=rule, figures=known)


def test_a_score_that_rose_falls_behind_those_that_rose_more():
    """Kiến An, 2020: 9th to 11th with a higher score, passed by Vĩnh Bảo and Hải An."""
    got = split_rank("kien_an", table(kien_an=80, hai_an=79, vinh_bao=78), table(kien_an=81, hai_an=83, vinh_bao=82))
    assert (got.whole, got.own, got.others, got.rank_by_own_move) == (-2, 0, -2, 1)
    assert got.of(How.PASSED_BY) == ("hai_an", "vinh_bao")


def test_a_rise_counts_each_unit_that_was_ahead():
    got = split_rank("d", table(a=9, b=8, c=7, d=6), table(a=9, b=8, c=7, d="8.5"))
    assert got.encounters == (Encounter("b", How.OVERTAKEN), Encounter("c", How.OVERTAKEN))
    assert (got.whole, got.own, got.others, got.rest) == (2, 2, 0, 0)


def test_a_rank_gained_by_a_unit_that_left_is_nobody_s_merit():
    got = split_rank("b", table(a=9, b=8), table(b=8))
    assert got.encounters == (Encounter("a", How.LEFT),)
    assert (got.whole, got.own, got.others) == (1, 0, 1)


def test_a_newcomer_ahead_costs_a_place_and_one_behind_costs_none():
    got = split_rank("b", table(b=8), table(a=9, b=8, c=1))
    assert got.encounters == (Encounter("a", How.JOINED),)


def test_a_tie_that_forms_and_one_that_dissolves():
    formed = split_rank("b", table(a=9, b=8), table(a=9, b=9))
    assert (formed.encounters, formed.whole) == ((Encounter("a", How.REACHED),), 1)
    seen_from_the_other = split_rank("a", table(a=9, b=8), table(a=9, b=9))
    assert (seen_from_the_other.encounters, seen_from_the_other.whole) == ((Encounter("b", How.CAUGHT_UP),), 0)
    dissolved = split_rank("b", table(a=9, b=9), table(a="9.5", b=9))
    assert (dissolved.encounters, dissolved.whole) == ((Encounter("a", How.BROKE_AWAY),), -1)
    assert split_rank("a", table(a=9, b=9), table(a="9.5", b=9)).of(How.SHAKEN_OFF) == ("b",)


def test_where_no_rank_is_skipped_a_tie_among_those_ahead_counts_for_itself():
    dense = TieRule.DENSE
    got = split_rank("c", table(dense, a=9, b=8, c=7), table(dense, a=9, b=9, c=7))
    assert (got.whole, got.encounters, got.ties, got.rest) == (1, (), 1, 0)
    by_the_other_rule = split_rank("c", table(a=9, b=8, c=7), table(a=9, b=9, c=7))
    assert (by_the_other_rule.whole, by_the_other_rule.ties) == (0, 0)


def test_a_changed_tie_rule_moves_ranks_and_is_told_as_ties():
    got = split_rank("c", table(a=9, b=9, c=7), table(TieRule.DENSE, a=9, b=9, c=7))
    assert (got.whole, got.encounters, got.ties, got.own) == (1, (), 1, 0)


def test_ranks_alone_are_enough_to_name_the_passers_but_not_for_the_own_move():
    got = split_rank("b", Table({"a": 1, "b": 2, "c": 3}), Table({"a": 1, "c": 2, "b": 3}))
    assert got.encounters == (Encounter("c", How.PASSED_BY),)
    assert (got.own, got.why_not) == (None, NoOwnMove.FIGURES_UNKNOWN)


def test_of_a_table_with_holes_what_is_not_told_is_a_rest_and_nobody_joined_or_left():
    before = Table({"a": 2, "b": 5}, is_whole=False)
    after = Table({"x": 1, "b": 2, "a": 4}, is_whole=False)
    got = split_rank("b", before, after)
    assert got.encounters == (Encounter("a", How.OVERTAKEN),)
    assert (got.whole, got.rest, got.strangers) == (3, 2, ("x",))
    assert (got.own, got.why_not) == (None, NoOwnMove.FIGURES_UNKNOWN)


def test_printed_ranks_that_do_not_follow_from_their_rule_leave_a_rest():
    got = split_rank("b", Table({"a": 1, "b": 2}), Table({"a": 1, "b": 3}))
    assert (got.encounters, got.whole, got.rest) == ((), -1, -1)


def test_figures_that_contradict_the_ranks_say_nothing_of_the_own_move():
    wrong = Table({"a": 1, "b": 2}, figures={"a": Decimal(1), "b": Decimal(2)})
    assert split_rank("b", wrong, table(a=2, b=1)).why_not is NoOwnMove.RANKS_DISAGREE


def test_figures_of_two_measures_say_nothing_of_the_own_move():
    got = split_rank("b", table(a=9, b=8), table(a=90, b=80), is_one_measure=False)
    assert (got.own, got.others, got.why_not) == (None, None, NoOwnMove.OTHER_MEASURE)


@pytest.mark.parametrize("tables", [(table(a=1), table(a=1, b=2)), (table(a=1, b=2), table(a=1))])
def test_without_two_ranks_there_is_nothing_to_split(tables):
    assert split_rank("b", *tables) is None


def test_passers_are_named_from_the_best_rank_down_and_of_one_rank_by_their_code():
    before = table(e=9, z=5, y=4, x=3, w=2)
    after = table(e=1, y=8, x=8, z=9, w=7)
    assert split_rank("e", before, after).of(How.PASSED_BY) == ("z", "x", "y", "w")


def test_those_who_left_are_named_last_from_the_best_rank_that_they_had():
    got = split_rank("e", table(x=8, y=8, z=9, e=6, b=5), table(e=6, b=7))
    assert [(each.unit, each.how) for each in got.encounters] == [
        ("b", How.PASSED_BY),
        ("z", How.LEFT),
        ("x", How.LEFT),
        ("y", How.LEFT),
    ]


@pytest.mark.parametrize(("was_whole", "is_whole"), [(True, False), (False, True), (False, False)])
def test_ties_among_those_ahead_are_counted_in_whole_tables_only(was_whole, is_whole):
    """In a table with holes nobody knows how many share a rank."""
    before = Table({"a": 1, "b": 2, "c": 3}, was_whole, TieRule.DENSE)
    after = Table({"a": 1, "b": 1, "c": 2}, is_whole, TieRule.DENSE)
    got = split_rank("c", before, after)
    assert (got.whole, got.ties, got.rest) == (1, 0, 1)


def test_whoever_comes_or_goes_between_whole_tables_is_no_stranger():
    """The other table says that it did not have them."""
    got = split_rank("b", Table({"a": 1, "b": 2}), Table({"b": 1, "c": 2}))
    assert got.strangers == ()
    assert split_rank("b", Table({"a": 1, "b": 2}), Table({"b": 1}, is_whole=False)).strangers == ("a",)
