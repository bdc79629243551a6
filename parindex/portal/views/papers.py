"""Papers: the annex of a decision and the one-page sheet of a unit's year."""

from collections.abc import Callable
from urllib.parse import urljoin

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from scoring import published
from scoring.file_answers import as_attachment
from units.models import Unit

from ..papers import BeingSet, NoPapers
from ..presenters import paper_sheets
from ..presenters.annex import annex


def of_publication(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    """The annex of one publication; a superseded one says so."""
    release = published.release_by_number(number)
    if release is None or suffix not in paper_sheets.FORMS:
        raise Http404
    made = annex(published.load_ranking(release), _printed_address(request))
    return _answer(request, lambda: paper_sheets.annex_file(made, suffix), suffix, f"phu-luc-{number}.{suffix}")


def of_unit_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One unit's year on one page of paper."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    rankings = published.load_rankings(published.releases_of_unit(code, year))
    if not rankings:
        raise Http404
    below = published.load_assessments([each.release for each in rankings], unit=code)
    context = paper_sheets.unit_year(unit, year, rankings, below, _printed_address(request))
    return _answer(request, lambda: paper_sheets.unit_year_file(context), "pdf", f"{code}-{year}.pdf")


def _printed_address(request: HttpRequest) -> Callable[[str], str]:
    """Addresses as papers print them: of the portal itself, whatever name it was asked by."""
    if not settings.SITE_ADDRESS:
        return request.build_absolute_uri
    return lambda path: urljoin(settings.SITE_ADDRESS, path)


def _answer(request: HttpRequest, make, suffix: str, name: str) -> HttpResponse:
    try:
        content = make()
    except NoPapers as reason:
        response = render(request, "portal/papers/none.html", {"reason": str(reason)}, status=503)
        if isinstance(reason, BeingSet):
            response["Retry-After"] = "5"
        return response
    return as_attachment(content, name)
