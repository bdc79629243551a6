"""Two years of Hải Phòng, COMPLETED FOR TESTS: every figure that the announcement of 30/3/2021 prints, and made-up ones between.

The announcement prints some ranks, a few totals and components. Whatever it does not print here is invented so that the
printed facts hold together (60 points of appraisal, 10 of survey, 30 of satisfaction; 15 quận, huyện; 20 sở, ngành, of which
two that it does not name). Nobody published these tables; they are never loaded into a portal.
tests/scoring/test_announcement_2020.py holds them against the printed facts and asks the announcement's statements of them.
"""

from dataclasses import dataclass
from decimal import Decimal

from scoring.actions.publications import publish
from scoring.core.ranking import rank
from scoring.core.rounding import round_half_up
from scoring.models import Index, Publication
from units.models import UnitForm, UnitKind

from .factories import make_component, make_group, make_index, make_publication, make_result, make_unit

LABEL = "Số liệu hoàn chỉnh hóa để kiểm thử, không phải kết quả công bố"
COMPONENTS = (
    ("tham-dinh", "Điểm thẩm định", "60"),
    ("xhh", "Điểm điều tra xã hội học", "10"),
    ("hai-long", "Điểm hài lòng", "30"),
)


@dataclass(frozen=True)
class Line:
    """A unit with (appraisal, survey, satisfaction in percent) of 2019 and of 2020."""

    name: str
    before: tuple[str, str, str]
    after: tuple[str, str, str]

    def parts(self, year: int) -> tuple[Decimal, Decimal, Decimal]:
        """Points of the three components; a percent of satisfaction is 0,3 points."""
        appraisal, survey, percent = map(Decimal, self.before if year == 2019 else self.after)
        return appraisal, survey, percent * Decimal("0.3")

    def total(self, year: int) -> Decimal:
        return round_half_up(sum(self.parts(year), Decimal(0)))


DISTRICTS = {
    "le-chan": Line("Quận Lê Chân", ("52.00", "8.10", "87.60"), ("55.30", "8.42", "89.40")),
    "hong-bang": Line("Quận Hồng Bàng", ("52.30", "8.10", "87.60"), ("54.90", "8.25", "89.60")),
    "ngo-quyen": Line("Quận Ngô Quyền", ("51.80", "8.00", "87.50"), ("55.05", "8.13", "89.50")),
    "kien-thuy": Line("Huyện Kiến Thụy", ("50.60", "8.10", "87.00"), ("53.90", "8.60", "89.00")),
    "tien-lang": Line("Huyện Tiên Lãng", ("49.90", "8.05", "86.50"), ("53.60", "8.55", "89.20")),
    "an-duong": Line("Huyện An Dương", ("49.80", "7.80", "86.90"), ("54.30", "7.70", "88.20")),
    "thuy-nguyen": Line("Huyện Thủy Nguyên", ("49.24", "8.20", "86.60"), ("52.40", "8.50", "90.60")),
    "hai-an": Line("Quận Hải An", ("48.49", "8.00", "86.50"), ("53.75", "7.62", "87.40")),
    "vinh-bao": Line("Huyện Vĩnh Bảo", ("47.93", "7.30", "86.00"), ("54.14", "7", "87.65")),
    "an-lao": Line("Huyện An Lão", ("50.30", "8.00", "86.60"), ("52.10", "7.90", "88.30")),
    "kien-an": Line("Quận Kiến An", ("49.90", "7.40", "85.40"), ("52.90", "7.20", "86.40")),
    "do-son": Line("Quận Đồ Sơn", ("48.40", "7.40", "85.70"), ("51.80", "7.35", "87.00")),
    "cat-hai": Line("Huyện Cát Hải", ("48.70", "7.50", "86.30"), ("50.90", "7.40", "86.50")),
    "duong-kinh": Line("Quận Dương Kinh", ("47.60", "7.10", "85.20"), ("50.10", "7.10", "86.00")),
    "bach-long-vy": Line("Huyện Bạch Long Vỹ", ("42.00", "6.40", "90.20"), ("43.53", "6.50", "91.20")),
}
DEPARTMENTS = {
    "thanh-tra": Line("Thanh tra thành phố", ("54.70", "8.60", "94.00"), ("54.84", "8.70", "95.20")),
    "tttt": Line("Sở Thông tin và Truyền thông", ("53.69", "8.50", "93.70"), ("54.13", "8.60", "94.90")),
    "gtvt": Line("Sở Giao thông vận tải", ("49.15", "8.45", "94.67"), ("53.29", "8.55", "95.87")),
    "tu-phap": Line("Sở Tư pháp", ("50.63", "8.30", "92.90"), ("53.32", "8.40", "94.10")),
    "van-phong": Line("Văn phòng UBND thành phố", ("52.77", "8.39", "93.48"), ("52.54", "8.49", "94.68")),
    "noi-vu": Line("Sở Nội vụ", ("51.86", "8.35", "93.30"), ("52.30", "8.45", "94.50")),
    "y-te": Line("Sở Y tế", ("54.60", "8.25", "93.50"), ("52.36", "8.30", "93.80")),
    "gddt": Line("Sở Giáo dục và Đào tạo", ("52.09", "8.15", "92.20"), ("52.13", "8.25", "93.40")),
    "tai-chinh": Line("Sở Tài chính", ("51.83", "8.10", "91.90"), ("51.92", "8.20", "93.10")),
    "khcn": Line("Sở Khoa học và Công nghệ", ("51.33", "8.05", "92.40"), ("51.47", "8.15", "93.60")),
    "vhtt": Line("Sở Văn hóa và Thể thao", ("50.10", "7.95", "91.50"), ("51.44", "8.05", "92.70")),
    "du-lich": Line("Sở Du lịch", ("52.98", "8.05", "92.90"), ("50.84", "8.10", "93.20")),
    "khdt": Line("Sở Kế hoạch và Đầu tư", ("52.87", "7.95", "92.60"), ("50.63", "8.00", "92.90")),
    "ngoai-vu": Line("Sở Ngoại vụ", ("50.80", "7.90", "93.00"), ("50.16", "7.95", "93.30")),
    "xay-dung": Line("Sở Xây dựng", ("49.42", "7.80", "90.60"), ("50.26", "7.90", "91.80")),
    "nn-ptnt": Line("Sở Nông nghiệp và PTNT", ("48.15", "7.75", "91.00"), ("49.69", "7.85", "92.20")),
    "cong-thuong": Line("Sở Công Thương", ("47.38", "7.70", "91.40"), ("49.22", "7.80", "92.60")),
    "ldtbxh": Line("Sở Lao động - Thương binh và Xã hội", ("50.16", "7.65", "90.30"), ("49.10", "7.75", "91.50")),
    "tnmt": Line("Sở Tài nguyên và Môi trường", ("49.42", "7.60", "89.60"), ("48.76", "7.70", "90.80")),
    "kinh-te": Line("Ban Quản lý khu kinh tế", ("45.15", "7.30", "88.50"), ("45.84", "7.40", "89.70")),
}


def ranks(lines: dict[str, Line], year: int) -> dict[str, int]:
    return rank({code: line.total(year) for code, line in lines.items()})


def publish_both_years() -> dict[tuple[str, int], Publication]:
    """The four tables in the database, by ("quan-huyen" or "so-ban-nganh", year)."""
    country = make_unit("Việt Nam", UnitKind.COUNTRY, UnitForm.NATION, code="viet-nam", illustrative=False)
    city = make_unit("Hải Phòng (kiểm thử)", UnitKind.PROVINCE, UnitForm.CITY, parent=country, code="kiem-thu")
    index = make_index(Index.PAR)
    found = {}
    for slug, name, lines, kind, form in (
        ("quan-huyen", "Quận, huyện", DISTRICTS, UnitKind.DISTRICT, UnitForm.URBAN_DISTRICT),
        ("so-ban-nganh", "Sở, ban, ngành", DEPARTMENTS, UnitKind.DEPARTMENT, UnitForm.OFFICE),
    ):
        group = make_group(city, name, slug=slug, place="kiem-thu")
        units = {
            code: make_unit(line.name, kind, form, parent=city, code=f"kt-{code}", full_name=line.name)
            for code, line in lines.items()
        }
        for year in (2019, 2020):
            publication = make_publication(index, group, year, unit_count=len(lines), note=LABEL, source=LABEL)
            parts = [
                make_component(publication, code, name=title, short_name=title, max_score=Decimal(top))
                for code, title, top in COMPONENTS
            ]
            places = ranks(lines, year)
            for code in sorted(lines, key=lambda each, places=places: (places[each], each)):
                make_result(
                    publication,
                    units[code],
                    places[code],
                    f"{lines[code].total(year):f}",
                    printed_name=lines[code].name,
                    scores={
                        part: f"{value.normalize():f}"
                        for part, value in zip(parts, lines[code].parts(year), strict=True)
                    },
                )
            found[slug, year] = publish(publication=publication, by=None)
    return found
