"""What if some criteria of a unit had other points: a question in the address, an answer, nothing kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from scoring import published
from units.models import Unit

from ..presenters import what_if_page


def show(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One of the unit's computed tables of the year with the points that the address asks for; 404 where there is none."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    releases = published.releases_of_unit(code, year)
    rankings = published.load_rankings(releases)
    blocks = published.load_blocks(published.load_assessments(releases, unit=code), rankings, code)
    block = what_if_page.chosen(blocks, request.GET)
    if block is None:
        raise Http404
    ranking = next(each for each in rankings if each.release.number == block.release.number)
    response = render(request, "portal/what_if.html", what_if_page.context(unit, block, ranking, request.GET))
    # Endless addresses of what is no result: not for those who collect pages.
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
