"""The front page: the newest results of each place, in a citizen's words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import front


def show(request: HttpRequest) -> HttpResponse:
    """What was published last, who leads, and where to look a unit up."""
    releases = published.current_releases()
    cards = [front.card(ranking) for ranking in published.load_rankings(front.featured(releases))]
    return render(
        request,
        "portal/home.html",
        {
            "cards": cards,
            "dash_note": front.dash_note(cards),
            "totals": front.totals(releases),
            "places": front.places(releases),
            "illustrative": any(each.illustrative for each in releases),
        },
    )
