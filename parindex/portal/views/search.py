"""Find a unit by any spelling of its name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published
from units.models import Unit

from ..presenters import searching
from ..presenters.typed_words import typed


def show(request: HttpRequest) -> HttpResponse:
    """Units whose names contain the words, accents and letter case aside; exact spellings first."""
    words = typed(request.GET.get("q", ""))
    found = []
    if words:
        units = Unit.objects.found_by(words).exclude(kind="country").select_related("parent").real_first()
        units = units[: searching.MOST + 1]
        found = searching.order(units, words, published.units_with_results())
    return render(
        request,
        "portal/search.html",
        {
            "illustrative": any(each.unit.illustrative for each in found),
            "words": words,
            "found": found[: searching.MOST],
            "has_more": len(found) > searching.MOST,
        },
    )
