"""Each kind of rule, by literal examples from the annexes that were read, and what it refuses."""

from decimal import Decimal as D

import pytest

from scoring.core.rules import RULES, Measure, MeasureRefused, Percentage, Rate, RuleRefused, read_rule

STEPS = {
    "kind": "steps",
    "options": [
        {"code": "kip", "label": "kịp thời", "points": "1"},
        {"code": "cham", "label": "không kịp thời", "points": "0.5"},
        {"code": "khong", "label": "không ban hành", "points": "0"},
    ],
}
# Cà Mau 2013: over 90 % two points, 70 to 90 % one point, below 70 % none.
THRESHOLDS = {
    "kind": "thresholds",
    "steps": [{"bound": "90", "points": "2", "inclusive": False}, {"bound": "70", "points": "1"}],
    "below": "0",
}
RATE = {"kind": "rate", "floor": "80"}


def award(data, maximum, **measure):
    numbers = {name: D(value) for name, value in measure.items() if name != "choice"}
    return read_rule(data, D(maximum)).award(Measure(choice=measure.get("choice", ""), **numbers), D(maximum))


def points(data, maximum, **measure):
    return award(data, maximum, **measure).points


@pytest.mark.parametrize(
    ("data", "maximum", "measure", "expected"),
    [
        ({"kind": "manual"}, "2", {"amount": "1.75"}, "1.75"),
        ({"kind": "manual"}, "2", {"amount": "0"}, "0"),
        ({"kind": "manual"}, "2", {"amount": "2"}, "2"),
        ({"kind": "yes_no"}, "1", {"choice": "yes"}, "1"),
        ({"kind": "yes_no"}, "1", {"choice": "no"}, "0"),
        ({"kind": "yes_no", "yes": "0.75", "no": "0.25"}, "1", {"choice": "no"}, "0.25"),
        ({"kind": "yes_no", "yes": "0.75", "no": "0.25"}, "1", {"choice": "yes"}, "0.75"),
        (STEPS, "1", {"choice": "cham"}, "0.5"),
        (THRESHOLDS, "2", {"amount": "90.01"}, "2"),
        (THRESHOLDS, "2", {"amount": "90"}, "1"),
        (THRESHOLDS, "2", {"amount": "70"}, "1"),
        (THRESHOLDS, "2", {"amount": "69.9999"}, "0"),
        (THRESHOLDS, "2", {"amount": "9", "base": "10"}, "1"),
        (RATE, "2", {"amount": "92.5"}, "1.85"),
        (RATE, "2", {"amount": "80"}, "1.6"),
        (RATE, "2", {"amount": "79.9999"}, "0"),
        (RATE, "2", {"amount": "100"}, "2"),
        (RATE, "1", {"amount": "2", "base": "2"}, "1"),
        ({"kind": "rate", "floor": "0"}, "1", {"amount": "1", "base": "3"}, "0.3333"),
        ({"kind": "rate", "floor": "0"}, "1", {"amount": "2", "base": "3"}, "0.6667"),
        ({"kind": "rate", "floor": "80", "full_at": "95"}, "2", {"amount": "95"}, "2"),
        ({"kind": "rate", "floor": "80", "full_at": "95"}, "2", {"amount": "94.99"}, "1.8998"),
        ({"kind": "per_count", "each": "0.25"}, "1", {"amount": "3"}, "0.75"),
        ({"kind": "per_count", "each": "0.25"}, "1", {"amount": "9"}, "1"),
        ({"kind": "per_count", "each": "0.25", "lowest": "0.5", "highest": "0.75"}, "1", {"amount": "0"}, "0.5"),
        ({"kind": "per_count", "each": "0.25", "lowest": "0.5", "highest": "0.75"}, "1", {"amount": "9"}, "0.75"),
        ({"kind": "deduction", "each": "0.25"}, "1", {"amount": "0"}, "1"),
        ({"kind": "deduction", "each": "0.25"}, "1", {"amount": "3"}, "0.25"),
        ({"kind": "deduction", "each": "0.25"}, "1", {"amount": "5"}, "0"),
        ({"kind": "deduction", "each": "0.25", "lowest": "0.5"}, "1", {"amount": "5"}, "0.5"),
        ({"kind": "percentage"}, "30", {"amount": "87.65"}, "26.295"),
        ({"kind": "percentage"}, "10", {"amount": "0"}, "0"),
    ],
)
def test_points(data, maximum, measure, expected):
    assert points(data, maximum, **measure) == D(expected)


def test_points_are_rounded_half_up_at_the_fourth_decimal():
    assert points({"kind": "rate"}, "1", amount="12.345") == D("0.1235")
    assert points({"kind": "manual"}, "1", amount="0.00005") == D("0.0001")


@pytest.mark.parametrize(
    ("data", "maximum", "measure", "code"),
    [
        ({"kind": "manual"}, "2", {"amount": "2.0001"}, "above_maximum"),
        ({"kind": "manual"}, "2", {}, "no_amount"),
        ({"kind": "manual"}, "2", {"amount": "-0.01"}, "not_a_quantity"),
        ({"kind": "manual"}, "2", {"amount": "NaN"}, "not_a_quantity"),
        ({"kind": "manual"}, "2", {"amount": "Infinity"}, "not_a_quantity"),
        ({"kind": "yes_no"}, "1", {"choice": "maybe"}, "not_yes_or_no"),
        ({"kind": "yes_no"}, "1", {"amount": "1"}, "not_yes_or_no"),
        (STEPS, "1", {"choice": "khác"}, "unknown_step"),
        (STEPS, "1", {}, "unknown_step"),
        (THRESHOLDS, "2", {"amount": "100.0001"}, "rate_above_100"),
        (THRESHOLDS, "2", {"amount": "11", "base": "10"}, "rate_above_100"),
        (RATE, "2", {"amount": "1", "base": "0"}, "no_base"),
        (RATE, "2", {"amount": "1", "base": "-3"}, "no_base"),
        (RATE, "2", {"amount": "1", "base": "NaN"}, "no_base"),
        ({"kind": "per_count", "each": "1"}, "2", {"amount": "1.5"}, "not_a_count"),
        ({"kind": "deduction", "each": "1"}, "2", {"amount": "0.5"}, "not_a_count"),
        ({"kind": "percentage"}, "2", {"amount": "101"}, "rate_above_100"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_with_its_reason(data, maximum, measure, code):
    with pytest.raises(MeasureRefused) as refused:
        points(data, maximum, **measure)
    assert refused.value.code == code
    assert str(refused.value).startswith(code)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "unknown_kind"),
        ({"kind": "vote"}, "unknown_kind"),
        ({"kind": "yes_no", "yes": "1.01"}, "points_outside_maximum"),
        ({"kind": "yes_no", "no": "-0.01"}, "points_outside_maximum"),
        ({"kind": "yes_no", "no": ""}, "number_missing"),
        ({"kind": "steps"}, "list_missing"),
        ({"kind": "steps", "options": "a"}, "list_missing"),
        ({"kind": "steps", "options": ["a"]}, "list_missing"),
        ({"kind": "steps", "options": STEPS["options"][:1]}, "steps_not_distinct"),
        ({"kind": "steps", "options": [STEPS["options"][0]] * 2}, "steps_not_distinct"),
        ({"kind": "steps", "options": [*STEPS["options"], {"code": "x", "points": "1.1"}]}, "points_outside_maximum"),
        ({"kind": "thresholds", "steps": []}, "thresholds_not_descending"),
        (
            {"kind": "thresholds", "steps": [{"bound": "70", "points": "1"}, {"bound": "90", "points": "1"}]},
            "thresholds_not_descending",
        ),
        (
            {"kind": "thresholds", "steps": [{"bound": "70", "points": "1"}, {"bound": "70", "points": "0"}]},
            "thresholds_not_descending",
        ),
        ({"kind": "thresholds", "steps": [{"bound": "101", "points": "1"}]}, "thresholds_not_descending"),
        ({"kind": "thresholds", "steps": [{"bound": "-1", "points": "1"}]}, "thresholds_not_descending"),
        ({"kind": "thresholds", "steps": [{"bound": "70", "points": "1.5"}]}, "points_outside_maximum"),
        ({"kind": "thresholds", "steps": [{"bound": "70", "points": "1"}], "below": "2"}, "points_outside_maximum"),
        ({"kind": "thresholds", "steps": [{"bound": "bảy", "points": "1"}]}, "not_a_number"),
        ({"kind": "thresholds", "steps": [{"bound": 0.7, "points": "1"}]}, "not_a_number"),
        ({"kind": "rate", "floor": "101"}, "floor_above_full"),
        ({"kind": "rate", "floor": "90", "full_at": "80"}, "floor_above_full"),
        ({"kind": "rate", "floor": "-1"}, "floor_above_full"),
        ({"kind": "rate", "floor": "0", "full_at": "0"}, "floor_above_full"),
        ({"kind": "rate", "floor": "0", "full_at": "100.1"}, "floor_above_full"),
        ({"kind": "rate", "floor": "NaN"}, "not_a_number"),
        ({"kind": "per_count"}, "number_missing"),
        ({"kind": "per_count", "each": "0"}, "no_points_each"),
        ({"kind": "per_count", "each": "-1"}, "no_points_each"),
        ({"kind": "per_count", "each": "1", "lowest": "0.9", "highest": "0.8"}, "lowest_above_highest"),
        ({"kind": "per_count", "each": "1", "highest": "1.1"}, "points_outside_maximum"),
        ({"kind": "deduction", "each": "0"}, "no_points_each"),
        ({"kind": "deduction", "each": "1", "lowest": "1.1"}, "points_outside_maximum"),
        ({"kind": "deduction"}, "number_missing"),
    ],
)
def test_data_that_make_no_rule_are_refused_with_their_reason(data, code):
    with pytest.raises(RuleRefused) as refused:
        read_rule(data, D(1))
    assert refused.value.code == code
    assert str(refused.value).startswith(code)


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "manual"},
        {"kind": "percentage"},
        {"kind": "yes_no", "yes": "0.75", "no": "0.25"},
        {"kind": "yes_no", "yes": None, "no": "0"},
        STEPS,
        {**THRESHOLDS, "steps": [{**s, "inclusive": s.get("inclusive", True)} for s in THRESHOLDS["steps"]]},
        {"kind": "rate", "floor": "80", "full_at": "95"},
        {"kind": "per_count", "each": "0.25", "lowest": "0.1", "highest": "1"},
        {"kind": "per_count", "each": "0.25", "lowest": "0", "highest": None},
        {"kind": "deduction", "each": "0.25", "lowest": "0.5"},
    ],
    ids=lambda data: data["kind"],
)
def test_a_rule_goes_into_data_and_comes_back(data):
    rule = read_rule(data, D(2))
    assert rule.as_data() == data
    assert read_rule(rule.as_data(), D(2)) == rule


def test_every_kind_of_rule_has_an_example_here():
    assert set(RULES) == {
        "manual", "yes_no", "steps", "thresholds", "rate", "per_count", "deduction", "percentage",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "maximum", "measure", "working"),
    [
        ({"kind": "manual"}, "2", {"amount": "1"}, {"points": D(1)}),
        ({"kind": "yes_no"}, "2", {"choice": "yes"}, {"choice": "yes", "points": D(2)}),
        (STEPS, "1", {"choice": "cham"}, {"choice": "không kịp thời", "points": D("0.5")}),
        (
            THRESHOLDS,
            "2",
            {"amount": "95"},
            {"rate": D(95), "bound": D(90), "inclusive": False, "points": D(2)},
        ),
        (THRESHOLDS, "2", {"amount": "5"}, {"rate": D(5), "bound": None, "points": D(0)}),
        (RATE, "2", {"amount": "9", "base": "10"}, {"rate": D(90), "floor": D(80), "full_at": D(100), "maximum": D(2)}),
        (
            {"kind": "per_count", "each": "0.5"},
            "2",
            {"amount": "3"},
            {"count": D(3), "each": D("0.5"), "lowest": D(0), "highest": D(2)},
        ),
        (
            {"kind": "deduction", "each": "0.5"},
            "2",
            {"amount": "3"},
            {"count": D(3), "each": D("0.5"), "lowest": D(0), "maximum": D(2)},
        ),
        ({"kind": "percentage"}, "30", {"amount": "90"}, {"percent": D(90), "maximum": D(30)}),
    ],
)
def test_the_working_tells_what_the_points_came_from(data, maximum, measure, working):
    assert dict(award(data, maximum, **measure).working) == working


def test_an_empty_measure_says_so():
    assert Measure().is_empty
    assert not Measure(amount=D(0)).is_empty
    assert not Measure(choice="no").is_empty


@pytest.mark.parametrize(("highest", "shown"), [("1", "1"), (None, "2")])
def test_the_working_of_a_count_names_the_highest_that_applies(highest, shown):
    rule = read_rule({"kind": "per_count", "each": "1", "highest": highest}, D(2))
    assert rule.working(Measure(D(3)), D(2))["highest"] == D(shown)


@pytest.mark.parametrize(
    ("rule", "measure", "code", "values"),
    [
        ({"kind": "per_count", "each": "1"}, Measure(D("1.5")), "not_a_count", {"amount": D("1.5")}),
        ({"kind": "rate"}, Measure(D(3), D(0)), "no_base", {"base": D(0)}),
        ({"kind": "rate"}, Measure(D(5), D(4)), "rate_above_100", {"rate": D(125)}),
        ({"kind": "manual"}, Measure(D("2.5")), "above_maximum", {"amount": D("2.5"), "maximum": D(2)}),
        ({"kind": "manual"}, Measure(D(-1)), "not_a_quantity", {"amount": D(-1)}),
        ({"kind": "yes_no"}, Measure(choice="có lẽ"), "not_yes_or_no", {"choice": "có lẽ"}),
        (
            {
                "kind": "steps",
                "options": [{"code": "a", "label": "A", "points": "1"}, {"code": "b", "label": "B", "points": "0"}],
            },
            Measure(choice="c"),
            "unknown_step",
            {"choice": "c"},
        ),
    ],
)
def test_a_refused_measure_is_told_with_its_figures(rule, measure, code, values):
    with pytest.raises(MeasureRefused) as refused:
        read_rule(rule, D(2)).award(measure, D(2))
    assert (refused.value.code, refused.value.values) == (code, values)


@pytest.mark.parametrize(
    ("rule", "code", "values"),
    [
        ({"kind": "per_count", "each": "0"}, "no_points_each", {"each": D(0)}),
        ({"kind": "deduction", "each": "-1"}, "no_points_each", {"each": D(-1)}),
        ({"kind": "steps"}, "list_missing", {"key": "options"}),
        ({"kind": "thresholds", "steps": "80"}, "list_missing", {"key": "steps"}),
        ({"kind": "yes_no", "yes": "3"}, "points_outside_maximum", {"points": D(3), "maximum": D(2)}),
        ({"kind": "yes_no", "yes": 0.5}, "not_a_number", {"key": "yes", "value": 0.5}),
        ({"kind": "yes_no", "yes": "hai"}, "not_a_number", {"key": "yes", "value": "hai"}),
        ({"kind": "yes_no", "yes": "NaN"}, "not_a_number", {"key": "yes", "value": "NaN"}),
        ({"kind": "per_count"}, "number_missing", {"key": "each"}),
        ({"kind": "đoán"}, "unknown_kind", {"kind": "đoán"}),
        ({"kind": "steps", "options": [{"points": "1"}, {"code": "b", "points": "0"}]}, "steps_not_distinct", {}),
    ],
)
def test_refused_rule_data_are_told_with_their_figures(rule, code, values):
    with pytest.raises(RuleRefused) as refused:
        read_rule(rule, D(2))
    assert (refused.value.code, refused.value.values) == (code, values)


@pytest.mark.parametrize("lowest", ["0", "0.5"])
def test_a_threshold_may_begin_at_nothing(lowest):
    rule = {"kind": "thresholds", "steps": [{"bound": "90", "points": "2"}, {"bound": lowest, "points": "1"}]}
    assert read_rule(rule, D(2)).award(Measure(D(lowest)), D(2)).points == D(1)


def test_a_rate_may_give_all_or_nothing():
    rule = read_rule({"kind": "rate", "floor": "80", "full_at": "80"}, D(2))
    assert [rule.award(Measure(D(rate)), D(2)).points for rate in ("79.9999", "80")] == [D(0), D(2)]


def test_a_step_needs_no_label():
    options = [{"code": "a", "points": "1"}, {"code": "b", "points": "0"}]
    rule = read_rule({"kind": "steps", "options": options}, D(2))
    assert rule.working(Measure(choice="a"), D(2)) == {"choice": "", "points": D(1)}


def test_a_share_is_rounded_once_however_long_the_rate_is():
    """A rate a hair below 12.345 %: in 28 digits its hundredth would already be 0.12345, and become 0.1235."""
    rate = Measure(D("12.344" + "9" * 30))
    assert Rate().points(rate, D(1)) == D("0.1234")
    assert Percentage().points(rate, D(1)) == D("0.1234")
