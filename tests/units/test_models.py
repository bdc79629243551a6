"""Units and their keys in the database: the same name at two levels, other names, periods, order."""

import unicodedata
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.cast import END_OF_DISTRICTS, START_OF_COMMUNES
from tests.factories import make_succession, make_unit
from units.models import FormerDesignation, Succession, Unit, UnitAlias, UnitForm, UnitKind

pytestmark = pytest.mark.django_db


def codes(units):
    return sorted(unit.code for unit in units)


@pytest.mark.parametrize("name", ["Xã Hòa Bình", "xã hoà  bình", unicodedata.normalize("NFD", "XÃ HÒA BÌNH")])
def test_a_full_name_means_one_unit_in_every_spelling(cast, name):
    assert codes(Unit.objects.named(name)) == ["xa-hoa-binh"]


def test_one_accent_tells_two_communes_apart(cast):
    assert codes(Unit.objects.named("Cẩm Giàng")) == ["xa-cam-giang-huyen"]
    assert codes(Unit.objects.named("Cẩm Giang")) == ["xa-cam-giang-ngang"]
    assert codes(Unit.objects.named("Cam Giang")) == []


def test_a_bare_name_at_two_levels_means_both_until_something_tells_them_apart(cast):
    both = Unit.objects.named("Bến Mới")
    assert codes(both) == ["phuong-ben-moi", "quan-ben-moi"]
    assert codes(both.filter(kind=UnitKind.DISTRICT)) == ["quan-ben-moi"]
    assert codes(both.existing_on(END_OF_DISTRICTS)) == ["quan-ben-moi"]
    assert codes(both.existing_on(START_OF_COMMUNES)) == ["phuong-ben-moi"]


def test_the_same_name_under_two_parents_is_told_apart_by_the_parent(cast):
    neighbour = Unit.objects.get(code="tinh-vi-du")
    other = make_unit("Sông Êm", parent=neighbour, code="huyen-song-em-vi-du")
    assert codes(Unit.objects.named("Huyện Sông Êm")) == ["huyen-song-em", "huyen-song-em-vi-du"]
    assert Unit.objects.named("Huyện Sông Êm").get(parent=neighbour) == other


def test_a_unit_exists_on_its_first_and_on_its_last_day(cast):
    unit = make_unit("Ngắn Ngủi", parent=cast.province, valid_from=date(2019, 1, 1), valid_to=date(2020, 12, 31))
    days = [date(2018, 12, 31), date(2019, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [unit in Unit.objects.existing_on(day) for day in days] == [False, True, True, False]


def test_a_unit_without_dates_exists_always(cast):
    assert cast.province in Unit.objects.existing_on(date(1900, 1, 1))
    assert cast.province in Unit.objects.existing_on(date(2100, 1, 1))


def test_an_alias_and_a_former_name_lead_to_the_unit_once(cast):
    unit = cast["huyen-nui-xanh"]
    UnitAlias.objects.create(unit=unit, name="Núi  Biếc")
    FormerDesignation.objects.create(
        unit=unit, form=UnitForm.TOWN, full_name="Thị xã Núi Xanh", valid_to=date(2010, 1, 1), source="nguồn hư cấu"
    )
    for name in ("Núi Biếc", "thị xã núi xanh", "Núi Xanh", "Huyện Núi Xanh"):
        assert list(Unit.objects.named(name)) == [unit]
    for words in ("nui biec", "thi xa nui", "nui xanh"):
        assert list(Unit.objects.found_by(words)) == [unit]


@pytest.mark.parametrize("typed", ["song em", "Sông Êm", "sông êm", "SONG EM", "huyen song em", "Êm"])
def test_a_search_finds_a_unit_with_or_without_accents(cast, typed):
    assert codes(Unit.objects.found_by(typed)) == ["huyen-song-em"]


def test_a_search_without_accents_finds_both_communes(cast):
    assert codes(Unit.objects.found_by("cam giang")) == ["xa-cam-giang-huyen", "xa-cam-giang-ngang"]


def test_a_renamed_unit_is_found_by_its_new_name_at_once(cast):
    unit = cast["huyen-song-em"]
    unit.name, unit.full_name = unicodedata.normalize("NFD", "Sông  Đà"), "Huyện Sông Đà"
    unit.save()
    assert unit.name == "Sông Đà"
    assert list(Unit.objects.named("sông đà")) == [unit]
    assert list(Unit.objects.named("Sông Êm")) == []


def test_units_of_one_place_stand_in_vietnamese_order(cast):
    for place, name in enumerate(("Ân", "Đa", "Ăn", "Da", "An", "Ạn")):
        make_unit(name, UnitKind.DEPARTMENT, UnitForm.BOARD, parent=cast["tinh-vi-du"], code=f"ban-{place}")
    ordered = cast["tinh-vi-du"].children.in_order().values_list("name", flat=True)
    assert list(ordered) == ["An", "Ạn", "Ăn", "Ân", "Da", "Đa"]


def test_the_longest_name_has_room_for_its_keys(cast):
    name = ("Ễng " * 40)[:160]
    unit = make_unit(name, parent=cast.province, code="dai", full_name=name)
    assert list(Unit.objects.named(name)) == [unit]


def refused(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_code_is_given_to_one_unit_only(cast):
    refused(lambda: make_unit("Khác", parent=cast.province, code="huyen-song-em"))


def test_a_unit_does_not_end_before_it_begins(cast):
    refused(lambda: make_unit("Lộn", parent=cast.province, valid_from=date(2020, 1, 2), valid_to=date(2020, 1, 1)))


def test_an_alias_is_recorded_once_in_whatever_spelling(cast):
    UnitAlias.objects.create(unit=cast["huyen-song-em"], name="Sông Hòa")
    refused(lambda: UnitAlias.objects.create(unit=cast["huyen-song-em"], name="SÔNG  HOÀ"))


def test_a_succession_is_recorded_once_and_only_the_abolished_have_no_successor(cast):
    one, other = cast["quan-ben-moi"], cast["phuong-ben-moi"]
    make_succession(one, other)
    refused(lambda: make_succession(one, other))
    refused(lambda: make_succession(cast["huyen-song-em"], None, "merged"))
    make_succession(cast["huyen-song-em"], None, "abolished")
    refused(lambda: make_succession(cast["huyen-song-em"], None, "abolished"))
    assert Succession.objects.count() == 2
