"""Deterministic choices: the same words give the same number on every machine, in every version of Python.

Nothing here has a state; a choice depends on what it is about ("mh-so-noi-vu", 2024, "3.4.1") and on nothing else, so
adding a unit or a leaf moves no other figure. Whole numbers only: quality is counted in thousandths.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")
_SEED = "minh-hoa-1"


def draw(*about: object) -> int:
    """A number of 64 bits for what the choice is about."""
    words = "\x1f".join(str(each) for each in (_SEED, *about))
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], "big")


def between(low: int, high: int, *about: object) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + draw(*about) % (high - low + 1)


def around(spread: int, *about: object) -> int:
    """A whole number around zero, rarely near ±`spread`: the mean of three."""
    return sum(between(-spread, spread, *about, turn) for turn in range(3)) // 3


def pick(items: Sequence[Item], *about: object) -> Item:
    return items[draw(*about) % len(items)]


def happens(thousandths: int, *about: object) -> bool:
    """True in so many of a thousand cases."""
    return draw(*about) % 1000 < thousandths


def clamp(value: int, low: int = 0, high: int = 1000) -> int:
    return max(low, min(high, value))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` people over answers in those proportions, every one of them once."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
