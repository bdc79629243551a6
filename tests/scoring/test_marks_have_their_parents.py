"""Marks have no foreign keys: that a mark's result and criterion are there, and stay, is held by the guards."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, transaction

from scoring import guard_rules, guards
from scoring.actions.many_rows import insert_many
from scoring.models import PublishedCriterion, PublishedMark, PublishedResult, PublishedScore
from tests.scoring.frozen import World, drop_guards, make_world

NOWHERE = 987_654
PARENTS = {"result": PublishedResult, "criterion": PublishedCriterion}
each_parent = pytest.mark.parametrize("parent", PARENTS)
INSERT = (
    "INSERT INTO scoring_publishedmark (result_id, criterion_id, state, choice, reason, points)"
    " VALUES (%s, %s, 'marked', '', 'thêm vào', 1)"
)


def execute(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def is_refused(attack, says: str) -> None:
    with pytest.raises(DatabaseError, match=says), transaction.atomic():
        attack()


def free_place(world: World) -> dict[str, int]:
    """A result and a criterion of the draft that no mark joins; nor does the criterion have any other mark."""
    return {"result": world.draft.results.order_by("pk")[0].pk, "criterion": world.draft.criteria.get(code="1.3").pk}


def bare_place(world: World) -> dict[str, int]:
    """A result and a criterion of the draft without any marks."""
    place = free_place(world)
    PublishedMark.objects.filter(result=place["result"]).delete()
    return place


def without_parents() -> int:
    return sum(
        PublishedMark.objects.exclude(**{f"{name}__in": model.objects.all()}).count() for name, model in PARENTS.items()
    )


def insert(place: dict[str, int]) -> None:
    execute(INSERT, *place.values())


def copy(place: dict[str, int]) -> None:
    names = ("result_id", "criterion_id", "state", "choice", "reason", "points")
    insert_many(PublishedMark, names, [(*place.values(), "marked", "", "thêm vào", 1)])


def update(place: dict[str, int]) -> None:
    mark = PublishedMark.objects.filter(result__publication__status="draft").order_by("pk").first()
    execute(f"UPDATE scoring_publishedmark SET result_id = %s, criterion_id = %s WHERE id = {mark.pk}", *place.values())


@pytest.mark.django_db
@each_parent
@pytest.mark.parametrize("way", [insert, copy, update])
def test_a_mark_of_what_is_not_there_is_refused_at_once(way, parent):
    world = make_world()
    place = free_place(world) | {parent: NOWHERE}
    is_refused(lambda: way(place), f"{guard_rules.APART}|{guard_rules.REFUSAL}")
    with transaction.atomic():
        way(free_place(world))  # and where both are there, it goes in
        transaction.set_rollback(True)
    drop_guards()
    way(place)
    assert without_parents() == 1, "without the guards it goes in"


@pytest.mark.django_db
def test_one_mark_of_nothing_among_many_takes_all_back():
    place, before = free_place(make_world()), PublishedMark.objects.count()
    names = ("result_id", "criterion_id", "state", "choice", "reason", "points")
    rows = [(*each.values(), "marked", "", "", 1) for each in (place, place | {"criterion": NOWHERE})]
    is_refused(lambda: insert_many(PublishedMark, names, rows), guard_rules.APART)
    assert PublishedMark.objects.count() == before


@pytest.mark.django_db
def test_a_score_of_a_component_that_is_not_there_is_refused_at_once():
    score = PublishedScore.objects.filter(result__publication__status="draft")
    make_world()
    is_refused(lambda: score.update(component=NOWHERE), guard_rules.APART)


def a_parent_with_marks(parent: str) -> tuple[str, int]:
    """The table and number of a draft's result or criterion that nothing but marks refers to."""
    mark = PublishedMark.objects.filter(result__publication=make_world().draft).order_by("pk").first()
    mark.result.scores.all().delete()
    mark.result.surveys.all().delete()
    connection.check_constraints()
    return PARENTS[parent]._meta.db_table, getattr(mark, f"{parent}_id")


@pytest.mark.django_db
@each_parent
def test_what_has_marks_is_not_deleted_before_them(parent):
    table, number = a_parent_with_marks(parent)

    def delete():
        execute(f"DELETE FROM {table} WHERE id = %s", number)

    is_refused(delete, guard_rules.HELD)
    with transaction.atomic():
        PublishedMark.objects.filter(**{parent: number}).delete()
        delete()  # after its marks it goes
        transaction.set_rollback(True)
    drop_guards()
    delete()
    assert without_parents(), "without the guards its marks stay behind"


@pytest.mark.django_db
@each_parent
def test_what_has_marks_keeps_its_number(parent):
    table, number = a_parent_with_marks(parent)

    def renumber():
        execute(f"UPDATE {table} SET id = id + 100000 WHERE id = %s", number)

    is_refused(renumber, guard_rules.REFUSAL)
    drop_guards()
    renumber()
    assert without_parents(), "without the guards its marks stay behind"


@pytest.mark.django_db
@each_parent
def test_django_deletes_a_part_of_a_draft_with_its_marks(parent):
    world = make_world()
    row = PublishedMark.objects.filter(result__publication=world.draft).first()
    PARENTS[parent].objects.get(pk=getattr(row, f"{parent}_id")).delete()
    assert not PublishedMark.objects.filter(pk=row.pk).exists()
    assert not without_parents()


if connection.vendor == "sqlite":

    @pytest.mark.django_db
    @each_parent
    def test_what_has_marks_is_not_replaced(parent):
        table, number = a_parent_with_marks(parent)

        def replace():
            execute(f"REPLACE INTO {table} SELECT * FROM {table} WHERE id = %s", number)

        is_refused(replace, guard_rules.HELD)
        drop_guards()
        replace()


def all_marks() -> list[dict]:
    """Every mark by the names of its columns; SQLite puts them in another order when a table is rebuilt."""
    return list(PublishedMark.objects.order_by("pk").values())


@pytest.mark.django_db(transaction=True)
def test_a_database_of_the_release_before_is_brought_here_and_keeps_its_rows():
    make_world(with_sentences=False)  # that release had none
    before = all_marks()
    try:
        call_command("migrate", "scoring", "0002", verbosity=0)
        assert all_marks() == before
        with connection.cursor() as cursor:
            held = connection.introspection.get_relations(cursor, "scoring_publishedmark")
        assert set(held) == {"result_id", "criterion_id"}
    finally:
        call_command("migrate", verbosity=0)
    assert all_marks() == before
    assert guards.missing() == []
    with connection.cursor() as cursor:
        assert not connection.introspection.get_relations(cursor, "scoring_publishedmark")


if connection.vendor == "postgresql":
    # Two sessions: one deletes what the other marks. A foreign key would hold the row for who marks; so do the guards.

    DELETE = {
        "result": (
            "WITH scores AS (DELETE FROM scoring_publishedscore WHERE result_id = %s),"
            " surveys AS (DELETE FROM scoring_publishedsurvey WHERE result_id = %s)"
            " DELETE FROM scoring_publishedresult WHERE id = %s"
        ),
        "criterion": "DELETE FROM scoring_publishedcriterion WHERE id = %s",
    }

    def delete(session, parent: str, place: dict[str, int]) -> None:
        session.cursor().execute(DELETE[parent], [place[parent]] * DELETE[parent].count("%s"))

    def mark(session, place: dict[str, int]) -> None:
        session.cursor().execute(INSERT, list(place.values()))

    def weaken(name: str, old: str, new: str) -> None:
        """Put another body into a guard's function."""
        (guard,) = (each for each in guard_rules.triggers("postgresql") if each.name == name)
        assert old in guard.body
        execute(guard.create[0].replace(old, new).replace("%", "%%"))

    def somebody_waits() -> None:
        for _attempt in range(400):
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.02)
        pytest.fail("nobody waited")

    @pytest.mark.django_db(transaction=True)
    @each_parent
    def test_who_deletes_waits_for_who_marks_and_is_then_refused(two_sessions, parent):
        place = bare_place(make_world())
        writer, deleter = two_sessions
        deleter.cursor().execute("SET lock_timeout = '20s'")
        mark(writer, place)
        with ThreadPoolExecutor() as pool:
            deleting = pool.submit(delete, deleter, parent, place)
            somebody_waits()
            writer.commit()
            with pytest.raises(DatabaseError, match=guard_rules.HELD):
                deleting.result(timeout=20)
        deleter.rollback()
        assert PublishedMark.objects.filter(reason="thêm vào").count() == 1
        assert not without_parents()

    @pytest.mark.django_db(transaction=True)
    @each_parent
    def test_who_marks_waits_for_who_deletes_and_is_then_refused(two_sessions, parent):
        place = bare_place(make_world())
        writer, deleter = two_sessions
        writer.cursor().execute("SET lock_timeout = '20s'")
        delete(deleter, parent, place)
        with ThreadPoolExecutor() as pool:
            marking = pool.submit(mark, writer, place)
            somebody_waits()
            deleter.commit()
            with pytest.raises(DatabaseError, match=guard_rules.APART):
                marking.result(timeout=20)
        writer.rollback()
        assert not without_parents()

    @pytest.mark.django_db(transaction=True)
    @each_parent
    def test_who_moves_a_mark_holds_where_it_goes(two_sessions, parent):
        place = bare_place(make_world())
        writer, deleter = two_sessions
        moved = (
            PublishedMark.objects.filter(result__publication__status="draft").exclude(result=place["result"]).first()
        )
        writer.cursor().execute(
            "UPDATE scoring_publishedmark SET result_id = %s, criterion_id = %s WHERE id = %s",
            [*place.values(), moved.pk],
        )
        with pytest.raises(OperationalError, match="lock timeout"):
            delete(deleter, parent, place)
        deleter.rollback()
        writer.commit()
        with pytest.raises(DatabaseError, match=guard_rules.HELD):
            delete(deleter, parent, place)

    @pytest.mark.django_db(transaction=True)
    @each_parent
    def test_who_sees_only_an_earlier_moment_deletes_nothing_that_could_have_marks(two_sessions, parent):
        place = bare_place(make_world())
        writer, deleter = two_sessions
        deleter.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        deleter.cursor().execute("SELECT count(*) FROM scoring_publishedmark")
        mark(writer, place)
        writer.commit()
        with pytest.raises(DatabaseError, match=guard_rules.HELD):
            delete(deleter, parent, place)

    @pytest.mark.django_db(transaction=True)
    @each_parent
    def test_without_holding_the_row_a_mark_is_left_without_it(two_sessions, parent):
        place = bare_place(make_world())
        try:
            weaken("frozen_apart_insert_scoring_publishedmark", " FOR KEY SHARE", "")
            writer, deleter = two_sessions
            mark(writer, place)
            delete(deleter, parent, place)
            deleter.commit()
            writer.commit()
            assert without_parents() == 1
        finally:
            guards.install()

    @pytest.mark.django_db(transaction=True)
    @each_parent
    def test_without_asking_how_a_transaction_sees_a_mark_is_left_without_its_row(two_sessions, parent):
        place = bare_place(make_world())
        try:
            table = PARENTS[parent]._meta.db_table
            weaken(f"frozen_held_delete_{table}", "'repeatable read', 'serializable'", "''")
            writer, deleter = two_sessions
            deleter.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            deleter.cursor().execute("SELECT count(*) FROM scoring_publishedmark")
            mark(writer, place)
            writer.commit()
            delete(deleter, parent, place)
            deleter.commit()
            assert without_parents() == 1
        finally:
            guards.install()
