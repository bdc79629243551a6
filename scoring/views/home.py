"""The desk's first page: every round under its state, and what waits in each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring.desk.progress import inbox
from scoring.policies import can, check_can_manage

from .gates import open_desk


def show(request: HttpRequest) -> HttpResponse:
    """The inbox."""
    open_desk(request)
    return render(request, "scoring/home.html", {"states": inbox(), "may_manage": can(check_can_manage, request.user)})
