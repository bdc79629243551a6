"""What the pages of publication say: where a finding is mended, what happened so far, what changes for whom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.actions.checklist import Place, Remark
from scoring.actions.composition import comma
from scoring.canonical import Contents
from scoring.clock import database_now
from scoring.core.differences import CellChange, Differences, Value
from scoring.lines import COLUMNS, survey_words
from scoring.models import AssessmentRound, Submission
from scoring.numerals import shown

from .history import FIELDS

MINUS = "\u2212"
# The service looks each minute at the latest; whoever is later than this waits for a service that does not run.
LATE = timedelta(minutes=2)


def signed(number: Decimal | int | None, places: int = 0) -> str:
    """+1,25 or −3, for a person; "" for nothing."""
    if number is None:
        return ""
    text = comma(abs(Decimal(number)), places)
    return text if not number else f"{'+' if number > 0 else MINUS}{text}"


# -- findings -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindingView:
    """One line of the checklist, with the address where it is mended."""

    key: str
    message: str
    advice: str
    href: str
    is_seen: bool = False


def finding_views(round_: AssessmentRound, remarks: Iterable[Remark], seen: Iterable[str] = ()) -> list[FindingView]:
    ticked = set(seen)
    return [
        FindingView(each.key, each.message, each.advice, address_of(round_, each.place), each.key in ticked)
        for each in remarks
    ]


_PAGES = {
    "surveys": "desk:surveys",
    "round": "desk:round-change",
    "units": "desk:round-add-units",
    "drafts": "desk:release-drafts",
}


def address_of(round_: AssessmentRound, place: Place | None) -> str:
    """The address of the page on which something is mended; "" where the finding is about no page."""
    if place is None:
        return ""
    at = f"#tc-{place.leaf}" if place.leaf else ""
    if place.kind == "sheet":
        return reverse("desk:sheet", args=[round_.pk, place.pk]) + at
    if place.kind == "criteria_set":
        return reverse("desk:criteria-set", args=[round_.criteria_set.code])
    if place.kind == "sentence":
        of_unit = reverse("preview:unit-sentences", args=[round_.pk, place.unit]) if place.unit else ""
        return f"{of_unit or reverse('preview:sentences', args=[round_.pk])}#cau-{place.leaf}"
    name = _PAGES.get(place.kind)
    if name is not None:
        return reverse(name, args=[round_.pk])
    return reverse({"accounts": "admin:accounts_user_changelist"}[place.kind])


# -- what was approved --------------------------------------------------------------------------------------------------


def approved_in_words(release_at: datetime) -> str:
    """What happens with a result that was just approved, and what to do when it does not."""
    if release_at <= database_now():
        return _("Đã phê duyệt. Kết quả sẽ được công bố trong vòng một phút; tải lại trang này để xem.")
    at = f"{timezone.localtime(release_at):%H:%M, %d/%m/%Y}"
    return _("Đã phê duyệt. Kết quả sẽ được công bố lúc %(at)s; trước giờ đó có thể rút lại.") % {"at": at}


def is_overdue(submission: Submission) -> bool:
    """Whether an approved result should have gone out and did not, by the clock that the service goes by."""
    if submission.approved_at is None or submission.release_at is None or submission.released_at is not None:
        return False
    return submission.voided_at is None and database_now() - submission.release_at > LATE


# -- what happened ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a submission."""

    text: str
    at: datetime | None
    who: str = ""
    detail: str = ""
    tone: str = "done"  # "done", "waits", "void"


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """One submission with its steps."""

    short_hash: str
    steps: list[StepView] = field(default_factory=list)


def name_of(user: Any) -> str:
    """A person's name, else the sign-in name, among colleagues."""
    return str(user.get_full_name() or user.get_username())


def timeline(submissions: Iterable[Submission]) -> list[SubmissionView]:
    """Every submission of the round, the newest first."""
    return [SubmissionView(each.content_hash[:8], list(_steps(each))) for each in submissions]


def _steps(submission: Submission) -> Iterator[StepView]:
    seen = len(submission.acknowledged)
    detail = _("Đã xem %(count)d lưu ý.") % {"count": seen} if seen else ""
    yield StepView(_("Trình"), submission.submitted_at, name_of(submission.submitted_by), detail)
    if submission.approved_by is not None:
        yield StepView(_("Phê duyệt"), submission.approved_at, name_of(submission.approved_by))
    if submission.voided_at is not None:
        yield StepView(_("Hết hiệu lực"), submission.voided_at, "", submission.voided_reason, "void")
    elif submission.released_at is not None:
        yield StepView(_("Công bố"), submission.released_at)
    elif submission.approved_by is None:
        yield StepView(_("Chờ phê duyệt"), None, tone="waits")
    else:
        yield StepView(_("Sẽ công bố"), submission.release_at, tone="waits")


# -- what changes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ResultView:
    """A unit's line beside the year before."""

    name: str
    rank: str
    total: str
    index: str
    band: str
    previous_rank: str
    rank_change: str
    score_change: str
    tone: str
    absent: str


def result_views(contents: Contents) -> list[ResultView]:
    places = contents.publication.places
    return [
        ResultView(
            row.printed_name,
            row.rank_printed,
            row.total_printed,
            row.index_printed,
            row.band,
            row.previous_rank_printed,
            signed(row.rank_change),
            signed(row.score_change, places),
            "up" if (row.rank_change or 0) > 0 else "down" if (row.rank_change or 0) < 0 else "",
            row.absent_reason,
        )
        for row in sorted(contents.results, key=lambda each: each.position)
    ]


@dataclass(frozen=True, slots=True)
class WordingView:
    """A sentence that will be published in the words of the agency; without words it is left out."""

    name: str
    text: str


def wording_views(contents: Contents) -> list[WordingView]:
    """Sentences of the block first, then in the order of the table."""
    names = {row.unit_code: row.printed_name for row in sorted(contents.results, key=lambda each: each.position)}
    order = {unit: place for place, unit in enumerate(names)}
    found = sorted(contents.sentences, key=lambda each: (order.get(each.unit_code, -1), each.about))
    return [WordingView(names.get(each.unit_code) or _("Cả khối"), each.text) for each in found]


@dataclass(frozen=True, slots=True)
class CellView:
    """One changed cell: of which unit, what, before and after."""

    name: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What a correction changes: ranks and cells, units that come and go."""

    ranks: list[CellView]
    cells: list[CellView]
    added: Sequence[str]
    removed: Sequence[str]


def changes_view(contents: Contents, found: Differences) -> ChangesView:
    bare = {each.code: each.title for each in contents.criteria}
    titles = {code: f"{code} {title}" for code, title in bare.items()}
    names = {each.code: each.name for each in contents.components}
    places = contents.publication.places

    def what(key: str) -> str:
        kind, _dot, rest = key.partition(".")
        if kind == "c":
            return names.get(rest, rest)
        if kind == "m":
            return titles.get(rest, rest)
        if kind == "f":
            code, _dot, name = rest.rpartition(".")
            return f"{titles.get(code, code)}: {FIELDS.get(name, name)}"
        return survey_words(key, bare) if kind == "s" else str(COLUMNS.get(key, key))

    return ChangesView(
        [CellView(each.name, _("Hạng"), _rank(each.before), _rank(each.after)) for each in found.ranks],
        [CellView(each.name, what(each.key), *_cells(each, places)) for each in found.cells],
        [each.name for each in found.added],
        [each.name for each in found.removed],
    )


def _rank(rank: int | None) -> str:
    return "–" if rank is None else str(rank)


def _cells(change: CellChange, places: int) -> tuple[str, str]:
    """Before and after as the table prints them, though never rounded: whoever approves sees what changes."""
    padded = places if change.is_of_the_table else 0
    return _value(change.before, padded), _value(change.after, padded)


def _value(value: Value, places: int) -> str:
    if value is None:
        return "–"
    return shown(value, places) if isinstance(value, Decimal) else value
