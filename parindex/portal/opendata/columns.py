"""What a column of open data is: its meaning, its type, and what an empty cell of it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
# Columns of a table, and the table with the columns that they lead to.
Links = Mapping[tuple[str, ...], tuple[str, tuple[str, ...]]]


class Kind(Enum):
    """The type of a column: its word, and the pattern of its values as text."""

    TEXT = _("văn bản")
    WHOLE = _("số nguyên")
    DECIMAL = _("số thập phân")
    FLAG = _("đúng/sai (true, false)")
    DAY = _("ngày (năm-tháng-ngày)")


# What an empty cell says. Zero is never written as an empty cell, nor the other way round.
NEVER = ""
NOT_PUBLISHED = _("nguồn không công bố; không phải số 0")
NOT_APPLICABLE = _("không áp dụng")
NOTHING = _("không có")
BY_STATE = _("xem cột state: không áp dụng, không điều tra, hoặc chưa có số liệu; không phải số 0")
REAL = _("dữ liệu thật")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in every file. `empty` "" means that no cell of it is empty."""

    name: str
    title: Words
    kind: Kind = Kind.TEXT
    empty: Words = NEVER
    unit: Words = ""
    choices: Mapping[str, Words] = field(default_factory=dict)

    @property
    def is_never_empty(self) -> bool:
        return not self.empty


@dataclass(frozen=True, slots=True)
class Explained:
    """A table by its code, with what a row of it is. `links` lead from columns to those of another table; they are never empty,
    since CSVW knows no key that may be."""

    code: str
    title: Words
    about: Words
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: Links = field(default_factory=dict)
    # Whether its rows may be of invented bodies, and then say so in their first column.
    may_be_invented: bool = True


def text(name: str, title: Words, empty: Words = NEVER, choices: Mapping[str, Words] | None = None) -> Column:
    return Column(name, title, Kind.TEXT, empty, choices=choices or {})


def whole(name: str, title: Words, empty: Words = NEVER, unit: Words = "") -> Column:
    return Column(name, title, Kind.WHOLE, empty, unit)


def decimal(name: str, title: Words, empty: Words = NEVER, unit: Words = "") -> Column:
    return Column(name, title, Kind.DECIMAL, empty, unit)


def flag(name: str, title: Words) -> Column:
    return Column(name, title, Kind.FLAG)


def day(name: str, title: Words, empty: Words = NEVER) -> Column:
    return Column(name, title, Kind.DAY, empty)


LABEL = text("label", _("Nhãn: dòng này là dữ liệu minh họa"), REAL)
NOTE = text("note", _("Ghi chú"), NOTHING)
SOURCE = text("source", _("Nguồn; nhiều nguồn cách nhau bằng “ ; ”"))
PUBLICATION = whole("publication", _("Số công bố trên cổng"))
UNIT = text("unit", _("Mã đơn vị"))
POSITION = whole("position", _("Thứ tự trong bảng"))
POINTS = _("điểm, theo đơn vị tính của công bố")
PERCENT = _("%")

BASES = {
    "printed": _("nguồn in"),
    "computed": _("tính trong hệ thống này"),
    "order": _("theo thứ tự liệt kê của nguồn"),
    "derived": _("tính từ các số nguồn in"),
    "inferred": _("suy ra"),
}
MOVE_BASES = {"printed": _("công bố nêu"), "derived": _("cổng tính từ hai công bố")}
NO_COMPARISON = {
    "no_previous": _("chưa có kết quả năm trước trên cổng"),
    "group_changed": _("khối xếp hạng thay đổi"),
    "unit_changed": _("đơn vị mới hình thành"),
    "method_break": _("cách tính thay đổi giữa hai năm"),
    "maximum_changed": _("điểm tối đa áp dụng khác năm trước"),
    "not_published": _("không công bố"),
}
COMBINING = {
    "sum": _("cộng các thành phần"),
    "weighted": _("bình quân có trọng số của các chỉ số thành phần"),
    "none": _("không tính lại được từ các thành phần"),
}
ORIGINS = {
    "appraisal": _("thẩm định"),
    "survey": _("điều tra xã hội học"),
    "satisfaction": _("chỉ số hài lòng"),
    "bonus": _("điểm thưởng"),
    "penalty": _("điểm trừ"),
}
FACT_KIND = text(
    "kind",
    _("Loại"),
    choices={
        "average": _("trung bình"),
        "highest": _("cao nhất"),
        "lowest": _("thấp nhất"),
        "bands": _("phân nhóm"),
        "survey": _("khảo sát"),
        "regions": _("theo vùng"),
        "other": _("thông tin khác"),
    },
)
