"""What is shown of surveys, all of it taken together, gives no hidden percentage away."""

from collections import defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.core.survey import Group, SurveyFigure, percentage
from scoring.survey_tally import Satisfaction, public_survey_figures
from scoring.tally import RoundTally, SheetTally
from tests.core.test_suppression import determined

FACTORS = ("Tiếp cận", "Thủ tục", "Công chức", "Kết quả")
WEIGHTS = {"co": Decimal(100), "khong": Decimal(0)}


def of_unit(counts: list[tuple[int, int]]) -> SheetTally:
    """A unit whose factors have one question each, answered by so many satisfied and unsatisfied people."""
    questions = {f"q{i}": {"co": yes, "khong": no} for i, (yes, no) in enumerate(counts)}
    factors = {f"q{i}": FACTORS[i] for i in range(len(counts))}

    def figure(names) -> SurveyFigure:
        own = {name: questions[name] for name in names}
        return percentage([Group("g", Decimal(1), own, factors)], WEIGHTS)

    found = Satisfaction(figure(questions), {FACTORS[i]: figure([f"q{i}"]) for i in range(len(counts))})
    return SheetTally(None, {}, {}, found)  # type: ignore[arg-type]


def rounds():
    answers = st.tuples(st.integers(0, 9), st.integers(0, 9))
    units = st.integers(2, 4).flatmap(
        lambda factors: st.lists(st.lists(answers, min_size=factors, max_size=factors), min_size=1, max_size=6)
    )
    return units.map(
        lambda found: RoundTally(None, None, {f"u{i}": of_unit(counts) for i, counts in enumerate(found)})  # type: ignore[arg-type]
    )


def leaks(tally: RoundTally, shown) -> set:
    """Hidden factors that follow from a shown index and the shown factors, or from a factor's total over the units."""
    table, hidden = {}, set()
    for unit, figures in shown.items():
        index = next(each for each in figures if not each.factor)
        if index.percent is None:
            continue
        for each in figures:
            if each.factor and (each.percent is not None or each.is_suppressed):
                table[unit, each.factor] = tally.sheets[unit].satisfaction.factors[each.factor].base
                hidden |= {(unit, each.factor)} if each.is_suppressed else set()
    return determined(table, frozenset(hidden))


@given(rounds())
@settings(max_examples=500, deadline=None)
def test_no_hidden_factor_follows_from_what_is_shown(tally):
    assert leaks(tally, public_survey_figures(tally)) == set()


@given(rounds())
@settings(max_examples=300, deadline=None)
def test_nothing_small_is_shown_and_nothing_of_what_is_hidden(tally):
    for unit, figures in public_survey_figures(tally).items():
        of_unit = tally.sheets[unit].satisfaction
        for each in figures:
            figure = of_unit.factors[each.factor] if each.factor else of_unit.figure
            if each.is_suppressed:
                assert (each.percent, each.base, each.response_rate, each.margin) == (None,) * 4
            else:
                assert each.percent == figure.percent
                assert each.percent is None or each.base >= 10


def test_hiding_small_factors_alone_would_give_them_away():
    """The control: one small factor, taken from the index and the others."""
    tally = RoundTally(None, None, {"u": of_unit([(20, 5), (3, 1), (18, 2)])})  # type: ignore[arg-type]
    shown = public_survey_figures(tally)
    assert leaks(tally, shown) == set()
    by_factor = {each.factor: each for each in shown["u"]}
    bare = defaultdict(list)
    for name, each in by_factor.items():
        figure = tally.sheets["u"].satisfaction.factors.get(name)
        small = figure is not None and figure.is_small
        bare["u"].append(
            type(each)(each.purpose, name, None if small else Decimal(1), None, None, None, is_suppressed=small)
        )
    assert leaks(tally, bare) == {("u", "Thủ tục")}
    index, others = Decimal("81.6667"), (Decimal(80), Decimal(90))
    assert tally.sheets["u"].satisfaction.figure.percent == index
    assert abs(index * 3 - sum(others) - 75) < Decimal("0.001")  # 3 of 4 were satisfied
