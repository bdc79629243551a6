"""Who is meant by a code or a printed name, and what a file of units changes."""

from datetime import date

import pytest

from scoring.imports.reader import read_files
from scoring.imports.workbook import SourceFile
from tests.factories import make_unit
from units.actions import save_units
from units.directory import NotResolved, UnitDirectory, resolve
from units.imports import plan_units
from units.models import FormerDesignation, Succession, Unit, UnitForm, UnitKind
from units.plans import Plan

pytestmark = pytest.mark.django_db


class Named:
    """The least a row must be."""

    def __init__(self, **values):
        self.values = values

    def get(self, column, default=None):
        return self.values.get(column, default)


def meant(name: str, group, year: int = 2020) -> str:
    return resolve(UnitDirectory.load(), Named(unit_name=name), group, year).code


def bring(**tables: str) -> Plan:
    reading = read_files(SourceFile(f"{name}.csv", text.encode()) for name, text in tables.items())
    plan = Plan(reading.problems)
    plan_units(plan, reading.rows)
    if not plan.problems:
        save_units(plan=plan, by=None)
    return plan


@pytest.mark.parametrize("name", ["Sông Êm", "huyện sông êm", "SÔNG  ÊM", "So\u0302ng E\u0302m"])
def test_a_name_is_matched_whatever_its_case_spaces_and_unicode_form(cast, name):
    assert meant(name, cast.districts) == "huyen-song-em"


def test_a_name_without_accents_is_offered_and_never_taken(cast):
    with pytest.raises(NotResolved) as refused:
        meant("Song Em", cast.districts)
    assert refused.value.advice == "Có phải Huyện Sông Êm (huyen-song-em)?"


def test_one_accent_tells_two_communes_apart(cast):
    assert meant("Xã Cẩm Giàng", cast.communes, 2025) == "xa-cam-giang-huyen"
    assert meant("Xã Cẩm Giang", cast.communes, 2025) == "xa-cam-giang-ngang"
    with pytest.raises(NotResolved, match="không có đơn vị nào tên như vậy") as refused:
        meant("Xã Cam Giang", cast.communes, 2025)
    assert "xa-cam-giang-huyen" in refused.value.advice
    assert "xa-cam-giang-ngang" in refused.value.advice


def test_the_same_name_at_two_levels_is_told_apart_by_the_group_and_the_year(cast):
    assert meant("Bến Mới", cast.districts, 2020) == "quan-ben-moi"
    assert meant("Bến Mới", cast.districts, 2025) == "quan-ben-moi"
    assert meant("Bến Mới", cast.communes, 2025) == "phuong-ben-moi"


def test_a_province_is_found_in_the_national_group_and_a_district_is_not(cast):
    assert meant("Minh Họa", cast.provinces) == "tinh-minh-hoa"
    with pytest.raises(NotResolved, match="không thuộc khối"):
        meant("Sông Êm", cast.provinces)


def test_a_unit_of_a_neighbour_is_not_meant(cast):
    neighbour = Unit.objects.get(code="tinh-vi-du")
    make_unit("Sông Êm", UnitKind.DISTRICT, UnitForm.TOWN, parent=neighbour)
    assert meant("Sông Êm", cast.districts) == "huyen-song-em"


def test_an_alias_and_a_former_name_are_names(cast):
    make_unit("Vịnh Nhỏ", parent=cast.province, aliases=("Vịnh Bé",))
    FormerDesignation.objects.create(
        unit=cast["huyen-nui-xanh"], form="thi_xa", full_name="Thị xã Núi Xanh", valid_to=date(2019, 12, 31), source="s"
    )
    assert meant("vịnh bé", cast.districts) == "huyen-vinh-nho"
    assert meant("Thị xã Núi Xanh", cast.districts, 2019) == "huyen-nui-xanh"


def test_statements_to_load_the_directory_do_not_grow(cast, django_assert_num_queries):
    with django_assert_num_queries(3):
        UnitDirectory.load()


HEADING = "code,unit_kind,form,name,full_name,parent,valid_from,valid_to,aliases,source\n"


def test_units_come_in_any_order_with_keys_aliases_and_parents(cast):
    rows = "xa-b,commune,xã,B,Xã B,h-a,,,Làng B|Bản B,s\nh-a,district,huyện,A,Huyện A,tinh-minh-hoa,,,,s\n"

    plan = bring(units=HEADING + rows)

    assert not plan.problems
    unit = Unit.objects.get(code="xa-b")
    assert (unit.parent.code, unit.illustrative) == ("h-a", True)
    assert set(unit.aliases.values_list("name", flat=True)) == {"Làng B", "Bản B"}
    assert list(Unit.objects.found_by("lang b")) == [unit]
    again = bring(units=HEADING + rows)
    assert again.is_empty


def test_units_that_stand_above_each_other_are_refused(cast):
    rows = "h-a,district,huyện,A,Huyện A,h-b,,,,s\nh-b,district,huyện,B,Huyện B,h-a,,,,s\n"
    assert any("trực thuộc chính mình" in problem.message for problem in bring(units=HEADING + rows).problems)
    assert not Unit.objects.filter(code="h-a").exists()


def test_a_unit_that_ends_before_it_begins_is_refused(cast):
    rows = "h-a,district,huyện,A,Huyện A,tinh-minh-hoa,2020-01-01,2019-01-01,,s\n"
    assert [p.column for p in bring(units=HEADING + rows).problems] == ["valid_to"]


def test_successions_are_recorded_once(cast):
    heading = "predecessor,successor,succession,effective_on,legal_basis,source\n"
    rows = heading + "quan-ben-moi,phuong-ben-moi,chia tách,1/7/2025,Nghị quyết hư cấu,s\n"
    rows += "huyen-song-em,,kết thúc hoạt động,1/7/2025,Nghị quyết hư cấu,s\n"
    assert not bring(successions=rows).problems
    assert Succession.objects.count() == 2
    assert bring(successions=rows).is_empty


def test_only_an_abolished_unit_has_no_successor(cast):
    heading = "predecessor,successor,succession,effective_on,legal_basis,source\n"
    plan = bring(successions=heading + "quan-ben-moi,,merged,1/7/2025,Nghị quyết hư cấu,s\n")
    assert [problem.message for problem in plan.problems] == ["thiếu đơn vị sau"]


def test_a_plan_with_errors_is_never_written(cast):
    plan = bring(units=HEADING + "h-a,district,huyện,A,Huyện A,khong-co,,,,s\n")
    with pytest.raises(ValueError, match="never written"):
        save_units(plan=plan, by=None)
