"""A sentence that somebody reworded, held against the figures of the generated ones: the one rule for what it may say.

Words are free; facts are not. Every number must be one of the generated sentences' own, of the same kind, of the unit that
it is said of, moving the way it moved; every unit named must be one that they name; what they do not claim (first, last,
most, tied, passed) may not be claimed. The pieces that come out have the same figures as the generated ones, so they lead
to the same sources. What a sentence means beyond that no rule reads: that is for the two people who submit and approve.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from . import letters
from .claimed import claimed, unofficial, wrong_names
from .facts import Facts, Problem
from .heard import CannotBeRead, hear, hear_all
from .pieces import REASON, Name, Piece, Sentence, joined
from .stated import bare_number, fact_for, signed, spelled

LONGEST = 1500  # characters; the longest generated sentence of a block of 68 units has about a thousand


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as pieces, and why it cannot stand; without problems it says nothing that the facts do not."""

    sentence: Sentence
    problems: tuple[Problem, ...] = ()


def tidy(text: str) -> str:
    """What was typed as one line in NFC, with a stop behind."""
    line = letters.one_line(text)
    return line if not line or line.endswith((".", ":", "!", "?", "…")) else f"{line}."


def read(text: str, facts: Facts, about: str = "") -> Reading:
    """An edited sentence held against the facts. The text must be tidy; none at all says nothing."""
    problems = [Problem(*each) for each in letters.faults(text, LONGEST, " ".join(map(str, facts.generated)))]
    if problems:
        return Reading(Sentence((text,), about, is_edited=True), tuple(problems))
    masked = _numbers_of_labels_masked(text, facts)
    try:
        heard = hear(masked)
    except CannotBeRead as error:
        problems.append(bare_number(error.number, facts))
        heard = list(hear_all(masked))
    problems += [*spelled(masked), *signed(masked, heard)]
    named = facts.names_in(text)
    problems += [*wrong_names(text, named, facts)]
    taken: list[tuple[int, int, Piece]] = [(start, end, Name(unit, text[start:end])) for start, end, unit in named]
    for each in heard:
        fact, problem = fact_for(each, text, masked, named, facts, about)
        if problem is not None:
            problems.append(problem)
        if fact is not None:
            taken.append((each.start, each.end, replace(fact.figure, text=text[each.start : each.end])))
    if text and about == REASON and not taken:
        problems.append(
            Problem(
                _("Câu lý do không nêu con số hay đơn vị nào của số liệu."),
                _("Nêu ít nhất tên đơn vị hoặc một con số trong câu lập từ số liệu."),
            )
        )
    problems += claimed(text, facts)
    problems += unofficial(text, taken)
    unique = tuple(dict.fromkeys(problems))
    return Reading(Sentence(tuple(joined(_pieces(text, taken))), about, is_edited=True), unique)


def _pieces(text: str, taken: Sequence[tuple[int, int, Piece]]) -> Iterator[Piece]:
    at = 0
    for start, end, piece in sorted(taken, key=lambda each: each[:2]):
        if start < at:
            continue
        if start > at:
            yield text[at:start]
        yield piece
        at = end
    if at < len(text):
        yield text[at:]


def _numbers_of_labels_masked(text: str, facts: Facts) -> str:
    """Digits inside names of units and of parts ("Phường 1", "Đề án 06") are no figures."""
    for start, end, _what in [*facts.names_in(text), *facts.labels_in(text)]:
        text = text[:start] + re.sub("[0-9]", "_", text[start:end]) + text[end:]
    return text
