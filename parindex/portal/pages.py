"""What a page's template is given, made from frozen values; the address and the reader's request are not its business."""

from collections.abc import Sequence
from typing import Any

from scoring.published import Ranking, Release, Row

from .presenters import charting, navigation, words
from .presenters import ranking as presenter
from .tables import RankingTable


def ranking_page(
    ranking: Ranking, view: presenter.View, rows: Sequence[Row], releases: Sequence[Release]
) -> dict[str, Any]:
    """The context of portal/ranking.html: the rows asked for, in their order, and everything said about the table."""
    placed = [presenter.line(ranking, row) for row in rows if row.has_place]
    unplaced = [presenter.line(ranking, row) for row in rows if not row.has_place]
    table = RankingTable(ranking, placed)
    return {
        "ranking": ranking,
        "release": ranking.release,
        "title": presenter.title(ranking.release),
        "lead": presenter.lead(ranking),
        "caption": presenter.caption(ranking),
        "sources": words.sources(ranking.release.source),
        "table": table,
        "headings": table.headings(view),
        "sorted_by": table.sorted_by(view),
        "average": table.average_row(),
        "unplaced": RankingTable(ranking, unplaced) if unplaced else None,
        "quick_facts": presenter.quick_facts(ranking),
        "checks": [check for check in presenter.checks(ranking) if check.verdict != "agrees"],
        "filters": navigation.filters(view, ranking),
        "switches": navigation.switches(ranking.release, list(releases)),
        "view": view,
        "chart": charting.block_chart(ranking),
    }
