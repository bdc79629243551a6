"""A dash is told: what it stands for, on the page where it stands, and nothing of dashes that are not there."""

import re

import pytest

from parindex.portal.presenters import words
from scoring.published import NO_FIGURE, NoComparison

UNPUBLISHED = "nguồn không công bố"
NO_PREVIOUS = "cổng chưa có số năm trước để so sánh"
BOTH = f"Dấu – : {UNPUBLISHED}, hoặc {NO_PREVIOUS}. Đó không phải là số 0."


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/xep-hang/hai-phong/quan-huyen/par/2020/",
        "/xep-hang/viet-nam/tinh-thanh-pho/par/2020/",
        "/xep-hang/viet-nam/tinh-thanh-pho/pci/2014/",
        "/don-vi/31/",
        "/don-vi/316/",
        "/don-vi/316/2020/",
        "/don-vi/11311/",
        "/so-sanh/?bang=hai-phong.quan-huyen.par.2020&don-vi=316&don-vi=305",
        "/phuong-phap/par/",
        "/phuong-phap/pci/",
        "/phuong-phap/papi/",
        "/so-sanh/?bang=viet-nam.tinh-thanh-pho.par.2024&don-vi=31&don-vi=01",
    ],
)
def test_the_note_names_the_dashes_of_the_page_and_no_other(read, address):
    page = read(address)
    spoken = set(re.findall(r'aria-hidden="true">–</span><span class="vh">([^<]+)</span>', page.html))
    assert spoken <= {NO_FIGURE, str(words.REASONS[NoComparison.NO_PREVIOUS])}
    note = " ".join(re.findall(r"Dấu – : [^<]*", page.html))
    assert (UNPUBLISHED in note) == (NO_FIGURE in spoken)
    assert (NO_PREVIOUS in note) == (str(words.REASONS[NoComparison.NO_PREVIOUS]) in spoken)
    assert ("không phải là" in page.text) == bool(spoken)


def test_a_table_with_both_dashes_tells_both(read):
    assert BOTH in read("/xep-hang/hai-phong/quan-huyen/par/2020/").text
    assert BOTH in read("/don-vi/316/").text


def test_without_a_dash_there_is_no_note():
    assert words.dash_note([]) == ""
    assert words.dash_note([NO_FIGURE]) == f"Dấu – : {UNPUBLISHED}. Đó không phải là số 0."
