"""The nodes of one criteria set in an import: rows of a file become nodes of a tree, judged as a whole before writing."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from scoring.core.rules import RuleRefused
from scoring.criteria_checks import accept_rule, faults_of
from scoring.criteria_tree import Tree
from scoring.imports.criteria import RULE_DATA
from scoring.imports.problems import Problem
from scoring.imports.rows import Row
from scoring.models import Appraisal, CriteriaSet, Criterion
from scoring.rule_words import words_of_refusal
from units.models import Unit
from units.plans import Plan, given

from .criteria import ALL_FIELDS, marks_in_the_way, same_rule, settle_mapping, settle_rule
from .entered import moved, told

_NODE_DEFAULTS: dict[str, Any] = {
    "title": "",
    "max_score": None,
    "origin": "",
    "guidance": "",
    "evidence": "",
    "explanation_required": False,
    "note": "",
}
# Which column of the file a fault of a field is shown at.
_COLUMN_OF = {"rule": "rule_detail"}


@dataclass
class Work:
    """One set of the import: the row that names it, its stored state, and what becomes of it."""

    criteria_set: CriteriaSet
    rounds: list[int] = field(default_factory=list)
    tree: Tree = field(default_factory=lambda: Tree([]))
    row: Row | None = None  # the first row about it
    rows: dict[str, Row] = field(default_factory=dict)  # of its nodes
    events: dict[str, Any] = field(default_factory=lambda: defaultdict(list))
    missing: list[Criterion] = field(default_factory=list)  # that the file does not name and that go
    kept: list[Criterion] = field(default_factory=list)  # that it does not name and that stay
    nodes: dict[str, Criterion] = field(default_factory=dict)  # as they shall be


def tell(row: Row, problems: list[Problem], faults: Iterable[tuple[str, str]]) -> None:
    """Faults of fields as problems of a row, each at the column where the file holds the field."""
    for name, message in faults:
        columns = (each for each in (_COLUMN_OF.get(name, name), name) if each in row.values)
        problems.append(row.problem(message, _("Sửa lại ô này."), column=next(columns, "")))


def misfits(row: Row) -> Iterator[tuple[str, str]]:
    """Whether the rule of a row that is not taken fits the maximum beside it: all findings are told at once."""
    data, most = row.get(RULE_DATA), row.get("max_score")
    if data is not None and most is not None:
        try:
            accept_rule(data, most, row.get("origin", ""))
        except RuleRefused as refused:
            yield "rule", words_of_refusal(refused)


def refer(row: Row, problems: list[Problem], column: str, among: Mapping[str, Any]) -> Any:
    """What the code in a column refers to, or None; an unknown code is a problem."""
    code = row.get(column)
    if code is not None and code not in among:
        problems.append(row.problem(_("không có mã này"), _("Kiểm tra lại mã."), column=column))
    return among.get(code)


def plan_nodes(
    plan: Plan, work: Work, rows: Sequence[Row], source: Work | None, *, remove_missing: bool = False
) -> None:
    """Plan the rows of one set. `source` is the set it was copied from, where this import holds that one too."""
    _Nodes(plan, work, source, remove_missing=remove_missing).plan_rows(list(rows))


class _Nodes:
    """The nodes of one set: rows become nodes of a tree, which is judged as a whole before anything is written."""

    def __init__(self, plan: Plan, work: Work, source: Work | None, *, remove_missing: bool) -> None:
        self.plan, self.work, self.source, self.remove_missing = plan, work, source, remove_missing
        self.before = {row.code: copy.copy(row) for row in work.tree.rows}
        self.nodes = work.nodes
        self.nodes.update(work.tree.by_code)

    def plan_rows(self, rows: list[Row]) -> None:
        self.work.rows = {row.get("code"): row for row in rows}
        for code in self.work.rows:
            if code not in self.nodes:
                self.nodes[code] = Criterion(criteria_set=self.work.criteria_set, code=code)
        appraisers = self._appraisers(rows)
        previous = self._previous(rows)
        self._find_missing()
        settled = [(row, self._settle(row, appraisers, previous)) for row in rows]
        self._order(rows)
        tree = Tree(list(self.nodes.values()))
        for row, node in settled:
            tell(row, self.plan.problems, faults_of(node, tree))
            if node.parent is not None and node.parent.max_score is not None and node.parent.code not in self.work.rows:
                message = _("mục %(code)s đang là mục chấm điểm") % {"code": node.parent.code}
                tell(row, self.plan.problems, [("parent", message)])
        self._refuse_marked(settled)
        self._record()

    def _appraisers(self, rows: list[Row]) -> dict[str, Unit]:
        codes = {row.get("appraiser") for row in rows} - {None}
        return {unit.code: unit for unit in Unit.objects.filter(code__in=codes)} if codes else {}

    def _previous(self, rows: list[Row]) -> dict[str, Criterion]:
        """The nodes that rows may continue: those of the set this one was copied from."""
        source = self.work.criteria_set.copied_from
        if source is None or not any(row.get("previous") for row in rows):
            return {}
        if self.source is not None:
            return self.source.nodes or self.source.tree.by_code
        return {node.code: node for node in source.criteria.all()}

    def _settle(self, row: Row, appraisers: dict[str, Unit], previous: dict[str, Criterion]) -> Criterion:
        node, code = self.nodes[row.get("code")], row.get("code")
        before = self.before.get(code)
        values = given(row, _NODE_DEFAULTS)
        if "appraiser" in row.values:
            values["appraiser"] = refer(row, self.plan.problems, "appraiser", appraisers)
        if "previous" in row.values:
            values["previous"] = refer(row, self.plan.problems, "previous", previous)
        values["parent"] = self._parent(row)
        if RULE_DATA in row.values:
            values["rule"] = row.values[RULE_DATA]
        said = given(row, {"mapping": Criterion.Mapping.NEW})
        trial = copy.copy(node)
        for name, value in {**values, **said}.items():
            setattr(trial, name, value)
        if before is not None and not row.get("mapping"):
            trial.mapping = before.mapping
        settle_mapping(trial, before, {"mapping": row.get("mapping")} if row.get("mapping") else {})
        settle_rule(trial)
        values["mapping"] = trial.mapping
        if "rule" in values:
            values["rule"] = before.rule if before is not None and same_rule(trial, before) else trial.rule
        if before is None:
            for name, value in values.items():
                setattr(node, name, value)
            self.plan.created.setdefault(Criterion, []).append(node)
        else:
            self.plan.change(node, values)
        return node

    def _parent(self, row: Row) -> Criterion | None:
        """As the row says; where the file has no such column, the longest beginning of the code that is itself a code."""
        if "parent" in row.values:
            code = row.get("parent")
            if code is not None and code not in self.nodes:
                if ("criteria", row.get("set"), code) not in self.plan.left_out:
                    advice = _("Thêm dòng của mục cha, hoặc để trống nếu là lĩnh vực.")
                    problem = row.problem(_("không có mục cha này"), advice, column="parent")
                    self.plan.problems.append(problem)
                return None
            return self.nodes.get(code) if code is not None else None
        code = row.get("code")
        while "." in code or "-" in code:
            code = code[: max(code.rfind("."), code.rfind("-"))]
            if code in self.nodes:
                return self.nodes[code]
        return None

    def _find_missing(self) -> None:
        # Of a row whose code cannot be read nobody knows which it is: nothing is said to be missing, and nothing goes.
        if any(
            key[0] == "criteria" and key[1] in (None, self.work.criteria_set.code) and key[2] is None
            for key in self.plan.left_out
        ):
            return
        missing = [row for row in self.work.tree.rows if row.code not in self.work.rows]
        left_out = {key[2] for key in self.plan.left_out if key[:2] == ("criteria", self.work.criteria_set.code)}
        missing = [row for row in missing if row.code not in left_out]
        if not missing:
            return
        if self.remove_missing:
            self._remove(missing)
            return
        self.work.kept = missing
        if self.work.row is not None:
            codes = ", ".join(row.code for row in missing)
            message = _("các mục %(codes)s không có trong tệp, vẫn giữ nguyên") % {"codes": codes}
            advice = _("Muốn bỏ các mục này, chọn bỏ các mục không có trong tệp (lệnh: --remove-missing).")
            self.plan.problems.append(self.work.row.problem(message, advice, warning=True))

    def _remove(self, missing: list[Criterion]) -> None:
        keys = [row.pk for row in missing]
        held = set(Criterion.objects.filter(pk__in=keys, appraisals__isnull=False).values_list("code", flat=True))
        held |= set(Criterion.objects.filter(pk__in=keys, continued_by__isnull=False).values_list("code", flat=True))
        held |= set(Criterion.objects.filter(pk__in=keys, questions__isnull=False).values_list("code", flat=True))
        if held and self.work.row is not None:
            codes = {"codes": ", ".join(sorted(held))}
            message = _("không bỏ được mục %(codes)s: đã có điểm, câu hỏi khảo sát hoặc tiêu chí của bộ sau") % codes
            self.plan.problems.append(self.work.row.problem(message, _("Thêm lại các dòng này vào tệp.")))
            return
        self.work.missing = missing
        for row in missing:
            del self.nodes[row.code]
            self.work.events["removed"].append(told(row, list(ALL_FIELDS)))

    def _order(self, rows: list[Row]) -> None:
        """Nodes stand as their rows do. Where that is how they stand already, their numbers stay."""
        wanted = list(dict.fromkeys(row.get("code") for row in rows))
        for family in self.work.tree.children.values():  # whoever the file does not name stays behind its neighbour
            for before, node in zip([None, *family], family, strict=False):
                if node.code in self.nodes and node.code not in self.work.rows:
                    follows = before is not None and before.code in wanted
                    wanted.insert(wanted.index(before.code) + 1 if before is not None and follows else 0, node.code)
        place = {code: position for position, code in enumerate(wanted, start=1)}

        families: dict[str, list[Criterion]] = defaultdict(list)
        for node in self.nodes.values():
            families[node.parent.code if node.parent is not None else ""].append(node)
        for children in families.values():
            as_they_stand = sorted(children, key=lambda node: (node.position, node.code))
            as_wanted = sorted(children, key=lambda node: place[node.code])
            if as_they_stand == as_wanted and all(node.pk is not None for node in children):
                continue
            for node in as_wanted:
                if node.pk is None:
                    node.position = place[node.code]
                else:
                    self.plan.change(node, {"position": place[node.code]})

    def _refuse_marked(self, settled: list[tuple[Row, Criterion]]) -> None:
        rows, asked = {}, Q()
        for row, node in settled:
            before = self.before.get(node.code)
            if before is not None and (said := marks_in_the_way(before, node)) is not None:
                rows[node.pk] = row
                asked |= Q(criterion=node.pk) & said
        if not rows:
            return
        for key in Appraisal.objects.filter(asked).order_by().values_list("criterion_id", flat=True).distinct():
            message = _("mục đã có điểm chấm hoặc điểm tự chấm theo điểm tối đa, nguồn điểm và cách tính hiện tại")
            advice = _("Xóa điểm đã ghi của mục này trước khi đổi.")
            self.plan.problems.append(rows[key].problem(message, advice, column="max_score"))

    def _record(self) -> None:
        for code in self.work.rows:
            before = self.before.get(code)
            old = told(before, list(ALL_FIELDS)) if before is not None else {}
            change = moved(old, told(self.nodes[code], list(ALL_FIELDS)))
            if change["to"]:
                self.work.events["changed" if before is not None else "added"].append({"criterion": code, **change})
            elif before is not None:
                self.plan.unchanged += 1
        for node in self.work.kept:  # its place among the others may have moved
            change = moved(told(self.before[node.code], list(ALL_FIELDS)), told(node, list(ALL_FIELDS)))
            if change["to"]:
                self.work.events["changed"].append({"criterion": node.code, **change})
