"""What the criteria pages show: rows of the tree in words, gathered with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from scoring.core.rules import RuleRefused, read_rule
from scoring.criteria_checks import SetFinding, check_set
from scoring.criteria_tree import Continuation, Maximum, Node, Tree, continuations
from scoring.models import AssessmentRound, BandScale, CriteriaSet, Criterion
from scoring.rule_words import figure, points, words_of_refusal, words_of_rule

_QUIET = Criterion.Mapping.SAME


@dataclass(frozen=True, slots=True)
class Line:
    """A node as the page prints it."""

    row: Criterion
    depth: int
    is_leaf: bool
    maximum: str
    rule: str = ""
    continues: str = ""  # in words; empty for what is the same
    is_wrong: bool = False


@dataclass(frozen=True)
class SetPage:
    """Everything of the page of one set."""

    criteria_set: CriteriaSet
    lines: Sequence[Line]
    maximum: Maximum
    errors: Sequence[SetFinding]
    warnings: Sequence[SetFinding]
    removed: Sequence[Continuation]
    counts: Sequence[tuple[str, int]]  # how many leaves are the same, changed, new, removed
    scales: Sequence[BandScale]
    rounds: Sequence[AssessmentRound]

    @property
    def total(self) -> str:
        return points(self.maximum.counted)

    @property
    def beside(self) -> str:
        """Bonus and penalty, which no maximum counts."""
        parts = [
            _("điểm thưởng tối đa %(points)s") % {"points": points(self.maximum.bonus)} if self.maximum.bonus else "",
            _("điểm trừ tối đa %(points)s") % {"points": points(self.maximum.penalty)} if self.maximum.penalty else "",
        ]
        return ", ".join(filter(None, parts))


def make_list() -> QuerySet[CriteriaSet]:
    """Every set with its lock and the number of its rounds."""
    sets = CriteriaSet.objects.select_related("index").with_lock()
    return sets.annotate(round_count=Count("rounds", distinct=True)).order_by("-year_from", "code")


def make_page(criteria_set: CriteriaSet) -> SetPage:
    tree = Tree.of(criteria_set)
    found = check_set(criteria_set, tree)
    wrong = {finding.code for finding in found if not finding.is_warning}
    continued = continuations(criteria_set, tree)
    words = {each.row.code: _continues(each) for each in continued if each.row is not None}
    return SetPage(
        criteria_set,
        [_line(node, words.get(node.row.code, ""), node.row.code in wrong) for node in tree.nodes()],
        tree.maximum(),
        [finding for finding in found if not finding.is_warning],
        [finding for finding in found if finding.is_warning],
        [each for each in continued if each.is_removed],
        _counts(continued) if criteria_set.copied_from_id else (),
        list(criteria_set.band_scales.prefetch_related("bands")),
        list(criteria_set.rounds.select_related("group__parent")),
    )


def _line(node: Node, continues: str, is_wrong: bool) -> Line:
    row = node.row
    return Line(row, node.depth, node.is_leaf, _maximum(node.maximum), _rule(row), continues, is_wrong)


def _maximum(maximum: Maximum) -> str:
    """ "10"; bonus and penalty with their sign: "+2", "−2"."""
    parts = [figure(maximum.counted)] if maximum.counted else []
    parts += [f"+{figure(maximum.bonus)}"] if maximum.bonus else []
    parts += [f"−{figure(maximum.penalty)}"] if maximum.penalty else []
    return " ".join(parts)


def _rule(row: Criterion) -> str:
    if row.rule is None or row.max_score is None:
        return ""
    try:
        return words_of_rule(read_rule(row.rule, row.max_score), row.max_score)
    except RuleRefused as refused:
        return words_of_refusal(refused)


def _continues(each: Continuation) -> str:
    """How a leaf differs from the one it continues; the same maximum and text need no word."""
    if each.row is None or (each.mapping == _QUIET and each.before is not None and each.before.code == each.row.code):
        return ""
    label = str(each.row.get_mapping_display())
    if each.before is None:
        return label
    before = each.before
    parts = [label]
    if before.code != each.row.code:
        parts.append(_("trước là %(code)s") % {"code": before.code})
    if before.max_score is not None and before.max_score != each.row.max_score:
        parts.append(_("trước: %(points)s") % {"points": points(before.max_score)})
    return ", ".join(parts)


def _counts(continued: Sequence[Continuation]) -> list[tuple[str, int]]:
    counts = [
        (str(label), sum(each.mapping == value for each in continued)) for value, label in Criterion.Mapping.choices
    ]
    counts.append((_("bỏ"), sum(each.is_removed for each in continued)))
    return [(label, count) for label, count in counts if count]
