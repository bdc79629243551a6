"""Two to four units side by side, or the way to choose them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import comparison


def show(request: HttpRequest) -> HttpResponse:
    """The choice stands in the address: block, index, year and units. Without enough of it, a form to choose."""
    releases = published.current_releases()
    choice = comparison.Choice.from_query(request.GET, releases)
    ranking = published.load_ranking(choice.release) if choice.release else None
    return render(request, "portal/compare.html", comparison.context(choice, ranking, releases))
