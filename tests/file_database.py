"""A database that several threads may write at once: on SQLite a file, since one in memory locks whole tables at once.

The running test database in memory is copied into a file, used in its place, and put back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections


@contextmanager
def in_a_file(folder: Path) -> Iterator[None]:
    """Within: the default database is a file, for every thread. PostgreSQL needs none of it."""
    memory = connections["default"]
    if memory.vendor != "sqlite":
        yield
        return
    path = folder / "written-at-once.sqlite3"
    with memory.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    settings = connections.settings["default"]
    name = settings["NAME"]
    settings["NAME"] = str(path)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = memory
