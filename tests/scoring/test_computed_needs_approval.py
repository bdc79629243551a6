"""A result computed here goes out by its release alone: no file, no other action, no statement publishes or changes it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from scoring import guard_rules, guards
from scoring.actions import release
from scoring.actions.imports import import_files
from scoring.actions.publications import PublicationRefused, publish, publish_all
from scoring.clock import database_now
from scoring.imports.workbook import SourceFile
from scoring.models import AssessmentRound, Event, Publication, PublishedResult, Submission
from tests.factories import make_publication
from tests.factories_computed import draft_computed, make_computed, unguarded
from tests.factories_release import approved, released, submitted
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
HEADING = "index,year,group,version,reason,unit_count,source\n"
UNITS = ("Sông Êm", "Núi Xanh", "Hồ Gươm Nhỏ", "Bến Mới")


def rows_for(cast, version: str, reason: str = "", year: int = 2024) -> list[SourceFile]:
    group = cast.districts.code
    results = "index,year,group,version,unit_name,rank,total,source\n" + "".join(
        f"par,{year},{group},{version},{name},{place},{90 - place},Tệp\n" for place, name in enumerate(UNITS, start=1)
    )
    publication = f"{HEADING}par,{year},{group},{version},{reason},4,Tệp\n"
    return [SourceFile("cong-bo.csv", publication.encode()), SourceFile("ket-qua.csv", results.encode())]


def bring(sources, **options):
    return import_files(sources=sources, by=None, **options)


def told(outcome) -> str:
    return "\n".join(f"{each.message} {each.advice}" for each in outcome.problems if each.is_error)


@pytest.mark.parametrize("step", [submitted, approved])
@pytest.mark.parametrize("options", [{}, {"publish": True}, {"check": True}])
@pytest.mark.parametrize("version", ["", "1"])
def test_a_file_neither_changes_nor_publishes_what_waits(cast, people, step, options, version):
    made = make_round(cast)
    submission = step(made.round, people)
    rows = list(PublishedResult.objects.order_by("pk").values())
    outcome = bring(rows_for(cast, version), **options)
    assert "khối này được chấm điểm trong kỳ đánh giá trên hệ thống" in told(outcome)
    assert "trang Công bố của kỳ đánh giá" in told(outcome)
    assert not outcome.published
    assert list(PublishedResult.objects.order_by("pk").values()) == rows
    assert Publication.objects.get().status == "draft"
    submission.refresh_from_db()
    assert submission.voided_at is None


def test_results_alone_without_the_table_of_publications_are_refused_once(cast, people):
    approved(make_round(cast).round, people)
    outcome = bring(rows_for(cast, "")[1:], publish=True)
    assert len([each for each in outcome.problems if each.is_error]) == 1
    assert Publication.objects.get().status == "draft"


@pytest.mark.parametrize("publish_too", [False, True])
def test_a_file_corrects_nothing_that_was_computed(cast, people, publish_too):
    released(make_round(cast).round, people)
    outcome = bring(rows_for(cast, "2", "Cộng sai"), publish=publish_too)
    assert "khối này được chấm điểm" in told(outcome)
    assert "bắt đầu đính chính" in told(outcome)
    assert Publication.objects.count() == 1


def test_a_computed_publication_without_a_round_is_not_corrected_by_a_file_either(cast):
    make_computed(cast, 2024)
    with unguarded():  # a round does not go once published
        Submission.objects.all().delete()
        AssessmentRound.objects.all().delete()
    outcome = bring(rows_for(cast, "2", "Cộng sai"), publish=True)
    assert outcome.has_errors
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("options", [{}, {"publish": True}])
def test_no_file_brings_results_where_a_round_is_assessed(cast, options):
    make_round(cast)
    outcome = bring(rows_for(cast, "1"), **options)
    assert "khối này được chấm điểm" in told(outcome)
    assert not Publication.objects.exists()


def test_another_year_is_brought_as_ever(cast):
    make_round(cast)
    outcome = bring(rows_for(cast, "1", year=2023), publish=True)
    assert not outcome.has_errors, told(outcome)
    assert Publication.objects.get().year == 2023


def test_no_other_action_publishes_it(cast, people):
    submission = approved(make_round(cast).round, people, database_now() + timedelta(days=1))
    with pytest.raises(PublicationRefused, match="trình và phê duyệt"):
        publish(publication=submission.publication, by=people.approves)
    with pytest.raises(PublicationRefused, match="trình và phê duyệt"):
        publish_all(publications=[submission.publication], channel="import_results", by=people.approves)
    other = draft_computed(cast, 2022)
    with pytest.raises(PublicationRefused, match="trình và phê duyệt"):  # the approval of another draft
        publish(publication=other, approved=submission, by=people.approves)
    assert not Publication.objects.published().exists()


def test_a_submission_nobody_approved_is_no_approval(cast, people):
    submission = submitted(make_round(cast).round, people)
    with pytest.raises(PublicationRefused):
        publish(publication=submission.publication, approved=submission, by=people.approves)


def state(publication, content_hash: str, **fields):
    values = {"status": "published", "published_at": timezone.now(), "number": 77, "content_hash": content_hash}
    with transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(**values, **fields)


def refused(attempt) -> str:
    try:
        with transaction.atomic():
            attempt()
    except DatabaseError as error:
        return str(error)
    pytest.fail("the database accepted it")


def test_the_database_publishes_nothing_computed_without_its_approval(cast):
    draft = draft_computed(cast, 2024)
    assert guard_rules.NOT_APPROVED in refused(lambda: state(draft, "a" * 64))
    assert guard_rules.NOT_APPROVED in refused(lambda: state(draft, "a" * 64, origin="transcribed"))
    guards.drop()
    state(draft, "a" * 64)


def test_the_database_holds_the_hash_against_the_approved_one(cast, people):
    submission = approved(make_round(cast).round, people)
    assert guard_rules.NOT_APPROVED in refused(lambda: state(submission.publication, "a" * 64))
    with transaction.atomic():
        state(submission.publication, submission.approved_hash)
        transaction.set_rollback(True)
    guards.drop()
    state(submission.publication, "a" * 64)


def test_the_database_wants_an_approval_and_not_a_submission(cast, people):
    submission = submitted(make_round(cast).round, people)
    assert guard_rules.NOT_APPROVED in refused(lambda: state(submission.publication, submission.content_hash))


def test_the_database_takes_no_approval_that_was_voided(cast, people):
    submission = approved(make_round(cast).round, people)
    Submission.objects.filter(pk=submission.pk).update(voided_at=timezone.now())
    assert guard_rules.NOT_APPROVED in refused(lambda: state(submission.publication, submission.approved_hash))


def test_what_was_transcribed_needs_no_second_person(cast):
    draft = make_publication(cast.par, cast.districts, 2019)
    state(draft, "a" * 64)
    assert Publication.objects.get(pk=draft.pk).status == "published"


def test_the_release_goes_its_way(cast, people):
    publication = released(make_round(cast).round, people)
    assert publication.status == "published"
    assert Event.objects.filter(verb="release").exists()
    assert release.due() == []
