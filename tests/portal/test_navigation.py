"""Links between tables say where they lead."""

import re

DISTRICTS = "/xep-hang/hai-phong/quan-huyen/par/2020/"


def switch(page, label: str) -> dict[str, str]:
    """The links of a switch: text and address."""
    found = re.search(rf'<nav class="switch" aria-label="{label}">.*?</nav>', page.html, re.S).group()
    return {page.words(text): href for href, text in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', found, re.S)}


def test_a_block_without_this_year_says_to_which_year_it_leads(read):
    links = switch(read(DISTRICTS), "Khối")
    assert links["Quận (2021)"] == "/xep-hang/hai-phong/quan/par/2021/"
    assert links["Phường (2025)"] == "/xep-hang/hai-phong/phuong/par/2025/"
    assert links["Sở, ban, ngành"] == "/xep-hang/hai-phong/so-ban-nganh/par/2020/"
    assert links["Quận, huyện"] == DISTRICTS


def test_an_index_without_this_year_says_to_which_year_it_leads(read):
    links = switch(read("/xep-hang/viet-nam/tinh-thanh-pho/par/2012/"), "Chỉ số")
    assert "SIPAS (2018)" in links
    assert "PCI" in links


def test_a_break_is_not_told_where_no_earlier_year_stands_below_it(read):
    for code in ("26", "31"):
        page = read(f"/don-vi/{code}/")
        for history in re.findall(r'<table class="data ranking history">.*?</table>', page.html, re.S):
            last = history.rstrip().removesuffix("</table>").rpartition("<tbody")[2]
            assert "break-row" not in last
