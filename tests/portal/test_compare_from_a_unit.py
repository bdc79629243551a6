"""From a unit's year to the comparison in one click: with the first, with the ranks above and below, with all of them."""

import re
from html import unescape
from types import SimpleNamespace

import pytest

from parindex.portal.presenters import comparison
from scoring import published


def links_of(page) -> dict[str, str]:
    found = re.search(r'<span>So với:</span> <ul class="links-inline">(.*?)</ul>', page.html, re.S)
    return (
        {
            page.words(text.partition("<span")[0]): unescape(href)
            for href, text in re.findall(r'<a href="([^"]+)">(.*?)</a>', found.group(1), re.S)
        }
        if found
        else {}
    )


def units_of(href: str) -> list[str]:
    return re.findall(r"don-vi=([^&]+)", href)


def test_a_unit_is_offered_the_first_and_its_neighbours(read):
    links = links_of(read("/don-vi/316/2020/"))
    rows = {
        row.rank: row.unit
        for row in published.load_ranking(published.find_release("hai-phong", "quan-huyen", "par", 2020)).placed
    }
    assert units_of(links["đơn vị đứng đầu"]) == ["316", rows[1]]
    assert units_of(links["đơn vị hạng trên"]) == ["316", rows[8]]
    for href in links.values():
        page = read(href)
        assert page.html.count('<th scope="col" class="num"><a href="/don-vi/') == len(units_of(href))


def test_the_first_is_not_compared_with_itself(read):
    links = links_of(read("/don-vi/305/2020/"))
    assert "đơn vị đứng đầu" not in links
    assert "đơn vị hạng trên" not in links


def test_where_nobody_stands_next_nothing_is_offered(read):
    assert links_of(read("/don-vi/31/2006/")) == {}


def test_four_units_at_most_are_asked_for(demo, db):
    for release in published.current_releases():
        ranking = published.load_ranking(release)
        for row in ranking.rows:
            for link in comparison.beside(ranking, row):
                asked = units_of(link.href)
                assert len(asked) == len(set(asked))
                assert comparison.FEWEST <= len(asked) <= comparison.MOST


@pytest.mark.parametrize(("average", "says"), [(None, ""), (SimpleNamespace(value=None, label=""), "")])
def test_no_average_is_told_where_none_is_known(average, says):
    assert comparison.block_average(SimpleNamespace(average=average)) == says


def test_the_comparison_says_the_average_of_the_block_where_it_is_known(read):
    page = read("/so-sanh/?bang=viet-nam.tinh-thanh-pho.par.2023&don-vi=22&don-vi=31")
    assert "Trung bình" in page.words(re.search(r'<p class="lead">(.*?)</p>', page.html, re.S).group(1))
    page = read("/so-sanh/?bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=305")
    assert "rung bình" not in page.words(re.search(r'<p class="lead">(.*?)</p>', page.html, re.S).group(1))
