"""What time it is, by the database's clock. An embargo ends by this clock and by no other.

The clock of a web server can be wrong, and there may be several; the database is one.
"""

from datetime import UTC, datetime

from django.db import connection

_ASK = {
    # The time of this very statement: a transaction that waited for a lock does not see an older one.
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
}


def database_now() -> datetime:
    """The time by the database's clock, with its zone."""
    with connection.cursor() as cursor:
        cursor.execute(_ASK[connection.vendor])
        (now,) = cursor.fetchone()
    if isinstance(now, str):
        return datetime.fromisoformat(now).replace(tzinfo=UTC)
    return now
