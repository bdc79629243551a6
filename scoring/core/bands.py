"""Classification (xếp loại) of a result. Names and thresholds are set anew by decisions, so they are data of the round.

Some decisions also set a floor for every component (Hải Dương 2024: first group from 90 % and no component below 80 %).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """A class from an index (%) on; with `component_floor`, only where every component reaches that percentage."""

    code: str
    name: str
    from_index: Decimal
    component_floor: Decimal | None = None


def classify(index: Decimal | None, components: Iterable[Decimal], bands: Sequence[Band]) -> Band | None:
    """The highest band whose threshold and floor are both met; None without an index or where no band is met."""
    if index is None:
        return None
    best: Band | None = None
    for band in bands:
        if index < band.from_index or (best is not None and band.from_index <= best.from_index):
            continue
        if band.component_floor is not None:
            components = list(components)
            if not components or min(components) < band.component_floor:
                continue
        best = band
    return best
