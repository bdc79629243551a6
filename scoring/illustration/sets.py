"""Which criteria set is in force when, by which invented decision, and with which classes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from .criteria import Edits, Node, tree

# code, name, from index, floor of every area
Classes = tuple[tuple[str, str, str, str | None], ...]

_FIVE: Classes = (
    ("xuat-sac", "Xuất sắc", "90", "70"),
    ("tot", "Tốt", "80", "60"),
    ("kha", "Khá", "70", "50"),
    ("trung-binh", "Trung bình", "50", None),
    ("yeu", "Yếu", "0", None),
)
_FIVE_HIGHER: Classes = (
    ("xuat-sac", "Xuất sắc", "93", "75"),
    ("tot", "Tốt", "85", "65"),
    ("kha", "Khá", "75", "50"),
    ("trung-binh", "Trung bình", "60", None),
    ("yeu", "Yếu", "0", None),
)
_FOUR: Classes = (
    ("tot", "Tốt", "88", "65"),
    ("kha", "Khá", "78", "55"),
    ("trung-binh", "Trung bình", "65", None),
    ("yeu", "Yếu", "0", None),
)


@dataclass(frozen=True)
class Scale:
    """A scale of classes and the decision that set it."""

    name: str
    number: str
    day: date
    classes: Classes


@dataclass(frozen=True)
class SetData:
    """A criteria set."""

    code: str
    level: str
    name: str
    first: int
    last: int | None
    number: str
    day: date
    scales: Mapping[int, Scale]  # by the first year of use
    copied_from: str = ""
    edits: Edits | None = None
    rescale_without_survey: bool = False

    @property
    def areas(self) -> tuple[Node, ...]:
        return _areas_of(self.code)

    def scale_in(self, year: int) -> Scale:
        return self.scales[max(first for first in self.scales if first <= year)]

    @property
    def leaves(self) -> tuple[Node, ...]:
        return tuple(node for area in self.areas for node in area.nodes() if node.is_leaf)

    @property
    def total(self) -> Decimal:
        return sum((leaf.maximum for leaf in self.leaves if leaf.number[:2] != "DT"), Decimal(0))


def _numbered(number: int) -> str:
    return f"{number:02d}/QĐ-UBND (minh họa)"


_SO = "Bộ tiêu chí xác định Chỉ số cải cách hành chính của các sở, ban, ngành tỉnh Minh Họa"
_EDITS_2024 = Edits(
    retitled={
        "1.2.2": "Chất lượng báo cáo: đủ nội dung, đúng biểu mẫu, số liệu trích từ hệ thống thông tin báo cáo của tỉnh",
        "3.4.3": "Kết quả đánh giá chất lượng phục vụ người dân, doanh nghiệp theo thời gian thực trên môi trường điện tử",
        "4.3.2": "Kiểm tra, giám sát và xử lý vấn đề phát hiện sau khi phân cấp, ủy quyền",
        "5.5.1": "Tự kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính, có kiểm tra đột xuất",
        "7.2.2": "Tỷ lệ hồ sơ công việc được lập, xử lý và lưu trữ hoàn toàn trên môi trường mạng",
    },
    remaxed={"3.4.1": "2.5", "7.3.2": "2", "7.5.1": ".25", "7.5.2": ".25"},
    removed=("3.3.5", "7.7"),
    added={
        "7.4.2": (
            "7.4-2024",
            ".5 :: Tỷ lệ kết quả giải quyết còn hiệu lực của các năm trước được số hóa :: tyle 40"
            " :: Số liệu của kho quản lý dữ liệu điện tử :: KC *",
        ),
    },
)
_EDITS_2025 = Edits(
    retitled={
        "1.7.2": "Nhiệm vụ quá hạn chưa hoàn thành, kể cả nhiệm vụ nhận bàn giao khi sắp xếp tổ chức bộ máy",
        "2.1.1": "Tỷ lệ văn bản quy phạm pháp luật được giao tham mưu trình đúng tiến độ, gồm văn bản thay thế sau sắp xếp",
        "4.1.2": "Hoàn thành sắp xếp tổ chức bên trong, đơn vị sự nghiệp theo đề án tinh gọn tổ chức bộ máy",
        "4.3.1": "Ban hành hoặc trình ban hành quy định phân cấp, phân quyền cho chính quyền cấp xã",
    },
    remaxed={"5.3.2": "1", "5.2.1": ".25", "7.3.2": "2.25", "7.3.3": ".75"},
    removed=("7.2.3",),
    added={
        "7.3.4": (
            "7.3-2025",
            ".5 :: Tỷ lệ thủ tục hành chính được thực hiện không phụ thuộc địa giới hành chính trong tỉnh :: nguong 100=1 80=.5"
            " :: Quyết định công bố danh mục, số liệu hệ thống :: VP *",
        ),
    },
)

SETS: tuple[SetData, ...] = (
    SetData(
        "mh-so-2022",
        "so",
        f"{_SO}, năm 2022 và 2023",
        2022,
        2023,
        _numbered(1),
        date(2022, 3, 1),
        {
            2022: Scale("Thang xếp loại năm 2022", _numbered(2), date(2022, 3, 1), _FIVE),
            2023: Scale("Thang xếp loại năm 2023", _numbered(11), date(2023, 11, 20), _FOUR),
        },
    ),
    SetData(
        "mh-huyen-2022",
        "huyen",
        "Bộ tiêu chí xác định Chỉ số cải cách hành chính của Ủy ban nhân dân các huyện, thị xã, thành phố tỉnh Minh Họa",
        2022,
        2024,
        _numbered(3),
        date(2022, 3, 1),
        {2022: Scale("Thang xếp loại cấp huyện", _numbered(3), date(2022, 3, 1), _FIVE)},
        rescale_without_survey=True,
    ),
    SetData(
        "mh-so-2024",
        "so",
        f"{_SO}, năm 2024",
        2024,
        2024,
        _numbered(21),
        date(2024, 2, 15),
        {2024: Scale("Thang xếp loại năm 2024", _numbered(22), date(2024, 2, 15), _FIVE)},
        copied_from="mh-so-2022",
        edits=_EDITS_2024,
    ),
    SetData(
        "mh-so-2025",
        "so",
        f"{_SO}, từ năm 2025",
        2025,
        None,
        _numbered(31),
        date(2025, 10, 30),
        {2025: Scale("Thang xếp loại từ năm 2025", _numbered(32), date(2025, 10, 30), _FIVE_HIGHER)},
        copied_from="mh-so-2024",
        edits=_EDITS_2025,
    ),
    SetData(
        "mh-xa-2025",
        "xa",
        "Bộ tiêu chí xác định Chỉ số cải cách hành chính của Ủy ban nhân dân các xã, phường tỉnh Minh Họa",
        2025,
        None,
        _numbered(33),
        date(2025, 10, 30),
        {2025: Scale("Thang xếp loại cấp xã", _numbered(33), date(2025, 10, 30), _FIVE)},
    ),
)
BY_CODE: Mapping[str, SetData] = {each.code: each for each in SETS}


@cache
def _areas_of(code: str) -> tuple[Node, ...]:
    made = BY_CODE[code]
    if made.edits is None:
        return tree(made.level)
    return made.edits.apply(_areas_of(made.copied_from))


def set_for(level: str, year: int) -> SetData:
    """The set of a level in force in a year."""
    return next(
        each for each in SETS if each.level == level and each.first <= year and (each.last is None or year <= each.last)
    )
