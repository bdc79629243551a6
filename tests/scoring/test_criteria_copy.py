"""Next year's set is a copy that says for each leaf how it stands against the year before."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from scoring.actions.criteria import add_criterion, change_criterion, remove_criterion
from scoring.actions.criteria_sets import change_set, copy_set
from scoring.criteria_checks import check_set
from scoring.criteria_tree import REMOVED, Tree, continuations
from scoring.models import Criterion, Event
from scoring.tally import scheme_of
from tests.factories_criteria import EVERY_RULE, lock_set, make_set

pytestmark = pytest.mark.django_db
D = Decimal
SAME, TEXT, MAXIMUM, NEW = (Criterion.Mapping(each) for each in ("same", "text", "maximum", "new"))


@pytest.fixture
def old(cast):
    return make_set(cast.par)


def copied(old, **values):
    return copy_set(source=old, code="minh-hoa-so-2026", name="Bộ tiêu chí năm 2026", year_from=2026, by=None, **values)


def node(criteria_set, code):
    return criteria_set.criteria.get(code=code)


def change(criteria_set, code, **values):
    return change_criterion(criterion=node(criteria_set, code), values=values, by=None)


def mapping(criteria_set):
    """By code; a leaf of this set before a removed one of the old set with the same code."""
    found = continuations(criteria_set)
    return {(each.row or each.before).code: each.mapping for each in reversed(found)}


def test_a_copy_is_the_same_set_under_another_name(cast, old):
    lock_set(old, cast.departments)
    new = copied(old)
    assert scheme_of(new, new.band_scales.get()) == scheme_of(old, old.band_scales.get())
    assert new.copied_from == old
    assert (new.decision_number, new.year_to, new.illustrative) == ("", None, True)
    assert set(mapping(new).values()) == {SAME}
    assert len(mapping(new)) == len([row for row in EVERY_RULE if row[2]])
    assert all(each.previous.code == each.code for each in new.criteria.select_related("previous"))
    event = Event.objects.get(verb="copy_criteria_set")
    assert (event.data["source"], event.data["nodes"]) == (old.code, len(EVERY_RULE))


def test_the_copy_may_say_otherwise_and_the_old_set_stays(old):
    before = list(old.criteria.values())
    new = copied(old, values={"places": 3, "decision_number": "12/QĐ-UBND"})
    assert (new.places, new.decision_number) == (3, "12/QĐ-UBND")
    assert list(old.criteria.values()) == before


def test_a_copy_under_a_code_that_exists_is_refused_whole(old):
    with pytest.raises(ValidationError) as error:
        copy_set(source=old, code=old.code, name="Khác", year_from=2026, by=None)
    assert "code" in error.value.message_dict
    assert Criterion.objects.count() == len(EVERY_RULE)


def test_every_mapping_at_once(old):
    new = copied(old)
    change(new, "1.2", title="Tuyên truyền, phổ biến")
    change(new, "2.1", max_score=D(12))
    change(new, "2.2", title="Phản ánh", max_score=D(6))
    values = {
        "code": "2.4",
        "title": "Hồ sơ trực tuyến",
        "max_score": D(3),
        "origin": "appraisal",
        "rule": {"kind": "rate"},
    }
    add_criterion(criteria_set=new, values={**values, "parent": node(new, "2")}, by=None)
    remove_criterion(criterion=node(new, "2.3"), by=None)
    found = mapping(new)
    assert {code: found[code] for code in ("1.2", "2.1", "2.2", "2.4", "2.3")} == {
        "1.2": TEXT,
        "2.1": MAXIMUM,
        "2.2": MAXIMUM,
        "2.4": NEW,
        "2.3": REMOVED,
    }
    assert sum(each == SAME for each in found.values()) == len(found) - 5


def test_what_is_changed_back_is_the_same_again(old):
    new = copied(old)
    change(new, "1.2", title="Tuyên truyền, phổ biến")
    change(new, "1.2", title="Tuyên truyền")
    assert mapping(new)["1.2"] == SAME


def test_a_person_may_say_otherwise_and_is_followed_until_the_maximum_changes(old):
    new = copied(old)
    change(new, "1.2", title="Tuyên truyền.", mapping=SAME)
    assert mapping(new)["1.2"] == TEXT  # same as it stood: said nothing new
    change(new, "1.2", mapping=SAME)
    assert mapping(new)["1.2"] == SAME
    change(new, "1.2", title="Tuyên truyền..")
    assert mapping(new)["1.2"] == SAME
    change(new, "1.2", max_score=D(4))
    assert mapping(new)["1.2"] == MAXIMUM


def test_a_leaf_that_continues_nothing_is_new_and_one_tied_to_an_old_leaf_is_not(old):
    new = copied(old)
    change(new, "1.2", previous=None)
    assert mapping(new)["1.2"] == NEW
    assert [each.before.code for each in continuations(new) if each.is_removed] == ["1.2"]
    change(new, "1.2", previous=node(old, "1.10"))
    assert mapping(new)["1.2"] == TEXT


def test_a_leaf_that_grew_children_leaves_its_old_leaf_removed(old):
    new = copied(old)
    change(new, "1.2", max_score=None, origin="", rule=None)
    values = {"code": "1.2.1", "title": "Tin bài", "max_score": D(5), "origin": "appraisal", "rule": {"kind": "manual"}}
    add_criterion(criteria_set=new, values={**values, "parent": node(new, "1.2")}, by=None)
    found = [
        (each.row.code if each.row else "", each.before.code if each.before else "", each.mapping)
        for each in continuations(new)
    ]
    assert ("1.2.1", "", NEW) in found
    assert ("", "1.2", REMOVED) in found


def test_an_old_leaf_that_a_later_set_continues_cannot_vanish(old):
    from scoring.policies import NotAllowed

    copied(old)
    with pytest.raises(NotAllowed, match="bộ sau nối tiếp"):
        remove_criterion(criterion=node(old, "1.2"), by=None)


def test_a_set_copied_from_itself_is_refused(old):
    with pytest.raises(ValidationError, match="sao chép từ chính nó"):
        change_set(criteria_set=old, values={"copied_from": old}, by=None)


@pytest.mark.parametrize("leaves", [2, 60])
def test_copying_mapping_and_checking_ask_as_often_for_many_leaves_as_for_few(cast, django_assert_num_queries, leaves):
    rows = [("1", "Lĩnh vực", None, "", None)]
    rows += [(f"1.{n}", f"Tiêu chí {n}", D(1), "appraisal", {"kind": "manual"}) for n in range(1, leaves + 1)]
    old = make_set(cast.par, rows=rows)
    with django_assert_num_queries(20):
        new = copied(old)
    new = type(new).objects.select_related("index", "copied_from").get(pk=new.pk)
    with django_assert_num_queries(2):
        assert len(continuations(new)) == leaves
    with django_assert_num_queries(3):
        check_set(new, Tree.of(new))
