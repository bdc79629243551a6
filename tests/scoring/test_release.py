"""From working rows to a publication: two people, one content, not before its time."""

import os
import time
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from scoring.actions import release
from scoring.actions.composition import compose
from scoring.actions.rounds import writing
from scoring.canonical import canonical, canonical_of, stored_contents
from scoring.clock import database_now
from scoring.models import AssessmentRound, Event, Publication, PublishedResult, Submission
from scoring.policies import NotAllowed
from tests.factories_release import approved, grant, released, submitted
from tests.factories_round import make_round
from units.models import Unit

pytestmark = pytest.mark.django_db
State = AssessmentRound.State


@pytest.fixture
def made(cast):
    return make_round(cast)


def state_of(made) -> str:
    return AssessmentRound.objects.get(pk=made.round.pk).state


def test_the_whole_way(made, people):
    publication = released(made.round, people)
    submission = Submission.objects.get()
    assert publication.status == "published"
    assert publication.content_hash == submission.approved_hash == submission.content_hash
    assert publication.published_by_name == "Phạm Duyệt"
    assert submission.released_at is not None
    assert state_of(made) == State.PUBLISHED
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "submit", "approve", "publish", "release",
    ]  # fmt: skip


def test_the_frozen_rows_are_what_the_working_rows_give(made, people):
    publication = released(made.round, people)
    assert canonical(Publication.objects.get(pk=publication.pk)) == canonical_of(
        # As a first version again: the round's own publication stands now.
        replace_version(compose(AssessmentRound.objects.get(pk=made.round.pk)), publication)
    )


def replace_version(contents, publication):
    contents.publication.version = publication.version
    contents.publication.supersedes = publication.supersedes
    contents.publication.reason = publication.reason
    return contents


def test_who_submits_does_not_approve(made, people):
    both = grant(people.submits, "approve_round")
    submission = submitted(made.round, people)
    with pytest.raises(NotAllowed, match="không thể tự phê duyệt"):
        release.approve(submission=submission, content_hash=submission.content_hash, release_at=database_now(), by=both)
    assert state_of(made) == State.SUBMITTED


def test_the_database_too_refuses_an_approval_by_the_submitter(made, people):
    submission = submitted(made.round, people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(
            approved_by=people.submits,
            approved_at=database_now(),
            release_at=database_now(),
            approved_hash=submission.content_hash,
        )


@pytest.mark.parametrize("who", ["enters", "submits", "looks"])
def test_without_the_permission_nobody_approves(made, people, who):
    submission = submitted(made.round, people)
    with pytest.raises(NotAllowed):
        release.approve(
            submission=submission,
            content_hash=submission.content_hash,
            release_at=database_now(),
            by=getattr(people, who),
        )


def test_someone_who_left_neither_approves_nor_is_approved(made, people):
    submission = submitted(made.round, people)
    for who in (people.approves, people.submits):
        who.is_active = False
        who.save(update_fields=["is_active"])
        with pytest.raises(NotAllowed):
            release.approve(
                submission=submission,
                content_hash=submission.content_hash,
                release_at=database_now(),
                by=people.approves,
            )
        who.is_active = True
        who.save(update_fields=["is_active"])
    assert state_of(made) == State.SUBMITTED


def test_an_approval_names_the_content_that_was_seen(made, people):
    submission = submitted(made.round, people)
    with pytest.raises(NotAllowed, match="Tải lại trang"):
        release.approve(submission=submission, content_hash="0" * 64, release_at=database_now(), by=people.approves)
    assert state_of(made) == State.SUBMITTED


def test_a_write_after_submission_voids_it_and_throws_the_draft_away(made, people):
    submission = submitted(made.round, people)
    with writing(made.round, by=people.enters):
        made.appraisal("huyen-song-em", "1.1")
    submission.refresh_from_db()
    assert submission.voided_at is not None
    assert not Publication.objects.exists()
    assert state_of(made) == State.OPEN
    with pytest.raises(NotAllowed):
        release.approve(
            submission=submission, content_hash=submission.content_hash, release_at=database_now(), by=people.approves
        )


def test_content_that_changed_without_a_write_is_not_approved(made, people, cast):
    submission = submitted(made.round, people)
    Unit.objects.filter(pk=cast["huyen-song-em"].pk).update(full_name="Huyện Khác")
    with pytest.raises(release.NotTheSame):
        release.approve(
            submission=submission, content_hash=submission.content_hash, release_at=database_now(), by=people.approves
        )
    submission.refresh_from_db()
    assert submission.voided_at is not None
    assert submission.approved_at is None
    assert Event.objects.filter(verb="void").count() == 1


def test_content_that_changed_after_the_approval_is_not_released(made, people):
    submission = approved(made.round, people)
    # Past every action, as someone at the database would do it.
    made.round.sheets.first().appraisals.filter(criterion__code="1.1").update(amount=1, appraised_score=1)
    with pytest.raises(release.NotTheSame):
        release.release(submission=submission)
    submission.refresh_from_db()
    assert (submission.voided_at is not None, submission.released_at) == (True, None)
    assert not Publication.objects.published().exists()
    assert state_of(made) == State.OPEN
    assert Event.objects.filter(verb="void").count() == 1


def test_a_draft_that_was_altered_after_the_approval_is_not_released(made, people):
    submission = approved(made.round, people)
    PublishedResult.objects.filter(rank=1).update(total_printed="99,99")
    with pytest.raises(release.NotTheSame):
        release.release(submission=submission)
    assert not Publication.objects.published().exists()


def test_nothing_goes_out_before_its_time_by_the_clock_of_the_database(made, people, monkeypatch):
    at = database_now() + timedelta(hours=1)
    submission = approved(made.round, people, at)
    for early in (timedelta(hours=1), timedelta(milliseconds=1)):
        monkeypatch.setattr(release, "database_now", lambda early=early: at - early)
        assert release.due() == []
        with pytest.raises(NotAllowed, match="Chưa đến giờ"):
            release.release(submission=submission)
    for late in (timedelta(0), timedelta(milliseconds=1)):
        monkeypatch.setattr(release, "database_now", lambda late=late: at + late)
        assert release.due() == [submission]
    assert release.release(submission=submission).number == 1


def test_the_clock_of_the_application_opens_nothing(made, people, monkeypatch):
    """The application's clock an hour ahead; the control asks that clock, and the round would be out."""
    submission = approved(made.round, people, database_now() + timedelta(minutes=30))
    ahead = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: ahead)
    with pytest.raises(NotAllowed, match="Chưa đến giờ"):
        release.release(submission=submission)
    with monkeypatch.context() as control:
        control.setattr(release, "database_now", timezone.now)
        assert release.due() == [submission]


def test_the_database_refuses_a_release_before_its_time(made, people):
    submission = approved(made.round, people, database_now() + timedelta(hours=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(released_at=database_now())


def test_a_second_click_changes_nothing(made, people):
    submission = approved(made.round, people)
    first = release.release(submission=submission)
    events = Event.objects.count()
    assert release.release(submission=submission) == first
    assert Event.objects.count() == events
    assert Publication.objects.count() == 1


def test_a_second_submission_waits_for_the_first(made, people):
    submitted(made.round, people)
    with pytest.raises(NotAllowed, match="chờ phê duyệt"):
        submitted(made.round, people)


def test_a_time_without_a_zone_is_refused(made, people):
    submission = submitted(made.round, people)
    with pytest.raises(ValueError, match="time zone"):
        release.approve(
            submission=submission,
            content_hash=submission.content_hash,
            release_at=datetime(2026, 1, 1, 8),  # noqa: DTZ001
            by=people.approves,
        )


def test_what_was_not_approved_is_not_released(made, people):
    submission = submitted(made.round, people)
    with pytest.raises(NotAllowed, match="Chưa được phê duyệt"):
        release.release(submission=submission)


def test_whoever_submits_or_approves_may_take_it_back_with_a_reason(made, people):
    submission = approved(made.round, people, database_now() + timedelta(days=1))
    with pytest.raises(NotAllowed, match="lý do"):
        release.void(round=made.round, reason=" ", by=people.approves)
    with pytest.raises(NotAllowed, match="quyền"):
        release.void(round=made.round, reason="Chưa đúng", by=people.enters)
    release.void(round=made.round, reason="Quyết định chưa ký", by=people.approves)
    submission.refresh_from_db()
    assert submission.voided_reason == "Quyết định chưa ký"
    assert state_of(made) == State.OPEN
    with pytest.raises(NotAllowed):
        release.release(submission=submission)


def test_an_error_of_the_checklist_stops_the_submission(cast, people):
    made = make_round(cast, marks={("huyen-song-em", "1.1"): None})
    with pytest.raises(NotAllowed, match="Còn lỗi"):
        submitted(made.round, people)
    assert not Publication.objects.exists()


def test_a_warning_nobody_acknowledged_stops_the_submission(cast, people):
    made = make_round(cast, decision_number="")
    with pytest.raises(NotAllowed, match="Chưa ghi số quyết định"):
        release.submit(round=made.round, acknowledged=[], by=people.submits)
    submission = release.submit(round=made.round, acknowledged=["no-decision"], by=people.submits)
    assert [each["key"] for each in submission.acknowledged] == ["no-decision"]


def test_a_correction_is_the_next_version_with_its_reason(made, people):
    first = released(made.round, people)
    with pytest.raises(NotAllowed, match="lý do"):
        release.begin_correction(round=made.round, reason="", by=people.submits)
    release.begin_correction(round=made.round, reason="Cộng thiếu điểm tiêu chí 1.1", by=people.submits)
    with writing(made.round, by=people.enters):
        appraisal = made.appraisal("quan-ben-moi", "1.1")
        appraisal.amount = appraisal.appraised_score = 10
        appraisal.save()
    second = released(made.round, people)
    assert (second.version, second.supersedes, second.number) == (2, first, 2)
    assert second.reason == "Cộng thiếu điểm tiêu chí 1.1"
    assert list(Publication.objects.current()) == [second]
    changes = release.changes_of(stored_contents(Publication.objects.get(pk=second.pk)))
    assert changes is not None
    assert {(each.unit, each.key) for each in changes.cells} >= {
        ("quan-ben-moi", "total"),
        ("quan-ben-moi", "m.1.1"),
        ("quan-ben-moi", "c.tham-dinh"),
    }
    assert {each.unit for each in changes.cells if each.key == "total"} == {"quan-ben-moi"}


def test_a_correction_that_is_voided_goes_back_to_correcting(made, people):
    released(made.round, people)
    release.begin_correction(round=made.round, reason="Sửa tên", by=people.submits)
    Unit.objects.filter(code="huyen-song-em").update(full_name="Huyện Sông Êm Đềm")
    submitted(made.round, people)
    release.void(round=made.round, reason="Chưa xong", by=people.submits)
    assert state_of(made) == State.CORRECTING


def test_a_published_round_takes_no_write(made, people):
    released(made.round, people)
    with pytest.raises(NotAllowed, match="đính chính"), writing(made.round, by=people.enters):
        pass


class TestReleaseDue:
    def run(self, capsys, *arguments: str) -> tuple[int, str]:
        try:
            call_command("release_due", *arguments)
            code = 0
        except SystemExit as stopped:
            code = stopped.code
        said = capsys.readouterr()
        return code, said.out + said.err

    def test_it_publishes_what_is_due_and_nothing_else(self, made, people, capsys):
        approved(made.round, people)
        code, said = self.run(capsys, "--dry-run")
        assert (code, "Đến giờ" in said, Publication.objects.published().count()) == (0, True, 0)
        code, said = self.run(capsys)
        assert (code, "Đã công bố số 1" in said) == (0, True)
        assert self.run(capsys) == (0, "")

    def test_of_two_runs_only_the_one_that_published_says_so(self, made, people, capsys, monkeypatch):
        approved(made.round, people)
        both = [release.due(), release.due()]  # each run saw the round as due before either published it
        monkeypatch.setattr(release, "due", lambda: both.pop())
        assert "Đã công bố số 1" in self.run(capsys)[1]
        assert self.run(capsys) == (0, "")

    def test_beside_a_process_that_is_not_its_parent_it_ends(self, made, people, capsys, monkeypatch):
        approved(made.round, people)
        monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("it stayed"))
        assert "Đã công bố số 1" in self.run(capsys, "--watch", "1", f"--beside={os.getpid()}")[1]

    def test_beside_its_parent_it_stays(self, capsys, monkeypatch):
        """The control: the loop does go on."""
        monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("it stayed"))
        with pytest.raises(pytest.fail.Exception, match="it stayed"):
            self.run(capsys, "--watch", "1", f"--beside={os.getppid()}")

    def test_it_says_what_it_refused(self, made, people, cast, capsys):
        approved(made.round, people)
        Unit.objects.filter(pk=cast["huyen-song-em"].pk).update(full_name="Huyện Khác")
        code, said = self.run(capsys)
        assert (code, "Không công bố" in said) == (1, True)
        assert self.run(capsys) == (0, "")
