"""Random pairs of years: the parts add to the whole exactly, and the named passers are those of the two tables.

Held against the same on paper (why_on_paper.py); and the same comparison against arithmetic that is wrong.
PARINDEX_PAIRS says how many pairs; 20000 is the full size, `make thorough` asks for it.
"""

import os
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from scoring.core import passing, why
from scoring.core.continuation import Continued, LeafMapping
from scoring.core.passing import Table, split_rank
from scoring.core.ranking import TieRule
from scoring.core.scheme import Origin
from scoring.core.why import LeafYear, Split, UnitYear, split

from . import why_on_paper as paper
from .made_up_years import a_pair

PAIRS = int(os.environ.get("PARINDEX_PAIRS", "600"))


def decimal(fraction):
    """A figure with few decimals, exactly."""
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def unit_year(year, unit, figure):
    return UnitYear(
        None if figure is None else decimal(figure),
        tuple(
            LeafYear(
                code,
                area,
                Origin(origin),
                Decimal(top),
                None if year.marks[unit][code] in ("na", None) else Decimal(year.marks[unit][code]),
                applies=year.marks[unit][code] != "na",
            )
            for code, area, origin, top in year.leaves
        ),
    )


def continued(pair):
    return {code: Continued(old, LeafMapping(mapping)) for code, (old, mapping) in pair.continued.items()}


def table(year, known):
    return Table(
        ranks=paper.ranks(year, known),
        rule=TieRule(year.rule),
        figures={unit: decimal(figure) for unit, figure in known.items()},
    )


def wrong_splits(pair, before, after):
    """What is wrong with the splits of the units of a pair, in words."""
    found = []
    for unit in pair.before.marks.keys() & pair.after.marks.keys():
        got = split(
            unit_year(pair.before, unit, before.get(unit)),
            unit_year(pair.after, unit, after.get(unit)),
            continued(pair),
            is_index=pair.by_index,
        )
        if unit not in before or unit not in after:
            if isinstance(got, Split):
                found.append(f"{unit}: split without two figures")
            continue
        if not isinstance(got, Split):
            found.append(f"{unit}: {got}")
            continue
        parts = sum((line.share for line in got.lines), Decimal(0)) + got.held + got.rounding
        if parts != got.whole or Fraction(got.whole) != after[unit] - before[unit]:
            found.append(f"{unit}: {parts} is not {got.whole}")
        for sums in (got.by_cause, got.by_origin, {**got.by_area, **got.beside_the_scale}):
            if sum(sums.values(), Decimal(0)) + got.held + got.rounding != got.whole:
                found.append(f"{unit}: {sums} is not the whole")
        want, held = paper.shares(pair, unit)
        causes = {(b, a): cause for b, a, cause, _points, _maximum in paper.lines(pair, unit)}
        shares = {_codes(line): Fraction(line.share) for line in got.lines}
        if shares != want or Fraction(got.held) != held:
            found.append(f"{unit}: shares {shares} are not {want}")
        if {_codes(line): line.cause.value for line in got.lines} != causes:
            found.append(f"{unit}: causes")
        if abs(got.rounding) > Decimal("0.01") + len(got.lines) * Decimal("0.00005"):
            found.append(f"{unit}: {got.rounding} is more than rounding")
    return found


def _codes(line):
    return line.before.code if line.before else None, line.after.code if line.after else None


def wrong_ranks(pair, before, after):
    """What is wrong with the moves of the units of a pair, in words."""
    found = []
    tables = table(pair.before, before), table(pair.after, after)
    for unit in before.keys() & after.keys():
        got = split_rank(unit, *tables)
        want = paper.meetings(unit, before, after)
        if {each.unit: (each.how.value, each.places) for each in got.encounters} != want:
            found.append(f"{unit}: met {got.encounters}, not {want}")
        ties = paper.doubles_ahead(pair.after, after, unit) - paper.doubles_ahead(pair.before, before, unit)
        if got.ties != ties or got.rest != 0:
            found.append(f"{unit}: ties {got.ties}, rest {got.rest}")
        if sum(each.places for each in got.encounters) + got.ties + got.rest != got.before - got.after:
            found.append(f"{unit}: places")
        own = paper.places_alone(unit, pair.before, before, after)
        if got.own != own or got.own + got.others != got.whole or got.rank_by_own_move != got.before - own:
            found.append(f"{unit}: own {got.own}, not {own}")
    return found


def disagreements(seed, count):
    """Everything that is wrong in so many random pairs, and how many units were looked at."""
    random, found, units = Random(seed), [], 0
    for _ in range(count):
        pair = a_pair(random)
        before, after = (
            paper.figures(year, by_index=pair.by_index, places=pair.places) for year in (pair.before, pair.after)
        )
        units += len(before.keys() & after.keys())
        found += wrong_splits(pair, before, after) + wrong_ranks(pair, before, after)
    return found, units


@pytest.mark.parametrize("seed", range(4))
def test_the_parts_of_random_pairs_of_years_add_to_the_whole_and_the_passers_are_those_of_the_tables(seed):
    found, units = disagreements(f"pairs {seed}", PAIRS // 4)
    assert not found, found[:5]
    assert units > PAIRS // 4


def test_the_pairs_hold_what_they_are_meant_to_hold():
    """Every cause, every way of meeting, ties under both rules, held totals: a generator that makes none of it proves nothing."""
    random, seen = Random("what is in them"), set()
    for _ in range(400):
        pair = a_pair(random)
        before, after = (
            paper.figures(year, by_index=pair.by_index, places=pair.places) for year in (pair.before, pair.after)
        )
        for unit in before.keys() & after.keys():
            got = split(
                unit_year(pair.before, unit, before[unit]),
                unit_year(pair.after, unit, after[unit]),
                continued(pair),
                is_index=pair.by_index,
            )
            seen |= {line.cause.value for line in got.lines} | {line.mapping for line in got.lines}
            seen |= {"held"} if got.held else set()
            seen |= {"rounding"} if got.rounding else set()
            moved = split_rank(unit, table(pair.before, before), table(pair.after, after))
            seen |= {each.how.value for each in moved.encounters}
            seen |= {"ties"} if moved.ties else set()
            if got.whole > 0 and moved.whole < 0:
                seen.add("higher score, lower rank")
    wanted = {*(each.value for each in why.Cause), *(each.value for each in passing.How), *LeafMapping, None}
    assert wanted | {"held", "rounding", "ties", "higher score, lower rank"} <= seen


@pytest.mark.parametrize(
    "harm",
    [
        lambda patch: patch.setattr(why, "SHARE_QUANTUM", Decimal("0.01")),
        lambda patch: patch.setattr(LeafYear, "reachable", property(lambda leaf: leaf.maximum)),
        lambda patch: patch.setitem(passing.PLACES, passing.How.REACHED, 0),
        lambda patch: patch.setitem(passing._MET, (0, -1), passing.How.PASSED_BY),
        lambda patch: patch.setattr(Table, "saved_by_ties", lambda self, unit: 0),
        lambda patch: patch.setattr(passing, "_own_move", lambda *a, **k: (0, None)),
    ],
    ids=["coarse shares", "maximum of what does not apply", "a tie costs nothing", "wrong way", "no dense ties", "own"],
)
def test_arithmetic_that_is_wrong_is_noticed(harm, monkeypatch):
    harm(monkeypatch)
    found, _units = disagreements("wrong", 300)
    assert found
