"""Open a CSV file or an XLSX workbook into worksheets of cells, text normalised once (NFC, tidy spaces).

The outside of a file is judged first (archive.py). A workbook is then parsed in a process of its own, with its memory and
time counted (cage.py): there, two readers and the XML itself must agree on every cell (worksheets.py).
"""

from .archive import refuse_by_outside
from .cage import open_caged
from .opened import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Opened, SourceFile, Worksheet
from .text_file import heading_key, open_text

__all__ = ["MAX_CELLS", "MAX_COLUMNS", "MAX_ROWS", "Opened", "SourceFile", "Worksheet", "heading_key", "open_file"]


def open_file(source: SourceFile, known_headings: frozenset[str] = frozenset()) -> Opened:
    """Open a file; a file that cannot be opened gives one problem and no worksheet."""
    if refusal := refuse_by_outside(source.name, source.content):
        return Opened(problems=[refusal])
    if source.content.startswith(b"PK"):
        return open_caged(source)
    return open_text(source, known_headings)
