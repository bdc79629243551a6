"""The attack: every column of every frozen table, by every way of writing that Django and the database have.

Each attempt must be refused with an error and leave every row of every frozen table as it was. The same attempts without
the guards must change them; otherwise the attack proves nothing.
"""

import json
from functools import partial

import pytest
from django.contrib import admin
from django.core import serializers
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse

from scoring import guard_rules
from scoring.models import (
    Event,
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSurvey,
)
from tests.factories import make_user

from .frozen import CHILDREN, FROZEN_MODELS, a_text_of, altered, drop_guards, goes_through, make_world, refusal

pytestmark = pytest.mark.django_db
# Rows that join a result to a part of its publication: the name of that part, and its table.
JOINED = {PublishedScore: ("component", PublishedComponent), PublishedMark: ("criterion", PublishedCriterion)}


@pytest.fixture
def world():
    return make_world()


def raw(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def stored(field, value):
    return field.get_db_prep_save(value, connection)


def all_values(row, field, value):
    """Column names and stored values of the row, one of them another."""
    columns = {each.column: stored(each, getattr(row, each.attname)) for each in row._meta.concrete_fields}
    columns[field.column] = stored(field, value)
    return columns


# Ways of writing one value into one row. Each takes (row, field, value).


def save_the_column(row, field, value):
    setattr(row, field.attname, value)
    row.save(update_fields=[field.name])


def save_the_row(row, field, value):
    setattr(row, field.attname, value)
    row.save()


def save_base(row, field, value):
    setattr(row, field.attname, value)
    row.save_base(raw=True, force_update=True)


def update(row, field, value):
    type(row)._base_manager.filter(pk=row.pk).update(**{field.attname: value})


def bulk_update(row, field, value):
    setattr(row, field.attname, value)
    type(row)._base_manager.bulk_update([row], [field.name])


def bulk_create_over_it(row, field, value):
    setattr(row, field.attname, value)
    type(row)._base_manager.bulk_create([row], update_conflicts=True, update_fields=[field.name], unique_fields=["id"])


def update_or_create(row, field, value):
    type(row)._base_manager.update_or_create(pk=row.pk, defaults={field.attname: value})


def deserialise_over_it(row, field, value):
    """What loaddata does with each object."""
    setattr(row, field.attname, value)
    for loaded in serializers.deserialize("json", serializers.serialize("json", [row])):
        loaded.save()


def raw_update(row, field, value):
    raw(f"UPDATE {row._meta.db_table} SET {field.column} = %s WHERE id = %s", stored(field, value), row.pk)


def raw_upsert(row, field, value):
    columns = all_values(row, field, value)
    raw(
        f"INSERT INTO {row._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
        f" ON CONFLICT (id) DO UPDATE SET {field.column} = EXCLUDED.{field.column}",
        *columns.values(),
    )


def delete_and_insert(row, field, value):
    columns = all_values(row, field, value)
    raw(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)
    raw(
        f"INSERT INTO {row._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
        *columns.values(),
    )


def update_beside_a_temporary_table(row, field, value):
    """A session may put tables of its own before the real ones; in them nothing is published."""
    at = "public." if connection.vendor == "postgresql" else "main."
    for table in guard_rules.FROZEN_TABLES:
        raw(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {at}{table} WHERE 1 = 0")
    raw(f"UPDATE {at}{row._meta.db_table} SET {field.column} = %s WHERE id = %s", stored(field, value), row.pk)


def insert_or_replace(row, field, value, verb="INSERT OR REPLACE"):
    columns = all_values(row, field, value)
    raw(
        f"{verb} INTO {row._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
        *columns.values(),
    )


replace = partial(insert_or_replace, verb="REPLACE")


def update_or_replace(row, field, value):
    raw(f"UPDATE OR REPLACE {row._meta.db_table} SET {field.column} = %s WHERE id = %s", stored(field, value), row.pk)


def update_or_ignore(row, field, value):
    raw(f"UPDATE OR IGNORE {row._meta.db_table} SET {field.column} = %s WHERE id = %s", stored(field, value), row.pk)


def update_as_a_replica(row, field, value):
    """Ordinary triggers rest while rows are replicated, and any superuser may say that they are."""
    raw("SET LOCAL session_replication_role = replica")
    raw_update(row, field, value)


def update_in_a_common_table_expression(row, field, value):
    raw(
        f"WITH written AS (UPDATE {row._meta.db_table} SET {field.column} = %s WHERE id = %s RETURNING 1) SELECT 1",
        stored(field, value),
        row.pk,
    )


def merge(row, field, value):
    raw(
        f"MERGE INTO {row._meta.db_table} t USING (SELECT %s::bigint AS id) s ON t.id = s.id"
        f" WHEN MATCHED THEN UPDATE SET {field.column} = %s",
        row.pk,
        stored(field, value),
    )


def update_through_a_view(row, field, value):
    raw(f"CREATE TEMPORARY VIEW through_it AS SELECT * FROM {row._meta.db_table}")
    raw(f"UPDATE through_it SET {field.column} = %s WHERE id = %s", stored(field, value), row.pk)


class RefusedByTheAdmin(Exception):
    """The admin did not take the form."""


def post_in_the_admin(client):
    def post(row, field, value):
        address = reverse(f"admin:scoring_{row._meta.model_name}_change", args=[row.pk])
        form = {each.name: getattr(row, each.attname) for each in row._meta.concrete_fields if not each.primary_key}
        form[field.name] = value
        response = client.post(address, {name: "" if given is None else given for name, given in form.items()})
        if response.status_code in (403, 404):
            raise RefusedByTheAdmin

    return post


OF_DJANGO = [
    save_the_column, save_the_row, save_base, update, bulk_update, bulk_create_over_it, update_or_create,
    deserialise_over_it,
]  # fmt: skip
OF_SQL = [raw_update, raw_upsert, delete_and_insert, update_beside_a_temporary_table]
OF_THE_ENGINE = {
    "sqlite": [insert_or_replace, replace, update_or_replace, update_or_ignore],
    "postgresql": [update_as_a_replica, update_in_a_common_table_expression, merge, update_through_a_view],
}[connection.vendor]
WAYS = {getattr(way, "__name__", "replace"): way for way in [*OF_DJANGO, *OF_SQL, *OF_THE_ENGINE]}
# Writing another number into a row makes a new row, or touches none, on these ways.
NOT_FOR_THE_KEY = {
    "save_the_column", "save_the_row", "save_base", "bulk_update", "bulk_create_over_it",
    "update_or_create", "deserialise_over_it", "raw_upsert", "insert_or_replace", "replace",
}  # fmt: skip


def columns(model, way):
    return [field for field in model._meta.concrete_fields if not (field.primary_key and way in NOT_FOR_THE_KEY)]


REFUSED = (guard_rules.REFUSAL, guard_rules.APART, guard_rules.CHAIN)
ATTACKS = [pytest.param(model, way, id=f"{model.__name__}-{way}") for model in FROZEN_MODELS for way in WAYS]
IN_THE_ADMIN = [model for model in FROZEN_MODELS if admin.site.is_registered(model)]
ATTEMPTS = sum(len(columns(*attack.values)) for attack in ATTACKS) + sum(
    len(model._meta.concrete_fields) - 1 for model in IN_THE_ADMIN
)


def test_the_attack_is_as_large_as_it_should_be():
    assert len(FROZEN_MODELS) == len(guard_rules.FROZEN_TABLES) == 11
    print(f"{ATTEMPTS} attempts on {connection.vendor}")
    assert ATTEMPTS > 1500


@pytest.mark.parametrize(("model", "way"), ATTACKS)
def test_no_column_of_a_published_row_changes(world, model, way):
    for field in columns(model, way):
        row = world.frozen(model)
        row.refresh_from_db()
        value = altered(world, row, field)
        said = refusal(lambda: WAYS[way](row, field, value))  # noqa: B023
        assert said.startswith(REFUSED), f"{field.name} by {way}: {said}"


@pytest.mark.parametrize(("model", "way"), ATTACKS)
def test_without_the_guards_every_column_changes(world, model, way):
    drop_guards()
    for field in columns(model, way):
        row = world.frozen(model)
        row.refresh_from_db()
        value = altered(world, row, field)
        assert goes_through(lambda: WAYS[way](row, field, value)), f"{field.name} by {way}"  # noqa: B023


@pytest.fixture
def superuser_client(client):
    client.force_login(make_user("quan-tri", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("guarded", [True, False], ids=["guarded", "unguarded"])
@pytest.mark.parametrize("model", IN_THE_ADMIN)
def test_the_admin_changes_no_column_with_or_without_the_guards(world, superuser_client, model, guarded):
    """The admin is the other layer: it takes no form for a frozen row, whoever sends it."""
    if not guarded:
        drop_guards()
    post = post_in_the_admin(superuser_client)
    row = world.frozen(model)
    assert (
        superuser_client.get(reverse(f"admin:scoring_{row._meta.model_name}_change", args=[row.pk])).status_code == 200
    )
    for field in model._meta.concrete_fields:
        if not field.primary_key:
            value = altered(world, row, field)
            with pytest.raises(RefusedByTheAdmin):
                goes_through(lambda: post(row, field, value))  # noqa: B023


@pytest.mark.parametrize("model", IN_THE_ADMIN)
def test_the_admin_adds_and_deletes_no_frozen_row(world, superuser_client, model):
    name, row = model._meta.model_name, world.frozen(model)
    pages = [
        (reverse(f"admin:scoring_{name}_add"), {}),
        (reverse(f"admin:scoring_{name}_delete", args=[row.pk]), {"post": "yes"}),
    ]
    for address, form in pages:

        def attack(address=address, form=form):
            assert superuser_client.post(address, form).status_code == 403

        assert not goes_through(attack)
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    assert not goes_through(lambda: superuser_client.post(reverse(f"admin:scoring_{name}_changelist"), chosen))


# Ways of taking a row away, of putting one in, of moving one. Each takes (world, model).


def delete_the_row(world, model):
    world.frozen(model).delete()


def delete_by_a_query(world, model):
    model.objects.filter(pk=world.frozen(model).pk).delete()


def delete_without_asking(world, model):
    models.QuerySet._raw_delete(model.objects.filter(pk=world.frozen(model).pk), "default")


def raw_delete(world, model):
    raw(f"DELETE FROM {model._meta.db_table} WHERE id = %s", world.frozen(model).pk)


def raw_delete_of_all(world, model):
    raw(f"DELETE FROM {model._meta.db_table}")


def update_all(world, model):
    raw(f"UPDATE {model._meta.db_table} SET {a_text_of(model)} = 'khac'")


def create(world, model):
    _another(world, model).save(force_insert=True)


def bulk_create(world, model):
    model.objects.bulk_create([_another(world, model)])


def bulk_create_ignoring_conflicts(world, model):
    model.objects.bulk_create([_another(world, model)], ignore_conflicts=True)


def raw_insert(world, model, verb="INSERT"):
    other = _another(world, model)
    columns = {
        field.column: stored(field, field.pre_save(other, True))
        for field in model._meta.concrete_fields
        if not field.primary_key
    }
    raw(
        f"{verb} INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
        *columns.values(),
    )


def raw_insert_from_a_query(world, model):
    """Copy the draft's rows into the published publication."""
    other = _another(world, model)
    row = world.loose(model)
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    changed = {
        field.column: stored(field, getattr(other, field.attname))
        for field in model._meta.concrete_fields
        if not field.primary_key and getattr(other, field.attname) != getattr(row, field.attname)
    }
    chosen = ", ".join("%s" if name in changed else name for name in names)
    raw(
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT {chosen} FROM {model._meta.db_table} WHERE id = %s",
        *[changed[name] for name in names if name in changed],
        row.pk,
    )


def insert_or_ignore(world, model):
    raw_insert(world, model, "INSERT OR IGNORE")


def _another(world, model):
    """A row for the published publication that would break no other rule."""
    row = world.loose(model)
    row.pk, row._state.adding = None, True
    if model is Publication:
        row.number, row.year, row.status, row.content_hash = 9999, 1999, "published", "0" * 64
        row.published_at = world.published.published_at
    elif model in JOINED:
        name, part = JOINED[model]
        row.result = world.frozen(PublishedResult)
        taken = model.objects.filter(result=row.result).values(name)
        here, elsewhere = (part.objects.filter(publication=each) for each in (world.published, world.first))
        setattr(row, name, here.exclude(pk__in=taken).first() or elsewhere.first())
    elif model is PublishedSurvey:
        row.result, row.position = world.frozen(PublishedResult), 99_999
    else:
        row.publication = world.published
        if model in (PublishedComponent, PublishedCriterion, PublishedBand):
            row.code = "moi"
        elif model is PublishedResult:
            row.unit = world.elsewhere["unit"]
        else:
            row.position = 99
    return row


def move_in(world, model):
    other = _another(world, model)
    names = ("publication", "result", "component", "criterion", "code", "unit", "position")
    keys = {name: getattr(other, name) for name in names if name in {f.name for f in model._meta.concrete_fields}}
    model.objects.filter(pk=world.loose(model).pk).update(**keys)


def move_out(world, model):
    row, target = world.frozen(model), world.elsewhere
    name = "result" if hasattr(row, "result") else "publication"
    model.objects.filter(pk=row.pk).update(**{name: target[name]})


def load_a_fixture_over_it(tmp_path, world, model):
    row = world.frozen(model)
    column = a_text_of(model)
    (loaded,) = json.loads(serializers.serialize("json", [row]))
    loaded["fields"][column] = "khac"
    path = tmp_path / "khac.json"
    path.write_text(json.dumps([loaded]), encoding="utf-8")
    call_command("loaddata", path, verbosity=0)


def steal_the_number(world, model):
    """REPLACE a published row by a draft's row under its number."""
    row = world.loose(model) if model is not Event else Event.objects.order_by("pk").last()
    columns = {field.column: stored(field, getattr(row, field.attname)) for field in model._meta.concrete_fields}
    columns["id"] = world.frozen(model).pk
    raw(
        f"REPLACE INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
        *columns.values(),
    )


def push_out(world, model):
    """Give a draft's row the number of a published one, and let SQLite delete whoever has it."""
    row = world.loose(model)
    raw(f"UPDATE OR REPLACE {model._meta.db_table} SET id = %s WHERE id = %s", world.frozen(model).pk, row.pk)


def truncate(world, model):
    raw(f"TRUNCATE {model._meta.db_table}")


def truncate_cascade(world, model):
    raw(f"TRUNCATE {model._meta.db_table} CASCADE")


def truncate_restarting(world, model):
    raw(f"TRUNCATE ONLY {model._meta.db_table} RESTART IDENTITY CASCADE")


def delete_as_a_replica(world, model):
    raw("SET LOCAL session_replication_role = replica")
    raw_delete(world, model)


def truncate_as_a_replica(world, model):
    raw("SET LOCAL session_replication_role = replica")
    truncate_cascade(world, model)


def delete_using(world, model):
    raw(
        f"DELETE FROM {model._meta.db_table} t USING (SELECT %s::bigint AS id) s WHERE t.id = s.id",
        world.frozen(model).pk,
    )


def delete_beside_a_temporary_table(world, model):
    row, at = world.frozen(model), "public." if connection.vendor == "postgresql" else "main."
    for table in guard_rules.FROZEN_TABLES:
        raw(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {at}{table} WHERE 1 = 0")
    raw(f"DELETE FROM {at}{model._meta.db_table} WHERE id = %s", row.pk)


EVERY_TABLE = [delete_without_asking, raw_delete, raw_delete_of_all, update_all, delete_beside_a_temporary_table]
EVERY_TABLE += [delete_the_row, delete_by_a_query]
NOT_EVENTS = [create, bulk_create, bulk_create_ignoring_conflicts, raw_insert, raw_insert_from_a_query]
ONLY_HERE = {
    "sqlite": ([steal_the_number], [push_out, insert_or_ignore]),
    "postgresql": (
        [truncate, truncate_cascade, truncate_restarting, delete_as_a_replica, truncate_as_a_replica, delete_using],
        [],
    ),
}[connection.vendor]
ROW_ATTACKS = [
    pytest.param(model, way, id=f"{model.__name__}-{way.__name__}")
    for models_, ways in (
        (FROZEN_MODELS, EVERY_TABLE + ONLY_HERE[0]),
        ([Publication, *CHILDREN], NOT_EVENTS + ONLY_HERE[1]),
        (CHILDREN, [move_in, move_out]),
    )
    for model in models_
    for way in ways
]
# Truncating one table that others refer to is refused by PostgreSQL itself.
TRUNCATED_ALONE = {Publication, PublishedComponent, PublishedResult}


@pytest.mark.parametrize(("model", "way"), ROW_ATTACKS)
def test_no_frozen_row_goes_comes_or_moves(world, model, way):
    said = refusal(lambda: way(world, model))
    if way is raw_delete_of_all and said.startswith(guard_rules.HELD):
        return  # a draft's row came first, and its marks rest on it
    assert said.startswith(REFUSED) or (way is truncate and model in TRUNCATED_ALONE), said


@pytest.mark.parametrize(
    ("model", "way"),
    [each for each in ROW_ATTACKS if not (each.values[1] is truncate and each.values[0] in TRUNCATED_ALONE)],
)
def test_without_the_guards_frozen_rows_go_come_and_move(world, model, way):
    drop_guards()
    if model is Publication and way in (delete_the_row, delete_by_a_query):
        world.published = world.other  # nothing refers to it but its own rows
    assert goes_through(lambda: way(world, model))


@pytest.mark.parametrize("model", FROZEN_MODELS)
def test_a_fixture_is_not_loaded_over_a_frozen_row(world, tmp_path, model):
    assert guard_rules.REFUSAL in refusal(lambda: load_a_fixture_over_it(tmp_path, world, model))
    drop_guards()
    assert goes_through(lambda: load_a_fixture_over_it(tmp_path, world, model))


PARENTS = {
    "its publication": lambda world: world.published,
    "the version before": lambda world: world.first,
    "its unit": lambda world: world.cast["huyen-song-em"],
    "its group": lambda world: world.cast.districts,
    "its index": lambda world: world.cast.par,
    "its place": lambda world: world.cast.province,
    "who published it": lambda world: world.published.published_by,
}


@pytest.mark.parametrize("parent", PARENTS)
@pytest.mark.parametrize("way", ["delete", "queryset", "raw"])
def test_nothing_that_a_frozen_row_refers_to_can_be_deleted(world, parent, way):
    row = PARENTS[parent](world)

    def attack():
        if way == "delete":
            row.delete()
        elif way == "queryset":
            type(row)._base_manager.filter(pk=row.pk).delete()
        else:
            raw(f"DELETE FROM {row._meta.db_table} WHERE {row._meta.pk.column} = %s", row.pk)
            connection.check_constraints()

    assert refusal(attack)


if connection.vendor == "postgresql":

    @pytest.mark.parametrize("parent", PARENTS)
    def test_truncating_a_parent_does_not_reach_the_frozen_rows(world, parent):
        def attack():
            raw(f"TRUNCATE {PARENTS[parent](world)._meta.db_table} CASCADE")

        assert refusal(attack).startswith(guard_rules.REFUSAL)
        drop_guards()
        assert goes_through(attack)


def test_a_published_publication_does_not_become_a_draft_again(world):
    assert refusal(
        lambda: raw("UPDATE scoring_publication SET status = 'draft' WHERE id = %s", world.published.pk)
    ).startswith(guard_rules.REFUSAL)


def test_events_are_appended_and_never_rewritten(world):
    before = Event.objects.count()
    event = Event.objects.create(channel="thử", verb="thử", subject="thử")
    assert Event.objects.count() == before + 1
    assert refusal(lambda: Event.objects.filter(pk=event.pk).update(reason="khác")).startswith(guard_rules.REFUSAL)
    assert refusal(event.delete).startswith(guard_rules.REFUSAL)
