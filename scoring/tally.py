"""The only bridge from working rows to values: a criteria set becomes a core scheme, a round becomes marks.

Everything above works with values, everything below with rows; the surveys' part of it is scoring/survey_tally.py. The number of queries does not grow with the number of
units, leaves or answers. At this bridge a name exists twice, as a row and as a value: the row is `CriterionRow` here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from scoring.core.assessment import RoundResult, score_round
from scoring.core.bands import Band
from scoring.core.ranking import TieRule
from scoring.core.rules import Measure, read_rule
from scoring.core.scheme import Criterion, Origin, RankOn, Scheme
from scoring.core.sheet import NOT_APPLICABLE, Mark, SheetResult, score_sheet
from scoring.core.survey import SurveyFigure
from scoring.models import Appraisal, AssessmentRound, BandScale, CriteriaSet, Sheet
from scoring.models import Criterion as CriterionRow
from scoring.survey_tally import RoundSurveys, Satisfaction, read_surveys

__all__ = ["Counting", "RoundTally", "Satisfaction", "SheetTally", "scheme_of", "tally_round", "tally_sheet"]


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


def _points(leaf: Criterion, percent: Decimal) -> Decimal:
    return leaf.rule.award(Measure(amount=percent), leaf.max_score).points


def _mark(
    leaf: Criterion,
    typed: tuple[Decimal | None, bool] | None,
    surveys: Mapping[str, SurveyFigure],
    satisfaction: Satisfaction | None,
    *,
    survey_made: bool,
) -> Mark | None:
    """A leaf's mark; a percentage from a survey wins over a typed figure, a missing or too small survey is no mark.

    Points are published, and from points and maximum follows the percentage: what may not be shown cannot count. Where the
    round made no survey, nothing that was typed or counted for one counts for anybody.
    """
    if typed is not None and typed[1]:
        return NOT_APPLICABLE
    if leaf.origin is Origin.SURVEY and not survey_made:
        return None
    if leaf.origin is Origin.SURVEY and leaf.code in surveys:
        percent = surveys[leaf.code].percent
        return None if percent is None or surveys[leaf.code].is_small else _points(leaf, percent)
    if leaf.origin is Origin.SATISFACTION and satisfaction is not None:
        percent = satisfaction.figure.percent
        return None if percent is None or satisfaction.is_small else _points(leaf, percent)
    return typed[0] if typed is not None else None


# Points of a leaf of a sheet, and whether it does not apply: what a row of Appraisal says, or would say.
Typed = tuple[Decimal | None, bool]


def tally_round(
    round_: AssessmentRound,
    *,
    scheme: Scheme | None = None,
    only: Collection[Sheet] = (),
    surveys: RoundSurveys | None = None,
) -> RoundTally:
    """Everything of a round (or of some of its sheets) as values. About ten queries, whatever the size.

    `surveys` take the place of what is stored, to see what a change would come to.
    """
    scheme = scheme or scheme_of(round_.criteria_set, round_.band_scale)
    sheets = Sheet.objects.filter(round=round_).in_order()
    if only:
        sheets = sheets.filter(pk__in=[sheet.pk for sheet in only])
    mine: dict[str, object] = {"sheet__in": only} if only else {"sheet__round": round_}

    typed: dict[int, dict[str, Typed]] = defaultdict(dict)
    # Without an order: the database would sort them by the names of units, and each goes to its place here.
    rows = Appraisal.objects.filter(**mine).order_by()
    for sheet_id, code, score, not_applicable in rows.values_list(
        "sheet_id", "criterion__code", "appraised_score", "not_applicable"
    ):
        typed[sheet_id][code] = (score, not_applicable)
    counting = Counting(round_, scheme, surveys or read_surveys(round_, only=only))
    tallies: dict[str, SheetTally] = {}
    left_out = []
    for sheet in sheets:
        if sheet.left_out_reason:
            left_out.append(sheet)
        else:
            tallies[sheet.unit.code] = counting.of(sheet, typed[sheet.pk])
    return RoundTally(round_, scheme, tallies, tuple(left_out))


@dataclass(frozen=True)
class Counting:
    """How the sheets of a round are counted, one by one: what was typed on a sheet, and what the surveys say of its unit."""

    round: AssessmentRound
    scheme: Scheme
    surveys: RoundSurveys

    @cached_property
    def _surveyed(self) -> frozenset[str]:
        made = self.round.survey_made
        return frozenset(leaf.code for leaf in self.scheme.leaves if made and leaf.origin is Origin.SURVEY)

    def of(self, sheet: Sheet, typed: Mapping[str, Typed]) -> SheetTally:
        """A sheet's marks from what was typed on it, by leaf."""
        figures = self.surveys.of_leaves(sheet, self._surveyed)
        satisfaction = self.surveys.satisfaction_of(sheet)
        marks = {
            leaf.code: _mark(leaf, typed.get(leaf.code), figures, satisfaction, survey_made=self.round.survey_made)
            for leaf in self.scheme.leaves
        }
        return SheetTally(sheet, marks, figures, satisfaction)


def tally_sheet(sheet: Sheet, *, scheme: Scheme | None = None) -> SheetResult:
    """One sheet's totals as they stand now, for the page on which it is entered."""
    found = tally_round(sheet.round, scheme=scheme, only=[sheet])
    own = found.sheets.get(sheet.unit.code)
    marks = own.marks if own is not None else {}
    return score_sheet(found.scheme, marks, survey_was_made=sheet.round.survey_made)
