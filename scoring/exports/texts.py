"""Rows as CSV, documents as JSON. Numbers stay numbers in CSV; in JSON they are strings of exact decimals."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from .cells import Cell, harmless, number_text

# Excel reads the accents of a UTF-8 file only behind this mark.
_MARK = b"\xef\xbb\xbf"


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, lines ended by CR LF, commas between; dates as 31/12/2025."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return _MARK + out.getvalue().encode()


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal | int):
        return number_text(cell)
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else harmless(str(cell))


def as_json(document: Any) -> bytes:
    """UTF-8, indented by one; a Decimal becomes a string with all its digits, so that no reader rounds it; dates are ISO."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=_json_value).encode()


def as_json_line(document: Any) -> bytes:
    """The same document on one line, for files that are written row by row."""
    return json.dumps(document, ensure_ascii=False, default=_json_value).encode()


def _json_value(value: Any) -> str:
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)  # a text to be translated
