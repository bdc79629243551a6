"""The bodies of Tỉnh Minh Họa. Every name of a place is made up; the names of sở are those that any province could have.

Two changes run through the years: one sở gets another name in 2024 and stays the same body; in 2025 two pairs of sở are
merged, the district level ends on 30 June and phường and xã begin on 1 July.
"""

from dataclasses import dataclass
from datetime import date, timedelta

PROVINCE, PROVINCE_NAME = "minh-hoa", "Minh Họa"
SO, HUYEN, XA = "mh-so-ban-nganh", "mh-cap-huyen", "mh-cap-xa"

MERGED_ON = date(2025, 3, 1)
COMMUNES_FROM = date(2025, 7, 1)
RENAMED_ON = date(2024, 3, 1)
_MERGER = "Nghị quyết số 05/NQ-HĐND (minh họa) về sắp xếp các cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh"
_COMMUNES = "Nghị quyết số 10/NQ (minh họa) về sắp xếp đơn vị hành chính cấp xã của tỉnh Minh Họa"
_RENAMING = "Nghị quyết số 02/NQ-HĐND (minh họa) về đổi tên cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh"


@dataclass(frozen=True)
class UnitData:
    """A body. `short` stands in the numbers of its documents; `former` is (full name, last day, legal basis)."""

    code: str
    level: str
    form: str
    name: str
    short: str
    first: date | None = None
    last: date | None = None
    former: tuple[str, date, str] | None = None

    @property
    def full_name(self) -> str:
        if self.level == "so":
            return self.name
        prefix = {
            "thanh_pho": "Thành phố",
            "thi_xa": "Thị xã",
            "huyen": "Huyện",
            "phuong": "Phường",
            "xa": "Xã",
        }[self.form]
        return f"{prefix} {self.name}"

    def existed_in(self, year: int) -> bool:
        """Whether it existed at the end of the year, when it is assessed."""
        day = date(year, 12, 31)
        return (self.first is None or self.first <= day) and (self.last is None or self.last >= day)


@dataclass(frozen=True)
class SuccessionData:
    predecessor: str
    successor: str
    kind: str
    day: date
    legal_basis: str


@dataclass(frozen=True)
class GroupData:
    code: str
    level: str
    slug: str
    name: str
    unit_noun: str
    first: date | None = None
    last: date | None = None


GROUPS = (
    GroupData(SO, "so", "so-ban-nganh", "Sở, ban, ngành", "sở, ban, ngành"),
    GroupData(
        HUYEN,
        "huyen",
        "huyen-thi-xa-thanh-pho",
        "Huyện, thị xã, thành phố",
        "huyện, thị xã, thành phố",
        last=COMMUNES_FROM - timedelta(days=1),
    ),
    GroupData(XA, "xa", "phuong-xa", "Phường, xã", "phường, xã", first=COMMUNES_FROM),
)

_ENDED = MERGED_ON - timedelta(days=1)
_SO = (
    UnitData("mh-van-phong-ubnd", "so", "van_phong", "Văn phòng Ủy ban nhân dân tỉnh", "VP"),
    UnitData("mh-so-noi-vu", "so", "so", "Sở Nội vụ", "SNV"),
    UnitData("mh-so-tu-phap", "so", "so", "Sở Tư pháp", "STP"),
    UnitData("mh-so-tai-chinh", "so", "so", "Sở Tài chính", "STC", last=_ENDED),
    UnitData("mh-so-ke-hoach-dau-tu", "so", "so", "Sở Kế hoạch và Đầu tư", "SKHĐT", last=_ENDED),
    UnitData("mh-so-tai-chinh-2025", "so", "so", "Sở Tài chính", "STC", first=MERGED_ON),
    UnitData("mh-so-cong-thuong", "so", "so", "Sở Công Thương", "SCT"),
    UnitData("mh-so-xay-dung", "so", "so", "Sở Xây dựng", "SXD"),
    UnitData("mh-so-nong-nghiep", "so", "so", "Sở Nông nghiệp và Phát triển nông thôn", "SNNPTNT", last=_ENDED),
    UnitData("mh-so-tai-nguyen", "so", "so", "Sở Tài nguyên và Môi trường", "STNMT", last=_ENDED),
    UnitData("mh-so-nong-nghiep-moi-truong", "so", "so", "Sở Nông nghiệp và Môi trường", "SNNMT", first=MERGED_ON),
    UnitData("mh-so-giao-duc", "so", "so", "Sở Giáo dục và Đào tạo", "SGDĐT"),
    UnitData("mh-so-y-te", "so", "so", "Sở Y tế", "SYT"),
    UnitData(
        "mh-so-van-hoa",
        "so",
        "so",
        "Sở Văn hóa, Thể thao và Du lịch",
        "SVHTTDL",
        former=("Sở Văn hóa và Thể thao", RENAMED_ON - timedelta(days=1), _RENAMING),
    ),
    UnitData("mh-so-khoa-hoc", "so", "so", "Sở Khoa học và Công nghệ", "SKHCN"),
    UnitData("mh-thanh-tra", "so", "thanh_tra", "Thanh tra tỉnh", "TTr"),
    UnitData("mh-ban-dan-toc", "so", "ban", "Ban Dân tộc", "BDT"),
    UnitData(
        "mh-ban-khu-cong-nghiep", "so", "ban", "Ban Quản lý các khu công nghiệp", "BQLKCN", first=date(2022, 9, 1)
    ),
)

_LAST_DAY = COMMUNES_FROM - timedelta(days=1)
_HUYEN = tuple(
    UnitData(code, "huyen", form, name, "UBND", last=_LAST_DAY)
    for code, form, name in (
        ("mh-tp-ben-moi", "thanh_pho", "Bến Mới"),
        ("mh-tx-doi-thong", "thi_xa", "Đồi Thông"),
        ("mh-tx-cua-song", "thi_xa", "Cửa Sóng"),
        ("mh-h-song-em", "huyen", "Sông Êm"),
        ("mh-h-nui-xanh", "huyen", "Núi Xanh"),
        ("mh-h-dong-rong", "huyen", "Đồng Rộng"),
        ("mh-h-suoi-vang", "huyen", "Suối Vàng"),
        ("mh-h-rung-thua", "huyen", "Rừng Thưa"),
        ("mh-h-bai-phang", "huyen", "Bãi Phẳng"),
    )
)

# code, form, name, the districts whose land it is on
_COMMUNES_FROM: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("mh-p-ben-moi", "phuong", "Bến Mới", ("mh-tp-ben-moi",)),
    ("mh-p-cau-da", "phuong", "Cầu Đá", ("mh-tp-ben-moi",)),
    ("mh-p-hang-cau", "phuong", "Hàng Cau", ("mh-tp-ben-moi",)),
    ("mh-p-doi-thong", "phuong", "Đồi Thông", ("mh-tx-doi-thong",)),
    ("mh-p-gieng-ngoc", "phuong", "Giếng Ngọc", ("mh-tx-doi-thong",)),
    ("mh-p-cua-song", "phuong", "Cửa Sóng", ("mh-tx-cua-song",)),
    ("mh-p-hai-au", "phuong", "Hải Âu", ("mh-tx-cua-song",)),
    ("mh-x-doi-che", "xa", "Đồi Chè", ("mh-tx-doi-thong",)),
    ("mh-x-song-em", "xa", "Sông Êm", ("mh-h-song-em",)),
    ("mh-x-ben-lau", "xa", "Bến Lau", ("mh-h-song-em",)),
    ("mh-x-phu-sa", "xa", "Phù Sa", ("mh-h-song-em",)),
    ("mh-x-nga-ba-song", "xa", "Ngã Ba Sông", ("mh-h-song-em", "mh-h-dong-rong")),
    ("mh-x-nui-xanh", "xa", "Núi Xanh", ("mh-h-nui-xanh",)),
    ("mh-x-deo-gio", "xa", "Đèo Gió", ("mh-h-nui-xanh",)),
    ("mh-x-thac-doi", "xa", "Thác Đôi", ("mh-h-nui-xanh",)),
    ("mh-x-dong-rong", "xa", "Đồng Rộng", ("mh-h-dong-rong",)),
    ("mh-x-lua-vang", "xa", "Lúa Vàng", ("mh-h-dong-rong",)),
    ("mh-x-suoi-vang", "xa", "Suối Vàng", ("mh-h-suoi-vang",)),
    ("mh-x-ban-may", "xa", "Bản Mây", ("mh-h-suoi-vang",)),
    ("mh-x-rung-thua", "xa", "Rừng Thưa", ("mh-h-rung-thua",)),
    ("mh-x-hoa-rung", "xa", "Hoa Rừng", ("mh-h-rung-thua",)),
    ("mh-x-bai-phang", "xa", "Bãi Phẳng", ("mh-h-bai-phang",)),
    ("mh-x-ruong-muoi", "xa", "Ruộng Muối", ("mh-h-bai-phang",)),
    ("mh-x-chan-song", "xa", "Chân Sóng", ("mh-h-bai-phang", "mh-tx-cua-song")),
)
_XA = tuple(
    UnitData(code, "xa", form, name, "UBND", first=COMMUNES_FROM) for code, form, name, _districts in _COMMUNES_FROM
)

UNITS: tuple[UnitData, ...] = (*_SO, *_HUYEN, *_XA)

SUCCESSIONS: tuple[SuccessionData, ...] = (
    *(
        SuccessionData(before, after, "merged", MERGED_ON, _MERGER)
        for after, befores in (
            ("mh-so-tai-chinh-2025", ("mh-so-tai-chinh", "mh-so-ke-hoach-dau-tu")),
            ("mh-so-nong-nghiep-moi-truong", ("mh-so-nong-nghiep", "mh-so-tai-nguyen")),
        )
        for before in befores
    ),
    *(
        SuccessionData(district, code, "merged" if len(districts) > 1 else "split", COMMUNES_FROM, _COMMUNES)
        for code, _form, _name, districts in _COMMUNES_FROM
        for district in districts
    ),
)


def also_called(unit: UnitData) -> str:
    """The name of a sở as it is written outside its province; "" for places, whose names stand alone."""
    return f"{unit.name.removesuffix(' tỉnh')} tỉnh {PROVINCE_NAME}" if unit.level == "so" else ""


def appraiser_in(short: str, year: int) -> str:
    """The code of the sở that appraises a criterion in the years of a set."""
    if short == "TC":
        return "mh-so-tai-chinh-2025" if year >= MERGED_ON.year else "mh-so-tai-chinh"
    return {
        "NV": "mh-so-noi-vu",
        "TP": "mh-so-tu-phap",
        "VP": "mh-van-phong-ubnd",
        "KC": "mh-so-khoa-hoc",
        "TT": "mh-thanh-tra",
    }[short]


def formed_from(code: str) -> str:
    """In words, the land a commune was formed from."""
    names = {unit.code: unit.full_name for unit in UNITS}
    befores = [names[each.predecessor] for each in SUCCESSIONS if each.successor == code]
    return f"Một phần {' và một phần '.join(befores)} (minh họa)" if code in {each.code for each in _XA} else ""
