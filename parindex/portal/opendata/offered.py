"""What the open data page offers: the files of the whole dataset, the terms, how to cite, to verify and to ask."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from . import files, words
from .columns import Explained
from .dictionary import DICTIONARY
from .licence import Licence, licence


@dataclass(frozen=True, slots=True)
class FileLink:
    name: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class TableLinks:
    """A table with its two files and its JSON address."""

    table: Explained
    csv: str
    json: str
    address: str


@dataclass(frozen=True, slots=True)
class Examples:
    """Commands to copy: one that asks, one that asks again only for what is new, one that verifies."""

    ask: str
    ask_again: str
    verify: str


@dataclass(frozen=True, slots=True)
class Offer:
    version: str
    whole: str
    sums: str
    tables: list[TableLinks]
    beside: list[FileLink]
    licence: Licence
    citation: str
    conventions: list[str]
    examples: Examples


def _href(name: str) -> str:
    return reverse("portal:open-data-file", args=[name])


def offer(version: str, absolute: Callable[[str], str]) -> Offer:
    """Everything that the page tells; `absolute` makes a whole address of a path."""
    beside = (files.READ_ME, files.DICTIONARY_FILE, files.SCHEMA, files.CSVW, files.MANIFEST, files.LICENCE)
    return Offer(
        version,
        _href(files.ZIP),
        _href(files.SUMS),
        [
            TableLinks(
                table,
                _href(f"{table.code}.csv"),
                _href(f"{table.code}.json"),
                reverse("portal:open-data-table", args=[table.code]),
            )
            for table in DICTIONARY.values()
        ],
        [FileLink(name, words.title_of(name), _href(name)) for name in beside],
        licence(),
        words.citation(version, absolute(reverse("portal:data"))),
        words.conventions(),
        examples(absolute),
    )


def examples(absolute: Callable[[str], str]) -> Examples:
    """Commands with the addresses of this portal."""
    asked = absolute(f"{reverse('portal:open-data-table', args=['ket-qua'])}?chi-so=par&nam=2024")
    return Examples(
        f"curl '{asked}'",
        f"curl -H 'If-None-Match: \"…\"' '{asked}'",
        f"curl -O '{absolute(_href(files.ZIP))}' -O '{absolute(_href(files.SUMS))}' && "
        f"sha256sum --check --ignore-missing {files.SUMS}",
    )
