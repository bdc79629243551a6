"""A criteria set as a tree of rows, read with one query: order, depth, leaves, maximums, and how it continues the last set."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.core.scheme import COUNTED, Origin
from scoring.models import CriteriaSet, Criterion

Mapping = Criterion.Mapping
_COUNTED = {origin.value for origin in COUNTED}


@dataclass(frozen=True, slots=True)
class Maximum:
    """What can be reached under a node, and what can be added or taken away beside the scale."""

    counted: Decimal = Decimal(0)
    bonus: Decimal = Decimal(0)
    penalty: Decimal = Decimal(0)

    def __add__(self, other: "Maximum") -> "Maximum":
        return Maximum(self.counted + other.counted, self.bonus + other.bonus, self.penalty + other.penalty)


@dataclass(frozen=True, slots=True)
class Node:
    """A row at its place in the tree; `depth` is 0 for an area."""

    row: Criterion
    depth: int
    is_leaf: bool
    maximum: Maximum


@dataclass
class Tree:
    """The rows of one set. Rows may be unsaved: they are told apart by their codes."""

    rows: list[Criterion]
    by_code: dict[str, Criterion] = field(init=False)
    children: dict[str, list[Criterion]] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = sorted(self.rows, key=lambda row: (row.position, row.code))
        self.by_code = {row.code: row for row in self.rows}
        self.children = defaultdict(list)
        for row in self.rows:
            self.children[row.parent.code if row.parent is not None else ""].append(row)

    @classmethod
    def of(cls, criteria_set: CriteriaSet) -> "Tree":
        """The tree as stored; every row has its set, parent, appraiser and predecessor at hand."""
        rows = list(criteria_set.criteria.select_related("appraiser", "previous__criteria_set"))
        by_pk = {row.pk: row for row in rows}
        for row in rows:
            row.criteria_set = criteria_set
            row.parent = by_pk.get(row.parent_id) if row.parent_id else None
        return cls(rows)

    def children_of(self, row: Criterion | None) -> list[Criterion]:
        return self.children.get(row.code if row is not None else "", [])

    def is_leaf(self, row: Criterion) -> bool:
        """Whether the row is marked: it has points and nothing under it."""
        return row.max_score is not None and not self.children_of(row)

    def nodes(self) -> list[Node]:
        """Every node that hangs on an area, in the order of the tree, parents first."""
        nodes: list[Node] = []

        def visit(row: Criterion, depth: int) -> Maximum:
            place = len(nodes)
            maximum = _own(row)
            for child in self.children_of(row):
                maximum += visit(child, depth + 1)
            nodes.insert(place, Node(row, depth, self.is_leaf(row), maximum))
            return maximum

        for area in self.children_of(None):
            visit(area, 0)
        return nodes

    def leaves(self) -> list[Criterion]:
        """What is marked, in the order of the tree."""
        return [node.row for node in self.nodes() if node.is_leaf]

    def maximum(self) -> Maximum:
        return sum((_own(leaf) for leaf in self.leaves()), Maximum())

    def below(self, row: Criterion) -> Iterator[Criterion]:
        """Everything under a node."""
        for child in self.children_of(row):
            yield child
            yield from self.below(child)

    def lost(self) -> list[Criterion]:
        """Rows that hang on no area: their parents stand in a circle."""
        reached = {node.row.code for node in self.nodes()}
        return [row for row in self.rows if row.code not in reached]


def _own(row: Criterion) -> Maximum:
    points = row.max_score if row.max_score is not None else Decimal(0)
    if row.origin in _COUNTED:
        return Maximum(counted=points)
    if row.origin == Origin.BONUS:
        return Maximum(bonus=points)
    return Maximum(penalty=points if row.origin == Origin.PENALTY else Decimal(0))


# --- how a set continues the set before it ---


def derived_mapping(row: Criterion) -> str:
    """What the two texts and maximums say about a row and the row it continues."""
    before = row.previous
    if before is None:
        return Mapping.NEW
    if row.max_score != before.max_score:
        return Mapping.MAXIMUM
    return Mapping.SAME if row.title == before.title else Mapping.TEXT


@dataclass(frozen=True, slots=True)
class Continuation:
    """A leaf and the leaf of the set before that it continues. `row` None: nothing continues the old leaf (removed).

    `mapping` is the row's own; `derived` is what texts and maximums say, where a person decided otherwise.
    """

    row: Criterion | None
    before: Criterion | None
    mapping: str  # a Criterion.Mapping, or REMOVED
    derived: str = ""

    @property
    def is_removed(self) -> bool:
        return self.row is None


REMOVED = "removed"


def continuations(criteria_set: CriteriaSet, tree: Tree | None = None) -> list[Continuation]:
    """Every leaf with what it continues, in the order of the tree; then the leaves of the old set that nothing continues."""
    tree = tree or Tree.of(criteria_set)
    found = [Continuation(leaf, leaf.previous, leaf.mapping, derived_mapping(leaf)) for leaf in tree.leaves()]
    if criteria_set.copied_from is not None:
        continued = {each.before.pk for each in found if each.before is not None}
        removed = [leaf for leaf in Tree.of(criteria_set.copied_from).leaves() if leaf.pk not in continued]
        found += [Continuation(None, leaf, REMOVED) for leaf in removed]
    return found


def as_ordered(rows: Iterable[Criterion]) -> list[str]:
    """The codes of rows in the order of their tree."""
    return [node.row.code for node in Tree(list(rows)).nodes()]
