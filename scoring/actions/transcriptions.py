"""Plan the tables publications, components, results and facts: official figures as printed become rows of drafts."""

import difflib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from scoring.imports.rows import Row
from scoring.imports.values import Figure, Rank, fraction_says
from scoring.models import Index, PublishedComponent, PublishedFact, PublishedResult, PublishedScore
from units.directory import NotResolved, UnitDirectory, describe, resolve
from units.models import UnitGroup
from units.plans import Plan, given

from .bundles import CONTENT_TABLES, Bundle, Bundles, settle, triple_of
from .findings import Content, find

PERCENT_SIGN = "%"

# Fields whose column has another name, for pointing at the right cell.
_RESULT_COLUMNS = {
    "printed_name": "unit_name",
    "total_printed": "total",
    "index_printed": "index_percent",
    "previous_rank_printed": "previous_rank",
}


def plan_transcriptions(
    plan: Plan,
    rows: Mapping[str, Sequence[Row]],
    indexes: Mapping[str, Index],
    groups: Mapping[str, UnitGroup],
    directory: UnitDirectory,
    *,
    will_publish: bool,
) -> Bundles:
    """Plan every row that belongs to a publication, and look over the publications that result."""
    bundles = Bundles(plan, indexes, groups, will_publish)
    tables = ("publications", *CONTENT_TABLES)
    if not any(rows.get(table) for table in tables):
        return bundles
    bundles.load(triple_of(row) for table in tables for row in rows.get(table, ()))
    bundles.plan_publications(rows.get("publications", ()))
    for row in rows.get("components", ()):
        if (bundle := bundles.of(row)) is not None:
            _plan_component(plan, bundle, row)
    for row in rows.get("results", ()):
        if (bundle := bundles.of(row)) is not None:
            _plan_result(plan, bundle, row, directory)
    for row in rows.get("facts", ()):
        if (bundle := bundles.of(row)) is not None:
            _plan_fact(plan, bundle, row)
    for bundle in bundles:
        if bundle.first_row is not None and not bundle.is_published:
            _look_over(plan, bundle, bundles)
    return bundles


def _plan_component(plan: Plan, bundle: Bundle, row: Row) -> None:
    code = row.get("component")
    values = given(
        row,
        {
            **dict.fromkeys(("name", "short_name", "note", "source"), ""),
            **dict.fromkeys(("max_score", "weight")),
            "measure": "points",
            "max_basis": "printed",
            "part_of_total": True,
        },
    )
    if row.get("position") is not None:
        values["position"] = row.get("position")
    new = {"publication": bundle.publication, "code": code, "position": _next_position(bundle.components.values())}
    component = settle(plan, bundle, PublishedComponent, bundle.components.get(code), values, row, new)
    if component is not None:
        bundle.components[code] = component


def _next_position(rows: Any) -> int:
    return max((row.position for row in rows), default=0) + 1


def _plan_result(plan: Plan, bundle: Bundle, row: Row, directory: UnitDirectory) -> None:
    publication = bundle.publication
    try:
        unit = resolve(directory, row, publication.group, publication.year)
    except NotResolved as unresolved:
        if ("units", row.get("unit")) not in plan.left_out:
            plan.problems.append(row.problem(unresolved.message, unresolved.advice, column=unresolved.column))
        return
    if (earlier := bundle.rows.get(unit.code)) is not None:
        message = _("%(unit)s đã có ở dòng %(row)d của %(file)s")
        words = {"unit": describe(unit), "row": earlier.number, "file": earlier.file}
        plan.problems.append(row.problem(message % words, _("Giữ một dòng, xóa dòng kia."), column="unit_name"))
        return
    bundle.rows[unit.code] = row
    values = _result_values(row)
    existing = bundle.results.get(unit.code)
    new = {
        "publication": publication,
        "position": _next_position(bundle.results.values()),
        "unit": unit,
        "unit_code": unit.code,
        "printed_name": directory.name_in(unit, date(publication.year, 12, 31)),
    }
    result = settle(plan, bundle, PublishedResult, existing, values, row, new, _RESULT_COLUMNS)
    if result is None:
        return
    bundle.results[unit.code] = result
    _hold_against_unit(plan, row, "total", row.get("total"), publication.unit_label == PERCENT_SIGN, _("chỉ số này"))
    for code, parts in row.scores.items():
        _plan_score(plan, bundle, row, result, code, parts)


def _result_values(row: Row) -> dict[str, Any]:
    values = given(
        row,
        {
            **dict.fromkeys(("band", "score_direction", "absent_reason", "note", "source"), ""),
            **dict.fromkeys(("max_score", "rank_change", "score_change")),
            **dict.fromkeys(("rank_basis", "total_basis", "previous_rank_basis"), "printed"),
        },
    )
    if row.get("unit_name"):
        values["printed_name"] = row.get("unit_name")
    for column in ("rank", "previous_rank"):
        if column in row.values:
            rank = row.get(column, Rank(None, ""))
            values[column], values[f"{column}_printed"] = rank.value, rank.printed
    if row.get("rank_printed"):
        values["rank_printed"] = row.get("rank_printed")
    for column, printed in (("total", "total_printed"), ("index_percent", "index_printed")):
        if column in row.values:
            figure = row.get(column, Figure(None, ""))
            values[column], values[printed] = figure.value, figure.printed
    return values


def _plan_score(
    plan: Plan, bundle: Bundle, row: Row, result: PublishedResult, code: str, parts: Mapping[str, Any]
) -> None:
    component = bundle.components.get(code)
    if component is None and all(part is None for part in parts.values()):
        return  # one file holds several publications; not each of them has every column
    if component is None:
        if ("components", *triple_of(row), code) not in plan.left_out:
            near = difflib.get_close_matches(code, bundle.components, n=1)
            advice = _("Thêm thành phần này vào bảng Thành phần, hoặc sửa tên cột.")
            if near:
                advice = _("Có phải cột c.%s?") % near[0]
            column = f"c.{code}" if f"c.{code}" in row.raw else next(c for c in row.raw if c.startswith(f"c.{code}."))
            plan.problems.append(row.problem(_("công bố này không có thành phần “%s”") % code, advice, column=column))
        return
    values: dict[str, Any] = {"source": row.get("source", "")}
    if "" in parts:
        figure = parts[""] or Figure(None, "")
        in_percent = component.measure == PublishedComponent.Measure.PERCENT
        _hold_against_unit(plan, row, f"c.{code}", figure, in_percent, _("thành phần này"))
        values["value"], values["printed"] = figure.value, figure.printed
    for name, empty in (("rank", None), ("change", None), ("basis", "printed"), ("note", "")):
        if name in parts:
            values[name] = empty if parts[name] is None else parts[name]
    key = (result.unit_code, code)
    existing = bundle.scores.get(key)
    if existing is None and all(part is None for part in parts.values()):
        return
    columns = {"value": f"c.{code}", "printed": f"c.{code}", "rank": f"c.{code}.rank", "change": f"c.{code}.change"}
    new = {"result": result, "component": component}
    score = settle(plan, bundle, PublishedScore, existing, values, row, new, columns)
    if score is not None:
        bundle.scores[key] = score


def _hold_against_unit(plan: Plan, row: Row, column: str, figure: Figure | None, in_percent: bool, what: str) -> None:
    """A percent where points belong, and a fraction where a percent belongs, are refused: both would be wrong figures."""
    if figure is None:
        return
    if figure.percent and not in_percent:
        message = _("%(what)s tính bằng điểm, không phải phần trăm") % {"what": what}
        advice = _("Bỏ dấu hoặc định dạng %, hay sửa đơn vị tính; chỉ số quy ra phần trăm ghi ở cột index_percent.")
        plan.problems.append(row.problem(message, advice, column=column))
    elif in_percent and figure.value is not None and figure.may_be_a_fraction:
        plan.problems.append(row.problem(*fraction_says(figure.value), column=column))


def _plan_fact(plan: Plan, bundle: Bundle, row: Row) -> None:
    key = (row.get("fact"), row.get("label"))
    values = given(row, {"value": None, "basis": "printed", **dict.fromkeys(("printed", "note", "source"), "")})
    new = {
        "publication": bundle.publication,
        "kind": key[0],
        "label": key[1],
        "position": _next_position(bundle.facts.values()),
    }
    fact = settle(plan, bundle, PublishedFact, bundle.facts.get(key), values, row, new)
    if fact is not None:
        bundle.facts[key] = fact


def _look_over(plan: Plan, bundle: Bundle, bundles: Bundles) -> None:
    """Say at the row concerned what is wrong or odd in the publication as it would stand."""
    publication, somewhere = bundle.publication, bundle.row or bundle.first_row
    assert somewhere is not None  # noqa: S101 - only bundles that some row named are looked over
    content = Content(publication, list(bundle.components.values()), list(bundle.results.values()), bundle.scores)
    for finding in find(content):
        row = bundle.rows.get(finding.unit, somewhere)
        column = finding.column if finding.column in row.raw else ""
        message = finding.message if finding.unit in bundle.rows else f"{publication}: {finding.message}"
        plan.problems.append(row.problem(message, finding.advice, column=column, warning=finding.is_warning))
    if publication.version > 1:
        _compare_with_corrected(plan, bundle, bundles, somewhere)
    absent = [result.printed_name for code, result in bundle.results.items() if code not in bundle.rows]
    if absent and bundle.rows:
        words = {"count": len(absent), "names": ", ".join(absent[:5])}
        plan.problems.append(
            somewhere.problem(
                _("bản nháp còn %(count)d đơn vị không có trong tệp: %(names)s") % words,
                _("Các dòng này được giữ nguyên; xóa ở trang quản trị nếu nhập nhầm."),
                warning=True,
            )
        )


def _compare_with_corrected(plan: Plan, bundle: Bundle, bundles: Bundles, row: Row) -> None:
    before = bundles.by_triple[bundle.triple].get(bundle.publication.version - 1)
    if before is None:
        return
    if before.results and not bundle.results:
        message = _("đính chính phải kèm đầy đủ mọi kết quả, không chỉ phần sửa")
        plan.problems.append(row.problem(message, _("Nhập bảng Kết quả (và Thành phần) cùng lúc.")))
        return
    lost = [result.printed_name for code, result in before.results.items() if code not in bundle.results]
    if lost:
        message = _("phiên bản trước có %(count)d đơn vị không có trong bản đính chính: %(names)s")
        words = {"count": len(lost), "names": ", ".join(lost[:5])}
        plan.problems.append(row.problem(message % words, _("Kiểm tra lại bảng Kết quả."), warning=True))
    if before.facts and not bundle.facts:
        message = _("phiên bản trước có thông tin chung, bản đính chính thì không")
        plan.problems.append(row.problem(message, _("Nhập lại bảng Thông tin chung nếu còn đúng."), warning=True))
