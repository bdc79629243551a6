"""How tables of open data are read: in one order that both databases give, page by page or as a stream, never whole.

A page begins behind the key of the last row of the page before it (keyset), so that it costs the same wherever it lies
and no row is met twice or left out while publications are added. Keys are figures and codes that the rows show; the keys
of the database never leave it, since drafts take them too and anyone could count.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Collate

from ..values import shortest

# A value of a table: a text, a whole number, an exact decimal, yes or no; None where the cell is empty. Days are ISO texts.
Value = str | int | Decimal | bool | None
Line = dict[str, Value]
# A row's place in the order of its table.
Key = tuple[int | str, ...]

# So many rows are in memory at once.
BATCH = 2000

CURRENT, SUPERSEDED, EVERY = "current", "superseded", "every"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows: those of current, of superseded or of all publications, with these values of the filters."""

    standing: str = CURRENT
    values: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table of open data.

    `rows` gives what may be read for a standing; `columns` a path of each column, in their order; `key` names the columns
    that order the rows and are unique together, with their type (int, str, date); `filters` gives the path of each filter.
    """

    code: str
    rows: Callable[[str], QuerySet]
    columns: Mapping[str, str]
    key: Mapping[str, type]
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.columns)

    def chosen(self, asked: Asked) -> QuerySet:
        """The rows asked for, in no order."""
        return self.rows(asked.standing).filter(**{self.filters[name]: value for name, value in asked.values.items()})

    def ordered(self, asked: Asked, after: Key | None = None) -> QuerySet:
        """The rows asked for behind a key, in the order of the table."""
        # Texts by their code points: the order of a locale is another one in each database.
        binary = "C" if connection.vendor == "postgresql" else "BINARY"
        query = self.chosen(asked)
        order = []
        for name, kind in self.key.items():
            path = self.columns[name]
            query = query.annotate(**{f"key_{name}": Collate(F(path), binary) if kind is str else F(path)})
            order.append(f"key_{name}")
        if after is not None:
            query = query.filter(_behind(order, after))
        return query.order_by(*order)

    def lines(self, query: QuerySet) -> Iterator[Line]:
        """The rows of a query of this table."""
        for values in query.values_list(*self.columns.values()).iterator(chunk_size=BATCH):
            yield {name: tidy(value) for name, value in zip(self.columns, values, strict=True)}

    def page(self, asked: Asked, after: Key | None, most: int) -> list[Line]:
        """At most so many rows behind a key."""
        return list(self.lines(self.ordered(asked, after)[:most]))

    def page_and_count(self, asked: Asked, after: Key | None, most: int) -> tuple[list[Line], int]:
        """A page, and how many rows there are in all."""
        return self.page(asked, after, most), self.count(asked)

    def stream(self, asked: Asked) -> Iterator[Line]:
        """Every row, a batch in memory at a time."""
        return self.lines(self.ordered(asked))

    def count(self, asked: Asked) -> int:
        return self.chosen(asked).count()

    def key_of(self, line: Line) -> Key:
        """A row's place in the order."""
        return tuple(line[name] if kind is int else str(line[name] or "") for name, kind in self.key.items())  # type: ignore[misc]


def _behind(names: Sequence[str], key: Key) -> Q:
    """Rows whose key is greater, the first difference deciding."""
    found = Q()
    for place, (name, value) in enumerate(zip(names, key, strict=True)):
        equal = dict(zip(names[:place], key[:place], strict=True))
        found |= Q(**equal, **{f"{name}__gt": value})
    return found


def tidy(value: Any) -> Value:
    """A value of the database as a table gives it: NFC, no needless zeros, ISO days, None for an empty text."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value) or None
    if isinstance(value, Decimal):
        return shortest(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def batched(rows: Iterable[Model], size: int = BATCH) -> Iterator[list]:
    """Rows in lists of at most so many."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch
