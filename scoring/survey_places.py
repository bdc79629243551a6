"""Which survey figures a page of the desk or its file is of: places (a unit, a question) and the columns of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from scoring.actions.surveys import know
from scoring.models import AssessmentRound, Question, Questionnaire
from scoring.survey_entry import Known, Part


class Place(NamedTuple):
    """A line of a page: whose figures, of which question or questionnaire, under which words and code."""

    unit: str
    name: str
    label: str
    code: str


FIGURES: dict[Part, tuple[tuple[str, Any], ...]] = {
    Part.RETURN: (("issued", _("Số phiếu phát ra")), ("population", _("Tổng số người được phục vụ"))),
    Part.SATISFACTION: (
        ("percent", _("Chỉ số (%)")),
        ("base", _("Số phiếu trả lời")),
        ("issued", _("Số phiếu phát ra")),
        ("population", _("Tổng số người được phục vụ")),
        ("source", _("Nguồn")),
    ),
}


@dataclass(frozen=True, slots=True)
class Places:
    """The lines of a page; `columns` as (code, label)."""

    part: Part
    rows: Sequence[Place]
    columns: Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class TallyChoice:
    """A questionnaire's counts: one question over the units, one unit over the questions, or what was handed out."""

    form: Questionnaire
    questions: Sequence[Question]
    units: Sequence[tuple[str, str]]
    known: Known
    places: Places
    unit: str = ""
    question: Question | None = None


def satisfaction_places(known: Known) -> Places:
    """Every unit that is assessed, with its stated percentage."""
    rows = [Place(unit, "", name, unit) for unit, name in _assessed(known)]
    return Places(Part.SATISFACTION, rows, FIGURES[Part.SATISFACTION])


def choose_tallies(
    round_: AssessmentRound, form: Questionnaire, *, unit: str = "", question: str = "", returns: bool = False
) -> TallyChoice:
    """The first question where nothing is asked for. Raises `KeyError` where the round has no such unit or question."""
    known = know(round_, forms=[form.code])
    questions = list(form.questions.order_by("position", "pk").select_related("criterion"))
    units = _assessed(known)
    by_code = {each.code: each for each in questions}
    if (unit and unit not in dict(units)) or (question and question not in by_code):
        raise KeyError(unit or question)
    if returns:
        rows = [Place(each, form.code, name, each) for each, name in units]
        return TallyChoice(form, questions, units, known, Places(Part.RETURN, rows, FIGURES[Part.RETURN]))
    if unit:  # of all its questions
        question = ""
        rows = [Place(unit, f"{form.code}.{each.code}", each.text, each.code) for each in questions]
    else:
        question = question or (questions[0].code if questions else "")
        rows = [Place(each, f"{form.code}.{question}", name, each) for each, name in units]
    columns = [(option.code, option.label) for option in form.scale.options.order_by("position", "pk")]
    return TallyChoice(form, questions, units, known, Places(Part.TALLY, rows, columns), unit, by_code.get(question))


def _assessed(known: Known) -> list[tuple[str, str]]:
    return [(unit, name) for unit, name in known.units.items() if unit not in known.left_out]
