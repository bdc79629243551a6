"""Writes about the nodes of a criteria set: add, change, remove. The set itself: scoring/actions/criteria_sets.py."""

import copy
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from scoring.core.rules import RuleRefused, read_rule
from scoring.criteria_checks import accept_rule, faults_of
from scoring.criteria_tree import Tree, derived_mapping
from scoring.models import CriteriaSet, Criterion
from scoring.policies import NotAllowed

from .criteria_sets import NODE_FIELDS, record, writing_set
from .entered import moved, tidied, told

NEW = Criterion.Mapping.NEW
MAXIMUM = Criterion.Mapping.MAXIMUM
ALL_FIELDS = ("parent", *NODE_FIELDS, "previous", "mapping")


def settle(criteria_set: CriteriaSet, row: Criterion | None, values: Mapping[str, Any], tree: Tree) -> Criterion:
    """The node with those values and the mapping that follows, not saved; raises `ValidationError`.

    The tree is the set's as stored; the node takes its place in a copy of it, so that nothing else is asked.
    """
    settled = copy.copy(row) if row is not None else Criterion(criteria_set=criteria_set)
    for name, value in tidied(Criterion, values).items():
        setattr(settled, name, value)
    others = [copy.copy(each) for each in tree.rows if row is None or each.pk != row.pk]
    by_pk = {each.pk: each for each in others}
    if settled.pk is not None:
        by_pk[settled.pk] = settled
    for each in (*others, settled):
        if each.parent is not None:
            each.parent = by_pk.get(each.parent.pk, each.parent)
    if row is None and "position" not in values:
        settled.position = max((each.position for each in others), default=0) + 1
    settle_mapping(settled, row, values)
    settle_rule(settled)
    faults: dict[str, list[str]] = {}
    for name, message in faults_of(settled, Tree([*others, settled])):
        faults.setdefault(name, []).append(message)
    parent = settled.parent
    if parent is not None and parent.max_score is not None:
        message = _(
            "Mục %(code)s đang là mục chấm điểm; bỏ điểm tối đa và cách tính của mục đó trước khi thêm mục con."
        )
        faults.setdefault("parent", []).append(message % {"code": parent.code})
    if faults:
        raise ValidationError(faults)
    if row is not None and (said := marks_in_the_way(row, settled)) is not None:
        _refuse_if_marked(row, said)
    return settled


def settle_mapping(settled: Criterion, row: Criterion | None, values: Mapping[str, Any]) -> None:
    """How the node stands against the one it continues, unless the same change says so itself.

    Where the mapping followed from texts and maximums it goes on following them; where a person had decided otherwise,
    that stays, until the maximum changes.
    """
    if settled.previous is None:
        settled.mapping = NEW
        return
    said = "mapping" in values and (row is None or values["mapping"] != row.mapping) and values["mapping"] != NEW
    if said:
        return
    if (
        row is None
        or row.previous is None
        or row.previous.pk != settled.previous.pk
        or settled.max_score != row.max_score
        or row.mapping == derived_mapping(row)
    ):
        settled.mapping = derived_mapping(settled)


def settle_rule(settled: Criterion) -> None:
    """The rule's data in their one form; what is no rule stays as it is and is told by `faults_of`."""
    if settled.rule is None or settled.max_score is None or not settled.max_score.is_finite():
        return
    try:
        settled.rule = accept_rule(settled.rule, settled.max_score, settled.origin).as_data()
    except RuleRefused:
        return


def same_rule(one: Criterion, other: Criterion) -> bool:
    """Whether two nodes are scored by the same rule, however its data are written."""
    if one.rule is None or other.rule is None or one.max_score is None or other.max_score is None:
        return bool(one.rule == other.rule)
    try:
        return read_rule(one.rule, one.max_score) == read_rule(other.rule, other.max_score)
    except RuleRefused:
        return bool(one.rule == other.rule)


def add_criterion(*, criteria_set: CriteriaSet, values: Mapping[str, Any], channel: str = "desk", by: Any) -> Criterion:
    """Add a node; without a position it comes last. Raises `NotAllowed`, `ValidationError`."""
    with writing_set(criteria_set, by=by) as locked:
        settled = settle(locked, None, values, Tree.of(locked))
        settled.save()
        record(
            "add_criterion",
            locked,
            {"criterion": settled.code, "to": told(settled, list(ALL_FIELDS))},
            channel=channel,
            by=by,
        )
    return settled


def change_criterion(
    *, criterion: Criterion, values: Mapping[str, Any], channel: str = "desk", reason: str = "", by: Any
) -> Criterion:
    """Change a node. Raises `NotAllowed`, `ValidationError`."""
    with writing_set(criterion.criteria_set, by=by) as locked:
        tree = Tree.of(locked)
        row = next((each for each in tree.rows if each.pk == criterion.pk), None)
        if row is None:
            raise NotAllowed(_("Mục này không còn trong bộ tiêu chí; có người vừa xóa."))
        settled = settle(locked, row, values, tree)
        change = moved(told(row, list(ALL_FIELDS)), told(settled, list(ALL_FIELDS)))
        if change["to"]:
            settled.save()
            record("change_criterion", locked, {"criterion": row.code, **change}, channel=channel, reason=reason, by=by)
    return settled


# What an appraiser said of a leaf, and what anybody did. An empty row says nothing.
_APPRAISED = Q(appraised_score__isnull=False) | Q(amount__isnull=False) | Q(not_applicable=True) | ~Q(choice="")
_SAID = _APPRAISED | Q(self_score__isnull=False)


def marks_in_the_way(before: Criterion, after: Criterion) -> Q | None:
    """Which marks of a node would not mean any more what they meant, were it changed so; None: all of them would.

    A self score rests on the maximum and on who gives the points; an appraisal on the rule as well.
    """
    if after.max_score != before.max_score or after.origin != before.origin:
        return _SAID
    return None if same_rule(after, before) else _APPRAISED


def _refuse_if_marked(row: Criterion, said: Q) -> None:
    if row.appraisals.filter(said).exists():
        raise ValidationError(
            _(
                "Mục %(code)s đã có điểm chấm hoặc điểm tự chấm theo điểm tối đa, nguồn điểm và cách tính hiện tại."
                " Xóa điểm đã ghi của mục này trước khi đổi."
            )
            % {"code": row.code}
        )


def remove_criterion(*, criterion: Criterion, channel: str = "desk", by: Any) -> int:
    """Remove a node and everything under it; gives how many. Raises `NotAllowed` where marks or a later set refer to it."""
    with writing_set(criterion.criteria_set, by=by) as locked:
        tree = Tree.of(locked)
        row = next((each for each in tree.rows if each.pk == criterion.pk), None)
        if row is None:
            return 0
        rows = [row, *tree.below(row)]
        removed = [told(each, list(ALL_FIELDS)) for each in rows]
        delete_nodes(rows, row.code)
        record("remove_criterion", locked, {"criterion": row.code, "from": removed}, channel=channel, by=by)
    return len(rows)


def delete_nodes(rows: list[Criterion], code: str) -> None:
    """Delete rows of a set; raises `NotAllowed`. Whoever calls it is writing to the set and records the event."""
    try:
        Criterion.objects.filter(pk__in=[each.pk for each in rows]).delete()
    except ProtectedError:
        raise NotAllowed(
            _(
                "Không xóa được mục %(code)s: mục này hoặc mục con đã có điểm, có câu hỏi khảo sát,"
                " hoặc có tiêu chí của bộ sau nối tiếp."
            )
            % {"code": code}
        ) from None
