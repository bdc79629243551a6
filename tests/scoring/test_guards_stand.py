"""The guards stand, and what happens when one does not: every missing or changed trigger is seen before a page is served."""

import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import DatabaseError, connection, models
from django.db.migrations import Migration
from django.db.utils import OperationalError

from scoring import guard_rules, guards
from scoring.actions.publications import publish
from scoring.models import Publication, PublishedFact, PublishedMark, PublishedResult, PublishedScore
from tests.factories import make_fact, make_publication

from .frozen import CHILDREN, FROZEN_MODELS, altered, drop_guards, goes_through, make_world, refusal

ROOT = Path(__file__).parents[2]
STANDING = guard_rules.triggers(connection.vendor)


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def errors() -> list[str]:
    return [message.id for message in run_checks(tags=["security"]) if str(message.id).startswith("scoring.")]


def drop_one(trigger: guard_rules.Trigger) -> None:
    on_table = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
    execute(f"DROP TRIGGER {trigger.name}{on_table}")


@pytest.mark.django_db
def test_after_migrating_every_guard_stands():
    assert guards.missing() == []
    assert errors() == []
    guards.refuse_to_start_unguarded()


@pytest.mark.django_db
def test_every_frozen_table_is_guarded_against_every_operation():
    wanted = {"insert", "update", "delete"} | ({"truncate"} if connection.vendor == "postgresql" else set())
    for table in guard_rules.FROZEN_TABLES:
        names = {trigger.name for trigger in STANDING if trigger.table == table}
        assert names >= {f"frozen_{operation}_{table}" for operation in wanted}


@pytest.mark.django_db
@pytest.mark.parametrize("trigger", STANDING, ids=lambda trigger: trigger.name)
def test_each_missing_trigger_is_seen_and_nothing_starts_without_it(trigger):
    drop_one(trigger)
    (problem,) = guards.missing()
    assert trigger.name in problem
    assert errors() == ["scoring.E001"]
    with pytest.raises(ImproperlyConfigured, match=trigger.name):
        guards.refuse_to_start_unguarded()
    guards.install()
    assert guards.missing() == []


@pytest.mark.django_db
def test_migrate_is_warned_and_not_refused_since_it_puts_the_guards_back():
    drop_one(STANDING[0])
    found = run_checks(tags=["security"], databases=["default"])
    assert [message.id for message in found if str(message.id).startswith("scoring.")] == ["scoring.W001"]
    emit_post_migrate_signal(0, False, "default")
    assert guards.missing() == []


@pytest.mark.django_db
def test_a_table_that_is_gone_does_not_silence_the_check(monkeypatch):
    drop_one(STANDING[0])
    there = set(guard_rules.FROZEN_TABLES) - {"scoring_event"}
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_args, **_options: there)
    assert errors() == ["scoring.E001"]


@pytest.mark.django_db
def test_an_empty_database_has_nothing_to_guard_yet(monkeypatch):
    drop_guards()
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_args, **_options: [])
    assert errors() == []
    guards.refuse_to_start_unguarded()


@pytest.mark.django_db
def test_a_database_that_cannot_be_asked_stops_the_application_and_not_a_check(monkeypatch):
    def unreachable(*_args, **_options):
        raise OperationalError("unreachable")

    monkeypatch.setattr(connection.introspection, "table_names", unreachable)
    assert errors() == []
    with pytest.raises(OperationalError):
        guards.refuse_to_start_unguarded()


@pytest.mark.django_db
def test_guards_of_an_earlier_release_are_replaced():
    if connection.vendor == "postgresql":
        execute(
            "CREATE TRIGGER frozen_of_old BEFORE DELETE ON scoring_event FOR EACH ROW EXECUTE FUNCTION frozen_delete_scoring_event()"
        )
    else:
        execute("CREATE TRIGGER frozen_of_old BEFORE DELETE ON scoring_event BEGIN SELECT 1; END")
    guards.install()
    with pytest.raises(DatabaseError):
        execute("DROP TRIGGER frozen_of_old" + (" ON scoring_event" if connection.vendor == "postgresql" else ""))


RESULT = "scoring_publishedresult"
MARK = "scoring_publishedmark"
UPDATE = f"frozen_update_{RESULT}"
SABOTAGE = {
    "sqlite": {
        "a condition that never holds": (
            f"DROP TRIGGER {UPDATE}",
            f"CREATE TRIGGER {UPDATE} BEFORE UPDATE ON {RESULT} FOR EACH ROW WHEN FALSE BEGIN SELECT RAISE(ABORT, 'no'); END",
        ),
        "another column only": (
            f"DROP TRIGGER {UPDATE}",
            f"CREATE TRIGGER {UPDATE} BEFORE UPDATE OF note ON {RESULT} BEGIN SELECT RAISE(ABORT, 'no'); END",
        ),
        "a trigger of that name on another table": (
            f"DROP TRIGGER {UPDATE}",
            f"CREATE TRIGGER {UPDATE} BEFORE UPDATE ON scoring_event BEGIN SELECT RAISE(ABORT, 'no'); END",
        ),
        "OR REPLACE unseen": ("PRAGMA recursive_triggers = OFF",),
    },
    "postgresql": {
        "disabled": (f"ALTER TABLE {RESULT} DISABLE TRIGGER {UPDATE}",),
        "all disabled": (f"ALTER TABLE {RESULT} DISABLE TRIGGER ALL",),
        "not always": (f"ALTER TABLE {RESULT} ENABLE TRIGGER {UPDATE}",),
        "as a restored dump leaves it": (f"ALTER TABLE {RESULT} ENABLE TRIGGER ALL",),
        "for replicas only": (f"ALTER TABLE {RESULT} ENABLE REPLICA TRIGGER {UPDATE}",),
        "an empty function": (
            f"CREATE OR REPLACE FUNCTION {UPDATE}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        ),
        "an empty function that quotes the real one": (
            f"CREATE OR REPLACE FUNCTION {UPDATE}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RETURN NEW; /* {next(t.body for t in STANDING if t.name == UPDATE)} */ END $$",
        ),
        "names looked up wherever the session likes": (f"ALTER FUNCTION {UPDATE}() RESET search_path",),
        "a truncate guard that only mutters": (
            f"CREATE OR REPLACE FUNCTION frozen_truncate_{RESULT}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE NOTICE '{guard_rules.REFUSAL}'; RETURN NULL; END $$",
        ),
        "after the fact": (
            f"DROP TRIGGER {UPDATE} ON {RESULT}",
            f"CREATE TRIGGER {UPDATE} AFTER UPDATE ON {RESULT} FOR EACH ROW EXECUTE FUNCTION {UPDATE}()",
            f"ALTER TABLE {RESULT} ENABLE ALWAYS TRIGGER {UPDATE}",
        ),
        "another column only": (
            f"DROP TRIGGER {UPDATE} ON {RESULT}",
            f"CREATE TRIGGER {UPDATE} BEFORE UPDATE OF note ON {RESULT} FOR EACH ROW EXECUTE FUNCTION {UPDATE}()",
            f"ALTER TABLE {RESULT} ENABLE ALWAYS TRIGGER {UPDATE}",
        ),
        "a condition that never holds": (
            f"DROP TRIGGER {UPDATE} ON {RESULT}",
            f"CREATE TRIGGER {UPDATE} BEFORE UPDATE ON {RESULT} FOR EACH ROW WHEN (false) EXECUTE FUNCTION {UPDATE}()",
            f"ALTER TABLE {RESULT} ENABLE ALWAYS TRIGGER {UPDATE}",
        ),
        "a child table whose rows are read with the parent's": (f"CREATE TABLE beside () INHERITS ({RESULT})",),
        "a parent table through which rows come": (
            f"CREATE TABLE above AS SELECT * FROM {RESULT} WITH NO DATA",
            f"ALTER TABLE {RESULT} INHERIT above",
        ),
        "a function that sees only what the statement saw": (f"ALTER FUNCTION {UPDATE}() STABLE",),
        "a function with another's rights": (f"ALTER FUNCTION {UPDATE}() SECURITY DEFINER",),
        "added rows asked by none": (f"ALTER TABLE {MARK} DISABLE TRIGGER frozen_insert_{MARK}",),
        "added rows asked under another name": (
            f"DROP TRIGGER frozen_insert_{MARK} ON {MARK}",
            f"CREATE TRIGGER frozen_insert_{MARK} AFTER INSERT ON {MARK} REFERENCING NEW TABLE AS rows"
            f" FOR EACH STATEMENT EXECUTE FUNCTION frozen_insert_{MARK}()",
            f"ALTER TABLE {MARK} ENABLE ALWAYS TRIGGER frozen_insert_{MARK}",
        ),
        "replicated rows asked by none": (f"ALTER TABLE {MARK} DISABLE TRIGGER frozen_replica_insert_{MARK}",),
        "a rule that rewrites": (f"CREATE RULE quietly AS ON UPDATE TO {RESULT} DO INSTEAD NOTHING",),
        "another trigger before": (
            "CREATE FUNCTION quietly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.total := 1; RETURN NEW; END'",
            f"CREATE TRIGGER zz_quietly BEFORE INSERT ON {RESULT} FOR EACH ROW EXECUTE FUNCTION quietly()",
        ),
        "another trigger before, named like ours": (
            "CREATE FUNCTION quietly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            f"CREATE TRIGGER frozen_quietly BEFORE UPDATE ON {RESULT} FOR EACH ROW EXECUTE FUNCTION quietly()",
        ),
        "a trigger of that name on another table": (
            f"DROP TRIGGER {UPDATE} ON {RESULT}",
            f"CREATE TRIGGER {UPDATE} BEFORE UPDATE ON scoring_event FOR EACH ROW EXECUTE FUNCTION {UPDATE}()",
            f"ALTER TABLE scoring_event ENABLE ALWAYS TRIGGER {UPDATE}",
        ),
        "another function": (
            f"DROP TRIGGER {UPDATE} ON {RESULT}",
            f"CREATE TRIGGER {UPDATE} BEFORE UPDATE ON {RESULT} FOR EACH ROW EXECUTE FUNCTION frozen_update_scoring_publishedfact()",
            f"ALTER TABLE {RESULT} ENABLE ALWAYS TRIGGER {UPDATE}",
        ),
    },
}[connection.vendor]


@pytest.mark.django_db
@pytest.mark.parametrize("how", SABOTAGE)
def test_a_weakened_guard_is_seen(how):
    try:
        execute(*SABOTAGE[how])
        assert guards.missing()
        assert set(errors()) == {"scoring.E001"}
        with pytest.raises(ImproperlyConfigured):
            guards.refuse_to_start_unguarded()
    finally:
        if connection.vendor == "sqlite":
            execute("PRAGMA recursive_triggers = ON")


# A guard that refuses too much would be taken away.


@pytest.mark.django_db
@pytest.mark.parametrize("model", CHILDREN)
def test_every_column_of_a_draft_can_be_written(model):
    world = make_world()
    for field in model._meta.concrete_fields:
        if not field.primary_key and field.name not in ("publication", "result", "component"):
            row = world.loose(model)
            value = altered(world, row, field)
            model.objects.filter(pk=row.pk).update(**{field.attname: value})
            written = model.objects.get(pk=row.pk)
            assert getattr(written, field.attname) == value
            row.save()  # as it was: some columns cannot be other than they are beside another's new value


@pytest.mark.django_db
def test_a_draft_is_filled_emptied_and_deleted():
    world = make_world()
    make_fact(world.draft, "Cao nhất", "90.5")
    world.draft.results.all()[0].delete()
    world.draft.components.all()[0].delete()
    world.draft.note = "đang soạn"
    world.draft.save()
    assert goes_through(lambda: Publication.objects.get(pk=world.draft.pk).delete())


@pytest.mark.django_db
def test_a_draft_is_published_once():
    world = make_world()
    publish(publication=world.draft, by=None)
    assert world.draft.status == "published"
    assert guard_rules.REFUSAL in refusal(lambda: Publication.objects.filter(pk=world.draft.pk).update(note="khác"))
    assert guard_rules.REFUSAL in refusal(lambda: world.draft.results.update(total=None))


@pytest.mark.django_db
def test_a_correction_is_drafted_beside_what_it_corrects():
    world = make_world()
    correction = make_publication(
        world.cast.par, world.cast.districts, 2020, version=3, supersedes=world.published, reason="Cộng sai lần nữa"
    )
    make_fact(correction, value="1")
    publish(publication=correction, by=None)
    assert list(Publication.objects.current().filter(index=world.cast.par, group=world.cast.districts, year=2020)) == [
        correction
    ]


# Migrations.

if connection.vendor == "sqlite":
    always = models.CheckConstraint(condition=models.Q(pk__gte=0), name="a_row_has_a_number")

    def rebuild(model: type[models.Model]) -> None:
        """Make Django build the table anew, twice: with another constraint and without it."""
        for change in ("add_constraint", "remove_constraint"):
            with connection.schema_editor() as editor:
                getattr(editor, change)(model, always)

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("model", FROZEN_MODELS)
    def test_a_migration_that_rebuilds_a_table_does_not_lose_its_guards(model):
        make_world()
        emit_pre_migrate_signal(0, False, "default", plan=[(Migration("0002_some_change", "scoring"), False)])
        rebuild(model)
        assert [problem for problem in guards.missing() if f" {model._meta.db_table} " in problem]
        emit_post_migrate_signal(0, False, "default", plan=[(Migration("0002_some_change", "scoring"), False)])
        assert guards.missing() == []

    @pytest.mark.django_db(transaction=True)
    def test_rebuilding_a_table_does_lose_its_guards():
        """What the receivers are for: without them a table that no other trigger names loses its guards silently."""
        rebuild(PublishedScore)
        lost = {trigger.name for trigger in STANDING if trigger.table == "scoring_publishedscore"}
        assert lost == {problem.split()[1] for problem in guards.missing()}
        guards.install_after_migrate(using="default")
        assert guards.missing() == []

    @pytest.mark.django_db(transaction=True)
    def test_a_table_that_other_guards_ask_about_cannot_be_rebuilt_while_they_stand():
        with pytest.raises(OperationalError, match="error in trigger"):
            rebuild(PublishedResult)
        assert guards.missing() == []

    @pytest.mark.django_db(transaction=True)
    def test_a_migrate_with_nothing_to_do_leaves_the_guards_where_they_are():
        emit_pre_migrate_signal(0, False, "default", plan=[])
        assert guards.missing() == []


if connection.vendor == "postgresql":

    @pytest.mark.django_db
    def test_a_migration_leaves_the_guards_where_they_are():
        emit_pre_migrate_signal(0, False, "default", plan=[(Migration("0002_some_change", "scoring"), False)])
        assert guards.missing() == []

    @pytest.mark.django_db
    def test_guards_of_another_schema_are_not_taken_for_ours():
        execute(
            "CREATE SCHEMA other",
            "CREATE TABLE other.scoring_event (id bigint)",
            "CREATE TRIGGER frozen_delete_scoring_event BEFORE DELETE ON other.scoring_event FOR EACH ROW"
            " EXECUTE FUNCTION frozen_delete_scoring_event()",
            "DROP TRIGGER frozen_delete_scoring_event ON public.scoring_event",
        )
        assert len(guards.missing()) == 1
        guards.install()
        assert guards.missing() == []

    # Two sessions: nobody writes into a publication while it is being published.

    INSERT = (
        "INSERT INTO scoring_publishedfact (publication_id, position, kind, label, printed, basis, note, source)"
        " VALUES (%s, 77, 'other', 'chen vào', '1', 'printed', '', '')"
    )
    # Below a result the guards ask once for all rows of a statement.
    INSERT_BELOW_RESULTS = (
        "INSERT INTO scoring_publishedmark (result_id, criterion_id, state, choice, reason, points)"
        " SELECT r.id, c.id, 'marked', '', 'chen vào', 1 FROM scoring_publishedresult r JOIN scoring_publishedcriterion c"
        " ON c.publication_id = r.publication_id AND c.code = '1.3' WHERE r.publication_id = %s"
    )
    into_either = pytest.mark.parametrize(
        ("insert", "added"),
        [
            (INSERT, lambda: PublishedFact.objects.filter(position=77).count()),
            (INSERT_BELOW_RESULTS, lambda: PublishedMark.objects.filter(reason="chen vào").count() // 2),
        ],
        ids=["below a publication", "below its results"],
    )
    PUBLISH = (
        "UPDATE scoring_publication SET status = 'published', content_hash = 'x', published_at = now(),"
        " number = id + 9000 WHERE id = %s"
    )

    @pytest.mark.django_db
    @pytest.mark.parametrize("is_replica", [True, False])
    def test_rows_that_replication_brings_are_asked_one_by_one(is_replica):
        """Replication asks row triggers only: here in a session of its kind, the statement's guard out of the way."""
        published = make_world().published
        execute(f"ALTER TABLE {MARK} DISABLE TRIGGER frozen_insert_{MARK}")
        if is_replica:
            execute("SET LOCAL session_replication_role = replica")

        def attack():
            with connection.cursor() as cursor:
                cursor.execute(INSERT_BELOW_RESULTS, [published.pk])

        if is_replica:
            assert guard_rules.REFUSAL in refusal(attack)
        else:
            assert goes_through(attack), "an ordinary session is not asked twice"

    @into_either
    @pytest.mark.django_db(transaction=True)
    def test_who_publishes_waits_for_who_is_writing(two_sessions, insert, added):
        draft = make_world().draft
        writer, publisher = two_sessions
        writer.cursor().execute(insert, [draft.pk])
        with pytest.raises(OperationalError, match="lock timeout"):
            publisher.cursor().execute(PUBLISH, [draft.pk])
        publisher.rollback()
        writer.commit()
        publisher.cursor().execute(PUBLISH, [draft.pk])
        publisher.commit()
        assert added() == 1

    @into_either
    @pytest.mark.django_db(transaction=True)
    def test_who_writes_waits_for_who_is_publishing_and_is_then_refused(two_sessions, insert, added):
        draft = make_world().draft
        writer, publisher = two_sessions
        publisher.cursor().execute(PUBLISH, [draft.pk])
        with pytest.raises(OperationalError, match="lock timeout"):
            writer.cursor().execute(insert, [draft.pk])
        writer.rollback()
        publisher.commit()
        with pytest.raises(DatabaseError, match=guard_rules.REFUSAL):
            writer.cursor().execute(insert, [draft.pk])

    @into_either
    @pytest.mark.django_db(transaction=True)
    def test_who_waited_for_a_publication_sees_that_it_was_published(two_sessions, insert, added):
        draft = make_world().draft
        writer, publisher = two_sessions
        writer.cursor().execute("SET lock_timeout = '20s'")
        publisher.cursor().execute(PUBLISH, [draft.pk])
        with ThreadPoolExecutor() as pool:
            writing = pool.submit(lambda: writer.cursor().execute(insert, [draft.pk]))
            with connection.cursor() as cursor:
                for _attempt in range(200):
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone()[0]:
                        break
                    time.sleep(0.05)
                else:
                    pytest.fail("the writer did not wait")
            publisher.commit()
            with pytest.raises(DatabaseError, match=guard_rules.REFUSAL):
                writing.result(timeout=20)
        writer.rollback()
        assert added() == 0

    FOR_LATER = {
        "fact": (
            "INSERT INTO scoring_publishedfact (publication_id, position, kind, label, printed, basis, note, source)"
            " VALUES (%s, 77, 'other', 'chen vào', '1', 'printed', '', '')"
        ),
        "mark": (
            "INSERT INTO scoring_publishedmark (result_id, criterion_id, state, choice, reason, points)"
            " VALUES (%s, %s, 'marked', '', 'chen vào', 1)"
        ),
    }

    def publish_at(session, numbers) -> None:
        """A publication, its result and its criterion under the numbers that were guessed, published and committed."""
        cursor = session.cursor()
        for table, change in (
            ("scoring_publication", "'id', %s, 'number', NULL, 'version', 1, 'year', 2031, 'status', 'draft'"),
            ("scoring_publishedresult", "'id', %s, 'publication_id', %s"),
            ("scoring_publishedcriterion", "'id', %s, 'publication_id', %s"),
        ):
            new = f"jsonb_populate_record(row, jsonb_build_object({change}))"
            cursor.execute(
                f"INSERT INTO {table} SELECT ({new}).* FROM (SELECT t AS row FROM {table} t WHERE t.id = %s) of_it",
                numbers[table],
            )
        cursor.execute(PUBLISH, [numbers["scoring_publication"][0]])
        session.commit()

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("what", FOR_LATER)
    @pytest.mark.parametrize("is_guarded", [True, False])
    def test_a_row_for_a_publication_that_is_not_there_yet_is_refused(two_sessions, what, is_guarded):
        """Whatever is looked at only at the end would find the publication there, and published."""
        draft = make_world().draft
        result, leaf = draft.results.all()[0], draft.criteria.all()[0]
        numbers = {
            "scoring_publication": [90_001, draft.pk],
            "scoring_publishedresult": [90_002, 90_001, result.pk],
            "scoring_publishedcriterion": [90_003, 90_001, leaf.pk],
        }
        if not is_guarded:
            guards.drop()
        early, publisher = two_sessions
        of_it = [90_001] if what == "fact" else [90_002, 90_003]
        if is_guarded:
            with pytest.raises(DatabaseError, match=f"{guard_rules.REFUSAL}|{guard_rules.APART}"):
                early.cursor().execute(FOR_LATER[what], of_it)
            return
        early.cursor().execute(FOR_LATER[what], of_it)
        publish_at(publisher, numbers)
        early.commit()
        assert Publication.objects.get(pk=90_001).status == "published"
        assert (
            PublishedFact.objects.filter(publication=90_001).exists()
            or PublishedMark.objects.filter(result=90_002).exists()
        )

    @into_either
    @pytest.mark.django_db(transaction=True)
    def test_without_the_guards_a_row_slips_into_what_is_being_published(two_sessions, insert, added):
        draft = make_world().draft
        guards.drop()
        writer, publisher = two_sessions
        writer.cursor().execute(insert, [draft.pk])
        publisher.cursor().execute(PUBLISH, [draft.pk])
        publisher.commit()
        writer.commit()
        assert Publication.objects.get(pk=draft.pk).status == "published"
        assert added() == 1


# The programs themselves, on a database of their own.


def manage(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{folder / 'own.sqlite3'}", "PARINDEX_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_programs_refuse_to_work_without_a_guard_until_it_is_put_back(tmp_path):
    assert manage(tmp_path, "manage.py", "migrate", "--verbosity=0").returncode == 0
    assert manage(tmp_path, "manage.py", "check").returncode == 0
    with sqlite3.connect(tmp_path / "own.sqlite3") as database:
        database.execute("DROP TRIGGER frozen_update_scoring_publishedresult")
    database.close()

    checked = manage(tmp_path, "manage.py", "check")
    assert checked.returncode == 1
    assert "scoring.E001" in checked.stderr
    assert "frozen_update_scoring_publishedresult" in checked.stderr
    served = manage(tmp_path, "-c", "import parindex.wsgi")
    assert served.returncode == 1
    assert "ImproperlyConfigured: Published rows are not guarded" in served.stderr
    imported = manage(tmp_path, "manage.py", "import_results", "no-such-file.csv")
    assert "scoring.E001" in imported.stderr

    migrated = manage(tmp_path, "manage.py", "migrate", "--verbosity=0")
    assert migrated.returncode == 0, migrated.stderr
    assert "scoring.W001" in migrated.stderr
    assert manage(tmp_path, "manage.py", "check").returncode == 0
    assert manage(tmp_path, "-c", "import parindex.wsgi").returncode == 0
