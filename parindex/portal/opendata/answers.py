"""The bodies of the JSON addresses. A body follows from what is published and what was asked; its hash is its ETag."""

from typing import Any

from django.urls import reverse

from scoring.exports.texts import as_json
from scoring.published import dataset

from . import files, openapi, schemas, words
from .asking import Question
from .dictionary import DICTIONARY
from .licence import licence


def page(question: Question) -> tuple[dict[str, Any], str]:
    """A page of a table, and the address of the page behind it, "" on the last one."""
    table, explained = question.table, DICTIONARY[question.table.code]
    # One more than asked for tells whether there is a page behind.
    found, total = table.page_and_count(question.asked, question.after, question.most + 1)
    rows, behind = found[: question.most], found[question.most :]
    address = reverse("portal:open-data-table", args=[table.code])
    following = f"{address}?{question.next_query(table.key_of(rows[-1]))}" if behind else ""
    document = {
        "table": table.code,
        "title": str(explained.title),
        "notice": words.notice(explained),
        "total": total,
        "count": len(rows),
        "next": following or None,
        "rows": rows,
    }
    return document, following


def index() -> dict[str, Any]:
    """What there is: every table with its address and files, the version and licence of the dataset."""
    return {
        "title": schemas.title(),
        "version": files.version(),
        "licence": licence().sentences,
        "openapi": reverse("portal:open-data-openapi"),
        "files": {
            name: reverse("portal:open-data-file", args=[name]) for name in (files.ZIP, files.SUMS, files.MANIFEST)
        },
        "tables": [
            {
                "table": table.code,
                "title": str(table.title),
                "address": reverse("portal:open-data-table", args=[table.code]),
                "csv": reverse("portal:open-data-file", args=[f"{table.code}.csv"]),
                "json": reverse("portal:open-data-file", args=[f"{table.code}.json"]),
            }
            for table in DICTIONARY.values()
            if table.code in dataset.TABLES
        ],
    }


def description() -> dict[str, Any]:
    """The OpenAPI description of all of it."""
    return openapi.document()


def problem(status: int, title: str, detail: str, parameter: str = "") -> dict[str, Any]:
    """What went wrong, as RFC 9457 says it."""
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        **({"parameter": parameter} if parameter else {}),
    }


def as_bytes(document: dict[str, Any]) -> bytes:
    return as_json(document) + b"\n"
