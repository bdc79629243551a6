"""A worksheet of a template that was saved as plain text: its title went, the lines above its heading tell the same.

The first line names what the figures are and of which round ("Số đo 2: Chỉ số CCHC 2025"); another names every leaf. A code
alone would not do: a spreadsheet that opens such a file makes 1.1 of 1.10, and no type of the cell tells of it.
"""

import re
from collections.abc import Mapping, Sequence

from units.names import match_key

from .packets import MEASURES, SELF_SCORES, LeafShape
from .values import Cell
from .workbook import Worksheet

_FIRST_LINE = re.compile(rf"((?:{MEASURES}|{SELF_SCORES})(?: [^\s:]+)?): (.+)")


def title_of(worksheet: Worksheet) -> str:
    """The title of a worksheet; of plain text the one that its first line says it had, or ""."""
    return worksheet.title or _first_line(worksheet)[0]


def round_named(worksheet: Worksheet) -> str:
    """The round that the first line of plain text names; "" where it names none, and of a workbook, which has an identity."""
    return "" if worksheet.title else _first_line(worksheet)[1]


def _first_line(worksheet: Worksheet) -> tuple[str, str]:
    cells = worksheet.rows[0][1] if worksheet.rows else ()
    found = _FIRST_LINE.fullmatch(cells[0].text) if cells else None
    return (found[1], found[2]) if found is not None else ("", "")


def untold(
    above: Sequence[Sequence[Cell]], columns: Sequence[str], leaves: Mapping[str, LeafShape]
) -> list[tuple[int, str]]:
    """Columns whose leaf the line of titles does not name as well: the number of each, and what stands there.

    `columns` are codes of leaves, "" for a column that is of none; `above` the lines above the heading.
    """
    wanted = {number: match_key(leaves[code].title) for number, code in enumerate(columns) if code}

    def others(line: Sequence[Cell]) -> list[tuple[int, str]]:
        texts = {number: line[number].text if number < len(line) else "" for number in wanted}
        return [(number, text) for number, text in texts.items() if match_key(text) != wanted[number]]

    return min((others(line) for line in above), key=len, default=[(number, "") for number in wanted])
