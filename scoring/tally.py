"""The only bridge from working rows to values: a criteria set becomes a core scheme, a round becomes marks.

Everything above works with values, everything below with rows. The number of queries does not grow with the number of
units, leaves or answers. At this bridge a name exists twice, as a row and as a value: the row is `CriterionRow` here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from scoring.core.assessment import RoundResult, score_round
from scoring.core.bands import Band
from scoring.core.ranking import TieRule
from scoring.core.rules import Measure, read_rule
from scoring.core.scheme import Criterion, Origin, RankOn, Scheme
from scoring.core.sheet import NOT_APPLICABLE, Mark, SheetResult, score_sheet
from scoring.core.survey import (
    SMALLEST_BASE,
    Group,
    SurveyFigure,
    margin_of_error,
    percentage,
    response_rate,
)
from scoring.models import (
    AnswerOption,
    Appraisal,
    AssessmentRound,
    BandScale,
    CriteriaSet,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    SatisfactionFigure,
    Sheet,
    Tally,
)
from scoring.models import Criterion as CriterionRow

__all__ = ["RoundTally", "Satisfaction", "SheetTally", "scheme_of", "tally_round", "tally_sheet"]


def scheme_of(criteria_set: CriteriaSet, band_scale: BandScale | None = None) -> Scheme:
    """The scheme of a criteria set; raises `RuleRefused` where a leaf's rule is not one (it is checked when written)."""
    # Sorted here: databases do not agree on the order of texts.
    rows = sorted(criteria_set.criteria.all(), key=lambda row: (row.position, row.code))
    children: dict[int | None, list[CriterionRow]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)

    def build(row: CriterionRow) -> Criterion:
        below = tuple(build(child) for child in children[row.pk])
        if below or row.max_score is None or row.rule is None:
            return Criterion(row.code, row.title, below)
        return Criterion(row.code, row.title, (), row.max_score, Origin(row.origin), read_rule(row.rule, row.max_score))

    bands = band_scale.bands.all() if band_scale is not None else ()
    return Scheme(
        areas=tuple(build(row) for row in children[None]),
        places=criteria_set.places,
        tie_rule=TieRule(criteria_set.tie_rule),
        rank_on=RankOn(criteria_set.rank_on),
        rescale_without_survey=criteria_set.rescale_without_survey,
        bands=tuple(Band(each.code, each.name, each.from_index, each.component_floor) for each in bands),
    )


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """A unit's satisfaction: index in percent, what it rests on, and each factor's figure (empty where only the index is known)."""

    figure: SurveyFigure
    issued: int | None = None
    population: int | None = None
    factors: Mapping[str, SurveyFigure] = field(default_factory=dict)

    @property
    def is_small(self) -> bool:
        """Whether too few people answered for the figure to be used or shown."""
        return self.figure.base < SMALLEST_BASE

    @property
    def margin(self) -> Decimal | None:
        if self.figure.percent is None:
            return None
        return margin_of_error(self.figure.percent, self.figure.base, self.population)

    @property
    def response_rate(self) -> Decimal | None:
        return response_rate(self.figure.base, self.issued)


@dataclass(frozen=True)
class SheetTally:
    """One unit of a round as values: its marks by leaf, and what the surveys gave."""

    sheet: Sheet
    marks: Mapping[str, Mark | None]
    surveys: Mapping[str, SurveyFigure]
    satisfaction: Satisfaction | None


@dataclass(frozen=True)
class RoundTally:
    """A whole round as values. Units left out have no marks and stand in `left_out`."""

    round: AssessmentRound
    scheme: Scheme
    sheets: Mapping[str, SheetTally]
    left_out: tuple[Sheet, ...] = ()

    @cached_property
    def result(self) -> RoundResult:
        """Every unit's totals and ranks, from scoring.core."""
        return score_round(
            self.scheme,
            {unit: each.marks for unit, each in self.sheets.items()},
            survey_was_made=self.round.survey_made,
        )

    def result_of(self, unit: str) -> SheetResult:
        return self.result.sheets[unit]


@dataclass
class _Survey:
    """The questionnaires of a round: which questions count for which leaf or factor, and the answers' weights."""

    questions: dict[int, tuple[str, str]]  # question -> (questionnaire purpose, code unique in the round)
    leaf_of: dict[int, str]
    factor_of: dict[int, str]
    group_of: dict[int, tuple[str, Decimal]]
    weights: dict[int, dict[str, Decimal]]  # question -> answer -> percent
    answers: dict[int, str]  # option -> answer
    satisfaction_questionnaires: set[int]

    def of_leaf(self, leaf: str, purpose: str) -> list[int]:
        return [q for q, (its, _code) in self.questions.items() if its == purpose and self.leaf_of.get(q) == leaf]


def _survey_of(round_: AssessmentRound) -> _Survey:
    options: dict[int, dict[str, Decimal]] = defaultdict(dict)
    answers: dict[int, str] = {}
    for option in AnswerOption.objects.filter(scale__round=round_).order_by("scale", "position"):
        # One answer code may stand in several scales with other weights: the pair is what counts.
        answers[option.pk] = f"{option.scale_id}:{option.code}"
        options[option.scale_id][answers[option.pk]] = option.weight
    survey = _Survey({}, {}, {}, {}, {}, answers, set())
    for question in (
        Question.objects.filter(questionnaire__round=round_)
        .select_related("questionnaire", "criterion")
        .order_by("questionnaire__position", "questionnaire__code", "position", "pk")
    ):
        form = question.questionnaire
        survey.questions[question.pk] = (form.purpose, f"{form.code}.{question.code}")
        if question.criterion is not None:
            survey.leaf_of[question.pk] = question.criterion.code
        survey.factor_of[question.pk] = question.factor
        survey.group_of[question.pk] = (form.code, form.weight)
        survey.weights[question.pk] = options[form.scale_id]
        if form.purpose == Questionnaire.Purpose.SATISFACTION:
            survey.satisfaction_questionnaires.add(form.pk)
    return survey


def _figure(
    survey: _Survey, questions: Sequence[int], counts: Mapping[int, Mapping[str, int]], by: Mapping[int, str] | None
) -> SurveyFigure:
    """The percentage over some questions, grouped by questionnaire, or by another key (`by`) with equal weight."""
    groups: dict[str, tuple[Decimal, dict[str, Mapping[str, int]]]] = {}
    weights: dict[str, Decimal] = {}
    for question in questions:
        code, weight = survey.group_of[question]
        if by is not None:
            code, weight = by.get(question, ""), Decimal(1)
        groups.setdefault(code, (weight, {}))[1][survey.questions[question][1]] = counts.get(question, {})
        weights.update(survey.weights[question])
    return percentage([Group(code, weight, asked) for code, (weight, asked) in groups.items()], weights)


def _satisfaction(
    survey: _Survey,
    counts: Mapping[int, Mapping[str, int]],
    entered: SatisfactionFigure | None,
    returned: tuple[int | None, int | None],
) -> Satisfaction | None:
    if entered is not None:
        return Satisfaction(SurveyFigure(entered.percent, entered.base), entered.issued, entered.population)
    asked = [q for q, (purpose, _code) in survey.questions.items() if purpose == Questionnaire.Purpose.SATISFACTION]
    if not asked or not any(counts.get(question) for question in asked):
        return None
    whole = _figure(survey, asked, counts, survey.factor_of)
    # Everyone is asked every question: the base of the whole is that of the question most people answered.
    base = max(sum(counts.get(question, {}).values()) for question in asked)
    factors = {
        factor: _figure(survey, [q for q in asked if survey.factor_of[q] == factor], counts, None)
        for factor in dict.fromkeys(survey.factor_of[q] for q in asked)
        if factor
    }
    return Satisfaction(SurveyFigure(whole.percent, base, whole.missing), *returned, factors)


def _points(leaf: Criterion, percent: Decimal) -> Decimal:
    return leaf.rule.award(Measure(amount=percent), leaf.max_score).points


def _mark(
    leaf: Criterion,
    typed: tuple[Decimal | None, bool] | None,
    surveys: Mapping[str, SurveyFigure],
    satisfaction: Satisfaction | None,
) -> Mark | None:
    """A leaf's mark; a percentage from a survey wins over a typed figure, a missing or too small survey is no mark."""
    if typed is not None and typed[1]:
        return NOT_APPLICABLE
    if leaf.origin is Origin.SURVEY and leaf.code in surveys:
        percent = surveys[leaf.code].percent
        return None if percent is None else _points(leaf, percent)
    if leaf.origin is Origin.SATISFACTION and satisfaction is not None:
        percent = satisfaction.figure.percent
        return None if percent is None or satisfaction.is_small else _points(leaf, percent)
    return typed[0] if typed is not None else None


def tally_round(round_: AssessmentRound, *, scheme: Scheme | None = None, only: Sheet | None = None) -> RoundTally:
    """Everything of a round (or of one of its sheets) as values. About ten queries, whatever the size."""
    scheme = scheme or scheme_of(round_.criteria_set, round_.band_scale)
    sheets = Sheet.objects.filter(round=round_).select_related("unit").order_by("position", "unit__sort_key", "pk")
    if only is not None:
        sheets = sheets.filter(pk=only.pk)
    survey = _survey_of(round_)
    mine = {"sheet__round": round_} if only is None else {"sheet": only}

    typed: dict[int, dict[str, tuple[Decimal | None, bool]]] = defaultdict(dict)
    for sheet_id, code, score, not_applicable in Appraisal.objects.filter(**mine).values_list(
        "sheet_id", "criterion__code", "appraised_score", "not_applicable"
    ):
        typed[sheet_id][code] = (score, not_applicable)
    counts: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    if survey.questions:
        for sheet_id, question, option, count in Tally.objects.filter(**mine).values_list(
            "sheet_id", "question_id", "option_id", "count"
        ):
            counts[sheet_id][question][survey.answers[option]] = count
    entered = {each.sheet_id: each for each in SatisfactionFigure.objects.filter(**mine)}
    returned: dict[int, tuple[int | None, int | None]] = {}
    for sheet_id, issued, population in QuestionnaireReturn.objects.filter(
        questionnaire__in=survey.satisfaction_questionnaires, **mine
    ).values_list("sheet_id", "issued", "population"):
        returned[sheet_id] = (issued, population)

    surveyed = {
        leaf.code: asked
        for leaf in scheme.leaves
        if leaf.origin is Origin.SURVEY and (asked := survey.of_leaf(leaf.code, Questionnaire.Purpose.SURVEY))
    }
    tallies: dict[str, SheetTally] = {}
    left_out = []
    for sheet in sheets:
        if sheet.left_out_reason:
            left_out.append(sheet)
            continue
        own = counts.get(sheet.pk, {})
        figures = {leaf: _figure(survey, asked, own, None) for leaf, asked in surveyed.items()}
        satisfaction = _satisfaction(survey, own, entered.get(sheet.pk), returned.get(sheet.pk, (None, None)))
        marks = {
            leaf.code: _mark(leaf, typed[sheet.pk].get(leaf.code), figures, satisfaction) for leaf in scheme.leaves
        }
        tallies[sheet.unit.code] = SheetTally(sheet, marks, figures, satisfaction)
    return RoundTally(round_, scheme, tallies, tuple(left_out))


def tally_sheet(sheet: Sheet, *, scheme: Scheme | None = None) -> SheetResult:
    """One sheet's totals as they stand now, for the page on which it is entered."""
    found = tally_round(sheet.round, scheme=scheme, only=sheet)
    own = found.sheets.get(sheet.unit.code)
    marks = own.marks if own is not None else {}
    return score_sheet(found.scheme, marks, survey_was_made=sheet.round.survey_made)
