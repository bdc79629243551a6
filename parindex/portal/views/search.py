"""Find a unit by any spelling of its name."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import published
from units.models import Unit

from ..presenters import navigation, searching
from ..presenters.typed_words import typed


def find(words: str) -> tuple[list[searching.Found], bool]:
    """Units whose names contain the words, the best match first, and whether there are more than are shown."""
    if not words:
        return [], False
    units = Unit.objects.found_by(words).exclude(kind="country").select_related("parent").real_first()
    found = searching.order(units[: searching.MOST + 1], words, published.units_with_results())
    return found[: searching.MOST], len(found) > searching.MOST


def show(request: HttpRequest) -> HttpResponse:
    """Units whose names contain the words, accents and letter case aside; exact spellings first."""
    words = typed(request.GET.get("q", ""))
    found, has_more = find(words)
    return render(
        request,
        "portal/search.html",
        {
            "illustrative": any(each.unit.illustrative for each in found),
            "words": words,
            "found": found,
            "has_more": has_more,
            "files": navigation.files_beside(request.path, f"?{urlencode({'q': words})}") if found else [],
        },
    )
