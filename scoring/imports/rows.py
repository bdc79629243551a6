"""Plain rows as read from a file, each knowing where it stands so that later findings can point at it."""

from dataclasses import dataclass, field
from typing import Any

from .headings import Heading
from .problems import Problem, Severity


@dataclass(slots=True)
class Row:
    """One row of a table. `values` holds the columns the file has (None for an empty cell), `scores` the components.

    `scores` maps a component to its parts: "" (the figure), "rank", "change", "basis", "note".
    """

    file: str
    sheet: str
    number: int
    heading: Heading
    values: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.heading.table.code

    def get(self, column: str, default: Any = None) -> Any:
        """The value of a column, or the default when the file has no such column or the cell is empty."""
        value = self.values.get(column)
        return default if value is None else value

    def problem(self, message: str, advice: str = "", *, column: str = "", warning: bool = False) -> Problem:
        """A finding about this row, at its place in the file."""
        return Problem(
            message,
            advice,
            self.file,
            self.sheet,
            self.number,
            self.heading.heading_of(column) if column else "",
            self.raw.get(column, ""),
            Severity.WARNING if warning else Severity.ERROR,
        )
