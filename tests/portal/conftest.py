"""The real published results, loaded once for a module and rolled back after it."""

import html
import re

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The portal with everything of fixtures/, as `make demo` shows it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def reader(demo, db) -> Client:
    """Someone without an account."""
    return Client(headers={"host": "localhost"})


class Page:
    """A page as a reader meets it: its words without the markup, row by row."""

    def __init__(self, response) -> None:
        self.response = response
        self.html = response.content.decode()

    @staticmethod
    def words(markup: str) -> str:
        without_tags = re.sub(r"<[^>]+>", " ", re.sub(r"<(svg|script|style)\b.*?</\1>", " ", markup, flags=re.S))
        return re.sub(r"\s+", " ", html.unescape(without_tags)).strip()

    @property
    def text(self) -> str:
        return self.words(self.html)

    def row(self, unit: str) -> str:
        """The words of a unit's row or block, found by its code."""
        found = re.search(rf'<(tbody|tr|section)\b[^>]*id="{re.escape(unit)}".*?</\1>', self.html, flags=re.S)
        assert found, f"no row {unit}"
        return self.words(found.group())

    def rows(self) -> list[str]:
        return re.findall(r'<tbody id="([^"]+)"', self.html)


@pytest.fixture
def read(reader):
    """Open an address and read the page."""

    def open_page(address: str) -> Page:
        response = reader.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        return Page(response)

    return open_page
