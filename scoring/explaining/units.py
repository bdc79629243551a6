"""A unit's result in sentences, in the register of the city's announcements: what moved, what moved it, who passed whom.

Each sentence says what follows from published figures and leaves out the rest: a cause only where the parts show it, "the
others did better" only where the two tables show it, a rank only where its source prints it.
"""

from scoring.published.why import Why

from . import causes, meetings, moves
from .breakdown import breakdown
from .by_component import by_component
from .explained import Explained
from .pieces import REASON, Sentence, Words, sentence


def explain(why: Why) -> tuple[Sentence, ...]:
    """Everything there is to say of a unit's result; where a reason is known, it is the first sentence."""
    it = Explained(why, breakdown(why))
    made = (
        (REASON, _reason(it)),
        ("score", causes.score(it)),
        ("areas", causes.areas(it)),
        ("criteria", causes.criteria(it)),
        ("applies", causes.applies(it)),
        ("passers", meetings.passers(it)),
        ("own", meetings.own_and_others(it)),
        ("component", by_component(it)),
    )
    return tuple(sentence(words, about) for about, words in made if words)


def reason(why: Why) -> Sentence | None:
    """The one sentence that says why the unit stands where it stands; None where nothing is known of it."""
    words = _reason(Explained(why, breakdown(why)))
    return sentence(words, REASON) if words else None


def _reason(it: Explained) -> Words:
    moved = it.row.rank_move.places
    if moved is None:
        return moves.standing(it)
    if it.rank is None:
        return moves.bare_move(it)
    words = moves.kept(it) if moved == 0 else moves.risen(it) if moved > 0 else moves.fallen(it)
    return words + causes.because(it)
