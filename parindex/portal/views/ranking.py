"""Rankings: the list of them, one table, its files and its chart."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from scoring import published
from units.names import sort_key

from .. import exports
from ..pages import ranking_page
from ..presenters import charting, navigation
from ..presenters import ranking as presenter
from ..tables import RankingTable


def index(request: HttpRequest) -> HttpResponse:
    """Every ranking on the portal, by place and block."""
    return render(request, "portal/ranking_index.html", {"places": navigation.by_place(published.current_releases())})


def latest(request: HttpRequest, place: str, group: str) -> HttpResponse:
    """The newest table of a block; the block's first index goes first."""
    found = [each for each in published.current_releases() if each.place_slug == place and each.group_slug == group]
    if not found:
        raise Http404
    return redirect(navigation.ranking_address(found[0]))


def _shown(request: HttpRequest, place: str, group: str, index: str, year: int):
    """The table at an address and how the reader asked to see it; (None, …) when nothing is published there."""
    release = published.find_release(place, group, index, year)
    if release is None:
        return None, None, []
    ranking = published.load_ranking(release)
    view = presenter.View.from_query(request.GET, ranking.components)
    names = {row.unit: sort_key(row.name) for row in ranking.rows}
    return ranking, view, presenter.select([*ranking.placed, *ranking.unplaced], view, names)


def show(request: HttpRequest, place: str, group: str, index: str, year: int) -> HttpResponse:
    """One table of one block in one year."""
    ranking, view, rows = _shown(request, place, group, index, year)
    releases = published.current_releases()
    if ranking is None or view is None:
        known = [each for each in releases if (each.place_slug, each.group_slug, each.index) == (place, group, index)]
        if not known:
            raise Http404
        context = {
            "year": year,
            "switches": navigation.switches(replace(known[0], year=year), releases),
            "known": known[0],
        }
        return render(request, "portal/ranking_none.html", context)
    context = {
        **ranking_page(ranking, view, rows, releases),
        "files": navigation.file_links(ranking.release, view),
        "chart_url": navigation.chart_address(ranking.release),
    }
    return render(request, "portal/ranking.html", context)


def download(request: HttpRequest, place: str, group: str, index: str, year: int, suffix: str) -> HttpResponse:
    """The same rows in the same order as the page, as a file."""
    if suffix not in exports.CONTENT_TYPES:
        raise Http404
    ranking, _view, rows = _shown(request, place, group, index, year)
    if ranking is None:
        raise Http404
    release = ranking.release
    table = RankingTable(ranking, [presenter.line(ranking, row) for row in rows], for_file=True)
    cells = exports.table_cells(table, [row.source for row in rows])
    facts = exports.about(release, request.build_absolute_uri(navigation.ranking_address(release)))
    title = presenter.title(release)
    if suffix == "csv":
        content = exports.as_csv(cells, facts)
    elif suffix == "xlsx":
        content = exports.as_xlsx(cells, facts, title)
    else:
        content = exports.as_json(cells, facts, title)
    response = HttpResponse(content, content_type=exports.CONTENT_TYPES[suffix])
    name = f"{index}-{place}-{group}-{year}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def chart(request: HttpRequest, place: str, group: str, index: str, year: int) -> HttpResponse:
    """The figures of the table's chart, for the interactive drawing."""
    release = published.find_release(place, group, index, year)
    drawn = charting.block_chart(published.load_ranking(release)) if release else None
    if drawn is None:
        raise Http404(_("Không có biểu đồ này."))
    return JsonResponse(drawn.plotly())
