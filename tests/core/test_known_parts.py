"""What printed components tell of a change: what follows from them, and no more."""

from dataclasses import replace
from decimal import Decimal

from scoring.core.known_parts import Rest, Scale, known_parts
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
