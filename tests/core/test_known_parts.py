"""What printed components tell of a change: what follows from them, and no more."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.core.known_parts import PartChange, Rest, Scale, known_parts
from scoring.core.reconcile import Part

D = Decimal
SUM = (Scale("sum", D(100)), Scale("sum", D(100)))


def parts(appraisal=None, survey=None, satisfaction=None):
    known = {"tham-dinh": (appraisal, 60), "xhh": (survey, 10), "hai-long": (satisfaction, 30)}
    return {code: Part(None if value is None else D(value), D(top)) for code, (value, top) in known.items()}


def shares(got):
    return [each.share for each in got.parts]


def test_components_that_are_all_known_add_to_the_whole_with_rounding_beside_them():
    got = known_parts(D("2.01"), parts(50, 7, 25), parts("51.5", "7.2", "25.3"), SUM)
    assert shares(got) == [D("1.5"), D("0.2"), D("0.3")]
    assert (got.rest, got.rest_is) == (D("0.01"), Rest.ROUNDING)
    assert sum(shares(got)) + got.rest == got.whole


def test_components_that_are_not_printed_are_told_together_as_what_is_left():
    got = known_parts(D(5), parts(50), parts("53.5", 7), SUM)
    assert shares(got) == [D("3.5"), None, None]
    assert (got.rest, got.rest_is) == (D("1.5"), Rest.OTHER_PARTS)


def test_without_a_change_of_the_total_there_is_no_rest_to_speak_of():
    got = known_parts(None, parts(50), parts("56.21"), SUM)
    assert (got.parts[0].change, got.rest, got.rest_is) == (D("6.21"), None, Rest.UNKNOWN)


def test_a_printed_change_is_told_where_neither_figure_is():
    got = known_parts(None, {}, parts(), SUM, {"tham-dinh": D("3.16")})
    assert (got.parts[0].change, got.parts[0].is_printed, got.parts[0].after) == (D("3.16"), True, None)
    assert got.parts[1].change is None


def test_a_percent_printed_beside_points_has_a_change_and_no_share():
    before, after = parts(50, 7), parts(51, 7)
    for each, value in ((before, "80"), (after, "87.65")):
        each["hai-long"] = Part(D(value), is_percent=True)
    got = known_parts(D(3), before, after, SUM)
    assert (got.parts[2].change, got.parts[2].share) == (D("7.65"), None)
    assert got.rest_is is Rest.OTHER_PARTS


def test_a_component_of_another_maximum_is_not_compared():
    after = parts(51, 7, 25)
    after["tham-dinh"] = replace(after["tham-dinh"], max_score=D(65))
    got = known_parts(D(1), parts(50, 7, 25), after, SUM)
    assert (got.parts[0].change, got.rest) == (None, D(1))


def test_totals_that_their_parts_miss_are_not_called_rounding():
    got = known_parts(D("1.2"), parts(50, 7, 25), parts(51, 7, 25), SUM)
    assert (got.rest, got.rest_is) == (D("0.2"), Rest.UNEXPLAINED)


def test_weighted_parts_share_by_their_weight():
    scale = Scale("weighted", D(100), D(10))
    before = {"a": Part(D(6), weight=D(40)), "b": Part(D(5), weight=D(60))}
    after = {"a": Part(D(7), weight=D(40)), "b": Part(D("4.5"), weight=D(60))}
    got = known_parts(D(1), before, after, (scale, scale))
    assert shares(got) == [D(4), D(-3)]
    assert (got.rest, got.rest_is) == (D(0), Rest.ROUNDING)


def test_a_weight_that_is_not_known_gives_no_share():
    scale = Scale("weighted", D(100), D(10))
    parts_of = {"a": Part(D(6), weight=D(40)), "b": Part(D(5))}
    got = known_parts(D(1), parts_of, parts_of, (scale, scale))
    assert (shares(got), got.rest, got.rest_is) == ([None, None], None, Rest.UNKNOWN)


def test_where_the_way_of_adding_changed_nothing_is_shared():
    got = known_parts(D(1), parts(50, 7, 25), parts(51, 7, 25), (Scale("sum", D(90)), Scale("sum", D(100))))
    assert (got.parts[0].change, shares(got), got.rest) == (D(1), [None, None, None], None)


def test_a_change_that_is_shared_by_nobody_is_still_told_whole():
    got = known_parts(D(1), parts(50, 7, 25), parts(51, 7, 25), (Scale("sum", D(90)), Scale("sum", D(100))))
    assert (got.whole, got.rest_is) == (D(1), Rest.UNKNOWN)


def test_weights_of_two_scales_that_differ_share_nothing():
    before, after = Scale("weighted", D(90), D(10)), Scale("weighted", D(100), D(10))
    own = {"a": Part(D(6), weight=D(100))}
    assert known_parts(D(1), own, {"a": Part(D(7), weight=D(100))}, (after, after)).parts[0].share == D(10)
    got = known_parts(D(1), own, {"a": Part(D(7), weight=D(100))}, (before, after))
    assert (got.parts[0].change, shares(got), got.rest_is) == (D(1), [None], Rest.UNKNOWN)


@pytest.mark.parametrize(
    ("rest", "is_"),
    [
        ("0.04", Rest.ROUNDING),
        ("-0.04", Rest.ROUNDING),
        ("0.05", Rest.UNEXPLAINED),
        ("-0.05", Rest.UNEXPLAINED),
        ("0.0401", Rest.UNEXPLAINED),
    ],
)
def test_rounding_explains_as_much_as_both_totals_may_miss_and_no_more(rest, is_):
    got = known_parts(1 + D(rest), parts(50, 7, 25), parts(51, 7, 25), SUM)
    assert (got.rest, got.rest_is) == (D(rest), is_)


def test_changes_printed_for_every_component_leave_other_parts_where_the_year_before_is_not_known():
    printed = {"tham-dinh": D(1), "xhh": D("0.5"), "hai-long": D("-0.5")}
    got = known_parts(D(1), {}, parts(51, 7, 25), SUM, printed)
    assert (shares(got), got.rest, got.rest_is) == ([D(1), D("0.5"), D("-0.5")], D(0), Rest.OTHER_PARTS)


def test_a_component_that_is_gone_or_new_is_told_with_the_figure_that_it_had_or_has():
    before, after = parts(50, 7), parts(51)
    del before["hai-long"], after["xhh"]
    after["hai-long"] = replace(after["hai-long"], value=D(25))
    assert known_parts(D(1), before, after, SUM).parts == (
        PartChange("tham-dinh", D(50), D(51), D(1), False, D(1)),
        PartChange("hai-long", None, D(25), None, False, None),
        PartChange("xhh", D(7), None, None, False, None),
    )


@pytest.mark.parametrize(("before", "after"), [({}, parts(51)), (parts(50), {})])
def test_a_printed_change_has_a_share_where_one_year_s_component_is_known(before, after):
    got = known_parts(D(2), before, after, SUM, {"tham-dinh": D("1.5")})
    assert (got.parts[0].share, got.rest) == (D("1.5"), D("0.5"))


def test_a_weighted_share_has_four_decimals_and_the_sign_of_its_change():
    """0,07 of 10 at 12,34 % is 0,08638 of 100."""
    scale = Scale("weighted", D(100), D(10))
    before = {"a": Part(D(6), weight=D("12.34")), "b": Part(D(5), weight=D("87.66"))}
    after = {"a": Part(D("6.07"), weight=D("12.34")), "b": Part(D(5), weight=D("87.66"))}
    assert shares(known_parts(D("0.09"), before, after, (scale, scale))) == [D("0.0864"), D(0)]
    assert shares(known_parts(D("-0.09"), after, before, (scale, scale))) == [D("-0.0864"), D(0)]
