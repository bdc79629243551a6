"""The one documented file format: which tables there are and which columns each has (docs/data-format.md).

A CSV file holds one table; a worksheet of an XLSX workbook holds one table. A table is recognised by its heading row.
Every column has a code and a Vietnamese heading; a file may use either. The order of columns is free.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What a cell of a column may hold."""

    TEXT = "văn bản"
    PARAGRAPHS = "văn bản nhiều đoạn"
    CODE = "mã (chữ thường không dấu, số, gạch nối)"
    CRITERION_CODE = "mã mục như 1.2.3"
    WHOLE = "số nguyên không âm"
    SIGNED = "số nguyên, có thể âm"
    NUMBER = "số thập phân không âm"
    SIGNED_NUMBER = "số thập phân, có thể âm"
    FIGURE = "số thập phân không âm, hoặc số chưa đầy đủ như 83,6x"
    PERCENT = "phần trăm: 87,65 hoặc 87,65%"
    RANK = "hạng: 3, 2-3 hoặc “cuối bảng”"
    YEAR = "năm"
    DATE = "ngày: 2021-03-30 hoặc 30/3/2021"
    MOMENT = "ngày, tháng (2021-06 hoặc 6/2021) hoặc năm"
    CHOICE = "một trong các giá trị cho trước"
    YES_NO = "có hoặc không"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its code, its Vietnamese heading, what its cells hold, whether each row needs one."""

    code: str
    heading: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    # The Vietnamese word of each choice, where it is not the one of WORDS.
    words: Mapping[str, str] = field(default_factory=lambda: WORDS, compare=False, repr=False)
    is_printed: bool = False  # typed off a source, which may print none


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the format. `key` names the columns that tell its rows apart; a second row with one key is refused.

    `open_ended`: besides the columns listed, the table takes columns `c.<component>` (the component's figure as
    printed) and, for a component, `c.<component>.rank`, `.change`, `.basis` and `.note`.
    """

    code: str
    heading: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    open_ended: bool = False
    by_code: dict[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {column.code: column for column in self.columns})


BASIS = ("printed", "order", "derived", "inferred")
UNIT_KINDS = ("country", "ministry", "province", "department", "district", "commune")
UNIT_FORMS = (
    "quoc_gia",
    "bo",
    "tinh",
    "thanh_pho",
    "quan",
    "huyen",
    "thi_xa",
    "phuong",
    "xa",
    "thi_tran",
    "dac_khu",
    "so",
    "ban",
    "thanh_tra",
    "van_phong",
)
# A file may write a choice by its code or by these words.
WORDS: dict[str, str] = {
    "printed": "nguồn in",
    "order": "theo thứ tự",
    "derived": "tính ra",
    "inferred": "suy ra",
    "country": "quốc gia",
    "ministry": "bộ, ngành",
    "province": "cấp tỉnh",
    "department": "sở, ban, ngành",
    "district": "cấp huyện",
    "commune": "cấp xã",
    "quoc_gia": "quốc gia",
    "bo": "bộ",
    "tinh": "tỉnh",
    "thanh_pho": "thành phố",
    "quan": "quận",
    "huyen": "huyện",
    "thi_xa": "thị xã",
    "phuong": "phường",
    "xa": "xã",
    "thi_tran": "thị trấn",
    "dac_khu": "đặc khu",
    "so": "sở",
    "ban": "ban",
    "thanh_tra": "thanh tra",
    "van_phong": "văn phòng",
    "renamed": "đổi tên",
    "merged": "sáp nhập",
    "split": "chia tách",
    "abolished": "kết thúc hoạt động",
    "sum": "cộng",
    "weighted": "có trọng số",
    "none": "không tính lại được",
    "area": "lĩnh vực",
    "criterion": "tiêu chí",
    "component": "tiêu chí thành phần",
    "competition": "1, 2, 2, 4",
    "dense": "1, 2, 2, 3",
    "points": "điểm",
    "percent": "phần trăm",
    "up": "tăng",
    "down": "giảm",
    "same": "không đổi",
    "average": "trung bình",
    "highest": "cao nhất",
    "lowest": "thấp nhất",
    "bands": "phân nhóm",
    "survey": "khảo sát",
    "regions": "theo vùng",
    "other": "khác",
}
_PUBLICATION_KEY = (
    Column("index", "Chỉ số", Kind.CODE, required=True),
    Column("year", "Năm", Kind.YEAR, required=True),
    Column("group", "Khối", Kind.CODE, required=True),
)
_SOURCE = Column("source", "Nguồn", required=True)
_NOTE = Column("note", "Ghi chú")
# Only where one set of files holds several versions; otherwise a row belongs to the version its publication row names.
_VERSION = Column("version", "Phiên bản", Kind.WHOLE)
_ILLUSTRATIVE = Column("illustrative", "Hư cấu để minh họa", Kind.YES_NO)

TABLES: tuple[Table, ...] = (
    Table(
        "units",
        "Đơn vị",
        ("code",),
        (
            Column("code", "Mã đơn vị", Kind.CODE, required=True),
            Column(
                "unit_kind",
                "Cấp",
                Kind.CHOICE,
                required=True,
                choices=UNIT_KINDS,
            ),
            Column(
                "form",
                "Loại",
                Kind.CHOICE,
                required=True,
                choices=UNIT_FORMS,
            ),
            Column("name", "Tên", required=True),
            Column("full_name", "Tên đầy đủ", required=True),
            Column("parent", "Mã đơn vị cấp trên", Kind.CODE),
            Column("valid_from", "Từ ngày", Kind.DATE),
            Column("valid_to", "Đến hết ngày", Kind.DATE),
            Column("position", "Thứ tự", Kind.WHOLE),
            Column("aliases", "Tên gọi khác"),  # separated by |
            Column("formed_from", "Hình thành từ"),
            _ILLUSTRATIVE,
            _NOTE,
            _SOURCE,
        ),
    ),
    Table(
        "designations",
        "Tên và loại trước đây",
        ("unit", "valid_to"),
        (
            Column("unit", "Mã đơn vị", Kind.CODE, required=True),
            Column("form", "Loại", Kind.CHOICE, required=True, choices=UNIT_FORMS),
            Column("full_name", "Tên đầy đủ", required=True),
            Column("valid_from", "Từ ngày", Kind.DATE),
            Column("valid_to", "Đến hết ngày", Kind.DATE, required=True),
            Column("legal_basis", "Căn cứ"),
            _SOURCE,
        ),
    ),
    Table(
        "successions",
        "Kế thừa",
        ("predecessor", "successor"),
        (
            Column("predecessor", "Mã đơn vị trước", Kind.CODE, required=True),
            Column("successor", "Mã đơn vị sau", Kind.CODE),
            Column(
                "succession",
                "Hình thức",
                Kind.CHOICE,
                required=True,
                choices=("renamed", "merged", "split", "abolished"),
            ),
            Column("effective_on", "Có hiệu lực từ ngày", Kind.DATE, required=True),
            Column("legal_basis", "Căn cứ pháp lý", required=True),
            _NOTE,
            _SOURCE,
        ),
    ),
    Table(
        "groups",
        "Khối xếp hạng",
        ("code",),
        (
            Column("code", "Mã khối", Kind.CODE, required=True),
            Column("place", "Địa chỉ nơi", Kind.CODE, required=True),
            Column("slug", "Địa chỉ khối", Kind.CODE, required=True),
            Column("name", "Tên khối", required=True),
            Column("unit_noun", "Gọi đơn vị", required=True),
            Column("parent", "Mã đơn vị chủ quản", Kind.CODE, required=True),
            Column("valid_from", "Từ ngày", Kind.DATE),
            Column("valid_to", "Đến hết ngày", Kind.DATE),
            Column("position", "Thứ tự", Kind.WHOLE),
            _NOTE,
            _SOURCE,
        ),
    ),
    Table(
        "indexes",
        "Chỉ số",
        ("code",),
        (
            Column("code", "Mã chỉ số", Kind.CODE, required=True),
            Column("name", "Tên ngắn", required=True),
            Column("full_name", "Tên đầy đủ", required=True),
            Column("publisher", "Cơ quan công bố", required=True),
            Column("question", "Đo điều gì", required=True),
            Column("unit_label", "Đơn vị tính", required=True),
            Column("scale_min", "Thang điểm từ", Kind.NUMBER, required=True),
            Column("scale_max", "Thang điểm đến", Kind.NUMBER, required=True),
            Column("part_scale", "Thang thành phần", Kind.NUMBER),
            Column("combining", "Cách cộng", Kind.CHOICE, required=True, choices=("sum", "weighted", "none")),
            Column("method", "Phương pháp", Kind.PARAGRAPHS, required=True),
            Column("position", "Thứ tự", Kind.WHOLE),
            _SOURCE,
        ),
    ),
    Table(
        "index_components",
        "Thành phần chỉ số",
        ("index", "component"),
        (
            Column("index", "Chỉ số", Kind.CODE, required=True),
            Column("component", "Mã thành phần", Kind.CODE, required=True),
            Column("name", "Tên", required=True),
            Column("max_score", "Điểm tối đa", Kind.NUMBER),
            Column("weight", "Trọng số (%)", Kind.NUMBER),
            Column("example", "Ví dụ"),
            Column("inferred", "Suy ra", Kind.YES_NO),
            Column("position", "Thứ tự", Kind.WHOLE),
            _NOTE,
            _SOURCE,
        ),
    ),
    Table(
        "breaks",
        "Gián đoạn",
        ("index", "before", "after"),
        (
            Column("index", "Chỉ số", Kind.CODE, required=True),
            Column("before", "Năm trước", Kind.YEAR, required=True),
            Column("after", "Năm sau", Kind.YEAR, required=True),
            Column("of_score", "Không so sánh điểm", Kind.YES_NO, required=True),
            Column("of_rank", "Không so sánh hạng", Kind.YES_NO, required=True),
            Column("reason", "Lý do", required=True),
            _SOURCE,
        ),
    ),
    Table(
        "frameworks",
        "Bộ chỉ số đã ban hành",
        ("code",),
        (
            Column("code", "Mã", Kind.CODE, required=True),
            Column("index", "Chỉ số", Kind.CODE, required=True),
            Column("scope", "Áp dụng cho", required=True),
            Column("decision", "Văn bản", required=True),
            Column("dated", "Ngày ban hành"),
            Column("applies", "Áp dụng cho các năm"),
            Column("areas", "Số lĩnh vực", Kind.WHOLE),
            Column("criteria", "Số tiêu chí", Kind.WHOLE),
            Column("component_criteria", "Số tiêu chí thành phần", Kind.WHOLE),
            Column("max_score", "Thang điểm", Kind.NUMBER),
            Column("split", "Cơ cấu điểm"),
            Column("status", "Mức độ xác nhận"),
            Column("position", "Thứ tự", Kind.WHOLE),
            _SOURCE,
        ),
    ),
    Table(
        "framework_items",
        "Dòng của bộ chỉ số",
        ("framework", "item"),
        (
            Column("framework", "Mã bộ chỉ số", Kind.CODE, required=True),
            Column("item", "Số", required=True),
            Column("level", "Bậc", Kind.CHOICE, required=True, choices=("area", "criterion", "component")),
            Column("title", "Nội dung", required=True),
            Column("max_score", "Điểm tối đa", Kind.NUMBER),
            Column("criteria", "Số tiêu chí", Kind.WHOLE),
            Column("component_criteria", "Số tiêu chí thành phần", Kind.WHOLE),
            Column("rule", "Cách chấm"),
            Column("position", "Thứ tự", Kind.WHOLE),
            _NOTE,
            _SOURCE,
        ),
    ),
    Table(
        "publications",
        "Công bố",
        ("index", "year", "group", "version"),
        (
            *_PUBLICATION_KEY,
            _VERSION,  # 1 when absent
            Column("reason", "Lý do đính chính"),
            Column("decision_number", "Số quyết định"),
            Column("decision_date", "Ngày quyết định", Kind.DATE),
            Column("announced_on", "Thời điểm công bố", Kind.MOMENT),
            Column("unit_count", "Số đơn vị trong khối", Kind.WHOLE),
            Column("places", "Số chữ số thập phân", Kind.WHOLE),
            Column("tie_rule", "Quy tắc đồng hạng", Kind.CHOICE, choices=("competition", "dense")),
            _ILLUSTRATIVE,
            _NOTE,
            _SOURCE,
        ),
    ),
    Table(
        "components",
        "Thành phần",
        ("index", "year", "group", "version", "component"),
        (
            *_PUBLICATION_KEY,
            _VERSION,
            Column("component", "Mã thành phần", Kind.CODE, required=True),
            Column("name", "Tên", required=True),
            Column("short_name", "Tên cột", required=True),
            Column("measure", "Đơn vị tính", Kind.CHOICE, required=True, choices=("points", "percent")),
            Column("max_score", "Điểm tối đa", Kind.NUMBER),
            Column("max_basis", "Căn cứ điểm tối đa", Kind.CHOICE, choices=BASIS),
            Column("weight", "Trọng số (%)", Kind.NUMBER),
            Column("part_of_total", "Là phần của tổng điểm", Kind.YES_NO),
            Column("position", "Thứ tự", Kind.WHOLE),
            _NOTE,
            _SOURCE,
        ),
    ),
    Table(
        "results",
        "Kết quả",
        ("index", "year", "group", "version", "unit", "unit_name"),
        (
            *_PUBLICATION_KEY,
            _VERSION,
            Column("unit", "Mã đơn vị", Kind.CODE),  # unit or unit_name; both: they must agree
            Column("unit_name", "Đơn vị"),  # the name as printed
            Column("rank", "Hạng", Kind.RANK),
            Column("rank_printed", "Hạng nguyên văn"),  # when the source prints another rank than the right one
            Column("rank_basis", "Căn cứ của hạng", Kind.CHOICE, choices=BASIS),
            Column("total", "Tổng điểm", Kind.FIGURE),
            Column("total_basis", "Căn cứ của tổng điểm", Kind.CHOICE, choices=BASIS),
            Column("max_score", "Điểm tối đa áp dụng", Kind.NUMBER),
            Column("index_percent", "Chỉ số (%)", Kind.PERCENT, is_printed=True),
            Column("band", "Xếp loại"),
            Column("previous_rank", "Hạng năm trước", Kind.RANK),
            Column("previous_rank_basis", "Căn cứ hạng năm trước", Kind.CHOICE, choices=BASIS),
            Column("rank_change", "Số bậc tăng giảm", Kind.SIGNED),
            Column("score_change", "Điểm tăng giảm", Kind.SIGNED_NUMBER),
            Column("score_direction", "Chiều thay đổi điểm", Kind.CHOICE, choices=("up", "down", "same")),
            Column("absent_reason", "Lý do không có kết quả"),
            _NOTE,
            _SOURCE,
        ),
        open_ended=True,
    ),
    Table(
        "facts",
        "Thông tin chung",
        ("index", "year", "group", "version", "fact", "label"),
        (
            *_PUBLICATION_KEY,
            _VERSION,
            Column(
                "fact",
                "Loại",
                Kind.CHOICE,
                required=True,
                choices=("average", "highest", "lowest", "bands", "survey", "regions", "other"),
            ),
            Column("label", "Nội dung", required=True),
            Column("value", "Giá trị", Kind.NUMBER),
            Column("printed", "Nguyên văn", required=True),
            Column("basis", "Căn cứ", Kind.CHOICE, choices=BASIS),
            _NOTE,
            _SOURCE,
        ),
    ),
)

# What may follow `c.<component>` in an open-ended table; "" is the figure itself.
COMPONENT_COLUMNS: dict[str, Column] = {
    "": Column("", "", Kind.FIGURE),
    "rank": Column("rank", "hạng", Kind.WHOLE),
    "change": Column("change", "tăng giảm", Kind.SIGNED_NUMBER),
    "basis": Column("basis", "căn cứ", Kind.CHOICE, choices=BASIS),
    "note": Column("note", "ghi chú"),
}

BY_CODE: dict[str, Table] = {table.code: table for table in TABLES}

# Tables of one file set are written in this order, so that what a row refers to is already there.
ORDER: tuple[str, ...] = tuple(table.code for table in TABLES)
