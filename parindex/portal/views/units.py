"""Units: the list of them, one unit through the years, one unit in one year."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from scoring import published
from units.models import Unit

from ..presenters import charting, lineage, navigation, proof, unit_page, unit_year
from ..presenters import indexes as indexes_page
from ..presenters import units as presenter


def index(request: HttpRequest) -> HttpResponse:
    """Every unit, by level, those with results first said so."""
    groups = presenter.by_level(Unit.objects.in_order().select_related("parent"), published.units_with_results())
    illustrative = any(unit.illustrative for group in groups for unit, _has_results in group.units)
    return render(
        request,
        "portal/units.html",
        {"groups": groups, "illustrative": illustrative, "files": navigation.files_beside(request.path)},
    )


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Who the unit is, what it was and became, and all its results."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    known = lineage.of(unit)
    context = unit_page.context(
        unit,
        published.editions_of([code])[code],
        published.breaks(),
        published.current_releases(),
        lineage=known,
        last_years=published.last_years([each.code for each in known.predecessors]),
    )
    return render(request, "portal/unit.html", context)


def indexes(request: HttpRequest, code: str) -> HttpResponse:
    """The indexes that were published about the unit, side by side by year."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    context = indexes_page.context(
        unit,
        published.editions_of([code])[code],
        published.breaks(),
        published.current_releases(),
        published.indexes(),
    )
    return render(request, "portal/unit_indexes.html", context)


def year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One unit's results in one year, every figure with its source."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    releases = published.releases_of_unit(code, year)
    rankings = published.load_rankings(releases)
    if not rankings:
        raise Http404
    assessments = published.load_assessments(releases, unit=code)
    known = unit_year.Known(
        list(published.load_beside(rankings).values()),
        assessments,
        published.load_whys(rankings, code, assessments),
        published.load_blocks(assessments, rankings, code),
    )
    stamps = {each.number: proof.stamp(each, request.build_absolute_uri) for each in releases}
    files = navigation.files_beside(request.path)
    return render(request, "portal/unit_year.html", unit_year.context(unit, year, known, stamps, files))


def chart(request: HttpRequest, code: str, index: str, what: str) -> HttpResponse:
    """The figures of one of the unit's charts, for the interactive drawing."""
    unit = get_object_or_404(Unit, code=code)
    charts = charting.history_charts(
        code, published.editions_of([code])[code], published.breaks(), published.current_releases()
    )
    for each in charts:
        if each.key == f"{index}-{what}":
            return JsonResponse(charting.labelled(each.chart.plotly(), illustrative=unit.illustrative))
    raise Http404
