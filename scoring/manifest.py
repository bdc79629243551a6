"""A list of everything published, cell by cell, to be kept where nobody who reaches the database can change it.

For each publication: its number, its SHA-256, and a short digest of every cell it shows, of what stands beside the
content too (number, time and person of publication, places of rows). Held against the database later, it names each cell
that is no longer what it was, also one from which nothing follows and which only the hash would notice.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.db.models import QuerySet

from scoring.canonical import ROWS, canonical
from scoring.content_cells import ORDER, CellDifference, Path, at, compare, digests
from scoring.models import Publication
from scoring.proof import check_code

FORMAT = 1
# What names a row of a list, and under which name rows of each unit are told by it.
_PLACED = {"components": "code", "results": "unit_code", "criteria": "code", "facts": "label"}
_TOLD_BY = {"components": "scores", "criteria": "marks"}


class ManifestRefused(ValueError):
    """A file that is no manifest of this format."""


def every_publication() -> QuerySet[Publication]:
    """All that is published, by number, superseded versions too."""
    return Publication.objects.published().order_by("number")


def with_rows(publication: Publication) -> Publication:
    """The publication with everything that belongs to it, in a number of queries that does not grow."""
    return Publication.objects.prefetch_related(*ROWS, "results__unit").get(pk=publication.pk)


def record_of(publication: Publication) -> dict[str, Any]:
    """Everything shown of a publication: the content, and what stands beside it."""
    return {
        "number": publication.number,
        "content_hash": publication.content_hash,
        "published_at": publication.published_at.isoformat() if publication.published_at else None,
        "published_by_name": publication.published_by_name,
        "content": json.loads(canonical(publication)),
        # Which unit's page a row leads to: a link beside the content, which names the unit by its code.
        "unit": {result.unit_code: result.unit.code for result in publication.results.all()},
        "position": {
            **{
                kind: {str(getattr(row, name)): row.position for row in getattr(publication, kind).all()}
                for kind, name in _PLACED.items()
            },
            "surveys": {
                f"{result.unit_code} {row.purpose} {row.factor}": row.position
                for result in publication.results.all()
                for row in result.surveys.all()
            },
        },
    }


def entry_of(publication: Publication) -> dict[str, Any]:
    """A publication's entry in a manifest."""
    return {
        "number": publication.number,
        "content_hash": publication.content_hash,
        "check_code": check_code(publication.content_hash),
        "cells": digests(record_of(publication)),
    }


def write_manifest(publications: Iterable[Publication], out: IO[str]) -> int:
    """Write a manifest, one publication after another; gives their number."""
    written = 0
    out.write(f'{{"format":{FORMAT},"publications":[')
    for publication in publications:
        out.write(",\n" if written else "\n")
        json.dump(entry_of(publication), out, ensure_ascii=False, separators=(",", ":"))
        written += 1
    out.write("\n]}\n")
    return written


def read_manifest(source: IO[str]) -> list[dict[str, Any]]:
    """The entries of a manifest; raises `ManifestRefused`."""
    try:
        found = json.load(source)
        entries = found["publications"] if found["format"] == FORMAT else None
        if entries is None or not all({"number", "content_hash", "cells"} <= each.keys() for each in entries):
            raise ManifestRefused("format")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestRefused(str(error)) from None
    return entries


def entry_for(publication: Publication, entries: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The entry of a publication, found by its number and hash, else by one of the two: the other one then differs."""
    known = list(entries)
    for same in (
        lambda each: (each["number"], each["content_hash"]) == (publication.number, publication.content_hash),
        lambda each: each["number"] == publication.number,
        lambda each: each["content_hash"] == publication.content_hash,
    ):
        for each in known:
            if same(each):
                return each
    return None


def differences_from(publication: Publication, entry: Mapping[str, Any]) -> list[CellDifference]:
    """Every cell of a publication that is not what the manifest's digest was taken of, by its path in the content.

    What merely follows from an altered name or place is left out: a criterion under another code is one difference, not
    one for each unit.
    """
    # A manifest written before a part was kept holds nothing against it.
    record = {part: cells for part, cells in record_of(publication).items() if part in entry["cells"]}
    differing = list(compare(digests(record), entry["cells"]))
    followers = _followers(differing)
    found = []
    for each in differing:
        held = at(record, each.path)
        if any(each.path[: len(path)] == path or _under(each.path, path) for path in followers):
            continue
        if each.path[0] == "content":
            found.append(CellDifference(each.path[1:], held))
        elif each.path[0] == "position":
            found.append(CellDifference((*each.path[1:], "position"), held))
        elif each.path[0] == "unit":
            found.append(CellDifference(("results", *each.path[1:], "unit"), held))
        else:
            found.append(CellDifference(each.path, held))
    return found


def _under(path: Path, follower: Path) -> bool:
    """Whether a path is a unit's part (("*", "marks", "1.1") stands for it under every unit)."""
    return follower[0] == "*" and path[:2] == ("content", "results") and path[3 : 2 + len(follower)] == follower[1:]


def _followers(differing: Sequence[CellDifference]) -> list[Path]:
    """Where differences only follow from another one: from a code under which rows are told, from a row's place."""
    followers: list[Path] = []
    placed = [each for each in differing if each.path[0] == "position"]
    # Lists with an altered cell in one of their parts: some are in the order of such a cell.
    changed = {each.path[:-2] for each in differing if each.path[-1] != ORDER}
    for path in (each.path for each in differing):
        if path[0] == "content" and len(path) == 4 and path[3] == _PLACED.get(path[1]):
            new = [each.path[2] for each in placed if each.path[1] == path[1] and each.expected is None]
            for name in (path[2], *new):
                followers.append(("position", path[1], name))
                if path[1] == "results":
                    followers.append(("unit", name))
                if path[1] in _TOLD_BY:
                    followers.append(("*", _TOLD_BY[path[1]], name))
        elif path[-1] == ORDER and (placed or path[:-2] in changed):
            followers.append(path)
    for each in placed:
        # Parts without a code are told by their place.
        if each.path[1] in ("facts", "surveys") and each.expected is not None:
            followers.append(("content", "facts") if each.path[1] == "facts" else ("*", "surveys"))
    return followers
