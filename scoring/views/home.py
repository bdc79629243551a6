"""The desk's first page: the rounds, the newest first, and what waits in each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring.models import AssessmentRound

from .gates import open_desk


def show(request: HttpRequest) -> HttpResponse:
    """Every round."""
    open_desk(request)
    rounds = AssessmentRound.objects.select_related("index", "group__parent", "criteria_set")
    return render(request, "scoring/home.html", {"rounds": rounds})
