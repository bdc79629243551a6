"""The scoring rule of a leaf as people write it in one cell: "kịp thời=1; không kịp thời=0,5; không ban hành=0".

Text becomes the rule data of scoring/core/rules.py and back; reading what was written gives the same rule. The file, the
admin and the pages that show the text all use this. Whether the rule fits its leaf is not judged here.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from scoring.core.rules import (
    Deduction,
    Manual,
    Percentage,
    PerCount,
    Rate,
    Rule,
    Steps,
    Thresholds,
    YesNo,
)
from units.names import search_key, tidy

from .values import Unreadable, number_in, with_comma

# The word of each kind, in the order in which they are offered.
KIND_WORDS: dict[str, str] = {
    Manual.kind: "chấm trong khung",
    YesNo.kind: "có hoặc không",
    Steps.kind: "theo mức",
    Thresholds.kind: "theo ngưỡng tỷ lệ",
    Rate.kind: "tỷ lệ nhân điểm tối đa",
    PerCount.kind: "cộng theo số lượng",
    Deduction.kind: "trừ theo số lượng",
    Percentage.kind: "phần trăm nhân điểm tối đa",
}
# What the text of each kind looks like; for the document, the form and the advice in a problem.
EXAMPLES: dict[str, str] = {
    Manual.kind: "để trống",
    YesNo.kind: "có=tối đa; không=0",
    Steps.kind: "kịp thời=1; không kịp thời=0,5; không ban hành=0",
    Thresholds.kind: ">90=2; >=70=1; còn lại=0",
    Rate.kind: "dưới 80=0; từ 100=tối đa",
    PerCount.kind: "mỗi trường hợp=0,5; ít nhất=0; nhiều nhất=tối đa",
    Deduction.kind: "mỗi trường hợp=0,5; ít nhất=0",
    Percentage.kind: "để trống",
}
LONGEST_CODE = 40  # of a step: what an appraisal can hold
_MAXIMUM = "tối đa"
_REST = ("còn lại", "dưới mức")
_BOUND = re.compile(r"(>=|≥|>)\s*([^\s%]+)\s*%?")
_STEP = re.compile(r"(?:\[([0-9A-Za-z_-]+)\])?\s*(.+)")
_FLOOR = re.compile(r"dưới\s+([^\s%]+)\s*%?")
_FULL = re.compile(r"từ\s+([^\s%]+)\s*%?")


def slug_of(label: str) -> str:
    """The code of a step that was given none: "không kịp thời" -> "khong-kip-thoi"."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in search_key(label)).split()
    return "-".join(words)[:LONGEST_CODE].strip("-") or "muc"


def _advice(kind: str) -> str:
    return f"Ghi như: {EXAMPLES[kind]}."


def _pairs(text: str, kind: str) -> list[tuple[str, str]]:
    """The parts "what = how much" of a text, divided by semicolons."""
    pairs = []
    for part in filter(None, (tidy(each) for each in text.split(";"))):
        what, sign, points = part.rpartition("=")
        if not sign:
            what, sign, points = part.rpartition(":")
        if not sign or not what.strip() or not points.strip():
            raise Unreadable(f"phần “{part}” không có dạng “nội dung=số điểm”", _advice(kind))
        pairs.append((what.strip(), points.strip()))
    return pairs


def _number(text: str, kind: str) -> str:
    try:
        return format(number_in(text), "f")
    except Unreadable as unreadable:
        raise Unreadable(f"“{text}” {unreadable.message}", _advice(kind)) from None


def _points(text: str, kind: str) -> str:
    return _number(text.removesuffix("điểm").strip(), kind)


def _points_or_maximum(text: str, kind: str) -> str | None:
    return None if text.casefold() == _MAXIMUM else _points(text, kind)


def _named(text: str, kind: str, names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Parts that each have a name of their own; a part unknown or written twice is refused."""
    found: dict[str, str] = {}
    for what, points in _pairs(text, kind):
        key = next((key for key, words in names.items() if what.casefold() in words), None)
        if key is None:
            raise Unreadable(f"không rõ “{what}” là gì", _advice(kind))
        if key in found:
            raise Unreadable(f"“{what}” được ghi hai lần", "Giữ một lần.")
        found[key] = points
    return found


def _read_bare(text: str, kind: str) -> dict[str, Any]:
    if text:
        raise Unreadable(f"cách tính “{KIND_WORDS[kind]}” không có phần chi tiết", "Để trống ô này.")
    return {}


def _read_yes_no(text: str, kind: str) -> dict[str, Any]:
    found = _named(text, kind, {"yes": ("có",), "no": ("không",)})
    return {"yes": _points_or_maximum(found.get("yes", _MAXIMUM), kind), "no": _points(found.get("no", "0"), kind)}


def _read_steps(text: str, kind: str) -> dict[str, Any]:
    options: list[dict[str, str]] = []
    for what, points in _pairs(text, kind):
        given = _STEP.fullmatch(what)
        label = given[2] if given else what
        code = (given[1] if given else "") or slug_of(label)
        if any(option["code"] == code for option in options):
            raise Unreadable(
                f"mức “{label}” trùng mã “{code}” với một mức khác", f"Ghi mã riêng: [{code[:36]}-2] {label}"
            )
        options.append({"code": code, "label": label, "points": _points(points, kind)})
    if len(options) < 2:
        raise Unreadable("phải có ít nhất hai mức", _advice(kind))
    return {"options": options}


def _read_thresholds(text: str, kind: str) -> dict[str, Any]:
    steps: list[dict[str, Any]] = []
    below: str | None = None
    for what, points in _pairs(text, kind):
        if what.casefold() in _REST:
            if below is not None:
                raise Unreadable(f"“{what}” được ghi hai lần", "Giữ một lần.")
            below = _points(points, kind)
        elif bound := _BOUND.fullmatch(what):
            inclusive = bound[1] != ">"
            steps.append({"bound": _number(bound[2], kind), "points": _points(points, kind), "inclusive": inclusive})
        else:
            raise Unreadable(f"không rõ “{what}” là ngưỡng nào", _advice(kind))
    if not steps:
        raise Unreadable("chưa có ngưỡng nào", _advice(kind))
    return {"steps": steps, "below": below or "0"}


def _read_rate(text: str, kind: str) -> dict[str, Any]:
    found: dict[str, str] = {}
    for what, points in _pairs(text, kind):
        for key, pattern, wanted in (("floor", _FLOOR, "0"), ("full_at", _FULL, _MAXIMUM)):
            if bound := pattern.fullmatch(what.casefold()):
                if points.casefold() != wanted or key in found:
                    raise Unreadable(f"phần “{what}={points}” không dùng được", _advice(kind))
                found[key] = _number(bound[1], kind)
                break
        else:
            raise Unreadable(f"không rõ “{what}” là gì", _advice(kind))
    return {"floor": found.get("floor", "0"), "full_at": found.get("full_at", "100")}


_COUNTED = {
    "each": ("mỗi trường hợp", "mỗi", "trừ mỗi trường hợp", "cộng mỗi trường hợp"),
    "lowest": ("ít nhất", "còn ít nhất"),
    "highest": ("nhiều nhất", "không quá"),
}


def _read_counted(text: str, kind: str) -> dict[str, Any]:
    names = {key: words for key, words in _COUNTED.items() if kind == PerCount.kind or key != "highest"}
    found = _named(text, kind, names)
    if "each" not in found:
        raise Unreadable("thiếu “mỗi trường hợp=số điểm”", _advice(kind))
    data: dict[str, Any] = {"each": _points(found["each"], kind), "lowest": _points(found.get("lowest", "0"), kind)}
    if kind == PerCount.kind:
        data["highest"] = _points_or_maximum(found.get("highest", _MAXIMUM), kind)
    return data


_READERS: dict[str, Callable[[str, str], dict[str, Any]]] = {
    Manual.kind: _read_bare,
    YesNo.kind: _read_yes_no,
    Steps.kind: _read_steps,
    Thresholds.kind: _read_thresholds,
    Rate.kind: _read_rate,
    PerCount.kind: _read_counted,
    Deduction.kind: _read_counted,
    Percentage.kind: _read_bare,
}


def read_rule_text(kind: str, text: str) -> dict[str, Any]:
    """Rule data from a kind and its text; raises `Unreadable`."""
    return {"kind": kind, **_READERS[kind](tidy(text), kind)}


def _or_maximum(value: Decimal | None) -> str:
    return _MAXIMUM if value is None else with_comma(value)


def rule_text(rule: Rule) -> str:
    """The text of a rule, as the file and the form write it."""
    match rule:
        case YesNo():
            parts = [f"có={_or_maximum(rule.yes)}", f"không={with_comma(rule.no)}"]
        case Steps():
            parts = [f"{_label(each.code, each.label)}={with_comma(each.points)}" for each in rule.options]
        case Thresholds():
            parts = [f"{'>=' if s.inclusive else '>'}{with_comma(s.bound)}={with_comma(s.points)}" for s in rule.steps]
            parts.append(f"còn lại={with_comma(rule.below)}")
        case Rate():
            parts = [f"dưới {with_comma(rule.floor)}=0"] if rule.floor else []
            parts += [f"từ {with_comma(rule.full_at)}={_MAXIMUM}"] if rule.full_at != 100 else []
        case PerCount():
            parts = [f"mỗi trường hợp={with_comma(rule.each)}", f"ít nhất={with_comma(rule.lowest)}"]
            parts.append(f"nhiều nhất={_or_maximum(rule.highest)}")
        case Deduction():
            parts = [f"mỗi trường hợp={with_comma(rule.each)}", f"ít nhất={with_comma(rule.lowest)}"]
        case _:
            parts = []
    return "; ".join(parts)


def _label(code: str, label: str) -> str:
    """A step's label, with its code before it where the code does not follow from the label."""
    return label if code == slug_of(label) and not label.startswith("[") else f"[{code}] {label}"
