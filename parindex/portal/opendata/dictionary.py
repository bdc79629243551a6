"""The whole dictionary: what was published (`frozen`), and here what it speaks of: units, blocks, indexes."""

from django.utils.translation import gettext_lazy as _

from units.models import SuccessionKind, UnitForm, UnitKind

from .columns import (
    COMBINING,
    LABEL,
    NOT_APPLICABLE,
    NOT_PUBLISHED,
    NOTE,
    NOTHING,
    PERCENT,
    SOURCE,
    Explained,
    Links,
    day,
    decimal,
    flag,
    text,
    whole,
)
from .corrected import CORRECTED
from .frozen import FROZEN

_UNBOUNDED = _("không ghi ngày")
_INDEX = text("index", _("Mã chỉ số"))
_TO_INDEX: Links = {("index",): ("chi-so", ("code",))}
_FORMS = dict(UnitForm.choices)

AROUND = (
    Explained(
        "don-vi",
        _("Đơn vị"),
        _("Mỗi dòng là một đơn vị. Mã không bao giờ đổi và không dùng lại cho đơn vị khác."),
        (
            LABEL,
            text("code", _("Mã đơn vị")),
            text("kind", _("Cấp"), choices=dict(UnitKind.choices)),
            text("form", _("Loại"), choices=_FORMS),
            text("name", _("Tên")),
            text("full_name", _("Tên đầy đủ")),
            text("parent", _("Mã đơn vị cấp trên trực tiếp"), NOTHING),
            day("valid_from", _("Hoạt động từ ngày"), _UNBOUNDED),
            day("valid_to", _("Hoạt động đến hết ngày"), _("còn hoạt động")),
            text("formed_from", _("Hình thành từ"), NOTHING),
            NOTE, SOURCE,
        ),
        ("code",),
    ),
    Explained(
        "ten-truoc-day",
        _("Tên, loại trước đây của đơn vị"),
        _("Mỗi dòng là tên và loại mà một đơn vị mang trong một thời gian đã qua."),
        (
            LABEL,
            text("unit", _("Mã đơn vị")),
            text("form", _("Loại khi đó"), choices=_FORMS),
            text("full_name", _("Tên đầy đủ khi đó")),
            day("valid_from", _("Từ ngày"), _UNBOUNDED),
            day("valid_to", _("Đến hết ngày")),
            text("legal_basis", _("Căn cứ thay đổi"), NOTHING),
            SOURCE,
        ),
        ("unit", "valid_to"),
        {("unit",): ("don-vi", ("code",))},
    ),
    Explained(
        "ten-khac",
        _("Tên gọi khác của đơn vị"),
        _("Mỗi dòng là một cách khác mà các nguồn viết tên đơn vị."),
        (
            LABEL,
            text("unit", _("Mã đơn vị")),
            text("name", _("Tên khác")),
            text("source", _("Nguồn"), NOTHING),
        ),
        ("unit", "name"),
        {("unit",): ("don-vi", ("code",))},
    ),
    Explained(
        "ke-thua",
        _("Quan hệ kế thừa giữa các đơn vị"),
        _("Mỗi dòng cho biết một đơn vị đã trở thành đơn vị nào, từ ngày nào."),
        (
            LABEL,
            text("predecessor", _("Mã đơn vị trước")),
            text("successor", _("Mã đơn vị sau"), _("kết thúc hoạt động, không có đơn vị sau")),
            text("kind", _("Hình thức"), choices=dict(SuccessionKind.choices)),
            day("effective_on", _("Có hiệu lực từ ngày")),
            text("legal_basis", _("Căn cứ pháp lý")),
            NOTE, SOURCE,
        ),
        ("predecessor", "successor"),
        {("predecessor",): ("don-vi", ("code",))},
    ),
    Explained(
        "khoi",
        _("Khối xếp hạng"),
        _("Mỗi dòng là một khối đã có công bố."),
        (
            LABEL,
            text("code", _("Mã khối")),
            text("place", _("Nơi, như trong địa chỉ trang")),
            text("slug", _("Khối, như trong địa chỉ trang")),
            text("name", _("Tên khối")),
            text("unit_noun", _("Cách gọi đơn vị trong khối")),
            text("parent", _("Mã đơn vị có khối này")),
            day("valid_from", _("Từ ngày"), _UNBOUNDED),
            day("valid_to", _("Đến hết ngày"), _UNBOUNDED),
            NOTE, SOURCE,
        ),
        ("code",),
        {("parent",): ("don-vi", ("code",))},
    ),
    Explained(
        "chi-so",
        _("Chỉ số và phương pháp"),
        _("Mỗi dòng là một chỉ số, với thang điểm, cơ quan công bố và phương pháp."),
        (
            text("code", _("Mã chỉ số")),
            text("name", _("Tên ngắn")),
            text("full_name", _("Tên đầy đủ")),
            text("publisher", _("Cơ quan công bố")),
            text("question", _("Đo điều gì")),
            text("unit_label", _("Đơn vị tính")),
            decimal("scale_min", _("Thang điểm từ")),
            decimal("scale_max", _("Thang điểm đến")),
            decimal("part_scale", _("Thang của chỉ số thành phần"), NOT_APPLICABLE),
            text("combining", _("Cách cộng các thành phần"), choices=COMBINING),
            text("method", _("Phương pháp")),
            SOURCE,
        ),
        ("code",),
        may_be_invented=False,
    ),
    Explained(
        "phan-cua-chi-so",
        _("Thành phần của chỉ số theo phương pháp"),
        _("Mỗi dòng là một thành phần mà phương pháp hiện nay của một chỉ số mô tả."),
        (
            _INDEX,
            text("code", _("Mã thành phần")),
            text("name", _("Tên")),
            decimal("max_score", _("Điểm tối đa"), NOT_PUBLISHED),
            decimal("weight", _("Trọng số"), _("nguồn không công bố, hoặc không tính theo trọng số"), PERCENT),
            text("example", _("Ví dụ đã công bố"), NOTHING),
            flag("inferred", _("Suy ra, không in trong nguồn")),
            NOTE, SOURCE,
        ),
        ("index", "code"),
        _TO_INDEX,
        may_be_invented=False,
    ),
    Explained(
        "khong-so-sanh",
        _("Những năm không so sánh được"),
        _("Mỗi dòng là chỗ một chỉ số thôi so sánh được giữa hai năm liền nhau."),
        (
            _INDEX,
            whole("before", _("Năm trước")),
            whole("after", _("Năm sau")),
            flag("of_score", _("Không so sánh điểm")),
            flag("of_rank", _("Không so sánh hạng")),
            text("reason", _("Lý do")),
            SOURCE,
        ),
        ("index", "before", "after"),
        _TO_INDEX,
        may_be_invented=False,
    ),
)  # fmt: skip

DICTIONARY: dict[str, Explained] = {each.code: each for each in (*FROZEN, *CORRECTED, *AROUND)}
