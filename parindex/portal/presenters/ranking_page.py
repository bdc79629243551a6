"""A table as the reader asked to see it, and everything its page shows."""

from dataclasses import dataclass, replace
from typing import Any

from scoring.published import Earlier, Ranking, Release, Row
from units.names import sort_key

from ..tables import RankingTable
from . import analysis, block_changes, charting, navigation, words
from . import ranking as presenter


@dataclass(frozen=True, slots=True)
class Asked:
    """A published table, the order and filter asked for, and the rows that follow from them."""

    ranking: Ranking
    view: presenter.View
    rows: list[Row]

    @classmethod
    def of(cls, ranking: Ranking, query) -> "Asked":
        view = presenter.View.from_query(query, ranking.components)
        names = {row.unit: sort_key(row.name) for row in ranking.rows}
        return cls(ranking, view, presenter.select([*ranking.placed, *ranking.unplaced], view, names))

    def table(self, rows: list[Row], *, for_file: bool = False) -> RankingTable:
        return RankingTable(self.ranking, [presenter.line(self.ranking, row) for row in rows], for_file=for_file)


def context(asked: Asked, releases: list[Release], earlier: Earlier | None = None) -> dict[str, Any]:
    """What the page of a table shows. `releases`: every current table, for the switches; `earlier`: the one compared with."""
    ranking, view = asked.ranking, asked.view
    release = ranking.release
    table = asked.table([row for row in asked.rows if row.has_place])
    unplaced = [row for row in asked.rows if not row.has_place]
    return {
        "ranking": ranking,
        "release": release,
        "title": presenter.title(release),
        "lead": presenter.lead(ranking),
        "caption": presenter.caption(ranking),
        "sources": words.sources(release.source),
        "table": table,
        "headings": table.headings(view),
        "sorted_by": table.sorted_by(view),
        "average": table.average_row(),
        "unplaced": asked.table(unplaced) if unplaced else None,
        "quick_facts": presenter.quick_facts(ranking),
        "changes": block_changes.sentences(ranking, earlier),
        "changes_edited": words.edited_note(ranking) if block_changes.is_edited(ranking) else "",
        "checks": [check for check in presenter.checks(ranking) if check.verdict != "agrees"],
        "filters": navigation.filters(view, ranking),
        "switches": navigation.switches(release, releases),
        "files": navigation.file_links(release, view),
        "view": view,
        "chart": charting.block_chart(ranking),
        "chart_url": navigation.chart_address(release),
        # A preview has no number, and no analysis.
        "analysis": analysis.address(release) if release.number and analysis.has_something(ranking) else "",
    }


def nothing_published(year: int, known: Release, releases: list[Release]) -> dict[str, Any]:
    """What the page of a year without a table shows; `known` is another year of the same block and index."""
    return {"year": year, "known": known, "switches": navigation.switches(replace(known, year=year), releases)}
