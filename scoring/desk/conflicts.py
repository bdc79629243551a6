"""What was typed beside what stands: what a colleague changed meanwhile, for choosing; what could not be saved, to keep."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring.actions.appraisals import TYPED, Conflict
from scoring.appraising import Leaf
from scoring.forms.entry import texts_of
from scoring.models import Appraisal

from .history import FIELDS, name_of, value_in_words
from .sheets import LeafView, SheetWork


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the two do not agree on, in words."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Clash:
    """A leaf of a unit that changed after it was shown."""

    unit: Any
    view: LeafView
    standing: Appraisal
    differences: tuple[Difference, ...]

    @property
    def changed_by(self) -> str:
        return name_of(self.standing.changed_by)


@dataclass(frozen=True)
class Unsaved:
    """A leaf of a unit with what was typed for it and cannot be saved."""

    unit: Any
    leaf: Leaf
    differences: tuple[Difference, ...]


def _differences(view: LeafView, standing: Mapping[str, str]) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            str(FIELDS[name]),
            value_in_words(name, view.texts[name], view.leaf.rule),
            value_in_words(name, standing[name], view.leaf.rule),
        )
        for name in TYPED
        if view.texts[name].strip() != standing[name].strip()
    )


def unsaved_of(works: Iterable[SheetWork]) -> list[Unsaved]:
    """Every leaf that was typed over, where nothing may be written any more: shown so that it can be copied."""
    return [
        Unsaved(work.sheet.unit, view.leaf, _differences(view, texts_of(view.row, view.leaf)))
        for work in works
        for view in work.views.values()
        if view.is_touched
    ]


def clashes_of(conflict: Conflict, works: Mapping[int, SheetWork]) -> list[Clash]:
    """Each stale leaf; its fields, sent again, carry the version that stands now, so that choosing "mine" may write."""
    clashes = []
    for stale in conflict.stale:
        work, code = works[stale.sheet.pk], stale.entry.criterion
        view = work.views[code]
        standing = texts_of(stale.standing, view.leaf)
        differences = _differences(view, standing)
        view = replace(view, version=stale.standing.version)
        work.views[code] = view
        clashes.append(Clash(stale.sheet.unit, view, stale.standing, differences))
    return clashes
