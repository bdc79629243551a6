"""Where a table gives the index in percent, units are ranked by it: the total alone depends on what applied to a unit."""

from decimal import Decimal

import pytest
from django.test import Client

from scoring import published
from scoring.actions.findings import find
from scoring.actions.publications import content_of, publish
from tests.cast import make_cast
from tests.factories import make_publication, make_result

pytestmark = pytest.mark.django_db
ADDRESS = "/xep-hang/minh-hoa/quan-huyen/par/2020"
# Núi Xanh has fewer points and the higher index, since fewer criteria applied to it.
UNITS = (("huyen-song-em", "72.50", "100", "72.50"), ("huyen-nui-xanh", "69.13", "85", "81.33"))


def made(ranks=(2, 1), with_index=(True, True)):
    cast = make_cast()
    draft = make_publication(cast.par, cast.districts, 2020, unit_count=2)
    for (code, total, maximum, index), rank, has_index in zip(UNITS, ranks, with_index, strict=True):
        shown = {"index_percent": Decimal(index), "index_printed": index.replace(".", ",")} if has_index else {}
        make_result(draft, cast[code], rank, total, max_score=Decimal(maximum), **shown)
    return draft


def read(draft):
    publish(publication=draft, by=None)
    computed = dict(draft.results.values_list("unit_code", "rank_computed"))
    return computed, published.load_ranking(published.release_by_number(draft.number))


def test_ranks_are_computed_from_the_index_and_agree_with_printed_ones_made_so():
    draft = made()
    assert list(find(content_of(draft))) == []
    computed, ranking = read(draft)
    assert computed == {"huyen-song-em": 2, "huyen-nui-xanh": 1}
    assert (ranking.rank_differences, ranking.contradictions) == ((), ())


def test_ranks_printed_by_points_are_found_to_contradict_the_index():
    draft = made(ranks=(1, 2))
    warned = [finding.message for finding in find(content_of(draft))]
    assert warned == [
        "hạng và chỉ số (%) của Sông Êm và Núi Xanh trái ngược nhau",
        "hạng ghi là 1, tính từ chỉ số (%) là 2",
        "hạng ghi là 2, tính từ chỉ số (%) là 1",
    ]
    _computed, ranking = read(draft)
    assert len(ranking.rank_differences) == 2
    assert ranking.contradictions == (("huyen-song-em", "huyen-nui-xanh"),)


def test_without_an_index_the_points_decide():
    """The negative control: the same points give the other order."""
    draft = made(with_index=(False, False))
    assert any("tính từ tổng điểm" in finding.message for finding in find(content_of(draft)))
    computed, ranking = read(draft)
    assert computed == {"huyen-song-em": 1, "huyen-nui-xanh": 2}
    assert len(ranking.rank_differences) == 2


def test_an_index_of_some_units_only_ranks_nobody():
    """Percents and points are not held against each other."""
    draft = made(with_index=(True, False))
    assert list(find(content_of(draft))) == []
    computed, ranking = read(draft)
    assert set(computed.values()) == {None}
    assert (ranking.rank_differences, ranking.contradictions) == (None, ())


def page(address: str) -> str:
    return Client(headers={"host": "localhost"}).get(address).content.decode()


def test_the_index_is_shown_on_the_page_its_source_page_and_in_files():
    draft = made()
    read(draft)
    shown = page(f"{ADDRESS}/")
    assert "Chỉ số (%)" in shown
    assert "81,33%" in shown
    sorted_page = page(f"{ADDRESS}/?sap-xep=-chi-so")
    assert sorted_page.index('id="huyen-nui-xanh"') < sorted_page.index('id="huyen-song-em"')
    assert page(f"{ADDRESS}/?sap-xep=-diem").index('id="huyen-song-em"') < sorted_page.index('id="huyen-song-em"')
    source = page(f"/cong-bo/{draft.number}/")
    assert "81,33%" in source
    assert "Thứ hạng tính lại từ chỉ số (%) khớp" in source
    heading, first, *_rest = [
        line for line in page(f"{ADDRESS}.csv").splitlines() if "Hạng" in line or "Núi Xanh" in line
    ]
    assert "Chỉ số (%)" in heading
    assert "81.33" in first
    assert "81.33" in page(f"{ADDRESS}.json")


@pytest.mark.parametrize("with_index", [True, False])
def test_distances_in_points_are_told_where_points_rank(with_index):
    unit_year = "/don-vi/huyen-nui-xanh/2020/"
    read(made(ranks=(2, 1) if with_index else (1, 2), with_index=(with_index, with_index)))
    assert ("3,37" in page(unit_year), "3,37" in page(f"{ADDRESS}/")) == (not with_index, not with_index)


def test_without_an_index_there_is_no_column():
    draft = made(with_index=(False, False))
    read(draft)
    for address in (f"{ADDRESS}/", f"{ADDRESS}.csv", f"/cong-bo/{draft.number}/"):
        assert "Chỉ số (%)" not in page(address)
