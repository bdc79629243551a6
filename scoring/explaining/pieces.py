"""What a sentence is made of: words, names of units, and figures that know what they are of.

A page makes a link of a figure, a test reads it back; neither looks into the words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

MINUS = "\u2212"
# Figures show at least so many decimals, as published tables do.
PLACES = 2


REASON = "reason"  # what the one sentence is called that every explained unit has


class Kind(StrEnum):
    """What a figure counts."""

    POINTS = "points"
    PERCENT = "percent"
    PERCENT_POINTS = "percent_points"  # a difference of two percentages
    RANK = "rank"
    PLACES = "places"  # a difference of two ranks
    COUNT = "count"  # of units
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Of:
    """What a figure is of. `what`: "rank", "total", "index", "c.<component>", "c.<component>.rank", "a.<area>", "cause.<cause>",
    "own", "others". `against_unit`, `against_year`: what a difference is taken against; neither for a figure that stands as such.
    """

    unit: str
    what: str
    year: int
    against_unit: str = ""
    against_year: int | None = None

    @property
    def is_difference(self) -> bool:
        return bool(self.against_unit) or self.against_year is not None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence. `value` is what it says; of a difference its size, since the words tell the direction.

    `direction`: of a change, 1 where it went up, -1 where it went down; 0 of what stands as such.
    """

    value: Decimal
    kind: Kind
    of: Of
    text: str
    direction: int = 0

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Name:
    """A unit by name."""

    unit: str
    text: str

    def __str__(self) -> str:
        return self.text


Piece = str | Figure | Name
Words = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole sentence. `about` says what it tells: "reason", "score", "areas", "passers", ...

    `is_edited`: it was worded by whoever publishes (scoring/explaining/edited.py).
    """

    pieces: Words
    about: str = ""
    is_edited: bool = False

    @property
    def text(self) -> str:
        return "".join(map(str, self.pieces))

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Figure))

    def __str__(self) -> str:
        return self.text


def say(template: str, **pieces: "Piece | Words") -> Words:
    """The template with its %(places)s taken by pieces or by runs of them."""
    found: list[Piece] = []
    for number, text in enumerate(re.split(r"%\((\w+)\)s", template)):
        if number % 2:
            piece = pieces[text]
            found.extend(piece if isinstance(piece, tuple) else (piece,))
        elif text:
            found.append(text.replace("%%", "%"))
    return tuple(found)


def sentence(words: Words, about: str = "") -> Sentence:
    """The words with a capital in front and a stop behind."""
    pieces = list(words)
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0][:1].upper() + pieces[0][1:]
    if not str(pieces[-1]).endswith((".", ":")):
        pieces.append(".")
    return Sentence(tuple(joined(pieces)), about)


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Text that stands beside text is one."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        if text:
            yield text
        text = ""
        yield piece
    if text:
        yield text


def listing(items: Sequence[Piece | Words]) -> Words:
    """ "A", "A và B", "A, B và C"."""
    found: list[Piece] = []
    for number, item in enumerate(items):
        if number:
            found.append(_(" và ") if number == len(items) - 1 else ", ")
        found.extend(item if isinstance(item, tuple) else (item,))
    return tuple(found)


def number(value: Decimal, places: int = PLACES) -> str:
    """A number with a decimal comma and at least so many decimals."""
    whole, _dot, fraction = f"{value:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(places, "0")
    return f"{whole},{fraction}".rstrip(",").replace("-", MINUS)


def points(value: Decimal, of: Of, printed: str = "") -> Figure:
    """ "54,14 điểm" """
    return Figure(value, Kind.POINTS, of, _("%(points)s điểm") % {"points": printed or number(value)})


def percent(value: Decimal, of: Of, printed: str = "") -> Figure:
    """ "87,65%" """
    return Figure(value, Kind.PERCENT, of, f"{(printed or number(value)).rstrip('%')}%")


def difference(value: Decimal, of: Of, *, is_percent: bool) -> Figure:
    """The size of a difference: "6,21 điểm", of two percentages "1,02 điểm phần trăm"."""
    size, way = abs(value), _sign(value) if of.against_year is not None else 0
    if is_percent:
        return Figure(size, Kind.PERCENT_POINTS, of, _("%(points)s điểm phần trăm") % {"points": number(size)}, way)
    return replace(points(size, of), direction=way)


def _sign(value: Decimal | int) -> int:
    return (value > 0) - (value < 0)


def rank(value: int, of: Of, out_of: int | None = None) -> Figure:
    """ "9", or "9/15" """
    return Figure(Decimal(value), Kind.RANK, of, f"{value}/{out_of}" if out_of else str(value))


def places(value: int, of: Of) -> Figure:
    """The size of a move: "4 bậc"."""
    return Figure(Decimal(abs(value)), Kind.PLACES, of, _("%(count)s bậc") % {"count": abs(value)}, _sign(value))


def count(value: int, of: Of) -> Figure:
    """ "5 đơn vị" """
    return Figure(Decimal(value), Kind.COUNT, of, _("%(count)s đơn vị") % {"count": value})


def year(value: int) -> Figure:
    return Figure(Decimal(value), Kind.YEAR, Of("", "year", value), str(value))


def choose(key: str, variants: Sequence[Words]) -> Words:
    """One of several ways to say a thing, the same one each time for the same key."""
    return variants[sum(key.encode()) % len(variants)]


def names_of(units: Iterable[str], names: Mapping[str, str]) -> list[Piece | Words]:
    return [Name(unit, names.get(unit, unit)) for unit in units]
