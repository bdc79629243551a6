"""A draft set on trial: how each leaf is carried, what is left out, and what is told of who moves."""

from decimal import Decimal as D
from fractions import Fraction

import pytest

from scoring.core.block import Block, block_of
from scoring.core.continuation import Continued, LeafMapping, Linked, continued
from scoring.core.leaf_health import NoCorrelation, deviation, leaf_health, spearman
from scoring.core.marks import NOT_APPLICABLE, Column
from scoring.core.rounding import root_half_up
from scoring.core.rules import Deduction, Measure, Option, PerCount, Rate, Steps, Threshold, Thresholds, YesNo
from scoring.core.scheme import Criterion, Origin, RankOn, Scheme
from scoring.core.trial import Carry, NoData, trial

RATE = Rate()


def leaf(code, maximum, rule=None, origin=Origin.APPRAISAL):
    rules = {} if rule is None else {"rule": rule}
    return Criterion(code, max_score=D(maximum), origin=origin, **rules)


def one(before, after, marks, measures=None, links=None):
    """The trial of one leaf beside a leaf that stays as it is; `marks` by unit."""
    stays = leaf("s", 10)
    last = block_of(Scheme((stays, before)), {unit: {"s": D(5), before.code: mark} for unit, mark in marks.items()})
    found = {unit: {before.code: measure} for unit, measure in (measures or {}).items()}
    ties = {"s": Continued("s"), after.code: Continued(before.code)} if links is None else links
    return trial(last, found, Scheme((stays, after)), ties)


def points(tried, code):
    return [tried.after.marks_of(unit).get(code) for unit in tried.after.units]


def how(tried, code):
    return next(each for each in tried.leaves if each.leaf.code == code)


def test_the_same_leaf_keeps_its_points():
    tried = one(leaf("a", 4, RATE), leaf("a", 4, RATE), {"u": D(3), "v": NOT_APPLICABLE, "w": D(0)})
    assert how(tried, "a").how is Carry.KEPT
    assert points(tried, "a") == [D(3), NOT_APPLICABLE, D(0)]
    assert [move.places for move in tried.moves] == [0, 0, 0]


def test_a_measure_is_scored_by_the_drafts_rule():
    before = leaf("a", 4, RATE)
    after = leaf("b", 8, Thresholds((Threshold(D(80), D(8)), Threshold(D(50), D(2)))))
    measures = {"u": Measure(D(75)), "v": Measure(D(9), D(10))}
    tried = one(before, after, {"u": D(3), "v": D("3.6")}, measures)
    assert (how(tried, "b").how, points(tried, "b")) == (Carry.RESCORED, [D(2), D(8)])
    assert not how(tried, "b").is_past_the_rule


def test_points_of_a_judgement_are_no_measure_and_are_scaled():
    tried = one(
        leaf("a", 2), leaf("a", 3), {"u": D(1), "v": D("0.3333")}, {"u": Measure(D(1)), "v": Measure(D("0.3333"))}
    )
    assert (how(tried, "a").how, points(tried, "a")) == (Carry.SCALED, [D("1.5"), D("0.5000")])


def test_a_rule_about_something_else_is_not_tried_and_that_is_told():
    before, after = leaf("a", 2, PerCount(D(1))), leaf("a", 2, Deduction(D(1)))
    tried = one(before, after, {"u": D(2)}, {"u": Measure(D(2))})
    assert (how(tried, "a").how, points(tried, "a")) == (Carry.KEPT, [D(2)])
    assert how(tried, "a").is_past_the_rule


def test_one_measure_that_does_not_fit_carries_every_units_points():
    """Two ways within a leaf would compare units by two measures."""
    old = Steps((Option("x", "Đúng hạn", D(2)), Option("y", "Chậm", D(1))))
    new = Steps((Option("x", "Đúng hạn", D(4)), Option("z", "Chậm", D(0))))
    measures = {"u": Measure(choice="x"), "v": Measure(choice="y")}
    tried = one(leaf("a", 2, old), leaf("a", 4, new), {"u": D(2), "v": D(1)}, measures)
    assert (how(tried, "a").how, how(tried, "a").refused) == (Carry.SCALED, ("v",))
    assert points(tried, "a") == [D(4), D(2)]


def test_a_step_described_otherwise_is_another_step():
    old = Steps((Option("x", "Đúng hạn", D(2)), Option("y", "Chậm", D(0))))
    new = Steps((Option("x", "Chậm", D(1)), Option("y", "Đúng hạn", D(2))))
    tried = one(leaf("a", 2, old), leaf("a", 2, new), {"u": D(2)}, {"u": Measure(choice="x")})
    assert (how(tried, "a").how, points(tried, "a")) == (Carry.KEPT, [D(2)])


def test_a_measure_that_the_points_did_not_come_from_is_not_used():
    tried = one(leaf("a", 4, YesNo()), leaf("a", 8, YesNo()), {"u": D(1)}, {"u": Measure(choice="yes")})
    assert (how(tried, "a").how, points(tried, "a")) == (Carry.SCALED, [D(2)])
    assert how(tried, "a").refused == ("u",)


def test_leaves_that_were_one_share_its_points():
    stays, old = leaf("s", 10), leaf("a", 4, RATE)
    last = block_of(Scheme((stays, old)), {"u": {"s": D(5), "a": D(3)}})
    draft = Scheme((stays, leaf("b", 2, RATE), leaf("c", 6, RATE)))
    links = {"s": Continued("s"), "b": Continued("a"), "c": Continued("a")}
    tried = trial(last, {"u": {"a": Measure(D(75))}}, draft, links)
    assert [how(tried, code).is_split for code in "bc"] == [True, True]
    assert (points(tried, "b"), points(tried, "c")) == ([D("1.5")], [D("4.5")])


@pytest.mark.parametrize(
    ("after", "links", "why"),
    [
        (leaf("n", 5), {"s": Continued("s")}, NoData.NEW),
        (leaf("n", 5), {"s": Continued("s"), "n": Continued("gone")}, NoData.NEW),
        (leaf("n", 5, origin=Origin.SURVEY), None, NoData.ORIGIN),
    ],
)
def test_a_leaf_without_data_leaves_the_denominator(after, links, why):
    tried = one(leaf("a", 5), after, {"u": D(1), "v": D(5)}, links=links)
    assert (how(tried, "n").how, how(tried, "n").why) == (Carry.NO_DATA, why)
    assert tried.after.scheme.max_score == 10
    assert [move.index_after for move in tried.moves] == [D("50.00"), D("50.00")]
    assert [each.leaf.code for each in tried.left_out] == ["n"]


def test_a_survey_that_nobody_was_asked_leaves_nobody_without_a_rank():
    tried = one(leaf("x", 5, origin=Origin.SURVEY), leaf("x", 5, origin=Origin.SURVEY), {"u": None, "v": None})
    assert how(tried, "x").why is NoData.UNMARKED
    assert [move.rank_after for move in tried.moves] == [1, 1]
    assert [move.rank_before for move in tried.moves] == [None, None]
    assert [move.places for move in tried.moves] == [None, None]


def test_a_missing_mark_stays_missing_and_is_no_zero():
    tried = one(leaf("a", 4), leaf("a", 8), {"u": None, "v": D(0)})
    assert points(tried, "a") == [None, D(0)]
    assert [move.rank_after for move in tried.moves] == [None, 1]


def test_every_carried_leaf_says_what_it_continues_and_how():
    stays, rate = leaf("s", 10), leaf("a", 4, RATE)
    kept, scaled, anew = leaf("k", 4, RATE), leaf("m", 8, YesNo()), leaf("r", 8, RATE)
    elsewhere = leaf("o", 4, origin=Origin.SURVEY)
    for after, way in ((kept, Carry.KEPT), (scaled, Carry.SCALED), (anew, Carry.RESCORED), (elsewhere, Carry.NO_DATA)):
        links = {"s": Continued("s"), after.code: Continued("a", LeafMapping.TEXT)}
        found = how(one(rate, after, {"u": D(3)}, {"u": Measure(D(75))}, links), after.code)
        assert (found.how, found.before, found.mapping, found.refused) == (way, rate, LeafMapping.TEXT, ())
        assert not found.is_split
    unmarked = one(rate, kept, {"u": None}, links={"s": Continued("s"), "k": Continued("a", LeafMapping.TEXT)})
    found = how(unmarked, "k")
    assert (found.how, found.before, found.mapping) == (Carry.NO_DATA, rate, LeafMapping.TEXT)
    last = block_of(Scheme((stays, rate)), {"u": {"s": D(5)}})
    nobody = trial(last, {}, Scheme((stays, kept)), {"s": Continued("s"), "k": Continued("a")})
    assert (how(nobody, "k").why, nobody.moves[0].rank_after) == (NoData.UNMARKED, 1)


def test_without_a_measure_nothing_is_scored_anew_and_it_is_told_of_whom():
    before, after = leaf("a", 4, RATE), leaf("b", 8, RATE)
    tried = one(before, after, {"u": D(3), "v": D(1), "w": D(2)}, {"u": Measure(D(75)), "v": Measure()})
    assert (how(tried, "b").how, how(tried, "b").refused) == (Carry.SCALED, ("v", "w"))
    assert points(tried, "b") == [D(6), D(2), D(4)]


def test_where_no_survey_was_made_the_drafts_own_rule_spreads_its_share():
    survey = leaf("x", 5, origin=Origin.SURVEY)
    last = block_of(
        Scheme((leaf("s", 10), survey)),
        {"u": {"s": D(5), "x": None}, "v": {"s": D(4), "x": D(1)}},
        survey_was_made=False,
    )
    links = {"s": Continued("s"), "x": Continued("x")}
    strict = trial(last, {}, Scheme((leaf("s", 10), survey)), links)
    spread = trial(last, {}, Scheme((leaf("s", 10), survey), rescale_without_survey=True), links)
    assert [move.index_after for move in strict.moves] == [None, D("33.33")]
    assert [move.index_after for move in spread.moves] == [D("50.00"), D("33.33")]


def test_where_a_survey_was_made_who_lacks_its_mark_has_no_rank_in_the_trial_either():
    scheme = Scheme((leaf("s", 10), leaf("x", 5, origin=Origin.SURVEY)), rescale_without_survey=True)
    last = block_of(scheme, {"u": {"s": D(5), "x": None}, "v": {"s": D(4), "x": D(1)}})
    tried = trial(last, {}, scheme, {"s": Continued("s"), "x": Continued("x")})
    assert [(move.rank_before, move.rank_after) for move in tried.moves] == [(None, None), (1, 1)]


@pytest.mark.parametrize("places", [[0], [0, 0, 0]])
def test_a_column_that_is_not_of_the_units_of_the_round_is_refused(places):
    scheme = Scheme((leaf("a", 4),))
    last = Block(scheme, ("u", "v"), {"a": Column([D(1)], places)})
    with pytest.raises(ValueError, match=r"zip\(\)"):
        trial(last, {}, scheme, {"a": Continued("a")})
    with pytest.raises(ValueError, match=r"zip\(\)"):
        leaf_health(last, {})


def test_what_nothing_continues_is_told_as_removed():
    tried = one(leaf("a", 4), leaf("n", 4), {"u": D(1)}, links={"s": Continued("s")})
    assert [each.code for each in tried.removed] == ["a"]


def test_places_are_counted_towards_the_better_rank():
    tried = one(leaf("a", 10), leaf("a", 1), {"u": D(10), "v": D(9)})
    assert [(move.rank_before, move.rank_after, move.places) for move in tried.moves] == [(1, 1, 0), (2, 2, 0)]
    twice = trial(
        block_of(Scheme((leaf("a", 9), leaf("b", 1))), {"u": {"a": D(9), "b": D(0)}, "v": {"a": D(8), "b": D(1)}}),
        {},
        Scheme((leaf("a", 1), leaf("b", 9))),
        {"a": Continued("a"), "b": Continued("b")},
    )
    assert [(move.rank_before, move.rank_after, move.places) for move in twice.moves] == [(1, 2, -1), (1, 1, 0)]
    exact = [move.points for move in twice.moves]
    assert exact == [D("10.00") - D("90.00"), D("98.89") - D("90.00")]


# --- which leaf continues which ---


def test_under_one_set_every_leaf_continues_itself_and_elsewhere_as_the_set_says():
    then = {"1": D(2), "2": D(2)}
    own = [Linked("9", D(1)), Linked("1", D(2), "7", "new"), Linked("2", D(2), "1", "text")]
    assert continued(own, then, is_same_set=True) == {"1": Continued("1"), "2": Continued("2")}
    leaves = [
        Linked("x", D(2), "", "new"),
        Linked("a", D(2), "1", "same"),
        Linked("b", D(2), "2", "text"),
        Linked("c", D(3), "2", "same"),
        Linked("d", D(2), "2", "new"),
        Linked("e", D(2), "7", "same"),
    ]
    assert continued(leaves, then, is_same_set=False) == {
        "a": Continued("1", LeafMapping.SAME),
        "b": Continued("2", LeafMapping.TEXT),
        "c": Continued("2", LeafMapping.MAXIMUM),
    }


# --- how well a leaf does ---


def healthy(marks, satisfaction=(), **fields):
    """The health of one leaf beside one that decides the rest."""
    own = leaf("a", 4, **fields)
    units = [f"u{number:02}" for number in range(len(marks))]
    block = block_of(
        Scheme((leaf("s", 10), own)),
        {unit: {"s": D(5), "a": mark} for unit, mark in zip(units, marks, strict=True)},
    )
    found = leaf_health(block, dict(zip(units, map(D, satisfaction), strict=False)))
    return next(each for each in found if each.leaf.code == "a")


def test_missing_zero_and_not_applicable_are_three_counts():
    found = healthy([D(4), D(0), None, NOT_APPLICABLE, D(4)])
    assert (found.marked, found.missing, found.not_applicable, found.best, found.worst) == (3, 1, 1, 2, 1)
    assert (found.percent_of(found.best), found.lowest, found.highest, found.distinct) == (D("66.7"), D(0), D(4), 2)


def test_a_leaf_that_nobody_was_marked_on_has_only_missing_marks():
    block = block_of(Scheme((leaf("s", 10), leaf("a", 4))), {"u": {"s": D(5)}, "v": {"s": D(4)}})
    found = leaf_health(block, {})[1]
    assert (found.marked, found.missing, found.not_applicable, found.lowest, found.distinct) == (0, 2, 0, None, 0)
    assert found.moved == ()


def test_a_leaf_with_one_value_tells_nobody_apart_and_with_one_unit_nothing_is_said():
    assert healthy([D(4), D(4)]).tells_apart is False
    assert healthy([D(4), D(3)]).tells_apart is True
    assert healthy([D(4), None]).tells_apart is None
    assert healthy([None, None]).percent_of(0) is None
    assert healthy([None, None]).deviation is None


def test_the_best_at_a_penalty_is_that_nothing_is_taken_away():
    found = healthy([D(0), D(0), D(4)], origin=Origin.PENALTY)
    assert (found.best, found.worst) == (2, 1)


def test_the_deviation_is_of_all_units_and_rounded_once():
    assert deviation([D(2), D(4), D(4), D(4), D(5), D(5), D(7), D(9)]) == D("2.00")
    assert deviation([D(0), D("0.01")]) == D("0.01")  # 0.005 exactly: half up
    assert deviation([D(1)]) == D("0.00")
    assert root_half_up(Fraction(2), 4) == D("1.4142")
    with pytest.raises(ValueError, match="below zero"):
        root_half_up(Fraction(-1), 2)


def test_the_correlation_is_of_ranks_with_its_number_of_units_and_not_of_few():
    up, percents = (
        [D(n) / 4 for n in range(1, 11)],
        [str(70 + n * n) for n in range(1, 6)] + ["96", "97", "98", "99", "100"],
    )
    found = healthy(up, percents).correlation
    assert (found.value, found.units, found.reason) == (D("1.00"), 10, None)
    assert healthy(up[::-1], percents).correlation.value == D("-1.00")
    assert healthy(up, percents, origin=Origin.PENALTY).correlation.value == D("-1.00")
    few = healthy(up[:9], percents).correlation
    assert (few.value, few.units, few.reason) == (None, 9, NoCorrelation.FEW)
    constant = healthy([D(1)] * 10, percents).correlation
    assert (constant.value, constant.reason) == (None, NoCorrelation.CONSTANT)
    itself = healthy(up, percents, origin=Origin.SATISFACTION).correlation
    assert (itself.value, itself.reason) == (None, NoCorrelation.ITSELF)
    assert healthy([*up[:9], None], percents).correlation.units == 9


def test_ties_share_their_mean_rank():
    assert spearman([D(1), D(1), D(2)], [D(1), D(2), D(3)]) == D("0.87")  # the root of 3/4


def test_a_leaf_decides_where_ranks_are_others_without_it():
    found = healthy([D(4), D(3), D(3)])
    assert [(each.unit, each.with_it, each.without) for each in found.moved] == [("u01", 2, 1), ("u02", 2, 1)]
    alone = leaf_health(block_of(Scheme((leaf("a", 4),)), {"u": {"a": D(1)}}), {})
    assert alone[0].moved is None


def test_whom_only_the_leaf_kept_from_a_rank_moves_nobody():
    scheme = Scheme((leaf("s", 10), leaf("a", 4)), rank_on=RankOn.EXACT)
    block = block_of(scheme, {"u": {"s": D(9)}, "v": {"s": D(5), "a": D(2)}, "w": {"s": D(4), "a": D(1)}})
    assert leaf_health(block, {})[1].moved == ()


def test_a_correlation_is_of_pairs_and_refuses_two_lists_of_other_lengths():
    with pytest.raises(ValueError, match=r"zip\(\)"):
        spearman([D(1), D(2), D(3)], [D(1), D(2)])


def test_ranks_that_go_neither_way_have_a_correlation_of_nothing_without_a_sign():
    assert str(spearman([D(1), D(2), D(3)], [D(1), D(2), D(1)])) == "0.00"
