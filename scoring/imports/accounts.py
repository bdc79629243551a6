"""The conservation law of reading: every row of a worksheet is accepted, refused with a reason, or declared blank.

Rows of a heading, above it, and of a guide stand aside. A reading whose account does not balance refuses itself: better no import
than one that lost a row without a word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .opened import Worksheet
from .problems import Problem


class Fate(StrEnum):
    """What became of a row."""

    ASIDE = "aside"  # a heading, a title above it, a guide for people
    ACCEPTED = "accepted"
    REFUSED = "refused"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Account:
    """The rows of one worksheet, counted by what became of them; `total` is how many the worksheet holds."""

    file: str
    sheet: str
    total: int
    aside: int
    accepted: int
    refused: int
    blank: int

    @property
    def is_balanced(self) -> bool:
        return self.total == self.aside + self.accepted + self.refused + self.blank

    def __str__(self) -> str:
        place = f"{self.file}, trang “{self.sheet}”" if self.sheet else self.file
        return (
            f"{place}: {self.total} dòng = {self.aside} dòng tiêu đề + {self.accepted} dòng được nhận"
            f" + {self.refused} dòng bị từ chối + {self.blank} dòng trống"
        )


class Ledger:
    """Writes down what becomes of each row of a worksheet while it is read."""

    def __init__(self, worksheet: Worksheet) -> None:
        self.worksheet = worksheet
        self._fates: dict[int, Fate] = dict.fromkeys(worksheet.blank, Fate.BLANK)
        self._twice: set[int] = set()

    def put(self, number: int, fate: Fate) -> None:
        """Write down the fate of a row, once."""
        if number in self._fates:
            self._twice.add(number)
        self._fates[number] = fate

    def put_all(self, fate: Fate) -> None:
        """Write down one fate for every row with something in it."""
        for number, _cells in self.worksheet.rows:
            self.put(number, fate)

    def refuse_later(self, number: int) -> None:
        """Refuse a row that was accepted, for a reason that only showed afterwards."""
        if number not in self._fates or self._fates[number] in (Fate.ASIDE, Fate.BLANK):
            self._twice.add(number)
        self._fates[number] = Fate.REFUSED

    @property
    def account(self) -> Account:
        sheet = self.worksheet
        fates = list(self._fates.values())
        counts = [fates.count(fate) for fate in (Fate.ASIDE, Fate.ACCEPTED, Fate.REFUSED, Fate.BLANK)]
        return Account(sheet.file, sheet.title, len(sheet.rows) + len(sheet.blank), *counts)

    def imbalance(self, problems: Iterable[Problem]) -> Problem | None:
        """Why the account does not balance, or None. `problems` must hold an error for every refused row, or for its sheet."""
        sheet = self.worksheet
        errors = {
            each.row for each in problems if each.is_error and (each.file, each.sheet) == (sheet.file, sheet.title)
        }
        whole = None in errors or errors & {row for row, fate in self._fates.items() if fate is Fate.ASIDE}
        present = {number for number, _cells in sheet.rows} | set(sheet.blank)
        every_refused = all(fate is Fate.REFUSED for number, fate in self._fates.items() if number not in sheet.blank)
        unreasoned = {number for number, fate in self._fates.items() if fate is Fate.REFUSED} - errors
        lost = (present ^ self._fates.keys()) | self._twice
        if unreasoned and not (whole or (every_refused and errors)):
            lost |= unreasoned
        if not lost and self.account.is_balanced:
            return None
        where = ", ".join(map(str, sorted(lost)[:10]))
        advice = "Không nhập tệp này; báo cho người quản trị, kèm tệp."
        return Problem(f"số dòng đọc được không khớp với số dòng của trang ({where})", advice, sheet.file, sheet.title)
