"""What an edited sentence may draw on: the figures, names and claims of the generated ones."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from .claims import BARE_WAY, MOST_AT, ways_with_a_word
from .pieces import Figure, Kind, Name, Sentence

# What only the unit's own move would have given is no result, and says so.
UNOFFICIAL = "không phải kết quả chính thức"
OTHERS = "others"
# "đơn vị" alone is the unit whose sentence it is.
ITSELF = re.compile(r"\b(?<!các )(?<![0-9] )đơn vị\b(?! khác)", re.IGNORECASE)
MADE_UP = ("own", OTHERS)
JOINS = re.compile(r"\s*(?:,|và|cùng|với)?\s*(?:và\s*)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot stand, with what to do about it."""

    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure that may be stated, and the units of which it is."""

    figure: Figure
    units: frozenset[str]
    about: str = ""  # what the generated sentence tells that states it

    @property
    def is_made_up(self) -> bool:
        return self.figure.of.what in MADE_UP


@dataclass(frozen=True)
class Facts:
    """What an edited sentence may draw on: figures, names and claims of the generated sentences.

    `names`: every unit of both tables by code, so that a wrong one is noticed; `labels`: words that are names of parts, by
    what figures of theirs are of; `unit`: whose sentences these are, "" for the block's.
    """

    generated: tuple[Sentence, ...]
    unit: str
    names: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)
    year: int = 0

    @cached_property
    def figures(self) -> tuple[Fact, ...]:
        return tuple(fact for sentence in self.generated for fact in _facts_in(sentence, self.unit))

    @cached_property
    def may_be_named(self) -> frozenset[str]:
        named = {piece.unit for each in self.generated for piece in each.pieces if isinstance(piece, Name)}
        return frozenset({*named, self.unit} - {""})

    @cached_property
    def text(self) -> str:
        """All that is said, with the names of parts blanked out."""
        return self.without_labels(" ".join(each.text for each in self.generated)).lower()

    @cached_property
    def ways(self) -> frozenset[tuple[int, str]]:
        """Which ways what went, as far as it is said or follows from the figures."""
        told = set(ways_with_a_word(self.text))
        for fact in self.figures:
            if fact.figure.direction and fact.figure.of.what in ("rank", "total", "index"):
                told.add((fact.figure.direction, "hạng" if fact.figure.of.what == "rank" else "điểm"))
        return frozenset(told)

    @cached_property
    def ways_of_labels(self) -> frozenset[tuple[str, int]]:
        told = {each for sentence in self.generated for each in ways_of_labels(sentence.text, self)}
        for figure in (fact.figure for fact in self.figures if fact.figure.direction):
            what = figure.of.what
            told.add((f"c.{what.removeprefix('share.')}" if what.startswith("share.") else what, figure.direction))
        return frozenset(told)

    def without_labels(self, text: str) -> str:
        """Names of parts and of units replaced by as many blanks: words in them claim nothing."""
        for pattern in (self._label, self._name):
            if pattern is not None:
                text = pattern.sub(lambda found: "_" * len(found.group()), text)
        return text

    @cached_property
    def _name(self) -> re.Pattern[str] | None:
        return _any_of(self.names.values())

    @cached_property
    def _label(self) -> re.Pattern[str] | None:
        return _any_of(self.labels)

    @cached_property
    def unit_of(self) -> Mapping[str, str]:
        return {name.lower(): unit for unit, name in self.names.items()}

    @cached_property
    def what_of(self) -> Mapping[str, str]:
        return {label.lower(): what for label, what in self.labels.items()}

    def names_in(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, unit) of every unit of the tables that a text names, the longest name where several fit."""
        found = self._name.finditer(text) if self._name is not None else ()
        return [(each.start(), each.end(), self.unit_of[each.group().lower()]) for each in found]

    def labels_in(self, text: str) -> list[tuple[int, int, str]]:
        found = self._label.finditer(text) if self._label is not None else ()
        return [(each.start(), each.end(), self.what_of[each.group().lower()]) for each in found]


def _any_of(texts: Collection[str]) -> re.Pattern[str] | None:
    ordered = sorted({each for each in texts if each}, key=lambda each: (-len(each), each))
    if not ordered:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", re.IGNORECASE)


def _facts_in(sentence: Sentence, unit: str) -> Iterator[Fact]:
    """Each figure with the units that stand in a row before it: "A, B và C (mỗi đơn vị 4 bậc)" is of all three."""
    row: frozenset[str] = frozenset()
    between = ""
    for piece in sentence.pieces:
        if isinstance(piece, Name):
            row = row | {piece.unit} if row and JOINS.fullmatch(between) else frozenset({piece.unit})
            between = ""
        elif isinstance(piece, Figure):
            yield Fact(piece, row | ({piece.of.unit, unit} - {""}), sentence.about)
            between += piece.text
        else:
            between += piece


def ways_of_labels(text: str, facts: Facts) -> Iterator[tuple[str, int]]:
    """What is said of a part right behind its name: ("c.tham-dinh", 1)."""
    for start, end, what in facts.labels_in(text):
        if (found := BARE_WAY.match(text[end:].removeprefix(" ").removeprefix("làm "))) or (
            found := MOST_AT.search(text[:start])
        ):
            yield what, 1 if found.group("up") else -1


def listed(facts: Facts, kind: Kind | None = None) -> str:
    """The figures that may be used, in words."""
    told = [_shown(each.figure) for each in facts.figures if kind is None or each.figure.kind is kind]
    if not told:
        return _("Các câu lập từ số liệu không có số nào loại này.") if kind else ""
    return _("Các số dùng được: %(figures)s.") % {"figures": "; ".join(dict.fromkeys(told))}


def _shown(figure: Figure) -> str:
    if figure.kind is Kind.RANK:
        return _("hạng %(rank)s") % {"rank": figure.text}
    if figure.kind is Kind.YEAR:
        return _("năm %(year)s") % {"year": figure.text}
    way = {1: _("tăng "), -1: _("giảm ")}.get(figure.direction, "")
    return f"{way}{figure.text}"
