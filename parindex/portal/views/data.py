"""Open data: every table in every form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import navigation
from ..presenters.ranking import View


def show(request: HttpRequest) -> HttpResponse:
    """Every current table with its files."""
    plain = View()
    tables = [
        (release, navigation.ranking_address(release), navigation.file_links(release, plain))
        for release in published.current_releases()
    ]
    illustrative = any(release.illustrative for release, _href, _files in tables)
    return render(request, "portal/data.html", {"tables": tables, "illustrative": illustrative})
