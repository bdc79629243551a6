"""How each index is measured, by whom, and between which years it does not compare."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters import words


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/methods.html", {"indexes": published.indexes()})


def show(request: HttpRequest, code: str) -> HttpResponse:
    """One index: what it asks, its scale and parts, its breaks, the decisions that issued its criteria."""
    method = published.method_of(code)
    if method is None:
        raise Http404
    return render(
        request,
        "portal/method.html",
        {
            "method": method,
            "index": method.index,
            "sources": words.sources(method.index.source),
            "dash_note": words.dash_note([published.NO_FIGURE] if method.has_gaps else []),
        },
    )
