"""A criteria set as the files that `import_criteria` reads: what goes out comes in again and changes nothing."""

from typing import Any

from scoring.core.rules import RuleRefused, read_rule
from scoring.criteria_tree import Tree
from scoring.exports.texts import as_csv, as_json
from scoring.exports.workbook import as_xlsx
from scoring.format_rows import cells, shortest, worksheet
from scoring.imports.criteria import CRITERIA_TABLES
from scoring.imports.rule_text import rule_text
from scoring.models import CriteriaSet, Criterion


def rows_of(criteria_set: CriteriaSet) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table of the format, by column code."""
    own = {"set": criteria_set.code}
    scales = list(criteria_set.band_scales.prefetch_related("bands"))
    return {
        "criteria_sets": [_set_row(criteria_set)],
        "criteria": [{**own, **_criterion_row(node.row)} for node in Tree.of(criteria_set).nodes()],
        "band_scales": [
            {**own, **{name: getattr(scale, name) for name in ("name", "decision_number", "decision_date")}}
            for scale in scales
        ],
        "bands": [
            {
                **own,
                "scale": scale.name,
                **{name: getattr(band, name) for name in ("code", "name", "from_index", "component_floor")},
            }
            for scale in scales
            for band in scale.bands.all()
        ],
    }


def _set_row(criteria_set: CriteriaSet) -> dict[str, Any]:
    names = [column.code for column in CRITERIA_TABLES[0].columns]
    row = {name: getattr(criteria_set, name) for name in names if name not in ("index", "copied_from")}
    before = criteria_set.copied_from
    return {**row, "index": criteria_set.index_id, "copied_from": before.code if before is not None else None}


def _criterion_row(row: Criterion) -> dict[str, Any]:
    values = {
        name: getattr(row, name)
        for name in ("code", "title", "max_score", "guidance", "evidence", "explanation_required", "note")
    }
    kind, detail = _rule_cells(row)
    return {
        **values,
        "parent": row.parent.code if row.parent is not None else None,
        "origin": row.origin or None,
        "rule": kind,
        "rule_detail": detail,
        "appraiser": row.appraiser.code if row.appraiser is not None else None,
        "previous": row.previous.code if row.previous is not None else None,
        "mapping": row.mapping,
    }


def _rule_cells(row: Criterion) -> tuple[str | None, str]:
    if row.rule is None or row.max_score is None:
        return None, ""
    try:
        rule = read_rule(row.rule, row.max_score)
    except RuleRefused:  # stored past every check; the file cannot say it, `check_set` does
        return None, ""
    return rule.kind, rule_text(rule)


def as_workbook(criteria_set: CriteriaSet) -> bytes:
    """One worksheet for each table. Text cells are kept as text, so that 1.10 stays 1.10 when someone types it."""
    rows = rows_of(criteria_set)
    return as_xlsx(
        [
            worksheet(table, rows[table.code], frozen_columns=2 if table.code == "criteria" else 0)
            for table in CRITERIA_TABLES
        ],
        title=criteria_set.name,
    )


def as_texts(criteria_set: CriteriaSet) -> dict[str, bytes]:
    """A CSV file for each table, by the table's code; UTF-8 with a mark so that Excel reads the accents."""
    rows = rows_of(criteria_set)
    return {
        table.code: as_csv([[column.heading for column in table.columns], *cells(table, rows[table.code])])
        for table in CRITERIA_TABLES
    }


def as_document(criteria_set: CriteriaSet) -> bytes:
    """The same rows as JSON, by table and by the code of the column, with the codes of choices instead of their words."""
    notice = {"notice": "Dữ liệu minh họa"} if criteria_set.illustrative else {}
    tables = {
        table: [{name: shortest(value) for name, value in row.items()} for row in rows]
        for table, rows in rows_of(criteria_set).items()
    }
    return as_json({"title": criteria_set.name, **notice, "tables": tables})
