"""A table that is not published yet, as the door would hand it out: for the preview on the staff side and nothing else.

No public page may import this module (a contract in pyproject.toml).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from scoring.canonical import ComposedMark, Contents

from ..models.publications import Publication, PublishedCriterion, PublishedMark, PublishedSurvey
from .applicable import LeftOut, left_out_of
from .beside import SideBySide, load_beside
from .block import PublishedBlock, assembled, frozen_leaf, is_near_enough, leaf_marks, leaves_of, load_blocks, mark_of
from .criteria import Assessment, BandInfo, NodeMark, SurveyInfo, load_assessments, nodes_of
from .criterion import CriterionYear, Marks, criterion_in, marks_of, rows_of, tables_with_criterion
from .tables import Stored, assemble, component_of, earlier_of, load_rankings, release_of, releases_of_unit
from .values import Ranking, Release, Score
from .why import Earlier, Why, load_earlier, load_whys, why_of

# A draft has no number; no publication ever has this one.
NO_NUMBER = 0


def ranking_of(contents: Contents) -> Ranking:
    """The table that these contents will be, with the changes that the public page will state."""
    scores: dict[str, dict[str, Score]] = defaultdict(dict)
    for (unit, code), each in contents.scores.items():
        scores[unit][code] = Score(each.value, each.printed, each.basis, each.note, each.source, each.rank, each.change)
    release = _release(contents)
    stored = Stored(
        release,
        tuple(component_of(each) for each in sorted(contents.components, key=lambda each: (each.position, each.code))),
        sorted(contents.results, key=lambda each: (each.position, each.unit_code)),
        scores,
        sorted(contents.facts, key=lambda each: each.position),
        _wordings(contents),
        _left_out(release, contents),
    )
    return assemble([stored])[0]


def _release(contents: Contents) -> Release:
    publication = copy(contents.publication)
    if publication.number is None:
        publication.number = NO_NUMBER
    if publication.pk is None:
        publication.pk = NO_NUMBER  # nor has any row this one
    return release_of(publication, None)


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
    """What lies below the table: the tree, the classes, every mark and survey figure."""
    if not release.is_computed:
        return None
    marks: dict[str, dict[str, NodeMark]] = defaultdict(dict)
    for (unit, code), each in contents.marks.items():
        marks[unit][code] = _node_mark(each)
    rows = sorted(contents.criteria, key=lambda each: (each.position, each.code))
    bands = sorted(contents.bands, key=lambda each: (-each.from_index, each.code))
    return Assessment(
        release,
        nodes_of(rows),
        tuple(BandInfo(each.name, each.from_index, each.component_floor) for each in bands),
        marks,
        {
            unit: tuple(_survey(each) for each in sorted(figures, key=lambda each: each.position))
            for unit, figures in contents.surveys.items()
        },
    )


def _node_mark(mark: PublishedMark | ComposedMark) -> NodeMark:
    return NodeMark(
        mark.state, mark.points, mark.max_score, mark.amount, mark.base, mark.choice, mark.self_score, mark.reason
    )


def _survey(row: PublishedSurvey) -> SurveyInfo:
    return SurveyInfo(row.purpose, row.factor, row.percent, row.base, row.response_rate, row.margin, row.is_suppressed)


# --- a unit's year ---


@dataclass(frozen=True)
class UnitYear:
    """A unit's year as it will be: the draft in its place among the tables of that year, and by their numbers what lies
    below and behind each. The draft's is `NO_NUMBER`.
    """

    beside: list[SideBySide]
    assessments: Mapping[int, Assessment]
    whys: Mapping[int, Why]
    blocks: Mapping[int, PublishedBlock]


def unit_year_of(contents: Contents, unit: str) -> UnitYear | None:
    """What the page of a unit's year will show once these contents are out; None of a unit that is not in the table.

    A fixed number of queries, whatever the number of units.
    """
    ranking = ranking_of(contents)
    if unit not in ranking.names:
        return None
    draft = ranking.release
    others = load_rankings([each for each in releases_of_unit(unit, draft.year) if not _is_same_table(each, draft)])
    assessments = load_assessments([each.release for each in others], unit=unit)
    beside, blocks = load_beside(others), load_blocks(assessments, others, unit)
    beside[draft.number] = SideBySide(ranking)
    if (below := _assessment(draft, contents)) is not None:
        assessments[draft.number] = below
        blocks |= _block(contents, ranking, below, unit)
    tables = [beside[each.number] for each in _in_order([*(each.release for each in others), draft], contents)]
    return UnitYear(
        tables,
        assessments,
        load_whys([each.ranking for each in tables], unit, assessments),
        blocks,
    )


# --- a criterion ---


@dataclass(frozen=True)
class DraftCriterion:
    """A criterion as its page will show it, and every table that will stand and was scored by it, the draft among them."""

    found: CriterionYear
    tables: list[Release]


def criterion_of(contents: Contents, code: str) -> DraftCriterion | None:
    """What the page of a criterion will show once these contents are out; None where they have no such criterion.

    A fixed number of queries, whatever the number of units.
    """
    draft = _release(contents)
    if not draft.is_computed:
        return None
    compared = earlier_of(draft)
    rows = rows_of(compared)
    rows[draft.pk] = sorted(contents.criteria, key=lambda each: (each.position, each.code))

    def marks(wanted: Mapping[int, PublishedCriterion]) -> Marks:
        own = {unit: _node_mark(each) for (unit, node), each in contents.marks.items() if node == code}
        frozen = {pk: row for pk, row in wanted.items() if pk != draft.pk}
        return {**{key: {} for key in frozen}, **marks_of(frozen), draft.pk: own}

    results = sorted(contents.results, key=lambda each: each.position)
    found = criterion_in(draft, code, rows, results, marks, compared)
    if found is None:
        return None
    others = [each for each in tables_with_criterion(draft.set_code, code) if not _is_same_table(each, draft)]
    return DraftCriterion(found, _in_order([*others, draft], contents))


def _is_same_table(one: Release, other: Release) -> bool:
    """Whether one stands in the place of the other: of those only the newest is shown."""
    return (one.index, one.year, one.group) == (other.index, other.year, other.group)


def _in_order(releases: Sequence[Release], contents: Contents) -> list[Release]:
    """Tables, the draft among them, in the order of the pages that list them: the newest first, by index and by block."""
    draft = contents.publication
    places = {
        number: (index, group)
        for number, index, group in Publication.objects.published()
        .filter(number__in=[each.number for each in releases])
        .values_list("number", "index__position", "group__position")
    }
    places[releases[-1].number] = (draft.index.position, draft.group.position)
    return sorted(releases, key=lambda each: (-each.year, *places[each.number], each.group))


def _left_out(release: Release, contents: Contents) -> LeftOut:
    """The points that do not count for a unit, by unit and component."""
    if not release.is_computed:
        return {}
    leaves = {each.code: each for each in contents.criteria}
    marks = (
        (unit, mark.state, leaves[code].origin, leaves[code].max_score) for (unit, code), mark in contents.marks.items()
    )
    return left_out_of(release, marks)


def _block(contents: Contents, ranking: Ranking, assessment: Assessment, unit: str) -> dict[int, PublishedBlock]:
    """The block to be computed again from the draft's own marks, as `load_blocks` does from frozen ones."""
    if not is_near_enough(assessment, ranking):
        return {}
    release = ranking.release
    rows = sorted((each for each in contents.criteria if each.origin), key=lambda each: (each.position, each.code))
    own = {
        row.code: frozen_leaf(
            release.set_code, row.code, row.title, row.max_score, row.origin, row.previous_code, row.mapping
        )
        for row in rows
    }
    marks = {
        result.unit: {
            code: mark_of(mark.state, mark.points)
            for code in own
            if (mark := contents.marks.get((result.unit, code))) is not None
        }
        for result in sorted(ranking.rows, key=lambda each: each.position)
    }
    marks = {code: found for code, found in marks.items() if found}
    if unit not in marks:
        return {}
    before = PublishedMark.objects.filter(result__publication=release.previous, result__unit_code=unit)
    margins = {
        (code, each.purpose, each.factor): each.margin for code, figures in contents.surveys.items() for each in figures
    }
    leaves = {**leaves_of([release.previous]), release.pk: own}
    return {release.number: assembled(ranking, assessment, marks, leaves, leaf_marks(before), margins, unit)}
