"""One criterion in one published table: what it was, what every unit got, and the one that it continues, a year earlier."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.db.models import Q

from ..models.publications import Publication, PublishedCriterion, PublishedMark, PublishedResult
from .criteria import _MARK, Assessment, Node, NodeMark, nodes_of
from .tables import _releases
from .values import Release


class NotCompared(Enum):
    """Why the points of a criterion are not set beside those of a year earlier."""

    NO_PREVIOUS = "nothing is known of the year before"
    METHOD_BREAK = "the two years do not compare"
    NEW = "the criterion is new"
    TEXT = "its text changed"
    MAXIMUM = "its maximum changed"
    RULE = "how its points are given changed"
    PARTS = "what stands under it changed"


# What the set says of a criterion that continues one of the set before.
_MAPPINGS = {"new": NotCompared.NEW, "text": NotCompared.TEXT, "maximum": NotCompared.MAXIMUM}


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """What one unit got for the criterion; units stand in the order of the ranking."""

    unit: str
    name: str
    mark: NodeMark


@dataclass(frozen=True)
class CriterionYear:
    """A criterion (or an area) in a published table.

    `before`: what it continues in the table that this one was compared with, with the marks of that year by unit; None
    where nothing is continued. `reason`: why the two do not compare; None where they do.
    """

    assessment: Assessment
    node: Node
    path: tuple[Node, ...]
    results: tuple[CriterionResult, ...]
    before: "Earlier | None" = None
    reason: NotCompared | None = None
    after: tuple[tuple[Release, str], ...] = ()  # what continues it in tables that were compared with this one

    @property
    def release(self) -> Release:
        return self.assessment.release

    @property
    def maximum(self) -> Decimal:
        """What is reached at most: of a leaf its own maximum, above leaves theirs together."""
        return maximum_of(self.assessment, self.node)


@dataclass(frozen=True)
class Earlier:
    """The criterion that another one continues, in the table of a year earlier, which may be superseded since."""

    assessment: Assessment
    node: Node
    marks: Mapping[str, NodeMark]

    @property
    def release(self) -> Release:
        return self.assessment.release

    @property
    def maximum(self) -> Decimal:
        return maximum_of(self.assessment, self.node)


def maximum_of(assessment: Assessment, node: Node) -> Decimal:
    return (node.max_score or Decimal(0)) if node.is_leaf else assessment.maximum_of(node.code)


def tables_with_criterion(set_code: str, code: str) -> list[Release]:
    """The current tables that rest on a criteria set and hold that criterion, the newest first; empty where none is out."""
    found = Publication.objects.current().filter(
        origin=Publication.Origin.COMPUTED, set_code=set_code, criteria__code=code
    )
    return _releases(found.order_by("-year", "index__position", "group__position", "group__code"))


def load_criterion(release: Release, code: str) -> CriterionYear | None:
    """The criterion in that table, or None where the table has no such criterion. A fixed number of queries."""
    beside = _releases(Publication.objects.published().filter(Q(pk=release.previous) | Q(previous=release.pk)))
    compared = [each for each in beside if each.pk == release.previous]
    following = [each for each in beside if each.previous == release.pk and each.is_current]
    rows = rows_of([release, *compared, *following])
    results = PublishedResult.objects.filter(publication=release.pk).order_by("position", "pk")
    return criterion_in(release, code, rows, results, marks_of, [*compared, *following])


def rows_of(releases: Iterable[Release]) -> dict[int, list[PublishedCriterion]]:
    """The criteria sets of tables, by the key of the publication. One query."""
    rows: dict[int, list[PublishedCriterion]] = defaultdict(list)
    publications = [each.pk for each in releases]
    for row in PublishedCriterion.objects.filter(publication__in=publications).order_by("position", "code"):
        rows[row.publication_id].append(row)
    return rows


Marks = Mapping[int, Mapping[str, NodeMark]]


def criterion_in(
    release: Release,
    code: str,
    rows: Mapping[int, list[PublishedCriterion]],
    results: Iterable[PublishedResult],
    marks_of: Callable[[Mapping[int, PublishedCriterion]], Marks],
    around: Sequence[Release],
) -> CriterionYear | None:
    """The criterion in a table whose rows are loaded, or composed for a preview; None where the table has none of that code.

    `rows`, by the key of the publication, and `around`: of the table compared with and of current ones compared with this
    one; `marks_of` gives the marks of every unit for a criterion of each publication.
    """
    compared = next((each for each in around if each.pk == release.previous), None)
    following = [each for each in around if each.pk != release.previous]
    own = {row.code: row for row in rows[release.pk]}
    if code not in own:
        return None
    assessment = Assessment(release, nodes_of(rows[release.pk]), ())
    before_row, reason = _continued(release, own[code], compared, rows)
    wanted = {release.pk: own[code]}
    if before_row is not None and compared is not None:
        wanted[compared.pk] = before_row
    marks, before = marks_of(wanted), None
    if before_row is not None and compared is not None:
        earlier = Assessment(compared, nodes_of(rows[compared.pk]), ())
        before = Earlier(earlier, earlier.nodes[before_row.code], marks[compared.pk])
        reason = reason or _what_changed(rows, own[code], before_row, assessment, before)
    by_rank = sorted(results, key=lambda each: (each.rank is None, each.rank or 0))
    return CriterionYear(
        assessment,
        assessment.nodes[code],
        _path(assessment, code),
        tuple(
            CriterionResult(each.unit_code, each.printed_name, marks[release.pk][each.unit_code])
            for each in by_rank
            if each.unit_code in marks[release.pk]
        ),
        before,
        reason,
        tuple((each, found.code) for each in following if (found := _continuing(each, release, code, rows[each.pk]))),
    )


def _continuing(
    later: Release, release: Release, code: str, rows: Iterable[PublishedCriterion]
) -> PublishedCriterion | None:
    """The row of a later table that continues the criterion."""
    same_set = later.set_code == release.set_code
    return next((row for row in rows if (row.code if same_set else row.previous_code) == code), None)


def _continued(
    release: Release,
    row: PublishedCriterion,
    compared: Release | None,
    rows: Mapping[int, list[PublishedCriterion]],
) -> tuple[PublishedCriterion | None, NotCompared | None]:
    """The row of the year before that this one continues, and why there is none or it does not compare."""
    if compared is None:
        return None, NotCompared.METHOD_BREAK if release.incomparable_reason else NotCompared.NO_PREVIOUS
    same_set = compared.set_code == release.set_code
    code = row.code if same_set else row.previous_code
    found = next((each for each in rows[compared.pk] if each.code == code), None)
    if found is None:
        return None, NotCompared.NEW
    if release.incomparable_reason:
        return found, NotCompared.METHOD_BREAK
    return found, None if same_set else _MAPPINGS.get(row.mapping)


def _what_changed(
    rows: Mapping[int, list[PublishedCriterion]],
    row: PublishedCriterion,
    before_row: PublishedCriterion,
    assessment: Assessment,
    before: Earlier,
) -> NotCompared | None:
    """What the two rows themselves say, whatever was recorded about them."""
    node = assessment.nodes[row.code]
    if maximum_of(assessment, node) != before.maximum:
        return NotCompared.MAXIMUM
    if row.rule != before_row.rule or row.origin != before_row.origin:
        return NotCompared.RULE
    if node.is_leaf and before.node.is_leaf:
        return None

    def leaves(of: Assessment, code: str, own: Iterable[PublishedCriterion]) -> list[tuple[object, ...]]:
        by_code = {each.code: each for each in own}
        return [(leaf.title, leaf.max_score, by_code[leaf.code].rule, leaf.origin) for leaf in of.leaves_under(code)]

    now = leaves(assessment, row.code, rows[assessment.release.pk])
    then = leaves(before.assessment, before_row.code, rows[before.release.pk])
    return None if now == then else NotCompared.PARTS


def marks_of(rows: Mapping[int, PublishedCriterion]) -> Marks:
    """Every unit's frozen mark for a criterion of each publication. One query."""
    wanted = Q(pk__in=())
    for publication, row in rows.items():
        wanted |= Q(result__publication=publication, criterion=row)
    found: dict[int, dict[str, NodeMark]] = defaultdict(dict)
    for pk, unit, *values in PublishedMark.objects.filter(wanted).values_list(
        "result__publication_id", "result__unit_code", *_MARK
    ):
        found[pk][unit] = NodeMark(*values)
    return found


def _path(assessment: Assessment, code: str) -> tuple[Node, ...]:
    """What the criterion stands under, from its area down."""
    parents = {child: node for node in assessment.nodes.values() for child in node.children}
    path: list[Node] = []
    while code in parents:
        path.insert(0, parents[code])
        code = parents[code].code
    return tuple(path)
