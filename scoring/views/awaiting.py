"""What pages on which a round is worked at say of a submission that waits: a write under it voids it (actions/rounds.py)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from scoring.models import AssessmentRound, Submission
from scoring.workflow import VOIDED


@contextmanager
def telling_of_void(request: HttpRequest, round_: AssessmentRound) -> Iterator[None]:
    """Around a write: whoever made it is told when the round's submission went with it.

    The submission is looked for now and not when the page was opened, since it may be younger than that.
    """
    waiting = Submission.objects.filter(round=round_, voided_at__isnull=True, released_at__isnull=True)
    keys = list(waiting.values_list("pk", flat=True))
    yield
    if keys and Submission.objects.filter(pk__in=keys, voided_at__isnull=False).exists():
        messages.warning(request, str(VOIDED))
