"""Publications: one frozen table with the source of every figure, and the list of corrections."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import provenance


def show(request: HttpRequest, number: int) -> HttpResponse:
    """One publication at its own address; a superseded one stays readable and says so."""
    release = published.release_by_number(number)
    if release is None:
        raise Http404
    context = provenance.context(published.load_ranking(release), published.versions_of(release))
    return render(request, "portal/publication.html", context)


def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction ever published, newest first."""
    return render(request, "portal/corrections.html", {"corrections": published.corrections()})
