"""The dictionary of corrections: which publication corrects which, and what each of them changed."""

from django.utils.translation import gettext_lazy as _

from .columns import FACT_KIND, LABEL, UNIT, Explained, text, whole
from .frozen import BLOCK, INDEX, PLACE, TO_UNIT, YEAR

CORRECTED = (
    Explained(
        "dinh-chinh",
        _("Đính chính"),
        _("Mỗi dòng là một công bố đính chính, với công bố bị thay thế. Nội dung gốc của cả hai tải ở /cong-bo/<số>.json."),
        (
            LABEL,
            whole("publication", _("Số của công bố đính chính")),
            whole("supersedes", _("Đính chính cho công bố số")),
            INDEX, YEAR, PLACE, BLOCK,
            whole("version", _("Phiên bản")),
            text("reason", _("Lý do đính chính")),
            text("content_hash", _("Mã băm SHA-256 của công bố đính chính")),
            text("superseded_hash", _("Mã băm SHA-256 của công bố bị thay thế")),
        ),
        ("publication",),
    ),
    Explained(
        "thay-doi-do-dinh-chinh",
        _("Thay đổi do đính chính"),
        _("Mỗi dòng là một ô hoặc một hạng khác đi do đính chính, hoặc một đơn vị được thêm hay bỏ."),
        (
            LABEL,
            whole("publication", _("Số của công bố đính chính")),
            whole("supersedes", _("Đính chính cho công bố số")),
            whole("position", _("Thứ tự trong đính chính")),
            text(
                "what",
                _("Thay đổi gì"),
                choices={
                    "cell": _("một ô"),
                    "rank": _("hạng"),
                    "added": _("thêm đơn vị"),
                    "removed": _("bỏ đơn vị"),
                },
            ),
            UNIT,
            text("printed_name", _("Tên đơn vị như nguồn in")),
            text(
                "cell",
                _("Ô: total, max_score, index_percent, band, rank, score_change…; c.<mã> thành phần; m.<mã> điểm và f.<mã>.… số đo của tiêu chí; s.<mục đích>.<yếu tố>.… kết quả khảo sát (percent, base, response_rate, margin; yếu tố để trống là cả khảo sát)"),
                _("thêm hoặc bỏ cả đơn vị"),
            ),
            text("cell_name", _("Tên thành phần, tiêu chí hoặc yếu tố khảo sát"), _("ô của chính bảng kết quả, hoặc của cả khảo sát")),
            text("before", _("Trước đính chính"), _("trước đó không có")),
            text("after", _("Sau đính chính"), _("sau đó không còn")),
        ),
        ("publication", "position"),
        {("publication",): ("dinh-chinh", ("publication",)), **TO_UNIT},
    ),
    Explained(
        "so-lieu-chung-do-dinh-chinh",
        _("Số liệu chung của khối thay đổi do đính chính"),
        _("Mỗi dòng là một số liệu về cả khối (như điểm trung bình) khác đi do đính chính, trước và sau đúng như hai công bố in. Số liệu của từng đơn vị ở bảng thay-doi-do-dinh-chinh."),
        (
            LABEL,
            whole("publication", _("Số của công bố đính chính")),
            whole("supersedes", _("Đính chính cho công bố số")),
            whole("position", _("Thứ tự trong đính chính")),
            FACT_KIND,
            text("what", _("Nội dung")),
            text("before", _("Trước đính chính, như đã in"), _("trước đó không có")),
            text("after", _("Sau đính chính, như đã in"), _("sau đó không còn")),
        ),
        ("publication", "position"),
        {("publication",): ("dinh-chinh", ("publication",))},
    ),
)  # fmt: skip
