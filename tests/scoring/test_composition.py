"""A round composes into the publication it would be."""

import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.actions.composition import compose
from scoring.canonical import canonical_of
from scoring.models import AssessmentRound
from tests.cast import make_cast
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
D = Decimal
FIRST, SECOND, THIRD, FOURTH = "huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi"


def again(made) -> AssessmentRound:
    """The round as the next request reads it."""
    return AssessmentRound.objects.get(pk=made.round.pk)


def by_unit(contents):
    return {row.unit_code: row for row in contents.results}


def test_try():
    cast = make_cast()
    made = make_round(cast, year=2024)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        contents = compose(again(made))
    print(len(queries))
    for q in queries:
        print(q["sql"][:160])
    print(json.dumps(json.loads(canonical_of(contents)), ensure_ascii=False, indent=1)[:9000])
