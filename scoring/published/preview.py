"""A table that is not published yet, as the door would hand it out: for the preview on the staff side and nothing else.

No public page may import this module (a contract in pyproject.toml).
"""

from collections import defaultdict
from copy import copy

from scoring.canonical import Contents

from .tables import Stored, assemble, component_of, release_of
from .values import Ranking, Score

# A draft has no number; no publication ever has this one.
NO_NUMBER = 0


def ranking_of(contents: Contents) -> Ranking:
    """The table that these contents will be, with the changes that the public page will state."""
    publication = copy(contents.publication)
    if publication.number is None:
        publication.number = NO_NUMBER
    scores: dict[str, dict[str, Score]] = defaultdict(dict)
    for (unit, code), each in contents.scores.items():
        scores[unit][code] = Score(each.value, each.printed, each.basis, each.note, each.source, each.rank, each.change)
    stored = Stored(
        release_of(publication, None),
        tuple(component_of(each) for each in sorted(contents.components, key=lambda each: (each.position, each.code))),
        sorted(contents.results, key=lambda each: (each.position, each.unit_code)),
        scores,
        sorted(contents.facts, key=lambda each: each.position),
    )
    return assemble([stored])[0]
