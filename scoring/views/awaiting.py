"""What pages that write say of a submission that waits: any write under its round voids it (scoring/actions/rounds.py)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from scoring.clock import database_now
from scoring.models import AssessmentRound, Submission


@contextmanager
def telling_of_void(request: HttpRequest, round_: AssessmentRound) -> Iterator[None]:
    """Around a write: whoever made it is told when the round's submission went with it.

    Asked after the write, since the round may have been submitted after the page was opened.
    """
    since = database_now()
    yield
    if Submission.objects.filter(round=round_, voided_at__gte=since).exists():
        messages.warning(request, _("Lần trình công bố đã hết hiệu lực vì có thay đổi; phải trình lại."))
