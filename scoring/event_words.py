"""What events are called in Vietnamese: their verbs and the ways they came in by. The one place that names them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: Mapping[str, Any] = {
    # criteria sets
    "create_criteria_set": _("lập bộ tiêu chí"),
    "copy_criteria_set": _("sao chép bộ tiêu chí"),
    "change_criteria_set": _("sửa bộ tiêu chí"),
    "remove_criteria_set": _("xóa bộ tiêu chí"),
    "import_criteria": _("nhập bộ tiêu chí từ tệp"),
    "add_criterion": _("thêm mục của bộ tiêu chí"),
    "change_criterion": _("sửa mục của bộ tiêu chí"),
    "remove_criterion": _("xóa mục của bộ tiêu chí"),
    "add_band_scale": _("thêm thang xếp loại"),
    "change_band_scale": _("sửa thang xếp loại"),
    "remove_band_scale": _("xóa thang xếp loại"),
    "add_band": _("thêm loại"),
    "change_band": _("sửa loại"),
    "remove_band": _("xóa loại"),
    # rounds and sheets
    "create_round": _("tạo kỳ đánh giá"),
    "change_round": _("sửa lịch và thông tin của kỳ đánh giá"),
    "add_units": _("thêm đơn vị vào kỳ đánh giá"),
    "leave_out": _("không đánh giá"),
    "take_in": _("đánh giá trở lại"),
    "enter": _("nhập điểm"),
    "copy_self_scores": _("lấy điểm tự chấm"),
    "recompute": _("tính lại theo bộ tiêu chí"),
    "word_sentence": _("biên tập câu công bố"),
    "survey": _("nhập kết quả khảo sát"),
    "survey-setup": _("thiết lập phiếu hỏi"),
    # workbooks
    "import_marks": _("nhập điểm từ tệp"),
    "undo_marks": _("hoàn tác điểm nhập từ tệp"),
    "import_workbook": _("xác nhận nhập tệp"),
    "undo_workbook": _("hoàn tác lần nhập tệp"),
    # from working rows to a publication
    "open": _("mở chấm điểm"),
    "submit": _("trình công bố"),
    "approve": _("phê duyệt công bố"),
    "release": _("công bố theo giờ đã hẹn"),
    "void": _("lần trình hết hiệu lực"),
    "correct": _("đính chính"),
    "cancel_correction": _("hủy đính chính"),
    "drop_draft": _("xóa bản nháp nhập từ tệp"),
    "publish": _("công bố"),
    # programs
    "import": _("nhập kết quả từ tệp"),
    "load": _("nạp dữ liệu minh họa"),
    "set_up_criteria": _("lập bộ tiêu chí minh họa"),
    "set_up_round": _("lập kỳ đánh giá minh họa"),
    "ensure_account": _("lập tài khoản dùng thử"),
    "ensure_group": _("lập nhóm quyền"),
}
CHANNELS: Mapping[str, Any] = {
    "desk": _("bàn làm việc"),
    "admin": _("trang quản trị"),
    "accounts": _("tài khoản và quyền"),
    "import_results": _("tệp kết quả"),
    "import_criteria": _("tệp bộ tiêu chí"),
    "workbook": _("tệp bảng tính của kỳ"),
    "load_demo": _("nạp kết quả đã công bố"),
    "load_minh_hoa": _("nạp Tỉnh Minh Họa"),
}


def verb_in_words(word: str) -> str:
    """What was done, as people read it; an unknown verb as it stands."""
    return str(VERBS.get(word, word))


def channel_in_words(word: str) -> str:
    """By which way it came in."""
    return str(CHANNELS.get(word, word))
