"""What the database refuses of a draft already: figures that are none, totals beyond their maximum, two current results."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, models, transaction

from scoring.actions.publications import publish
from scoring.models import Publication, PublishedComponent, PublishedFact, PublishedResult, PublishedScore
from tests.factories import make_fact, make_publication

from .frozen import FROZEN_MODELS, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def write(row, column, value, cast="") -> None:
    """By SQL, past everything that Django would say."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {column} = %s{cast} WHERE id = %s", [value, row.pk])


def refused(attempt, *arguments, **named) -> str:
    try:
        with transaction.atomic():
            attempt(*arguments, **named)
            connection.check_constraints()
    except DatabaseError as error:
        return str(error)
    pytest.fail("the database accepted it")


def columns(*kinds):
    return [
        pytest.param(model, field, id=f"{model.__name__}.{field.name}")
        for model in FROZEN_MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.primary_key
    ]


DECIMALS = columns(models.DecimalField)
INTEGERS = columns(models.IntegerField)
NO_NUMBER = [
    "NaN",
    "Infinity",
    "-Infinity",
    "inf",
    "abc",
    "",
    " ",
    "12,5",
    "83,6x",
    "１２",
    "--",
]
BEYOND_THE_SCALE = ["1000.0001", "99999", "1e4"]
IS_A_CHANGE = ("score_change", "change")
# What was counted or measured is no score: dossiers, people, millions of đồng.
IS_A_MEASURE = ("amount", "base")


def test_there_are_columns_to_try():
    assert len(DECIMALS) >= 10
    assert len(INTEGERS) >= 12


@pytest.mark.parametrize(("model", "field"), DECIMALS)
def test_a_score_is_a_number_on_the_scale(world, model, field):
    PublishedResult.objects.filter(publication=world.draft).update(total=None)  # so that any maximum is above it
    lowest = Decimal(-1000) if field.name in IS_A_CHANGE else Decimal(0)
    beyond = ["99999999999.0001", "1e12"] if field.name in IS_A_MEASURE else BEYOND_THE_SCALE
    for value in [*NO_NUMBER, *beyond, str(lowest - Decimal("0.0001"))]:
        assert refused(write, world.loose(model), field.column, value), value
    for value in (str(lowest), "0.0001", "12.3456"):
        write(world.loose(model), field.column, value)
        assert getattr(world.loose(model), field.attname) == Decimal(value)


@pytest.mark.parametrize(("model", "field"), INTEGERS)
def test_a_rank_a_year_a_place_is_a_whole_number(world, model, field):
    for value in ("abc", "", "1.5", "2-3", "NaN", "cuối bảng", "１"):
        assert refused(write, world.loose(model), field.column, value), value
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        assert refused(write, world.loose(model), field.column, -1)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), 1e300])
@pytest.mark.parametrize(("model", "field"), DECIMALS)
def test_an_infinite_float_is_refused(world, model, field, value):
    assert refused(write, world.loose(model), field.column, value)


if connection.vendor == "sqlite":

    @pytest.mark.parametrize(("model", "field"), DECIMALS + INTEGERS + columns(models.BooleanField))
    def test_sqlite_keeps_no_text_and_no_bytes_in_a_column_of_numbers(world, model, field):
        for value in ("abc", b"12", b"\x00"):
            assert refused(write, world.loose(model), field.column, value)

    def test_sqlite_would_keep_text_as_a_rank_without_the_guard(world):
        row = world.loose(PublishedResult)
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER frozen_number_update_scoring_publishedresult")
            write(row, "rank", "abc")
            cursor.execute("SELECT typeof(rank) FROM scoring_publishedresult WHERE id = %s", [row.pk])
            assert cursor.fetchone() == ("text",)

    def test_sqlite_keeps_no_text_in_a_new_row(world):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA table_info(scoring_publishedresult)")
            names = [row[1] for row in cursor.fetchall() if row[1] not in ("id", "rank", "unit_id")]
        copied = f"INSERT INTO scoring_publishedresult ({', '.join(names)}, unit_id, rank) SELECT {', '.join(names)}, %s, %s FROM scoring_publishedresult WHERE id = %s"

        def insert(rank):
            with connection.cursor() as cursor:
                cursor.execute(copied, [world.elsewhere["unit"].pk, rank, world.loose(PublishedResult).pk])

        assert "a column of numbers holds numbers" in refused(insert, "abc")
        insert(3)


def test_a_total_is_within_its_maximum(world):
    row = world.loose(PublishedResult)
    write(row, "max_score", "90.54")
    assert refused(write, row, "total", "90.5401")
    assert refused(write, row, "max_score", "90.5399")
    write(row, "total", "90.54")


def test_a_rank_starts_at_one(world):
    assert refused(write, world.loose(PublishedResult), "rank", 0)
    write(world.loose(PublishedResult), "rank", 1)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (PublishedComponent, {"pk": None}),
        (PublishedResult, {"pk": None}),
        (PublishedScore, {"pk": None}),
        (PublishedFact, {"pk": None}),
        (Publication, {"pk": None, "number": 9999}),
        (Publication, {"pk": None, "year": 1999, "number": 1}),  # the number of a published one
    ],
)
def test_no_row_stands_twice(world, model, changes):
    row = world.loose(model)
    for name, value in changes.items():
        setattr(row, name, value)
    row._state.adding = True
    assert refused(row.save, force_insert=True)


def test_a_second_first_publication_of_an_index_year_and_group_is_refused(world):
    assert refused(make_publication, world.cast.par, world.cast.districts, 2020)
    assert refused(make_publication, world.cast.par, world.cast.districts, 2020, version=2)


def test_a_publication_is_corrected_once_and_the_correction_next(world):
    again = {"version": 3, "reason": "Cộng sai"}
    assert refused(make_publication, world.cast.par, world.cast.districts, 2020, supersedes=world.first, **again)
    make_publication(world.cast.par, world.cast.districts, 2020, supersedes=world.published, **again)


def test_a_correction_says_why(world):
    assert refused(
        make_publication, world.cast.par, world.cast.districts, 2020, version=3, supersedes=world.published, reason=""
    )


@pytest.mark.parametrize("version", [1, 2])
def test_a_correction_is_a_later_version(world, version):
    correction = {"supersedes": world.published, "reason": "Cộng sai", "version": version}
    assert refused(make_publication, world.cast.par, world.cast.districts, 2020, **correction)


def test_a_correction_is_of_the_same_index_year_and_group(world):
    correction = {"version": 3, "supersedes": world.published, "reason": "Cộng sai"}
    says = "a correction follows a published version"
    assert says in refused(make_publication, world.elsewhere["index"], world.cast.districts, 2020, **correction)
    assert says in refused(make_publication, world.cast.par, world.cast.departments, 2020, **correction)
    assert says in refused(make_publication, world.cast.par, world.cast.districts, 2019, **correction)
    made = make_publication(world.cast.par, world.cast.districts, 2020, **correction)
    assert says in refused(write, made, "year", 2019)


def test_a_correction_is_not_published_before_what_it_corrects(world):
    """Otherwise two versions would be current: the one before the draft, and the one after it."""
    second = make_publication(
        world.cast.par, world.cast.districts, 2020, version=3, supersedes=world.published, reason="Cộng sai"
    )
    third = make_publication(
        world.cast.par, world.cast.districts, 2020, version=4, supersedes=second, reason="Cộng sai lần nữa"
    )
    for draft in (second, third):
        make_fact(draft, value="1")
    stated = {
        "status": "published",
        "number": 9000,
        "content_hash": "0" * 64,
        "published_at": world.published.published_at,
    }
    assert refused(Publication.objects.filter(pk=third.pk).update, **stated)
    publish(publication=second, by=None)
    publish(publication=third, by=None)
    assert list(Publication.objects.current().filter(index=world.cast.par, year=2020, group=world.cast.districts)) == [
        third
    ]


def test_two_versions_may_be_published_by_one_statement(world):
    second = make_publication(
        world.cast.par, world.cast.districts, 2020, version=3, supersedes=world.published, reason="Cộng sai"
    )
    third = make_publication(
        world.cast.par, world.cast.districts, 2020, version=4, supersedes=second, reason="Cộng sai lần nữa"
    )
    second.note = "sửa sau khi đã có bản tiếp theo"
    second.save()
    stated = {"status": "published", "content_hash": "0" * 64, "published_at": world.published.published_at}
    numbers = models.F("pk") + 9000
    assert Publication.objects.filter(pk__in=[third.pk, second.pk]).update(number=numbers, **stated) == 2


@pytest.mark.parametrize("left_out", ["number", "content_hash", "published_at"])
def test_what_is_published_has_its_number_time_and_hash(world, left_out):
    stated = {
        "status": "published",
        "number": 9000,
        "content_hash": "0" * 64,
        "published_at": world.published.published_at,
    }
    stated[left_out] = "" if left_out == "content_hash" else None
    assert refused(Publication.objects.filter(pk=world.draft.pk).update, **stated)


@pytest.mark.parametrize("status", ["", "superseded", "PUBLISHED", "nhap"])
def test_there_is_no_third_state(world, status):
    assert refused(write, world.draft, "status", status)


def test_a_score_joins_a_result_and_a_component_of_one_publication(world):
    """A draft's score on a published component, or moved with its result or component into another draft."""
    says = "a row belongs to one publication"
    row, published = world.loose(PublishedScore), world.published
    assert says in refused(write, row, "component_id", published.components.get(code="bo-trong").pk)
    assert says in refused(write, world.loose(PublishedResult), "publication_id", world.elsewhere["publication"].pk)
    assert says in refused(write, world.loose(PublishedComponent), "publication_id", world.elsewhere["publication"].pk)
    made = PublishedScore(result=row.result, component=published.components.get(code="bo-trong"), source="nguồn")
    assert says in refused(made.save)
