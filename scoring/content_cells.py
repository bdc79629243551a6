"""The cells of a publication: every single figure and word of its canonical content, with an address of its own.

Two contents are compared cell by cell, and a content is compared with digests of its cells kept elsewhere. So an
alteration is not only noticed, as by the hash of the whole, but named: which unit, which criterion, which column. Pure:
works on what `json.loads` gives of the canonical bytes.

A digest is short (eight hexadecimal digits): it is there to say where, while the SHA-256 of the whole says whether.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str, ...]
# By what the parts of a list are called; parts without such a name are called by their place, from 1.
_NAMED_BY = ("unit_code", "code")
_DIGEST_LENGTH = 8
ORDER = "thứ tự"  # not a field: the parts are the same and stand in another order
COPIES = "số dòng"  # not a field either: how many times a part stands in its list
NAME = "@"  # in a tree of digests: the name of a part, readable


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One cell that is not as it should be. `held` is what it says, `expected` what it should; either may be unknown."""

    path: Path
    held: Any = None
    expected: Any = None


def name_of(item: Any, place: int) -> str:
    """What a part of a list is called in a path: a unit's or criterion's code, else its place."""
    if isinstance(item, Mapping):
        for key in (NAME, *_NAMED_BY):
            if item.get(key):
                return str(item[key])
    return str(place)


def digest(value: Any) -> str | None:
    """The digest of one cell; an empty cell stays empty, so that filling it shows."""
    if value is None or value == "":
        return value
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:_DIGEST_LENGTH]


def digests(content: Any, place: int | None = None) -> Any:
    """The content with every cell replaced by its digest; parts of lists keep their names readable."""
    if isinstance(content, Mapping):
        cells = {key: digests(value) for key, value in content.items()}
        return cells if place is None else {NAME: name_of(content, place), **cells}
    if isinstance(content, list):
        return [digests(value, position) for position, value in enumerate(content, start=1)]
    return digest(content)


def compare(held: Any, expected: Any, path: Path = ()) -> Iterator[CellDifference]:
    """Every cell in which two contents differ, or two trees of digests."""
    if isinstance(held, Mapping) and isinstance(expected, Mapping):
        for key in dict.fromkeys([*expected, *held]):
            if key != NAME:
                yield from compare(held.get(key), expected.get(key), (*path, key))
    elif isinstance(held, list) and isinstance(expected, list):
        yield from _compare_lists(held, expected, path)
    elif isinstance(held, Mapping | list) or isinstance(expected, Mapping | list):
        # A whole part too many or missing is one difference, told at the part.
        yield CellDifference(path, _brief(held), _brief(expected))
    elif held != expected:
        yield CellDifference(path, held, expected)


def _brief(part: Any) -> Any:
    if isinstance(part, Mapping):
        return name_of(part, 0)
    return len(part) if isinstance(part, list) else part


def _names(parts: Sequence[Any]) -> list[str]:
    return [name_of(part, place) for place, part in enumerate(parts, start=1)]


def _compare_lists(held: Sequence[Any], expected: Sequence[Any], path: Path) -> Iterator[CellDifference]:
    held_names, expected_names = _names(held), _names(expected)
    if len(held) == len(expected) and sum(map(str.__ne__, held_names, expected_names)) <= 1:
        # The same parts in the same order, or one of them under another name: that name is the difference.
        for name, mine, theirs in zip(expected_names, held, expected, strict=True):
            yield from compare(mine, theirs, (*path, name))
        return
    mine = dict(zip(held_names, held, strict=True))
    theirs = dict(zip(expected_names, expected, strict=True))
    for name in dict.fromkeys([*expected_names, *held_names]):
        yield from compare(mine.get(name), theirs.get(name), (*path, name))
    if sorted(held_names) == sorted(expected_names) and (moved := _moved(held_names, expected_names)):
        yield CellDifference((*path, moved, ORDER), held_names.index(moved) + 1, expected_names.index(moved) + 1)


def _moved(held: list[str], expected: list[str]) -> str | None:
    """The part that stands elsewhere: without it both orders are the same; else the first that is out of place."""
    for name in expected:
        if [each for each in held if each != name] == [each for each in expected if each != name]:
            return name
    return next((mine for mine, theirs in zip(held, expected, strict=True) if mine != theirs), None)


def at(content: Any, path: Path) -> Any:
    """The value of a cell, None where there is no such cell."""
    for step in path:
        if isinstance(content, Mapping):
            content = content.get(step)
        elif isinstance(content, list):
            content = next((item for item, name in zip(content, _names(content), strict=True) if name == step), None)
        else:
            return None
    return content
