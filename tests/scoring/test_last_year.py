"""What a unit had a year before stands beside the leaf that it was for: the leaf itself, or the one that it continues."""

from decimal import Decimal as D

import pytest
from django.utils import timezone

from scoring.actions.appraisals import Entry, enter
from scoring.appraising import leaves_of
from scoring.last_year import last_year
from scoring.models import Criterion, Publication, PublishedCriterion, PublishedMark
from tests.cast import make_cast
from tests.factories import make_publication, make_result
from tests.factories_entry import make_round, make_set, sheet_of

EM = "huyen-song-em"
MANUAL = {"kind": "manual"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


def set_of(cast, code, *codes):
    """A set of leaves of this number, each of 10 points, each judged by hand."""
    return make_set(
        cast.par, code=code, leaves=tuple((each, f"Tiêu chí {each}", "10", "appraisal", MANUAL) for each in codes)
    )


def link(later, earlier, **codes):
    """`codes`: a1_2="1.1" where 1.2 of the later set continues 1.1 of the earlier."""
    for name, old in codes.items():
        row = later.criteria.get(code=name[1:].replace("_", "."))
        Criterion.objects.filter(pk=row.pk).update(previous=earlier.criteria.get(code=old), mapping="same")


def published(cast, criteria, year, **points):
    """What was published of Sông Êm that year under a set, leaf by leaf."""
    draft = make_publication(cast.par, cast.districts, year, set_code=criteria.code)
    result = make_result(draft, sheet_unit(cast), 1, "90")
    for name, value in points.items():
        code = name[1:].replace("_", ".")
        row = PublishedCriterion.objects.create(
            publication=draft, code=code, title=code, max_score=10, origin="appraisal", rule=MANUAL
        )
        PublishedMark.objects.create(
            result=result, criterion=row, state="marked", points=D(value), max_score=10, amount=D(value)
        )
    last = Publication.objects.count()
    stated = {"status": "published", "content_hash": "0" * 64, "published_at": timezone.now(), "number": last}
    Publication.objects.filter(pk=draft.pk).update(**stated)


def sheet_unit(cast):
    return next(unit for unit in type(cast.province).objects.all() if unit.code == EM)


def points_of(round_, **more):
    sheet = sheet_of(round_, EM)
    leaves = leaves_of(round_.criteria_set)
    found = last_year(round_, [sheet.unit_id], leaves, **more)[sheet.unit_id]
    return {code: (str(each.points.normalize()), each.amount) for code, each in found.items()}


def test_a_set_that_serves_a_second_year_has_last_years_points_of_its_own_leaves(cast):
    own = set_of(cast, "bo-2023", "1.1", "1.2")
    published(cast, own, 2023, a1_1="7", a1_2="8.5")
    round_ = make_round(own, cast.districts, 2024)
    assert points_of(round_) == {"1.1": ("7", None), "1.2": ("8.5", None)}
    assert points_of(round_, with_measures=True)["1.2"] == ("8.5", D("8.5"))


def test_of_a_set_that_serves_a_second_year_the_working_rows_count_where_nothing_is_published(cast):
    own = set_of(cast, "bo-2023", "1.1", "1.2")
    enter(sheet=sheet_of(make_round(own, cast.districts, 2023), EM), entries=[Entry("1.2", amount=D(6))], by=None)
    assert points_of(make_round(own, cast.districts, 2024)) == {"1.2": ("6", None)}


def test_a_renumbered_leaf_has_what_it_continues_and_nothing_of_the_code(cast):
    old, own = set_of(cast, "bo-2023", "1.1", "1.2", "1.3"), set_of(cast, "bo-2024", "1.1", "1.2", "1.3")
    link(own, old, a1_1="1.1", a1_2="1.3")  # 1.2 of before was dropped, 1.3 is new
    published(cast, old, 2023, a1_1="1", a1_2="2", a1_3="3")
    assert points_of(make_round(own, cast.districts, 2024)) == {"1.1": ("1", None), "1.2": ("3", None)}


def test_in_its_second_year_a_set_no_longer_reads_the_codes_of_the_set_before(cast):
    """The codes that its leaves had before are those of other leaves now; a leaf that was new has its own points."""
    old, own = set_of(cast, "bo-2022", "1.1", "1.2", "1.3"), set_of(cast, "bo-2023", "1.1", "1.2", "1.3")
    link(own, old, a1_1="1.1", a1_2="1.3")
    published(cast, own, 2023, a1_1="1", a1_2="2", a1_3="3")
    assert points_of(make_round(own, cast.districts, 2024)) == {
        "1.1": ("1", None), "1.2": ("2", None), "1.3": ("3", None),
    }  # fmt: skip


def test_a_set_that_was_never_used_lies_between(cast, django_assert_num_queries):
    first, between, own = (set_of(cast, f"bo-{year}", "1.1", "1.2") for year in (2022, 2023, 2024))
    link(between, first, a1_1="1.2", a1_2="1.1")
    link(own, between, a1_1="1.2", a1_2="1.1")
    published(cast, first, 2023, a1_1="4", a1_2="5")
    round_ = make_round(own, cast.districts, 2024)
    assert points_of(round_) == {"1.1": ("4", None), "1.2": ("5", None)}
    unit, leaves = sheet_of(round_, EM).unit_id, leaves_of(own)
    with django_assert_num_queries(4):  # one for each set before, the published marks, the working rows
        last_year(round_, [unit], leaves)


def test_a_set_that_nothing_leads_to_says_nothing(cast):
    other, own = set_of(cast, "bo-khac", "1.1"), set_of(cast, "bo-2024", "1.1")
    published(cast, other, 2023, a1_1="4")
    assert points_of(make_round(own, cast.districts, 2024)) == {}


def test_leaves_that_continue_each_other_in_a_circle_end(cast):
    one, other = set_of(cast, "bo-1", "1.1"), set_of(cast, "bo-2", "1.1")
    link(one, other, a1_1="1.1")
    link(other, one, a1_1="1.1")
    published(cast, other, 2023, a1_1="4")
    assert points_of(make_round(one, cast.districts, 2024)) == {"1.1": ("4", None)}
