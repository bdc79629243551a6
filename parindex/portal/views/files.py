"""What a page shows as a file: /trang/ is a page, /trang.xlsx, .csv and .json are its rows."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from scoring import published
from scoring.exports.tables import FORMS, Table, as_file
from scoring.file_answers import as_attachment
from units.models import Unit

from ..presenters import comparison, navigation, page_tables
from ..presenters import units as presenter
from ..presenters.typed_words import typed
from . import search as searching


def _answer(suffix: str, name: str, make: Callable[[], Table | None]) -> HttpResponse:
    """The file; an unknown suffix does not exist, nor does a table of nothing."""
    table = make() if suffix in FORMS else None
    if table is None:
        raise Http404
    return as_attachment(as_file(suffix, table), f"{name}.{suffix}")


def _page(request: HttpRequest, suffix: str, query: str = "") -> str:
    """The whole address of the page that the file is of; `query` holds what the page knows, not all that was typed."""
    path = request.path.removesuffix(f".{suffix}") + "/"
    return request.build_absolute_uri(f"{path}?{query}" if query else path)


def units(request: HttpRequest, suffix: str) -> HttpResponse:
    """The list of units."""

    def make() -> Table:
        groups = presenter.by_level(Unit.objects.in_order().select_related("parent"), published.units_with_results())
        return page_tables.units_list(groups, _page(request, suffix))

    return _answer(suffix, "don-vi", make)


def unit(request: HttpRequest, code: str, suffix: str) -> HttpResponse:
    """All results of one unit."""
    found = get_object_or_404(Unit.objects.select_related("parent"), code=code)

    def make() -> Table:
        editions = published.editions_of([code])[code]
        shown = presenter.series(found, editions, published.breaks(), [])
        return page_tables.history(found, editions, shown, _page(request, suffix))

    return _answer(suffix, code, make)


def unit_year(request: HttpRequest, code: str, year: int, suffix: str) -> HttpResponse:
    """One unit's results in one year, with its criteria where they are published."""
    found = get_object_or_404(Unit.objects.select_related("parent"), code=code)

    def make() -> Table | None:
        releases = published.releases_of_unit(code, year)
        rankings = published.load_rankings(releases)
        if not rankings:
            return None
        assessments = published.load_assessments(releases, unit=code)
        blocks = published.load_blocks(assessments, rankings, code)
        whys = published.load_whys(rankings, code, assessments)
        return page_tables.unit_year(found, year, rankings, assessments, blocks, whys, _page(request, suffix))

    return _answer(suffix, f"{code}-{year}", make)


def compare(request: HttpRequest, suffix: str) -> HttpResponse:
    """The comparison that the address asks for."""

    def make() -> Table | None:
        choice = comparison.Choice.from_query(request.GET, published.current_releases())
        ranking = published.load_ranking(choice.release) if choice.release else None
        found = comparison.table(ranking, choice.units) if ranking else None
        if ranking is None or found is None:
            return None
        return page_tables.comparison(
            ranking.release,
            found,
            # The address leads back to the units in the file, not to those that were asked for and left out.
            _page(request, suffix, comparison.query(choice.asked, [code for code, _name in found.units])),
            problem=comparison.problem(choice, ranking, found),
        )

    return _answer(suffix, "so-sanh", make)


def publication(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    """Every figure of one publication with its source."""

    def make() -> Table | None:
        release = published.release_by_number(number)
        page = request.build_absolute_uri(navigation.publication_address(number))
        return page_tables.figures(published.load_ranking(release), page) if release else None

    return _answer(suffix, f"cong-bo-{number}-so-lieu", make)


def corrections(request: HttpRequest, suffix: str) -> HttpResponse:
    """Every correction ever published."""
    page = _page(request, suffix)
    return _answer(suffix, "dinh-chinh", lambda: page_tables.all_corrections(published.load_corrections(), page))


def data(request: HttpRequest, suffix: str) -> HttpResponse:
    """The list of tables in force."""

    def address(release: published.Release) -> str:
        return request.build_absolute_uri(navigation.ranking_address(release))

    page = _page(request, suffix)
    return _answer(suffix, "du-lieu", lambda: page_tables.catalogue(published.current_releases(), address, page))


def search(request: HttpRequest, suffix: str) -> HttpResponse:
    """The units that a search finds."""
    words = typed(request.GET.get("q", ""))

    def make() -> Table | None:
        found, has_more = searching.find(words)
        if not found:
            return None
        page = _page(request, suffix, urlencode({"q": words}))
        return page_tables.search_results(words, found, page, has_more=has_more)

    return _answer(suffix, "tim-kiem", make)
