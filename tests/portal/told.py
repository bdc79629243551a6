"""What a unit's page tells of its change, and where the figures in it lead."""

import re
from collections.abc import Mapping
from html import unescape

from django.test import Client

from .conftest import Page


def explained(page: Page) -> str:
    found = re.search(r'<section class="explained".*?</section>', page.html, re.S)
    return found.group() if found else ""


def count_links_that_lead_on(client: Client, pages: Mapping[str, Page]) -> int:
    """How many links of figures the pages, by address, have. Fails at the first that leads to no page, or to no id of it."""
    ids: dict[str, set[str]] = {}
    links = 0
    for address, page in pages.items():
        told = explained(page) + "".join(re.findall(r'<p class="reason">.*?</p>', page.html, re.S))
        for href in re.findall(r'href="([^"]+)"', told):
            where, _hash, anchor = unescape(href).partition("#")
            target = where or address
            if target not in ids:
                response = client.get(target)
                assert response.status_code == 200, f"{address}: {href}"
                ids[target] = set(re.findall(r'\bid="([^"]+)"', response.content.decode()))
            assert not anchor or anchor in ids[target], f"{address}: {href}"
            links += 1
    return links
