"""A table that is not published yet, as the door would hand it out: for the preview on the staff side and nothing else.

No public page may import this module (a contract in pyproject.toml).
"""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass

from scoring.canonical import Contents

from .criteria import Assessment, NodeMark, load_assessments, nodes_of
from .tables import Stored, assemble, component_of, release_of
from .values import Ranking, Release, Score
from .why import Earlier, Why, load_earlier, why_of

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
        _wordings(contents),
    )
    return assemble([stored])[0]


def _wordings(contents: Contents) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in contents.sentences:
        found.setdefault(each.unit_code, {})[each.about] = each.text
    return found


@dataclass(frozen=True)
class Draft:
    """A table that is not published with all that its sentences are made from, the same values as after its publication."""

    ranking: Ranking
    earlier: Earlier | None
    assessment: Assessment | None
    assessment_before: Assessment | None

    def why(self, unit: str) -> Why:
        """Why the unit would stand where it would stand."""
        return why_of(self.ranking, unit, self.earlier, self.assessment, self.assessment_before)


def draft_of(contents: Contents) -> Draft:
    """The same with the table that it is compared with and the marks of both. A fixed number of queries."""
    ranking = ranking_of(contents)
    earlier = load_earlier([ranking], [row.unit for row in ranking.rows]).get(ranking.release.number)
    before = load_assessments([earlier.release], everything=True) if earlier is not None else {}
    return Draft(
        ranking,
        earlier,
        _assessment(ranking.release, contents),
        before.get(earlier.release.number) if earlier is not None else None,
    )


def _assessment(release: Release, contents: Contents) -> Assessment | None:
    """What lies below the table: the tree and every mark. Classes and survey figures are in no sentence."""
    if not release.is_computed:
        return None
    marks: dict[str, dict[str, NodeMark]] = defaultdict(dict)
    for (unit, code), each in contents.marks.items():
        marks[unit][code] = NodeMark(
            each.state, each.points, each.max_score, each.amount, each.base, each.choice, each.self_score, each.reason
        )
    rows = sorted(contents.criteria, key=lambda each: (each.position, each.code))
    return Assessment(release, nodes_of(rows), (), marks)
