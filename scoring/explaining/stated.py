"""Which fact a number in an edited sentence states: by its kind and size, and by what the words around say of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .claims import way_before
from .facts import ITSELF, JOINS, OTHERS, UNOFFICIAL, Fact, Facts, Problem, listed
from .heard import Heard, hear_all
from .pieces import Kind

_KINDS = {
    Kind.POINTS: "điểm",
    Kind.PERCENT: "%",
    Kind.PERCENT_POINTS: "điểm phần trăm",
    Kind.RANK: "hạng",
    Kind.PLACES: "bậc",
    Kind.COUNT: "số đơn vị",
    Kind.YEAR: "năm",
}


def bare_number(number: str, facts: Facts) -> Problem:
    return Problem(
        _("Số “%(number)s” không rõ là số gì.") % {"number": number},
        _("Viết kèm đơn vị như: 6,21 điểm; 87,65%%; hạng 9; 4 bậc; năm 2024; dấu thập phân là dấu phẩy.") % {}
        + " "
        + listed(facts),
    )


_DIGIT_WORDS = "một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười|mươi|chục|trăm|nửa|rưỡi"
_SPELLED = re.compile(
    rf"\b(?:(?:{_DIGIT_WORDS})\s+(?:bậc|điểm|phần trăm)\b|hạng\s+(?:nhất|nhì|{_DIGIT_WORDS})\b"
    rf"|(?:thứ|vị trí)\s+(?:nhất|nhì|{_DIGIT_WORDS})\b|gấp\s+(?:đôi|rưỡi|nhiều|{_DIGIT_WORDS})\b"
    rf"|một nửa|nửa số|một phần\s+(?:{_DIGIT_WORDS})\b|(?:{_DIGIT_WORDS})\s+(?:mươi|mốt|chục|trăm|nghìn|phẩy)\b"
    rf"|(?:vài|hàng|mấy)\s+(?:chục|trăm|bậc|điểm)\b|(?:bậc|điểm)\s+rưỡi\b)"
    r"|\b(?:[Hh]ạng|[Tt]hứ|[Vv]ị trí)\s+[IVX]+\b|\b[IVX]+\s+(?:bậc|điểm)\b",
)
_SIGN = re.compile(r"[-\u2010-\u2015\u2212+±]\s*$")


def spelled(text: str) -> Iterator[Problem]:
    for found in _SPELLED.finditer(text):
        yield Problem(
            _("“%(words)s” là số viết bằng chữ nên không đối chiếu được.") % {"words": found.group()},
            _("Viết bằng chữ số, như “4 bậc”, “hạng 1”."),
        )


def signed(text: str, heard: Sequence[Heard]) -> Iterator[Problem]:
    for each in heard:
        if sign := _SIGN.search(text[: each.start]):
            yield Problem(
                _("“%(sign)s%(figure)s” có dấu trước số.")
                % {"sign": sign.group().strip(), "figure": text[each.start : each.end]},
                _("Bỏ dấu; chiều thay đổi nói bằng chữ “tăng” hoặc “giảm”."),
            )


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words around a number say of it."""

    row: frozenset[str]
    row_text: str
    way: int
    way_word: str
    what: str
    label: str
    year: int | None
    is_level: bool
    is_now: bool | None  # of a rank: "từ hạng 13" is the year before, "lên hạng 9" this one
    labels: frozenset[str]  # every part named in the text
    is_supposed: bool  # "đủ để xếp hạng"
    is_gap: bool  # "cách nhau"
    is_compared: bool  # "5,50 điểm so với 2,00 điểm"
    is_of_criteria: bool  # "các tiêu chí …" stands before it
    is_of_others: bool  # "các đơn vị khác …" does


def fact_for(
    heard: Heard, text: str, masked: str, named: Sequence[tuple[int, int, str]], facts: Facts, about: str
) -> tuple[Fact | None, Problem | None]:
    """The fact that a number states, or why it states none; of several the one that fits the words around."""
    shown = masked[heard.start : heard.end]
    if heard.kind is Kind.YEAR:
        return _year(heard, shown, masked[: heard.start], facts)
    same = [each for each in facts.figures if each.figure.kind is heard.kind and each.figure.value == heard.value]
    if not same:
        return None, Problem(
            _("“%(figure)s” không có trong số liệu.") % {"figure": _with_kind(heard, shown)},
            listed(facts, heard.kind),
        )
    if heard.out_of is not None and heard.out_of not in _out_of(facts, heard, same):
        return None, Problem(
            _("“%(figure)s”: số sau dấu gạch chéo không đúng.") % {"figure": shown}, listed(facts, heard.kind)
        )
    said = _around(heard, text, named, facts)
    # Of equal figures that of the sentence which was reworded; what is made up where the text says that it is.
    is_unofficial = UNOFFICIAL in text.lower()
    left = sorted(same, key=lambda each: (each.is_made_up and not is_unofficial, each.about != about))
    for fits, tell in _TESTS:
        kept = [each for each in left if fits(each, said, facts)]
        if not kept:
            return same[0], tell(left[0], said, facts, _with_kind(heard, shown))
        left = kept
    return left[0], None


def _with_kind(heard: Heard, shown: str) -> str:
    return f"{_KINDS[heard.kind]} {shown}" if heard.kind in (Kind.RANK, Kind.YEAR) else shown


_AGAINST = re.compile(r"\b(?:so với|bằng|như|hơn|kém|của|nguyên kết quả)\s+[Nn]ăm\s*$", re.IGNORECASE)


def _year(heard: Heard, shown: str, before: str, facts: Facts) -> tuple[Fact | None, Problem | None]:
    """A year that the sentences state, or the year of the table itself where nothing is held against it."""
    for each in facts.figures:
        if each.figure.kind is Kind.YEAR and each.figure.value == heard.value:
            return each, None
    if heard.value == facts.year - 1 or (heard.value == facts.year and not _AGAINST.search(before)):
        return None, None
    return None, Problem(
        _("“năm %(year)s” không phải năm được so sánh.") % {"year": shown},
        _("Dùng năm %(year)s hoặc năm %(before)s.") % {"year": facts.year, "before": facts.year - 1},
    )


def _out_of(facts: Facts, heard: Heard, same: Sequence[Fact]) -> set[object]:
    """What may stand behind the stroke: the size of the block behind any rank, the figure's own maximum behind points."""
    pool = facts.figures if heard.kind is Kind.RANK else same
    found: set[object] = set()
    for each in pool:
        if each.figure.kind is heard.kind:
            prefix = "hạng " if heard.kind is Kind.RANK else ""
            found |= {again.out_of for again in hear_all(prefix + each.figure.text)}
    return found


# "Năm 2024, …" at the beginning of a clause is said of all that follows in it.
_IN_THE_YEAR = re.compile(r"^\W*(?:trong |ở |cả )?năm ([0-9]{4})\b(?!.*\bnăm [0-9]{4}\b)", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(?:đủ để|sẽ|chỉ)\s+(?:xếp|đứng)(?:\s+(?:hạng|thứ|vị trí))*\s*$", re.IGNORECASE)
_CRITERIA = re.compile(r"\btiêu chí\b", re.IGNORECASE)
_THE_OTHERS = re.compile(r"\bđơn vị khác\b[^.,;()]*$", re.IGNORECASE)
_GAP = re.compile(r"\b(?:chênh lệch|chênh nhau|cách nhau|khoảng cách)\b[^.,;()]*$", re.IGNORECASE)


def _around(heard: Heard, text: str, named: Sequence[tuple[int, int, str]], facts: Facts) -> _Said:
    start = max((text.rfind(stop, 0, heard.start) for stop in (". ", "! ", "? ")), default=-1) + 1
    before = facts.without_labels(text)[start : heard.start]
    clause = max(start, text.rfind("; ", 0, heard.start) + 1)
    row, row_text = _row_before(text, clause, heard.start, named, facts)
    way, word = way_before(before, facts.without_labels(text)[heard.end :])
    labels = [each for each in facts.labels_in(text) if start <= each[0] and each[1] <= heard.start]
    last = labels[-1] if labels else None
    after = re.match(r"\s*(?:của\s+)?năm ([0-9]{4})\b", text[heard.end :])
    after = after or re.search(r"\bnăm ([0-9]{4}) \((?:hạng|thứ|vị trí) $", text[start : heard.start])
    after = after or _IN_THE_YEAR.search(text[clause : heard.start])
    return _Said(
        row,
        row_text,
        way,
        word,
        last[2] if last is not None else "",
        text[last[0] : last[1]] if last is not None else "",
        int(after.group(1)) if after is not None else None,
        re.search(r"\b(?:đạt|đạt được|là|được)\s*$", before, re.IGNORECASE) is not None,
        _is_now(heard, before) if heard.kind is Kind.RANK and after is None else None,
        frozenset(each[2] for each in facts.labels_in(text)),
        _SUPPOSED.search(before) is not None,
        _GAP.search(before) is not None,
        re.match(r"\s*so với [0-9]", text[heard.end :]) is not None,
        _CRITERIA.search(before) is not None,
        _THE_OTHERS.search(text[clause : heard.start]) is not None,
    )


_PLACED = re.compile(
    r"\b(từ|rời|rời khỏi|lên|xuống|về|xếp|cuối bảng \()\s*(?:vị trí\s+thứ|vị trí|hạng\s+thứ|hạng|thứ)\s*$",
    re.IGNORECASE,
)


# Words by which a rank may be that of the year before, as far as the figures' own years tell.
_OF_BEFORE = re.compile(r"\b(?:năm (?:trước|ngoái)|năm [0-9]{4}|từ|thay)\b", re.IGNORECASE)


def _is_now(heard: Heard, before: str) -> bool | None:
    """Whether a rank is said to be this year's: out of a block, "lên hạng 9", "xếp hạng 9"; "từ hạng 13" is not."""
    if _SUPPOSED.search(before):
        return None
    found = _PLACED.search(before)
    if found is None:
        return None if heard.out_of is None and _OF_BEFORE.search(before) else True
    return not found.group(1).lower().startswith(("từ", "rời"))


def _row_before(
    text: str, start: int, end: int, named: Sequence[tuple[int, int, str]], facts: Facts
) -> tuple[frozenset[str], str]:
    """The units that stand in a row nearest before a place; "đơn vị" is the unit itself."""
    row: frozenset[str] = frozenset()
    told, last = "", start
    for begin, finish, unit in named:
        if begin < start or finish > end:
            continue
        is_more = bool(row) and JOINS.fullmatch(text[last:begin]) is not None
        row = row | {unit} if is_more else frozenset({unit})
        told, last = text[begin:finish], finish
    if facts.unit and ITSELF.search(facts.without_labels(text)[last:end]):
        return frozenset({facts.unit}), _("đơn vị")
    return row, told


def _is_of_the_row(fact: Fact, said: _Said, facts: Facts) -> bool:
    if said.is_of_others and fact.figure.direction and fact.figure.of.what != OTHERS:
        return False
    return not said.row or not fact.units or bool(said.row & fact.units)


def _goes_that_way(fact: Fact, said: _Said, facts: Facts) -> bool:
    if not fact.figure.direction:
        return not said.way_word.endswith("!")
    return said.way == fact.figure.direction


def _is_of_the_part(fact: Fact, said: _Said, facts: Facts) -> bool:
    kind, what = fact.figure.kind, fact.figure.of.what
    if kind is Kind.PLACES:
        return (said.what == OTHERS) == (what == OTHERS)
    if kind is Kind.RANK and what.endswith(".rank"):
        return what.removesuffix(".rank") in said.labels
    if kind not in (Kind.POINTS, Kind.PERCENT, Kind.PERCENT_POINTS):
        return True
    if what.startswith("cause.") and not said.is_of_criteria:
        return False
    if not said.what:
        return not what.startswith(_PARTS)
    if what.startswith("cause."):
        return not said.what.startswith(_PARTS)
    if {what, said.what} <= {"total", "index"}:
        return True  # kinds tell them apart; of SIPAS the total itself is called the index
    return what.removeprefix("share.").removeprefix("c.") == said.what.removeprefix("c.") or not _is_a_part(what)


_PARTS = ("c.", "share.", "a.")


def _is_a_part(what: str) -> bool:
    return what.startswith(_PARTS) or what in ("total", "index")


def _is_of_the_year(fact: Fact, said: _Said, facts: Facts) -> bool:
    of = fact.figure.of
    if fact.figure.kind is not Kind.RANK or of.what != "rank":
        return said.year is None or of.is_difference or not _is_a_part(of.what) or said.year == of.year
    if said.year is not None and said.year != of.year:
        return False
    return said.is_now is None or said.is_now == (of.year == facts.year)


def _is_as_it_stands(fact: Fact, said: _Said, facts: Facts) -> bool:
    if said.is_supposed and fact.figure.kind is Kind.RANK and not fact.is_made_up:
        return False
    if said.is_compared and fact.figure.of.is_difference:
        return False
    if said.is_gap and fact.figure.kind is not Kind.RANK and not fact.figure.of.is_difference:
        return False
    return not (said.is_level and fact.figure.direction)


def _not_of_the_row(fact: Fact, said: _Said, facts: Facts, shown: str) -> Problem:
    own = [facts.names.get(unit, unit) for unit in sorted(fact.units)]
    return Problem(
        _("“%(figure)s” là của %(own)s, trong câu lại nói về %(name)s.")
        % {"figure": shown, "own": ", ".join(own), "name": said.row_text or _("các đơn vị khác")},
        _("Đặt con số ngay sau tên đơn vị của nó."),
    )


def _another_way(fact: Fact, said: _Said, facts: Facts, shown: str) -> Problem:
    if not fact.figure.direction:
        return Problem(
            _("“%(figure)s” không phải mức tăng hay giảm.") % {"figure": shown},
            _("Đây là số đạt được hoặc khoảng cách; viết “đạt %(figure)s”.") % {"figure": shown},
        )
    right = _("tăng") if fact.figure.direction > 0 else _("giảm")
    if not said.way and said.is_level:
        return _no_level(fact, said, facts, shown)
    if not said.way:
        return Problem(
            _("“%(figure)s” là mức %(right)s mà câu không nói chiều.") % {"figure": shown, "right": right},
            _("Viết “%(right)s %(figure)s”.") % {"figure": shown, "right": right},
        )
    return Problem(
        _("Sai chiều: câu viết “%(word)s … %(figure)s”, số liệu là %(right)s %(figure)s.")
        % {"word": said.way_word.rstrip("!"), "figure": shown, "right": right},
        _("Sửa “%(word)s” thành “%(right)s”.") % {"word": said.way_word.rstrip("!"), "right": right},
    )


def _of_another_part(fact: Fact, said: _Said, facts: Facts, shown: str) -> Problem:
    whats = {what: label for label, what in facts.labels.items()}
    own = fact.figure.of.what.removeprefix("share.").removeprefix("c.")
    return Problem(
        _("“%(figure)s” là của %(own)s, trong câu lại nói về %(label)s.")
        % {
            "figure": shown,
            "own": whats.get(own) or whats.get(f"c.{own}") or _("phần khác"),
            "label": said.label,
        },
        _("Đặt con số ngay sau tên thành phần, lĩnh vực của nó."),
    )


def _of_another_year(fact: Fact, said: _Said, facts: Facts, shown: str) -> Problem:
    return Problem(
        _("“%(figure)s” là của năm %(year)s.") % {"figure": shown, "year": fact.figure.of.year},
        _("Kiểm tra thứ tự “từ hạng … lên/xuống hạng …” và năm ghi sau hạng."),
    )


def _no_level(fact: Fact, said: _Said, facts: Facts, shown: str) -> Problem:
    if not fact.figure.direction:
        return Problem(
            _("“%(figure)s” không phải con số mà câu nói đến.") % {"figure": shown},
            _("Hạng giả định và khoảng cách có số riêng; dùng số trong câu lập từ số liệu."),
        )
    way = _("tăng") if fact.figure.direction > 0 else _("giảm")
    return Problem(
        _("“%(figure)s” là mức %(way)s, không phải số đạt được.") % {"figure": shown, "way": way},
        _("Viết “%(way)s %(figure)s”.") % {"way": way, "figure": shown},
    )


# What the words around a number must say of it, in the order in which they choose among equal numbers.
_TESTS = (
    (_is_of_the_row, _not_of_the_row),
    (_is_of_the_part, _of_another_part),
    (_is_of_the_year, _of_another_year),
    (_goes_that_way, _another_way),
    (_is_as_it_stands, _no_level),
)
