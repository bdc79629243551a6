"""What a computed publication rests on: the criteria set as it was, its classes, and what each unit got at each node."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from ..core.rules import Award, Measure, MeasureRefused, Rule, RuleRefused, read_rule
from ..core.scheme import BESIDE, Origin
from ..models.publications import PublishedBand, PublishedCriterion, PublishedMark, PublishedSurvey
from ..rule_words import words_of_rule, words_of_steps, words_of_working
from .values import Release


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the published set. A leaf has a maximum, an origin and its rule in words."""

    code: str
    title: str
    depth: int
    children: tuple[str, ...]
    max_score: Decimal | None
    origin: Origin | None
    rule: Rule | None
    evidence: str
    appraiser: str
    previous: str = ""  # the code in the set before that it continues, and how ("same", "text", "maximum", "new")
    mapping: str = ""

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def is_beside_the_scale(self) -> bool:
        """Bonus or penalty: added or taken away, and never part of what could be reached."""
        return self.origin in BESIDE

    @property
    def rule_words(self) -> str:
        """How the leaf is scored, in one line; empty above the leaves."""
        return "" if self.rule is None or self.max_score is None else words_of_rule(self.rule, self.max_score)

    @property
    def steps(self) -> list[tuple[Decimal, str]]:
        """The steps of the rule with their points; empty above the leaves and where a rule can give any number."""
        return [] if self.rule is None or self.max_score is None else words_of_steps(self.rule, self.max_score)


@dataclass(frozen=True, slots=True)
class BandInfo:
    """A class as it applied: from which index, and what every area had to reach."""

    name: str
    from_index: Decimal
    component_floor: Decimal | None


@dataclass(frozen=True, slots=True)
class NodeMark:
    """What a unit got at a node. `points` None with its state: "na", "no_survey" or "missing"."""

    state: str
    points: Decimal | None
    max_score: Decimal | None
    amount: Decimal | None
    base: Decimal | None
    choice: str
    self_score: Decimal | None
    reason: str

    @property
    def lost(self) -> Decimal | None:
        """Points short of what could be reached there; None where there are no points or nothing could be."""
        if self.points is None or not self.max_score:
            return None
        return self.max_score - self.points


@dataclass(frozen=True, slots=True)
class SurveyInfo:
    """A survey figure of a unit as far as it may be shown; a suppressed one shows nothing."""

    purpose: str
    factor: str
    percent: Decimal | None
    base: int | None
    response_rate: Decimal | None
    margin: Decimal | None
    is_suppressed: bool


@dataclass(frozen=True)
class Assessment:
    """A computed publication below its totals: the tree, the classes, the marks and survey figures that were loaded."""

    release: Release
    nodes: Mapping[str, Node]
    bands: tuple[BandInfo, ...]
    marks: Mapping[str, Mapping[str, NodeMark]] = field(default_factory=dict)
    surveys: Mapping[str, tuple[SurveyInfo, ...]] = field(default_factory=dict)

    @cached_property
    def areas(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes.values() if node.depth == 0)

    def leaves_under(self, code: str) -> list[Node]:
        """The leaves under a node in the order of the tree; a leaf gives itself."""
        node = self.nodes[code]
        if node.is_leaf:
            return [node]
        return [leaf for child in node.children for leaf in self.leaves_under(child)]

    def maximum_of(self, code: str) -> Decimal:
        """What the leaves under a node are worth together, without bonus and penalty."""
        leaves = self.leaves_under(code)
        return sum((each.max_score or Decimal(0) for each in leaves if not each.is_beside_the_scale), Decimal(0))

    def full(self, code: str, mark: NodeMark) -> Decimal | None:
        """What the unit of that mark could reach at a node; None where nothing applied or it is not known yet.

        Bonus and penalty have a maximum at their leaves alone, and are part of none above them.
        """
        if mark.state in ("na", "no_survey"):
            return None
        node = self.nodes[code]
        return (node.max_score if node.is_beside_the_scale else mark.max_score) or None

    def working(self, code: str, mark: NodeMark) -> str:
        """How the points of a leaf came about from what was measured, in words; empty where they were given as such."""
        node = self.nodes[code]
        measure = Measure(mark.amount, mark.base, mark.choice)
        if node.rule is None or node.max_score is None or mark.points is None or measure.is_empty:
            return ""
        try:
            award: Award = node.rule.award(measure, node.max_score)
        except MeasureRefused:
            return ""
        return words_of_working(node.rule, award) if award.points == mark.points else ""


def _node(row: PublishedCriterion, depth: int, children: Iterable[str]) -> Node:
    rule = None
    if row.rule is not None and row.max_score is not None:
        try:
            rule = read_rule(row.rule, row.max_score)
        except RuleRefused:
            rule = None  # frozen rules were checked; one that is none any more is for verification to tell
    return Node(
        row.code,
        row.title,
        depth,
        tuple(children),
        row.max_score,
        Origin(row.origin) if row.origin in set(Origin) else None,
        rule,
        row.evidence,
        row.appraiser_name,
        row.previous_code,
        row.mapping,
    )


def nodes_of(rows: Iterable[PublishedCriterion]) -> dict[str, Node]:
    """Parents before children, in the order of the set."""
    below: dict[str, list[PublishedCriterion]] = defaultdict(list)
    for row in rows:
        below[row.parent_code].append(row)
    nodes: dict[str, Node] = {}

    def visit(parent: str, depth: int) -> None:
        for row in below.get(parent, ()):
            nodes[row.code] = _node(row, depth, [child.code for child in below.get(row.code, ())])
            visit(row.code, depth + 1)

    visit("", 0)
    return nodes


_MARK = ("state", "points", "max_score", "amount", "base", "choice", "self_score", "reason")
_SURVEY = ("purpose", "factor", "percent", "base", "response_rate", "margin", "is_suppressed")


def load_assessments(
    releases: Iterable[Release], *, unit: str = "", everything: bool = False, areas: bool = False
) -> dict[int, Assessment]:
    """The assessment below each computed publication, by its number; transcribed ones have none.

    With `unit`, that unit's marks at every node and its survey figures, and the areas of all others beside it; with
    `everything`, every mark of every unit; with `areas`, those of areas of every unit; else the tree and the classes
    alone. A fixed number of queries.
    """
    computed = {release.pk: release for release in releases if release.is_computed}
    if not computed:
        return {}
    criteria: dict[int, list[PublishedCriterion]] = defaultdict(list)
    for row in PublishedCriterion.objects.filter(publication__in=computed).order_by("position", "code"):
        criteria[row.publication_id].append(row)
    bands: dict[int, list[BandInfo]] = defaultdict(list)
    for band in PublishedBand.objects.filter(publication__in=computed).order_by("-from_index", "code"):
        bands[band.publication_id].append(BandInfo(band.name, band.from_index, band.component_floor))
    marks: dict[int, dict[str, dict[str, NodeMark]]] = defaultdict(lambda: defaultdict(dict))
    surveys: dict[int, dict[str, list[SurveyInfo]]] = defaultdict(lambda: defaultdict(list))
    rows = PublishedMark.objects.filter(result__publication__in=computed)
    of_areas = rows.filter(criterion__parent_code="")
    if unit or everything or areas:
        wanted = [rows] if everything else [rows.filter(result__unit_code=unit), of_areas] if unit else [of_areas]
        for query in wanted:
            for publication, code, node, *values in query.values_list(
                "result__publication_id", "result__unit_code", "criterion__code", *_MARK
            ):
                marks[publication][code][node] = NodeMark(*values)
    if unit or everything:
        figures = PublishedSurvey.objects.filter(result__publication__in=computed)
        for publication, code, *values in (
            (figures if everything else figures.filter(result__unit_code=unit))
            .order_by("result", "position")
            .values_list("result__publication_id", "result__unit_code", *_SURVEY)
        ):
            surveys[publication][code].append(SurveyInfo(*values))
    return {
        release.number: Assessment(
            release,
            nodes_of(criteria[key]),
            tuple(bands[key]),
            marks[key],
            {code: tuple(found) for code, found in surveys[key].items()},
        )
        for key, release in computed.items()
    }
