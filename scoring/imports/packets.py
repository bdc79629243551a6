"""The templates of a round as a reader sees them: which worksheet is what, and the identity that a template carries.

Whoever writes a template (scoring/packets/) and whoever reads it back take titles and headings from here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal

from .values import with_comma
from .workbook import Worksheet, heading_key

GUIDE = "Hướng dẫn"  # for people; the identity stands in it
LAST_YEAR = "Năm trước"  # to look at; never read
FINDINGS = "Kết quả kiểm tra"  # the column of findings in a file that was checked
MEASURES, SELF_SCORES, NOTES, SELF_SHEET = "Số đo", "Tự chấm", "Ghi chú", "Phiếu tự chấm"
UNIT, UNIT_NAME, LEAF, TOTAL = "Mã đơn vị", "Tên đơn vị", "Mã tiêu chí", "Tổng điểm để đối chiếu"
BASE_OF = "{code} trên tổng số"
# The columns of a list of leaves: a field of the leaf -> its heading. "measure" is the amount or the choice.
LISTED: Mapping[str, str] = {
    "self_score": "Điểm tự chấm",
    "explanation": "Giải trình",
    "evidence": "Tài liệu kiểm chứng",
    "measure": "Số đo hoặc mức",
    "base": "Trên tổng số",
    "not_applicable": "Không áp dụng",
    "not_applicable_reason": "Lý do không áp dụng",
    "reason": "Lý do, nhận xét thẩm định",
}
# Columns of a list that are there to be looked at.
TITLE, MOST, BEFORE, RULE, WANTED = "Tiêu chí", "Điểm tối đa", "Điểm năm trước", "Cách chấm", "Tài liệu cần có"
TO_LOOK_AT = (TITLE, MOST, BEFORE, RULE, WANTED, FINDINGS)


def is_passed_over(title: str) -> bool:
    """Whether a worksheet is there to be looked at."""
    return title in (GUIDE, FINDINGS) or title.startswith(LAST_YEAR)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a template says of itself. `scope`: the unit or the area it is of; `until`: the last change it knows of."""

    packet: str = ""
    kind: str = ""
    round: str = ""
    scope: str = ""
    criteria_set: str = ""
    set_hash: str = ""
    until: str = ""


IDENTITY: Mapping[str, str] = {
    "packet": "Mã gói",
    "kind": "Loại mẫu",
    "round": "Số kỳ đánh giá",
    "scope": "Phạm vi",
    "criteria_set": "Mã bộ tiêu chí",
    "set_hash": "Mã đối chiếu bộ tiêu chí",
    "until": "Số liệu đến",
}


def identity_of(worksheets: Sequence[Worksheet]) -> Identity | None:
    """The identity in a workbook's guide; None for a file that carries none (a CSV file, a workbook of one's own)."""
    codes = {heading_key(heading): code for code, heading in IDENTITY.items()}
    found: dict[str, str] = {}
    for worksheet in worksheets:
        if worksheet.title == GUIDE:
            for _number, cells in worksheet.rows:
                if len(cells) > 1 and (code := codes.get(heading_key(cells[0].text))):
                    found[code] = cells[1].text
    return Identity(**found) if found.keys() >= {each.name for each in fields(Identity)} - {"scope", "until"} else None


@dataclass(frozen=True, slots=True)
class LeafShape:
    """What may be written for a leaf: its parts of a measure, its choices as (code, label, points), its own score."""

    code: str
    title: str
    parts: tuple[str, ...]
    choices: tuple[tuple[str, str, Decimal], ...] = ()
    is_rate: bool = False
    is_self_scored: bool = True

    def words(self) -> tuple[str, ...]:
        """The choices as a drop-down offers them; a label that two of them share is told apart by its code."""
        labels = [label for _code, label, _points in self.choices]
        return tuple(
            label if labels.count(label) == 1 else f"{label} ({code})" for code, label, _points in self.choices
        )

    def choice_of(self, text: str) -> str | None:
        """The code of the choice that a person wrote, by its words or its code."""
        wanted = _choice_key(text)
        for (code, _label, _points), words in zip(self.choices, self.words(), strict=True):
            if wanted in (_choice_key(words), _choice_key(code)):
                return code
        return None

    def points_of(self, text: str) -> str | None:
        """The points, as people write them, of the choice that these words are; None where they are none."""
        code = self.choice_of(text) if self.choices else None
        return next((_shown(points) for each, _label, points in self.choices if each == code), None)


def _shown(points: Decimal) -> str:
    return with_comma(points.normalize()) if points else "0"


def _choice_key(text: str) -> str:
    return re.sub(r"\s+", " ", heading_key(text))


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file is held against: the units by code with their names, those left out, the leaves."""

    units: Mapping[str, str]
    left_out: frozenset[str]
    leaves: Mapping[str, LeafShape]
