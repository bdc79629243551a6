"""Cells: an altered figure is named by its unit, criterion and column, from a second copy or from digests alone."""

import json
from copy import deepcopy

import pytest

from scoring.content_cells import CellDifference, at, compare, digests

CONTENT = {
    "year": 2024,
    "results": [
        {"unit_code": "a", "total": "90.5", "note": "", "marks": {"1.1": {"points": "2.5", "base": None}}},
        {"unit_code": "b", "total": "80", "note": "", "marks": {"1.1": {"points": "2", "base": "10"}}},
        {"unit_code": "c", "total": "80", "note": "", "marks": {"1.1": {"points": "2", "base": "10"}}},
    ],
    "facts": [{"label": "x", "value": "1"}, {"label": "y", "value": "2"}],
}


def altered(path, value):
    content = deepcopy(CONTENT)
    *way, last = path
    at(content, tuple(way))[last] = value
    return content


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("year",), 2034),
        (("results", "b", "total"), "81"),
        (("results", "a", "marks", "1.1", "points"), "2.6"),
        (("results", "a", "marks", "1.1", "base"), "1"),
        (("results", "a", "note"), "ghi chú"),
        (("results", "b", "marks", "1.1", "base"), None),
        (("facts", "2", "value"), "3"),
    ],
)
def test_one_altered_cell_is_named_alone(path, value):
    content = altered(path, value)
    assert list(compare(content, CONTENT)) == [CellDifference(path, value, at(CONTENT, path))]
    assert [each.path for each in compare(digests(content), digests(CONTENT))] == [path]


def test_an_altered_code_is_named_even_where_it_meets_another():
    for code in ("x", "b"):
        content = altered(("results", "a", "unit_code"), code)
        found = list(compare(content, CONTENT))
        assert found == [CellDifference(("results", "a", "unit_code"), code, "a")]
        assert [each.path for each in compare(digests(content), digests(CONTENT))] == [("results", "a", "unit_code")]


def test_a_moved_row_is_named_and_nothing_else():
    content = deepcopy(CONTENT)
    content["results"] = [content["results"][index] for index in (1, 2, 0)]
    assert list(compare(content, CONTENT)) == [CellDifference(("results", "a", "thứ tự"), 3, 1)]
    assert [each.path for each in compare(digests(content), digests(CONTENT))] == [("results", "a", "thứ tự")]


def test_a_row_too_many_and_a_missing_one_are_named():
    content = deepcopy(CONTENT)
    del content["results"][1]
    assert [each.path for each in compare(content, CONTENT)] == [("results", "b")]
    assert [each.path for each in compare(CONTENT, content)] == [("results", "b")]


def test_the_same_content_has_no_difference_after_a_trip_through_json():
    again = json.loads(json.dumps(CONTENT))
    assert list(compare(again, CONTENT)) == []
    assert list(compare(digests(again), json.loads(json.dumps(digests(CONTENT))))) == []
