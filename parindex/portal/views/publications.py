"""Publications: one frozen table with the source of every figure, and the list of corrections."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import provenance, words
from ..presenters import ranking as presenter


def show(request: HttpRequest, number: int) -> HttpResponse:
    """One publication at its own address; a superseded one stays readable and says so."""
    release = published.release_by_number(number)
    if release is None:
        raise Http404
    ranking = published.load_ranking(release)
    return render(
        request,
        "portal/publication.html",
        {
            "release": release,
            "ranking": ranking,
            "title": presenter.title(release),
            "facts": provenance.release_facts(release),
            "sources": words.sources(release.source),
            "lines": provenance.lines(ranking),
            "block_facts": provenance.block_facts(ranking),
            "components": provenance.components(ranking),
            "checks": presenter.checks(ranking),
            "rank_check": provenance.rank_check(ranking),
            "versions": published.versions_of(release),
        },
    )


def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction ever published, newest first."""
    return render(request, "portal/corrections.html", {"corrections": published.corrections()})
