"""A portal with a computed publication, its correction, a transcribed table with holes, and units with a past."""

import json
from datetime import date

import pytest
from django.test import Client

from scoring.actions.publications import publish
from scoring.models import IndexComponent
from tests.cast import make_cast
from tests.factories import (
    make_break,
    make_component,
    make_fact,
    make_publication,
    make_result,
    make_succession,
)
from tests.factories_computed import make_corrected
from units.models import FormerDesignation, UnitAlias


@pytest.fixture
def world(db):
    """The cast, after everything of it was published."""
    cast = make_cast()
    make_corrected(cast)
    table = make_publication(cast.par, cast.departments, 2020, illustrative=False, unit_count=3)
    part = make_component(table, max_score="60")
    lacking = make_component(table, "dieu-tra", name="Điều tra xã hội học", short_name="Điều tra XHH")
    rows = (("so-anh-trang", 1, "90.54"), ("so-may-trang", 2, "0"), ("thanh-tra-tinh-minh-hoa", None, None))
    for code, rank, total in rows:
        make_result(table, cast[code], rank, total, scores={part: total and "54.5", lacking: None})
    make_fact(table, value="45.27")
    make_fact(table, "Ba nhóm điểm", kind="bands")
    publish(publication=table, by=None)
    make_break(cast.par, 2023, 2024)
    IndexComponent.objects.create(index=cast.par, code="tham-dinh", name="Điểm thẩm định", max_score=60, source="Nguồn")
    make_succession(cast["quan-ben-moi"], cast["phuong-ben-moi"])
    make_succession(cast["huyen-song-em"], None, "abolished")
    UnitAlias.objects.create(unit=cast["huyen-song-em"], name="Sông Em")
    FormerDesignation.objects.create(
        unit=cast["quan-ben-moi"], form="huyen", full_name="Huyện Bến Mới", valid_to=date(2003, 1, 1), source="Nguồn"
    )
    return cast


@pytest.fixture
def program(world) -> Client:
    """A program without an account."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def ask(program):
    """The JSON at an address."""

    def read(address: str) -> dict:
        response = program.get(address)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    return read


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A place of its own for the files."""
    settings.OPEN_DATA_DIR = tmp_path / "open-data"
    return settings.OPEN_DATA_DIR
