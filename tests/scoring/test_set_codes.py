"""What a criteria set may be called is one rule with one sentence: by hand, by copy, by file, in the admin."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from scoring.actions import criteria_import, criteria_sets
from scoring.actions.criteria_import import import_criteria_files
from scoring.actions.criteria_sets import change_set, copy_set, create_set
from scoring.imports.values import CODE_SAYS
from scoring.imports.workbook import SourceFile
from scoring.models import CriteriaSet
from tests.factories_criteria import make_set, set_values

from .test_criteria_admin import person, said

pytestmark = pytest.mark.django_db
__all__ = ["person"]
WRONG = ["hai_1", "_hai", "-hai", "hai-", "hai--1", "Hai-1", "hai 1", "hải-1", "hai.1", "1/2"]
RIGHT = ["hai-1", "2026", "minh-hoa-so-2026"]


def by_hand(cast, code: str) -> str:
    try:
        create_set(values={**set_values(cast.par), "code": code}, by=None)
    except ValidationError as error:
        return " ".join(error.message_dict["code"])
    return ""


def by_file(cast, code: str) -> str:
    text = f"code,name,index,unit_kind,year_from,source\n{code},Bộ mới,par,department,2026,Dữ liệu minh họa\n"
    outcome = import_criteria_files(sources=[SourceFile("criteria_sets.csv", text.encode())], by=None)
    assert {each.column for each in outcome.problems if each.is_error} <= {"code"}, outcome.problems
    return " ".join(each.advice for each in outcome.problems if each.is_error)


@pytest.mark.parametrize("way", [by_hand, by_file])
@pytest.mark.parametrize("code", WRONG)
def test_a_code_that_is_none_is_refused_with_the_same_sentence(cast, way, code):
    assert way(cast, code) == CODE_SAYS
    assert not CriteriaSet.objects.exists()


@pytest.mark.parametrize("way", [by_hand, by_file])
@pytest.mark.parametrize("code", RIGHT)
def test_a_code_that_is_one_is_taken(cast, way, code):
    assert way(cast, code) == ""
    assert CriteriaSet.objects.get().code == code


@pytest.mark.parametrize("code", WRONG)
def test_the_copy_and_the_admin_say_it_too(client, person, cast, code):
    made = make_set(cast.par)
    where = reverse("desk:criteria-set", args=[made.code]) + "chep/"
    answer = client.post(where, {"code": code, "name": "Bộ mới", "year_from": 2026})
    assert answer.context["form"].errors["code"] == [CODE_SAYS]
    empty = {f"band_scales-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    fields = {**set_values(cast.par), **empty, "index": "par", "places": "2", "tie_rule": "competition"}
    answer = client.post(reverse("admin:scoring_criteriaset_add"), {**fields, "rank_on": "published", "code": code})
    assert said(answer) == CODE_SAYS
    assert CriteriaSet.objects.count() == 1


def test_a_set_that_has_such_a_code_keeps_it_and_gives_it_to_no_copy(cast):
    """A rule for new names, not a reason why an old set cannot be mended or brought back."""
    made = make_set(cast.par)
    CriteriaSet.objects.filter(pk=made.pk).update(code="hai_1")
    made.refresh_from_db()
    change_set(criteria_set=made, values={"name": "Tên khác"}, by=None)
    assert by_file(cast, "hai_1") == ""
    assert CriteriaSet.objects.get().name == "Bộ mới"
    with pytest.raises(ValidationError):
        copy_set(source=made, code="hai_2", name="Sau", year_from=2026, by=None)


def test_without_the_rule_a_file_would_make_such_a_set(cast, monkeypatch):
    monkeypatch.setattr(criteria_import, "refuse_code", lambda *_code: "")
    assert by_file(cast, "hai_1") == ""
    assert CriteriaSet.objects.get().code == "hai_1"
    assert criteria_sets.refuse_code("hai_1") == CODE_SAYS
