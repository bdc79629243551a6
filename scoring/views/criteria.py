"""Criteria sets at the desk: the list, one set as a tree, its file, its copy for the next year."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.actions.criteria_sets import copy_set
from scoring.criteria_files import as_document, as_texts, as_workbook
from scoring.desk import tables
from scoring.file_answers import as_attachment
from scoring.models import CriteriaSet
from scoring.policies import NotAllowed, can, check_can_change_set, check_can_manage
from scoring.views.criteria_forms import CopySetForm
from scoring.views.criteria_pages import make_list, make_page

from .files import answer
from .gates import open_desk, refuse

_SET_FORMS: dict[str, tuple[str, Callable[[CriteriaSet], bytes]]] = {
    "xlsx": ("{}.xlsx", as_workbook),
    "csv": ("criteria-{}.csv", lambda criteria_set: as_texts(criteria_set)["criteria"]),
    "json": ("{}.json", as_document),
}


def _open_set(request: HttpRequest, code: str) -> CriteriaSet:
    open_desk(request)
    return get_object_or_404(CriteriaSet.objects.select_related("index", "copied_from").with_lock(), code=code)


@require_safe
def show_all(request: HttpRequest) -> HttpResponse:
    """Every set, the newest first."""
    open_desk(request)
    context = {"sets": make_list(), "may_manage": can(check_can_manage, request.user)}
    return render(request, "scoring/criteria_sets.html", context)


@require_safe
def list_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The list as a file."""
    open_desk(request)
    return answer(suffix, "bo-tieu-chi", lambda: tables.criteria_sets(make_list()))


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """One set: its tree, what is wrong with it, how it continues the set before."""
    criteria_set = _open_set(request, code)
    may_change = can(check_can_change_set, request.user, criteria_set)
    context = {"page": make_page(criteria_set), "may_change": may_change}
    context["may_manage"] = may_change or can(check_can_manage, request.user)
    return render(request, "scoring/criteria_set.html", context)


@require_safe
def download(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The set as the file that comes in again: the whole as XLSX, or its criteria as CSV; or the whole as JSON, to read."""
    criteria_set = _open_set(request, code)
    if form not in _SET_FORMS:
        raise Http404
    name, make = _SET_FORMS[form]
    return as_attachment(make(criteria_set), name.format(criteria_set.code))


def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Copy a set to the next year; what was typed stays when something is refused."""
    source = _open_set(request, code)
    try:
        check_can_manage(request.user)
    except NotAllowed as reason:
        raise refuse(reason) from None
    form = CopySetForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        try:
            copied = copy_set(source=source, **form.values, by=request.user)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _("Đã sao chép. Mọi tiêu chí đang ghi “giữ nguyên”; mục được sửa sẽ được ghi lại theo nội dung sửa."),
            )
            return redirect("desk:criteria-set", code=copied.code)
    return render(request, "scoring/criteria_copy.html", {"form": form, "source": source})
