"""What a workbook holds, as plain values: worksheets of columns and rows, cells to be filled in, how it is printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from .cells import Cell

# The hidden worksheet that holds what drop-down lists offer; a reader of workbooks passes over it.
CHOICES = "Lựa chọn"
HEADING_FILL = "E4EFF1"  # behind the headings of a workbook that is filled in or printed


class Paper(IntEnum):
    """Sizes of paper, by their number in the format."""

    A3 = 8
    A4 = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell that a person fills in: open where the worksheet is locked, with what may be typed into it.

    `choices` offers a list; `least` and `most` hold a number between bounds, `is_whole` a whole one. With `is_text` the
    spreadsheet keeps what is typed and makes no day of 2-3. It shows `prompt` beside the chosen cell and `refusal` when it refuses (255 characters each).
    """

    value: Cell = None
    choices: tuple[Cell, ...] = ()
    least: Decimal | int | None = None
    most: Decimal | int | None = None
    is_whole: bool = False
    is_text: bool = False
    places: int | None = None
    prompt: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Styled:
    """A cell that looks different: bold, aligned, filled (RRGGBB), as wide as `span` columns together."""

    value: Cell = None
    is_bold: bool = False
    is_italic: bool = False
    align: str = ""  # "left", "center", "right"; "" leaves texts left and numbers right
    fill: str = ""
    span: int = 1
    size: int = 11
    places: int | None = 2


Line = Sequence[Cell | Entry | Styled]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters, and the decimals that its numbers show at least.

    `places` None leaves the number of decimals to the spreadsheet. With `below` the column goes on, open like that entry,
    beneath the last row of a locked worksheet; `names_itself` leaves the heading too to whoever fills it in.
    """

    heading: str
    width: float = 15
    places: int | None = 2
    below: Entry | None = None
    names_itself: Entry | None = None


@dataclass(slots=True)
class Worksheet:
    """A worksheet. `rows` may be a generator: rows are written one by one and none is kept.

    `before` are the lines above the heading, `after` those below the rows. The heading and what is above it from line
    `repeated_from` on stand on every printed page, and stay on screen beside the first `frozen_columns` columns. Where the
    heading is among the rows (`has_heading` False), `heading_among_rows` is the line it stands in.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Line]
    before: Sequence[Line] = ()
    after: Sequence[Line] = ()
    has_heading: bool = True
    heading_among_rows: int = 0
    heading_fill: str = ""
    frozen_columns: int = 0
    is_frozen: bool = True
    repeated_from: int = 1
    paper: Paper = Paper.A4
    is_landscape: bool = True
    pages_wide: int = 1  # pages beside each other that the columns are fitted on
    is_ruled: bool = False
    is_protected: bool = False
    is_hidden: bool = False
    footer: str = ""
    picture: bytes = b""  # a PNG below the last line, in the first column

    @property
    def heading_line(self) -> int:
        """The number of the line that the heading stands in, counted from 1; 0 without one."""
        return len(self.before) + 1 if self.has_heading else self.heading_among_rows
