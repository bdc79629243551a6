"""What every test shares: a clean guard before a flush, and the record of which database the run used."""

import pytest
from django.test import TransactionTestCase

_flush = TransactionTestCase._fixture_teardown


def _flush_past_the_guards(self) -> None:
    """Django empties the tables after a transactional test; frozen tables let no one do that."""
    from scoring import guards

    if guards.tables_exist():
        guards.drop()
    try:
        _flush(self)
    finally:
        if guards.tables_exist():
            guards.install()


TransactionTestCase._fixture_teardown = _flush_past_the_guards


@pytest.fixture(scope="session", autouse=True)
def _the_run_uses_the_engine_it_says(request):
    """A run that was to be on PostgreSQL and is on SQLite must not pass."""
    import os

    from django.db import connection

    said = os.environ.get("PARINDEX_TEST_ENGINE")
    assert said in (None, connection.vendor), f"this run says {said} and uses {connection.vendor}"


@pytest.fixture
def vendor() -> str:
    """ "sqlite" or "postgresql"."""
    from django.db import connection

    return connection.vendor


@pytest.fixture
def cast():
    """The invented units, groups and index that most tests are about."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def people():
    """The people of a publication: who enters, who submits, who approves, who only looks on."""
    from tests.factories_release import make_people

    return make_people()
