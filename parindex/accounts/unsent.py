"""What somebody typed and sent when it could not be taken: the session was over, or a sign-in in another tab had changed
the token against forged posts.

The answer keeps what came, in a form with a fresh token, and names who is signed in: whoever sends it again does so in
their own name. It is no way round the look for forged posts: a form is filled for a request only that one of our own pages
sent, as its Origin or Referer says, which no page of others can write. Without that, a foreign page could have its words
laid out here for somebody to send. Nothing is looked up, so that the answer is the same for whatever stands at an address.
"""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control


def was_typed_here(request: HttpRequest) -> bool:
    """Whether this is a form of one of our own pages: by its Origin, else by its Referer; neither of them means no."""
    if request.method != "POST":
        return False
    return _is_ours(request, _parts(request.headers.get("Origin") or request.headers.get("Referer", "")))


def session_over(request: HttpRequest) -> HttpResponse:
    """The answer to a form of ours that came from nobody to an address of the staff side."""
    return _answer(request)


def not_taken(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a post that did not pass Django's look for forged ones; `reason` is Django's, in English."""
    return _answer(request, has_no_cookie=reason == REASON_NO_CSRF_COOKIE)


def _parts(address: str) -> SplitResult:
    """Of an address that somebody else wrote; empty ones of what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _is_ours(request: HttpRequest, sender: SplitResult) -> bool:
    return (sender.scheme, sender.netloc) == (request.scheme, request.get_host())


def _answer(request: HttpRequest, *, has_no_cookie: bool = False) -> HttpResponse:
    match = request.resolver_match
    is_sign_in = match is not None and match.view_name == settings.LOGIN_URL
    is_ours = was_typed_here(request)
    is_kept = is_ours and not is_sign_in and not _has_password(request)
    context = {
        "is_sign_in": is_sign_in,
        "is_ours": is_ours,
        "is_kept": is_kept,
        "has_no_cookie": has_no_cookie,
        "here": request.get_full_path(),
        "sign_in": redirect_to_login(_page_before(request) if is_ours else reverse("desk:home")).url,
    }
    if is_kept:
        context["fields"] = list(_fields(request))
        context["files"] = [(name, [each.name for each in files]) for name, files in request.FILES.lists()]
    response = render(request, "registration/unsent.html", context, status=403)
    add_never_cache_headers(response)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken":
            yield from ((name, value) for value in values)


def _has_password(request: HttpRequest) -> bool:
    """A password is written into no page."""
    return any("password" in name.lower() for name in request.POST)


def _page_before(request: HttpRequest) -> str:
    """The page on which it was typed, by path and query."""
    before = _parts(request.headers.get("Referer", ""))
    if not _is_ours(request, before) or before.path.startswith("//"):
        return reverse("desk:home")
    return before._replace(scheme="", netloc="", fragment="").geturl()
