"""Plan the tables that describe indexes and their methods; living rows, which may be imported again and change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from scoring.imports.rows import Row
from scoring.models import ComparabilityBreak, Framework, FrameworkItem, Index, IndexComponent
from units.plans import Plan, given


@dataclass(frozen=True, slots=True)
class Kept:
    """How a table is kept: its model, which columns tell its rows apart, which columns may be empty and what then.

    `parent` is the column that refers to a row of `parents`, under the field of the same name.
    """

    model: type[models.Model]
    key: Mapping[str, str]  # column -> field
    fields: Mapping[str, Any]  # field (the column has the same name) -> value of an empty cell
    parent: str = ""


KEPT: dict[str, Kept] = {
    "indexes": Kept(
        Index,
        {"code": "code"},
        {
            **dict.fromkeys(("name", "full_name", "publisher", "question", "unit_label", "method", "source"), ""),
            "combining": "",
            "scale_min": None,
            "scale_max": None,
            "part_scale": None,
        },
    ),
    "index_components": Kept(
        IndexComponent,
        {"component": "code"},
        {"name": "", "max_score": None, "weight": None, "example": "", "inferred": False, "note": "", "source": ""},
        parent="index",
    ),
    "breaks": Kept(
        ComparabilityBreak,
        {"before": "before", "after": "after"},
        {"of_score": True, "of_rank": True, "reason": "", "source": ""},
        parent="index",
    ),
    "frameworks": Kept(
        Framework,
        {"code": "code"},
        {
            **dict.fromkeys(("scope", "decision", "dated", "applies", "split", "status", "source"), ""),
            **dict.fromkeys(("areas", "criteria", "component_criteria", "max_score")),
        },
        parent="index",
    ),
    "framework_items": Kept(
        FrameworkItem,
        {"item": "code"},
        {
            **dict.fromkeys(("level", "title", "rule", "note", "source"), ""),
            **dict.fromkeys(("max_score", "criteria", "component_criteria")),
        },
        parent="framework",
    ),
}


def plan_methods(plan: Plan, rows: Mapping[str, Sequence[Row]]) -> dict[str, Index]:
    """Plan the tables of `KEPT`; gives the indexes by code."""
    indexes = {index.code: index for index in Index.objects.all()}
    new_indexes = _plan_table(plan, "indexes", rows, lambda row: None, indexes)
    indexes.update(new_indexes)
    for row in rows.get("indexes", ()):
        if row.get("scale_min") >= row.get("scale_max"):
            plan.problems.append(row.problem(_("thang điểm kết thúc trước khi bắt đầu"), column="scale_max"))

    def index_of(row: Row) -> Any:
        return indexes.get(row.get("index"))

    for table in ("index_components", "breaks"):
        _plan_table(plan, table, rows, index_of)
    for row in rows.get("breaks", ()):
        if row.get("before") >= row.get("after"):
            plan.problems.append(row.problem(_("năm sau phải lớn hơn năm trước"), column="after"))
    frameworks: dict[str, Any] = {}
    if rows.get("frameworks") or rows.get("framework_items"):
        frameworks = {framework.code: framework for framework in Framework.objects.all()}
        frameworks.update(_plan_table(plan, "frameworks", rows, index_of))
    _plan_table(plan, "framework_items", rows, lambda row: frameworks.get(row.get("framework")))
    return indexes


def _plan_table(
    plan: Plan,
    table: str,
    rows: Mapping[str, Sequence[Row]],
    parent_of: Callable[[Row], Any],
    held: Mapping[Any, Any] | None = None,
) -> dict[str, Any]:
    """Plan one table; gives its rows by the last column of their key."""
    kept = KEPT[table]
    if not rows.get(table):
        return {}
    if held is None:
        held = {_held_key(each, kept): each for each in kept.model._default_manager.all()}
    planned = {}
    for position, row in enumerate(rows[table], start=1):
        parent = parent_of(row)
        if kept.parent and parent is None:
            if (f"{'indexes' if kept.parent == 'index' else 'frameworks'}", row.get(kept.parent)) not in plan.left_out:
                advice = _("Thêm mã này vào bảng của nó, hoặc sửa mã.")
                plan.problems.append(row.problem(_("không có mã này"), advice, column=kept.parent))
            continue
        values = given(row, kept.fields)
        if row.get("position") is not None:
            values["position"] = row.get("position")
        new: dict[str, Any] = {name: row.get(column) for column, name in kept.key.items()}
        key: Any = tuple(new.values())
        if kept.parent == "framework" or (kept.parent and table != "frameworks"):
            key = (parent.pk, *key)
        if kept.parent:
            new[kept.parent] = parent
            if table == "frameworks":
                values["index"] = parent
        if "position" in {each.name for each in kept.model._meta.concrete_fields}:
            new["position"] = position
        key = key[0] if len(key) == 1 else key
        instance = plan.settle(kept.model, held.get(key), values, row=row, at_creation=new)
        planned[row.get(list(kept.key)[-1])] = instance
    return planned


def _held_key(instance: models.Model, kept: Kept) -> Any:
    key = tuple(getattr(instance, name) for name in kept.key.values())
    if kept.parent and kept.model is not Framework:
        key = (getattr(instance, f"{kept.parent}_id"), *key)
    return key[0] if len(key) == 1 else key
