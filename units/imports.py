"""Rows of a file meet the units of the database: what the tables units, designations, successions and groups change.

Nothing is written here; `units/actions.py` writes the `Plan`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from .directory import UnitDirectory
from .models import FormerDesignation, Succession, SuccessionKind, Unit, UnitAlias, UnitGroup
from .names import match_key, tidy
from .plans import Plan, RowLike, given


def plan_units(plan: Plan, rows: Mapping[str, Sequence[RowLike]]) -> tuple[UnitDirectory, dict[str, UnitGroup]]:
    """Plan the tables units, designations, successions and groups; gives the directory and the groups by code."""
    directory = UnitDirectory.load()
    _plan_unit_rows(plan, directory, rows.get("units", ()))
    _plan_designations(plan, directory, rows.get("designations", ()))
    if rows.get("units") or rows.get("designations"):
        _refresh_keys(plan, directory)
    _plan_successions(plan, directory, rows.get("successions", ()))
    return directory, _plan_groups(plan, directory, rows.get("groups", ()))


def _reference(plan: Plan, directory: UnitDirectory, row: RowLike, column: str) -> Unit | None:
    code = row.get(column)
    if code is None or code in directory.by_code:
        return directory.by_code.get(code) if code else None
    if ("units", code) not in plan.left_out:
        plan.problems.append(
            row.problem(
                _("không có đơn vị nào mang mã này"), _("Thêm đơn vị vào bảng Đơn vị, hoặc sửa mã."), column=column
            )
        )
    return None


def _as_held(existing: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values, with a text that the file has on one line and the directory on several left as it is held."""
    for name, value in values.items():
        held = getattr(existing, name, None) if isinstance(value, str) else None
        if isinstance(held, str) and tidy(held) == value:
            values[name] = held
    return values


def _ends_before_it_begins(row: RowLike) -> bool:
    first, last = row.get("valid_from"), row.get("valid_to")
    return first is not None and last is not None and last < first


def _plan_unit_rows(plan: Plan, directory: UnitDirectory, rows: Sequence[RowLike]) -> None:
    aliases = {(alias.unit_id, alias.match_key) for alias in UnitAlias.objects.all()} if rows else set()
    texts = {"form": "", "name": "", "full_name": "", "formed_from": "", "note": "", "source": ""}
    for position, row in enumerate(rows, start=1):
        values = given(row, {**texts, "valid_from": None, "valid_to": None})
        values["kind"] = row.get("unit_kind", "")
        if row.get("position") is not None:
            values["position"] = row.get("position")
        if row.get("illustrative") is not None:
            values["illustrative"] = row.get("illustrative")
        code = row.get("code")
        existing = directory.by_code.get(code)
        unit = plan.settle(
            Unit, existing, _as_held(existing, values), row=row, at_creation={"code": code, "position": position}
        )
        directory.add(unit)
        if _ends_before_it_begins(row):
            plan.problems.append(row.problem(_("ngày kết thúc trước ngày bắt đầu"), column="valid_to"))
        for name in filter(None, (part.strip() for part in row.get("aliases", "").split("|"))):
            directory.call(unit, name)
            key = match_key(name)
            if (unit.pk or unit.code, key) not in aliases:
                aliases.add((unit.pk or unit.code, key))
                values = {"unit": unit, "name": name, "match_key": key, "source": row.get("source", "")}
                plan.settle(UnitAlias, None, values, row=row)
    for row in rows:
        if "parent" in row.values:
            unit, parent = directory.by_code[row.get("code")], _reference(plan, directory, row, "parent")
            plan.change(unit, {"parent": parent})
            if _stands_above_itself(unit):
                plan.problems.append(row.problem(_("đơn vị trực thuộc chính mình"), column="parent"))
                unit.parent = None
    for row in rows:  # what is under an invented place is invented
        unit = directory.by_code[row.get("code")]
        if row.get("illustrative") is None and any(above.illustrative for above in _above(unit)):
            plan.change(unit, {"illustrative": True})


def _above(unit: Unit) -> Iterator[Unit]:
    """The units above a unit, nearest first; stops where a circle closes."""
    seen, above = {unit.code}, unit.parent
    while above is not None:
        yield above
        if above.code in seen:
            return
        seen.add(above.code)
        above = above.parent


def _stands_above_itself(unit: Unit) -> bool:
    return any(above.code == unit.code for above in _above(unit))


def _plan_designations(plan: Plan, directory: UnitDirectory, rows: Sequence[RowLike]) -> None:
    held = {(each.unit_id, each.valid_to): each for each in FormerDesignation.objects.all()} if rows else {}
    texts = {"form": "", "full_name": "", "legal_basis": "", "source": ""}
    for row in rows:
        unit = _reference(plan, directory, row, "unit")
        if unit is None:
            continue
        if _ends_before_it_begins(row):
            plan.problems.append(row.problem(_("ngày kết thúc trước ngày bắt đầu"), column="valid_to"))
        values = given(row, {**texts, "valid_from": None})
        values["match_key"] = match_key(row.get("full_name", ""))
        directory.call_formerly(unit, row.get("full_name", ""), row.get("valid_to"))
        new = {"unit": unit, "valid_to": row.get("valid_to")}
        existing = held.get((unit.pk, row.get("valid_to")))
        if existing is not None:
            existing.unit = unit  # read already: whoever tells of the change asks the database for nothing
        plan.settle(FormerDesignation, existing, _as_held(existing, values), row=row, at_creation=new)


def _refresh_keys(plan: Plan, directory: UnitDirectory) -> None:
    """The stored keys of every unit whose names changed."""
    for unit in directory.by_code.values():
        keys = ("match_key", "full_match_key", "search_text", "sort_key")
        before = {key: getattr(unit, key) for key in keys}
        unit.refresh_keys(tuple(sorted(directory.names[unit.code].values())))
        if set(before["search_text"].split(" | ")) == set(unit.search_text.split(" | ")):
            unit.search_text = before["search_text"]  # the same words in another order
        if changed := {key for key in keys if before[key] != getattr(unit, key)}:
            plan.mark(unit, changed)


def _plan_successions(plan: Plan, directory: UnitDirectory, rows: Sequence[RowLike]) -> None:
    held = {(each.predecessor_id, each.successor_id): each for each in Succession.objects.all()} if rows else {}
    for row in rows:
        predecessor = _reference(plan, directory, row, "predecessor")
        successor = _reference(plan, directory, row, "successor")
        kind = row.get("succession")
        if predecessor is None or (successor is None and row.get("successor")):
            continue
        if successor is None and kind != SuccessionKind.ABOLISHED:
            advice = _("Ghi mã đơn vị sau, hoặc hình thức “abolished” nếu đơn vị kết thúc hoạt động.")
            plan.problems.append(row.problem(_("thiếu đơn vị sau"), advice, column="successor"))
        values = given(row, {"effective_on": None, "legal_basis": "", "note": "", "source": ""})
        key = (predecessor.pk, successor.pk if successor else None)
        is_new = predecessor.pk is None or (successor is not None and successor.pk is None)
        existing = None if is_new else held.get(key)
        if existing is not None:
            existing.predecessor, existing.successor = predecessor, successor
        plan.settle(
            Succession,
            existing,
            _as_held(existing, {**values, "kind": kind}),
            row=row,
            at_creation={"predecessor": predecessor, "successor": successor},
        )


def _plan_groups(plan: Plan, directory: UnitDirectory, rows: Sequence[RowLike]) -> dict[str, UnitGroup]:
    by_pk = {unit.pk: unit for unit in directory.by_code.values() if unit.pk}
    groups = {group.code: group for group in UnitGroup.objects.all()}
    for group in groups.values():
        group.parent = by_pk[group.parent_id]
    texts = {"place": "", "slug": "", "name": "", "unit_noun": "", "note": "", "source": ""}
    for position, row in enumerate(rows, start=1):
        parent = _reference(plan, directory, row, "parent")
        if parent is None:
            plan.left_out.add(("groups", row.get("code")))
            continue
        if _ends_before_it_begins(row):
            plan.problems.append(row.problem(_("ngày kết thúc trước ngày bắt đầu"), column="valid_to"))
        values = given(row, {**texts, "valid_from": None, "valid_to": None})
        if row.get("position") is not None:
            values["position"] = row.get("position")
        code = row.get("code")
        groups[code] = plan.settle(
            UnitGroup,
            groups.get(code),
            {**_as_held(groups.get(code), values), "parent": parent},
            row=row,
            at_creation={"code": code, "position": position},
        )
    return groups
