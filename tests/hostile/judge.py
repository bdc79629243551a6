"""What must hold of any file, however hostile: a sentence or the very cells of the file, and every row accounted for."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Context

from scoring.imports import reader
from scoring.imports.accounts import Fate
from scoring.imports.problems import has_errors
from scoring.imports.values import Cell
from scoring.imports.workbook import Opened, SourceFile

from . import raw

Opener = Callable[[SourceFile], Opened]
FIFTEEN = Context(prec=15, rounding=ROUND_HALF_EVEN)


class Wrong(AssertionError):
    """A value lost or changed, or a row without an account."""


def judge(content: bytes, open_it: Opener) -> str:
    """ "refused" or "read"; raises `Wrong`, and lets any other exception through as the server error it would be."""
    source = SourceFile("thù địch.xlsx", content)
    opened = open_it(source)
    for problem in opened.problems:
        if not problem.message or problem.file != source.name:
            raise Wrong(f"no sentence: {problem}")
    if not opened.worksheets:
        if not opened.problems and _holds_something(content):
            raise Wrong("cells of the file, and neither a worksheet nor a word")
        return "refused"
    written = _written(content)
    if not has_errors(opened.problems):
        titles = {title for title, cells in written.items() if cells}
        if titles != {worksheet.title for worksheet in opened.worksheets}:
            raise Wrong(f"worksheets {titles} were read as {[each.title for each in opened.worksheets]}")
    for worksheet in opened.worksheets:
        cells = written.get(worksheet.title)
        if not isinstance(cells, dict):
            raise Wrong(f"{worksheet.title} was read, though the plain reading of its XML fails: {cells!r}")
        _same_cells(cells, worksheet)
    _accounted(source, opened, written)
    return "refused" if has_errors(opened.problems) else "read"


def _written(content: bytes) -> dict:
    try:
        return raw.read(content)
    except Exception as error:
        raise Wrong(f"read, though the plain reading of its XML fails: {error!r}") from error


def _holds_something(content: bytes) -> bool:
    return any(isinstance(cells, dict) and cells for cells in _written(content).values())


def _same_cells(written: dict, worksheet) -> None:
    read = {
        (number, column): cell
        for number, cells in worksheet.rows
        for column, cell in enumerate(cells, 1)
        if not cell.is_empty
    }
    for place in written.keys() | read.keys():
        if place not in read:
            raise Wrong(f"{worksheet.title} {place}: {written[place]} was lost")
        if place not in written:
            raise Wrong(f"{worksheet.title} {place}: {read[place]} is not in the file")
        if not _same(*written[place], read[place]):
            raise Wrong(f"{worksheet.title} {place}: {written[place]} was read as {read[place]}")


def _same(kind: str, value, cell: Cell) -> bool:
    if kind in ("formula", "error", "hour"):
        return bool(cell.flaw) and cell.number is None
    if cell.flaw:  # refused with a reason: hours, endless numbers, days that no calendar has
        return cell.number is None and cell.day is None and kind in ("number", "date")
    if kind == "number":
        rounded = FIFTEEN.plus(value) if value != value.to_integral_value() else value
        return cell.number is not None and cell.number in (value, rounded)
    if kind == "date":
        return isinstance(value, date) and cell.day == value
    if kind == "truth":
        return cell.truth is value
    return cell.number is None and cell.day is None and cell.truth is None and cell.text == value


def _accounted(source: SourceFile, opened: Opened, written: dict) -> None:
    """The law held to the plain reading: rows in the sheet = accepted + refused with a reason + declared blank."""
    real, reader.open_file = reader.open_file, lambda *_: opened
    try:
        reading = reader.read_files([source])
    finally:
        reader.open_file = real
    for (_file, title), ledger in reading.ledgers.items():
        account = ledger.account
        filled = {row for row, _column in written[title]}
        if not account.is_balanced or account.total - account.blank != len(filled):
            raise Wrong(f"{account}, and {len(filled)} rows in the file have something in them")
        accepted = sum(row.sheet == title for rows in reading.rows.values() for row in rows)
        reasons = {each.row for each in reading.problems if each.sheet == title and each.is_error}
        refused = {number for number, fate in ledger._fates.items() if fate is Fate.REFUSED}
        if accepted != account.accepted or (refused - reasons and not (reasons and refused >= filled)):
            raise Wrong(
                f"{account}, but {accepted} rows came out; rows {refused - reasons} were refused without a word"
            )
    if any("không khớp với số dòng" in problem.message for problem in reading.problems):
        raise Wrong("a reading that does not balance")
