"""Words that claim something without a number: which way a thing went, who is first or last, what is denied."""

import re
from collections.abc import Iterator

_UP = r"tăng|vươn lên|tiến lên|nâng lên|nâng|cải thiện|thêm được|cao hơn|nhích lên|bứt lên|bứt phá|đi lên|lên|leo|nhảy|thăng"
_DOWN = r"giảm|lùi|tụt|sụt|rớt|rơi xuống|mất|thấp hơn|kém hơn|đi xuống|thụt lùi|xuống|trượt|hạ"
BARE_WAY = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
WAYS = {1: "tăng", -1: "giảm"}
# Between a word of direction and the number that it is said of at once: "tăng thêm 4 bậc".
_AT_ONCE = re.compile(r"^\s*(?:thêm|được|tới|đến|tận|khoảng|hẳn)?\s*$", re.IGNORECASE)
_WITH_A_WORD = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s+(?:về\s+)?(?P<word>hạng|thứ hạng|điểm|bậc)\b", re.IGNORECASE
)
# "Điểm của … tăng", "thứ hạng … đi lên": with a unit or so between, and no number.
_AFTER_A_WORD = re.compile(
    rf"\b(?P<word>thứ hạng|tổng điểm|điểm)\b(?: của)?[\s_]*\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b(?!\s*(?:thêm\s*)?[0-9])",
    re.IGNORECASE,
)
# "giảm nhiều nhất ở …", before the name of a part.
MOST_AT = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\s+(?:nhiều|mạnh|sâu)\s+nhất\s+(?:ở|về|là)\s+$", re.IGNORECASE
)
_DENIED = re.compile(
    rf"\b(?:không|chưa|chẳng|chớ|đừng|khỏi)\s+(?:hề\s+|phải\s+|bị\s+|còn\s+|được\s+|thể\s+)*"
    rf"(?:{_UP}|{_DOWN}|vượt|bắt kịp|đạt|dẫn đầu|đứng|xếp|đồng hạng|giữ|tiến bộ)\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"\b(?:không hề|không có chuyện|không bao giờ|chưa bao giờ|tránh được|tránh khỏi|suýt|là sai|sai sự thật|bịa đặt|bịa"
    r"|không đúng|không chính xác|phủ nhận|trái lại|ngược lại)\b",
    re.IGNORECASE,
)

# Each is one thing that may be claimed, in the ways people say it.
CLAIMS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"dẫn đầu|đứng đầu|đầu bảng|vị trí đầu|cao nhất|tốt nhất|xuất sắc nhất|số một|quán quân|thủ khoa|đứng nhất|xếp nhất",
        r"cuối bảng|đứng cuối|xếp cuối|chót bảng|thấp nhất|kém nhất|tệ nhất|bét|áp chót",
        r"nhiều nhất|mạnh nhất|lớn nhất|nhanh nhất|tiến bộ nhất|sâu nhất",
        r"đồng hạng|cùng hạng|ngang hạng|cùng đạt|bằng điểm|cùng dẫn đầu",
        r"giữ nguyên|giữ vững|không đổi|không thay đổi|như năm trước|bằng năm|vẫn xếp|vẫn đứng|tiếp tục dẫn đầu",
        r"vượt qua|vượt",
        r"bắt kịp",
        r"tiến bộ hơn",
        r"giảm nhiều hơn|giảm mạnh hơn|giảm sâu hơn",
        r"tăng nhiều hơn|tăng mạnh hơn|tăng nhanh hơn",
        r"tất cả các|mọi đơn vị|duy nhất|lần đầu|chưa từng|kỷ lục|gấp đôi|liên tiếp|liên tục",
        r"chỉ có|riêng",
        r"trung bình",
        r"cả nước|toàn quốc|cả tỉnh|toàn tỉnh",
        r"cả khối|toàn khối",
        r"mỗi (?:xã|phường|tiêu chí|lĩnh vực|quận|huyện|sở)",
        r"về nhất|về nhì|về ba|giải nhất|giải nhì|ngôi đầu|ngôi vị|hạng chót|tốp|top|nhóm đầu|nhóm cuối|hàng đầu|á quân",
        r"dẫn trước|đứng trước|đứng trên|xếp trên|bỏ xa",
        r"đứng dưới|xếp dưới|đứng sau|xếp sau",
        r"tuyệt đối|mức tối đa|điểm tối đa",
        r"xếp loại",
        r"ít nhất",
    )
)
# Who is first and who is last: said of the unit nearest to it.
PLACES = CLAIMS[:2]
LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)


def _way(found: re.Match[str]) -> int:
    return 1 if found.group("up") else -1


def way_before(before: str, after: str) -> tuple[int, str]:
    """Which way the words say that a number went, with the word: the last such word before it in its sentence.

    Where it stands right before the number, the word ends in "!": then it can be said of nothing else.
    """
    found = None
    for found in BARE_WAY.finditer(before):  # noqa: B007 - the last one
        pass
    if found is None:
        upto = re.split(r"[.;,()]|[0-9]", after, maxsplit=1)[0]
        later = BARE_WAY.search(upto)
        return (_way(later), later.group()) if later is not None else (0, "")
    mark = "!" if _AT_ONCE.match(before[found.end() :]) else ""
    return _way(found), found.group() + mark


def ways_with_a_word(text: str) -> Iterator[tuple[int, str]]:
    """(1, "hạng"), (-1, "điểm"): what is said to rise or fall without a number between."""
    for found in _WITH_A_WORD.finditer(text):
        word = found.group("word").lower()
        yield _way(found), "điểm" if word == "điểm" else "hạng"
    for found in _AFTER_A_WORD.finditer(text):
        yield _way(found), "hạng" if found.group("word").lower() == "thứ hạng" else "điểm"


def negations(text: str) -> Iterator[str]:
    """What is denied."""
    return (found.group() for pattern in (_DENIED, _DENYING) for found in pattern.finditer(text))
