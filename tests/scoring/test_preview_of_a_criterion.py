"""A criterion before the publication: the page that will be public, reached from the unit's preview, for nobody else."""

import re
from html import unescape

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parindex.preview import criterion_page
from scoring.canonical import ROWS, stored_contents
from scoring.models import AssessmentRound, Publication
from scoring.published.preview import criterion_of
from tests.factories import make_publication, make_published, make_result, make_unit
from tests.factories_computed import draft_computed, freeze, make_computed
from tests.factories_release import released, submitted
from tests.factories_round import NOT_APPLICABLE, ORDER, make_round
from units.models import UnitForm, UnitKind

from .previewed import assert_same_criterion, main

pytestmark = pytest.mark.django_db
FIRST = "huyen-song-em"
UNITS = ("huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi")
QUERIES = 25  # session and account, the round with its marks and surveys, the criteria of the year before, other tables


def client_of(user=None) -> Client:
    client = Client(headers={"host": "localhost"})
    if user is not None:
        client.force_login(user)
    return client


def address(made, code="1.1") -> str:
    return reverse("preview:criterion", args=[made.round.pk, code])


def public(publication: Publication, code: str) -> str:
    group = publication.group
    place = f"/tieu-chi/{publication.set_code}/{code}/{group.place}/{group.slug}/2024/"
    response = client_of().get(place)
    assert response.status_code == 200, place
    return response.content.decode()


def contents_of(publication: Publication):
    return stored_contents(Publication.objects.prefetch_related(*ROWS).get(pk=publication.pk))


def rendered(publication: Publication, code: str) -> str:
    """The preview's page of a draft that belongs to no round."""
    found = criterion_of(contents_of(publication), code)
    assert found is not None
    request = RequestFactory(headers={"host": "localhost"}).get("/")
    return render_to_string("preview/criterion.html", criterion_page.context(found, "/xem-truoc/"), request)


@pytest.mark.parametrize("has_year_before", [False, True], ids=["the first year", "behind a transcribed year"])
def test_every_criterion_is_previewed_as_it_will_be_public(cast, people, has_year_before):
    if has_year_before:
        rows = [(cast[code], place, f"{90 - place}") for place, code in enumerate(UNITS, start=1)]
        make_published(cast.par, cast.districts, 2023, rows, unit_count=4)
    made = make_round(cast, marks={(UNITS[1], "1.3"): NOT_APPLICABLE})
    client, table = client_of(people.submits), reverse("preview:ranking", args=[made.round.pk])
    shown = {code: client.get(address(made, code)).content.decode() for code in ORDER}
    publication = released(AssessmentRound.objects.get(pk=made.round.pk), people)
    for code, page in shown.items():
        assert_same_criterion(page, public(publication, code), publication.number, code, table)
    other = public(publication, "1.2.1")
    with pytest.raises(AssertionError):  # what the comparison is worth
        assert_same_criterion(shown["1.2.2"], other, publication.number, "1.2.2", table)


@pytest.mark.parametrize("is_same_set", [True, False], ids=["the same set", "another set"])
def test_the_year_before_stands_beside_it_and_other_tables_can_be_chosen(cast, is_same_set):
    named = {"set_code": "minh-hoa-2024"} if is_same_set else {}
    before = make_computed(cast, 2023, **named)
    draft = draft_computed(cast, 2024, previous=before)
    codes = [each.code for each in draft.criteria.all()]
    shown = {code: rendered(draft, code) for code in codes}
    publication = freeze(draft)
    for code, page in shown.items():
        assert_same_criterion(page, public(publication, code), publication.number, code, "/xem-truoc/")
    assert any("so với năm trước" in page for page in shown.values()) is is_same_set


def test_a_correction_stands_in_the_place_of_what_it_corrects(cast):
    first = make_computed(cast)
    draft = draft_computed(cast, 2024, version=2, supersedes=first, reason="Nhập thiếu 50 hồ sơ.")
    shown = rendered(draft, "2.2")
    assert "Nhập thiếu 50 hồ sơ." in shown
    publication = freeze(draft)
    assert_same_criterion(shown, public(publication, "2.2"), publication.number, "2.2", "/xem-truoc/")


def test_a_transcribed_table_has_no_criteria(cast):
    draft = make_publication(cast.par, cast.districts, 2024)
    make_result(draft, cast[FIRST], 1, "95.25")
    assert criterion_of(contents_of(draft), "1.1") is None


def test_the_unit_leads_to_its_criteria_and_no_link_to_what_is_not_there(cast, people):
    made = make_round(cast)
    client = client_of(people.submits)
    unit = client.get(reverse("preview:unit", args=[made.round.pk, FIRST])).content.decode()
    for code in ORDER:
        assert f'href="{address(made, code)}"' in unit
    for code in ("1.2.1", "1", "2.7"):
        page = client.get(address(made, code)).content.decode()
        hrefs = set(re.findall(r'href="([^"#]*)[^"]*"', main(page)))
        assert reverse("preview:ranking", args=[made.round.pk]) in hrefs
        for href in hrefs - {""}:
            assert client.get(unescape(href)).status_code == 200, (code, href)


def test_the_preview_says_what_it_is_and_is_kept_by_nobody(cast, people):
    response = client_of(people.submits).get(address(make_round(cast)))
    text = response.content.decode()
    assert "BẢN XEM TRƯỚC – không phổ biến" in text
    assert '<meta name="robots" content="noindex">' in text
    assert "no-store" in response["Cache-Control"]
    assert "Dữ liệu minh họa" in text
    assert "<script" not in text


def test_others_see_nothing_of_it(cast, people):
    made = make_round(cast)
    submitted(made.round, people)
    assert client_of().get(address(made)).status_code == 302
    assert client_of(people.looks).get(address(made)).status_code == 404
    enters = people.enters
    enters.user_permissions.set(enters.user_permissions.filter(codename="enter_scores"))
    assert client_of(enters).get(address(made)).status_code == 403
    assert client_of(people.submits).post(address(made)).status_code == 405


@pytest.mark.parametrize("code", ["9.9", "1.", "x", "1.1 "])
def test_an_unknown_criterion_has_no_preview(cast, people, code):
    assert client_of(people.submits).get(address(make_round(cast), code)).status_code == 404


def queries(made, user) -> int:
    client = client_of(user)
    client.get(address(made))
    with CaptureQueriesContext(connection) as found:
        assert client.get(address(made)).status_code == 200
    return len(found)


def test_as_many_queries_for_many_units_as_for_few(cast, people):
    few = make_round(cast)
    assert queries(few, people.submits) == QUERIES
    more = [
        make_unit(f"Xã Thêm {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province)
        for number in range(12)
    ]
    cast.units.update({unit.code: unit for unit in more})
    codes = [*UNITS, *(unit.code for unit in more)]
    many = make_round(cast, year=2025, units=codes, criteria_set=few.criteria_set)
    assert queries(many, people.submits) == QUERIES
