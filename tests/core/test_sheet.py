"""A sheet's totals by literal examples: what is missing, zero and not applicable; bonus and penalty; the facts that were read."""

from decimal import Decimal as D

import pytest

from scoring.core.assessment import score_round
from scoring.core.bands import Band, classify
from scoring.core.ranking import TieRule, rank
from scoring.core.rules import Percentage
from scoring.core.scheme import Criterion, Origin, RankOn, Scheme
from scoring.core.sheet import NOT_APPLICABLE, MarkOutOfRange, score_sheet


def leaf(code, maximum, origin=Origin.APPRAISAL, rule=None):
    extra = {} if rule is None else {"rule": rule}
    return Criterion(code, max_score=D(maximum), origin=origin, **extra)


def scheme(*areas, **settings):
    return Scheme(tuple(Criterion(str(n), children=leaves) for n, leaves in enumerate(areas, start=1)), **settings)


TWO_AREAS = ((leaf("1.1", 40), leaf("1.2", 20)), (leaf("2.1", 10, Origin.SURVEY), leaf("2.2", 30, Origin.SATISFACTION)))


def test_marks_add_up_area_by_area_and_origin_by_origin():
    result = score_sheet(scheme(*TWO_AREAS), {"1.1": D(30), "1.2": D("15.5"), "2.1": D(7), "2.2": D("26.295")})
    assert result.nodes["1"].score == D("45.5")
    assert result.nodes["2"].max_score == D(40)
    assert result.nodes["1.2"].score == D("15.5")
    assert result.origins[Origin.SURVEY].score == D(7)
    assert result.origins[Origin.SATISFACTION].max_score == D(30)
    assert (result.total, result.index, result.max_total) == (D("78.80"), D("78.80"), D(100))
    assert result.exact_total == D("78.795")
    assert result.missing == ()


def test_any_depth_adds_up():
    deep = Scheme(
        (Criterion("1", children=(Criterion("1.1", children=(leaf("1.1.1", 2), leaf("1.1.2", 3))), leaf("1.2", 5))),)
    )
    result = score_sheet(deep, {"1.1.1": D(1), "1.1.2": D(2), "1.2": D(4)})
    assert [result.nodes[code].score for code in ("1", "1.1", "1.2")] == [D(7), D(3), D(4)]
    assert [each.code for each in deep.leaves] == ["1.1.1", "1.1.2", "1.2"]
    assert deep.max_score == D(10)
    assert deep.by_code["1.1"].is_leaf is False


def test_a_missing_mark_is_not_a_zero():
    marked = {"1.1": D(40), "1.2": D(0), "2.1": D(10)}
    result = score_sheet(scheme(*TWO_AREAS), marked)
    assert result.missing == ("2.2",)
    assert (result.total, result.index, result.exact_total, result.exact_index, result.band) == (None,) * 5
    assert result.nodes["2"].missing == ("2.2",)
    assert not result.nodes["2"].is_complete
    assert result.nodes["1"].is_complete
    assert result.nodes["2"].percent() is None
    complete = score_sheet(scheme(*TWO_AREAS), {**marked, "2.2": D(0)})
    assert complete.index == D("50.00")


def test_what_does_not_apply_leaves_the_denominator():
    result = score_sheet(scheme(*TWO_AREAS), {"1.1": D(30), "1.2": NOT_APPLICABLE, "2.1": D(10), "2.2": D(30)})
    assert (result.total, result.max_total, result.index) == (D("70.00"), D(80), D("87.50"))
    assert (result.nodes["1"].applicable, result.nodes["1.2"].max_score) == (1, D(0))
    assert repr(NOT_APPLICABLE) == "NOT_APPLICABLE"


def test_ban_dan_toc_of_thanh_hoa_2023_has_81_33_percent():
    """68,32 points of 84,00 applicable; Quyết định 600/QĐ-UBND of Thanh Hóa."""
    one = scheme((leaf("1.1", "84"), leaf("1.2", "16")))
    result = score_sheet(one, {"1.1": D("68.32"), "1.2": NOT_APPLICABLE})
    assert (result.total, result.max_total, result.index) == (D("68.32"), D(84), D("81.33"))


def test_vinh_bao_2020_under_60_10_30_comes_to_87_44_and_ninth():
    """The inferred split of the announcement of 30/3/2021; a test of it, never published."""
    split = scheme(
        (leaf("td", 60),),
        (leaf("xhh", 10, Origin.SURVEY), leaf("hl", 30, Origin.SATISFACTION, Percentage())),
    )
    satisfaction = split.by_code["hl"]
    from scoring.core.rules import Measure

    marks = {
        "td": D("54.14"),
        "xhh": D(7),
        "hl": satisfaction.rule.award(Measure(amount=D("87.65")), satisfaction.max_score).points,
    }
    result = score_sheet(split, marks)
    assert (result.exact_total, result.total) == (D("87.435"), D("87.44"))
    # Eight units have 87,59 or more; the eighth has exactly that.
    others = {f"u{place}": D("87.59") + D(place) / 10 for place in range(8)}
    assert rank({**others, "vinh-bao": result.total})["vinh-bao"] == 9


def test_nothing_applicable_is_no_result_and_no_division_by_zero():
    result = score_sheet(scheme((leaf("1.1", 5),)), {"1.1": NOT_APPLICABLE})
    assert (result.total, result.index, result.max_total, result.missing) == (None, None, D(0), ())
    assert result.nodes["1"].percent() is None


def test_without_a_survey_the_rest_counts_for_the_whole_where_the_set_says_so():
    marks = {"1.1": D(30), "1.2": D(20), "2.2": D(25)}
    rescaled = scheme(*TWO_AREAS, rescale_without_survey=True)
    result = score_sheet(rescaled, marks, survey_was_made=False)
    assert (result.total, result.max_total, result.index) == (D(75), D(90), D("83.33"))
    assert score_sheet(rescaled, marks, survey_was_made=True).missing == ("2.1",)
    assert score_sheet(scheme(*TWO_AREAS), marks, survey_was_made=False).missing == ("2.1",)
    assert score_sheet(rescaled, {"1.1": D(30), "1.2": D(20)}, survey_was_made=False).missing == ("2.2",)


BESIDE = (
    (leaf("1.1", 90), leaf("1.2", 10)),
    (leaf("t", 5, Origin.BONUS), leaf("p", 5, Origin.PENALTY)),
)


@pytest.mark.parametrize(
    ("got", "bonus", "penalty", "total"),
    [("80", "2", "0.5", "81.50"), ("99", "5", "0", "100.00"), ("3", "0", "5", "0.00"), ("80", "0", "0", "80.00")],
)
def test_bonus_and_penalty_stay_outside_what_could_be_reached(got, bonus, penalty, total):
    marks = {"1.1": D(got) if D(got) <= 90 else D(90), "1.2": max(D(0), D(got) - 90), "t": D(bonus), "p": D(penalty)}
    result = score_sheet(scheme(*BESIDE), marks)
    assert (result.total, result.max_total) == (D(total), D(100))
    assert (result.nodes["2"].score, result.nodes["2"].max_score) == (D(0), D(0))
    assert result.nodes["t"].score == D(bonus)
    assert scheme(*BESIDE).max_score == D(100)


def test_a_missing_bonus_is_missing_too():
    result = score_sheet(scheme(*BESIDE), {"1.1": D(1), "1.2": D(1), "p": D(0)})
    assert result.missing == ("t",)
    assert result.nodes["2"].missing == ("t",)
    assert result.total is None


@pytest.mark.parametrize("mark", ["40.0001", "-0.0001", "NaN", "Infinity", "1.00001"])
def test_a_mark_outside_its_leaf_is_refused(mark):
    with pytest.raises(MarkOutOfRange, match=r"1\.1"):
        score_sheet(scheme(*TWO_AREAS), {"1.1": D(mark)})


def test_the_ends_of_the_range_are_marks():
    result = score_sheet(scheme(*TWO_AREAS), {"1.1": D(40), "1.2": D(0)})
    assert result.nodes["1"].score == D(40)


@pytest.mark.parametrize("code", ["9.9", "1"])
def test_a_mark_of_no_leaf_is_refused_rather_than_lost(code):
    with pytest.raises(MarkOutOfRange, match=code):
        score_sheet(scheme(*TWO_AREAS), {code: D(1)})


def test_figures_are_rounded_once_at_the_places_of_the_set():
    third = scheme((leaf("1.1", 3),), places=1)
    result = score_sheet(third, {"1.1": D(2)})
    assert (result.index, result.total) == (D("66.7"), D("2.0"))
    assert str(result.exact_index).startswith("66.66666666666666666")
    assert third.quantum == D("0.1")
    assert scheme((leaf("1.1", 3),), places=0).quantum == D(1)


BANDS = (
    Band("tot", "Tốt", D(80), D(70)),
    Band("xuat-sac", "Xuất sắc", D(90), D(80)),
    Band("kha", "Khá", D(70)),
)


@pytest.mark.parametrize(
    ("index", "areas", "band"),
    [
        ("90", ["80", "95"], "xuat-sac"),
        ("89.99", ["80", "95"], "tot"),
        ("95", ["79.99", "99"], "tot"),  # total enough, one area not
        ("95", ["69.99", "99"], "kha"),
        ("80", ["70"], "tot"),
        ("70", [], "kha"),
        ("95", [], "kha"),  # a floor cannot be met by nothing
        ("69.99", ["99"], None),
    ],
)
def test_a_band_needs_its_threshold_and_its_floor(index, areas, band):
    found = classify(D(index), [D(area) for area in areas], BANDS)
    assert (found.code if found else None) == band


def test_without_an_index_there_is_no_band():
    assert classify(None, [D(99)], BANDS) is None


def test_a_sheets_band_looks_at_every_area_that_applies():
    banded = scheme((leaf("1.1", 50),), (leaf("2.1", 50),), bands=BANDS)
    assert score_sheet(banded, {"1.1": D(50), "2.1": D(40)}).band.code == "xuat-sac"
    assert score_sheet(banded, {"1.1": D(50), "2.1": D("39.99")}).band.code == "tot"
    assert score_sheet(banded, {"1.1": D(50), "2.1": NOT_APPLICABLE}).band.code == "xuat-sac"


def round_of(indexes, **settings):
    one = scheme((leaf("1.1", 100),), **settings)
    return score_round(one, {unit: {"1.1": None if index is None else D(index)} for unit, index in indexes.items()})


def test_ranks_come_from_the_printed_index_unless_the_set_says_otherwise():
    """90,034 and 90,026 are printed as 90,03 both: a reader sees a tie; before rounding there is none."""
    indexes = {"a": "90.034", "b": "90.026", "c": "80"}
    published = round_of(indexes)
    assert published.ranks == {"a": 1, "b": 1, "c": 3}
    assert published.ranks_on_exact == {"a": 1, "b": 2, "c": 3}
    assert published.hanging_on_rounding == ("b",)
    assert round_of(indexes, rank_on=RankOn.EXACT).ranks == {"a": 1, "b": 2, "c": 3}
    assert round_of(indexes, tie_rule=TieRule.DENSE).ranks == {"a": 1, "b": 1, "c": 2}


def test_a_unit_with_a_missing_mark_has_no_rank_and_takes_none_from_others():
    result = round_of({"a": "90", "b": None, "c": "80"})
    assert result.ranks == {"a": 1, "c": 2}
    assert result.average_index == D(85)
    assert round_of({"b": None}).average_index is None


def test_a_survey_is_taken_as_made_unless_said_otherwise():
    marks = {"1.1": D(30), "1.2": D(20), "2.2": D(25)}
    rescaled = scheme(*TWO_AREAS, rescale_without_survey=True)
    assert score_sheet(rescaled, marks).missing == ("2.1",)
    assert score_round(rescaled, {"a": marks}).sheets["a"].missing == ("2.1",)
    assert score_round(rescaled, {"a": marks}, survey_was_made=False).sheets["a"].index == D("83.33")


def test_a_missing_leaf_applies():
    result = score_sheet(scheme(*TWO_AREAS), {"1.1": D(30)})
    assert (result.nodes["1"].applicable, result.nodes["1.2"].applicable, result.nodes["2"].applicable) == (2, 1, 2)


def test_a_sheet_of_many_decimals_keeps_them_all():
    """The percentage is divided with far more digits than the default, so that its rounding is never off."""
    one = scheme((leaf("1.1", 3),))
    result = score_sheet(one, {"1.1": D(1)})
    assert len(str(result.exact_index)) > 40
    assert len(str(result.nodes["1"].percent())) > 40


@pytest.mark.parametrize("origin", [Origin.BONUS, Origin.PENALTY])
def test_what_stands_beside_the_scale_has_no_maximum_of_its_own_to_reach(origin):
    result = score_sheet(scheme((leaf("1.1", 10), leaf("1.2", 2, origin))), {"1.1": D(8), "1.2": D(1)})
    assert (result.nodes["1.2"].score, result.nodes["1.2"].max_score) == (D(1), D(0))
    assert (result.origins[origin].score, result.origins[origin].max_score) == (D(1), D(0))
    assert (result.nodes["1"].score, result.nodes["1"].max_score, result.max_total) == (D(8), D(10), D(10))


def test_of_two_classes_from_the_same_index_on_the_first_named_counts():
    one, other = Band("a", "A", D(80)), Band("b", "B", D(80))
    assert classify(D(80), [], (one, other)) is one
    assert classify(D(80), [], (other, one)) is other
    assert classify(D(90), [D(10)], (Band("x", "X", D(85), D(50)), one)) is one


def test_classes_may_be_told_in_any_order():
    low, high = Band("a", "A", D(50)), Band("b", "B", D(80))
    assert [classify(D(index), [], order) for index in (49, 50, 80) for order in ((low, high), (high, low))] == [
        None, None, low, low, high, high,
    ]  # fmt: skip
