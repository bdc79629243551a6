"""What a document holds, as plain values: paragraphs, tables, places to be filled in, what stands on every page."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. `is_blank`: to be filled in by whoever issues the document, and marked so."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_blank: bool = False
    size: int = 0  # points; 0: as the paragraph's


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs in a row. `level` 1 to 3 makes it a heading, 0 text; `align` "left", "center", "right" or "both"."""

    runs: tuple[Run | str, ...]
    level: int = 0
    align: str = "both"
    is_bulleted: bool = False
    is_indented: bool = False
    is_kept_with_next: bool = False

    @property
    def text(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Paragraphs in two columns without lines, as the head and the end of an administrative document have them."""

    left: tuple[Paragraph, ...]
    right: tuple[Paragraph, ...]
    shares: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Its headings stand again on every page; the first `heads` cells of a row are texts, the rest figures.

    `widths` in proportion; `caption` is read to those who do not see the table.
    """

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    centred: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()
    size: int = 10
    last_is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, so many millimetres wide, and what it shows."""

    content: bytes
    width: int
    words: str


Part = Paragraph | SideBySide | Grid | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """Parts on pages of one orientation."""

    parts: tuple[Part, ...]
    is_landscape: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A document in Vietnamese on A4. `notice` stands at the head of every page, `foot` at its foot."""

    title: str
    sections: tuple[Section, ...]
    subject: str = ""
    notice: str = ""
    foot: str = ""
