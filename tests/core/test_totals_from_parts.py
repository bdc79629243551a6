"""When a total may be held against its parts, and when the parts are not all there is."""

from decimal import Decimal

import pytest

from scoring.core.reconcile import Part, compare_total, parts_make_the_total


def part(value, max_score=None, **told) -> Part:
    number = {
        key: None if each is None else Decimal(each) for key, each in (("value", value), ("max_score", max_score))
    }
    return Part(**number, **told)


def compared(*parts: Part, total="90", combining="sum", scale_max="100", part_scale=None):
    return compare_total(
        Decimal(total), parts, combining=combining, scale_max=Decimal(scale_max), part_scale=part_scale
    )


def test_parts_whose_maximums_fill_the_scale_make_the_total():
    assert compared(part("60", "70"), part("25", "30")).computed == 85


def test_parts_whose_maximums_leave_room_do_not():
    assert compared(part("60", "70"), part("15", "20")) is None


def test_a_percent_counted_as_a_part_of_points_is_never_added():
    """It would be 55 + 87,65 against a total of 81."""
    counted = part("87.65", is_percent=True)
    assert compared(part("55", "60"), counted, total="81") is None
    assert compared(part("55"), counted, total="81") is None
    assert compared(part("55"), part("87.65"), total="81").difference == Decimal("61.65")  # what would be said of it


def test_a_percent_beside_the_parts_leaves_open_whether_they_are_all():
    beside = part("87.65", is_percent=True, is_counted=False)
    assert compared(part("55"), part("26"), beside) is None
    assert compared(part("55", "60"), part("26", "40"), beside).computed == 81  # the maximums say that they are


def test_points_beside_the_total_are_not_added():
    assert compared(part("60", "70"), part("25", "30"), part("5", is_counted=False)).computed == 85


def test_a_part_without_a_figure_leaves_nothing_to_compare():
    assert compared(part("60", "70"), part(None, "30")) is None


def test_no_parts_make_no_total():
    assert not parts_make_the_total([], combining="sum", scale_max=Decimal(100), part_scale=None)
    assert compared(part("5", is_counted=False)) is None


@pytest.mark.parametrize("combining", ["none", "khac"])
def test_a_total_that_is_not_made_of_its_parts_is_not_compared(combining):
    assert compared(part("60", "70"), part("25", "30"), combining=combining) is None


def test_weighted_parts_need_their_scale_and_all_the_weights():
    parts = [part("8", "10", weight=Decimal(60)), part("5", "10", weight=Decimal(40))]
    assert compared(*parts, combining="weighted", part_scale=Decimal(10)).computed == 68
    assert compared(*parts, combining="weighted") is None
    assert compared(parts[0], combining="weighted", part_scale=Decimal(10)) is None
    assert compared(parts[0], part("5", "10"), combining="weighted", part_scale=Decimal(10)) is None
    assert (
        compared(*parts, part("50", is_percent=True, weight=Decimal(0)), combining="weighted", part_scale=Decimal(10))
        is None
    )
