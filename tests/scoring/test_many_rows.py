"""Very many rows at once: COPY on PostgreSQL and batches elsewhere store the same, and both are held by the guards."""

import gc
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from scoring import guard_rules
from scoring.actions import many_rows
from scoring.actions.many_rows import insert_many
from scoring.models import PublishedCriterion, PublishedMark
from tests.scoring.frozen import World, drop_guards, make_world

pytestmark = pytest.mark.django_db
NAMES = (
    "result_id", "criterion_id", "state", "amount", "base", "choice", "self_score", "points", "max_score", "reason",
)  # fmt: skip
# What a format of text lines could take for its own signs, or lose.
ODD = ["", " ", "\\N", "\\", "a\tb", "dòng một\ndòng hai\r\n", "\\.", '"', "Đồ Sơn, “điểm”", "\u2028", "NULL", "\\t\\n"]


@pytest.fixture
def world() -> World:
    return make_world()


def free_places(world: World, publication) -> list[tuple[int, int]]:
    """Results and criteria of a publication that no mark joins yet."""
    leaf = publication.criteria.get(code="1.3")
    return [(result.pk, leaf.pk) for result in publication.results.order_by("pk")]


def a_row(place: tuple[int, int], **values) -> tuple:
    row = {"state": "marked", "amount": Decimal("90.5"), "base": None, "choice": "", "self_score": None,
           "points": Decimal("1.81"), "max_score": Decimal(2), "reason": "", **values}  # fmt: skip
    return (*place, *(row[name] for name in NAMES[2:]))


@pytest.mark.parametrize("text", ODD)
def test_text_comes_back_as_it_was_given(world, text):
    place = free_places(world, world.draft)[0]
    insert_many(PublishedMark, NAMES, [a_row(place, reason=text)])
    assert PublishedMark.objects.get(result_id=place[0], criterion_id=place[1]).reason == text


def test_missing_zero_and_empty_stay_three_things(world):
    first, second = free_places(world, world.draft)
    insert_many(
        PublishedMark,
        NAMES,
        [
            a_row(first, points=Decimal(0), amount=Decimal("0.0000"), choice=""),
            a_row(second, state="missing", points=None, amount=None, choice="NULL"),
        ],
    )
    zero, missing = (PublishedMark.objects.get(result_id=r, criterion_id=c) for r, c in (first, second))
    assert (zero.points, zero.amount, zero.choice) == (0, 0, "")
    assert (missing.points, missing.amount, missing.choice) == (None, None, "NULL")


def test_rows_go_in_batches_and_none_is_lost(world, monkeypatch):
    monkeypatch.setattr(many_rows, "_BATCH", 1)
    monkeypatch.setattr(many_rows, "_SENT_TOGETHER", 1)
    places = free_places(world, world.draft)
    insert_many(PublishedMark, NAMES, (a_row(place) for place in places))
    assert PublishedMark.objects.filter(criterion_id=places[0][1]).count() == len(places) == 2


@pytest.mark.parametrize("good", [0, 1])
def test_an_error_while_rows_are_made_is_told_as_it_is_and_takes_all_back(world, monkeypatch, good):
    monkeypatch.setattr(many_rows, "_SENT_TOGETHER", 1)
    places, before = free_places(world, world.draft), PublishedMark.objects.count()

    def rows():
        yield from (a_row(place) for place in places[:good])
        raise LookupError("không có")

    with pytest.raises(LookupError, match="không có"), transaction.atomic():
        insert_many(PublishedMark, NAMES, rows())
    assert PublishedMark.objects.count() == before


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_many(PublishedMark, NAMES, [])


def test_published_rows_are_guarded_against_many_rows_too(world):
    places = free_places(world, world.published)
    before = PublishedMark.objects.count()
    with pytest.raises(DatabaseError, match=guard_rules.REFUSAL), transaction.atomic():
        insert_many(PublishedMark, NAMES, [a_row(place) for place in places])
    assert PublishedMark.objects.count() == before
    drop_guards()
    insert_many(PublishedMark, NAMES, [a_row(place) for place in places])
    assert PublishedMark.objects.count() == before + 2, "without the guards the same rows go in"


def test_one_row_for_a_published_table_among_rows_for_a_draft_takes_all_back(world):
    places = [*free_places(world, world.draft), free_places(world, world.published)[0]]
    before = PublishedMark.objects.count()
    with pytest.raises(DatabaseError, match=guard_rules.REFUSAL), transaction.atomic():
        insert_many(PublishedMark, NAMES, [a_row(place) for place in places])
    assert PublishedMark.objects.count() == before


def test_a_mark_that_joins_two_publications_is_refused(world):
    another = world.elsewhere["publication"]
    leaf = PublishedCriterion.objects.create(publication=another, code="1.1", title="Xử lý hồ sơ", max_score=2)
    apart = [a_row((world.draft.results.all()[0].pk, leaf.pk))]
    with pytest.raises(DatabaseError, match=guard_rules.APART), transaction.atomic():
        insert_many(PublishedMark, NAMES, apart)
    drop_guards()
    insert_many(PublishedMark, NAMES, apart)
    assert leaf.marks.count() == 1, "without the guards it goes in"


def test_what_breaks_a_constraint_is_an_error_of_the_database(world):
    place = free_places(world, world.draft)[0]
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_many(PublishedMark, NAMES, [a_row(place, points=Decimal(-1))])
    assert connection.is_usable()


@pytest.mark.parametrize("was_on", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_cycles_are_looked_for_again_afterwards_if_they_were_before(was_on, fails):
    assert gc.isenabled()
    try:
        if not was_on:
            gc.disable()
        with suppress(LookupError), many_rows.without_looking_for_cycles():
            assert not gc.isenabled()
            if fails:
                raise LookupError
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
