"""What a year is scored by: a tree of areas, criteria and component criteria, and the settings of the round.

Any depth: an area holds criteria, a criterion holds component criteria, and whatever has no children is a leaf. Only
leaves are marked; everything above is their sum. Rules are data (scoring/core/rules.py), so that a year is never code.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from .bands import Band
from .ranking import TieRule
from .rules import Manual, Rule


class Origin(StrEnum):
    """Where the points of a leaf come from."""

    APPRAISAL = "appraisal"  # the council's mark
    SURVEY = "survey"  # sociological survey of officials and deputies
    SATISFACTION = "satisfaction"  # the satisfaction percentage
    BONUS = "bonus"  # added, and never part of what could be reached
    PENALTY = "penalty"  # taken away, and never part of what could be reached


# Origins whose maximum is part of the denominator, and those that stand beside the scale.
COUNTED = (Origin.APPRAISAL, Origin.SURVEY, Origin.SATISFACTION)
BESIDE = (Origin.BONUS, Origin.PENALTY)
# Origins whose points come from what people were asked, not from a mark.
ASKED = (Origin.SURVEY, Origin.SATISFACTION)


class RankOn(StrEnum):
    """The figure that ranks are taken from."""

    PUBLISHED = "published"  # rounded as printed: a reader with the table can check the ranks
    EXACT = "exact"  # before rounding


@dataclass(frozen=True, slots=True)
class Criterion:
    """A node of the tree. A leaf has no children, a maximum in points, an origin and a rule."""

    code: str
    title: str = ""
    children: tuple["Criterion", ...] = ()
    max_score: Decimal = Decimal(0)
    origin: Origin = Origin.APPRAISAL
    rule: Rule = field(default_factory=Manual)

    @property
    def is_leaf(self) -> bool:
        return not self.children

    def leaves(self) -> Iterator["Criterion"]:
        """The leaves under this node in the order of the tree; a leaf gives itself."""
        if self.is_leaf:
            yield self
        for child in self.children:
            yield from child.leaves()

    def nodes(self) -> Iterator["Criterion"]:
        """This node and everything under it, parents first."""
        yield self
        for child in self.children:
            yield from child.nodes()


@dataclass(frozen=True, slots=True)
class Branch:
    """A node that is no leaf, by code, and the codes of those right under it that are no leaves either."""

    code: str
    branches: tuple[str, ...]


@dataclass(frozen=True)
class Scheme:
    """A whole criteria set as the arithmetic needs it.

    `places`: decimals of published figures. `rescale_without_survey`: where no survey was made, its leaves leave the
    denominator instead of being missing, so that the rest counts for 100 % (seen in Hà Nội's framework for cấp phòng).
    """

    areas: tuple[Criterion, ...]
    places: int = 2
    tie_rule: TieRule = TieRule.COMPETITION
    rank_on: RankOn = RankOn.PUBLISHED
    rescale_without_survey: bool = False
    bands: Sequence[Band] = ()

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        return tuple(leaf for area in self.areas for leaf in area.leaves())

    @cached_property
    def leaf_codes(self) -> frozenset[str]:
        return frozenset(leaf.code for leaf in self.leaves)

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """Every node that is no leaf, children before their parents."""
        return tuple(
            Branch(node.code, tuple(each.code for each in node.children if not each.is_leaf))
            for node in reversed(self.by_code.values())
            if not node.is_leaf
        )

    @cached_property
    def bundles(self) -> dict[tuple[str, Origin], tuple[str, ...]]:
        """Leaves by the node right above them ("" for none) and their origin, in the order of the tree."""
        found: dict[tuple[str, Origin], list[str]] = {}
        for above, nodes in (("", self.areas), *((each.code, each.children) for each in self.by_code.values())):
            for node in nodes:
                if node.is_leaf:
                    found.setdefault((above, node.origin), []).append(node.code)
        return {key: tuple(codes) for key, codes in found.items()}

    @cached_property
    def by_code(self) -> dict[str, Criterion]:
        return {node.code: node for area in self.areas for node in area.nodes()}

    @cached_property
    def quantum(self) -> Decimal:
        """The smallest step of a published figure: 0.01 for two decimals."""
        return Decimal(1).scaleb(-self.places)

    @cached_property
    def max_score(self) -> Decimal:
        """What a unit could reach to whom everything applies; bonus and penalty are outside it."""
        return sum((leaf.max_score for leaf in self.leaves if leaf.origin in COUNTED), Decimal(0))

    def only(self, codes: Set[str]) -> "Scheme":
        """The same settings over some of the leaves; what has no leaf left goes."""
        return replace(self, areas=_kept(self.areas, codes))


def _kept(nodes: Iterable[Criterion], codes: Set[str]) -> tuple[Criterion, ...]:
    found = []
    for node in nodes:
        if node.is_leaf:
            if node.code in codes:
                found.append(node)
        elif children := _kept(node.children, codes):
            found.append(replace(node, children=children))
    return tuple(found)
