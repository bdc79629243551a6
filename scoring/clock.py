"""What time it is, by the database's clock. An embargo ends by this clock and by no other.

The clock of a web server can be wrong, and there may be several; the database is one.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ASK = {
    # The time of this very statement: a transaction that waited for a lock does not see an older one. Counted from the
    # epoch, since a session in another zone than UTC would hand over its wall clock as if it were UTC.
    "postgresql": "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
    "sqlite": "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000",
}


def database_now() -> datetime:
    """The time by the database's clock, with its zone."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor])
        (microseconds,) = cursor.fetchone()
    return _EPOCH + timedelta(microseconds=microseconds)
