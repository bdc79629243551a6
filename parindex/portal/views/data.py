"""Open data: every table in every form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import navigation
from ..presenters.ranking import View


def show(request: HttpRequest) -> HttpResponse:
    """Every current table with its files, by index; the newest first."""
    plain = View()
    releases = published.current_releases()
    by_index: dict[str, list[tuple]] = {}
    for release in sorted(releases, key=lambda each: -each.year):
        line = (release, navigation.ranking_address(release), navigation.file_links(release, plain))
        by_index.setdefault(release.index_name, []).append(line)
    names = dict.fromkeys(release.index_name for release in releases)
    groups = [(name, by_index[name]) for name in names]
    illustrative = any(release.illustrative for release in releases)
    context = {"groups": groups, "illustrative": illustrative, "files": navigation.files_beside(request.path)}
    return render(request, "portal/data.html", context)
