"""What is installed, and what the lock files may say."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]


def test_the_database_driver_is_psycopg2():
    # Django silently prefers psycopg 3 where both are, and reads rows more than twice as slowly with it.
    assert importlib.util.find_spec("psycopg2") is not None
    assert importlib.util.find_spec("psycopg") is None


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_python_package_has_a_hash_and_no_address(name):
    text = (ROOT / name).read_text()
    packages = re.findall(r"^[A-Za-z0-9][^\n]*?==(?:[^\n]*\\\n)+[^\n]*", text, flags=re.M)
    assert len(packages) == len(re.findall(r"^[A-Za-z0-9][^\n]*==", text, flags=re.M)) > 5
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text
    assert not re.search(r"^--(extra-)?index-url|^--find-links", text, flags=re.M)


def test_the_npm_lock_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_tests_run_as_a_demo_with_files_of_their_own():
    assert settings.DEMO
    assert ROOT not in settings.VAR_DIR.resolve().parents
