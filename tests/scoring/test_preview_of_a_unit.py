"""A unit's year before its publication: the page that will be public, for those who may see it, and for nobody else."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parindex.preview import unit_page
from scoring.actions import release
from scoring.actions.publications import publish
from scoring.actions.rounds import writing
from scoring.actions.sentences import Subject, generated_of, word
from scoring.canonical import ROWS, stored_contents
from scoring.clock import database_now
from scoring.models import AssessmentRound, Publication
from scoring.published.preview import unit_year_of
from tests.factories import (
    make_component,
    make_fact,
    make_index,
    make_publication,
    make_published,
    make_result,
    make_unit,
)
from tests.factories_computed import draft_computed, freeze, make_computed
from tests.factories_release import released, submitted
from tests.factories_round import NOT_APPLICABLE, make_round
from units.models import UnitForm, UnitKind

from .previewed import assert_same, main

pytestmark = pytest.mark.django_db
FIRST = "huyen-song-em"
QUERIES = 28  # session and account, the round with its marks and surveys, the tables of the year and of the year before
UNITS = ("huyen-song-em", "huyen-nui-xanh", "huyen-ho-guom-nho", "quan-ben-moi")


def client_of(user=None) -> Client:
    client = Client(headers={"host": "localhost"})
    if user is not None:
        client.force_login(user)
    return client


def address(made, unit=FIRST) -> str:
    return reverse("preview:unit", args=[made.round.pk, unit])


def preview(made, user, unit=FIRST) -> str:
    response = client_of(user).get(address(made, unit))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def public(unit=FIRST, year=2024) -> str:
    response = client_of().get(reverse("portal:unit-year", args=[unit, year]))
    assert response.status_code == 200
    return response.content.decode()


def rendered(publication: Publication, unit: str) -> str:
    """The preview's page of a draft that belongs to no round: a transcribed table, or one made by hand."""
    found = unit_year_of(contents_of(publication), unit)
    assert found is not None
    request = RequestFactory(headers={"host": "localhost"}).get("/")
    context = unit_page.context(found, unit, "/xem-truoc/", request.build_absolute_uri)
    return render_to_string("preview/unit_year.html", {**context, "round": SimpleNamespace(pk=1)}, request)


def contents_of(publication: Publication):
    return stored_contents(Publication.objects.prefetch_related(*ROWS).get(pk=publication.pk))


# --- exactly as it will look ---


def two_years(cast):
    """A round of 2024 after a released one of 2023 of the same set: changes, sentences, parts of the change, who passed whom."""
    totals = dict(zip(reversed(UNITS), ("95", "90", "85", "20"), strict=True))
    rows = [(cast[code], place, total) for place, (code, total) in enumerate(totals.items(), 1)]
    make_published(cast.par, cast.districts, 2023, rows, unit_count=4)
    return make_round(cast, marks={(UNITS[1], "1.3"): NOT_APPLICABLE})


@pytest.mark.parametrize("is_submitted", [False, True], ids=["working rows", "a submission"])
def test_the_preview_of_a_unit_is_the_page_that_will_be_public(cast, people, is_submitted):
    made = two_years(cast)
    submission = submitted(made.round, people) if is_submitted else None
    shown = {unit: preview(made, people.submits, unit) for unit in UNITS}
    if submission is None:
        publication = released(AssessmentRound.objects.get(pk=made.round.pk), people)
    else:
        seen = {"content_hash": submission.content_hash, "release_at": database_now() - timedelta(seconds=1)}
        publication = release.release(submission=release.approve(submission=submission, by=people.approves, **seen))
    table = reverse("preview:ranking", args=[made.round.pk])
    for unit, page in shown.items():
        published = public(unit)
        assert_same(page, published, publication.number, table)
        assert "Mất điểm ở đâu" in page
        assert "Điểm theo lĩnh vực của" in page
        assert "Kết quả khảo sát" in page


def test_a_page_of_other_contents_is_told_from_the_preview(cast, people):
    """What the comparison is worth: one tenth of a point given in between is seen."""
    made = two_years(cast)
    shown = preview(made, people.submits)
    with writing(AssessmentRound.objects.get(pk=made.round.pk), by=people.enters):
        appraisal = made.appraisal(UNITS[2], "1.1")
        appraisal.amount = appraisal.appraised_score = appraisal.appraised_score + Decimal("0.1")
        appraisal.save()
    publication = released(AssessmentRound.objects.get(pk=made.round.pk), people)
    with pytest.raises(AssertionError):
        assert_same(shown, public(), publication.number, reverse("preview:ranking", args=[made.round.pk]))


def test_the_preview_tells_why_from_the_marks_of_both_years(cast):
    before = make_computed(cast, 2023)
    draft = draft_computed(cast, 2024, previous=before)
    units = [each.unit_code for each in draft.results.all()]
    shown = {unit: rendered(draft, unit) for unit in units}
    publication = freeze(draft)
    for unit, page in shown.items():
        assert "Vì sao thay đổi so với năm 2023" in page
        assert_same(page, public(unit), publication.number, "/xem-truoc/")


def test_a_correction_is_previewed_with_what_it_says_of_itself(cast):
    first = make_computed(cast)
    draft = draft_computed(cast, 2024, version=2, supersedes=first, reason="Nhập thiếu 50 hồ sơ.")
    shown = rendered(draft, FIRST)
    assert "Bảng này đã được đính chính: Nhập thiếu 50 hồ sơ." in shown
    assert shown.count('<section aria-labelledby="k-') == 1, "what it corrects stands no more"
    publication = freeze(draft)
    assert_same(shown, public(FIRST), publication.number, "/xem-truoc/")


def test_a_transcribed_table_is_previewed_beside_the_other_tables_of_its_year(cast):
    sipas = make_index("sipas")
    beside = make_published(sipas, cast.districts, 2024, [(cast[FIRST], 2, "80.5")], unit_count=4)
    rows = [(cast[code], place, f"{90 - place}") for place, code in enumerate(UNITS, 1)]
    make_published(cast.par, cast.districts, 2023, rows, unit_count=4)
    draft = make_publication(cast.par, cast.districts, 2024, unit_count=4)
    part = make_component(draft, max_score="60", part_of_total=True)
    for place, code in enumerate(reversed(UNITS), start=1):
        make_result(draft, cast[code], place, f"{95 - place}.25", scores={part: f"{50 - place}.5"})
    make_fact(draft, value="92.75")
    shown = rendered(draft, FIRST)
    publication = publish(publication=draft, by=None)
    assert_same(shown, public(FIRST), publication.number, "/xem-truoc/")
    assert f'href="/cong-bo/{beside.number}/#{FIRST}"' in shown, "what is published keeps its links"


def test_an_edited_sentence_is_previewed_as_it_was_edited(cast, people):
    made = two_years(cast)
    found, _facts = generated_of(made.round).facts(Subject(FIRST, "reason"))
    text = f"Kết quả năm 2024: {found.text}"
    word(round=made.round, subject=Subject(FIRST, "reason"), text=text, seen=0, by=people.submits)
    assert "Kết quả năm 2024:" in unescape(preview(made, people.submits))


# --- the way there and back ---


def test_every_row_of_the_previewed_table_leads_to_its_unit_and_back(cast, people):
    made = make_round(cast)
    client = client_of(people.submits)
    table = reverse("preview:ranking", args=[made.round.pk])
    text = client.get(table).content.decode()
    for unit in UNITS:
        assert f'<a href="{address(made, unit)}">' in text
        assert f'href="{table}#{unit}"' in client.get(address(made, unit)).content.decode()


def test_no_link_of_the_preview_leads_to_what_is_not_there_yet(cast, people):
    made = two_years(cast)
    client = client_of(people.submits)
    text = preview(made, people.submits)
    for href in sorted(set(re.findall(r'href="(/[^"#]*)', main(text)))):
        assert client.get(unescape(href)).status_code == 200, href


def test_the_preview_says_what_it_is_and_is_kept_by_nobody(cast, people):
    made = make_round(cast)
    response = client_of(people.submits).get(address(made))
    text = response.content.decode()
    assert "BẢN XEM TRƯỚC – không phổ biến" in text
    assert '<meta name="robots" content="noindex">' in text
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert "Dữ liệu minh họa" in text
    assert "<script" not in text


# --- who, what ---


def test_others_see_nothing_of_it(cast, people):
    made = make_round(cast)
    submitted(made.round, people)
    nobody = client_of().get(address(made))
    assert nobody.status_code == 302
    assert nobody["location"].startswith("/quan-tri/login/")
    assert client_of(people.looks).get(address(made)).status_code == 404
    enters = people.enters
    enters.user_permissions.set(enters.user_permissions.filter(codename="enter_scores"))
    refused = client_of(enters).get(address(made))
    assert refused.status_code == 403
    assert "không có quyền xem trước" in unescape(refused.content.decode())


def test_the_public_page_stays_unknown_while_there_is_a_preview(cast, people):
    made = make_round(cast)
    preview(made, people.submits)
    assert client_of(people.submits).get(reverse("portal:unit-year", args=[FIRST, 2024])).status_code == 404


@pytest.mark.parametrize("unit", ["huyen-khong-co", "tinh-minh-hoa", "minh-hoa"])
def test_a_unit_that_is_not_in_the_table_has_no_preview(cast, people, unit):
    made = make_round(cast)
    assert client_of(people.submits).get(address(made, unit)).status_code == 404


def test_a_post_is_refused(cast, people):
    assert client_of(people.submits).post(address(make_round(cast))).status_code == 405


def queries(made, user) -> int:
    client = client_of(user)
    client.get(address(made))  # sessions, content types
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address(made)).status_code == 200
    return len(found)


def test_as_many_queries_for_many_units_as_for_few(cast, people):
    few = make_round(cast)
    asked = queries(few, people.submits)
    more = [FIRST]
    for number in range(12):
        unit = make_unit(f"Xã Thêm {number}", UnitKind.DISTRICT, UnitForm.RURAL_DISTRICT, parent=cast.province)
        cast.units[unit.code] = unit
        more.append(unit.code)
    many = make_round(cast, year=2025, units=[*UNITS, *more[1:]], criteria_set=few.criteria_set)
    assert queries(many, people.submits) == asked
    assert asked == QUERIES
