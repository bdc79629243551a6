"""The door's block: frozen marks as the arithmetic takes them, the year before at each leaf, and nothing that is not published."""

from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring import published
from scoring.core.rules import Measure
from scoring.models import Publication, PublishedCriterion, PublishedMark, PublishedSurvey
from scoring.published import Kind, LeafMapping, NoRank
from scoring.published import block as blocks
from tests.cast import make_cast
from tests.factories_computed import altered, draft_computed, freeze, make_computed, unguarded

pytestmark = pytest.mark.django_db


def load(unit="huyen-nui-xanh", year=2024):
    releases = published.releases_of_unit(unit, year)
    rankings = published.load_rankings(releases)
    found = published.load_blocks(published.load_assessments(releases, unit=unit), rankings, unit)
    return next(iter(found.values()), None)


def two_years(**changed_before):
    """2023 and 2024 under one set; `set_code` of the year before may be another."""
    cast = make_cast()
    measures = altered({("huyen-nui-xanh", "1.2"): Measure(choice="du"), ("huyen-nui-xanh", "2.4"): None})
    first = make_computed(cast, 2023, measures=measures, set_code="minh-hoa-2024", **changed_before)
    return first, draft_computed(cast, 2024, previous=first)


def test_frozen_marks_give_the_published_figures_again():
    make_computed(make_cast())
    found = load()
    assert found.agrees
    assert found.block.result.ranks == {
        "huyen-song-em": 1,
        "huyen-nui-xanh": 2,
        "quan-ben-moi": 2,
        "huyen-ho-guom-nho": 4,
    }


def test_altered_marks_are_seen_and_nothing_is_said_from_them(client):
    first = make_computed(make_cast())
    with unguarded():
        PublishedMark.objects.filter(
            result__publication=first, result__unit_code="huyen-song-em", criterion__code="2.2"
        ).update(points=D(1))
    assert not load().agrees
    page = client.get("/don-vi/huyen-nui-xanh/2024/", headers={"host": "localhost"}).content.decode()
    assert "không tính lại ra đúng" in page
    assert "Mất điểm ở đâu" not in page
    assert client.get("/don-vi/huyen-nui-xanh/2024/neu/", headers={"host": "localhost"}).status_code == 404


def test_losses_are_of_leaves_and_carry_the_year_before_under_one_set():
    _first, draft = two_years()
    freeze(draft)
    found = load()
    assert found.year_before == 2023
    losses = {each.code: each for each in found.losses}
    assert (losses["1.2"].lost, losses["1.2"].earlier) == (D("2.5"), (LeafMapping.SAME, D(0)))
    assert losses["2.4"].earlier == (LeafMapping.SAME, None)  # it did not apply
    assert losses["2.2"].is_repeated
    assert not losses["1.2"].is_repeated
    assert losses["1.2"].full == ("huyen-song-em", "quan-ben-moi")
    assert found.former is None  # nothing would be otherwise


def test_between_two_sets_leaves_are_joined_by_what_was_frozen_and_a_changed_maximum_always_says_so():
    cast = make_cast()
    first = make_computed(cast, 2023, set_code="minh-hoa-2023")
    draft = draft_computed(cast, 2024, previous=first)
    own = PublishedCriterion.objects.filter(publication=draft)
    own.filter(code="2.2").update(previous_code="2.3", mapping="same")  # 10 points, and 5 before
    own.filter(code="2.3").update(previous_code="2.2", mapping="text")
    own.filter(code="1.2").update(previous_code="1.2", mapping="text")
    own.filter(code="2.5").update(previous_code="9.9", mapping="same")  # no such leaf then
    freeze(draft)
    losses = {each.code: each.earlier for each in load().losses}
    assert losses["2.2"].how is LeafMapping.MAXIMUM
    assert losses["1.2"] == (LeafMapping.TEXT, D("2.5"))
    assert losses["2.5"] == (LeafMapping.NEW, None)


def test_last_years_set_is_asked_about_and_refused_where_leaves_are_gone():
    cast = make_cast()
    first = make_computed(cast, 2023, set_code="minh-hoa-2023")
    draft = draft_computed(cast, 2024, previous=first)
    own = PublishedCriterion.objects.filter(publication=draft)
    own.filter(code="2.2").update(previous_code="2.2", mapping="same")
    freeze(draft)
    found = {each.kind: each for each in load().counterfactuals}
    assert found[Kind.LAST_YEAR].refused is NoRank.LEAVES_REMOVED
    assert "2.1" in found[Kind.LAST_YEAR].left_out
    assert found[Kind.COMMON].ranks["huyen-song-em"] == 1


def test_without_a_publication_compared_with_nothing_is_known_of_the_year_before():
    make_computed(make_cast())
    found = load()
    assert found.year_before is None
    assert all(each.earlier is None for each in found.losses)
    assert Kind.LAST_YEAR not in {each.kind for each in found.counterfactuals}


def test_a_draft_has_no_block_and_lends_nothing_to_one():
    """Embargo: neither the unit's own draft nor, by whatever mistake, a draft as the year before."""
    cast = make_cast()
    before = draft_computed(cast, 2023, set_code="minh-hoa-2024")
    assert load(year=2023) is None
    freeze(draft_computed(cast, 2024))
    with unguarded():
        Publication.objects.filter(year=2024).update(previous=before)
    found = load()
    assert found.year_before is None
    assert found.former is None


def test_the_year_before_of_a_draft_would_be_seen_without_the_gate(monkeypatch):
    cast = make_cast()
    before = draft_computed(cast, 2023, set_code="minh-hoa-2024")
    freeze(draft_computed(cast, 2024))
    with unguarded():
        Publication.objects.filter(year=2024).update(previous=before)
    monkeypatch.setattr(type(Publication.objects), "published", lambda self: self.all())
    assert load().year_before == 2023


def test_queries_are_four_whatever_the_number_of_units_and_none_for_transcribed_tables():
    _first, draft = two_years()
    freeze(draft)
    releases = published.releases_of_unit("huyen-nui-xanh", 2024)
    rankings = published.load_rankings(releases)
    assessments = published.load_assessments(releases, unit="huyen-nui-xanh")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = published.load_blocks(assessments, rankings, "huyen-nui-xanh")
        assert all(each.losses and each.counterfactuals and each.path for each in found.values())
    assert len(asked) == 4
    with CaptureQueriesContext(connection) as asked:
        assert published.load_blocks({}, rankings, "huyen-nui-xanh") == {}
    assert len(asked) == 0


def test_a_block_too_large_to_be_computed_while_one_waits_is_left_out(monkeypatch):
    make_computed(make_cast())
    monkeypatch.setattr(blocks, "MOST_MARKS", 43)
    assert load() is None
    monkeypatch.setattr(blocks, "MOST_MARKS", 44)
    assert load() is not None


def test_the_range_of_ranks_rests_on_published_margins_and_is_silent_where_one_is_not_published():
    draft = draft_computed(make_cast())
    assert load() is None
    PublishedSurvey.objects.filter(result__publication=draft).delete()
    for result in draft.results.all():
        for position, (purpose, factor, margin) in enumerate(
            (("satisfaction", "", D(3)), ("survey", "2.5", D(6))), start=1
        ):
            PublishedSurvey.objects.create(
                result=result, position=position, purpose=purpose, factor=factor, percent=D(80), base=100, margin=margin
            )
    freeze(draft)
    found = load()
    # 3 % and 6 % of ten points each, out of 60 and of 55.
    assert found.margins["huyen-nui-xanh"] == D("1.5")
    assert found.margins["quan-ben-moi"].quantize(D("0.0001")) == D("1.6364")
    assert found.rank_range == (2, 3)
    with unguarded():
        PublishedSurvey.objects.filter(result__unit_code="quan-ben-moi", purpose="survey").update(
            margin=None, base=None, percent=None, is_suppressed=True
        )
    assert load().rank_range is None


def test_what_appraisers_wrote_for_each_other_is_not_among_what_is_frozen():
    """The only words of a published mark are why something does not apply, or that a survey was not held."""
    words = {
        field.name
        for field in PublishedMark._meta.get_fields()
        if field.get_internal_type() in ("TextField", "CharField")
    }
    assert words == {"state", "choice", "reason"}
