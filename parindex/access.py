"""Who may ask for which address. Deny by default: an address that is not declared here does not exist for anyone.

The table is the declaration; the middleware enforces it; a test walks the URL resolver and fails on an address without
a line. The admin's own pages ask for a staff account themselves; this is the second lock on the same door.

A public page is read and does nothing else, so it answers GET and HEAD only; open data also says to browsers that any
page may read it. The middleware stands before the one that
looks for forged posts, which would answer them first.
"""

from enum import Enum

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import gettext as _

from parindex.accounts.unsent import session_over, was_typed_here


class Access(Enum):
    PUBLIC = "everyone, without an account"
    OPEN = "everyone, also scripts on the pages of others, without anything that says who asks"
    SIGNING_IN = "everyone, in order to sign in or out"
    STAFF = "staff accounts only"


_PUBLIC = (
    "home",
    "ranking-index",
    "ranking-latest",
    "ranking",
    "ranking-file",
    "ranking-chart",
    "units",
    "unit",
    "unit-year",
    "unit-year-paper",
    "what-if",
    "unit-chart",
    *("analysis", "analysis-chart", "analysis-file"),
    *("unit-indexes", "unit-indexes-file"),
    *("criterion", "criterion-year", "criterion-file"),
    "compare",
    "publication",
    "publication-content",
    *("annex", "announcement", "block-sheet", "meeting-pack"),
    *("units-file", "unit-file", "unit-year-file", "compare-file", "publication-file", "corrections-file"),
    *("data-file", "search-file"),
    "verify-ask",
    "verify",
    "corrections",
    "corrections-feed",
    "method",
    "method-index",
    "data",
    "data-dictionary",
    "data-api",
    "search",
    "glossary",
    "about",
    "accessibility",
)
# Open data for programs. No page of these looks at who asks, so that there is nothing for a foreign page to borrow.
_OPEN = ("open-data-index", "open-data-openapi", "open-data-table", "open-data-file")
RULES: dict[str, Access] = {
    **{f"portal:{name}": Access.PUBLIC for name in _PUBLIC},
    **{f"portal:{name}": Access.OPEN for name in _OPEN},
    "admin:login": Access.SIGNING_IN,
    "admin:logout": Access.SIGNING_IN,
}
# Every other page of the admin, whatever models are registered; the staff desk, and its preview of a public page.
NAMESPACES: dict[str, Access] = {"admin": Access.STAFF, "desk": Access.STAFF, "preview": Access.STAFF}


def rule_for(view_name: str) -> Access | None:
    """The rule of a named view, or None when nobody declared one."""
    return RULES.get(view_name) or NAMESPACES.get(view_name.partition(":")[0])


_READING = ("GET", "HEAD")
_ANYONE = frozenset({Access.PUBLIC, Access.OPEN})
# What a browser is told before and with the answers of open data (Fetch standard). Never Allow-Credentials: with "*" no
# cookie comes along, and none is wanted.
_FROM_ANYWHERE = {"Access-Control-Allow-Origin": "*"}
_READABLE = {"Access-Control-Expose-Headers": "ETag, Link, Content-Disposition, Retry-After"}
_PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, Cache-Control",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "public, max-age=86400",
}
# The largest file that the desk takes has 8 MB. What claims to be more is answered before a byte of it is read.
LARGEST_REQUEST = 9 * 1024 * 1024


def _has_nul(request: HttpRequest, *, among_fields: bool) -> bool:
    """A sign that no text has and PostgreSQL refuses to look for. Public pages tidy their own fields."""
    texts = [request.path_info]
    if among_fields:
        texts += [text for _name, values in request.GET.lists() for text in values]
    return any("\0" in text for text in texts)


def _length_of(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdigit() else LARGEST_REQUEST + 1


class DeclaredAccessMiddleware:
    """Refuse every address without a rule, every staff address to those who are not staff, every post to a public page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        response = self.get_response(request)
        match = request.resolver_match
        rule = rule_for(match.view_name or "") if match is not None else None
        if rule is Access.OPEN:
            for name, value in {**_FROM_ANYWHERE, **_READABLE}.items():
                response[name] = value
        elif match is not None and rule is not Access.PUBLIC:
            add_never_cache_headers(response)
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs):
        match = request.resolver_match
        rule = rule_for(match.view_name or "") if match else None
        if rule is None or _has_nul(request, among_fields=rule not in _ANYONE):
            raise Http404
        if rule is Access.OPEN and request.method == "OPTIONS":
            return HttpResponse(status=204, headers=_PREFLIGHT)
        if rule in _ANYONE and request.method not in _READING:
            return HttpResponseNotAllowed((*_READING, "OPTIONS") if rule is Access.OPEN else _READING)
        if request.method not in _READING and _length_of(request) > LARGEST_REQUEST:
            says = _("Tệp gửi lên quá lớn (nhiều nhất 8 MB). Chia thành nhiều tệp rồi gửi lại.")
            return HttpResponse(says, status=413, content_type="text/plain; charset=utf-8")
        # Not signed in: what was typed on one of our pages is kept, all else goes to the sign-in page, whatever stands at the
        # address; the admin does the latter itself. Signed in without being staff: nothing is here.
        if rule is Access.STAFF and not request.user.is_authenticated and was_typed_here(request):
            return session_over(request)
        if (
            rule is Access.STAFF
            and not request.user.is_authenticated
            and match is not None
            and match.app_names != ["admin"]
        ):
            return redirect_to_login(request.get_full_path())
        if (
            rule is Access.STAFF
            and request.user.is_authenticated
            and not (request.user.is_active and request.user.is_staff)
        ):
            raise Http404
        return None
