"""What was opened, as lines of JSON: how the caged process answers. Plain data only, checked again as it is read."""

import json
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from typing import IO, Any

from .opened import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Opened, Worksheet
from .problems import Problem, Severity
from .values import Cell

END = "end"


class Garbled(ValueError):
    """An answer that is cut off, or is not one."""


def dump(opened: Opened, out: IO[str]) -> None:
    """Write the worksheets, each as its distinct cells and then rows of their places, and the problems."""
    for worksheet in opened.worksheets:
        places: dict[int, int] = {}
        cells: list[Cell] = []
        for _number, row in worksheet.rows:
            for cell in row:
                if id(cell) not in places:
                    places[id(cell)] = len(cells)
                    cells.append(cell)
        head = [worksheet.title, len(cells), len(worksheet.rows), worksheet.blank]
        _line(out, head)
        for cell in cells:
            _line(out, _plain(cell))
        for number, row in worksheet.rows:
            _line(out, [number, [places[id(cell)] for cell in row]])
    for problem in opened.problems:
        _line(out, {"problem": list(astuple(problem))})
    _line(out, END)


def _line(out: IO[str], data: Any) -> None:
    out.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    out.write("\n")


def _plain(cell: Cell) -> list[Any]:
    lines = None if cell.lines == cell.text else cell.lines
    number, day = cell.number, cell.day
    return [
        cell.text,
        None if number is None else str(number),
        cell.percent,
        cell.decimals,
        day and day.isoformat(),
        cell.truth,
        cell.flaw,
        lines,
    ]


def load(file: str, lines: Iterator[bytes]) -> Opened:
    """Read an answer about the file; raises `Garbled` for anything that `dump` would not have written."""
    try:
        return _load(file, lines)
    except Garbled:
        raise
    except Exception as error:
        # A process that a hostile file has taken over may write anything; here it is only ever a refusal.
        raise Garbled from error


def _load(file: str, lines: Iterator[bytes]) -> Opened:
    opened, total = Opened(), 0
    for line in lines:
        head = json.loads(line)
        if head == END:
            return opened
        if isinstance(head, dict):
            message, advice, _file, sheet, row, column, value, severity = head["problem"]
            opened.problems.append(Problem(message, advice, file, sheet, row, column, value, Severity(severity)))
            continue
        title, distinct, height, blank = head
        total += distinct
        if total > MAX_CELLS or height > MAX_ROWS or len(blank) > MAX_ROWS or not isinstance(title, str):
            raise Garbled
        cells = [_cell(json.loads(next(lines))) for _ in range(distinct)]
        rows = [_row(json.loads(next(lines)), cells) for _ in range(height)]
        opened.worksheets.append(Worksheet(file, title, tuple(rows), tuple(int(number) for number in blank)))
    raise Garbled


def _cell(data: list[Any]) -> Cell:
    text, number, percent, decimals, day, truth, flaw, lines = data
    if not (isinstance(text, str) and isinstance(flaw, str) and truth in (None, True, False)):
        raise Garbled
    return Cell(
        text,
        None if number is None else Decimal(number),
        bool(percent),
        None if decimals is None else int(decimals),
        date.fromisoformat(day) if day else None,
        truth,
        flaw,
        text if lines is None else str(lines),
    )


def _row(data: list[Any], cells: list[Cell]) -> tuple[int, tuple[Cell, ...]]:
    number, places = data
    if len(places) > MAX_COLUMNS or any(place < 0 for place in places):
        raise Garbled
    return int(number), tuple([cells[place] for place in places])
