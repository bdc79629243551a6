"""Corrections as tables: which publication corrects which, every cell and rank that differs, every figure of the block."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet

from ...lines import survey_of
from ...models.publications import Publication
from ..corrections import Correction, load_block_changes, load_corrections
from .around import ILLUSTRATIVE, labelled, same
from .reading import Asked, Key, Line, Table, tidy


def _corrections(_standing: str) -> QuerySet:
    """Every correction, whatever the standing: one that was corrected again is a correction too."""
    return labelled(Publication.objects.published().filter(supersedes__isnull=False), "illustrative")


class OfOne(Table, ABC):
    """What each correction changed, numbered within it. A page holds changes of one correction, a stream those of all."""

    @abstractmethod
    def changes(self, asked: Asked) -> list[Line]:
        """Those of the one correction whose publication is asked for."""

    def page_and_count(self, asked: Asked, after: Key | None, most: int) -> tuple[list[Line], int]:
        """Both from the changes, which are computed once."""
        changes, begun = self.changes(asked), int(after[-1]) if after is not None else 0
        return [line for line in changes if int(line["position"] or 0) > begun][:most], len(changes)

    def stream(self, asked: Asked) -> Iterator[Line]:
        for number in self.chosen(asked).order_by("number").values_list("number", flat=True):
            yield from self.changes(replace(asked, values={**asked.values, "publication": number}))


class Changes(OfOne):
    """Cells and ranks of units."""

    @property
    def names(self) -> tuple[str, ...]:
        return (
            "label",
            "publication",
            "supersedes",
            "position",
            "what",
            "unit",
            "printed_name",
            "cell",
            "cell_name",
            "before",
            "after",
        )

    def chosen(self, asked: Asked) -> QuerySet:
        """The corrections that the changes belong to; the unit is looked for among the changes themselves."""
        return super().chosen(replace(asked, values={k: v for k, v in asked.values.items() if k != "unit"}))

    def changes(self, asked: Asked) -> list[Line]:
        number = int(asked.values["publication"])
        lines = [line for correction in load_corrections([number]) for line in _of_one(correction)]
        return [line for line in lines if asked.values.get("unit") in (None, line["unit"])]


class BlockFigures(OfOne):
    """Figures of the whole block, such as its average, as printed before and after."""

    @property
    def names(self) -> tuple[str, ...]:
        return ("label", "publication", "supersedes", "position", "kind", "what", "before", "after")

    def changes(self, asked: Asked) -> list[Line]:
        return [
            {
                "label": ILLUSTRATIVE if each.illustrative else None,
                "publication": each.after,
                "supersedes": each.before,
                "position": position,
                "kind": fact.kind,
                "what": tidy(fact.name),
                "before": tidy(fact.before),
                "after": tidy(fact.after),
            }
            for each in load_block_changes([int(asked.values["publication"])])
            for position, fact in enumerate(each.facts, start=1)
        ]


def _of_one(correction: Correction) -> list[Line]:
    changes = correction.changes
    cells: list[tuple[str, str, str, str | None, object, object]]
    cells = [("cell", each.unit, each.name, each.key, each.before, each.after) for each in changes.cells]
    cells += [("rank", each.unit, each.name, "rank", each.before, each.after) for each in changes.ranks]
    cells += [("added", each.unit, each.name, None, None, None) for each in changes.added]
    cells += [("removed", each.unit, each.name, None, None, None) for each in changes.removed]
    return [
        {
            "label": ILLUSTRATIVE if correction.after.illustrative else None,
            "publication": correction.after.number,
            "supersedes": correction.before.number,
            "position": position,
            "what": what,
            "unit": unit,
            "printed_name": tidy(name),
            "cell": key,
            "cell_name": _named(correction, key),
            "before": _text(before),
            "after": _text(after),
        }
        for position, (what, unit, name, key, before, after) in enumerate(cells, start=1)
    ]


def _named(correction: Correction, key: str | None) -> str | None:
    """The name of the component, criterion or survey factor that a cell belongs to; None of columns of the table itself."""
    kind, _dot, rest = (key or "").partition(".")
    if kind == "c":
        return correction.components.get(rest)
    if kind in ("m", "f"):
        code = rest if kind == "m" else rest.rpartition(".")[0]
        return correction.criteria.get(code)
    if kind == "s":
        _purpose, factor, _what = survey_of(key or "")
        return correction.criteria.get(factor, factor) or None
    return None


def _text(value: object) -> str | None:
    """A cell of either version as text, for numbers and words stand in one column."""
    found = tidy(value)
    return None if found is None else f"{found:f}" if hasattr(found, "as_tuple") else str(found)


CORRECTED = (
    Table(
        "dinh-chinh",
        _corrections,
        {
            "label": "invented",
            "publication": "number",
            "supersedes": "supersedes__number",
            "index": "index_id",
            "year": "year",
            "place": "group__place",
            "block": "group__slug",
            **same("version", "reason", "content_hash"),
            "superseded_hash": "supersedes__content_hash",
        },
        {"publication": int},
        {"index": "index", "year": "year", "place": "group__place", "block": "group__slug", "publication": "number"},
    ),
    Changes(
        "thay-doi-do-dinh-chinh",
        _corrections,
        {"publication": "number"},
        {"publication": int, "position": int},
        {"publication": "number", "unit": "number"},
    ),
    BlockFigures(
        "so-lieu-chung-do-dinh-chinh",
        _corrections,
        {"publication": "number"},
        {"publication": int, "position": int},
        {"publication": "number"},
    ),
)
