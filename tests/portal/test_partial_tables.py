"""A table of a few rows never speaks for its block: no average, no recomputed rank, no superlative, and it says so."""

import pytest

from scoring import published
from tests.cast import make_cast
from tests.factories import make_index, make_published

WHOLE, TOP, ONE, PAPI = 2010, 2012, 2014, 2016


@pytest.fixture
def rankings(db):
    """The same three huyện as a whole block, as rows of a block of unknown size, alone, and in PAPI."""
    cast = make_cast()
    names = ["huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho"]
    rows = [(cast[name], rank, total) for name, rank, total in zip(names, (1, 2, 3), ("90", "85", "80"), strict=True)]
    make_published(cast.par, cast.districts, WHOLE, rows, unit_count=3)
    make_published(cast.par, cast.districts, TOP, rows)
    make_published(cast.par, cast.districts, ONE, [(cast[names[0]], 42, "70")])
    make_published(make_index("papi"), cast.districts, PAPI, rows, unit_count=3)
    return {each.release.year: each for each in published.load_rankings(published.current_releases())}


def test_a_whole_block_has_an_average_and_its_ranks_are_checked(rankings):
    assert str(rankings[WHOLE].average.value) == "85.00"
    assert rankings[WHOLE].average.basis == "derived"
    assert rankings[WHOLE].rank_differences == ()


@pytest.mark.parametrize("year", [TOP, ONE])
def test_rows_of_a_block_of_unknown_size_have_no_average_and_no_rank_check(rankings, year):
    assert rankings[year].average is None
    assert rankings[year].rank_differences is None


def test_papi_has_no_rank_check(rankings):
    assert rankings[PAPI].rank_differences is None


@pytest.mark.parametrize("number", [23, 43, 46])
def test_a_publication_of_top_rows_does_not_claim_that_every_unit_agrees(read, number):
    assert "ở mọi đơn vị" not in read(f"/cong-bo/{number}/").text


@pytest.mark.parametrize("year", range(2006, 2023))
def test_the_only_row_of_a_pci_table_is_not_computed_to_be_first(read, year):
    page = read(f"/xep-hang/viet-nam/tinh-thanh-pho/pci/{year}/")
    number = page.html.partition('href="/cong-bo/')[2].partition("/")[0]
    source = read(f"/cong-bo/{number}/").text
    assert "tính lại 1" not in source
    assert "Không đủ tổng điểm của mọi đơn vị để tính lại thứ hạng" in source


@pytest.mark.parametrize(
    "table",
    ["hai-phong/so-ban-nganh/par/2021", "viet-nam/tinh-thanh-pho/papi/2022", "viet-nam/tinh-thanh-pho/pci/2024"],
)
def test_the_top_rows_are_not_averaged_on_the_page_or_in_its_chart(read, table):
    page = read(f"/xep-hang/{table}/")
    assert "Trung bình" not in page.text
