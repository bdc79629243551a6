"""Triggers by which the database itself refuses to change what was published.

The tables below are frozen row by row: a row may be written while its publication is a draft and never again once it
is published; events are append-only from the start. Refused: INSERT into, UPDATE of, DELETE from a published
publication, moving a row into or out of one, TRUNCATE, and SQLite's INSERT OR REPLACE. The messages of these refusals are
English, since no person meets them: the actions say it first, in Vietnamese.

SQLite drops triggers whenever Django rebuilds a table, so they are put back after every migrate, and the inventory is
held against the database by a system check and before the web application starts. What remains possible: whoever owns
the database can drop a trigger. Only a hash kept elsewhere answers that; see docs/decisions.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.db.utils import DatabaseError

REFUSAL = "published rows never change"
PREFIX = "frozen_"

_PUBLICATION = "scoring_publication"
_EVENT = "scoring_event"
_RESULT = "scoring_publishedresult"

# How to ask, for a row called {row}, whether its publication is published.
_IS_PUBLISHED = {
    _PUBLICATION: "{row}.status = 'published'",
    "scoring_publishedcomponent": "EXISTS (SELECT 1 FROM scoring_publication p WHERE p.id = {row}.publication_id AND p.status = 'published')",
    _RESULT: "EXISTS (SELECT 1 FROM scoring_publication p WHERE p.id = {row}.publication_id AND p.status = 'published')",
    "scoring_publishedfact": "EXISTS (SELECT 1 FROM scoring_publication p WHERE p.id = {row}.publication_id AND p.status = 'published')",
    "scoring_publishedscore": (
        "EXISTS (SELECT 1 FROM scoring_publication p JOIN scoring_publishedresult r ON r.publication_id = p.id"
        " WHERE r.id = {row}.result_id AND p.status = 'published')"
    ),
    _EVENT: "TRUE",
}
FROZEN_TABLES = tuple(_IS_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: its name, its table and the statements that create it."""

    name: str
    table: str
    create: tuple[str, ...]


def _condition(table: str, operation: str) -> str:
    """When the operation on a row of the table must be refused."""
    asks = _IS_PUBLISHED[table]
    if operation == "insert":
        if table == _EVENT:
            return ""
        if table == _PUBLICATION:
            # A new row is born a draft; the second half catches INSERT OR REPLACE of a published one, by any unique key.
            return (
                "NEW.status <> 'draft' OR EXISTS (SELECT 1 FROM scoring_publication p WHERE p.status = 'published' AND"
                " (p.id = NEW.id OR p.number = NEW.number OR (p.index_id = NEW.index_id AND p.year = NEW.year"
                " AND p.group_id = NEW.group_id AND p.version = NEW.version)))"
            )
        return asks.format(row="NEW")
    if operation == "delete":
        return asks.format(row="OLD")
    if table in (_PUBLICATION, _EVENT):
        return asks.format(row="OLD")
    return f"{asks.format(row='OLD')} OR {asks.format(row='NEW')}"


def _sqlite_triggers() -> Iterator[Trigger]:
    for table in FROZEN_TABLES:
        for operation in ("insert", "update", "delete"):
            condition = _condition(table, operation)
            if not condition:
                continue
            name = f"{PREFIX}{operation}_{table}"
            yield Trigger(
                name,
                table,
                (
                    f"CREATE TRIGGER {name} BEFORE {operation.upper()} ON {table} FOR EACH ROW WHEN {condition}"
                    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                ),
            )


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23001'; END $$
"""


def _postgresql_triggers() -> Iterator[Trigger]:
    # A PostgreSQL trigger's WHEN cannot look into other tables, so each table has a function that can.
    for table in FROZEN_TABLES:
        for operation in ("insert", "update", "delete"):
            condition = _condition(table, operation)
            if not condition:
                continue
            name = f"{PREFIX}{operation}_{table}"
            row = "OLD" if operation == "delete" else "NEW"
            yield Trigger(
                name,
                table,
                (
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    f" IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23001'; END IF;"
                    f" RETURN {row}; END $$",
                    f"CREATE TRIGGER {name} BEFORE {operation.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
                    f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
                ),
            )
        name = f"{PREFIX}truncate_{table}"
        yield Trigger(
            name,
            table,
            (
                f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}refuse()",
                f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
            ),
        )


def triggers(vendor: str) -> tuple[Trigger, ...]:
    """Every trigger that must stand in a database of that vendor ("sqlite" or "postgresql")."""
    if vendor == "sqlite":
        return tuple(_sqlite_triggers())
    if vendor == "postgresql":
        return tuple(_postgresql_triggers())
    raise ImproperlyConfigured(f"Published rows cannot be guarded on {vendor}: use PostgreSQL or SQLite.")


def install(using: str = "default") -> None:
    """Put every guard in place, replacing what stands."""
    target = connections[using]
    drop(using)
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for trigger in triggers(target.vendor):
            for statement in trigger.create:
                cursor.execute(statement)


def drop(using: str = "default") -> None:
    """Take every guard away: before they are made anew, and where a test shows what they are for."""
    target = connections[using]
    with target.cursor() as cursor:
        for trigger in triggers(target.vendor):
            on_table = f" ON {trigger.table}" if target.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on_table}")


def missing(using: str = "default") -> list[str]:
    """What is not as it must be, in English, for the operator; empty when every guard stands."""
    target = connections[using]
    with target.cursor() as cursor:
        if target.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, t.tgenabled = 'A', pg_get_functiondef(t.tgfoid) FROM pg_trigger t WHERE starts_with(t.tgname, %s)",
                [PREFIX],
            )
            standing = {name: (always, body) for name, always, body in cursor.fetchall()}
            problems = []
            for trigger in triggers("postgresql"):
                always, body = standing.get(trigger.name, (False, ""))
                if trigger.name not in standing:
                    problems.append(f"trigger {trigger.name} on {trigger.table} is missing")
                elif not always:
                    problems.append(f"trigger {trigger.name} on {trigger.table} is not ENABLE ALWAYS")
                elif REFUSAL not in body or (len(trigger.create) == 3 and _body(trigger.create[0]) not in body):
                    problems.append(f"the function of trigger {trigger.name} was changed")
            return problems
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
        problems = [
            f"trigger {trigger.name} on {trigger.table} is missing or was changed"
            for trigger in triggers("sqlite")
            if found.get(trigger.name) != trigger.create[0]
        ]
        cursor.execute("PRAGMA recursive_triggers")
        if cursor.fetchone()[0] != 1:
            problems.append("PRAGMA recursive_triggers is off")
        return problems


def _body(create_function: str) -> str:
    return create_function.split("$$")[1]


def tables_exist(using: str = "default") -> bool:
    """Whether the guarded tables were migrated yet."""
    try:
        return set(FROZEN_TABLES) <= set(connections[using].introspection.table_names())
    except DatabaseError:
        return False


def install_after_migrate(*, using: str, **_ignored) -> None:
    """After every migrate: SQLite loses triggers when Django rebuilds a table."""
    if tables_exist(using):
        install(using)


def _check(app_configs=None, **_ignored) -> list[Error]:
    if not apps.is_installed("scoring") or not tables_exist(connection.alias):
        return []
    return [
        Error(
            f"Published rows are not guarded: {problem}.",
            hint="Run `python manage.py migrate`, and find out who took the guard away.",
            id="scoring.E001",
        )
        for problem in missing(connection.alias)
    ]


def register_start_up_check() -> None:
    """Make `manage.py check`, and every command that checks first, fail when a guard is missing."""
    register(_check, "security")


def refuse_to_start_unguarded() -> None:
    """Called by the web application: no page is served from a database whose guards are gone."""
    if problems := _check():
        raise ImproperlyConfigured("; ".join(problem.msg for problem in problems))
