"""What the attacks on frozen rows share: a published correction with every table and column filled, and a dump of all."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from scoring import guard_rules, guards
from scoring.actions.publications import publish
from scoring.models import (
    Event,
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedCriterion,
    PublishedFact,
    PublishedMark,
    PublishedResult,
    PublishedScore,
    PublishedSentence,
    PublishedSurvey,
)
from tests.cast import Cast, make_cast
from tests.factories import make_component, make_fact, make_index, make_publication, make_result, make_user

FROZEN_MODELS = [
    model for model in apps.get_app_config("scoring").get_models() if model._meta.db_table in guard_rules.FROZEN_TABLES
]
CHILDREN = [
    PublishedComponent,
    PublishedResult,
    PublishedScore,
    PublishedFact,
    PublishedCriterion,
    PublishedBand,
    PublishedMark,
    PublishedSurvey,
    PublishedSentence,
]
EVERYTHING = {
    PublishedComponent: {"max_score": Decimal(70), "weight": Decimal(20), "note": "ghi chú"},
    PublishedResult: {
        "rank_computed": 1,
        "max_score": Decimal(100),
        "index_percent": Decimal("90.54"),
        "index_printed": "90,54",
        "band": "Tốt",
        "previous_rank": 2,
        "previous_rank_printed": "2",
        "rank_change": 1,
        "score_change": Decimal("1.25"),
        "score_direction": "up",
        "absent_reason": "không",
        "note": "ghi chú",
    },
    PublishedScore: {"rank": 2, "change": Decimal("0.5"), "note": "ghi chú"},
    PublishedFact: {"note": "ghi chú"},
}


@dataclass
class World:
    """A published correction under attack, the version before it, and a draft to move rows from and to."""

    cast: Cast
    published: Publication
    first: Publication
    other: Publication
    draft: Publication
    elsewhere: dict[type, Any]

    def frozen(self, model: type[models.Model]) -> Any:
        """The published row of a table."""
        if model is Publication:
            return self.published
        if model is Event:
            return Event.objects.order_by("pk")[0]
        return _rows(model, self.published)[0]

    def loose(self, model: type[models.Model]) -> Any:
        """A row of a draft."""
        return Publication.objects.get(pk=self.draft.pk) if model is Publication else _rows(model, self.draft)[0]


def _rows(model, publication):
    path = "result__publication" if hasattr(model, "result") else "publication"
    return model.objects.filter(**{path: publication}).order_by("pk")


def _fill(publication: Publication, cast: Cast, *, with_sentences: bool) -> None:
    appraised = make_component(publication, "tham-dinh", **EVERYTHING[PublishedComponent])
    surveyed = make_component(publication, "dieu-tra", **EVERYTHING[PublishedComponent])
    make_component(publication, "bo-trong", **EVERYTHING[PublishedComponent])
    for unit, rank, total, parts in (
        (cast["huyen-song-em"], 1, "90.54", ("60.54", "30")),
        (cast["huyen-nui-xanh"], 2, "80.10", ("55", "25.10")),
    ):
        result = make_result(
            publication,
            unit,
            rank,
            total,
            scores=dict(zip((appraised, surveyed), parts, strict=True)),
            **EVERYTHING[PublishedResult],
        )
        result.scores.update(**EVERYTHING[PublishedScore])
    make_fact(publication, value="85.32", **EVERYTHING[PublishedFact])
    PublishedBand.objects.create(publication=publication, code="tot", name="Tốt", from_index=80, component_floor=70)
    # Of a unit of its own, for moving.
    if with_sentences:
        PublishedSentence.objects.create(
            publication=publication,
            unit_code=f"don-vi-{publication.pk}",
            about="reason",
            text="Huyện Sông Êm dẫn đầu khối.",
        )
    rule = {"kind": "rate", "floor": "80", "full_at": "100"}
    leaves = [
        PublishedCriterion.objects.create(
            publication=publication, code=code, parent_code="1", title="Xử lý hồ sơ", max_score=2, origin="appraisal",
            rule=rule, evidence="Báo cáo", appraiser_name="Sở Ánh Trăng", previous_code=code, mapping="same",
            position=position,
        )
        for position, code in enumerate(("1.1", "1.2", "1.3"), start=1)
    ]  # fmt: skip
    for result in publication.results.all():
        for leaf in leaves[:2]:
            PublishedMark.objects.create(
                result=result, criterion=leaf, state="marked", amount=Decimal("90.5"), base=100, choice="co",
                self_score=2, points=Decimal("1.81"), max_score=2, reason="lý do",
            )  # fmt: skip
        # Without figures, so that calling it suppressed breaks no other rule; at a place of its own, for moving.
        PublishedSurvey.objects.create(
            result=result, position=result.pk, purpose="survey", factor="Kết quả", response_rate=80
        )


def make_world(*, with_sentences: bool = True) -> World:
    cast, user, other_user = make_cast(), make_user("nguoi-cong-bo"), make_user("nguoi-khac")
    told = {
        "decision_number": "01/QĐ-UBND",
        "decision_date": date(2021, 3, 30),
        "announced_on": "2021-03-30",
        "unit_count": 2,
        "part_scale": Decimal(10),
        "note": "ghi chú",
    }
    first = make_publication(cast.par, cast.districts, 2020, **told)
    _fill(first, cast, with_sentences=with_sentences)
    publish(publication=first, by=user)
    published = make_publication(cast.par, cast.districts, 2020, version=2, supersedes=first, reason="Cộng sai", **told)
    _fill(published, cast, with_sentences=with_sentences)
    publish(publication=published, by=user)
    other = make_publication(cast.par, cast.departments, 2020)
    make_fact(other, value="1")
    publish(publication=other, by=user)
    draft = make_publication(cast.par, cast.districts, 2021)
    _fill(draft, cast, with_sentences=with_sentences)
    published.refresh_from_db()
    empty = make_publication(cast.par, cast.districts, 2022)
    elsewhere = {
        "index": make_index("sipas"),
        "group": cast.departments,
        "unit": cast["huyen-ho-guom-nho"],
        "supersedes": other,
        "publication": empty,
        "result": draft.results.all()[0],
        "component": draft.components.all()[0],
        "criterion": draft.criteria.all()[0],
        "previous": other,
        "published_by": other_user,
        "by": other_user,
    }
    connection.check_constraints()  # nothing left that PostgreSQL would refuse for another reason than the guards
    return World(cast, published, first, other, draft, elsewhere)


def altered(world: World, row: models.Model, field: models.Field) -> Any:
    """Another value for a column, one that every other rule of the database would accept."""
    now = getattr(row, field.attname)
    if field.primary_key:
        return now + 100_000
    if field.is_relation:
        return world.elsewhere[field.name].pk
    if field.name == "status":
        return "draft"
    if field.choices:
        return next(value for value, _label in field.choices if value != now)
    if isinstance(field, models.BooleanField):
        return not now
    if isinstance(field, models.DecimalField):
        return Decimal(1) if now is None else now - Decimal("0.0001")
    if isinstance(field, models.IntegerField):
        return 1 if now is None else now + 1000
    if isinstance(field, models.DateTimeField):
        return datetime(2001, 2, 3, tzinfo=UTC)
    if isinstance(field, models.DateField):
        return date(2001, 2, 3)
    if isinstance(field, models.JSONField):
        return {"changed": True}
    assert isinstance(field, models.CharField | models.TextField), f"no attack is known for {field}"
    return "khac"


def a_text_of(model: type[models.Model]) -> str:
    """A column of free text in that table."""
    names = {field.name for field in model._meta.concrete_fields}
    return next(name for name in ("reason", "note", "title", "factor", "name", "text") if name in names)


def dump() -> dict[str, list[tuple]]:
    """Every row of every frozen table, whole, in the order of its number."""
    tables = {}
    with connection.cursor() as cursor:
        for table in guard_rules.FROZEN_TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            tables[table] = cursor.fetchall()
    return tables


class TakenBack(Exception):
    """The attack was not refused; what it did was taken back."""


def goes_through(attack) -> bool:
    """Whether the attack changes any frozen row. What it did is taken back; what is refused must have done nothing."""
    before = dump()
    try:
        with transaction.atomic():
            attack()
            if dump() == before:
                return False
            raise TakenBack
    except TakenBack:
        return True
    except DatabaseError:
        assert dump() == before
        raise


def refusal(attack) -> str:
    """What the database says to an attack; a test fails when it says nothing."""
    try:
        changed = goes_through(attack)
    except DatabaseError as error:
        return str(error)
    pytest.fail("the attack changed frozen rows" if changed else "the attack did nothing, and nobody said so")


def drop_guards() -> None:
    """For the control: the same database without a guard, until the test's transaction is rolled back."""
    connection.check_constraints()  # PostgreSQL changes no trigger while foreign keys wait to be checked
    guards.drop()
