"""Percentages of surveys against an oracle that asks every respondent one by one, and the figures beside them."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.core.rounding import fraction_half_up
from scoring.core.survey import (
    Group,
    TallyRefused,
    margin_of_error,
    percentage,
    response_rate,
    stated_figure,
)

SHARE = {"hai-long": Decimal(100), "khong": Decimal(0)}
STEPS = {"a": Decimal(100), "b": Decimal(60), "c": Decimal(20), "d": Decimal(0)}
ODD = {"a": Decimal("99.9999"), "b": Decimal("66.6667"), "c": Decimal("0.0001"), "d": Decimal("12.5")}


def asked(**answers: int) -> dict[str, int]:
    return {"-".join(code.split("_")): count for code, count in answers.items()}


def one(questions, weight="1", **more) -> Group:
    return Group("g", Decimal(weight), questions, **more)


def oracle(groups: list[Group], weights: dict[str, Decimal]) -> str | None:
    """Everyone's answer on a slip of paper; the result written out by long division, digit by digit."""
    boxes = []
    for group in groups:
        if not group.questions:
            continue
        factors: dict[str, list[Fraction]] = {}
        for code, answers in group.questions.items():
            slips = [Fraction(str(weights[answer])) for answer, count in answers.items() for _ in range(count)]
            if not slips:
                return None
            factors.setdefault(group.factors.get(code, ""), []).append(Fraction(sum(slips), len(slips)))
        means = [Fraction(sum(each), len(each)) for each in factors.values()]
        boxes.append((Fraction(str(group.weight)), Fraction(sum(means), len(means))))
    if not boxes:
        return None
    value = Fraction(sum(weight * mean for weight, mean in boxes), sum(weight for weight, _ in boxes))
    whole, rest = divmod(value.numerator, value.denominator)
    digits = ""
    for _ in range(4):
        digit, rest = divmod(rest * 10, value.denominator)
        digits += str(digit)
    scaled = int(f"{whole}{digits}") + (1 if rest * 2 >= value.denominator else 0)
    return f"{scaled // 10000}.{scaled % 10000:04d}"


def test_6000_random_tallies_agree_with_the_oracle():
    chance = random.Random(20260101)
    ties = 0
    for case in range(6000):
        weights = (SHARE, STEPS, ODD)[case % 3]
        groups = []
        for number in range(chance.randint(0, 4)):
            questions = {
                f"q{i}": {code: chance.randint(0, chance.choice((1, 5, 60))) for code in weights}
                for i in range(chance.randint(0, 5))
            }
            factors = {code: chance.choice("xyz") for code in questions} if case % 2 else {}
            groups.append(Group(f"g{number}", Decimal(chance.choice(("1", "2", "0.3", "33.3333"))), questions, factors))
        expected = oracle(groups, weights)
        found = percentage(groups, weights)
        assert (None if found.percent is None else str(found.percent)) == expected, groups
        people = sum(max((sum(a.values()) for a in g.questions.values()), default=0) for g in groups)
        assert found.base == people
        ties += expected is not None
    assert ties > 2000


def test_a_mean_of_thirds_that_ends_on_a_half_is_rounded_up_from_the_exact_value():
    weights = {"a": Decimal("0.001"), "b": Decimal(0)}
    thirds = {f"q{number}": {"a": 1, "b": 2} for number in range(6)}
    noughts = {f"q{number}": {"a": 0, "b": 1} for number in range(6, 40)}
    assert percentage([one({**thirds, **noughts})], weights).percent == Decimal("0.0001")
    # The control: the same in decimals falls just short of the half and would be rounded down.
    assert sum([Decimal(1) / 3] * 6) / 40 < Decimal("0.05")
    assert fraction_half_up(Fraction(1, 2), Decimal(1)) == 1
    assert fraction_half_up(Fraction(49999, 100000), Decimal(1)) == 0


def test_a_negative_fraction_is_not_rounded():
    with pytest.raises(ValueError, match="below zero"):
        fraction_half_up(Fraction(-1, 2))


@pytest.mark.parametrize(
    ("answers", "percent"),
    [
        ({"a": 1, "b": 0, "c": 0, "d": 0}, "100"),
        ({"a": 0, "b": 0, "c": 0, "d": 7}, "0"),
        ({"a": 1, "b": 1, "c": 1, "d": 0}, "60"),
        ({"a": 2, "b": 0, "c": 0, "d": 1}, "66.6667"),
        ({"a": 1}, "100"),
    ],
)
def test_a_question_is_the_mean_of_its_answers(answers, percent):
    assert percentage([one({"q": answers})], STEPS).percent == Decimal(percent)


def test_everyone_unsatisfied_is_zero_and_no_answers_is_missing():
    zero = percentage([one({"q": {"hai-long": 0, "khong": 30}})], SHARE)
    missing = percentage([one({"q": {"hai-long": 0, "khong": 0}})], SHARE)
    assert (zero.percent, zero.base, zero.missing) == (Decimal(0), 30, ())
    assert (missing.percent, missing.base, missing.missing) == (None, 0, ("q",))
    assert percentage([one({"q": {}})], SHARE).percent is None
    assert percentage([], SHARE).percent is None


def test_one_question_without_answers_leaves_the_whole_without_a_percentage():
    found = percentage([one({"q1": {"hai-long": 20, "khong": 5}, "q2": {}}), one({"q3": {"hai-long": 4}})], SHARE)
    assert (found.percent, found.base, found.missing) == (None, 29, ("q2",))
    assert found.margin is None
    assert not found.is_small


def test_groups_count_by_weight_and_not_by_size():
    few = one({"q": {"hai-long": 10, "khong": 0}}, weight="3")
    many = one({"q": {"hai-long": 0, "khong": 990}}, weight="1")
    assert percentage([few, many], SHARE).percent == Decimal(75)


def test_factors_count_alike_however_many_questions_they_have():
    group = one(
        {"q1": {"hai-long": 1, "khong": 0}, "q2": {"hai-long": 0, "khong": 1}, "q3": {"hai-long": 0, "khong": 1}},
        factors={"q1": "tiep-can", "q2": "tthc", "q3": "tthc"},
    )
    assert percentage([group], SHARE).percent == Decimal(50)


def test_the_base_counts_people_and_not_answers():
    first = one({"q1": {"hai-long": 30, "khong": 2}, "q2": {"hai-long": 20, "khong": 0}})
    second = one({"q1": {"hai-long": 5, "khong": 5}})
    assert percentage([first, second], SHARE).base == 42


@pytest.mark.parametrize(("base", "is_small"), [(9, True), (10, False), (1, True)])
def test_fewer_than_ten_answers_are_a_small_base(base, is_small):
    assert percentage([one({"q": {"hai-long": base, "khong": 0}})], SHARE).is_small is is_small


@pytest.mark.parametrize("answers", [{"hai-long": -1}, {"x": 1}, {"hai-long": 1.5}, {"hai-long": True}])
def test_what_is_no_count_is_refused(answers):
    with pytest.raises(TallyRefused):
        percentage([one({"q": answers})], SHARE)


@pytest.mark.parametrize(
    ("percent", "base", "population", "margin"),
    [
        ("50", 385, None, "4.99"),
        ("50", 1068, None, "3.00"),
        ("90.54", 400, None, "2.87"),
        ("90.54", 400, 500, "1.28"),
        ("90.54", 400, 400, "0.00"),  # everyone was asked
        ("90.54", 400, 399, None),  # more answers than people
        ("50", 9, None, None),
        ("100", 400, None, None),  # all alike: the approximation would claim certainty
        ("0", 400, None, None),
        ("100", 400, 400, "0.00"),
    ],
)
def test_the_margin_of_error(percent, base, population, margin):
    expected = None if margin is None else Decimal(margin)
    assert margin_of_error(Decimal(percent), base, population) == expected


def test_the_margin_of_two_groups_adds_their_squares_by_weight():
    half = {"hai-long": 50, "khong": 50}
    alike = percentage([one({"q": half}), one({"q": half})], SHARE)
    assert alike.margin == Decimal("6.93")  # 9,80 / √2
    uneven = percentage([one({"q": half}, "9"), one({"q": {"hai-long": 5000, "khong": 5000}}, "1")], SHARE)
    # Nine tenths of it hang on one hundred people: ten thousand others do not make it sure.
    assert uneven.margin == Decimal("8.82")
    assert uneven.margin > margin_of_error(uneven.percent, uneven.base)


def test_a_question_that_few_answered_widens_the_margin():
    full = percentage([one({"q1": {"hai-long": 90, "khong": 10}, "q2": {"hai-long": 90, "khong": 10}})], SHARE)
    thin = percentage([one({"q1": {"hai-long": 90, "khong": 10}, "q2": {"hai-long": 9, "khong": 1}})], SHARE)
    assert full.percent == thin.percent == Decimal(90)
    assert full.margin == margin_of_error(Decimal(90), 100) == Decimal("5.88")
    assert thin.margin == Decimal("13.79")


@pytest.mark.parametrize(
    ("returned", "issued", "rate"),
    [(95, 100, "95"), (1, 3, "33.33"), (2, 3, "66.67"), (0, 10, "0"), (11, 10, None), (5, None, None), (0, 0, None)],
)
def test_the_response_rate(returned, issued, rate):
    assert response_rate(returned, issued) == (None if rate is None else Decimal(rate))


def test_the_response_rate_of_several_groups_is_known_only_when_all_were_counted():
    answers = {"q": {"hai-long": 20, "khong": 0}}
    assert percentage([one(answers, issued=25), one(answers, issued=55)], SHARE).response_rate == Decimal(50)
    assert percentage([one(answers, issued=25), one(answers)], SHARE).response_rate is None


def test_a_stated_percentage_keeps_what_it_was_stated_with():
    stated = stated_figure(Decimal("93.95"), 300, issued=320, population=5000)
    assert (stated.percent, stated.base, stated.response_rate) == (Decimal("93.95"), 300, Decimal("93.75"))
    assert stated.margin == margin_of_error(Decimal("93.95"), 300, 5000)
    assert stated_figure(Decimal(90), 0).is_small


def test_a_refusal_names_what_is_refused():
    with pytest.raises(TallyRefused, match="no answer la"):
        percentage([one({"q": asked(la=3)})], SHARE)
    with pytest.raises(TallyRefused, match="-3 is no count"):
        percentage([one({"q": asked(khong=-3)})], SHARE)


def test_counts_of_any_size_are_added_exactly():
    # Half of them gave the smallest weight there is: a hair's breadth below the half would round down.
    weights, many = {"it": Decimal("0.0001"), "khong": Decimal(0)}, 10**30 + 1
    assert percentage([one({"q": asked(it=many, khong=many)})], weights).percent == Decimal("0.0001")


def test_questions_without_a_factor_are_one_factor_together():
    questions = {"a": asked(hai_long=10), "b": asked(khong=10), "c": asked(khong=10)}
    found = percentage([one(questions, factors={"a": "", "c": "khác"})], SHARE)
    assert found.percent == Decimal(25)


def test_a_group_keeps_what_it_was_drawn_from():
    (group,) = percentage([one({"q": asked(hai_long=12)}, issued=20, population=30)], SHARE).groups
    assert (group.issued, group.population, group.is_census) == (20, 30, False)


def test_a_group_without_weight_counts_for_nothing():
    found = percentage([one({"q": asked(hai_long=10)}), one({"q": asked(khong=20)}, weight="0")], SHARE)
    assert (found.percent, found.base, len(found.groups)) == (Decimal(100), 10, 1)


def test_what_was_answered_is_kept_where_a_question_is_missing():
    found = percentage([one({"q": asked(hai_long=12), "r": asked(hai_long=0)})], SHARE)
    assert (found.percent, found.missing, [group.base for group in found.groups]) == (None, ("r",), [12])


def test_all_questionnaires_came_back():
    assert response_rate(12, 12) == Decimal("100.00")


@pytest.mark.parametrize(
    ("base", "population", "variance"),
    [(10, None, Fraction(1, 40)), (10, 20, Fraction(1, 76)), (2, 2, Fraction(0)), (1, 1, Fraction(1, 4))],
)
def test_the_variance_of_one_percentage(base, population, variance):
    (group,) = stated_figure(Decimal(50), base, population=population).groups
    assert (group.weight, group.percent, group.variance) == (1, 50, variance)
