"""What a typed sentence may be written with: letters that a reader sees as they are, and nothing that hides or turns them."""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

_SIGNS = frozenset(" .,;:!?()/%-–—“”‘’\"'…&")
_DIGITS = frozenset("0123456789")


def one_line(text: str) -> str:
    """The text in NFC with single blanks."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def faults(text: str, longest: int, known: str) -> Iterator[tuple[str, str]]:
    """Why a text cannot be taken, each with what to do. What stands in `known`, a generated text, may be written too."""
    if len(text) > longest:
        yield (
            _("Câu dài %(length)d ký tự; dài nhất %(longest)d ký tự.") % {"length": len(text), "longest": longest},
            _("Rút ngắn câu; số liệu chi tiết đã có trong bảng."),
        )
        return
    wrong = {each for each in text if not _may_be_written(each) and each not in known}
    for each in sorted(wrong)[:5]:
        shown = f"“{each}” " if each.isprintable() and not unicodedata.category(each).startswith("M") else ""
        yield (
            _("Ký tự %(shown)s(mã U+%(code)s) không dùng được trong câu công bố.")
            % {"shown": shown, "code": f"{ord(each):04X}"},
            _("Xóa ký tự này; chỉ dùng chữ tiếng Việt, chữ số 0–9 và dấu câu thường."),
        )


def _may_be_written(sign: str) -> bool:
    if sign in _SIGNS or sign in _DIGITS:
        return True
    # Letters of other scripts look like ours and are not found again; digits of others are no figures to the reader.
    return unicodedata.category(sign) in ("Lu", "Ll") and unicodedata.name(sign, "").startswith("LATIN ")
