"""axe, with the rules of WCAG 2.0 to 2.2 A and AA, on every kind of page, at three widths, light and dark."""

import os

import pytest

from .pages import PAGES

# Both engines serve the same bytes (tests/portal/test_same_bytes.py), so one of the two runs takes every combination.
EVERYTHING = os.environ.get("PARINDEX_TEST_ENGINE") != "postgresql"
WIDTHS = [320, 768, 1280] if EVERYTHING else [320]
THEMES = ["light", "dark"] if EVERYTHING else ["light"]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, axe_findings, name):
    page = visit()
    page.goto(PAGES[name])
    found = {}
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if findings := axe_findings(page):
                found[(theme, width)] = findings
    assert found == {}
