"""Whether every published publication still is what was published: its content hash, taken anew.

The guards (scoring/guards.py) stand between a published row and a statement. A migration has to pass by them on SQLite,
and on PostgreSQL a change of a column's type rewrites rows without asking a trigger. So after every migration, at every
check and before the web application starts, the canonical bytes are made again and held against the hash that was taken
when they were published. Rows are read a hundred publications at a time, by the same few statements each time.
"""

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from .guards import tables_exist

AT_A_TIME = 100


def altered(using: str = "default") -> list[str]:
    """Publications that are not what was published, in English, for the operator.

    Content that its hash was not taken of; and what the record of events says was published and is not there, or is
    there under another hash.
    """
    from .canonical import ROWS, stored_hash
    from .models import Event, Publication

    published = Publication.objects.using(using).published().prefetch_related(*ROWS).order_by("number")
    told = {
        data["number"]: data["content_hash"]
        for data in Event.objects.using(using).filter(verb__in=("publish", "correct")).values_list("data", flat=True)
        if "number" in data  # what begins a correction is called the same and tells of no publication yet
    }
    found = []
    for each in published.iterator(chunk_size=AT_A_TIME):
        hashes = {stored_hash(each), told.pop(each.number, each.content_hash)}
        if hashes != {each.content_hash}:
            found.append(f"publication {each.number} ({each}, version {each.version})")
    return [*found, *(f"publication {number} (no longer published)" for number in told)]


def _check(app_configs=None, databases=None, **_ignored) -> list[CheckMessage]:
    """An error for each altered publication; `migrate` (alone in naming its databases) looks when it is done."""
    if databases is not None or not tables_exist():
        return []
    try:
        found = altered()
    except DatabaseError:  # tables of another release; `migrate` comes first
        return []
    return [
        Error(
            f"What was published was altered: {what} is not what its hash was taken of.",
            hint="Put the rows back from a backup, and find out which migration or whose hand changed them.",
            id="scoring.E002",
        )
        for what in found
    ]


def register_start_up_check() -> None:
    """Make `manage.py check`, and every command that checks first, fail when published content was altered."""
    register(_check, "security")


def refuse_to_start_altered() -> None:
    """Called by the web application: no page is served from published rows that are not what was published."""
    if tables_exist() and (found := altered()):
        raise ImproperlyConfigured(f"What was published was altered: {'; '.join(found)}.")
