"""What is found before publication and what a page says afterwards about totals and parts is one and the same."""

import pytest

from scoring import published
from scoring.actions.findings import find
from scoring.actions.publications import content_of, publish
from tests.cast import make_cast
from tests.factories import make_component, make_publication, make_result

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("measure", "maximums", "counted", "is_compared"),
    [
        ("points", ("60", "40"), True, True),
        ("points", (None, None), True, True),  # the negative control of the next lines
        ("percent", (None, None), True, False),
        ("percent", ("60", "40"), True, False),
        ("percent", (None, None), False, False),
        ("points", ("60", "38"), True, False),
    ],
)
def test_a_total_is_held_against_its_parts_by_one_rule(measure, maximums, counted, is_compared):
    cast = make_cast()
    draft = make_publication(cast.par, cast.districts, 2020)
    appraised = make_component(draft, "tham-dinh", max_score=maximums[0])
    satisfied = make_component(draft, "hai-long", measure=measure, part_of_total=counted, max_score=maximums[1])
    make_result(draft, cast["huyen-song-em"], 1, "81", scores={appraised: "55", satisfied: "37.65"})

    warned = [finding for finding in find(content_of(draft)) if "tính từ các thành phần" in finding.message]
    publish(publication=draft, by=None)
    ranking = published.load_ranking(published.release_by_number(draft.number))

    assert (len(warned), len(ranking.sum_checks)) == (is_compared, is_compared)
