"""What stands between a file and its rows: the file as handed in, its worksheets, and the sizes a worksheet may have."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from scoring.exports.cells import MOST_CHARACTERS as MAX_TEXT

from .archive import MAX_FILE_BYTES
from .problems import Problem
from .values import Cell

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 600_000  # of a whole file; 4,000 units of 100 leaves are 416,000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as handed in: its name and its bytes."""

    name: str
    content: bytes

    @classmethod
    def from_path(cls, path: Path) -> "SourceFile":
        with path.open("rb") as file:
            return cls(path.name, file.read(MAX_FILE_BYTES + 1))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A table-like sheet of a file: rows of cells with the row numbers a person sees. A CSV file has one, untitled.

    `rows` are those with something in them; `blank` are the numbers of the rows that the file holds and that are empty.
    Together they are every row of the sheet.
    """

    file: str
    title: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    blank: tuple[int, ...] = ()


@dataclass(slots=True)
class Opened:
    """What came out of a file: its worksheets, and what was wrong on the way."""

    worksheets: list[Worksheet] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def too_large(file: str, title: str, row: int, columns: int) -> Problem | None:
    """Why a worksheet that reaches this row and column is refused, or None."""
    if row > MAX_ROWS:
        return Problem(f"có hơn {MAX_ROWS} dòng", "Xóa các dòng thừa ở cuối, hoặc chia thành nhiều tệp.", file, title)
    if columns > MAX_COLUMNS:
        return Problem(f"có hơn {MAX_COLUMNS} cột", "Xóa các cột thừa ở bên phải.", file, title, row)
    return None


def too_many_cells(file: str, title: str = "") -> Problem:
    return Problem(f"tệp có hơn {MAX_CELLS} ô", "Chia thành nhiều tệp.", file, title)


def too_long(file: str, title: str, row: int) -> Problem:
    return Problem(
        f"một ô dài hơn {MAX_TEXT} ký tự", "Rút ngắn ô, hoặc đưa phần dài vào tệp kèm theo.", file, title, row
    )
