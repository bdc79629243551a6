"""Recomputation: an untouched publication raises no alarm, and what does not follow from its inputs is named."""

import copy
import json

import pytest

from scoring.content_cells import COPIES, at
from scoring.manifest import differences_from, entry_of, with_rows
from scoring.models import PublishedResult
from scoring.verification import content_differences, content_of, recompute
from tests.cast import make_cast
from tests.factories import make_component, make_publication, make_published, make_result
from tests.factories_computed import altered, make_computed, make_corrected, unguarded

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
        ((*UNIT, "total_printed"), "45,60%"),
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


# --- what stands there at all ---

LAST = ("results", "huyen-ho-guom-nho")
ABSENT = {
    **dict.fromkeys(("total", "max_score", "index_percent", "rank", "rank_computed", "rank_exact", "rank_change")),
    **dict.fromkeys(("total_printed", "index_printed", "rank_printed", "band"), ""),
    "score_change": None,
    "scores": {},
    "marks": {},
    "surveys": [],
    "absent_reason": "Mới thành lập",
}


@pytest.fixture
def with_an_absent_unit(content):
    """The content with a fifth unit that was not assessed, as a round with a unit left out has it."""
    row = {**copy.deepcopy(at(content, LAST)), **ABSENT, "unit_code": "huyen-moi", "printed_name": "Huyện Mới"}
    content["results"].append(row)
    content["unit_count"] += 1
    return content


def test_a_unit_left_out_raises_no_alarm(with_an_absent_unit):
    assert recompute(with_an_absent_unit) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("total", "99"), ("total_printed", "99,00"), ("index_percent", "99"), ("index_printed", "99,00")),
        *(("rank", 1), ("rank_printed", "1"), ("rank_computed", 1), ("band", "Tốt"), ("absent_reason", "")),
    ],
)
def test_a_unit_without_marks_has_a_reason_and_no_figure(with_an_absent_unit, column, value):
    path = ("results", "huyen-moi")
    at(with_an_absent_unit, path)[column] = value
    assert paths(with_an_absent_unit) == [(*path, column)]


def test_a_unit_that_loses_its_marks_is_named(content):
    at(content, UNIT)["marks"] = {}
    assert (*UNIT, "rank") in paths(content)


def test_a_unit_without_marks_has_no_points(with_an_absent_unit):
    path = ("results", "huyen-moi")
    at(with_an_absent_unit, path)["scores"] = copy.deepcopy(at(with_an_absent_unit, (*UNIT, "scores")))
    assert (*path, "scores", "tham-dinh") in paths(with_an_absent_unit)


def test_an_unassessed_unit_deleted_is_noticed_by_the_number_of_units(with_an_absent_unit):
    with_an_absent_unit["results"].pop()
    assert paths(with_an_absent_unit) == [("unit_count",)]


def test_a_unit_standing_twice_is_named(content):
    content["results"].append(copy.deepcopy(at(content, UNIT)))
    assert paths(content) == [(*UNIT, COPIES)]


@pytest.mark.parametrize("code", ["tham-dinh", "diem-tru"])
def test_a_deleted_score_is_named(content, code):
    del at(content, (*UNIT, "scores"))[code]
    assert paths(content) == [(*UNIT, "scores", code)]


def test_a_score_of_what_does_not_apply_is_named():
    measures = altered({("huyen-nui-xanh", "2.7"): None})
    content = content_of(make_computed(make_cast(), measures=measures))
    assert paths(content) == []
    at(content, (*UNIT, "scores"))["diem-thuong"] = copy.deepcopy(at(content, (*UNIT, "scores", "diem-tru")))
    assert paths(content) == [(*UNIT, "scores", "diem-thuong")]


def test_deleted_facts_are_named(content):
    content["facts"] = []
    assert paths(content) == [("facts", "1", "value"), ("facts", "2", "value")]


def test_a_fact_of_another_kind_is_noticed(content):
    content["facts"][0]["kind"] = "other"
    assert paths(content) == [("facts", "1", "value")]


def test_deleted_components_are_named(content):
    content["components"] = content["components"][1:]
    assert paths(content) == [("components", "tham-dinh", COPIES)]
    content["components"] = []
    assert len(paths(content)) == 5


def test_a_component_that_no_criterion_has_is_named(content):
    content["components"].append({**content["components"][0], "code": "khac"})
    assert paths(content) == [("components", "khac", COPIES)]


def test_a_mark_that_is_not_there_is_named(content):
    del at(content, (*UNIT, "marks"))["1.1"]
    assert paths(content) == [(*UNIT, "marks", "1.1")]


@pytest.mark.parametrize("column", ["previous_rank", "rank_change"])
def test_a_change_of_rank_that_is_emptied_is_named(column):
    cast = make_cast()
    before = make_computed(cast, 2023)
    content = content_of(make_computed(cast, 2024, previous=before))
    assert paths(content) == []
    at(content, UNIT)[column] = None
    assert paths(content) == [(*UNIT, "rank_change")]


def test_a_rank_not_shown_as_printed_is_named(content):
    at(content, UNIT)["rank_printed"] = ""
    assert paths(content) == [(*UNIT, "rank_printed")]


def test_a_unit_standing_twice_in_a_transcribed_table_is_named():
    cast = make_cast()
    content = content_of(make_published(cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.5")]))
    content["results"].append(copy.deepcopy(content["results"][0]))
    assert (("results", "huyen-song-em", COPIES)) in paths(content)


# --- beside the content ---


def test_a_row_that_leads_to_another_unit_is_named_with_and_without_a_manifest():
    cast = make_cast()
    publication = make_published(cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.5")])
    entry = json.loads(json.dumps(entry_of(with_rows(publication))))
    path = ("results", "huyen-song-em", "unit")
    with unguarded():
        PublishedResult.objects.filter(publication=publication).update(unit=cast["huyen-nui-xanh"])
        publication = with_rows(publication)
        assert [each.path for each in content_differences(publication)] == [path]
        assert [each.path for each in differences_from(publication, entry)] == [path]


def test_a_manifest_written_before_links_were_kept_raises_no_alarm():
    publication = with_rows(make_computed(make_cast()))
    entry = json.loads(json.dumps(entry_of(publication)))
    del entry["cells"]["unit"]
    assert differences_from(publication, entry) == []
