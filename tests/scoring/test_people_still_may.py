"""What two people submitted and approved goes out while both are there and may still do so; otherwise it is voided."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from scoring.actions import release
from scoring.clock import database_now
from scoring.models import AssessmentRound, Event, Publication
from scoring.policies import NotAllowed
from tests.cast import make_cast
from tests.factories_release import approved, submitted
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
State = AssessmentRound.State


@pytest.fixture
def made():
    return make_round(make_cast())


def lock(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def strip(user):
    user.user_permissions.clear()


LOST = {
    "submitter locked": ("submits", lock, "Tài khoản của người trình đã bị khóa"),
    "submitter stripped": ("submits", strip, "Người trình không còn quyền"),
    "approver locked": ("approves", lock, "Tài khoản của người phê duyệt đã bị khóa"),
    "approver stripped": ("approves", strip, "Người phê duyệt không còn quyền"),
}


@pytest.mark.parametrize("what", LOST)
def test_the_release_voids_what_nobody_answers_for_any_more(made, people, what):
    who, lose, says = LOST[what]
    submission = approved(made.round, people)
    lose(getattr(people, who))
    with pytest.raises(release.NotTheSame, match=says):
        release.release(submission=submission)
    submission.refresh_from_db()
    assert submission.voided_at is not None
    assert says in submission.voided_reason
    assert says in Event.objects.get(verb="void").reason
    assert AssessmentRound.objects.get().state == State.OPEN
    assert not Publication.objects.exists()


def test_the_timer_says_why_and_ends_with_one(made, people, capsys):
    approved(made.round, people)
    lock(people.approves)
    with pytest.raises(SystemExit) as ended:
        call_command("release_due")
    assert ended.value.code == 1
    assert "Tài khoản của người phê duyệt đã bị khóa; phải trình và phê duyệt lại." in capsys.readouterr().err
    call_command("release_due")  # nothing is due any more
    assert capsys.readouterr().err == ""


def test_before_its_time_nothing_is_voided(made, people):
    submission = approved(made.round, people, database_now() + timedelta(hours=1))
    lock(people.approves)
    with pytest.raises(NotAllowed, match="Chưa đến giờ"):
        release.release(submission=submission)
    submission.refresh_from_db()
    assert submission.voided_at is None


@pytest.mark.parametrize(("lose", "says"), [(lock, "đã bị khóa"), (strip, "không còn quyền trình")])
def test_what_a_person_submitted_who_may_no_longer_is_not_approved(made, people, lose, says):
    submission = submitted(made.round, people)
    lose(people.submits)
    with pytest.raises(NotAllowed, match=says):
        release.approve(
            submission=submission, content_hash=submission.content_hash, release_at=database_now(), by=people.approves
        )
    assert AssessmentRound.objects.get().state == State.SUBMITTED


def test_both_people_still_there_it_goes_out(made, people):
    publication = release.release(submission=approved(made.round, people))
    assert publication.status == "published"
