"""What is wrong in a file, said so that whoever made the file can mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the whole import; a warning is shown and stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, with its place as a person sees it: `row` counts from 1, `column` is the heading."""

    message: str
    advice: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def place(self) -> str:
        """Where it stands, in words: "ket-qua.xlsx, trang “Kết quả”, dòng 7, cột “Hạng”"."""
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"trang “{self.sheet}”")
        if self.row is not None:
            parts.append(f"dòng {self.row}")
        if self.column:
            parts.append(f"cột “{self.column}”")
        return ", ".join(parts)

    def __str__(self) -> str:
        value = f" (giá trị: “{self.value}”)" if self.value else ""
        advice = f". {self.advice}" if self.advice else ""
        return f"{self.place}: {self.message}{value}{advice}"


def has_errors(problems: "list[Problem] | tuple[Problem, ...]") -> bool:
    return any(problem.is_error for problem in problems)
