"""Whether two readers, openpyxl and calamine, and the XML itself say the same of a cell.

They differ where nothing is wrong, and only there they may: calamine drops formulas without a result and says nothing of
error cells, gives every number as a float, and writes an empty cell as the empty text.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from units.names import tidy

from .markup import Written

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Text with the characters that XML cannot hold, which a workbook writes as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def agree(written: Written | None, first: Any, second: Any) -> bool:
    """Whether openpyxl (`first`) and calamine (`second`) read what is written; None and "" are an empty cell."""
    if written is None or (written.value is None and not written.formula):
        return _is_nothing(first) and _is_nothing(second)
    if written.is_uncalculated:
        return _is_nothing(first) and _is_nothing(second)
    if written.kind == "e":
        return first == written.value and (_is_nothing(second) or second == first)
    if written.kind == "b":
        return type(first) is bool and type(second) is bool and first is second
    if _is_time(first) or _is_time(second):
        return _same_time(first, second)
    if written.kind == "n":
        if written.value == "":
            return _is_nothing(first) and _is_nothing(second)
        return first == "#VALUE!" or (_is_number(first) and _is_number(second) and _same_number(written, first, second))
    # openpyxl leaves _x000D_ as it is, and undoes half of it in shared strings.
    return tidy(_text(second)) in (tidy(unescaped(_text(first))), tidy(_text(first)))


def _is_nothing(value: Any) -> bool:
    return value is None or value == ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _same_number(written: Written, first: Any, second: Any) -> bool:
    try:
        nearest = float(written.value or "")  # what any reader makes of the text; the value itself stays that text
        return second == nearest and (first == nearest or Decimal(first) == Decimal(written.value or ""))
    except (ArithmeticError, ValueError):
        return False


def _is_time(value: Any) -> bool:
    return isinstance(value, date | time | timedelta)


def _same_time(first: Any, second: Any) -> bool:
    """Days must be the same day; hours of the day and durations are never values, so that it is enough that both are."""
    days = [value.date() if isinstance(value, datetime) else value for value in (first, second)]
    if all(isinstance(value, date) for value in days):
        return bool(days[0] == days[1])
    return _is_time(first) and _is_time(second)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def shown(value: Any) -> str:
    """A value of a reader as it is told to a person."""
    return "trống" if _is_nothing(value) else f"“{tidy(str(value))[:60]}”"
