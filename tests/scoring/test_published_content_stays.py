"""What was published is what its hash was taken of: seen after every migration, by every check, before anything is served."""

import hashlib
import sqlite3
import sys
from decimal import Decimal
from importlib import invalidate_caches
from textwrap import dedent

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from scoring import guard_rules, guards, integrity
from scoring.canonical import canonical
from scoring.models import Event, Publication, PublishedFact, PublishedMark, PublishedResult
from tests.cast import make_cast
from tests.factories import make_published
from tests.factories_computed import make_computed

from .frozen import drop_guards, make_world
from .test_guards_stand import manage

LATER = "9999_a_later_change"


def errors() -> list[str]:
    return [message.id for message in run_checks(tags=["security"]) if str(message.id).startswith("scoring.")]


@pytest.fixture
def later_migration(tmp_path, monkeypatch, settings):
    """Write one more migration of scoring, made of the operations given; what it recorded is forgotten afterwards."""
    folder = tmp_path / "later_migrations"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    leaf = MigrationLoader(connection).graph.leaf_nodes("scoring")[0][1]
    monkeypatch.syspath_prepend(tmp_path)

    def write(*operations: str) -> None:
        names = [name for app, name in MigrationLoader(connection).disk_migrations if app == "scoring"]
        for name in names:
            module = f"from importlib import import_module\nMigration = import_module('scoring.migrations.{name}').Migration\n"
            (folder / f"{name}.py").write_text(module)
        (folder / f"{LATER}.py").write_text(
            dedent(f"""
            from django.db import migrations, models

            def fail(apps, schema_editor):
                raise RuntimeError("half-way")

            class Migration(migrations.Migration):
                atomic = False
                dependencies = [("scoring", "{leaf}")]
                operations = [{", ".join(operations)}]
            """)
        )
        settings.MIGRATION_MODULES = {"scoring": "later_migrations"}
        invalidate_caches()

    yield write
    for name in [name for name in sys.modules if name.startswith("later_migrations")]:
        del sys.modules[name]
    MigrationRecorder(connection).migration_qs.filter(name=LATER).delete()


ROUNDS_TOTALS = {
    "sqlite": ("migrations.RunSQL('UPDATE scoring_publishedresult SET total = 1')",),
    "postgresql": (
        "migrations.RunSQL('ALTER TABLE scoring_publishedresult ALTER COLUMN total TYPE numeric(9,1)')",
        "migrations.RunSQL('ALTER TABLE scoring_publishedresult ALTER COLUMN total TYPE numeric(9,4)')",
    ),
}[connection.vendor]
HARMLESS = "migrations.RunSQL('UPDATE scoring_index SET position = position')"
FAILS = "migrations.RunPython(fail)"


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_changes_published_figures_is_found(later_migration):
    world = make_world()
    later_migration(*ROUNDS_TOTALS)
    with pytest.raises(CommandError, match=f"publication {world.published.number} "):
        call_command("migrate", verbosity=0)
    assert guards.missing() == []  # the guards alone have nothing to say
    assert set(errors()) == {"scoring.E002"}
    with pytest.raises(ImproperlyConfigured, match=f"publication {world.published.number} "):
        integrity.refuse_to_start_altered()


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_changes_nothing_published_says_nothing(later_migration):
    make_world()
    later_migration(HARMLESS)
    call_command("migrate", verbosity=0)
    assert (guards.missing(), integrity.altered(), errors()) == ([], [], [])


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_fails_leaves_the_guards_standing(later_migration):
    make_world()
    later_migration(HARMLESS, FAILS)
    with pytest.raises(RuntimeError, match="half-way"):
        call_command("migrate", verbosity=0)
    assert guards.missing() == []
    with pytest.raises(DatabaseError, match=guard_rules.REFUSAL):
        PublishedResult.objects.filter(publication__status="published").update(total=1)


@pytest.mark.django_db(transaction=True)
def test_without_our_migrate_a_failure_leaves_no_guard_on_sqlite(later_migration):
    """What the command is for. PostgreSQL's guards never stood aside."""
    from django.core.management.commands.migrate import Command

    later_migration(HARMLESS, FAILS)
    with pytest.raises(RuntimeError, match="half-way"):
        call_command(Command(), verbosity=0)
    assert len(guards.missing()) == (len(guard_rules.triggers("sqlite")) if connection.vendor == "sqlite" else 0)


@pytest.mark.django_db(transaction=True)
def test_with_a_table_missing_the_others_are_guarded(monkeypatch):
    guards.drop()
    there = sorted(set(guard_rules.GUARDED_TABLES) - {"scoring_event"})
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_args, **_options: there)
    guards.put_back()
    assert {problem.split()[3] for problem in guards.missing()} == {"scoring_event"}


@pytest.mark.django_db
def test_what_was_published_and_left_alone_is_as_it_was():
    make_world()
    assert Publication.objects.published().count() == 3
    assert integrity.altered() == []
    assert errors() == []
    integrity.refuse_to_start_altered()


def _rewrite(publication: Publication) -> None:
    publication.results.filter(rank=1).update(total="90.53")
    anew = hashlib.sha256(canonical(Publication.objects.get(pk=publication.pk))).hexdigest()
    Publication.objects.filter(pk=publication.pk).update(content_hash=anew)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda world: world.published.results.filter(rank=1).update(total="90.53"),
        lambda world: world.published.results.filter(rank=1).update(rank_printed="1-2"),
        lambda world: world.published.components.filter(code="dieu-tra").delete(),
        lambda world: world.published.results.all()[0].scores.filter(value="30").update(value="30.0001"),
        lambda world: PublishedFact.objects.filter(publication=world.published).update(printed="86"),
        lambda world: Publication.objects.filter(pk=world.published.pk).update(year=2019),
        lambda world: Publication.objects.filter(pk=world.published.pk).update(content_hash="0" * 64),
        lambda world: _rewrite(world.published),
        lambda world: Publication.objects.filter(pk=world.published.pk).update(status="draft"),
        lambda world: Publication.objects.get(pk=world.published.pk).delete(),
        lambda world: type(world.cast.districts).objects.filter(pk=world.cast.districts.pk).update(code="khac"),
    ],
    ids=[
        "total",
        "rank as printed",
        "component gone",
        "score",
        "fact",
        "year",
        "hash",
        "figure and hash",
        "unpublished",
        "gone",
        "code of the block",
    ],
)
def test_each_change_past_the_guards_is_found(change):
    world = make_world()
    drop_guards()
    change(world)
    assert f"publication {world.published.number} (" in " ".join(integrity.altered())
    assert "scoring.E002" in errors()


@pytest.mark.django_db
def test_a_changed_draft_is_nobody_s_concern():
    world = make_world()
    world.draft.results.update(total="1")
    assert integrity.altered() == []


@pytest.mark.django_db
def test_a_correction_that_is_only_begun_is_nobody_s_concern():
    make_world()
    Event.objects.create(channel="desk", verb="correct", subject="kỳ đánh giá", reason="Cộng sai", data={"round": 1})
    assert integrity.altered() == []


@pytest.mark.django_db
def test_a_computed_publication_is_held_against_its_hash_with_as_many_statements(django_assert_num_queries):
    cast = make_cast()
    make_computed(cast)
    with CaptureQueriesContext(connection) as few:
        assert integrity.altered() == []
    make_computed(cast, year=2025)
    with django_assert_num_queries(len(few)):
        assert integrity.altered() == []
    drop_guards()
    mark = PublishedMark.objects.filter(points__gt=0, criterion__rule__isnull=False).first()
    PublishedMark.objects.filter(pk=mark.pk).update(points=mark.points - Decimal("0.01"))
    assert len(integrity.altered()) == 1


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow(django_assert_num_queries):
    cast = make_cast()
    units = [cast["huyen-song-em"], cast["huyen-nui-xanh"]]
    for year in (2018, 2019, 2020):
        make_published(cast.par, cast.districts, year, [(unit, n, f"{90 - n}.5") for n, unit in enumerate(units, 1)])
        with django_assert_num_queries(12):
            assert integrity.altered() == []


def test_the_programs_refuse_to_work_on_altered_figures(tmp_path):
    load = "from tests.scoring.frozen import make_world; make_world()"
    assert manage(tmp_path, "manage.py", "migrate", "--verbosity=0").returncode == 0
    made = manage(tmp_path, "manage.py", "shell", "--command", load)
    assert made.returncode == 0, made.stderr
    assert manage(tmp_path, "-c", "import parindex.wsgi").returncode == 0
    with sqlite3.connect(tmp_path / "own.sqlite3") as database:
        database.execute("DROP TRIGGER frozen_update_scoring_publishedresult")
        database.execute("UPDATE scoring_publishedresult SET total = total - 1 WHERE rank = 1")
    database.close()

    migrated = manage(tmp_path, "manage.py", "migrate", "--verbosity=0")
    assert migrated.returncode == 1
    assert "What was published was altered: publication 1 (" in migrated.stderr
    checked = manage(tmp_path, "manage.py", "check")
    assert checked.returncode == 1
    assert "scoring.E002" in checked.stderr
    assert "scoring.E001" not in checked.stderr
    served = manage(tmp_path, "-c", "import parindex.wsgi")
    assert served.returncode == 1
    assert "ImproperlyConfigured: What was published was altered" in served.stderr
