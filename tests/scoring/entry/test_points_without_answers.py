"""Points typed by hand where a survey measures are kept, and whoever types them hears what the checklist will say."""

import pytest
from django.urls import reverse

from scoring.actions.checklist import checklist
from scoring.models import Appraisal
from scoring.views import entry
from tests.cast import make_cast
from tests.factories_round import make_round

from .test_after_submission import FIRST, fields_of, text_of

pytestmark = pytest.mark.django_db
SAYS = "Huyện Sông Êm có điểm khảo sát ở 2.4 nhưng không có số phiếu trả lời. Nhập số phiếu theo từng câu trả lời"


@pytest.fixture
def made():
    return make_round(make_cast(), surveys=False)


@pytest.fixture
def desk(client, people):
    client.force_login(people.enters)
    return client


def sheet_page(made) -> str:
    return reverse("desk:sheet", args=[made.round.pk, made.sheets[FIRST].pk])


def leaf_page(made) -> str:
    return reverse("desk:area", args=[made.round.pk, "2.4"])


def typed(desk, made, where: str, value: str, leaf: str = "2.4", units=(FIRST,)) -> dict[str, str]:
    fields = fields_of(desk.get(where).content.decode())
    keys = [leaf if where == sheet_page(made) else f"{made.sheets[unit].pk}-{leaf}" for unit in units]
    return {**fields, **{f"{key}-amount": value for key in keys}, **{f"{key}-reason": "Nhập tay" for key in keys}}


@pytest.mark.parametrize("page", [sheet_page, leaf_page])
def test_it_is_told_after_saving_in_the_words_of_the_checklist(desk, people, made, page):
    where = page(made)
    assert SAYS not in text_of(desk.get(where))
    text = text_of(desk.post(where, typed(desk, made, where, "55,5"), follow=True))
    assert "Đã lưu 1 tiêu chí." in text
    assert text.count(SAYS) == 1
    assert made.appraisal(FIRST, "2.4").amount is not None
    told = {f"{each.message} {each.advice}" for each in checklist(made.round, by=people.submits).errors}
    assert any(each in text for each in told)
    assert SAYS not in text_of(desk.get(where))  # once, when it is saved


def test_what_is_no_points_of_a_survey_is_not_told(desk, made):
    where = sheet_page(made)
    assert "số phiếu trả lời." not in text_of(desk.post(where, typed(desk, made, where, "7,25", "1.1"), follow=True))
    assert "số phiếu trả lời." not in text_of(desk.post(where, typed(desk, made, where, ""), follow=True))


def test_where_people_answered_nobody_types_and_nothing_is_told(client, people):
    made = make_round(make_cast())
    client.force_login(people.enters)
    where = sheet_page(made)
    assert "số phiếu trả lời." not in text_of(
        client.post(where, typed(client, made, where, "7,25", "1.1"), follow=True)
    )


def test_of_many_units_the_first_are_named_and_the_others_counted(desk, made, monkeypatch):
    monkeypatch.setattr(entry, "_WARNED", 1)
    where, units = leaf_page(made), list(made.sheets)
    text = text_of(desk.post(where, typed(desk, made, where, "44,5", units=units), follow=True))
    assert text.count("nhưng không có số phiếu trả lời.") == 1
    assert f"Còn {len(units) - 1} trường hợp như vậy" in text
    assert Appraisal.objects.filter(criterion__code="2.4", amount=44.5).count() == len(units)
