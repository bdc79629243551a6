"""One criterion of a published criteria set. What rests on no published table does not exist here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from scoring import published

from ..presenters import criterion as presenter
from ..presenters import navigation


def latest(request: HttpRequest, criteria_set: str, code: str) -> HttpResponse:
    """The newest table that was scored by the criterion."""
    tables = published.tables_with_criterion(criteria_set, code)
    if not tables:
        raise Http404
    return redirect(navigation.criterion_address(tables[0], code))


def show(request: HttpRequest, criteria_set: str, code: str, place: str, group: str, year: int) -> HttpResponse:
    """What the criterion is, and what the units of one block got for it in one year."""
    tables = published.tables_with_criterion(criteria_set, code)
    release = navigation.table_of(tables, place, group, year)
    found = published.load_criterion(release, code) if release else None
    if found is None:
        raise Http404
    return render(request, "portal/criterion.html", presenter.context(found, tables))
