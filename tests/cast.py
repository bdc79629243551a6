"""The cast every test knows: the invented Tỉnh Minh Họa, its huyện, its sở and its communes, over the change of 2025.

* Huyện Sông Êm, Huyện Núi Xanh, Huyện Hồ Gươm Nhỏ and Quận Bến Mới exist to 30/6/2025; Phường Bến Mới follows.
* Xã Cẩm Giàng and Xã Cẩm Giang are two communes (since 1/7/2025) whose names differ by one accent.
* Xã Hòa Bình and Phường Hòa Bình share a name.
"""

from dataclasses import dataclass, field
from datetime import date

from scoring.models import Index
from units.models import Unit, UnitForm, UnitGroup, UnitKind

from .factories import make_group, make_index, make_unit

END_OF_DISTRICTS = date(2025, 6, 30)
START_OF_COMMUNES = date(2025, 7, 1)


@dataclass
class Cast:
    """Everyone by name."""

    country: Unit
    province: Unit
    districts: UnitGroup
    departments: UnitGroup
    communes: UnitGroup
    provinces: UnitGroup
    par: Index
    units: dict[str, Unit] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Unit:
        return self.units[code]


def make_cast() -> Cast:
    """The cast in the database."""
    country = make_unit("Việt Nam", UnitKind.COUNTRY, UnitForm.NATION, code="viet-nam", illustrative=False)
    province = make_unit("Minh Họa", UnitKind.PROVINCE, UnitForm.PROVINCE, parent=country)
    neighbour = make_unit("Ví Dụ", UnitKind.PROVINCE, UnitForm.PROVINCE, parent=country)
    units = [country, province, neighbour]
    for position, (name, form) in enumerate(
        (
            ("Sông Êm", UnitForm.RURAL_DISTRICT),
            ("Núi Xanh", UnitForm.RURAL_DISTRICT),
            ("Hồ Gươm Nhỏ", UnitForm.RURAL_DISTRICT),
            ("Bến Mới", UnitForm.URBAN_DISTRICT),
        ),
        start=1,
    ):
        units.append(
            make_unit(name, UnitKind.DISTRICT, form, parent=province, valid_to=END_OF_DISTRICTS, position=position)
        )
    for name, form in (
        ("Sở Ánh Trăng", UnitForm.DEPARTMENT),
        ("Sở Mây Trắng", UnitForm.DEPARTMENT),
        ("Thanh tra tỉnh Minh Họa", UnitForm.INSPECTORATE),
    ):
        units.append(make_unit(name, UnitKind.DEPARTMENT, form, parent=province))
    for name, form in (
        ("Bến Mới", UnitForm.WARD),
        ("Cẩm Giàng", UnitForm.COMMUNE),
        ("Cẩm Giang", UnitForm.COMMUNE),
        ("Hòa Bình", UnitForm.COMMUNE),
        ("Hòa Bình", UnitForm.WARD),
    ):
        code = {"Cẩm Giàng": "xa-cam-giang-huyen", "Cẩm Giang": "xa-cam-giang-ngang"}.get(name)
        units.append(make_unit(name, UnitKind.COMMUNE, form, parent=province, code=code, valid_from=START_OF_COMMUNES))
    return Cast(
        country,
        province,
        make_group(province, "Quận, huyện", valid_to=END_OF_DISTRICTS),
        make_group(province, "Sở, ban, ngành"),
        make_group(province, "Cấp xã", unit_noun="đơn vị cấp xã", valid_from=START_OF_COMMUNES),
        make_group(country, "Tỉnh, thành phố"),
        make_index(),
        {unit.code: unit for unit in units},
    )
