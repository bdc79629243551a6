"""What a file changes of criteria sets, in words: old and new side by side, a line for each node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.actions.criteria_changes import SetChanges
from scoring.actions.criteria_import import CriteriaOutcome
from scoring.core.rules import RuleRefused, read_rule
from scoring.imports.criteria import CRITERIA_TABLES
from scoring.models import AssessmentRound, Criterion
from scoring.rule_words import words_of_refusal, words_of_rule

from .changed_fields import ChangedField, ChangedRow, fields_of

_SETS, _NODES, _SCALES, _BANDS = CRITERIA_TABLES
_QUIET = ("code", "criterion", "position")  # of what is new


@dataclass(frozen=True, slots=True)
class ChangedSet:
    """One set of the file, as the page shows it."""

    code: str
    name: str
    is_new: bool
    own: Sequence[ChangedField]
    rows: Sequence[ChangedRow]
    classes: Sequence[ChangedRow]
    removed: Sequence[Criterion]
    kept: Sequence[Criterion]
    unchanged: int  # nodes
    rounds: Sequence[AssessmentRound]  # that the set is used for, where it changes

    @property
    def added(self) -> int:
        return sum(row.is_new for row in self.rows)

    @property
    def changed(self) -> int:
        return len(self.rows) - self.added

    @property
    def is_moved(self) -> bool:
        return bool(self.own or self.rows or self.classes or self.removed)


def changed_sets(outcome: CriteriaOutcome) -> list[ChangedSet]:
    """The sets of an import, each with all that the file does to it."""
    rounds = AssessmentRound.objects.filter(criteria_set__code__in=[each.criteria_set.code for each in outcome.sets])
    used: dict[str, list[AssessmentRound]] = {}
    for round_ in rounds.select_related("criteria_set", "group__parent", "index"):
        used.setdefault(round_.criteria_set.code, []).append(round_)
    return [_changed(each, used.get(each.criteria_set.code, [])) for each in outcome.sets]


def _changed(each: SetChanges, rounds: Sequence[AssessmentRound]) -> ChangedSet:
    rows = [_row(change, each.nodes, is_new=True) for change in each.added]
    rows += [_row(change, each.nodes, is_new=False) for change in each.changed]
    classes = [
        ChangedRow("", change["name"], not _before(change), fields_of(change, _BANDS, _SCALES))
        for change in each.classes
    ]
    return ChangedSet(
        each.criteria_set.code,
        each.criteria_set.name,
        each.is_new,
        fields_of(each.own, _SETS) if each.own else [],
        rows,
        classes,
        each.removed,
        each.kept,
        each.unchanged,
        rounds,
    )


def _before(change: Mapping[str, Any]) -> bool:
    """Whether there was anything before; a thing that is new was nothing in every field."""
    return any(value is not None for value in change["from"].values())


def _row(change: Mapping[str, Any], nodes: Mapping[str, Criterion], *, is_new: bool) -> ChangedRow:
    node = nodes[change["criterion"]]
    maximum = change["from"].get("max_score"), change["to"].get("max_score")
    told = {
        "from": _with_rule(change["from"], node, maximum[0] if "max_score" in change["from"] else node.max_score),
        "to": _with_rule(change["to"], node, node.max_score),
    }
    return ChangedRow(node.code, node.title, is_new, fields_of(told, _NODES, passing_over=_QUIET if is_new else ()))


def _with_rule(told: Mapping[str, Any], node: Criterion, maximum: Any) -> Mapping[str, Any]:
    """The telling with its rule in words; the words of a rule need the maximum that it went with."""
    rule = told.get("rule")
    if rule is None or maximum is None:
        return told
    most = Decimal(maximum)
    try:
        return {**told, "rule": words_of_rule(read_rule(rule, most), most)}
    except RuleRefused as refused:
        return {**told, "rule": words_of_refusal(refused)}
