"""Publications: one frozen table with the source of every figure, and how it was computed where it was."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from scoring import published

from .. import packs
from ..presenters import corrections, criteria, navigation, proof, provenance
from .papers import printed_address


def show(request: HttpRequest, number: int) -> HttpResponse:
    """One publication at its own address; a superseded one stays readable and says so."""
    release = published.release_by_number(number)
    if release is None:
        raise Http404
    ranking = published.load_ranking(release)
    corrected = published.load_corrections([number]) if release.supersedes else []
    context = {
        **provenance.context(ranking, published.versions_of(release)),
        "stamp": proof.stamp(release, request.build_absolute_uri),
        "papers": navigation.papers_of(release, packs.size_of(ranking, printed_address(request))),
        "files": navigation.files_beside(reverse("portal:publication", args=[number]) + "so-lieu"),
        "correction": corrections.view(corrected[0]) if corrected else None,
        **_assessment(request, ranking),
    }
    return render(request, "portal/publication.html", context)


def _assessment(request: HttpRequest, ranking: published.Ranking) -> dict[str, Any]:
    """How the table was computed, and every unit's points; of a large block those of the unit that was asked for."""
    release = ranking.release
    tree = published.load_assessments([release]).get(release.number)
    if tree is None:
        return {}
    is_short = criteria.is_short(tree, ranking)
    asked = request.GET.get("don-vi", "")
    unit = asked if asked in ranking.names else ""
    loaded = tree
    if is_short or unit:
        loaded = published.load_assessments([release], unit=unit, everything=is_short)[release.number]
    return {
        "method": criteria.method(release),
        "bands": criteria.bands(tree),
        "tree": criteria.tree(tree),
        "units": criteria.units(loaded, ranking),
        "is_short": is_short,
    }
