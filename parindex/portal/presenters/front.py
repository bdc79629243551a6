"""What the front page shows: the newest table of each block, told by its leaders."""

from dataclasses import dataclass

from scoring.published import Ranking, Release

from . import words
from .navigation import PlaceOfBlocks, by_place, ranking_address
from .ranking import lead, short_title

FEATURED = 4
LEADERS = 3


@dataclass(frozen=True, slots=True)
class Leader:
    rank: str
    name: str
    unit: str
    total: str
    is_tied: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One table on the front page."""

    title: str
    subtitle: str
    lead: str
    href: str
    leaders: list[Leader]
    illustrative: bool


def featured(releases: list[Release]) -> list[Release]:
    """The newest PAR table of each block of the place with most blocks, and the newest national one."""
    local = [each for each in releases if not each.is_national and each.index == "par"]
    national = [each for each in releases if each.is_national and each.index == "par"]
    # Real results come first; an invented place is shown where there is nothing else.
    local = [each for each in local if not each.illustrative] or local
    newest = max((each.year for each in local), default=None)
    chosen = [each for each in local if each.year == newest][: FEATURED - 1]
    return chosen + national[:1]


def card(ranking: Ranking) -> Card:
    release = ranking.release
    leaders = [
        Leader(
            words.rank_text(row),
            row.name,
            row.unit,
            words.ranking_text(ranking, row),
            row.is_tied,
        )
        for row in ranking.placed[:LEADERS]
    ]
    return Card(
        f"{release.group_name}, {release.place}",
        short_title(release),
        lead(ranking),
        ranking_address(release),
        leaders,
        release.illustrative,
    )


def dash_note(cards: list[Card]) -> str:
    return words.dash_note(words.dashes((leader.total for each in cards for leader in each.leaders), ()))


def totals(releases: list[Release]) -> dict[str, int]:
    """How much there is: tables, years from, years to."""
    years = [each.year for each in releases]
    return {"tables": len(releases), "first": min(years, default=0), "last": max(years, default=0)}


def places(releases: list[Release]) -> list[PlaceOfBlocks]:
    return by_place(releases)
