"""The description of the JSON addresses for programs: OpenAPI 3.1. The readable page is made from the same document."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.published.dataset import TABLES

from . import files, schemas, words
from .asking import AFTER, LIMIT, MOST, NEEDED, STANDING, STANDINGS, USUAL, filters_of, has_standing
from .dictionary import DICTIONARY
from .licence import licence
from .schemas import Document, row_schema

API_VERSION = "1.1.0"
_JSON, _PROBLEM = "application/json", "application/problem+json"


def document() -> Document:
    """The whole description."""
    terms = licence()
    information: Document = {
        "title": schemas.title(),
        "version": API_VERSION,
        "description": "\n\n".join(
            [
                _("Chỉ đọc (GET, HEAD), không cần khóa. Số thập phân là chuỗi. Địa chỉ và tên cột không đổi trong v1; chỉ thêm, không bớt."),
                *terms.sentences,
            ]
        ),
    }  # fmt: skip
    if terms.address:
        information["license"] = {"name": terms.compilation, "url": terms.address}
    return {
        "openapi": "3.1.0",
        "info": information,
        "servers": [{"url": "/"}],
        "jsonSchemaDialect": schemas.DIALECT,
        "paths": {
            reverse("portal:open-data-index"): _reading("index", _("Danh mục các bảng"), _ok("Index")),
            reverse("portal:open-data-openapi"): _reading("openapi", _("Bản mô tả này"), _ok("Description")),
            **{reverse("portal:open-data-table", args=[code]): _table(code) for code in DICTIONARY},
            "/du-lieu/tep/{name}": _file(),
        },
        "components": {
            "schemas": {
                **{f"row-{table.code}": row_schema(table) for table in DICTIONARY.values()},
                **{f"page-{code}": _page_schema(code) for code in DICTIONARY},
                "Index": _index_schema(),
                "Description": {"type": "object", "required": ["openapi", "info", "paths"]},
                "Problem": _problem_schema(),
            },
            "responses": {
                "NotModified": {
                    "description": _("Không đổi so với ETag đã gửi ở If-None-Match."),
                    "headers": _etag(),
                },
                "BadRequest": _problem(_("Tham số không hợp lệ; detail nói rõ sai gì và sửa thế nào.")),
                "NotFound": _problem(_("Không có bảng hoặc tệp này.")),
                "Soon": _problem(_("Các tệp đang được lập; hỏi lại sau số giây ở Retry-After.")),
            },
        },
    }


def _etag() -> Document:
    return {"ETag": {"description": _("Mã băm SHA-256 của nội dung trả về."), "schema": {"type": "string"}}}


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/responses/{name}"}


def _ok(schema: str, headers: Document | None = None) -> Document:
    return {
        "description": _("Nội dung."),
        "headers": {**_etag(), **(headers or {})},
        "content": {_JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }


def _problem(words_of_it: str) -> Document:
    return {
        "description": words_of_it,
        "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _reading(operation: str, summary: str, answer: Document) -> Document:
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "responses": {"200": answer, "304": _ref("NotModified"), "400": _ref("BadRequest")},
        }
    }


def _table(code: str) -> Document:
    explained = DICTIONARY[code]
    link = {"Link": {"description": _('Địa chỉ trang sau, rel="next"; không có ở trang cuối.'), "schema": {"type": "string"}}}  # fmt: skip
    return {
        "get": {
            "operationId": code,
            "summary": str(explained.title),
            "description": str(explained.about),
            "parameters": _parameters(code),
            "responses": {
                "200": _ok(f"page-{code}", link),
                "304": _ref("NotModified"),
                "400": _ref("BadRequest"),
            },
        }
    }


def _parameters(code: str) -> list[Document]:
    table = TABLES[code]
    found: list[Document] = []
    for each in filters_of(table):
        schema: Document = (
            {"type": "integer", "minimum": 0, "maximum": 2_147_483_647}
            if each.is_whole
            else {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$"}
        )
        is_needed = NEEDED.get(code) == each.name
        example = int(each.example) if each.is_whole else each.example
        found.append(_parameter(each.name, str(each.about), schema, example=example, is_needed=is_needed))
    if has_standing(table):
        told = _("Công bố đang có hiệu lực (mặc định), đã bị thay thế, hoặc tất cả")
        schema = {"type": "string", "enum": list(STANDINGS), "default": "hien-hanh"}
        found.append(_parameter(STANDING, told, schema, example="tat-ca"))
    schema = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    found.append(_parameter(LIMIT, _("Số dòng mỗi trang"), schema, example=50))
    told = _("Bắt đầu sau dòng nào; lấy từ địa chỉ trang sau (next), không tự đặt")
    found.append(_parameter(AFTER, told, {"type": "string", "maxLength": 1000}))
    return found


def _parameter(
    name: str, about: str, schema: Document, *, example: int | str | None = None, is_needed: bool = False
) -> Document:
    found: Document = {"name": name, "in": "query", "required": is_needed, "description": about, "schema": schema}
    return found if example is None else {**found, "example": example}


def _file() -> Document:
    return {
        "get": {
            "operationId": "file",
            "summary": _("Tệp của cả bộ dữ liệu, theo tên"),
            "parameters": [
                {
                    "name": "name",
                    "in": "path",
                    "required": True,
                    "description": _("Tên tệp"),
                    "schema": {"type": "string", "enum": [files.ZIP, files.SUMS, *files.NAMES]},
                }
            ],
            "responses": {
                "200": {
                    "description": _("Nội dung của tệp."),
                    "headers": _etag(),
                    "content": {kind: {} for kind in dict.fromkeys(files.content_type(name) for name in files.ALL)},
                },
                "304": _ref("NotModified"),
                "400": _ref("BadRequest"),
                "404": _ref("NotFound"),
                "503": _ref("Soon"),
            },
        }
    }


def _page_schema(code: str) -> Document:
    return _object(
        {
            "table": {"const": code},
            "title": {"type": "string"},
            "notice": {"type": "string", "description": words.notice(DICTIONARY[code])},
            "total": {"type": "integer", "description": _("Số dòng của cả bảng với các tham số đã hỏi")},
            "count": {"type": "integer", "description": _("Số dòng của trang này")},
            "next": {"type": ["string", "null"], "description": _("Địa chỉ trang sau; null ở trang cuối")},
            "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/row-{code}"}, "maxItems": MOST},
        }
    )


def _index_schema() -> Document:
    text: dict[str, Any] = {"type": "string"}
    entry = _object(dict.fromkeys(("table", "title", "address", "csv", "json"), text))
    return _object(
        {
            "title": text,
            "version": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "licence": {"type": "array", "items": text},
            "openapi": text,
            "files": {"type": "object", "additionalProperties": text},
            "tables": {"type": "array", "items": entry},
        }
    )


def _problem_schema() -> Document:
    schema = _object(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "parameter": {"type": "string", "description": _("Tham số sai")},
        }
    )
    return {**schema, "required": ["type", "title", "status", "detail"]}


def _object(properties: Document) -> Document:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
