"""Open data for programs: the JSON address of each table, its description, the files of the whole dataset."""

import hashlib
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from scoring.published import dataset

from ..opendata import answers, asking, files

_SOON = 10


def index(request: HttpRequest) -> HttpResponseBase:
    """Every table with its address."""
    return _refused_parameters(request) or _answer(request, answers.index())


def openapi(request: HttpRequest) -> HttpResponseBase:
    """The OpenAPI description."""
    return _refused_parameters(request) or _answer(request, answers.description())


def table(request: HttpRequest, code: str) -> HttpResponseBase:
    """A page of a table."""
    if code not in dataset.TABLES:
        return _problem(404, _("Không có bảng này"), _("Danh mục các bảng ở /du-lieu/v1/."))
    try:
        question = asking.read(dataset.TABLES[code], request.GET)
    except asking.Refused as refused:
        return _bad(refused)
    document, following = answers.page(question)
    return _answer(request, document, {"Link": f'<{following}>; rel="next"'} if following else {})


def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the whole dataset, from disk; made first where it is not there yet."""
    if name not in files.ALL:
        return _problem(404, _("Không có tệp này"), _("Danh mục tệp ở /du-lieu/tep/manifest.json."))
    if refused := _refused_parameters(request):
        return refused
    try:
        made = files.ready()
        etag, content = f'"{made.sums()[name]}"', (made.folder / name).open("rb")
    except (files.BeingMade, FileNotFoundError):  # not there yet, or another version took its place just now
        response = _problem(503, _("Các tệp đang được lập"), _("Vui lòng thử lại sau ít giây."))
        response["Retry-After"] = str(_SOON)
        return response
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        content.close()
        return _kept(unchanged, etag)
    return _kept(FileResponse(content, as_attachment=True, filename=name, content_type=files.content_type(name)), etag)


def _answer(request: HttpRequest, document: dict[str, Any], headers: dict[str, str] | None = None) -> HttpResponseBase:
    body = answers.as_bytes(document)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = HttpResponse(body, content_type="application/json", headers=headers)
    found = get_conditional_response(request, etag=etag, response=_kept(response, etag))
    return _kept(found or response, etag)


def _kept(response: HttpResponseBase, etag: str) -> Any:
    """May be kept by anyone, and is asked about each time: a correction must be seen at once."""
    response["ETag"], response["Cache-Control"] = etag, "public, no-cache"
    return response


def _refused_parameters(request: HttpRequest) -> HttpResponse | None:
    """A refusal where an address that takes no parameter got one."""
    for name in request.GET:
        return _bad(asking.Refused(name[:40], _("Địa chỉ này không nhận tham số nào.")))
    return None


def _bad(refused: asking.Refused) -> HttpResponse:
    return _problem(400, _("Tham số không hợp lệ"), refused.sentence, refused.parameter)


def _problem(status: int, title: str, detail: str, parameter: str = "") -> HttpResponse:
    body = answers.as_bytes(answers.problem(status, title, detail, parameter))
    response = HttpResponse(body, status=status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    return response
