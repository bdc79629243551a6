"""What stands beside the figures: documents that prove them and explanations, all marked as invented."""

from scoring.core.rules import Measure

from .choices import between, happens, pick
from .criteria import Node
from .province import UnitData

INVENTED = "(minh họa)"
_KINDS = (("Kế hoạch", "KH"), ("Báo cáo", "BC"), ("Quyết định", "QĐ"), ("Công văn", "CV"))
_OF_TITLE = (
    ("kế hoạch", _KINDS[0]),
    ("báo cáo", _KINDS[1]),
    ("quyết định", _KINDS[2]),
    ("quy chế", _KINDS[2]),
)
_EXPLANATIONS = {
    "deduction": (
        "Không phát sinh trường hợp nào trong năm.",
        "Có phát sinh; đã xin lỗi, khắc phục và rút kinh nghiệm trong toàn cơ quan.",
    ),
    "per_count": ("Không có văn bản phê bình trong năm.", "Đã nhận văn bản phê bình và báo cáo biện pháp khắc phục."),
    "steps": (
        "Đã xử lý toàn bộ vấn đề nêu trong kết luận kiểm tra.",
        "Một số vấn đề cần thêm thời gian, dự kiến hoàn thành trong quý I năm sau.",
    ),
    "manual": ("Chấm theo bảng tiêu chí đánh giá của cơ quan.",),
}


def document(unit: UnitData, leaf: Node, year: int, found: Measure) -> str:
    """The document that a unit names as evidence; none where there is nothing to prove, and seldom none at all."""
    about = ("document", unit.code, leaf.key, year)
    if found.choice in ("no", "khong") or happens(60, *about, "none"):
        return ""
    wanted = leaf.evidence.lower()
    if wanted.startswith("số liệu"):
        return f"{leaf.evidence}, trích xuất ngày 31/12/{year} {INVENTED}"
    name, short = next((kind for word, kind in _OF_TITLE if word in wanted), None) or pick(_KINDS, *about, "kind")
    number, day, month = between(3, 420, *about), between(1, 28, *about, "day"), between(1, 12, *about, "month")
    return f"{name} số {number:02d}/{short}-{unit.short} ngày {day:02d}/{month:02d}/{year} {INVENTED}"


def explanation(leaf: Node, found: Measure) -> str:
    """What a unit says where the set asks for an explanation."""
    if not leaf.explanation_required:
        return ""
    texts = _EXPLANATIONS.get(leaf.rule["kind"], _EXPLANATIONS["manual"])
    is_well = not found.amount if leaf.rule["kind"] != "steps" else found.choice == leaf.rule["options"][0]["code"]
    return texts[0 if is_well or len(texts) == 1 else 1]
