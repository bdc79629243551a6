"""The ranking page as it will look: the public template over contents that are not published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.pages import ranking_page
from parindex.portal.presenters.ranking import View, select
from scoring import published
from scoring.actions.release import contents_to_show
from scoring.policies import NotAllowed, check_can_preview
from scoring.published.preview import ranking_of
from scoring.views.gates import open_round, refuse
from units.names import sort_key


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What was submitted, or what the round would be published as now."""
    round_ = open_round(request, pk)
    try:
        check_can_preview(request.user)
        ranking = ranking_of(contents_to_show(round_))
    except NotAllowed as reason:
        raise refuse(reason) from None
    view = View.from_query(request.GET, ranking.components)
    names = {row.unit: sort_key(row.name) for row in ranking.rows}
    rows = select([*ranking.placed, *ranking.unplaced], view, names)
    shown = ranking.release
    others = [
        each
        for each in published.current_releases()
        if (each.index, each.year, each.group) != (shown.index, shown.year, shown.group)
    ]
    releases = sorted([shown, *others], key=lambda each: -each.year)
    context = ranking_page(ranking, view, rows, releases)
    return render(request, "preview/ranking.html", {**context, "round": round_})
