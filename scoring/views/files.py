"""What a page of the desk shows as a file: .xlsx, .csv and .json of its rows, for whoever may see the page."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.actions import release
from scoring.actions.checklist import checklist as checklist_of
from scoring.actions.surveys import know
from scoring.desk import release as words
from scoring.desk import survey_tables, tables
from scoring.desk.areas import area_table
from scoring.desk.history import history_of
from scoring.desk.progress import progress_of
from scoring.desk.sheets import Leaves, load_sheet
from scoring.desk.workbooks import ChangedPlaces, has_file
from scoring.exports.tables import FORMS, Table, as_file
from scoring.file_answers import as_attachment
from scoring.models import AssessmentRound, ImportAct
from scoring.policies import NotAllowed
from scoring.survey_entry import Part
from scoring.survey_pages import FILTERS, make_overview
from scoring.survey_places import satisfaction_places
from scoring.tally import tally_round

from . import gates
from .surveys import open_tallies


def answer(suffix: str, name: str, make: Callable[[], Table]) -> HttpResponse:
    """The table in the form that the address ends with."""
    if suffix not in FORMS:
        raise Http404(_("Không có dạng tệp này."))
    return as_attachment(as_file(suffix, make()), f"{name}.{suffix}")


def name_of(round_: AssessmentRound, what: str) -> str:
    """What a file about a round is called, without its suffix."""
    return f"{what}-{round_.index_id}-{round_.year}-{round_.group.code}"


@require_safe
def progress(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Units by areas: what is done, what waits."""
    round_ = gates.open_round(request, pk)

    def make() -> Table:
        found = progress_of(round_)
        lines = found.unfinished() if request.GET.get("chi") == "chua-cham" else found.lines
        return tables.progress(round_, found, lines)

    return answer(suffix, name_of(round_, "tien-do"), make)


@require_safe
def sheet(request: HttpRequest, pk: int, sheet: int, suffix: str) -> HttpResponse:
    """One unit's sheet, of one area or without what is marked where the page was."""
    round_, found = gates.open_sheet(request, pk, sheet)
    only, which = request.GET.get("linh-vuc", ""), Leaves(request.GET.get("chi", ""))
    name = name_of(round_, f"phieu-{found.unit.code}")
    return answer(suffix, name, lambda: tables.sheet(load_sheet(round_, found), only=only, which=which))


@require_safe
def history(request: HttpRequest, pk: int, sheet: int, suffix: str) -> HttpResponse:
    """What happened to a sheet, or to one leaf of it."""
    round_, found = gates.open_sheet(request, pk, sheet)
    criterion = request.GET.get("tieu-chi", "")[:40]
    name = name_of(round_, f"nhat-ky-{found.unit.code}")
    return answer(suffix, name, lambda: tables.history(round_, found, history_of(found, criterion=criterion)))


@require_safe
def area(request: HttpRequest, pk: int, code: str, suffix: str) -> HttpResponse:
    """Every unit's points of one area."""
    round_ = gates.open_round(request, pk)
    row = round_.criteria_set.criteria.filter(code=code, max_score__isnull=True).first()
    if row is None:
        raise Http404
    return answer(
        suffix, name_of(round_, f"linh-vuc-{code}"), lambda: tables.area(round_, row, area_table(round_, code))
    )


@require_safe
def checklist(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """What stands between the round and its submission."""
    round_ = gates.open_release(request, pk)
    if round_.state not in (round_.State.OPEN, round_.State.CORRECTING):
        raise Http404
    name = name_of(round_, "danh-muc-kiem-tra")
    return answer(suffix, name, lambda: tables.checklist(round_, checklist_of(round_, by=request.user)))


@require_safe
def changes(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """What the correction in progress changes."""
    round_ = gates.open_release(request, pk)
    try:
        contents = release.contents_to_show(round_)
    except NotAllowed as reason:
        raise gates.refuse(reason) from None
    found = release.changes_of(contents)
    if found is None or round_.state == round_.State.PUBLISHED:
        raise Http404
    name = name_of(round_, "thay-doi")
    return answer(suffix, name, lambda: tables.changes(round_, words.changes_view(contents, found)))


@require_safe
def brought(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Every file that was brought to the round, whatever page of the list is open."""
    round_ = gates.open_round(request, pk)
    acts = ImportAct.objects.filter(round=round_).select_related("created_by", "confirmed_by").defer("problems")
    return answer(suffix, name_of(round_, "tep-da-dua-len"), lambda: tables.brought(round_, acts))


@require_safe
def imported(request: HttpRequest, pk: int, act: int, suffix: str) -> HttpResponse:
    """What a file changes, place by place; a very large one is itself the list of what it says."""
    found = gates.open_import(request, pk, act)
    if not has_file(found):
        raise Http404
    name = f"{name_of(found.round, 'thay-doi-nhap')}-{found.pk}"
    return answer(suffix, name, lambda: tables.imported(found, ChangedPlaces(found)[:]))


@require_safe
def surveys(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """What the surveys gave, unit by unit; with the filter of the page."""
    round_ = gates.open_round(request, pk)
    state = FILTERS.get(request.GET.get("loc", ""), "")
    return answer(
        suffix,
        name_of(round_, "khao-sat"),
        lambda: survey_tables.results(round_, make_overview(round_, tally_round(round_)).only(state)),
    )


@require_safe
def tallies(request: HttpRequest, pk: int, code: str, suffix: str) -> HttpResponse:
    """Counts of a questionnaire, of the question or the unit that the page is of."""
    round_ = gates.open_round(request, pk)
    chosen = open_tallies(request, round_, code)
    what, words = chosen.unit, chosen.known.units.get(chosen.unit, "")
    if chosen.places.part is Part.RETURN:
        what, words = "phat-ra", _("Số phiếu phát ra")
    elif chosen.question is not None:
        what, words = chosen.question.code, f"{chosen.question.code}. {chosen.question.text}"
    title = ". ".join(each for each in (chosen.form.name, words) if each)
    return answer(
        suffix,
        "-".join(each for each in (name_of(round_, f"phieu-hoi-{code}"), what) if each),
        lambda: survey_tables.figures(round_, title, chosen.places, chosen.known),
    )


@require_safe
def satisfaction(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """Satisfaction as percentages with their bases."""
    round_ = gates.open_round(request, pk)
    known = know(round_, forms=())
    title = _("Chỉ số hài lòng nhập sẵn")
    return answer(
        suffix,
        name_of(round_, "hai-long"),
        lambda: survey_tables.figures(round_, title, satisfaction_places(known), known),
    )
