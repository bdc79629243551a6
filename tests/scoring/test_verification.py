"""Recomputation: an untouched publication raises no alarm, and what does not follow from its inputs is named."""

import pytest

from scoring.content_cells import at
from scoring.verification import content_differences, content_of, recompute
from tests.cast import make_cast
from tests.factories import make_component, make_publication, make_published, make_result
from tests.factories_computed import make_computed, make_corrected

pytestmark = pytest.mark.django_db


@pytest.fixture
def content():
    return content_of(make_computed(make_cast()))


def paths(content):
    return [each.path for each in recompute(content)]


def test_an_untouched_publication_raises_no_alarm():
    first, second = make_corrected(make_cast())
    assert content_differences(first) == []
    assert content_differences(second) == []


def test_a_transcribed_table_raises_no_alarm_even_where_its_printed_rank_is_odd():
    cast = make_cast()
    publication = make_published(
        cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.5"), (cast["quan-ben-moi"], 1, "80.25")]
    )
    assert content_differences(publication) == []


UNIT = ("results", "huyen-nui-xanh")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*UNIT, "total"), "45.7"),
        ((*UNIT, "total_printed"), "45,70"),
        ((*UNIT, "index_percent"), "76.01"),
        ((*UNIT, "index_printed"), "77,00"),
        ((*UNIT, "max_score"), "61"),
        ((*UNIT, "rank"), 3),
        ((*UNIT, "rank_printed"), "3"),
        ((*UNIT, "rank_computed"), 1),
        ((*UNIT, "rank_exact"), 2),
        ((*UNIT, "band"), "Tốt"),
        ((*UNIT, "scores", "tham-dinh", "value"), "31.02"),
        ((*UNIT, "scores", "diem-thuong", "printed"), "1,00"),
        ((*UNIT, "marks", "1.1.1", "points"), "2.1"),
        ((*UNIT, "marks", "2.2", "points"), "7.02"),
        ((*UNIT, "marks", "2.2", "amount"), "702"),
        ((*UNIT, "marks", "2.2", "amount"), "1001"),
        ((*UNIT, "marks", "2.1", "points"), "11"),
        ((*UNIT, "marks", "1.1", "points"), "4.1"),
        ((*UNIT, "marks", "1", "points"), "6.6"),
        ((*UNIT, "marks", "2", "max_score"), "51"),
        ((*UNIT, "marks", "1.2", "choice"), "du"),
        (("facts", "1", "value"), "43.07"),
        (("facts", "2", "printed"), "73,37%"),
        (("components", "tham-dinh", "max_score"), "41"),
        (("scale_max",), "61"),
    ],
)
def test_a_cell_that_does_not_follow_is_named_alone(content, path, value):
    *way, last = path
    at(content, tuple(way))[last] = value
    assert paths(content) == [path]


def test_a_rule_that_is_none_is_named(content):
    at(content, ("criteria", "2.2"))["rule"]["kind"] = "rat"
    assert paths(content) == [("criteria", "2.2", "rule")]


def test_a_pure_input_is_caught_by_the_hash_alone(content):
    at(content, (*UNIT, "marks", "1.1.1"))["self_score"] = "1"
    assert paths(content) == []


def test_numbers_of_a_transcribed_table_are_those_printed():
    cast = make_cast()
    publication = make_publication(cast.par, cast.districts)
    component = make_component(publication)
    make_result(publication, cast["huyen-song-em"], 1, "90.5", scores={component: "60.25"})
    from scoring.actions.publications import publish

    content = content_of(publish(publication=publication, by=None))
    row = at(content, ("results", "huyen-song-em"))
    row["total"], row["scores"]["tham-dinh"]["value"], row["rank_computed"] = "90.6", "61.25", 2
    assert {path[2:] for path in paths(content)} == {("total",), ("scores", "tham-dinh", "value"), ("rank_computed",)}
