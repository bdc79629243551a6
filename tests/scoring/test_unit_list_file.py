"""The unit list goes out as a workbook and comes in again unchanged; what is edited in it, and nothing else, changes."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from scoring.actions.imports import import_files
from scoring.imports.workbook import SourceFile
from scoring.unit_files import rows_of_units, unit_list
from tests.factories import make_user
from units.models import FormerDesignation, Succession, Unit, UnitAlias, UnitGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(cast):
    """Each table with a row, each kind of field with a value and without."""
    district, commune = cast["huyen-song-em"], cast["xa-hoa-binh"]
    FormerDesignation.objects.create(
        unit=district, form="thi_xa", full_name="Thị xã Sông Êm", valid_to=date(2019, 12, 31),
        legal_basis="Nghị quyết minh họa", source="Nguồn",
    )  # fmt: skip
    for name in ("Sông Em", "Song Em"):
        UnitAlias.objects.create(unit=district, name=name, source="Nguồn")
    values = {"legal_basis": "=1+1 là chữ", "source": "Nguồn"}
    Succession.objects.create(
        predecessor=district, successor=commune, kind="merged", effective_on=date(2025, 7, 1), **values
    )
    Succession.objects.create(
        predecessor=cast["huyen-nui-xanh"], kind="abolished", effective_on=date(2025, 7, 1), **values
    )
    return cast


def brought(content: bytes, **options):
    return import_files(sources=[SourceFile("danh-sach.xlsx", content)], by=None, **options)


def test_what_goes_out_comes_in_and_changes_nothing(everything):
    Succession.objects.update(legal_basis="Nghị quyết minh họa")
    before = rows_of_units()
    outcome = brought(unit_list())
    assert [str(each) for each in outcome.problems] == []
    assert outcome.is_unchanged
    assert outcome.rows == sum(model.objects.count() for model in (Unit, FormerDesignation, Succession, UnitGroup))
    assert rows_of_units() == before


def test_a_text_of_several_lines_comes_back_as_it_was(everything):
    Succession.objects.update(legal_basis="Nghị quyết\r\nminh họa")
    Unit.objects.filter(code="huyen-song-em").update(source="Dòng một\n\nDòng hai", note="Hai  khoảng trắng")
    UnitGroup.objects.update(note="Một\nHai")
    FormerDesignation.objects.update(source="Một\nHai")
    before = rows_of_units()
    assert brought(unit_list()).is_unchanged
    assert rows_of_units() == before


def test_one_edit_is_one_change(everything):
    Succession.objects.update(legal_basis="Nghị quyết minh họa")
    book = load_workbook(BytesIO(unit_list()))
    sheet = book["Đơn vị"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(each for each in sheet.iter_rows(min_row=2) if each[0].value == "huyen-song-em")
    sheet.cell(row[0].row, columns["Ghi chú"]).value = "Mới"
    out = BytesIO()
    book.save(out)
    outcome = brought(out.getvalue())
    assert (outcome.created, outcome.updated) == ({}, {"Unit": 1})
    assert Unit.objects.get(code="huyen-song-em").note == "Mới"


def test_a_text_that_looks_like_a_formula_leaves_as_a_text(everything):
    cell = next(
        cell
        for row in load_workbook(BytesIO(unit_list()))["Kế thừa"].iter_rows()
        for cell in row
        if "1+1" in str(cell.value)
    )
    assert cell.data_type == "s"


def test_a_list_without_successions_leaves_without_their_worksheet(cast):
    assert load_workbook(BytesIO(unit_list())).sheetnames == ["Đơn vị", "Khối xếp hạng"]
    assert brought(unit_list(), check=True).is_unchanged


def test_the_real_units_go_out_and_come_in(cast, django_assert_num_queries):
    """As many statements for a thousand units as for a dozen; every real row as the fixtures write it."""
    folder = Path("fixtures")
    names = ("units.csv", "designations.csv", "successions.csv", "groups.csv")
    real = import_files(sources=[SourceFile.from_path(folder / name) for name in names], by=None)
    assert not real.has_errors
    with django_assert_num_queries(6):
        content = unit_list()
    outcome = brought(content, check=True)
    assert [str(each) for each in outcome.problems if each.is_error] == []
    assert outcome.is_unchanged


def test_the_file_at_its_address(cast, client: Client):
    person = make_user("can-bo", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename="manage_round"))
    client.force_login(person)
    answer = client.get(reverse("desk:unit-list-file"))
    assert answer.content == unit_list()
    assert "danh-sach-don-vi.xlsx" in answer["Content-Disposition"]
