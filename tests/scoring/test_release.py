"""From working rows to a publication: two people, one content, not before its time."""

import pytest

from scoring.models import AssessmentRound, Event, Submission
from tests.cast import make_cast
from tests.factories_release import make_people, released
from tests.factories_round import make_round

pytestmark = pytest.mark.django_db
State = AssessmentRound.State


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def people():
    return make_people()


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
