"""The terms a reader meets, with the English used by Vietnamese state sources."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    name: Promise
    meaning: Promise
    english: str


TERMS = [
    Term(
        _("Cải cách hành chính (CCHC)"),
        _(
            "Việc sửa đổi thể chế, thủ tục, bộ máy, đội ngũ, tài chính công và chính quyền số để phục vụ người dân tốt hơn."
        ),
        "public administration reform (PAR)",
    ),
    Term(_("Chỉ số CCHC"), _("Điểm đánh giá kết quả cải cách hành chính của một cơ quan trong một năm."), "PAR Index"),
    Term(
        _("SIPAS"),
        _("Chỉ số hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính, tính bằng phần trăm."),
        "Satisfaction Index of Public Administrative Services",
    ),
    Term(
        _("PAPI"),
        _("Chỉ số hiệu quả quản trị và hành chính công cấp tỉnh, theo trải nghiệm của người dân."),
        "Provincial Governance and Public Administration Performance Index",
    ),
    Term(
        _("PCI"),
        _("Chỉ số năng lực cạnh tranh cấp tỉnh, theo đánh giá của doanh nghiệp."),
        "Provincial Competitiveness Index",
    ),
    Term(
        _("Khối"), _("Nhóm đơn vị được xếp hạng với nhau, ví dụ “Sở, ban, ngành” hay “Quận, huyện”."), "ranking group"
    ),
    Term(
        _("Lĩnh vực"),
        _("Một mảng của cải cách hành chính trong bộ tiêu chí, ví dụ cải cách thủ tục hành chính."),
        "assessment area",
    ),
    Term(_("Tiêu chí (TC)"), _("Nội dung được chấm điểm trong một lĩnh vực."), "criterion"),
    Term(_("Tiêu chí thành phần (TCTP)"), _("Phần nhỏ của một tiêu chí, có điểm tối đa riêng."), "component criterion"),
    Term(_("Tự đánh giá"), _("Điểm đơn vị tự chấm cho mình trước khi thẩm định."), "self-assessment"),
    Term(_("Thẩm định"), _("Việc Hội đồng thẩm định xem xét tài liệu và chấm điểm cho đơn vị."), "appraisal"),
    Term(
        _("Điều tra xã hội học (XHH)"),
        _("Khảo sát ý kiến cán bộ, công chức, đại biểu về kết quả của đơn vị."),
        "sociological survey",
    ),
    Term(
        _("Trung vị"),
        _("Số ở giữa khi xếp các đơn vị từ cao xuống thấp: một nửa khối ở trên, một nửa ở dưới."),
        "median",
    ),
    Term(_("Đồng hạng"), _("Các đơn vị bằng điểm và cùng thứ hạng."), "tied"),
    Term(
        _("Xếp loại"),
        _("Nhóm theo mức điểm, ví dụ xuất sắc, tốt, khá; ngưỡng do cơ quan công bố đặt từng năm."),
        "classification",
    ),
    Term(_("Đính chính"), _("Phiên bản mới thay cho kết quả đã công bố có sai sót, kèm lý do."), "correction"),
    Term(_("Không công bố"), _("Nguồn không nêu con số đó; khác với số 0."), "not published"),
    Term(
        _("Không áp dụng"),
        _("Tiêu chí không phát sinh ở đơn vị, được trừ khỏi điểm tối đa; khác với số 0."),
        "not applicable",
    ),
    Term(
        _("UBND"),
        _("Ủy ban nhân dân: cơ quan hành chính ở tỉnh, xã (trước 1/7/2025 có cả ở huyện)."),
        "People's Committee",
    ),
    Term(_("KT-XH"), _("Kinh tế - xã hội."), "socio-economic"),
    Term(_("DN"), _("Doanh nghiệp."), "enterprises"),
    Term(
        _("BCCI"),
        _("Bưu chính công ích: nhận hồ sơ và trả kết quả thủ tục hành chính qua bưu điện."),
        "public postal service",
    ),
    Term(_("TTHC"), _("Thủ tục hành chính."), "administrative procedure"),
    Term(_("Bộ phận một cửa"), _("Nơi tiếp nhận hồ sơ và trả kết quả thủ tục hành chính."), "one-stop shop"),
]
