"""Enter what surveys gave: counts of answers, questionnaires handed out, stated percentages. Only aggregates are kept."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.models import (
    AnswerOption,
    AssessmentRound,
    Event,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    SatisfactionFigure,
    Sheet,
    Tally,
)
from scoring.policies import check_can_enter
from scoring.survey_entry import (
    Change,
    Counts,
    Entry,
    Fault,
    Known,
    Part,
    Returned,
    Stated,
    changes,
    conflicts,
    faults,
    forms_of,
    small_bases,
)

from .rounds import writing

_BATCH = 500  # rows named in one statement: below every database's limit of parameters


class EntryRefused(ValueError):
    """Figures that cannot be; nothing of the entry was written."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(f"{len(found)} faults")
        self.faults = found


class EntryConflicts(ValueError):
    """A colleague changed the same places since they were looked at; nothing was written."""

    def __init__(self, found: list[Change]) -> None:
        super().__init__(f"{len(found)} conflicts")
        self.conflicts = found


@dataclass(slots=True)
class Entered:
    """What an entry did, or would do: its changes, how much was held already, what rests on too few people."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    small: list[tuple[Part, str, str, int]] = field(default_factory=list)


class _NothingToWrite(Exception):
    """Leaves the transaction, so that an entry that changes nothing voids no submission."""


def know(round_: AssessmentRound, *, forms: Collection[str] | None = None) -> Known:
    """Everything the round holds about its surveys, as values; of the counts only those of some questionnaires, if told.

    Seven queries, whatever the size.
    """
    sheets = Sheet.objects.filter(round=round_).in_order()
    units = {sheet.pk: sheet.unit.code for sheet in sheets}
    options: dict[int, list[str]] = defaultdict(list)
    for scale, code in (
        AnswerOption.objects.filter(scale__round=round_)
        .order_by("scale", "position", "pk")
        .values_list("scale", "code")
    ):
        options[scale].append(code)
    answers: dict[str, tuple[str, ...]] = {}
    for question in (
        Question.objects.filter(questionnaire__round=round_)
        .select_related("questionnaire")
        .order_by("questionnaire__position", "questionnaire__code", "position", "pk")
    ):
        form = question.questionnaire
        answers[f"{form.code}.{question.code}"] = tuple(options[form.scale_id])
    tallies: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    counted = Tally.objects.filter(sheet__round=round_)
    if forms is not None:
        counted = counted.filter(question__questionnaire__code__in=forms)
    for sheet, form_code, code, option, count in counted.values_list(
        "sheet_id", "question__questionnaire__code", "question__code", "option__code", "count"
    ):
        tallies[units[sheet], f"{form_code}.{code}"][option] = count
    returns = {
        (units[sheet], form_code): Returned(issued, population)
        for sheet, form_code, issued, population in QuestionnaireReturn.objects.filter(sheet__round=round_).values_list(
            "sheet_id", "questionnaire__code", "issued", "population"
        )
    }
    satisfaction = {
        units[each.sheet_id]: Stated(each.percent, each.base, each.issued, each.population, each.source)
        for each in SatisfactionFigure.objects.filter(sheet__round=round_)
    }
    return Known(
        tallies=dict(tallies),
        returns=returns,
        satisfaction=satisfaction,
        units={sheet.unit.code: sheet.unit.full_name for sheet in sheets},
        left_out=frozenset(sheet.unit.code for sheet in sheets if sheet.left_out_reason),
        answers=answers,
        forms=frozenset(Questionnaire.objects.filter(round=round_).values_list("code", flat=True)),
    )


def know_year_before(round_: AssessmentRound) -> Known:
    """What the round of the year before, of the same group and index, holds; nothing where there is none."""
    last = AssessmentRound.objects.filter(index=round_.index_id, group=round_.group_id, year=round_.year - 1).first()
    return know(last) if last is not None else Known()


def enter_surveys(
    *,
    round_: AssessmentRound,
    entry: Entry,
    seen: Entry | None = None,
    channel: str = "desk",
    reason: str = "",
    note: Mapping[str, Any] | None = None,
    is_undo: bool = False,
    by: Any,
) -> Entered:
    """Write an entry whole, or nothing of it; what is held already changes nothing.

    `seen` is what the person looked at: where a colleague has changed that since, `EntryConflicts` is raised. Figures that
    cannot be raise `EntryRefused`. `by` None is a program that loads data of its own; `note` joins the event. `is_undo`:
    figures that stood before are put back even where they could not be typed today.
    """
    if by is not None:
        check_can_enter(by, round_)
    entered = Entered(small=small_bases(entry))
    try:
        with writing(round_, by=by) as locked:
            known = know(locked, forms=forms_of(entry))
            if found := faults(entry, known, as_typed=not is_undo):
                raise EntryRefused(found)
            if seen is not None and (clashes := conflicts(entry, seen, known)):
                raise EntryConflicts(clashes)
            entered.changes = changes(entry, known)
            entered.unchanged = sum(1 for _each in entry.items()) - len(entered.changes)
            if not entered.changes:
                raise _NothingToWrite
            _write(locked, entered.changes)
            _record(locked, entered.changes, channel, reason, note or {}, by)
    except _NothingToWrite:
        pass
    return entered


def enter_tallies(
    *, round_: AssessmentRound, cells: Mapping[tuple[str, str], Counts | None], channel: str = "desk", by: Any
) -> Entered:
    """Counts of answers by (unit code, "questionnaire.question"); None takes a question's counts away."""
    return enter_surveys(round_=round_, entry=Entry(tallies=cells), channel=channel, by=by)


def enter_returns(
    *, round_: AssessmentRound, returns: Mapping[tuple[str, str], Returned | None], channel: str = "desk", by: Any
) -> Entered:
    """Questionnaires handed out and population by (unit code, questionnaire)."""
    return enter_surveys(round_=round_, entry=Entry(returns=returns), channel=channel, by=by)


def enter_satisfaction(
    *,
    sheet: Sheet,
    percent: Decimal | None,
    base: int | None = None,
    issued: int | None = None,
    population: int | None = None,
    source: str = "",
    channel: str = "desk",
    by: Any,
) -> Entered:
    """One unit's satisfaction as a percentage with its base; `percent` None takes it away."""
    stated = None if percent is None else Stated(percent, base or 0, issued, population, source)
    entry = Entry(satisfaction={sheet.unit.code: stated})
    return enter_surveys(round_=sheet.round, entry=entry, channel=channel, by=by)


def _write(round_: AssessmentRound, found: list[Change]) -> None:
    sheets = dict(Sheet.objects.filter(round=round_).values_list("unit__code", "pk"))
    forms = dict(Questionnaire.objects.filter(round=round_).values_list("code", "pk"))
    _write_tallies(round_, sheets, [each for each in found if each.part is Part.TALLY])
    returns = [each for each in found if each.part is Part.RETURN]
    gone = [(sheets[each.unit], forms[each.name]) for each in returns if each.after is None]
    for sheet, form in gone:
        QuestionnaireReturn.objects.filter(sheet=sheet, questionnaire=form).delete()
    QuestionnaireReturn.objects.bulk_create(
        [
            QuestionnaireReturn(
                sheet_id=sheets[each.unit],
                questionnaire_id=forms[each.name],
                issued=each.after.issued,
                population=each.after.population,
            )
            for each in returns
            if each.after is not None
        ],
        update_conflicts=True,
        unique_fields=["sheet", "questionnaire"],
        update_fields=["issued", "population"],
        batch_size=_BATCH,
    )
    stated = [each for each in found if each.part is Part.SATISFACTION]
    SatisfactionFigure.objects.filter(sheet__in=[sheets[each.unit] for each in stated if each.after is None]).delete()
    SatisfactionFigure.objects.bulk_create(
        [
            SatisfactionFigure(
                sheet_id=sheets[each.unit],
                percent=each.after.percent,
                base=each.after.base,
                issued=each.after.issued,
                population=each.after.population,
                source=each.after.source,
            )
            for each in stated
            if each.after is not None
        ],
        update_conflicts=True,
        unique_fields=["sheet"],
        update_fields=["percent", "base", "issued", "population", "source"],
        batch_size=_BATCH,
    )


def _write_tallies(round_: AssessmentRound, sheets: Mapping[str, int], found: list[Change]) -> None:
    questions = {
        f"{form}.{code}": (pk, scale)
        for pk, form, code, scale in Question.objects.filter(questionnaire__round=round_).values_list(
            "pk", "questionnaire__code", "code", "questionnaire__scale"
        )
    }
    options = {
        (scale, code): pk
        for pk, scale, code in AnswerOption.objects.filter(scale__round=round_).values_list("pk", "scale", "code")
    }
    # Whatever was held of a question goes, so that no count of an answer that left the scale stays behind.
    gone = {(sheets[each.unit], questions[each.name][0]) for each in found if each.before is not None}
    if gone:
        held = Tally.objects.filter(sheet__round=round_, question__in={question for _sheet, question in gone})
        keys = [
            pk for pk, sheet, question in held.values_list("pk", "sheet_id", "question_id") if (sheet, question) in gone
        ]
        for start in range(0, len(keys), _BATCH):
            Tally.objects.filter(pk__in=keys[start : start + _BATCH]).delete()
    Tally.objects.bulk_create(
        [
            Tally(
                sheet_id=sheets[each.unit],
                question_id=questions[each.name][0],
                option_id=options[questions[each.name][1], answer],
                count=count,
            )
            for each in found
            if each.after is not None
            for answer, count in each.after.items()
        ],
        batch_size=_BATCH,
    )


def _record(
    round_: AssessmentRound, found: list[Change], channel: str, reason: str, note: Mapping[str, Any], by: Any
) -> None:
    Event.objects.create(
        by=by,
        channel=channel,
        verb="survey",
        subject=str(round_)[:200],
        reason=reason,
        data={
            "round": round_.pk,
            **note,
            "changes": [
                {
                    "part": str(each.part),
                    "unit": each.unit,
                    "of": each.name,
                    "from": plain_value(each.before),
                    "to": plain_value(each.after),
                }
                for each in found
            ],
        },
    )


def plain_value(value: Counts | Returned | Stated | None) -> Any:
    """A value as JSON keeps it, numbers exact."""
    if value is None or isinstance(value, Mapping):
        return None if value is None else dict(value)
    names = type(value).__dataclass_fields__
    return {name: format(got, "f") if isinstance(got := getattr(value, name), Decimal) else got for name in names}
