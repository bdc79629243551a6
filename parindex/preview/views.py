"""The ranking page as it will look: the public template over contents that are not published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.presenters import ranking_page
from scoring import published
from scoring.actions.release import contents_to_show
from scoring.policies import NotAllowed, check_can_preview
from scoring.published.preview import ranking_of
from scoring.views.gates import open_round, refuse


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What was submitted, or what the round would be published as now."""
    round_ = open_round(request, pk)
    try:
        check_can_preview(request.user)
        ranking = ranking_of(contents_to_show(round_))
    except NotAllowed as reason:
        raise refuse(reason) from None
    asked = ranking_page.Asked.of(ranking, request.GET)
    shown = ranking.release
    # The switches as they will be once this is out: this table among the others, in the place of what it corrects.
    others = [
        each
        for each in published.current_releases()
        if (each.index, each.year, each.group) != (shown.index, shown.year, shown.group)
    ]
    context = ranking_page.context(asked, sorted([shown, *others], key=lambda each: -each.year))
    # Files and the interactive chart would be those of what is published now.
    return render(request, "preview/ranking.html", {**context, "files": [], "chart_url": "", "round": round_})
