"""The states of a round and the moves between them, as a table. Actions make the moves; nothing else changes a state.

    preparing -> open -> submitted -> approved -> published -> correcting -> submitted -> ...

Whatever is edited while submitted or approved voids the submission and leads back to where the editing began. A
correction that changes nothing is cancelled: correcting -> published.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from scoring.models import AssessmentRound

State = AssessmentRound.State


@dataclass(frozen=True, slots=True)
class Move:
    """A move: its verb in events, from which states, to which. `permission` is what the person must have."""

    verb: str
    sources: tuple[State, ...]
    target: State
    permission: str


MOVES: dict[str, Move] = {
    each.verb: each
    for each in (
        Move("open", (State.PREPARING,), State.OPEN, "scoring.manage_round"),
        Move("submit", (State.OPEN, State.CORRECTING), State.SUBMITTED, "scoring.submit_round"),
        Move("approve", (State.SUBMITTED,), State.APPROVED, "scoring.approve_round"),
        Move("release", (State.APPROVED,), State.PUBLISHED, ""),  # by the clock, of what was approved
        Move("correct", (State.PUBLISHED,), State.CORRECTING, "scoring.submit_round"),
        # Begun for nothing: what is published stays as it is.
        Move("cancel_correction", (State.CORRECTING,), State.PUBLISHED, "scoring.submit_round"),
        # Back to open, or to correcting where the round was published before.
        Move("void", (State.SUBMITTED, State.APPROVED), State.OPEN, ""),
    )
}

# States in which scores, surveys and the round's own data may be written; in the last two a write voids the submission.
WRITABLE = (State.PREPARING, State.OPEN, State.CORRECTING, State.SUBMITTED, State.APPROVED)
AWAITING = (State.SUBMITTED, State.APPROVED)
# What is said after a write that voided one, wherever it was made; before it, templates/scoring/_awaiting.html says so.
VOIDED = _("Lần trình công bố đã hết hiệu lực vì có thay đổi; phải trình lại.")
