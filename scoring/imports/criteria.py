"""The tables of a criteria set in files (docs/data-format.md): the set, its nodes, its classes. One row is one node.

A rule stands in two columns that people can read: its kind, and its text (scoring/imports/rule_text.py).
"""

from collections.abc import Sequence
from dataclasses import replace

from .headings import Format
from .problems import Problem, Severity
from .reader import ONLY_HEADINGS, Reading, name_packets, read_files
from .rows import Row
from .rule_text import EXAMPLES, KIND_WORDS, read_rule_text
from .tables import UNIT_KINDS, Column, Kind, Table
from .values import Unreadable
from .workbook import SourceFile

ORIGIN_WORDS = {
    "appraisal": "thẩm định",
    "survey": "điều tra xã hội học",
    "satisfaction": "chỉ số hài lòng",
    "bonus": "điểm thưởng",
    "penalty": "điểm trừ",
}
MAPPING_WORDS = {"same": "giữ nguyên", "text": "đổi nội dung", "maximum": "đổi điểm tối đa", "new": "mới"}
RANK_ON_WORDS = {"published": "chỉ số đã làm tròn như công bố", "exact": "chỉ số chưa làm tròn"}
_SET = Column("set", "Bộ tiêu chí", Kind.CODE, required=True)
_NOTE = Column("note", "Ghi chú", Kind.PARAGRAPHS)

CRITERIA_TABLES: tuple[Table, ...] = (
    Table(
        "criteria_sets",
        "Bộ tiêu chí",
        ("code",),
        (
            Column("code", "Mã bộ tiêu chí", Kind.CODE, required=True),
            Column("name", "Tên bộ tiêu chí", required=True),
            Column("index", "Chỉ số", Kind.CODE, required=True),
            Column("unit_kind", "Áp dụng cho cấp", Kind.CHOICE, required=True, choices=UNIT_KINDS),
            Column("year_from", "Từ năm", Kind.YEAR, required=True),
            Column("year_to", "Đến năm", Kind.YEAR),
            Column("decision_number", "Số quyết định"),
            Column("decision_date", "Ngày quyết định", Kind.DATE),
            Column("places", "Số chữ số thập phân", Kind.WHOLE),
            Column("tie_rule", "Quy tắc đồng hạng", Kind.CHOICE, choices=("competition", "dense")),
            Column("rank_on", "Xếp hạng theo", Kind.CHOICE, choices=tuple(RANK_ON_WORDS), words=RANK_ON_WORDS),
            Column("rescale_without_survey", "Quy đổi khi không điều tra", Kind.YES_NO),
            Column("incomparable_reason", "Lý do không so sánh được với năm trước", Kind.PARAGRAPHS),
            Column("copied_from", "Chép từ bộ", Kind.CODE),
            Column("illustrative", "Hư cấu để minh họa", Kind.YES_NO),
            _NOTE,
            Column("source", "Nguồn", Kind.PARAGRAPHS, required=True),
        ),
    ),
    Table(
        "criteria",
        "Tiêu chí",
        ("set", "code"),
        (
            _SET,
            Column("code", "Mã mục", Kind.CRITERION_CODE, required=True),
            Column("parent", "Thuộc mục", Kind.CRITERION_CODE),
            Column("title", "Nội dung", Kind.PARAGRAPHS, required=True),
            Column("max_score", "Điểm tối đa", Kind.NUMBER),
            Column("origin", "Nguồn điểm", Kind.CHOICE, choices=tuple(ORIGIN_WORDS), words=ORIGIN_WORDS),
            Column("rule", "Cách tính", Kind.CHOICE, choices=tuple(KIND_WORDS), words=KIND_WORDS),
            Column("rule_detail", "Chi tiết cách tính"),
            Column("guidance", "Hướng dẫn chấm", Kind.PARAGRAPHS),
            Column("evidence", "Tài liệu kiểm chứng", Kind.PARAGRAPHS),
            Column("appraiser", "Cơ quan thẩm định", Kind.CODE),
            Column("explanation_required", "Bắt buộc giải trình", Kind.YES_NO),
            Column("previous", "Mục tương ứng của bộ trước", Kind.CRITERION_CODE),
            Column("mapping", "So với bộ trước", Kind.CHOICE, choices=tuple(MAPPING_WORDS), words=MAPPING_WORDS),
            _NOTE,
        ),
    ),
    Table(
        "band_scales",
        "Thang xếp loại",
        ("set", "name"),
        (
            _SET,
            Column("name", "Tên thang", required=True),
            Column("decision_number", "Số quyết định"),
            Column("decision_date", "Ngày quyết định", Kind.DATE),
        ),
    ),
    Table(
        "bands",
        "Loại",
        ("set", "scale", "code"),
        (
            _SET,
            Column("scale", "Thang xếp loại", required=True),
            Column("code", "Mã loại", Kind.CODE, required=True),
            Column("name", "Tên loại", required=True),
            Column("from_index", "Từ chỉ số (%)", Kind.NUMBER, required=True),
            Column("component_floor", "Mỗi lĩnh vực ít nhất (%)", Kind.NUMBER),
        ),
    ),
)
CRITERIA = Format(CRITERIA_TABLES)
# Under this name a row of `criteria` holds its rule as data, where the file has the column.
RULE_DATA = "rule_data"


def read_criteria_files(sources: Sequence[SourceFile]) -> Reading:
    """Read files of criteria sets; a row whose rule cannot be read is left out like any other row with a problem."""
    reading = read_files(sources, CRITERIA)
    good = []
    for row in reading.rows["criteria"]:
        problems = _read_rule(row)
        if problems:
            reading.refuse(row, problems)
            reading.left_out.add(("criteria", row.get("set"), row.get("code")))
        else:
            good.append(row)
    reading.rows["criteria"] = good
    for row in reading.faulty:
        if row.table == "criteria" and {"rule", "rule_detail"} & row.raw.keys() <= row.values.keys():
            reading.problems += _read_rule(row)
    reading.hold_to_account()
    name_packets(reading, "tệp bộ tiêu chí")
    _allow_empty_tables(reading)
    return reading


def _allow_empty_tables(reading: Reading) -> None:
    """A set without classes goes out as four CSV files, two without rows, and comes in again: those change nothing."""
    if reading.count:
        reading.problems = [
            replace(each, advice="Bảng này không làm thay đổi gì.", severity=Severity.WARNING)
            if each.message == ONLY_HEADINGS
            else each
            for each in reading.problems
        ]


def _read_rule(row: Row) -> list[Problem]:
    kind, text = row.get("rule"), row.get("rule_detail", "")
    if kind is None:
        if text:
            return [row.problem("có chi tiết nhưng chưa ghi cách tính", "Ghi cột “Cách tính”.", column="rule_detail")]
        if "rule" in row.values:
            row.values[RULE_DATA] = None
        return []
    try:
        row.values[RULE_DATA] = read_rule_text(kind, text)
    except Unreadable as unreadable:
        advice = unreadable.advice or f"Ghi như: {EXAMPLES[kind]}."
        return [
            row.problem(unreadable.message, advice, column="rule_detail" if "rule_detail" in row.values else "rule")
        ]
    return []
