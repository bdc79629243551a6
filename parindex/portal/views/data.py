"""Open data for people: what can be taken away, what every column means, how programs ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..opendata import files, offered, openapi, readable
from ..opendata.dictionary import DICTIONARY
from ..presenters import navigation
from ..presenters.ranking import View


def show(request: HttpRequest) -> HttpResponse:
    """The whole dataset, then every current table with its files, by index; the newest first."""
    plain = View()
    releases = published.current_releases()
    by_index: dict[str, list[tuple]] = {}
    for release in sorted(releases, key=lambda each: -each.year):
        line = (release, navigation.ranking_address(release), navigation.file_links(release, plain))
        by_index.setdefault(release.index_name, []).append(line)
    names = dict.fromkeys(release.index_name for release in releases)
    groups = [(name, by_index[name]) for name in names]
    illustrative = any(release.illustrative for release in releases)
    offer = offered.offer(files.version(), request.build_absolute_uri)
    context = {
        "groups": groups,
        "illustrative": illustrative,
        "offer": offer,
        "files": navigation.files_beside(request.path),
    }
    return render(request, "portal/data.html", context)


def dictionary(request: HttpRequest) -> HttpResponse:
    """Every column of every table."""
    return render(request, "portal/data_dictionary.html", {"tables": DICTIONARY.values()})


def api(request: HttpRequest) -> HttpResponse:
    """The description of the JSON addresses, for people."""
    described = openapi.document()
    context = {
        "described": described,
        "tables": readable.tables(described),
        "parameters": readable.parameters(described),
        "offer": offered.examples(request.build_absolute_uri),
    }
    return render(request, "portal/data_api.html", context)
