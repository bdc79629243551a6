"""Papers: annex, announcement and A3 table of a publication, the pack of its meeting, the sheet of a unit's year."""

from collections.abc import Callable
from urllib.parse import urljoin

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from scoring import published
from scoring.file_answers import as_attachment
from scoring.published.meeting import Meeting, load_meeting
from units.models import Unit

from .. import packs
from ..papers import BeingSet, NoPapers
from ..presenters import announcement as announcements
from ..presenters import block_sheet, navigation, paper_sheets
from ..presenters.annex import annex


def of_publication(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    """The annex of one publication; a superseded one says so."""
    if suffix not in paper_sheets.FORMS:
        raise Http404
    made = annex(published.load_ranking(_release(number)), printed_address(request))
    return _answer(request, lambda: paper_sheets.annex_file(made, suffix), f"phu-luc-{number}.{suffix}")


def announcement(request: HttpRequest, number: int) -> HttpResponse:
    """The announcement, for whoever issues it to finish in a word processor."""
    prose = announcements.announcement(_meeting(number), printed_address(request))
    return _answer(request, lambda: announcements.announcement_file(prose), f"thong-bao-{number}.docx")


def block(request: HttpRequest, number: int) -> HttpResponse:
    """The whole block on A3."""
    sheet = block_sheet.block_sheet(_meeting(number), printed_address(request))
    return _answer(request, lambda: block_sheet.block_sheet_file(sheet), f"bang-a3-{number}.pdf")


def pack(request: HttpRequest, number: int) -> HttpResponseBase:
    """The pack of a meeting, where it is made; else what there is instead."""
    release = _release(number)
    try:
        made = packs.path_of(published.load_ranking(release), printed_address(request)).open("rb")
    except FileNotFoundError:
        links = {"links": navigation.papers_of(release), "title": packs.NOT_MADE, "reason": packs.NOT_MADE_WHY}
        return render(request, "portal/papers/none.html", links, status=404)
    return FileResponse(made, as_attachment=True, filename=f"ho-so-hop-{number}.zip", content_type="application/zip")


def of_unit_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One unit's year on one page of paper."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    known = packs.known_of_year(code, year)
    if not known.rankings:
        raise Http404
    context = paper_sheets.unit_year(code, year, known, printed_address(request), illustrative=unit.illustrative)
    return _answer(request, lambda: paper_sheets.unit_year_file(context), f"{code}-{year}.pdf")


def _release(number: int) -> published.Release:
    release = published.release_by_number(number)
    if release is None:
        raise Http404
    return release


def _meeting(number: int) -> Meeting:
    release = _release(number)
    if not navigation.is_small(release):
        raise Http404
    return load_meeting(release)


def printed_address(request: HttpRequest) -> Callable[[str], str]:
    """Addresses as papers print them: of the portal itself, whatever name it was asked by."""
    if not settings.SITE_ADDRESS:
        return request.build_absolute_uri
    return lambda path: urljoin(settings.SITE_ADDRESS, path)


def _answer(request: HttpRequest, make: Callable[[], bytes], name: str) -> HttpResponse:
    try:
        content = make()
    except NoPapers as reason:
        said = {"title": _("Chưa lập được tệp"), "reason": str(reason)}
        response = render(request, "portal/papers/none.html", said, status=503)
        if isinstance(reason, BeingSet):
            response["Retry-After"] = "5"
        return response
    return as_attachment(content, name)
