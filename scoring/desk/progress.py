"""How far a round has come: units by areas, with how many leaves still wait for a mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.core.scheme import Criterion, Origin
from scoring.models import Appraisal, AssessmentRound, Sheet, Submission
from scoring.models import Criterion as CriterionRow
from scoring.tally import RoundTally, SheetTally, tally_round

from .history import name_of

State = AssessmentRound.State
_SURVEYED = (Origin.SURVEY.value, Origin.SATISFACTION.value)


@dataclass(frozen=True, slots=True)
class Cell:
    """Some leaves of one unit: how many have a mark (not applicable is one), of how many."""

    done: int
    count: int

    @property
    def waiting(self) -> int:
        return self.count - self.done

    @property
    def state(self) -> str:
        return "done" if not self.waiting else "none" if not self.done else "some"

    @property
    def words(self) -> str:
        if not self.count:
            return str(_("không có"))
        if not self.waiting:
            return str(_("đã đủ"))
        if not self.done:
            return str(_("chưa chấm"))
        return str(_("còn %(waiting)d")) % {"waiting": self.waiting}

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.done + other.done, self.count + other.count)


@dataclass(frozen=True)
class Line:
    """A unit of the round and its cells, one for each area."""

    sheet: Sheet
    cells: Sequence[Cell]
    areas: Sequence[Criterion]

    def by_area(self) -> list[tuple[Criterion, Cell]]:
        return list(zip(self.areas, self.cells, strict=True))

    @cached_property
    def whole(self) -> Cell:
        return sum(self.cells, Cell(0, 0))


@dataclass(frozen=True)
class Progress:
    """A round's matrix, the units left out beside it."""

    areas: Sequence[Criterion]
    lines: Sequence[Line]
    left_out: Sequence[Sheet]

    @cached_property
    def by_area(self) -> list[tuple[Criterion, Cell]]:
        return [
            (area, sum((line.cells[place] for line in self.lines), Cell(0, 0))) for place, area in enumerate(self.areas)
        ]

    @cached_property
    def whole(self) -> Cell:
        return sum((line.whole for line in self.lines), Cell(0, 0))

    @property
    def units_done(self) -> int:
        return sum(not line.whole.waiting for line in self.lines)

    def unfinished(self) -> list[Line]:
        return [line for line in self.lines if line.whole.waiting]


def _cell(found: RoundTally, own: SheetTally, leaves: Sequence[Criterion]) -> Cell:
    expected = [
        leaf
        for leaf in leaves
        if not (leaf.origin is Origin.SURVEY and not found.round.survey_made and found.scheme.rescale_without_survey)
    ]
    return Cell(sum(own.marks[leaf.code] is not None for leaf in expected), len(expected))


def progress_of(round_: AssessmentRound) -> Progress:
    """The matrix of a round; the number of queries depends on neither units nor leaves."""
    found = tally_round(round_)
    leaves = [list(area.leaves()) for area in found.scheme.areas]
    lines = [
        Line(own.sheet, [_cell(found, own, each) for each in leaves], found.scheme.areas)
        for own in found.sheets.values()
    ]
    return Progress(found.scheme.areas, lines, found.left_out)


@dataclass(frozen=True)
class Waiting:
    """A round in the inbox: what waits in it, and until when."""

    round: AssessmentRound
    words: str
    due: object = None
    is_overdue: bool = False


def inbox() -> list[tuple[str, str, list[Waiting]]]:
    """Every round under its state, those where something waits first: (state, words, rounds). A fixed number of queries."""
    rounds = list(AssessmentRound.objects.select_related("index", "group__parent", "criteria_set"))
    marked = _marked_by_hand(rounds)
    submissions = {
        each.round_id: each
        for each in Submission.objects.filter(voided_at__isnull=True, released_at__isnull=True).select_related(
            "submitted_by"
        )
    }
    order = (State.OPEN, State.CORRECTING, State.SUBMITTED, State.APPROVED, State.PREPARING, State.PUBLISHED)
    return [
        (state.value, str(state.label), own)
        for state in order
        if (own := [_waiting(each, marked, submissions.get(each.pk)) for each in rounds if each.state == state])
    ]


def _marked_by_hand(rounds: Sequence[AssessmentRound]) -> dict[int, Cell]:
    """Leaves that people mark (not those that surveys measure): how many are marked, of how many, by round."""
    working = [each.pk for each in rounds if each.state in (State.OPEN, State.CORRECTING, State.PREPARING)]
    by_hand = CriterionRow.objects.filter(max_score__isnull=False).exclude(origin__in=_SURVEYED)
    leaves = dict(by_hand.values_list("criteria_set").annotate(Count("pk")).order_by())
    sheets = dict(
        Sheet.objects.filter(round__in=working, left_out_reason="")
        .values_list("round")
        .annotate(Count("pk"))
        .order_by()
    )
    done = dict(
        Appraisal.objects.filter(sheet__round__in=working, sheet__left_out_reason="")
        .filter(Q(appraised_score__isnull=False) | Q(not_applicable=True))
        .exclude(criterion__origin__in=_SURVEYED)
        .values_list("sheet__round")
        .annotate(Count("pk"))
        .order_by()
    )
    return {
        each.pk: Cell(done.get(each.pk, 0), sheets.get(each.pk, 0) * leaves.get(each.criteria_set_id, 0))
        for each in rounds
        if each.pk in working
    }


def _waiting(round_: AssessmentRound, marked: Mapping[int, Cell], submission: Submission | None) -> Waiting:
    due, words = None, ""
    if round_.state == State.PREPARING:
        words = _("Chưa mở chấm điểm.")
        due = round_.self_assessment_until
    elif round_.state in (State.OPEN, State.CORRECTING):
        waiting = marked[round_.pk].waiting
        words = (
            ngettext("Còn %(count)d điểm chưa chấm.", "Còn %(count)d điểm chưa chấm.", waiting) % {"count": waiting}
            if waiting
            else _("Đã chấm đủ phần chấm trực tiếp.")
        )
        due = round_.appraisal_until
        if round_.state == State.CORRECTING:
            words = _("Lý do đính chính: %(reason)s %(words)s") % {"reason": round_.correction_reason, "words": words}
    elif round_.state == State.SUBMITTED and submission is not None:
        name = name_of(submission.submitted_by)
        words = _("%(name)s đã trình; cần một người khác phê duyệt.") % {"name": name}
    elif round_.state == State.APPROVED and submission is not None and submission.release_at is not None:
        when = timezone.localtime(submission.release_at)
        words = _("Công bố lúc %(when)s.") % {"when": f"{when:%H:%M, %d/%m/%Y}"}
    today = timezone.localdate()
    return Waiting(round_, str(words), due, due is not None and due < today)
