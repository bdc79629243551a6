"""People who take a round to its publication, and the way there in one call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission

from scoring.actions import release
from scoring.actions.checklist import checklist
from scoring.clock import database_now
from scoring.models import AssessmentRound, Publication, Submission

from .factories import make_user


@dataclass
class People:
    """Who does what: `enters` scores, `submits`, `approves`; `looks` may do nothing but is staff."""

    enters: Any
    submits: Any
    approves: Any
    looks: Any


def grant(user: Any, *permissions: str) -> Any:
    """The user with these permissions of the app, as staff."""
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions, content_type__app_label="scoring"))
    return type(user).objects.get(pk=user.pk)  # permissions are cached on the instance


def make_people() -> People:
    return People(
        grant(make_user("nguoi-nhap", last_name="Lê", first_name="Nhập"), "enter_scores", "manage_round"),
        grant(make_user("nguoi-trinh", last_name="Trần", first_name="Trình"), "submit_round", "enter_scores"),
        grant(make_user("nguoi-duyet", last_name="Phạm", first_name="Duyệt"), "approve_round"),
        grant(make_user("nguoi-xem", last_name="Vũ", first_name="Xem")),
    )


def submitted(round_: AssessmentRound, people: People) -> Submission:
    """The round submitted as it stands, every warning acknowledged."""
    keys = [each.key for each in checklist(round_, by=people.submits).warnings]
    return release.submit(round=round_, acknowledged=keys, by=people.submits)


def approved(round_: AssessmentRound, people: People, at: datetime | None = None) -> Submission:
    """Submitted and approved, to go out at that time (by default a second ago)."""
    submission = submitted(round_, people)
    return release.approve(
        submission=submission,
        content_hash=submission.content_hash,
        release_at=at or database_now() - timedelta(seconds=1),
        by=people.approves,
    )


def released(round_: AssessmentRound, people: People) -> Publication:
    """All the way to the publication."""
    return release.release(submission=approved(round_, people))
