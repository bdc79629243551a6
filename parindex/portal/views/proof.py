"""Proof: a check code leads to its publication, and the canonical bytes are there for whoever computes again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from scoring import published
from scoring.file_answers import as_attachment

from ..presenters import proof


def ask(request: HttpRequest) -> HttpResponse:
    """The form to type a check code into; what is typed as one leads to the page of the code."""
    typed = request.GET.get("ma", "").strip()[: proof.LONGEST_TYPED]
    if code := published.read_code(typed):
        return redirect("portal:verify", code)
    return render(request, "portal/verify.html", {"typed": typed, "is_malformed": bool(typed)})


def show(request: HttpRequest, code: str) -> HttpResponse:
    """The publications with a check code. Unknown, draft and embargoed codes answer alike."""
    known = published.read_code(code)
    if known is None:
        return render(
            request, "portal/verify.html", {"typed": code[: proof.LONGEST_TYPED], "is_malformed": True}, status=404
        )
    if known != code:
        return redirect("portal:verify", known)
    found = [proof.verified(release) for release in published.releases_by_code(known)]
    return render(
        request,
        "portal/verify.html",
        {"typed": known, "code": known, "found": found, "release": found[0].release if found else None},
        status=200 if found else 404,
    )


def _etag(request: HttpRequest, number: int) -> str | None:
    content_hash = published.content_hash_of(number)
    return f'"{content_hash}"' if content_hash else None


@condition(etag_func=_etag)
def content(request: HttpRequest, number: int) -> HttpResponse:
    """Exactly the bytes whose SHA-256 is the publication's content hash."""
    found = published.canonical_bytes(number)
    if found is None:
        raise Http404(_("Không có công bố này."))
    response = as_attachment(found, f"cong-bo-{number}.json")
    response["Content-Type"] = "application/json"  # as its address is described; JSON has no other encoding
    return response
