"""The surveys' part of the bridge: tallies of answers become percentages of leaves and of satisfaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from scoring.core.suppression import Mask, suppressed_again
from scoring.core.survey import Group, SurveyFigure, percentage, stated_figure
from scoring.models import (
    AnswerOption,
    AssessmentRound,
    Publication,
    PublishedSurvey,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    SatisfactionFigure,
    Sheet,
    Tally,
)
from scoring.survey_entry import Entry

if TYPE_CHECKING:
    from scoring.tally import RoundTally

Purpose = Questionnaire.Purpose


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A unit's satisfaction: the index in percent, and each factor's figure (none where only the index is known).

    `is_stated`: the index was entered as a percentage, and tallies, where there are any, are not used.
    """

    figure: SurveyFigure
    factors: Mapping[str, SurveyFigure] = field(default_factory=dict)
    is_stated: bool = False

    @property
    def is_small(self) -> bool:
        """Whether too few people answered for the figure to be used or shown."""
        return self.figure.is_small

    @property
    def margin(self) -> Decimal | None:
        return self.figure.margin

    @property
    def response_rate(self) -> Decimal | None:
        return self.figure.response_rate


@dataclass(frozen=True, slots=True)
class _Form:
    """A questionnaire: what it is for, its group's weight, its questions in order and what each answer is worth."""

    code: str
    purpose: str
    weight: Decimal
    questions: list["_Asked"]
    weights: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class _Asked:
    pk: int
    name: str  # unique in the round: questionnaire and question
    leaf: str
    factor: str


@dataclass(frozen=True)
class RoundSurveys:
    """Everything the surveys of a round (or of one sheet) gave, by sheet and question."""

    forms: tuple[_Form, ...]
    counts: Mapping[int, Mapping[int, Mapping[str, int]]]
    returns: Mapping[tuple[int, str], tuple[int | None, int | None]]
    stated: Mapping[int, SatisfactionFigure]

    def of_leaves(self, sheet: Sheet, leaves: Collection[str]) -> dict[str, SurveyFigure]:
        """The figure of every leaf that some question counts for."""
        asked = {question.leaf for form in self.forms if form.purpose == Purpose.SURVEY for question in form.questions}
        return {leaf: self._figure(sheet, Purpose.SURVEY, leaf=leaf) for leaf in sorted(asked.intersection(leaves))}

    def satisfaction_of(self, sheet: Sheet) -> Satisfaction | None:
        """None where nothing at all was entered: that is missing, not zero."""
        stated = self.stated.get(sheet.pk)
        if stated is not None:
            figure = stated_figure(stated.percent, stated.base, issued=stated.issued, population=stated.population)
            return Satisfaction(figure, is_stated=True)
        asked = [q for form in self.forms if form.purpose == Purpose.SATISFACTION for q in form.questions]
        if not any(self._answers(sheet, question) for question in asked):
            return None
        factors = dict.fromkeys(question.factor for question in asked if question.factor)
        return Satisfaction(
            self._figure(sheet, Purpose.SATISFACTION),
            {factor: self._figure(sheet, Purpose.SATISFACTION, factor=factor) for factor in factors},
        )

    def _answers(self, sheet: Sheet, question: _Asked) -> Mapping[str, int]:
        return self.counts.get(sheet.pk, {}).get(question.pk, {})

    def _figure(
        self, sheet: Sheet, purpose: Purpose, *, leaf: str | None = None, factor: str | None = None
    ) -> SurveyFigure:
        groups = []
        weights: dict[str, Decimal] = {}
        for form in self.forms:
            meant = [
                question
                for question in form.questions
                if form.purpose == purpose and leaf in (None, question.leaf) and factor in (None, question.factor)
            ]
            if not meant:
                continue
            issued, population = self.returns.get((sheet.pk, form.code), (None, None))
            answers = {question.name: self._answers(sheet, question) for question in meant}
            factors = {question.name: question.factor for question in meant} if purpose == Purpose.SATISFACTION else {}
            groups.append(Group(form.code, form.weight, answers, factors, issued, population))
            weights.update(form.weights)
        return percentage(groups, weights)


def read_surveys(round_: AssessmentRound, *, only: Collection[Sheet] = ()) -> RoundSurveys:
    """The surveys of a round, or what they say about some of its sheets. Five queries, whatever the size."""
    mine: dict[str, object] = {"sheet__in": only} if only else {"sheet__round": round_}
    answers: dict[int, str] = {}
    weights: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for option in AnswerOption.objects.filter(scale__round=round_).order_by("scale", "position", "pk"):
        # One answer code may stand in several scales with other weights: the pair is what counts.
        answers[option.pk] = f"{option.scale_id}:{option.code}"
        weights[option.scale_id][answers[option.pk]] = option.weight
    forms: dict[int, _Form] = {}
    for question in (
        Question.objects.filter(questionnaire__round=round_)
        .select_related("questionnaire", "criterion")
        .order_by("questionnaire__position", "questionnaire__code", "position", "pk")
    ):
        row = question.questionnaire
        if row.pk not in forms:
            forms[row.pk] = _Form(row.code, row.purpose, row.weight, [], weights[row.scale_id])
        leaf = question.criterion.code if question.criterion is not None else ""
        forms[row.pk].questions.append(_Asked(question.pk, f"{row.code}.{question.code}", leaf, question.factor))
    counts: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    returns: dict[tuple[int, str], tuple[int | None, int | None]] = {}
    if forms:
        for sheet, asked, chosen, count in Tally.objects.filter(**mine).values_list(
            "sheet_id", "question_id", "option_id", "count"
        ):
            counts[sheet][asked][answers[chosen]] = count
        for sheet, code, issued, population in QuestionnaireReturn.objects.filter(**mine).values_list(
            "sheet_id", "questionnaire__code", "issued", "population"
        ):
            returns[sheet, code] = (issued, population)
    stated = {each.sheet_id: each for each in SatisfactionFigure.objects.filter(**mine)}
    return RoundSurveys(tuple(forms.values()), counts, returns, stated)


def with_entry(surveys: RoundSurveys, entry: Entry, sheets: Mapping[str, int]) -> RoundSurveys:
    """The surveys as they would be with an entry written; `sheets` are the keys of the sheets by unit code."""
    asked = {question.name: (question.pk, form) for form in surveys.forms for question in form.questions}
    counts = {sheet: dict(own) for sheet, own in surveys.counts.items()}
    for (unit, name), given in entry.tallies.items():
        question, form = asked[name]
        answers = {key.partition(":")[2]: key for key in form.weights}
        counts.setdefault(sheets[unit], {})[question] = {answers[code]: many for code, many in (given or {}).items()}
    returns = dict(surveys.returns)
    for (unit, code), returned in entry.returns.items():
        returns[sheets[unit], code] = (returned.issued, returned.population) if returned else (None, None)
    stated = dict(surveys.stated)
    for unit, figure in entry.satisfaction.items():
        stated.pop(sheets[unit], None)
        if figure is not None:
            values = {"percent": figure.percent, "base": figure.base, "issued": figure.issued}
            stated[sheets[unit]] = SatisfactionFigure(population=figure.population, **values)
    return RoundSurveys(surveys.forms, counts, returns, stated)


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A survey figure as far as anyone may see it. Suppressed: nothing of it is given. Missing: `percent` None, base 0.

    `factor`: of a sociological survey the code of the leaf; of satisfaction the factor's name, "" for the index itself.
    """

    purpose: str
    factor: str
    percent: Decimal | None
    base: int | None
    response_rate: Decimal | None
    margin: Decimal | None
    is_suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier versions of the same result tell of factors, by cell (unit, factor): which were hidden, and which
    percentages were shown, each with the number of the newest publication that shows it.
    """

    hidden: frozenset[tuple[str, str]] = frozenset()
    shown: Mapping[tuple[str, str], Mapping[Decimal, int]] = field(default_factory=dict)


def earlier_figures(round_: AssessmentRound) -> Earlier:
    """What the published versions of the round's result tell of factors. One query."""
    same = Publication.objects.published().filter(index=round_.index_id, year=round_.year, group=round_.group_id)
    rows = list(
        PublishedSurvey.objects.filter(result__publication__in=same, purpose=Purpose.SATISFACTION)
        .order_by("result__publication__number", "pk")
        .values_list("result__publication__number", "result__unit_code", "factor", "percent", "is_suppressed")
    )
    # Of a unit whose index was not shown nothing follows from what was hidden.
    indexed = {(number, unit) for number, unit, factor, percent, _is in rows if not factor and percent is not None}
    shown: dict[tuple[str, str], dict[Decimal, int]] = defaultdict(dict)
    hidden = set()
    for number, unit, factor, percent, is_suppressed in rows:
        if factor and percent is not None and number is not None:
            shown[unit, factor][percent] = number
        elif factor and is_suppressed and (number, unit) in indexed:
            hidden.add((unit, factor))
    return Earlier(frozenset(hidden), shown)


def _in_table(tally: "RoundTally") -> dict[tuple[str, str], SurveyFigure]:
    """The factors that make an index that is shown, by (unit, factor)."""
    return {
        (unit, factor): figure
        for unit, own in tally.sheets.items()
        if (satisfaction := own.satisfaction) is not None
        and satisfaction.figure.percent is not None
        and not satisfaction.is_small
        for factor, figure in satisfaction.factors.items()
        if figure.percent is not None
    }


def mask_of(tally: "RoundTally", earlier: Earlier) -> Mask:
    """The factors (unit, factor) that are not shown, and those of them that earlier versions give away."""
    table = _in_table(tally)
    known = {cell for cell, figure in table.items() if figure.percent in earlier.shown.get(cell, ())}
    return suppressed_again({cell: figure.base for cell, figure in table.items()}, earlier.hidden, known)


def given_away(tally: "RoundTally", earlier: Earlier) -> dict[tuple[str, str], list[int]]:
    """The hidden factors (unit, factor) that would follow from earlier versions, with the numbers of the publications
    that show the unit's others as they still are.
    """
    table = _in_table(tally)
    shown: dict[str, set[int]] = defaultdict(set)
    for (unit, factor), figure in table.items():
        found = earlier.shown.get((unit, factor), {})
        if figure.percent is not None and figure.percent in found:
            shown[unit].add(found[figure.percent])
    return {cell: sorted(shown[cell[0]]) for cell in sorted(mask_of(tally, earlier).given_away)}


def public_survey_figures(tally: "RoundTally", earlier: Earlier = Earlier()) -> dict[str, list[PublicFigure]]:
    """What may be shown of a round's surveys, by unit: small bases hidden, and whatever would give them away.

    A unit's index follows from its points, and a factor from the index and the other factors; so a small factor is
    hidden together with others (scoring/core/suppression.py), of a correction with such as `earlier` versions, which
    stay public, do not tell. A unit whose whole figure is too small has no points from it and shows nothing. Any sum or
    mean over units that is printed elsewhere must be formed of the figures shown here, never of hidden ones.
    """
    hidden = mask_of(tally, earlier).hidden
    shown: dict[str, list[PublicFigure]] = {}
    for unit, each in tally.sheets.items():
        figures = [_public(Purpose.SURVEY, leaf, figure, figure.is_small) for leaf, figure in each.surveys.items()]
        if each.satisfaction is not None:
            whole = each.satisfaction.figure
            # Where the index is missing no mean ties the factors together, and each stands for itself.
            of_factors = [
                _public(
                    Purpose.SATISFACTION, factor, figure, (unit, factor) in hidden or figure.is_small or whole.is_small
                )
                for factor, figure in each.satisfaction.factors.items()
            ]
            figures += [_public(Purpose.SATISFACTION, "", whole, whole.is_small), *of_factors]
        shown[unit] = figures
    return shown


def _public(purpose: str, factor: str, figure: SurveyFigure, is_suppressed: bool) -> PublicFigure:
    if is_suppressed:
        return PublicFigure(str(purpose), factor, None, None, None, None, True)
    return PublicFigure(str(purpose), factor, figure.percent, figure.base, figure.response_rate, figure.margin)
