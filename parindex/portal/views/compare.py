"""Two to four units side by side, or the way to choose them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import charting, comparison


def show(request: HttpRequest) -> HttpResponse:
    """The choice stands in the address: block, index, year and units. Without enough of it, a form to choose."""
    releases = published.current_releases()
    choice = comparison.Choice.from_query(request.GET, releases)
    ranking = published.load_ranking(choice.release) if choice.release else None
    table = comparison.table(ranking, choice.units) if ranking else None
    return render(
        request,
        "portal/compare.html",
        {
            "choice": choice,
            "ranking": ranking,
            "illustrative": any(each.illustrative for each in releases),
            "table": table,
            "problem": comparison.problem(choice, ranking, table),
            "options": comparison.options(releases),
            "units": comparison.units_to_choose(ranking, choice) if ranking else [],
            "chart": charting.compare_chart(ranking, choice.units) if ranking and table else None,
        },
    )
