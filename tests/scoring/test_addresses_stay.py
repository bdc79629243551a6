"""The address of a published table, and what its hash was taken of, do not change behind it."""

import pytest
from django.urls import reverse

from scoring import integrity
from scoring.actions.imports import import_files
from scoring.imports.workbook import SourceFile
from scoring.models import Index
from tests.cast import make_cast
from tests.factories import make_published
from units.models import UnitGroup

pytestmark = pytest.mark.django_db
ADDRESS = ("code", "place", "slug")


@pytest.fixture
def cast():
    """Of the districts something is published, of the departments only a draft stands."""
    cast = make_cast()
    make_published(cast.par, cast.districts, 2020, [(cast["huyen-song-em"], 1, "90.54")])
    return cast


def move(group: UnitGroup, **changes: str) -> list:
    values = {"code": group.code, "place": group.place, "slug": group.slug, "name": group.name} | changes
    values |= {"unit_noun": group.unit_noun, "parent": group.parent.code, "source": "s"}
    text = ",".join(values) + "\n" + ",".join(f'"{value}"' for value in values.values()) + "\n"
    return [p for p in import_files(sources=[SourceFile("groups.csv", text.encode())], by=None).problems if p.is_error]


@pytest.mark.parametrize("column", ["place", "slug"])
def test_a_file_cannot_move_a_block_with_something_published(cast, column):
    (problem,) = move(cast.districts, **{column: "cho-khac"})
    assert "đã có kết quả công bố" in problem.message
    assert (problem.file, problem.row, problem.column) == ("groups.csv", 2, column)
    before = getattr(cast.districts, column)
    cast.districts.refresh_from_db()
    assert getattr(cast.districts, column) == before


def test_without_the_refusal_a_file_would_move_it(cast, monkeypatch):
    monkeypatch.setattr("scoring.actions.imports.refuse_moves", lambda *_: None)
    assert move(cast.districts, slug="cho-khac") == []
    assert UnitGroup.objects.get(pk=cast.districts.pk).slug == "cho-khac"


def test_a_file_moves_a_block_without_anything_published_and_renames_any(cast):
    assert move(cast.departments, slug="cho-khac") == []
    assert move(cast.districts, name="Tên khác") == []
    assert UnitGroup.objects.get(pk=cast.departments.pk).slug == "cho-khac"
    assert UnitGroup.objects.get(pk=cast.districts.pk).name == "Tên khác"


def post(client, group: UnitGroup, **changes: str) -> UnitGroup:
    values = {name: getattr(group, name) for name in (*ADDRESS, "name", "unit_noun", "position", "note", "source")}
    address = reverse("admin:units_unitgroup_change", args=[group.pk])
    response = client.post(address, values | {"parent": group.parent_id} | changes)
    assert response.status_code == 302, response.context["errors"]
    return UnitGroup.objects.get(pk=group.pk)


def test_the_admin_keeps_the_address_of_a_block_with_something_published(cast, admin_client):
    held = {name: getattr(cast.districts, name) for name in ADDRESS}
    moved = post(admin_client, cast.districts, **dict.fromkeys(ADDRESS, "cho-khac"), name="Tên khác")
    assert {name: getattr(moved, name) for name in ADDRESS} == held
    assert moved.name == "Tên khác"


def test_the_admin_moves_a_block_without_anything_published(cast, admin_client):
    moved = post(admin_client, cast.departments, **dict.fromkeys(ADDRESS, "cho-khac"))
    assert {getattr(moved, name) for name in ADDRESS} == {"cho-khac"}


def test_the_admin_does_not_copy_an_index_under_another_code(cast, admin_client):
    page = admin_client.get(reverse("admin:scoring_index_change", args=["par"])).content.decode()
    assert 'name="code"' not in page
    assert 'name="full_name"' in page
    assert 'name="code"' in admin_client.get(reverse("admin:scoring_index_add")).content.decode()
    assert Index.objects.count() == 1


def test_who_moves_one_by_hand_is_told_where_the_hash_holds_the_code(cast):
    UnitGroup.objects.filter(pk=cast.districts.pk).update(code="khac")
    assert len(integrity.altered()) == 1
