"""Whole sheets and rounds against the sheet on paper, in fractions; and the same comparison against arithmetic that is wrong.

PARINDEX_SHEETS says how many random sheets; 100000 is the full size, `make thorough` asks for it.
"""

import os
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from random import Random

import pytest

from scoring.core import rules, sums
from scoring.core.assessment import score_round
from scoring.core.ranking import TieRule
from scoring.core.scheme import RankOn
from scoring.core.sheet import score_sheet

from . import sheet_on_paper as paper
from .made_up_sheets import a_mark, a_rate, a_set, core_marks, marks_for, measure_from, scheme_from

SHEETS = int(os.environ.get("PARINDEX_SHEETS", "6000"))


def differences(seed, count):
    """Descriptions of the sheets on which the core and the paper disagree."""
    random, found = Random(seed), []
    areas, scheme = [], None
    for number in range(count):
        if number % 20 == 0:
            areas = a_set(random)
            settings = {"places": random.choice([0, 1, 2, 2, 2, 3, 4]), "rescale_without_survey": random.random() < 0.5}
            scheme = scheme_from(areas, **settings)
        marks, survey_made = marks_for(random, areas), random.random() < 0.8
        got = score_sheet(scheme, core_marks(scheme, marks), survey_was_made=survey_made)
        want = paper.sheet(
            areas, marks, places=scheme.places, rescale=scheme.rescale_without_survey, survey_made=survey_made
        )
        for name, value in (
            ("total", got.total),
            ("index", got.index),
            ("max", got.max_total),
            ("missing", set(got.missing)),
        ):
            expected = want[name]
            agrees = value == expected if name == "missing" or value is None else expected == Fraction(value)
            if not agrees:
                found.append(f"sheet {number}, {name}: {value} instead of {expected}")
        own_areas = [sums for sums, leaves in zip(want["areas"], areas, strict=True) if leaves]
        for area, (points, maximum) in zip(scheme.areas, own_areas, strict=True):
            if (Fraction(got.nodes[area.code].score), Fraction(got.nodes[area.code].max_score)) != (points, maximum):
                found.append(f"sheet {number}, area {area.code}")
    return found


def test_random_sheets_agree_with_the_paper():
    assert differences(seed=2026, count=SHEETS) == []


def test_rounding_half_to_even_would_be_seen(monkeypatch):
    def wrong(numerator, denominator, places):
        return (Decimal(numerator) / denominator).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)

    monkeypatch.setattr(sums, "ratio_half_up", wrong)
    assert differences(seed=2026, count=2000)


def test_binary_fractions_would_be_seen(monkeypatch):
    def wrong(numerator, denominator, places):
        return Decimal(str(round(numerator / denominator, places)))

    monkeypatch.setattr(sums, "ratio_half_up", wrong)
    assert differences(seed=2026, count=2000)


def test_a_missing_mark_counted_as_zero_would_be_seen(monkeypatch):
    real = sums._worth

    def wrong(entries, maximum):
        return real([Decimal(0) if mark is None else mark for mark in entries], maximum)

    monkeypatch.setattr(sums, "_worth", wrong)
    assert differences(seed=2026, count=500)


@pytest.mark.parametrize("maximum", ["0.25", "1", "2.75", "12.5"])
def test_every_rule_at_every_border(maximum):
    """Each kind of rule at each bound, one smallest step to either side, and at ratios that never end."""
    random, compared = Random(7), 0
    for _ in range(400):
        (leaf,) = a_set(random, leaves=1)[0] or [None]
        if leaf is None:
            continue
        scheme = scheme_from([[leaf]])
        for mark in [a_mark(random, leaf) for _ in range(10)] + [a_rate(random) for _ in range(10)]:
            want = paper.points(leaf, mark)
            try:
                got = scheme.leaves[0].rule.award(measure_from(mark), Decimal(leaf["max"])).points
            except rules.MeasureRefused:
                got = paper.REFUSED
            expected = want if want == paper.REFUSED else paper.rounded(want, paper.POINT)
            assert (got if got == paper.REFUSED else Fraction(got)) == expected, (leaf, mark)
            compared += 1
    assert compared > 2000


@pytest.mark.parametrize("dense", [False, True], ids=["1 2 2 4", "1 2 2 3"])
@pytest.mark.parametrize("on", list(RankOn))
def test_whole_rounds_are_ranked_as_on_paper(dense, on):
    random = Random(99)
    for _ in range(60):
        areas = a_set(random, leaves=5)
        scheme = scheme_from(
            areas, tie_rule=TieRule.DENSE if dense else TieRule.COMPETITION, rank_on=on, places=random.choice([0, 1, 2])
        )
        units = {f"u{i}": marks_for(random, areas, missing=0.02) for i in range(12)}
        result = score_round(scheme, {unit: core_marks(scheme, marks) for unit, marks in units.items()})
        want = {unit: paper.sheet(areas, marks, places=scheme.places) for unit, marks in units.items()}
        key = "exact_index" if on is RankOn.EXACT else "index"
        known = {unit: each[key] for unit, each in want.items() if each["index"] is not None}
        assert result.ranks == paper.ranks_of_fractions(known, dense)
        shuffled = dict(random.sample(sorted(units.items()), len(units)))
        again = score_round(scheme, {unit: core_marks(scheme, marks) for unit, marks in shuffled.items()})
        assert again.ranks == result.ranks
