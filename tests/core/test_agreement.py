"""The arithmetic against the slow and obvious one, on made-up data; and the same tests against arithmetic that is wrong."""

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from scoring.core.change import Edition, change_between
from scoring.core.ranking import TieRule, rank
from scoring.core.reconcile import compare_ranks, compare_sum, compare_weighted, out_of_order
from scoring.core.rounding import round_half_up

from . import slow_and_obvious as obvious

thorough = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUANTA = [Decimal("1"), Decimal("0.1"), Decimal("0.01"), Decimal("0.001"), Decimal("0.0001")]
scores = st.decimals(min_value=0, max_value=1000, places=4)
changes = st.decimals(min_value=-1000, max_value=1000, places=6)
# Exactly on the border between two printed figures: x.xx5, and the smallest step to either side.
borders = st.builds(
    lambda steps, sign, nudge: sign * (Decimal(steps) / 100 + Decimal("0.005")) + nudge,
    st.integers(0, 100_000),
    st.sampled_from([1, -1]),
    st.sampled_from([Decimal(0), Decimal("0.0000001"), Decimal("-0.0000001")]),
)
# Few different figures, so that ties are the rule.
tables = st.dictionaries(st.text("ABCDEFGH", min_size=1, max_size=3), scores | st.sampled_from(QUANTA), max_size=12)


def counterexample(strategy: SearchStrategy, disagrees):
    """The first example found on which two ways of computing disagree; raises when there is none."""
    quick = settings(max_examples=2000, database=None, deadline=None, phases=[Phase.generate])
    return find(strategy, disagrees, settings=quick)


@thorough
@given(changes | borders, st.sampled_from(QUANTA))
def test_rounding_agrees(value, quantum):
    assert Fraction(round_half_up(value, quantum)) == obvious.rounded(value, quantum)


def test_every_border_from_minus_to_plus_hundred_agrees():
    """All 20,000 halves between two printed figures, and one step to either side of each."""
    for thousandths in range(-100_005, 100_006, 10):
        for nudge in ("-0.0001", "0", "0.0001"):
            value = Decimal(thousandths) / 1000 + Decimal(nudge)
            assert Fraction(round_half_up(value)) == obvious.rounded(value, "0.01"), value


@thorough
@given(tables)
def test_competition_ranks_agree(figures):
    assert rank(figures) == obvious.competition_ranks(figures)


@thorough
@given(tables)
def test_dense_ranks_agree(figures):
    assert rank(figures, TieRule.DENSE) == obvious.dense_ranks(figures)


@thorough
@given(tables, st.randoms())
def test_ranks_do_not_depend_on_the_order_of_the_rows(figures, random):
    rows = list(figures.items())
    random.shuffle(rows)
    for rule in TieRule:
        assert rank(dict(rows), rule) == rank(figures, rule)


@thorough
@given(st.integers(1, 200), st.integers(1, 200), scores, scores)
def test_changes_agree(rank_before, rank_after, before, after):
    change = change_between(
        Edition(2019, "khối", "đơn vị", rank_before, before), Edition(2020, "khối", "đơn vị", rank_after, after)
    )
    assert change.rank == obvious.places_gained(rank_before, rank_after)
    assert Fraction(change.score) == obvious.exact(after) - obvious.exact(before)


@thorough
@given(st.none() | scores, st.lists(st.none() | scores, max_size=12), st.sampled_from(QUANTA))
def test_sums_agree(printed, parts, quantum):
    compared, total = compare_sum(printed, parts, quantum), obvious.total_of(parts, quantum)
    if printed is None or total is None:
        assert compared is None
    else:
        assert Fraction(compared.computed) == total
        assert compared.verdict == obvious.verdict(printed, compared.computed)


@thorough
@given(
    st.lists(st.tuples(st.none() | scores, st.none() | scores), max_size=12),
    st.sampled_from([Decimal(10), Decimal(1), Decimal(100), Decimal(4), Decimal(3)]),
)
def test_weighted_sums_agree(pairs, scale):
    compared, total = compare_weighted(Decimal(50), pairs, scale), obvious.weighted_total_of(pairs, scale, "0.01")
    if total is None:
        assert compared is None
    else:
        assert Fraction(compared.computed) == total


@thorough
@given(tables, st.integers(-25, 25))
def test_a_verdict_agrees_around_its_border(figures, thousandths):
    parts = list(figures.values())[:8]
    if parts:
        printed = round_half_up(sum(parts)) + Decimal(thousandths) / 1000
        compared = compare_sum(printed, parts)
        assert compared.verdict == obvious.verdict(printed, compared.computed)


@thorough
@given(tables, st.data())
def test_rank_differences_agree(figures, data):
    printed = {unit: data.draw(st.none() | st.integers(1, 10)) for unit in figures}
    found = compare_ranks(figures, printed)
    right = obvious.competition_ranks(figures)
    wrong = {unit for unit, place in printed.items() if place is not None and place != right[unit]}
    assert (found is None) == (not figures)
    assert {difference.unit for difference in found or ()} == wrong


@thorough
@given(
    st.lists(st.tuples(st.text("AB", max_size=3), st.none() | st.integers(1, 6), st.none() | st.sampled_from(QUANTA)))
)
def test_contradictions_agree(rows):
    assert bool(out_of_order(rows)) == obvious.contradictions(rows)


# The same agreement, with arithmetic that one might have written instead. Each must be caught.


def disagrees_on_rounding(way):
    return lambda value: Fraction(way(value)) != obvious.rounded(value, "0.01")


@pytest.mark.parametrize(
    "way",
    [
        lambda value: round(value, 2),
        lambda value: value.quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN),
        lambda value: Decimal(str(round(float(value), 2))),
        lambda value: Decimal(f"{float(value):.2f}"),
        lambda value: (value * 100 + Decimal("0.5")) // 1 / 100,
    ],
    ids=["round()", "half even", "round() of a float", "format of a float", "add a half and cut"],
)
def test_another_rounding_is_caught(way):
    assert counterexample(borders, disagrees_on_rounding(way)) is not None


def test_our_own_rounding_is_not_caught():
    with pytest.raises(NoSuchExample):
        find(borders, disagrees_on_rounding(round_half_up), settings=settings(max_examples=500, database=None))


@pytest.mark.parametrize(
    "way",
    [
        lambda parts: Decimal(sum(float(part) for part in parts)),
        lambda parts: round_half_up(Decimal(str(sum(float(part) for part in parts)))),
        lambda parts: sum((round_half_up(part) for part in parts), Decimal(0)),
        lambda parts: round(sum(parts, Decimal(0)), 2),
    ],
    ids=["floats", "floats, rounded", "rounded, then added", "round()"],
)
def test_another_sum_is_caught(way):
    parts = st.lists(st.decimals(min_value=0, max_value=100, places=3), min_size=2, max_size=8)
    assert counterexample(parts, lambda some: Fraction(way(some)) != obvious.total_of(some, "0.01")) is not None


def ordinal(figures):
    """1, 2, 3, 4: whoever stands first in the file wins the tie."""
    return {unit: place for place, unit in enumerate(sorted(figures, key=figures.get, reverse=True), start=1)}


@pytest.mark.parametrize(
    "way",
    [
        ordinal,
        lambda figures: rank(figures, TieRule.DENSE),
        lambda figures: rank({unit: -figure for unit, figure in figures.items()}),
        lambda figures: rank({unit: round_half_up(figure) for unit, figure in figures.items()}),
        lambda figures: {
            unit: len(figures) - sum(f < figure for f in figures.values()) for unit, figure in figures.items()
        },
    ],
    ids=["ordinal", "dense", "lowest first", "rounded before", "1, 3, 3, 4"],
)
def test_another_ranking_is_caught(way):
    assert counterexample(tables, lambda figures: way(figures) != obvious.competition_ranks(figures)) is not None
