"""Pages of words: glossary, about, accessibility."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published

from ..presenters.glossary import TERMS


def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/glossary.html", {"terms": TERMS})


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html", {"indexes": published.indexes()})


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")
