"""What the files are, for programs: JSON Schema 2020-12 of the JSON files, CSVW metadata of the CSV files.

An empty cell of a CSV file is null in JSON. A decimal is a string in JSON, so that no reader rounds it.
"""

from typing import Any

from django.utils.translation import gettext as _

from scoring.published.dataset import ILLUSTRATIVE

from .columns import Column, Explained, Kind
from .dictionary import DICTIONARY

Document = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$"
_TYPES: dict[Kind, Document] = {
    Kind.TEXT: {"type": "string", "minLength": 1},
    Kind.WHOLE: {"type": "integer"},
    Kind.DECIMAL: {"type": "string", "pattern": _DECIMAL},
    Kind.FLAG: {"type": "boolean"},
    Kind.DAY: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}
_CSVW: dict[Kind, Document | str] = {
    Kind.TEXT: "string",
    Kind.WHOLE: "integer",
    Kind.DECIMAL: "decimal",
    Kind.FLAG: {"base": "boolean", "format": "true|false"},
    Kind.DAY: {"base": "date", "format": "yyyy-MM-dd"},
}


def title() -> str:
    return _("Dữ liệu mở của Cổng công bố Chỉ số cải cách hành chính")


def explained(column: Column) -> str:
    """A column in one line: its meaning, the unit of its values, its codes, what an empty cell says."""
    parts = [str(column.title)]
    if column.unit:
        parts.append(_("Đơn vị tính: %(unit)s") % {"unit": column.unit})
    if column.choices:
        codes = "; ".join(f"{code} = {words}" for code, words in column.choices.items())
        parts.append(_("Giá trị: %(codes)s") % {"codes": codes})
    parts.append(
        _("Không bao giờ trống") if column.is_never_empty else _("Ô trống: %(empty)s") % {"empty": column.empty}
    )
    return ". ".join(parts) + "."


def _allowed(column: Column) -> list[str]:
    return [ILLUSTRATIVE] if column.name == "label" else list(column.choices)


def row_schema(table: Explained) -> Document:
    """The schema of one row in JSON: every column is there, null where the cell is empty."""
    properties: Document = {}
    for column in table.columns:
        schema: Document = dict(_TYPES[column.kind])
        if allowed := _allowed(column):
            schema = {"type": "string", "enum": allowed}
        if not column.is_never_empty:
            schema["type"] = [schema["type"], "null"]
            if "enum" in schema:
                schema["enum"] = [*schema["enum"], None]
        properties[column.name] = {"description": explained(column), **schema}
    return {
        "type": "object",
        "title": str(table.title),
        "description": str(table.about),
        "properties": properties,
        "required": [column.name for column in table.columns],
        "additionalProperties": False,
    }


def json_schema() -> Document:
    """The schema of every JSON file of rows; `$defs` has that of a row of each table."""
    files = {
        f"tep-{table.code}": {
            "type": "object",
            "properties": {
                "table": {"const": table.code},
                "title": {"const": str(table.title)},
                "version": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "notice": {"type": "string"},
                "rows": {"type": "array", "items": {"$ref": f"#/$defs/{table.code}"}},
            },
            "required": ["table", "title", "version", "notice", "rows"],
            "additionalProperties": False,
        }
        for table in DICTIONARY.values()
    }
    return {
        "$schema": DIALECT,
        "title": title(),
        "description": _("Mỗi tệp <bảng>.json có dạng $defs/tep-<bảng>; mỗi dòng của bảng có dạng $defs/<bảng>."),
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in files],
        "$defs": {**{table.code: row_schema(table) for table in DICTIONARY.values()}, **files},
    }


def csvw(version: str, terms: list[str], licence_address: str) -> Document:
    """CSV on the Web metadata of the CSV files, which stand beside it."""
    group: Document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "dc:title": title(),
        "dc:identifier": version,
        "dc:rights": " ".join(terms),
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "lineTerminators": ["\r\n"]},
        "tables": [_csvw_table(table) for table in DICTIONARY.values()],
    }
    if licence_address:
        group["dc:license"] = {"@id": licence_address}
    return group


def _csvw_table(table: Explained) -> Document:
    schema: Document = {"columns": [_csvw_column(column) for column in table.columns], "primaryKey": list(table.key)}
    if table.links:
        schema["foreignKeys"] = [
            {
                "columnReference": list(columns),
                "reference": {"resource": f"{target}.csv", "columnReference": list(their)},
            }
            for columns, (target, their) in table.links.items()
        ]
    return {
        "url": f"{table.code}.csv",
        "dc:title": str(table.title),
        "dc:description": str(table.about),
        "tableSchema": schema,
    }


def _csvw_column(column: Column) -> Document:
    datatype: Document | str = _CSVW[column.kind]
    if allowed := _allowed(column):
        datatype = {"base": "string", "format": "|".join(allowed)}
    return {
        "name": column.name,
        "titles": [column.name, str(column.title)],
        "dc:description": explained(column),
        "datatype": datatype,
        "null": "",
        "required": column.is_never_empty,
    }
