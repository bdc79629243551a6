"""The three tables of survey figures and their columns, as their template writes them and their reader knows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.survey_entry import Part


@dataclass(frozen=True, slots=True)
class SurveyTable:
    """One of the three tables: its columns as code -> heading; the first of them that tell a row apart."""

    part: Part
    code: str
    heading: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    required: tuple[str, ...]
    before: str = ""  # the heading of the column in which a template shows the year before


UNIT_COLUMNS = {"unit": "Mã đơn vị", "unit_name": "Tên đơn vị"}
TALLIES = SurveyTable(
    Part.TALLY,
    "tallies",
    "Số phiếu",
    {**UNIT_COLUMNS, "question": "Mã câu hỏi", "question_text": "Câu hỏi"},
    ("unit", "question"),
    ("unit", "question"),
    "Số phiếu trả lời năm trước",
)
RETURNS = SurveyTable(
    Part.RETURN,
    "returns",
    "Phát ra",
    {
        **UNIT_COLUMNS,
        "questionnaire": "Mã phiếu hỏi",
        "questionnaire_name": "Phiếu hỏi",
        "issued": "Số phiếu phát ra",
        "population": "Tổng số người được phục vụ",
    },
    ("unit", "questionnaire"),
    ("unit", "questionnaire"),
)
SATISFACTION = SurveyTable(
    Part.SATISFACTION,
    "satisfaction",
    "Hài lòng",
    {
        **UNIT_COLUMNS,
        "percent": "Chỉ số hài lòng (%)",
        "base": "Số phiếu trả lời",
        "issued": "Số phiếu phát ra",
        "population": "Tổng số người được phục vụ",
        "source": "Nguồn",
    },
    ("unit",),
    ("unit", "percent", "base"),
    "Chỉ số hài lòng năm trước (%)",
)
SURVEY_TABLES = (TALLIES, RETURNS, SATISFACTION)
