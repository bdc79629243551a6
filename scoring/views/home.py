"""The desk's first page: every round under its state, and what waits in each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring.desk.progress import inbox
from scoring.policies import can, check_can_manage, check_can_preview

from .gates import open_desk


def show(request: HttpRequest) -> HttpResponse:
    """The inbox."""
    open_desk(request)
    context = {
        "states": inbox(),
        "may_manage": can(check_can_manage, request.user),
        "may_see_drafts": can(check_can_preview, request.user),
    }
    return render(request, "scoring/home.html", context)
