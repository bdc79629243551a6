"""The guards by which the database itself refuses to change what was published: put up, taken down, held against the list.

What they refuse stands in scoring/guard_rules.py. SQLite drops triggers whenever Django rebuilds a table, and cannot rebuild
a table that another table's trigger names. So there they are taken away before a migration and put back after it, and the
inventory is held against the database by a system check and before the web application starts. What remains possible:
whoever owns the database can drop a trigger. Only a hash kept elsewhere answers that; see docs/decisions.md.
"""

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.models.signals import pre_migrate
from django.db.utils import DatabaseError

from .guard_rules import FROZEN_TABLES, GUARDED_TABLES, PREFIX, SEARCH_PATH, Trigger, triggers

_STANDING = """
SELECT t.tgname, t.tgrelid::regclass::text, t.tgenabled, pg_get_triggerdef(t.oid), btrim(f.prosrc), f.proconfig,
       f.provolatile = 'v' AND NOT f.prosecdef
FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
WHERE starts_with(t.tgname, %s) AND c.relnamespace = current_schema()::regnamespace
"""

# What reaches around a guard that stands: the rows of a child table are read with its parent's and have no triggers of
# the parent, and what is added through a parent is no statement on the child; a rule rewrites a statement before any trigger is asked; another trigger before the row may change it after
# the guard has looked, or make it vanish (bit 2 of its type means BEFORE).
_AROUND = """
WITH guarded AS (
    SELECT oid, relname FROM pg_class WHERE relname = ANY(%s) AND relnamespace = current_schema()::regnamespace
)
SELECT 'table ' || i.inhrelid::regclass || ' inherits from', g.relname
FROM pg_inherits i JOIN guarded g ON g.oid = i.inhparent
UNION ALL SELECT 'table ' || i.inhparent::regclass || ' takes rows for', g.relname
FROM pg_inherits i JOIN guarded g ON g.oid = i.inhrelid
UNION ALL SELECT 'rule ' || r.rulename || ' rewrites statements on', g.relname
FROM pg_rewrite r JOIN guarded g ON g.oid = r.ev_class
UNION ALL SELECT 'trigger ' || t.tgname || ' comes before rows of', g.relname
FROM pg_trigger t JOIN guarded g ON g.oid = t.tgrelid
WHERE NOT t.tgisinternal AND t.tgtype & 2 <> 0 AND t.tgname <> ALL(%s)
ORDER BY 2, 1
"""


def _wanted(using: str) -> tuple[Trigger, ...]:
    target = connections[using]
    if target.vendor != "postgresql":
        return triggers(target.vendor)
    with target.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return triggers("postgresql", cursor.fetchone()[0])


def install(using: str = "default") -> None:
    """Put every guard in place on the tables there are, replacing what stands, without a moment in between."""
    with transaction.atomic(using):
        drop(using)
        there = _tables(using)
        with connections[using].cursor() as cursor:
            for trigger in (each for each in _wanted(using) if each.table in there):
                for statement in trigger.create:
                    cursor.execute(statement)


def drop(using: str = "default") -> None:
    """Take every guard away: before they are made anew, and where a test shows what they are for."""
    target = connections[using]
    with transaction.atomic(using), target.cursor() as cursor:
        if target.vendor == "postgresql":
            cursor.execute(_STANDING, [PREFIX])
            statements = [f"DROP TRIGGER {name} ON {table}" for name, table, *_rest in cursor.fetchall()]
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            statements = [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall() if name.startswith(PREFIX)]
        for statement in statements:
            cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """What is not as it must be, in English, for the operator; empty when every guard stands."""
    return _missing_in_postgresql(using) if connections[using].vendor == "postgresql" else _missing_in_sqlite(using)


def _missing_in_postgresql(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(_STANDING, [PREFIX])
        standing = {name: rest for name, _table, *rest in cursor.fetchall()}
        wanted = _wanted(using)
        cursor.execute(_AROUND, [list(FROZEN_TABLES), [trigger.name for trigger in wanted]])
        problems = [f"{what} {table}" for what, table in cursor.fetchall()]
    for trigger in wanted:
        if trigger.name not in standing:
            problems.append(f"trigger {trigger.name} on {trigger.table} is missing")
            continue
        enabled, definition, body, settings, is_plain = standing[trigger.name]
        if definition != trigger.create[1]:
            problems.append(f"trigger {trigger.name} on {trigger.table} was changed")
        elif enabled != trigger.enabled:
            problems.append(f"trigger {trigger.name} on {trigger.table} is not enabled as it must be")
        elif body != trigger.body or settings != [SEARCH_PATH] or not is_plain:
            problems.append(f"the function of trigger {trigger.name} was changed")
    return problems


def _missing_in_sqlite(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = dict(cursor.fetchall())
        cursor.execute("PRAGMA recursive_triggers")
        recursive = cursor.fetchone()[0] == 1
    problems = [
        f"trigger {trigger.name} on {trigger.table} is missing or was changed"
        for trigger in _wanted(using)
        if found.get(trigger.name) != trigger.create[0]
    ]
    return problems if recursive else [*problems, "PRAGMA recursive_triggers is off"]


def _tables(using: str) -> set[str]:
    return set(GUARDED_TABLES) & set(connections[using].introspection.table_names())


def tables_exist(using: str = "default") -> bool:
    """Whether the guarded tables were migrated yet."""
    try:
        return len(_tables(using)) == len(set(GUARDED_TABLES))
    except DatabaseError:
        return False


def _stand_aside_for_migrations(*, using: str, plan, **_ignored) -> None:
    """Before migrations on SQLite: it cannot rebuild a table that the trigger of another one asks about."""
    if plan and connections[using].vendor == "sqlite":
        drop(using)


def install_after_migrate(*, using: str, **_ignored) -> None:
    """After every migrate: SQLite loses triggers when Django rebuilds a table.

    Where it stopped half-way, the tables there are guarded; a guard that asks for what is not there refuses everything.
    """
    if _tables(using):
        install(using)


def put_back(using: str = "default") -> None:
    """After a migrate that may have failed before its end: guards that stood aside stand again."""
    if _problems(using):
        install_after_migrate(using=using)


def _problems(using: str) -> list[str]:
    """What is missing; a database without any of the tables has nothing to guard yet."""
    return missing(using) if _tables(using) else []


def _check(app_configs=None, databases=None, **_ignored) -> list[CheckMessage]:
    """An error; for `migrate` (alone in naming its databases) a warning, since it is what puts the guards in place."""
    try:
        problems = _problems("default")
    except DatabaseError:  # no database to ask, as when static files are collected
        return []
    return [
        (Error if databases is None else Warning)(
            f"Published rows are not guarded: {problem}.",
            hint="Run `python manage.py migrate`, and unless this is an upgrade find out who took the guard away.",
            id="scoring.E001" if databases is None else "scoring.W001",
        )
        for problem in problems
    ]


def register_start_up_check() -> None:
    """Make `manage.py check`, and every command that checks first, fail when a guard is missing."""
    register(_check, "security")
    pre_migrate.connect(_stand_aside_for_migrations, sender=apps.get_app_config("scoring"))


def refuse_to_start_unguarded() -> None:
    """Called by the web application: no page is served from a database whose guards are gone or cannot be seen."""
    if problems := _problems("default"):
        raise ImproperlyConfigured("; ".join(f"Published rows are not guarded: {problem}." for problem in problems))
