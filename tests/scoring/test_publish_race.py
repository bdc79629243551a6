"""Publishing while others write: what is frozen is what the working rows hold at that moment, every time.

Writers go through the action by which scores are entered. A writer that comes first voids the approval, so nothing goes
out; a writer that comes after is refused. PARINDEX_PUBLISH_RACE ("200x20" for the full proof) says how often to publish
and against how many writers at once.
"""

import os
import random
import threading
import time
from decimal import Decimal

import pytest
from django.db import OperationalError, connection

from scoring import guards
from scoring.actions import release, rounds
from scoring.actions.appraisals import Conflict, Entry, enter
from scoring.actions.composition import compose
from scoring.actions.rounds import change_round, writing
from scoring.canonical import canonical, canonical_of
from scoring.models import Appraisal, AssessmentRound, Publication
from scoring.policies import NotAllowed
from tests.cast import make_cast
from tests.factories_release import approved, make_people
from tests.factories_round import make_round
from tests.file_database import in_a_file

TIMES, WRITERS = (int(each) for each in os.environ.get("PARINDEX_PUBLISH_RACE", "10x6").split("x"))
State = AssessmentRound.State


@pytest.fixture
def written_at_once(transactional_db, tmp_path):
    with in_a_file(tmp_path):
        yield


def working(publication: Publication) -> bytes:
    """What the working rows give now, as the version that was published."""
    round_ = AssessmentRound.objects.get(index=publication.index_id, year=publication.year, group=publication.group_id)
    contents = compose(round_, reason=publication.reason)
    contents.publication.version, contents.publication.reason = publication.version, publication.reason
    contents.publication.supersedes = publication.supersedes
    return canonical_of(contents)


def in_threads(*calls) -> list:
    """What each call gave, or the exception it raised, all at once."""
    found: list = [None] * len(calls)
    together = threading.Barrier(len(calls))

    def run(place: int, call) -> None:
        try:
            together.wait(20)
            found[place] = call()
        except BaseException as failure:
            found[place] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found


@pytest.mark.usefixtures("written_at_once")
def test_the_frozen_rows_are_the_working_rows_however_many_write():
    made, people, chance = make_round(make_cast()), make_people(), random.Random(5)
    sheets = list(made.sheets.values())
    published = written = late = 0

    def write(value: Decimal, wait: float) -> bool:
        time.sleep(wait)
        sheet = chance.choice(sheets)
        seen = Appraisal.objects.values_list("version", flat=True).get(sheet=sheet, criterion__code="1.1")
        enter(sheet=sheet, entries=[Entry("1.1", seen, amount=value)], by=people.enters)
        return True

    def publish(submission, wait: float) -> Publication:
        time.sleep(wait)  # so that writers come before it as well: each that does voids the submission
        return release.release(submission=submission)

    while published < TIMES:
        round_ = AssessmentRound.objects.get(pk=made.round.pk)
        if round_.state == State.PUBLISHED:
            release.begin_correction(round=round_, reason="Sửa tiếp", by=people.submits)
            # A correction corrects something, also where no writer comes in time.
            change_round(round_=round_, changes={"note": f"Đính chính lần {published}"}, by=people.enters)
            round_.refresh_from_db()
        submission = approved(round_, people)
        writers = [
            lambda n=n: write(Decimal(n % 900).scaleb(-2), chance.random() * 0.15)
            for n in chance.sample(range(10_000), WRITERS)
        ]
        outcome, *others = in_threads(lambda s=submission: publish(s, chance.random() * 0.02), *writers)
        for each in others:
            assert each is True or isinstance(each, NotAllowed | Conflict), repr(each)
        written += sum(each is True for each in others)
        submission.refresh_from_db()
        if isinstance(outcome, Publication):
            published += 1
            late += sum(isinstance(each, NotAllowed) for each in others)
            stored = Publication.objects.get(pk=outcome.pk)
            assert stored.content_hash == submission.approved_hash
            assert canonical(stored) == working(stored)
        else:
            assert isinstance(outcome, NotAllowed), repr(outcome)
            assert submission.voided_at is not None
    assert Publication.objects.published().count() == TIMES
    assert late > 0, "no writer came after a publication: the race was none"
    print(f"{published} publications against {WRITERS} writers; {written} writes, {late} refused after the freeze")


def write_while_publishing(made, people, submission) -> bool:
    """A writer that looked at the round before the release and writes after it; whether the write was accepted."""
    looked, released = threading.Event(), threading.Event()

    def write() -> bool:
        with writing(made.round.pk, by=people.enters):
            looked.set()
            released.wait(3)  # with the lock the release cannot come first, and this only waits
            made.sheets["huyen-song-em"].appraisals.filter(criterion__code="1.1").update(
                amount=Decimal("3.33"), appraised_score=Decimal("3.33")
            )
        return True

    def publish():
        assert looked.wait(10)
        try:
            return release.release(submission=submission)
        finally:
            released.set()

    wrote, outcome = in_threads(write, publish)
    assert wrote is True
    return outcome


@pytest.mark.usefixtures("written_at_once")
def test_a_writer_that_began_before_the_release_is_waited_for():
    made, people = make_round(make_cast()), make_people()
    outcome = write_while_publishing(made, people, approved(made.round, people))
    assert isinstance(outcome, NotAllowed | OperationalError), repr(outcome)
    assert not Publication.objects.published().exists()


@pytest.mark.usefixtures("written_at_once")
def test_without_the_lock_a_page_is_published_that_the_rows_do_not_give(monkeypatch, vendor):
    """The control: the same run with the lock off. (On SQLite the transaction itself is the lock.)"""
    if vendor == "sqlite":
        return

    def only_read(round_):
        return AssessmentRound.objects.get(pk=round_ if isinstance(round_, int) else round_.pk)

    made, people = make_round(make_cast()), make_people()
    submission = approved(made.round, people)
    monkeypatch.setattr(rounds, "lock", only_read)
    monkeypatch.setattr(release, "lock", only_read)
    guards.drop()  # the database's own refusal, a second lock on the same door; the flush after the test puts it back
    outcome = write_while_publishing(made, people, submission)
    assert isinstance(outcome, Publication), repr(outcome)
    stored = Publication.objects.get(pk=outcome.pk)
    assert canonical(stored) != working(stored)


@pytest.mark.usefixtures("written_at_once")
def test_many_clicks_at_once_publish_once():
    made, people = make_round(make_cast()), make_people()
    submission = approved(made.round, people)
    found = in_threads(*[lambda: release.release(submission=submission)] * 6)
    assert {getattr(each, "pk", each) for each in found} == {Publication.objects.get().pk}
    assert Publication.objects.get().number == 1


@pytest.mark.usefixtures("written_at_once")
def test_two_rounds_at_the_same_moment_get_two_numbers():
    cast, people = make_cast(), make_people()
    first = make_round(cast)
    second = make_round(cast, year=2022, criteria_set=first.criteria_set)
    submissions = [approved(each.round, people) for each in (first, second)]
    found = in_threads(*[lambda s=each: release.release(submission=s) for each in submissions])
    assert sorted(each.number for each in found) == [1, 2]
