"""The analysis of a block in one year, beside its ranking."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from scoring import published

from ..presenters import analysis as presenter
from ..presenters import charting


def _block(place: str, group: str, index: str, year: int) -> published.SideBySide:
    release = published.find_release(place, group, index, year)
    if release is None:
        raise Http404
    return published.load_side_by_side(release)


def show(request: HttpRequest, place: str, group: str, index: str, year: int) -> HttpResponse:
    """Both sides of each unit, its areas, its moves, how the figures lie; of what is not printed, why it is not there."""
    block = _block(place, group, index, year)
    return render(request, "portal/analysis.html", presenter.context(block, published.current_releases()))


def chart(request: HttpRequest, place: str, group: str, index: str, year: int, what: str) -> HttpResponse:
    """The figures of one of the page's charts, for the interactive drawing."""
    block = _block(place, group, index, year)
    drawn = presenter.chart(block, what)
    if drawn is None:
        raise Http404
    return JsonResponse(charting.labelled(drawn.plotly(), illustrative=block.ranking.release.illustrative))
