"""While a published round is being corrected, the program starts and its commands run; an alteration is still found."""

import pytest
from django.core.management import call_command

from scoring import integrity
from scoring.actions import release
from scoring.models import Publication, PublishedResult
from tests.cast import make_cast
from tests.factories_release import make_people, released
from tests.factories_round import make_round

from .frozen import drop_guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def number():
    """A published round whose correction has begun: the number that stands until it is published."""
    people = make_people()
    round_ = make_round(make_cast()).round
    publication = released(round_, people)
    release.begin_correction(round=round_, reason="Nhập nhầm một tỷ lệ", by=people.submits)
    return publication.number


def test_a_correction_that_has_begun_is_no_alteration(number):
    assert integrity.altered() == []
    integrity.refuse_to_start_altered()
    call_command("check", "--tag", "security")
    call_command("release_due")


def test_an_alteration_is_found_while_a_correction_is_under_way(number):
    drop_guards()
    publication = Publication.objects.get(number=number)
    PublishedResult.objects.filter(publication=publication).update(total=1)
    assert [found.partition(" (")[0] for found in integrity.altered()] == [f"publication {number}"]
