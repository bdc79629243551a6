"""What an edited sentence says without numbers, held against the generated ones: units, who is first, what rose, who passed whom."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from django.utils.translation import gettext as _

from .claims import CLAIMS, LINK, PLACES, WAYS, negations, ways_with_a_word
from .facts import ITSELF, MADE_UP, UNOFFICIAL, Facts, Problem, ways_of_labels
from .pieces import Figure, Piece

_BODY = re.compile(
    r"(?<!\w)(?:sở|ban|thanh tra|văn phòng|UBND|ủy ban nhân dân|quận|huyện|thị xã|thành phố|phường|xã|đặc khu|tỉnh|chi cục"
    r"|cục|trung tâm|bộ)((?:\s+[^\W\d_]\w*)+)",
    re.IGNORECASE,
)


def _bodies(text: str) -> Iterator[str]:
    """What is called like a body: such a word with a capital behind, "Sở Công Thương", to the last word with one."""
    for found in _BODY.finditer(text):
        words = found.group(1).split()
        proper = len(list(takewhile(lambda word: word[0].isupper(), words)))
        if proper:
            yield " ".join([*found.group().split()[: -len(words)], *words[:proper]])


_WORDS = re.compile(r"[^\W\d_]+(?:\s+[^\W\d_]+)*")


def _proper_names(text: str) -> Iterator[str]:
    """Two or more words in a row that begin with a capital: a person, a place, a body that is none of the table's."""
    for found in _WORDS.finditer(text):
        row: list[str] = []
        for word in [*found.group().split(), ""]:
            if word[:1].isupper():
                row.append(word)
                continue
            if len(row) > 1:
                yield " ".join(row)
            row = []


def wrong_names(text: str, named: Sequence[tuple[int, int, str]], facts: Facts) -> Iterator[Problem]:
    may = ", ".join(facts.names[unit] for unit in sorted(facts.may_be_named) if unit in facts.names)
    advice = _("Chỉ nêu đơn vị có trong câu lập từ số liệu: %(names)s.") % {"names": may} if may else ""
    for start, end, unit in named:
        if unit not in facts.may_be_named:
            yield Problem(_("“%(name)s” không có trong câu lập từ số liệu.") % {"name": text[start:end]}, advice)
    for body in _bodies(facts.without_labels(text)):
        if body.lower() not in facts.text:
            yield Problem(_("“%(name)s” không phải đơn vị trong bảng.") % {"name": body}, advice)
            return
    for name in _proper_names(facts.without_labels(text)):
        if name.lower() not in facts.text:
            yield Problem(_("“%(name)s” không có trong số liệu.") % {"name": name}, advice)


def claimed(text: str, facts: Facts) -> Iterator[Problem]:
    said = facts.without_labels(text).lower()
    for claim in CLAIMS:
        if (found := claim.search(said)) is not None and claim.search(facts.text) is None:
            yield Problem(
                _("“%(claim)s” không có trong các câu lập từ số liệu.") % {"claim": found.group()},
                _("Bỏ nhận định này; chỉ nói lại điều số liệu cho thấy."),
            )
    for words in negations(said):
        if words not in facts.text:
            yield Problem(
                _("“%(words)s” phủ định điều số liệu cho thấy hoặc không đối chiếu được.") % {"words": words},
                _("Nói thẳng điều số liệu cho thấy, không dùng câu phủ định."),
            )
    for way, word in ways_with_a_word(said):
        if (way, word) not in facts.ways:
            right = (-way, word) in facts.ways
            claim_words = f"{WAYS[way]} {word}"
            yield Problem(
                _("Sai chiều: “%(words)s” không đúng với số liệu.") % {"words": claim_words}
                if right
                else _("“%(words)s” không có trong số liệu của các câu này.") % {"words": claim_words},
                _("Sửa thành “%(way)s %(word)s”.") % {"way": WAYS[-way], "word": word} if right else "",
            )
    for what, way in ways_of_labels(text, facts):
        if (what, way) not in facts.ways_of_labels:
            label = next(each for each, own in facts.labels.items() if own == what)
            yield Problem(
                _("Sai chiều: “%(label)s %(way)s” không có trong số liệu.") % {"label": label, "way": WAYS[way]},
                _("Sửa “%(way)s” thành “%(other)s” hoặc bỏ nhận định này.") % {"way": WAYS[way], "other": WAYS[-way]},
            )
    yield from _roles(text, facts)
    yield from _places(text, facts)
    if LINK.search(text):
        yield Problem(_("Câu có đường dẫn."), _("Bỏ đường dẫn; nguồn của các con số do cổng tự gắn."))


def _places(text: str, facts: Facts) -> Iterator[Problem]:
    """Who is first, who is last: the same unit as in the generated sentences."""
    allowed = {place for each in facts.generated for place in _places_in(each.text, facts)}
    for unit, which, words in _places_in(text, facts):
        if unit and not any((unit, which) == each[:2] for each in allowed):
            yield Problem(
                _("“%(name)s … %(words)s” không đúng với số liệu.")
                % {"name": facts.names.get(unit, unit), "words": words},
                _("Kiểm tra đơn vị nào đứng đầu, đứng cuối; giữ cách nói của câu lập từ số liệu."),
            )


def _places_in(text: str, facts: Facts) -> Iterator[tuple[str, int, str]]:
    """(unit, which claim, its words): the unit is the last one named before it in its sentence, or the next one after it."""
    masked, named = facts.without_labels(text), facts.names_in(text)
    for which, claim in enumerate(PLACES):
        for found in claim.finditer(masked):
            begin = max(masked.rfind(stop, 0, found.start()) for stop in (". ", "; ")) + 1
            before = [unit for start, _end, unit in named if begin <= start < found.start()]
            after = [unit for start, _end, unit in named if start > found.start()]
            yield (before[-1] if before else after[0] if after else facts.unit), which, found.group()


_ROLE = re.compile(r"\b(bị|để|vượt qua|vượt|bắt kịp|đồng hạng|ngang hạng)\b", re.IGNORECASE)


def _roles(text: str, facts: Facts) -> Iterator[Problem]:
    """Who passed whom: another unit stands behind the same word as in the generated sentences."""
    allowed = {role for each in facts.generated for role in _roles_in(each.text, facts)}
    for unit, role in _roles_in(text, facts):
        if role and (unit, role) not in allowed:
            yield Problem(
                _("“%(role)s … %(name)s” không đúng với số liệu.") % {"role": role, "name": facts.names[unit]},
                _("Kiểm tra ai vượt ai; giữ cách nói của câu lập từ số liệu."),
            )


def _roles_in(text: str, facts: Facts) -> Iterator[tuple[str, str]]:
    masked = facts.without_labels(text)
    itself = [(found.start(), found.end(), facts.unit) for found in ITSELF.finditer(masked)] if facts.unit else []
    for start, _end, unit in sorted([*facts.names_in(text), *itself]):
        begin = max(masked.rfind(stop, 0, start) for stop in (". ", ";", " nhưng ", " dù ")) + 1
        words = _ROLE.findall(masked[begin:start])
        yield unit, words[-1].lower() if words else ""


def unofficial(text: str, taken: Sequence[tuple[int, int, Piece]]) -> list[Problem]:
    made_up = any(isinstance(piece, Figure) and piece.of.what in MADE_UP for _s, _e, piece in taken)
    if not made_up or UNOFFICIAL in text.lower():
        return []
    return [
        Problem(
            _("Câu nêu thứ hạng giả định mà không nói đó không phải kết quả chính thức."),
            _("Giữ cụm “(%(words)s)”.") % {"words": UNOFFICIAL},
        )
    ]
