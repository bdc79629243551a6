"""Rankings: the list of them, one table, its files and its chart."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scoring import published
from scoring.file_answers import as_attachment

from .. import exports
from ..presenters import block_changes, charting, navigation, proof, ranking_page
from ..presenters import ranking as presenter


def index(request: HttpRequest) -> HttpResponse:
    """Every ranking on the portal, by place and block."""
    releases = published.current_releases()
    context = {"places": navigation.by_place(releases), "illustrative": any(each.illustrative for each in releases)}
    return render(request, "portal/ranking_index.html", context)


def latest(request: HttpRequest, place: str, group: str) -> HttpResponse:
    """The newest table of a block; the block's first index goes first."""
    found = [each for each in published.current_releases() if each.place_slug == place and each.group_slug == group]
    if not found:
        raise Http404
    return redirect(navigation.ranking_address(found[0]))


def show(request: HttpRequest, place: str, group: str, index: str, year: int) -> HttpResponse:
    """One table of one block in one year; a year without one says so."""
    release = published.find_release(place, group, index, year)
    releases = published.current_releases()
    if release is not None:
        asked = ranking_page.Asked.of(published.load_ranking(release), request.GET)
        context = ranking_page.context(asked, releases, block_changes.load(asked.ranking))
        stamp = proof.stamp(release, request.build_absolute_uri)
        return render(request, "portal/ranking.html", {**context, "stamp": stamp})
    known = [each for each in releases if (each.place_slug, each.group_slug, each.index) == (place, group, index)]
    if not known or not navigation.is_a_year_of_results(year):
        raise Http404
    return render(request, "portal/ranking_none.html", ranking_page.nothing_published(year, known[0], releases))


def download(request: HttpRequest, place: str, group: str, index: str, year: int, suffix: str) -> HttpResponse:
    """The same rows in the same order as the page, as a file."""
    release = published.find_release(place, group, index, year) if suffix in exports.FORMS else None
    if release is None:
        raise Http404
    asked = ranking_page.Asked.of(published.load_ranking(release), request.GET)
    address = request.build_absolute_uri(navigation.ranking_address(release))
    facts = proof.file_facts(release, request.build_absolute_uri)
    table = asked.table(asked.rows, for_file=True)
    content = exports.as_file(suffix, table, presenter.title(release), address, facts)
    return as_attachment(content, f"{index}-{place}-{group}-{year}.{suffix}")


def chart(request: HttpRequest, place: str, group: str, index: str, year: int) -> HttpResponse:
    """The figures of the table's chart, for the interactive drawing."""
    release = published.find_release(place, group, index, year)
    drawn = charting.block_chart(published.load_ranking(release)) if release else None
    if release is None or drawn is None:
        raise Http404(_("Không có biểu đồ này."))
    return JsonResponse(charting.labelled(drawn.plotly(), illustrative=release.illustrative))
