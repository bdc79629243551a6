"""Ranks by something else: which questions a set allows, what each rests on, and where nothing can be said."""

from decimal import Decimal as D
from random import Random

from scoring.core.block import block_of
from scoring.core.counterfactual import Former, Kind, NoRank, counterfactuals
from scoring.core.marks import NOT_APPLICABLE
from scoring.core.scheme import Criterion, Origin, Scheme

from .made_up_sheets import a_set, scheme_from
from .test_what_if_agrees import core_mark, points_for
from .what_if_on_paper import Table

SCHEME = Scheme(
    (
        Criterion("1", children=(Criterion("1.1", max_score=D(40)), Criterion("1.2", max_score=D(20)))),
        Criterion("2", children=(Criterion("2.1", max_score=D(30), origin=Origin.SATISFACTION), Criterion("B", max_score=D(2), origin=Origin.BONUS))),
        Criterion("S", max_score=D(10), origin=Origin.SURVEY),
    )
)  # fmt: skip


def a_block(**units):
    """Points at 1.1, 1.2, 2.1, B and S."""
    codes = ("1.1", "1.2", "2.1", "B", "S")
    return block_of(SCHEME, {unit: dict(zip(codes, map(core_mark, own), strict=True)) for unit, own in units.items()})


def asked(block, former=None):
    return {(each.kind, each.what): each for each in counterfactuals(block, former)}


def test_every_part_of_the_set_is_asked_about_and_no_other():
    found = asked(a_block(a=["36", "18", "24", "2", "7"]))
    assert list(found) == [
        (Kind.ONLY, "appraisal"),
        (Kind.ONLY, "survey"),
        (Kind.ONLY, "satisfaction"),
        (Kind.WITHOUT, "survey"),
        (Kind.WITHOUT, "bonus"),
        (Kind.WITHOUT_AREA, "1"),
        (Kind.WITHOUT_AREA, "2"),
    ]  # area S is the survey, which is asked about already
    alone = block_of(Scheme((Criterion("1", max_score=D(10)),)), {"a": {"1": D(5)}})
    assert counterfactuals(alone) == ()


def test_a_unit_may_be_first_on_appraisal_alone_and_last_in_all():
    block = a_block(a=["40", "18", "20", "0", "5"], b=["36", "18", "28", "0", "9"], c=["36", "18", "26", "2", "9"])
    assert block.result.ranks == {"b": 1, "c": 1, "a": 3}
    found = asked(block)
    assert found[Kind.ONLY, "appraisal"].ranks == {"a": 1, "b": 2, "c": 2}
    assert found[Kind.WITHOUT, "bonus"].ranks == {"b": 1, "c": 2, "a": 3}


def test_a_part_that_does_not_apply_or_is_missing_gives_its_reason_and_the_others_their_ranks():
    block = a_block(a=["40", "18", "20", "0", None], b=["36", "18", "na", "0", "9"], c=["36", "18", "26", "0", "8"])
    found = asked(block)
    survey, satisfaction = found[Kind.ONLY, "survey"], found[Kind.ONLY, "satisfaction"]
    assert (survey.ranks, survey.reasons) == ({"b": 1, "c": 2}, {"a": NoRank.MISSING})
    assert (satisfaction.ranks, satisfaction.reasons) == ({"c": 1, "a": 2}, {"b": NoRank.NOTHING_APPLIES})
    assert (
        found[Kind.WITHOUT, "survey"].ranks == {"a": 3, "b": 1, "c": 2} or found[Kind.WITHOUT, "survey"].reasons == {}
    )


def test_by_last_years_set_a_unit_keeps_its_share_of_a_maximum_that_changed():
    """1.1 counted 10 instead of 40, 1.2 counted 50 instead of 20: who is better at 1.2 leads."""
    former = Former(
        (
            Criterion("x", max_score=D(10)),
            Criterion("y", max_score=D(50)),
            Criterion("s", max_score=D(10), origin=Origin.SURVEY),
        ),
        {"1.1": "x", "1.2": "y", "S": "s"},
    )
    block = a_block(a=["40", "10", "30", "0", "5"], b=["20", "20", "30", "0", "5"])
    assert block.result.ranks == {"a": 1, "b": 2}
    found = asked(block, former)[Kind.LAST_YEAR, ""]
    assert found.ranks == {"b": 1, "a": 2}
    assert found.figures == {"a": D("57.14"), "b": D("85.71")}  # 10 + 25 + 5 and 5 + 50 + 5 of 70
    assert found.left_out == ("2.1", "B")


def test_last_years_set_is_refused_where_leaves_of_it_are_gone_and_the_common_leaves_are_ranked():
    former = Former((Criterion("x", max_score=D(40)), Criterion("gone", max_score=D(5))), {"1.1": "x"})
    found = asked(a_block(a=["40", "10", "30", "0", "5"], b=["20", "20", "30", "0", "5"]), former)
    refused, common = found[Kind.LAST_YEAR, ""], found[Kind.COMMON, ""]
    assert (refused.refused, refused.left_out, refused.ranks) == (NoRank.LEAVES_REMOVED, ("gone",), {})
    assert common.ranks == {"a": 1, "b": 2}


def test_leaves_that_continue_one_leaf_count_together():
    former = Former((Criterion("x", max_score=D(30)),), {"1.1": "x", "1.2": "x"})
    found = asked(
        a_block(a=["40", "10", "30", "0", "5"], b=["20", "20", "30", "0", "5"], c=["na", "na", "30", "0", "5"]), former
    )
    assert found[Kind.LAST_YEAR, ""].figures == {"a": D("83.33"), "b": D("66.67")}
    assert found[Kind.LAST_YEAR, ""].reasons == {"c": NoRank.NOTHING_APPLIES}


def test_a_leaf_that_applies_in_part_of_what_it_continues_counts_by_what_applies():
    former = Former((Criterion("x", max_score=D(30)),), {"1.1": "x", "1.2": "x"})
    block = block_of(SCHEME, {"a": {"1.1": NOT_APPLICABLE, "1.2": D(10)}})
    assert asked(block, former)[Kind.LAST_YEAR, ""].figures == {"a": D("50.00")}


def test_ranks_without_some_leaves_are_those_of_a_set_without_them_on_paper():
    random = Random(11)
    compared = 0
    for _ in range(80):
        areas = a_set(random, leaves=6)
        for leaf in (leaf for area in areas for leaf in area):
            leaf["rule"] = {"kind": "manual"}
        units = {f"u{number}": points_for(random, areas) for number in range(5)}
        scheme = scheme_from(areas)
        block = block_of(scheme, {u: {c: core_mark(m) for c, m in own.items()} for u, own in units.items()})
        for each in counterfactuals(block):
            keep = {
                Kind.ONLY: lambda leaf, own=each.what: leaf["origin"] == own,
                Kind.WITHOUT: lambda leaf, own=each.what: leaf["origin"] != own,
                Kind.WITHOUT_AREA: lambda leaf, own=each.what: not leaf["code"].startswith(f"{own}."),
            }[each.kind]
            fewer = [[leaf for leaf in area if keep(leaf)] for area in areas]
            codes = {leaf["code"] for area in fewer for leaf in area}
            paper = Table(fewer, {u: {c: m for c, m in own.items() if c in codes} for u, own in units.items()})
            assert each.ranks == paper.ranks
            compared += 1
    assert compared > 300


def test_of_one_component_with_a_bonus_beside_it_only_the_bonus_is_asked_about():
    """Appraisal alone would be the ranks without the bonus under another name."""
    scheme = Scheme((Criterion("1", max_score=D(10)), Criterion("B", max_score=D(2), origin=Origin.BONUS)))
    block = block_of(scheme, {"a": {"1": D(5), "B": D(2)}, "b": {"1": D(6), "B": D(0)}})
    assert {key: each.ranks for key, each in asked(block).items()} == {(Kind.WITHOUT, "bonus"): {"b": 1, "a": 2}}


def test_last_years_set_is_asked_about_after_everything_else():
    block = a_block(a=["36", "18", "24", "2", "7"])
    former = Former((Criterion("x", max_score=D(40)), Criterion("gone", max_score=D(5))), {"1.1": "x"})
    assert list(asked(block, former)) == [*asked(block), (Kind.LAST_YEAR, ""), (Kind.COMMON, "")]


def test_ranks_by_the_common_leaves_name_those_that_are_new():
    former = Former((Criterion("x", max_score=D(40)), Criterion("gone", max_score=D(5))), {"1.1": "x"})
    found = asked(a_block(a=["40", "10", "30", "0", "5"]), former)
    assert found[Kind.COMMON, ""].left_out == ("1.2", "2.1", "B", "S")


def test_by_last_years_set_a_leaf_that_nobody_was_marked_on_is_missing_for_everybody():
    block = block_of(SCHEME, {"a": {"1.1": D(40)}, "b": {"1.1": D(20)}})
    of_one = Former((Criterion("x", max_score=D(40)), Criterion("y", max_score=D(20))), {"1.1": "x", "1.2": "y"})
    of_both = Former((Criterion("x", max_score=D(40)),), {"1.1": "x", "1.2": "x"})
    for former in (of_one, of_both):
        found = asked(block, former)[Kind.LAST_YEAR, ""]
        assert (found.ranks, found.reasons) == ({}, {"a": NoRank.MISSING, "b": NoRank.MISSING})
