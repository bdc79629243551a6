"""What-if, lost points and the cheapest path against whole new tables on paper, and against arithmetic that is wrong.

PARINDEX_WHAT_IFS says how many random blocks; 10000 is the full size, `make thorough` asks for it.
"""

import os
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from random import Random

import pytest

from scoring.core import block as blocks
from scoring.core import lost_points, sums
from scoring.core.bands import Band
from scoring.core.block import block_of, what_if
from scoring.core.lost_points import NoPath, cheapest_path, losses
from scoring.core.marks import NOT_APPLICABLE
from scoring.core.ranking import TieRule
from scoring.core.scheme import RankOn

from .made_up_sheets import a_set, scheme_from
from .what_if_on_paper import QUANTUM, Table

WHAT_IFS = int(os.environ.get("PARINDEX_WHAT_IFS", "300"))
BANDS = (
    {"code": "a", "from": 80, "floor": 50},
    {"code": "b", "from": 60, "floor": None},
    {"code": "c", "from": 40, "floor": 20},
)


def a_block(random):
    """A small set marked by hand, units that often tie, and the settings of the round; the same on paper and for the core."""
    areas = a_set(random, leaves=random.randint(2, 5))
    for leaf in (leaf for area in areas for leaf in area):
        leaf["rule"] = {"kind": "manual"}
    settings = {
        "places": random.choice([0, 1, 2, 2, 3, 4]),
        "dense": random.random() < 0.5,
        "exact": random.random() < 0.5,
        "rescale": random.random() < 0.5,
        "survey_made": random.random() < 0.8,
    }
    units = {f"u{number}": points_for(random, areas) for number in range(random.randint(2, 6))}
    scheme = scheme_from(
        areas,
        places=settings["places"],
        tie_rule=TieRule.DENSE if settings["dense"] else TieRule.COMPETITION,
        rank_on=RankOn.EXACT if settings["exact"] else RankOn.PUBLISHED,
        rescale_without_survey=settings["rescale"],
        bands=tuple(
            Band(each["code"], each["code"], Decimal(each["from"]), each["floor"] and Decimal(each["floor"]))
            for each in BANDS
        ),
    )
    marks = {unit: {code: core_mark(mark) for code, mark in own.items()} for unit, own in units.items()}
    table = Table(areas, units, bands=BANDS, **settings)
    return table, block_of(scheme, marks, survey_was_made=settings["survey_made"])


def core_mark(mark):
    return NOT_APPLICABLE if mark == "na" else None if mark is None else Decimal(mark)


def points_for(random, areas):
    found = {}
    for leaf in (leaf for area in areas for leaf in area):
        fate = random.random()
        if fate < 0.03:
            continue
        found[leaf["code"]] = "na" if fate < 0.12 else some_points(random, leaf)
    return found


def some_points(random, leaf):
    steps = random.choice([2, 4, 4, 400])
    return str((Decimal(leaf["max"]) * random.randint(0, steps) / steps).quantize(Decimal("0.0001"), ROUND_DOWN))


def differences(seed, count):
    """Descriptions of everything on which the core and the paper disagree, and how often each kind of answer came up."""
    random, found = Random(seed), []
    seen = dict.fromkeys(("shared", "overtaken", "not to be overtaken", "several leaves", "first"), 0)
    for number in range(count):
        table, block = a_block(random)
        unit = random.choice(list(table.points))
        try:
            wrong = [
                *_what_if(random, table, block, unit),
                *_lost(table, block, unit),
                *_path(table, block, unit, seen),
            ]
        except (AssertionError, ValueError) as error:
            wrong = [f"does not come through: {error}"]
        found += [f"case {number}, {unit}: {each}" for each in wrong]
    return found, seen


def _what_if(random, table, block, unit):
    leaves = [leaf for leaf in table.leaves.values() if table.points[unit].get(leaf["code"]) != "na"]
    changed = random.sample(leaves, random.randint(0, len(leaves)))
    changes = {leaf["code"]: some_points(random, leaf) for leaf in changed}
    got = what_if(block, unit, {code: Decimal(mark) for code, mark in changes.items()})
    then = Table(
        table.areas,
        {**table.points, unit: {**table.points[unit], **changes}},
        dense=table.dense,
        exact=table.exact,
        bands=table.bands,
        **table.settings,
    )
    for name, value, want in (
        ("rank before", got.rank_before, table.ranks.get(unit)),
        ("rank after", got.rank_after, then.ranks.get(unit)),
        ("total", _fraction(got.would_be.total), then.sheets[unit]["total"]),
        ("index", _fraction(got.would_be.index), then.sheets[unit]["index"]),
        ("band", got.would_be.band and got.would_be.band.code, then.band(unit)),
        ("everybody's rank", got.after.result.ranks, then.ranks),
    ):
        if value != want:
            yield f"{name} is {value} instead of {want}"
    if unit in table.figures and unit in then.figures:
        own, new = table.figures[unit], then.figures[unit]
        others = {code: figure for code, figure in table.figures.items() if code != unit}
        passed = {code for code, figure in others.items() if figure >= own and figure < new}
        passing = {code for code, figure in others.items() if figure <= own and figure > new}
        level = {code for code, figure in others.items() if figure != own and figure == new}
        if (set(got.overtaken), set(got.ahead), set(got.level)) != (passed, passing, level):
            yield f"who is passed: {got.overtaken}, {got.ahead}, {got.level} instead of {passed}, {passing}, {level}"


def _fraction(value):
    return None if value is None else Fraction(value)


def _lost(table, block, unit):
    got, want = losses(block, unit), table.lost(unit)
    if {each.code: Fraction(each.lost) for each in got} != want:
        yield f"lost {[(each.code, each.lost) for each in got]} instead of {want}"
        return
    if [each.lost for each in got] != sorted((each.lost for each in got), reverse=True):
        yield "not the largest first"
    for each in got:
        if each.places != table.places_worth(unit, each.code):
            yield f"{each.code} is worth {each.places} places instead of {table.places_worth(unit, each.code)}"
        full = {
            other
            for other, points in table.points.items()
            if other != unit and points.get(each.code) not in (None, "na") and each.code not in table.lost(other)
        }
        if set(each.full) != full:
            yield f"full marks at {each.code}: {each.full} instead of {full}"


def _path(table, block, unit, seen):
    lost = losses(block, unit)
    path = cheapest_path(block, unit, lost)
    own = table.figures.get(unit)
    better = [figure for figure in table.figures.values() if own is not None and figure > own]
    if own is None or not better:
        if path != (NoPath.NO_RANK if own is None else NoPath.FIRST):
            yield f"{path} although there is nobody ahead"
        seen["first"] += 1
        return
    goal = min(better)
    if set(path.ahead) != {code for code, figure in table.figures.items() if figure == goal}:
        yield f"the next ahead are {path.ahead}"
    for name, gain, overtake in (("shared", path.share, False), ("overtaken", path.overtake, True)):
        size = table.fewest(unit, goal, overtake=overtake)
        if gain is None:
            seen["not to be overtaken"] += 1
            if size is not None:
                yield f"{name}: said to be out of reach"
            continue
        seen[name] += 1
        seen["several leaves"] += len(gain.leaves) > 1
        yield from _gain(table, unit, gain, goal, overtake, size)


def _gain(table, unit, gain, goal, overtake, size):
    least = Fraction(gain.points)
    if not table.reaches(unit, table.with_more(unit, least), goal, overtake=overtake):
        yield f"{gain.points} points are not enough"
    if least and table.reaches(unit, table.with_more(unit, least - QUANTUM), goal, overtake=overtake):
        yield f"{gain.points} points are more than needed"
    if gain.rank != table.rank_of(unit, table.with_more(unit, least)):
        yield f"rank {gain.rank} with {gain.points} points"
    if gain.rank >= table.ranks[unit]:
        yield "no better rank"
    if len(gain.leaves) != size:
        yield f"{len(gain.leaves)} leaves where {size} would do"
    full = {each.code: Fraction(each.lost) for each in gain.leaves}
    if not table.reaches(unit, table.regained(unit, full), goal, overtake=overtake):
        yield "full marks at the leaves named do not reach it"
    if sorted(full.values()) != sorted(table.lost(unit).values())[-len(full) :]:
        yield "not the largest losses"
    figure = table.figure(table.sheet(table.with_more(unit, least)))
    if gain.is_shared != (figure in [other for code, other in table.figures.items() if code != unit]):
        yield "shared or not"


def test_random_blocks_agree_with_the_paper():
    found, seen = differences(seed=2026, count=WHAT_IFS)
    assert found == []
    if WHAT_IFS >= 300:
        assert all(count >= 10 for count in seen.values()), seen


def test_every_way_to_give_points_back_was_tried():
    """On quarters of a point: what gives less than the least reaches nothing, what gives as much or more does."""
    random, tried = Random(5), 0
    while tried < 2000:
        table, block = a_block(random)
        unit = random.choice(list(table.points))
        path = cheapest_path(block, unit, losses(block, unit))
        if isinstance(path, NoPath):
            continue
        goal = min(figure for figure in table.figures.values() if figure > table.figures[unit])
        ways = [{}]
        for code, gone in table.lost(unit).items():
            ways = [{**way, code: gone * part / 4} for way in ways for part in range(5)]
        for way in random.sample(ways, min(len(ways), 40)):
            way = {code: gain - gain % QUANTUM for code, gain in way.items()}
            points, enough = table.regained(unit, way), sum(way.values())
            assert table.reaches(unit, points, goal, overtake=False) == (enough >= Fraction(path.share.points))
            if path.overtake is not None:
                assert table.reaches(unit, points, goal, overtake=True) == (enough >= Fraction(path.overtake.points))
            tried += 1


def test_truncating_instead_of_rounding_would_be_seen(monkeypatch):
    def wrong(numerator, denominator, places):
        return Decimal(numerator * 10**places // denominator).scaleb(-places)

    monkeypatch.setattr(sums, "ratio_half_up", wrong)
    assert differences(seed=2026, count=200)[0]


def test_the_other_tie_rule_would_be_seen(monkeypatch):
    real = blocks.rank
    other = {TieRule.DENSE: TieRule.COMPETITION, TieRule.COMPETITION: TieRule.DENSE}
    monkeypatch.setattr(blocks, "rank", lambda figures, rule: real(figures, other[rule]))
    assert differences(seed=2026, count=200)[0]


def test_the_smallest_losses_first_would_be_seen(monkeypatch):
    real = lost_points._fewest
    monkeypatch.setattr(lost_points, "_fewest", lambda lost, points: real(lost[::-1], points))
    assert differences(seed=2026, count=200)[0]


def test_a_penalty_that_is_no_loss_would_be_seen(monkeypatch):
    real = lost_points.lost_at
    monkeypatch.setattr(
        lost_points, "lost_at", lambda leaf, mark: None if leaf.origin == "penalty" else real(leaf, mark)
    )
    assert differences(seed=2026, count=200)[0]


@pytest.mark.parametrize("mark", ["-0.5", "1000", "0.00001"])
def test_points_that_a_leaf_cannot_have_are_refused(mark):
    _table, block = a_block(Random(1))
    leaf = block.scheme.leaves[0].code
    with pytest.raises(ValueError, match=leaf):
        what_if(block, "u0", {leaf: Decimal(mark)})
