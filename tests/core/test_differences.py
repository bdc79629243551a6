"""Two versions of a result differ exactly where they differ: every cell, every rank, both directions."""

import random
from decimal import Decimal

import pytest

from scoring.core.differences import CellChange, Differences, Line, RankMove, differences

D = Decimal


def line(unit: str, rank: int | None, **cells) -> Line:
    return Line(unit, unit.upper(), rank, cells)


def versions(*lines: Line) -> dict[str, Line]:
    return {each.unit: each for each in lines}


def test_equal_versions_do_not_differ():
    before = versions(line("a", 1, total=D("90.54")), line("b", 2, total=None))
    assert not differences(before, dict(before))


def test_a_number_with_more_zeros_is_the_same_number():
    assert not differences(versions(line("a", 1, total=D("90.5"))), versions(line("a", 1, total=D("90.5000"))))


def test_a_changed_figure_is_told_before_and_after():
    found = differences(versions(line("a", 1, total=D("90"))), versions(line("a", 1, total=D("91.5"))))
    assert found.cells == (CellChange("a", "A", "total", D(90), D("91.5")),)
    assert found.cells[0].by == D("1.5")


def test_every_rank_that_moved_is_told_also_of_units_whose_figures_did_not_change():
    before = versions(line("a", 1, total=D(90)), line("b", 2, total=D(80)))
    found = differences(before, versions(line("b", 1, total=D(80)), line("a", 2, total=D(70))))
    assert found.ranks == (RankMove("b", "B", 2, 1), RankMove("a", "A", 1, 2))
    assert [each.places for each in found.ranks] == [1, -1]
    assert found.units == ("a", "b")


def test_zero_nothing_and_words_differ_from_each_other():
    for was, now in ((D(0), None), (None, D(0)), (D(0), "không áp dụng"), (None, "không áp dụng")):
        found = differences(versions(line("a", 1, m=was)), versions(line("a", 1, m=now)))
        assert [(each.before, each.after, each.by) for each in found.cells] == [(was, now, None)]


def test_a_unit_that_comes_or_goes_is_told_as_such():
    before, after = versions(line("a", 1), line("b", 2)), versions(line("a", 1), line("c", 2))
    found = differences(before, after)
    assert [each.unit for each in found.added] == ["c"]
    assert [each.unit for each in found.removed] == ["b"]
    assert not found.cells
    assert not found.ranks


def test_a_lost_rank_has_no_number_of_places():
    (move,) = differences(versions(line("a", 3)), versions(line("a", None))).ranks
    assert (move.before, move.after, move.places) == (3, None, None)


def test_what_is_listed_is_exactly_what_was_changed():
    """1,000 random corrections: the listed cells and ranks are the changed ones, none more, none less, both ways."""
    chance = random.Random(20_260_101)
    for _attempt in range(1000):
        before = {
            unit: Line(unit, unit, chance.randint(1, 9), {f"k{n}": D(chance.randint(0, 99)) for n in range(4)})
            for unit in "abcde"
        }
        after, changed, moved = dict(before), set(), set()
        for unit in chance.sample("abcde", chance.randint(0, 5)):
            cells = dict(before[unit].cells)
            for key in chance.sample(sorted(cells), chance.randint(0, 3)):
                cells[key] = chance.choice([None, "không áp dụng", cells[key] + 1])
                changed.add((unit, key))
            rank = chance.choice([before[unit].rank, before[unit].rank + 1])
            if rank != before[unit].rank:
                moved.add(unit)
            after[unit] = Line(unit, unit, rank, cells)
        for one, other in ((before, after), (after, before)):
            found = differences(one, other)
            assert {(each.unit, each.key) for each in found.cells} == changed
            assert {each.unit for each in found.ranks} == moved


def test_a_unit_that_was_renamed_is_told_by_both_names():
    before, after = {"a": Line("a", "Phòng Tư pháp", 1)}, {"a": Line("a", "Phòng Nội vụ", 1)}
    renamed = CellChange("a", "Phòng Nội vụ", "name", "Phòng Tư pháp", "Phòng Nội vụ")
    assert differences(before, after).cells == (renamed,)


@pytest.mark.parametrize(
    "found",
    [
        Differences(cells=(CellChange("a", "A", "total", D(1), D(2)),)),
        Differences(ranks=(RankMove("a", "A", 1, 2),)),
        Differences(added=(line("a", 1),)),
        Differences(removed=(line("a", 1),)),
    ],
)
def test_any_one_difference_is_a_difference(found):
    assert bool(found) is True
    assert found.units == ("a",)
