"""The figures of tables copied from sources lead to where they are printed: to pages that open, to rows that are there."""

import pytest

from scoring import published

from .told import count_links_that_lead_on

TABLES = (("quan-huyen", 2020), ("so-ban-nganh", 2020))


def test_every_figure_told_of_a_transcribed_table_leads_to_a_place_that_is_there(read, reader):
    pages = {}
    for group, year in TABLES:
        release = published.find_release("hai-phong", group, "par", year)
        for row in published.load_ranking(release).rows:
            address = f"/don-vi/{row.unit}/{year}/"
            pages[address] = read(address)
    assert len(pages) > 25
    assert count_links_that_lead_on(reader, pages) > 25


def test_the_check_would_have_seen_a_row_that_is_not_there(read, reader):
    """The control: the same page with each row's id under another name."""
    page = read("/don-vi/316/2020/")
    page.html = page.html.replace('#316"', '#317-khong-co"')
    with pytest.raises(AssertionError, match="317-khong-co"):
        count_links_that_lead_on(reader, {"/don-vi/316/2020/": page})


def test_a_table_with_holes_has_no_average_of_a_part(read):
    """Of nine of fifteen districts the appraisal is printed: that is no average of the block."""
    page = read("/don-vi/316/2020/").text
    assert "54,14" in page
    assert "trung bình khối" not in page
