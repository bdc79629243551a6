"""Corrections as readers see them: what each one changed, unit by unit, against the version it corrects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..canonical import ROWS, Contents, stored_contents
from ..core.differences import Differences, differences
from ..lines import lines_of
from ..models.publications import Publication, PublishedFact
from .tables import _releases
from .values import Release

# Of a unit's cell by (code, key as in scoring.lines): the figure as the table prints it, where it prints one of its own.
Printed = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Reworded:
    """A sentence that the two versions say otherwise. `unit` "" is the block; None: in the words that its figures give."""

    unit: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A figure of the block (an average) that the two versions print otherwise; None: it came or went.

    `kind` as the published fact has it ("average", "highest", …), `name` what it is called there.
    """

    kind: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A published correction: the new version, the one it corrects, and every cell and rank that differs.

    `components` and `criteria` give the names of the cells' keys as the new version prints them, the old one's where it
    has them no longer.
    """

    after: Release
    before: Release
    changes: Differences
    components: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[tuple[str, str], str] = field(default_factory=dict)  # criterion, code of a step -> its words
    wordings: tuple["Reworded", ...] = ()
    facts: tuple["ChangedFact", ...] = ()  # averages and other figures of the block, as published
    printed: tuple["Printed", "Printed"] = field(default_factory=lambda: ({}, {}))  # before, after


def load_corrections(numbers: Iterable[int] | None = None) -> list[Correction]:
    """Published corrections, newest first: all of them, or those of the given numbers. A fixed number of queries."""
    query = Publication.objects.published().filter(supersedes__isnull=False)
    if numbers is not None:
        query = query.filter(number__in=list(numbers))
    found = list(query.order_by("-published_at", "-number").values_list("pk", "supersedes_id"))
    if not found:
        return []
    keys = {key for pair in found for key in pair}
    publications = {
        each.pk: each for each in Publication.objects.published().filter(pk__in=keys).prefetch_related(*ROWS)
    }
    releases = {each.pk: each for each in _releases(Publication.objects.published().filter(pk__in=keys))}
    contents = {key: stored_contents(each) for key, each in publications.items()}
    lines = {key: lines_of(each) for key, each in contents.items()}
    return [
        Correction(
            releases[after],
            releases[before],
            differences(lines[before], lines[after]),
            {each.code: each.name for key in (before, after) for each in contents[key].components},
            {each.code: each.title for key in (before, after) for each in contents[key].criteria},
            {
                (each.code, option["code"]): option["label"]
                for key in (before, after)
                for each in contents[key].criteria
                for option in (each.rule or {}).get("options", ())
            },
            _reworded(contents[before], contents[after]),
            _facts(contents[before].facts, contents[after].facts),
            (_printed(contents[before]), _printed(contents[after])),
        )
        for after, before in found
        if before in releases
    ]


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What a correction changed of its block as a whole: the publication's number, that of the one it corrects, the figures."""

    after: int
    before: int
    illustrative: bool
    facts: tuple[ChangedFact, ...]


def load_block_changes(numbers: Iterable[int]) -> list[BlockChange]:
    """Figures of whole blocks that the corrections of these numbers changed, without anything of a unit. Two queries."""
    corrections = list(
        Publication.objects.published()
        .filter(number__in=list(numbers), supersedes__isnull=False)
        .select_related("supersedes")
        .order_by("number")
    )
    rows: dict[int, list[PublishedFact]] = defaultdict(list)
    keys = {key for each in corrections for key in (each.pk, each.supersedes_id)}
    for row in PublishedFact.objects.filter(publication__in=keys).order_by("position", "pk"):
        rows[row.publication_id].append(row)
    return [
        BlockChange(each.number, corrected.number, each.illustrative, _facts(rows[corrected.pk], rows[each.pk]))
        for each in corrections
        if (corrected := each.supersedes) is not None and corrected.number is not None and each.number is not None
    ]


def _reworded(before: Contents, after: Contents) -> tuple[Reworded, ...]:
    """Sentences in the agency's words that came, went or changed; the block's first."""
    old, new = ({(each.unit_code, each.about): each.text for each in one.sentences} for one in (before, after))
    names = {row.unit_code: row.printed_name for one in (before, after) for row in one.results}
    return tuple(
        Reworded(key[0], names.get(key[0], ""), old.get(key), new.get(key))
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    )


def _facts(before: Iterable[PublishedFact], after: Iterable[PublishedFact]) -> tuple[ChangedFact, ...]:
    """Figures of the block (an average) that came, went or changed."""
    old, new = ({(each.kind, each.label): each.printed for each in one} for one in (before, after))
    return tuple(
        ChangedFact(*key, old.get(key), new.get(key))
        for key in dict.fromkeys((*new, *old))
        if old.get(key) != new.get(key)
    )


def _printed(contents: Contents) -> Printed:
    """Every figure of a unit that the table prints as a text of its own."""
    found = {(unit, f"c.{code}"): score.printed for (unit, code), score in contents.scores.items()}
    for row in contents.results:
        found[row.unit_code, "total"] = row.total_printed
        found[row.unit_code, "index_percent"] = row.index_printed
    return {place: text for place, text in found.items() if text}
