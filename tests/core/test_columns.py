"""A round given leaf by leaf: the same result as unit by unit, whatever the columns share and whatever stands unused in them."""

from decimal import Decimal as D
from random import Random

import pytest

from scoring.core import sums
from scoring.core.assessment import score_columns, score_round
from scoring.core.marks import NOT_APPLICABLE, Column, Gathering, MarkOutOfRange, columns_of, points_of, quanta_of
from scoring.core.scheme import Criterion, Origin, Scheme
from scoring.core.sheet import score_sheet

from .made_up_sheets import a_set, core_marks, marks_for, scheme_from

UNITS = ("a", "b", "c")


def leaf(code, maximum, origin=Origin.APPRAISAL):
    return Criterion(code, max_score=D(maximum), origin=origin)


TREE = Scheme((Criterion("1", children=(leaf("1.1", 5), leaf("1.2", 10))), Criterion("2", children=(leaf("2.1", 10),))))


def everything(result):
    return (result.index, result.total, result.max_total, result.missing, dict(result.nodes), dict(result.origins))


def test_columns_that_share_their_entries_add_up_like_units_on_their_own():
    """Every unit of random rounds, computed alone, beside others, and from columns of marks that stand once."""
    random = Random(11)
    for _ in range(150):
        areas = a_set(random, leaves=6)
        scheme = scheme_from(areas, rescale_without_survey=random.random() < 0.5)
        marks = {f"u{i}": core_marks(scheme, marks_for(random, areas, missing=0.05)) for i in range(7)}
        made = random.random() < 0.7
        pool = list(dict.fromkeys(mark for own in marks.values() for mark in own.values())) or [None]
        known = {mark: place for place, mark in enumerate(pool)}
        pool_of = {maximum: list(pool) for maximum in {each.max_score for each in scheme.leaves}}
        if None not in known:
            known[None] = len(pool)
            for entries in pool_of.values():
                entries.append(None)
        columns = {
            each.code: Column(pool_of[each.max_score], [known[own.get(each.code)] for own in marks.values()])
            for each in scheme.leaves
        }
        together = score_round(scheme, marks, survey_was_made=made)
        gathering = Gathering(each.code for each in scheme.leaves)
        for own in marks.values():
            gathering.add(own)
        gathered = score_columns(scheme, list(marks), gathering.columns(), survey_was_made=made)
        shared = score_columns(scheme, list(marks), columns, survey_was_made=made)
        for unit, own in marks.items():
            alone = everything(score_sheet(scheme, own, survey_was_made=made))
            assert everything(together.sheets[unit]) == alone
            assert everything(shared.sheets[unit]) == alone
            assert everything(gathered.sheets[unit]) == alone
        assert shared.ranks == together.ranks


def test_a_mark_too_large_for_one_leaf_is_good_for_another_with_the_same_entries():
    entries = [D(5), D(10)]
    columns = {"1.1": Column(entries, [0, 0, 0]), "1.2": Column(entries, [1, 0, 1]), "2.1": Column(entries, [1, 1, 1])}
    result = score_columns(TREE, UNITS, columns)
    assert [each.exact_total for each in result.sheets.values()] == [D(25), D(20), D(25)]


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (D("5.0001"), r"1\.1: 5\.0001 is outside 0\.\.5"),
        (D("-1"), r"1\.1: -1 is outside"),
        (D("1.00001"), r"1\.1: 1\.00001 has more than four decimals"),
        (D("NaN"), r"1\.1: NaN is no number"),
        (D("Infinity"), r"1\.1: Infinity is no number"),
        (D("1E+40"), r"1\.1: 1E\+40 is no number"),
    ],
)
def test_a_refused_mark_is_named_with_its_leaf_and_only_where_a_unit_has_it(mark, words):
    entries = [D(1), mark]
    good = {"1.1": Column(entries, [0, 0, 0]), "1.2": Column([D(1)], [0] * 3), "2.1": Column([D(1)], [0] * 3)}
    assert score_columns(TREE, UNITS, good).sheets["a"].exact_total == 3
    with pytest.raises(MarkOutOfRange, match=words):
        score_columns(TREE, UNITS, {**good, "1.1": Column(entries, [0, 1, 0])})


def test_a_column_of_no_leaf_is_refused():
    with pytest.raises(MarkOutOfRange, match=r"no leaf 9\.9"):
        score_columns(TREE, UNITS, {"9.9": Column([D(1)], [0, 0, 0])})


@pytest.mark.parametrize("places", [[0, 0], [0, 0, 0, 0], []])
def test_a_column_for_another_number_of_units_is_refused(places):
    with pytest.raises(ValueError, match=r"column of 1\.2 is not of 3 units"):
        score_columns(TREE, UNITS, {"1.1": Column([D(1)], [0] * 3), "1.2": Column([D(1)], places)})


def test_a_survey_was_made_unless_the_round_says_otherwise():
    surveyed = Scheme((leaf("1", 6), leaf("2", 4, Origin.SURVEY)), rescale_without_survey=True)
    columns = {"1": Column([D(3)], [0, 0])}
    assert score_columns(surveyed, "ab", columns).sheets["a"].missing == ("2",)
    assert score_columns(surveyed, "ab", columns, survey_was_made=False).sheets["b"].index == D("50.00")


def test_columns_of_one_maximum_and_other_entries_are_not_mixed_up():
    columns = {"1.1": Column([D(1)], [0] * 3), "1.2": Column([D(2)], [0] * 3), "2.1": Column([D(4)], [0] * 3)}
    assert score_columns(TREE, UNITS, columns).sheets["a"].exact_total == 7


def test_a_leaf_without_a_column_is_missing_for_everybody():
    result = score_columns(TREE, UNITS, {"1.1": Column([D(1)], [0] * 3), "1.2": Column([D(1)], [0] * 3)})
    assert {each.missing for each in result.sheets.values()} == {("2.1",)}
    assert result.ranks == {}


def test_a_round_without_units_is_no_round_but_adds_up():
    result = score_round(TREE, {})
    assert (result.sheets, result.ranks, result.average_index) == ({}, {}, None)


def test_one_unit_that_lacks_a_mark_does_not_touch_the_others():
    marks = {unit: {"1.1": D(1), "1.2": D(2), "2.1": D(3)} for unit in UNITS}
    marks["b"]["1.2"] = None
    marks["c"]["2.1"] = NOT_APPLICABLE
    result = score_round(TREE, marks)
    assert [each.missing for each in result.sheets.values()] == [(), ("1.2",), ()]
    assert [each.max_total for each in result.sheets.values()] == [D(25), D(15), D(15)]
    assert [each.index for each in result.sheets.values()] == [D("24.00"), None, D("20.00")]
    nodes = result.sheets["c"].nodes
    assert (nodes["2"].applicable, nodes["2"].max_score, nodes["1"].applicable) == (0, D(0), 2)
    assert len(nodes) == 5
    assert set(nodes) == {"1", "1.1", "1.2", "2", "2.1"}


def test_missing_leaves_stand_in_the_order_of_the_tree():
    """Leaves before, between and after deeper ones, of every origin."""
    deep = Scheme(
        (
            Criterion(
                "1",
                children=(
                    leaf("b", 1, Origin.BONUS),
                    leaf("s", 1, Origin.SURVEY),
                    leaf("a", 1),
                    Criterion("x", children=(leaf("x2", 1), leaf("x1", 1))),
                    leaf("z", 1),
                ),
            ),
            leaf("top", 1),
        )
    )
    result = score_sheet(deep, {})
    assert result.nodes["1"].missing == ("b", "s", "a", "x2", "x1", "z")
    assert result.origins[Origin.APPRAISAL].missing == ("a", "x2", "x1", "z", "top")
    assert result.missing == ("a", "x2", "x1", "z", "top", "s", "b")
    assert result.nodes["top"].missing == ("top",)


def test_an_area_that_is_a_leaf_counts_in_its_origin_and_total():
    flat = Scheme((leaf("1", 6), leaf("2", 4, Origin.SURVEY), leaf("+", 2, Origin.BONUS), leaf("-", 2, Origin.PENALTY)))
    result = score_sheet(flat, {"1": D(3), "2": D(4), "+": D(1), "-": D("0.5")})
    assert (result.exact_total, result.index, result.max_total) == (D("7.5"), D("75.00"), D(10))
    assert result.origins[Origin.PENALTY].score == D("0.5")


def test_points_become_quanta_and_come_back_without_loss():
    for text in ("0", "0.0001", "12.5", "999.9999", "1E+2", "-0"):
        assert points_of(quanta_of(D(text))) == D(text)
    assert str(points_of(123400)) == "12.3400"
    assert quanta_of(D("12.34")) == 123400


@pytest.mark.parametrize("text", ["0.00001", "0.99999999999999999999999999999999999999", "1E-400"])
def test_what_is_finer_than_a_quantum_is_refused_however_near(text):
    with pytest.raises(MarkOutOfRange, match="more than four decimals"):
        quanta_of(D(text))


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+30", "1E+999999"])
def test_what_is_no_number_of_points_is_refused(text):
    with pytest.raises(MarkOutOfRange, match="no number of points"):
        quanta_of(D(text))


def test_without_the_search_for_refused_marks_a_mark_above_the_maximum_would_count(monkeypatch):
    real = sums._worth
    monkeypatch.setattr(sums, "_worth", lambda entries, maximum: real(entries, maximum)._replace(refused={}))
    marks = columns_of(("1.1", "1.2", "2.1"), [{"1.1": D(6), "1.2": D(1), "2.1": D(1)}])
    assert score_columns(TREE, ("a",), marks).sheets["a"].exact_total == 8


def test_a_column_gives_each_unit_the_line_of_its_entry():
    assert list(Column("xy", [1, 0, 1]).pick(["one", "two"])) == ["two", "one", "two"]
    assert list(Column("xy", [1]).pick(["one", "two"])) == ["two"]
    assert list(Column("xy", []).pick(["one", "two"])) == []


def test_a_mark_of_no_leaf_is_refused_while_columns_grow():
    gathering = Gathering(["1.1"])
    with pytest.raises(KeyError, match=r"1\.2"):
        gathering.add({"1.1": D(1), "1.2": D(1)})
    gathering.add({})
    assert gathering.columns()["1.1"].pick(["nothing"]) == ["nothing"]


def test_a_mark_that_many_units_have_stands_once_for_all_columns():
    """A round of thousands of units has few different marks."""
    gathering = Gathering(["1.1", "1.2"])
    for own in (D(1), D(2), D(1)):
        gathering.add({"1.1": own, "1.2": D(1)})
    found = gathering.columns()
    assert found["1.1"].entries == [D(1), D(2)]
    assert found["1.1"].entries is found["1.2"].entries
    assert [list(each.places) for each in found.values()] == [[0, 1, 0], [0, 0, 0]]
