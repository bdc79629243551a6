"""Under which licence the data may be used: whose they are, and what the publishing agency has decided."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

# The notice that the MIT licence wants in every copy of the unit codes.
UNIT_CODES_NOTICE = settings.BASE_DIR / "fixtures" / "LICENSE-vietnamese-provinces-database.txt"


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms in sentences. `address` is that of the licence chosen for the portal's own compilation, "" while none is."""

    figures: str
    compilation: str
    address: str
    unit_codes: str
    invented: str

    @property
    def sentences(self) -> list[str]:
        return [self.figures, self.compilation, self.unit_codes, self.invented]


def licence() -> Licence:
    """The terms as they stand: the agency sets its own by PARINDEX_DATA_LICENCE and PARINDEX_DATA_LICENCE_URL."""
    chosen = settings.DATA_LICENCE
    return Licence(
        _(
            "Số liệu do các cơ quan nêu ở cột nguồn (source) công bố công khai; cổng chép lại và không đặt thêm điều kiện"
            " nào đối với chính các số liệu ấy. Khi dùng lại, dẫn nguồn của từng dòng."
        ),
        _("Phần biên tập của cổng (cấu trúc bảng, mã, ghi chú): %(licence)s") % {"licence": chosen}
        if chosen
        else _(
            "Phần biên tập của cổng (cấu trúc bảng, mã, ghi chú): cơ quan vận hành cổng chưa ấn định giấy phép. Việc cho"
            " tải về không thay cho giấy phép đó."
        ),
        settings.DATA_LICENCE_URL if chosen else "",
        _(
            "Mã đơn vị hành chính lấy từ bộ dữ liệu vietnamese-provinces-database, giấy phép MIT, © 2021 Thang Le Quoc;"
            " văn bản giấy phép nằm trong gói tải về."
        ),
        _("Dòng có nhãn “Dữ liệu minh họa” là hư cấu, không được dùng như số liệu của một cơ quan có thật."),
    )
