"""What several files of this room ask for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection


@pytest.fixture
def two_sessions() -> Iterator[list[Any]]:
    """Two more connections to PostgreSQL, each in a transaction of its own, that do not wait long for each other."""
    sessions = [connection.copy(), connection.copy()]
    for session in sessions:
        session.inc_thread_sharing()
        session.set_autocommit(False)
        session.cursor().execute("SET lock_timeout = '200ms'")
        session.commit()
    yield sessions
    for session in sessions:
        session.rollback()
        session.close()
