"""Random ways through the workflow, by people with random rights and hashes that are often wrong: the rules hold.

Whatever is tried in whatever order: nothing is published by one person alone, nothing but the approved content, and no
step is skipped. PARINDEX_WORKFLOW_SEQUENCES sets how many sequences are tried (5000 for the full proof).
"""

import os
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from scoring import policies
from scoring.actions import release
from scoring.actions.checklist import checklist
from scoring.actions.composition import compose
from scoring.actions.rounds import writing
from scoring.canonical import canonical, canonical_of, hash_of
from scoring.clock import database_now
from scoring.models import AssessmentRound, Event, Publication, PublishedResult, Submission
from scoring.policies import NotAllowed
from tests.cast import make_cast
from tests.factories import make_user
from tests.factories_release import grant
from tests.factories_round import make_round
from tests.scoring.frozen import drop_guards
from units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
SEQUENCES = int(os.environ.get("PARINDEX_WORKFLOW_SEQUENCES", "40"))
LENGTH = 10
# Half of the steps are the one that would lead on; without that hardly any sequence would come to a publication.
LEADS_ON = {
    "open": "submit",
    "correcting": "submit",
    "submitted": "approve",
    "approved": "release",
    "published": "correct",
}
STEPS = ("submit", "approve", "release", "write", "void", "correct", "rename", "tamper", "leave")
State = AssessmentRound.State


class TakenBack(Exception):
    """The sequence is over; nothing of it stays."""


@dataclass
class World:
    """The round, everyone with their rights, and what was seen of the content at each approval."""

    made: object
    users: list
    chance: random.Random
    approved: dict  # submission -> (who submitted, who approved, the bytes at that moment)
    seen: Counter
    number: int = 0

    @property
    def round(self) -> AssessmentRound:
        return AssessmentRound.objects.get(pk=self.made.round.pk)

    def any_submission(self) -> Submission:
        found = list(Submission.objects.filter(round=self.made.round).order_by("pk"))
        if not found:
            raise NotAllowed("nothing was submitted")
        return found[-1] if self.chance.random() < 0.8 else self.chance.choice(found)


def submit(world: World, who) -> None:
    found = checklist(world.round, by=who)
    keys = [each.key for each in found.warnings]
    release.submit(round=world.round, acknowledged=keys if world.chance.random() < 0.9 else keys[:-1], by=who)


def approve(world: World, who) -> None:
    submission = world.any_submission()
    known = submission.content_hash if world.chance.random() < 0.85 else "0" * 64
    at = database_now() + timedelta(seconds=world.chance.choice([-5, -5, -5, 3600]))
    release.approve(submission=submission, content_hash=known, release_at=at, by=who)
    submission.refresh_from_db()
    round_ = world.round
    content = canonical_of(compose(round_, reason=round_.correction_reason))
    world.approved[submission.pk] = (submission.submitted_by_id, who.pk, content)


def release_(world: World, who) -> None:
    release.release(submission=world.any_submission())


def write(world: World, who) -> None:
    world.number += 1
    score = (world.number % 90) / 10
    with writing(world.round, by=who):
        world.made.sheets["huyen-nui-xanh"].appraisals.filter(criterion__code="1.1").update(
            amount=str(score), appraised_score=str(score)
        )


def void(world: World, who) -> None:
    release.void(round=world.round, reason="Chưa đúng", by=who)


def correct(world: World, who) -> None:
    release.begin_correction(round=world.round, reason="Cộng sai", by=who)


def rename(world: World, who) -> None:
    """A change outside the round, which no lock of it stops."""
    world.number += 1
    Unit.objects.filter(code="huyen-nui-xanh").update(full_name=f"Huyện Tên {world.number}")


def tamper(world: World, who) -> None:
    """Somebody at the database alters the draft that waits."""
    world.number += 1
    PublishedResult.objects.filter(publication__status="draft").update(total_printed=f"{world.number},00")


def leave(world: World, who) -> None:
    """Somebody's account is closed, or opened again."""
    who.is_active = not who.is_active
    who.save(update_fields=["is_active"])


ACTIONS = {
    "submit": submit, "approve": approve, "release": release_, "write": write,
    "void": void, "correct": correct, "rename": rename, "tamper": tamper, "leave": leave,
}  # fmt: skip


def everyone() -> list:
    return [
        grant(make_user("mot"), "submit_round", "enter_scores"),
        grant(make_user("hai"), "approve_round"),
        grant(make_user("ba"), "submit_round", "approve_round", "enter_scores"),
        grant(make_user("bon"), "enter_scores"),
    ]


def broken_rules(world: World) -> list[str]:
    """What must never be, and is."""
    found = []
    for publication in Publication.objects.published():
        submission = Submission.objects.filter(publication=publication, released_at__isnull=False).first()
        if submission is None:
            found.append("published without a released submission")
            continue
        seen = world.approved.get(submission.pk)
        if submission.approved_by_id is None or seen is None:
            found.append("a skipped step: never approved")
        elif len({submission.submitted_by_id, submission.approved_by_id}) < 2:
            found.append("published by one person")
        elif canonical(publication) != seen[2]:
            found.append("other content than was approved")
        if publication.content_hash != submission.approved_hash:
            found.append("another hash than was approved")
        if submission.released_at < submission.release_at:
            found.append("before its time")
    verbs = list(Event.objects.filter(verb__in=_AFTER).order_by("pk").values_list("verb", flat=True))
    if any(now not in _AFTER[before] for before, now in zip(["", *verbs], verbs, strict=False)):
        found.append(f"a skipped step: {verbs}")
    return found


# The order of steps, by the events that actions leave.
_AFTER = {
    "": {"submit"},
    "submit": {"approve", "void"},
    "approve": {"release", "void"},
    "void": {"submit"},
    "release": {"correct"},
    "correct": {"submit"},
}


def run(world: World, sequence: int) -> list[str]:
    """One random sequence from a fresh round; it leaves nothing behind."""
    found: list[str] = []
    try:
        with transaction.atomic():
            for _step in range(LENGTH):
                step = world.chance.choice(STEPS)
                if world.chance.random() < 0.5:
                    step = LEADS_ON[world.round.state]
                who = world.chance.choice(world.users)
                try:
                    with transaction.atomic():
                        ACTIONS[step](world, who)
                    world.seen[step] += 1
                except release.NotTheSame:
                    # It voids and says so: outside a test its transaction stands.
                    world.seen["voided"] += 1
                    _keep(world)
                except NotAllowed:
                    world.seen["refused"] += 1
                except IntegrityError:
                    world.seen["refused by the database"] += 1
                except release.NotTheHash:
                    world.seen["refused at the last moment"] += 1
            found = broken_rules(world)
            world.seen["published"] += Publication.objects.published().count()
            raise TakenBack
    except TakenBack:
        pass
    world.approved.clear()
    for who in world.users:
        who.is_active = True
    return [f"sequence {sequence}: {each}" for each in found]


def _keep(world: World) -> None:
    """What the void did, which the savepoint around the step took back."""
    release.void_submission(round_=world.round, reason="Nội dung khác", by=None)


def make_world(seed: int) -> World:
    users, cast, two = everyone(), make_cast(), ("huyen-song-em", "huyen-nui-xanh")
    Unit.objects.filter(kind=UnitKind.DISTRICT).exclude(code__in=two).update(valid_to=date(2023, 12, 31))
    return World(make_round(cast, units=two), users, random.Random(seed), {}, Counter())


def test_no_sequence_breaks_a_rule():
    world = make_world(20_261_125)
    broken = [each for sequence in range(SEQUENCES) for each in run(world, sequence)]
    assert broken == []
    print(dict(world.seen))
    for step in ("submit", "approve", "release", "write", "void", "correct", "voided", "refused", "published"):
        assert world.seen[step] > 0, f"no sequence came to {step}: {world.seen}"


def test_with_the_checks_off_rules_break(monkeypatch):
    """The control: the same sequences where nobody asks who one is and whether the content is the same."""

    def nobody_asks(*_arguments):
        return None

    for name in ("check_can_approve", "check_can_submit", "check_can_correct", "check_is_due"):
        monkeypatch.setattr(release, name, nobody_asks)
    monkeypatch.setattr(release, "_what_changed", lambda *_arguments: "")
    drop_guards()  # the triggers would refuse the skipped steps; the constraints stay
    world = make_world(20_261_125)
    broken = [each for sequence in range(min(SEQUENCES, 40)) for each in run(world, sequence)]
    kinds = {each.partition(": ")[2].partition(":")[0] for each in broken}
    assert {"a skipped step", "other content than was approved"} <= kinds, (kinds, world.seen)
    # Even then the database refuses an approval by the submitter, and the last look at the hash an altered draft.
    assert world.seen["refused by the database"] > 0
    assert world.seen["refused at the last moment"] > 0
    assert "published by one person" not in kinds


def test_the_checks_are_asked_at_all():
    """Each step asks its policy; a check that nobody calls would make the control above prove nothing."""
    for name in ("check_can_submit", "check_can_approve", "check_can_correct", "check_can_withdraw", "check_is_due"):
        assert getattr(release, name) is getattr(policies, name)


def test_the_world_is_the_real_one():
    world = make_world(1)
    assert checklist(world.round, by=world.users[0]).errors == ()
    assert hash_of(compose(world.round))
