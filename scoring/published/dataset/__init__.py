"""The whole portal as tables: what anyone may take away, and nothing that is not published.

`TABLES` by their code, `page`, `count` and `stream` of each; `fingerprint` changes when any row of any table does.
"""

import hashlib
import json
from decimal import Decimal

from ...models.publications import Publication
from .around import AROUND, ILLUSTRATIVE
from .corrected import CORRECTED
from .frozen import FROZEN
from .reading import BATCH, CURRENT, EVERY, SUPERSEDED, Asked, Key, Line, Table, Value

__all__ = [
    "BATCH",
    "CURRENT",
    "EVERY",
    "ILLUSTRATIVE",
    "SUPERSEDED",
    "TABLES",
    "Asked",
    "Key",
    "Line",
    "Table",
    "Value",
    "fingerprint",
]

TABLES: dict[str, Table] = {table.code: table for table in (*FROZEN, *CORRECTED, *AROUND)}
# Rows of these change without a publication: a unit is renamed, a break of method recorded.
_LIVING = AROUND


def fingerprint() -> str:
    """SHA-256 of what all tables follow from: numbers and hashes of everything published, and the rows around it.

    A frozen row never changes, so the hash of its publication stands for it. A fixed number of queries.
    """
    digest = hashlib.sha256()
    published = Publication.objects.published().order_by("number").values_list("number", "content_hash")
    digest.update(json.dumps(list(published)).encode())
    for table in _LIVING:
        digest.update(table.code.encode())
        for line in table.stream(Asked()):
            digest.update(json.dumps(list(line.values()), ensure_ascii=False, default=_plain).encode())
    return digest.hexdigest()


def _plain(value: Decimal) -> str:
    return f"{value:f}"
