"""The rounds of Tỉnh Minh Họa: which block in which year, and the events that a reader shall be able to find."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .province import GROUPS, UNITS, GroupData, UnitData
from .sets import SetData, set_for

FIRST, LAST_PUBLISHED, CURRENT = 2022, 2025, 2026


@dataclass(frozen=True)
class RoundData:
    """One block in one year."""

    level: str
    year: int
    decision: int  # the running number of the decision

    @property
    def group(self) -> GroupData:
        return next(each for each in GROUPS if each.level == self.level)

    @property
    def criteria_set(self) -> SetData:
        return set_for(self.level, self.year)

    @property
    def units(self) -> tuple[UnitData, ...]:
        return tuple(unit for unit in UNITS if unit.level == self.level and unit.existed_in(self.year))

    @property
    def is_published(self) -> bool:
        return self.year <= LAST_PUBLISHED

    @property
    def survey_made(self) -> bool:
        return (self.level, self.year) not in WITHOUT_SURVEY and self.level != "xa"

    @property
    def decision_day(self) -> date | None:
        return date(self.year + 1, 3, 10 + self.decision % 15) if self.is_published else None

    @property
    def decision_number(self) -> str:
        return f"{100 + self.decision}/QĐ-UBND (minh họa)" if self.is_published else ""


ROUNDS: tuple[RoundData, ...] = tuple(
    RoundData(level, year, 10 * (year - FIRST) + place)
    for year in range(FIRST, CURRENT + 1)
    for place, (level, first, last) in enumerate(
        (("so", 2022, 2026), ("huyen", 2022, 2024), ("xa", 2025, 2026)), start=1
    )
    if first <= year <= last
)

# Years without a sociological survey: the set lets the appraisal count for the whole.
WITHOUT_SURVEY = {("huyen", 2022)}
# Nobody's answers came back about this unit: no total, no rank.
SURVEY_LOST: Mapping[tuple[str, int], str] = {
    (
        "mh-h-rung-thua",
        2023,
    ): "Phiếu điều tra về huyện bị thất lạc, không tổng hợp được; huyện không có tổng điểm và không xếp hạng năm 2023 (minh họa).",
}
LEFT_OUT: Mapping[tuple[str, int], str] = {
    (
        "mh-ban-khu-cong-nghiep",
        2022,
    ): "Cơ quan mới thành lập từ ngày 01/9/2022, chưa đủ thời gian để đánh giá (minh họa).",
    (
        "mh-x-ban-may",
        2025,
    ): "Xã tập trung khắc phục hậu quả lũ quét từ tháng 9/2025, được Ủy ban nhân dân tỉnh cho phép không đánh giá (minh họa).",
}
# Bodies without a one-stop shop, and with too few clients for a satisfaction index.
WITHOUT_ONE_STOP: Mapping[str, str] = {
    "mh-thanh-tra": "Cơ quan không có thủ tục hành chính tiếp nhận tại Trung tâm Phục vụ hành chính công.",
    "mh-ban-dan-toc": "Cơ quan không có thủ tục hành chính tiếp nhận tại Trung tâm Phục vụ hành chính công.",
}
FEW_CLIENTS: Mapping[str, int] = {"mh-thanh-tra": 6, "mh-ban-dan-toc": 7}
# Two units of these rounds end with the same index.
TIES = {("so", 2024), ("huyen", 2024), ("xa", 2025)}
# One round is corrected after its publication.
CORRECTED = {
    (
        "so",
        2023,
    ): "Cập nhật tài liệu kiểm chứng do cơ quan gửi đúng hạn nhưng bị sót khi tổng hợp; tính lại điểm và thứ hạng (minh họa)."
}
# How far the round of 2026 has come: fields whose appraisal is done, and the one that is half done.
DONE_IN_2026, HALF_DONE_IN_2026 = ("1", "2", "4"), "3"
