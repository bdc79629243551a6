"""Numbers as people write them: read strictly, shown with a decimal comma and no needless zeros.

A text that could be read in two ways is refused, never guessed. Python's own `Decimal()` would take "NaN", "1e2", "1_000"
and digits of other scripts; the pattern here does not.
"""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.imports.values import fraction_says, is_fraction
from scoring.rule_words import figure

_TOO_FINE = re.compile(r"[0-9]{1,11}[.,][0-9]{5,20}")
_NUMBER = re.compile(r"[0-9]{1,11}(?:[.,][0-9]{1,4})?")
# A person types a comma before decimals; with a zero in front a dot can be nothing else.
_GROUPED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


class NotANumber(ValueError):
    """A text that is no number; the message says why and how to mend it, in Vietnamese."""


def read_number(text: str) -> Decimal | None:
    """The number that was typed, with a comma or a point; None for nothing typed; raises `NotANumber`."""
    typed = text.strip()
    if not typed:
        return None
    if typed.startswith(("-", "−")):
        raise NotANumber(_("“%(typed)s” là số âm; ghi số từ 0 trở lên.") % {"typed": typed[:40]})
    if _GROUPED.fullmatch(typed):
        joined, comma = typed.replace(".", ""), shown(Decimal(typed))
        raise NotANumber(
            _("“%(typed)s” có thể hiểu là %(joined)s hoặc %(comma)s; ghi lại %(joined)s hoặc %(comma)s.")
            % {"typed": typed, "joined": joined, "comma": comma}
        )
    if _TOO_FINE.fullmatch(typed):
        raise NotANumber(
            _("“%(typed)s” có hơn 4 chữ số thập phân; ghi nhiều nhất 4 chữ số thập phân.") % {"typed": typed[:40]}
        )
    if not _NUMBER.fullmatch(typed):
        raise NotANumber(
            _("“%(typed)s” không phải là số; ghi như 8,5 hoặc 8.5, nhiều nhất 4 chữ số thập phân.")
            % {"typed": typed[:40]}
        )
    return Decimal(typed.replace(",", "."))


def read_rate(text: str) -> tuple[Decimal | None, bool]:
    """What was typed where a count or a percentage may stand, and whether with the sign; raises `NotANumber`."""
    typed = text.strip()
    number = read_number(typed.removesuffix("%"))
    if number is None and typed:
        raise NotANumber(_("“%(typed)s” không phải là số; ghi như 87,65%%.") % {"typed": typed})
    return number, typed.endswith("%")


def why_no_percent(percent: Decimal, *, sign: str = "") -> tuple[str, str] | None:
    """Why a percentage written without its sign cannot stand, and how to write it (`fraction_says`); None where it can."""
    if not is_fraction(percent):
        return None
    message, advice = fraction_says(percent, sign=sign)
    return f"“{shown(percent)}”: {message}", advice


def why_no_rate(percent: Decimal, base: Decimal) -> tuple[str, str]:
    """Why a percentage cannot stand beside what it would be out of, and how to mend it."""
    words = {"percent": shown(percent), "base": shown(base)}
    return (
        _("%(percent)s%% là tỷ lệ, không phải số lượng trong tổng số %(base)s") % words,
        _("Xóa ô “trên tổng số”, hoặc ghi số lượng không có dấu %."),
    )


def plain(value: Decimal | None) -> str:
    """The number for machines: "8.5", "0", "" for None. The same text for 8.5 and 8.5000."""
    if value is None:
        return ""
    return figure(value).replace(",", ".")


def shown(value: Decimal | None, places: int = 0) -> str:
    """The number for people: "8,5", with two `places` "8,50"; one with more decimals keeps them. "" for None."""
    if value is None:
        return ""
    whole, _comma, decimals = figure(value).partition(",")
    return f"{whole},{decimals.ljust(places, '0')}" if places or decimals else whole
