"""From counted answers to a percentage: the sociological survey of officials, and the satisfaction of citizens.

Only counts come in. An answer scale gives each answer a weight in percent (A–D as 100/60/20/0 in one public source; the
share of "hài lòng" and "rất hài lòng" is the scale 100/100/0/0/0). The verbatim national formulas were not found, so
scale and weights are data of the round, and the method is printed with the result.

Means of counts are seldom decimals (a third of the answers), so they are carried as fractions and rounded once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction

from .rounding import fraction_half_up, round_half_up

# A percentage is carried to four decimals, like points.
PERCENT_QUANTUM = Decimal("0.0001")
# Published cells rest on at least so many respondents (practice of official statistics).
SMALLEST_BASE = 10
# Two-sided 95 % of the normal distribution.
_Z95 = Decimal("1.959964")
_PRECISION = 60


class TallyRefused(ValueError):
    """Counts that cannot be: negative, not whole, or of an answer that the scale does not have."""


@dataclass(frozen=True, slots=True)
class Group:
    """One respondent group's answers to the questions about one leaf: question -> answer -> count.

    `weight` counts beside the other groups. `factors` names the factor of a question: then the group's percentage is the
    mean of its factors, a factor the mean of its questions. `issued`: questionnaires handed out to the group, of a
    `population` of so many.
    """

    code: str
    weight: Decimal
    questions: Mapping[str, Mapping[str, int]]
    factors: Mapping[str, str] = field(default_factory=dict)
    issued: int | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """What one group gave: its percentage, how many people answered, and the questions it is made of.

    `parts`: for each question its part of the mean, its percentage and its answers.
    """

    weight: Decimal
    percent: Fraction
    base: int
    parts: tuple[tuple[Fraction, Fraction, int], ...]
    issued: int | None = None
    population: int | None = None

    @property
    def variance(self) -> Fraction | None:
        """How far the percentage, as a share of one, may vary by chance, an upper bound; None where it is not known."""
        return _variance(self.parts, self.base, self.population)

    @property
    def is_census(self) -> bool:
        """Whether everyone was asked and answered every question."""
        return bool(self.parts) and all(count == self.population for _part, _percent, count in self.parts)


@dataclass(frozen=True, slots=True)
class SurveyFigure:
    """A percentage (four decimals) and how many people answered; `percent` None where a question was answered by no one.

    `base`: in each group the answers to the question most people answered, added over the groups, who are different
    people.
    """

    percent: Decimal | None
    base: int
    missing: tuple[str, ...] = ()
    groups: tuple[GroupFigure, ...] = ()

    @property
    def is_small(self) -> bool:
        """Whether too few people answered for the figure to be used or shown; what is missing is not small."""
        return self.percent is not None and self.base < SMALLEST_BASE

    @property
    def margin(self) -> Decimal | None:
        """Half the width of the 95 % interval in percentage points, two decimals; None where it would mean nothing.

        Normal approximation of simple random samples, one from each group: 1,96·√(Σ w²·s²), w being a group's share of
        the weight and s² its variance. Where all answered alike the approximation would claim certainty: there is none,
        unless everyone was asked.
        """
        if self.percent is None or self.is_small or not self.groups:
            return None
        variances = [group.variance for group in self.groups]
        if any(each is None for each in variances):
            return None
        whole = sum((Fraction(group.weight) for group in self.groups), Fraction(0))
        total = sum(
            ((Fraction(g.weight) / whole) ** 2 * (s or 0) for g, s in zip(self.groups, variances, strict=True)),
            Fraction(0),
        )
        if not total and not all(group.is_census for group in self.groups):
            return None
        with localcontext(prec=_PRECISION):
            return round_half_up(_Z95 * (Decimal(total.numerator) / total.denominator).sqrt() * 100)

    @property
    def response_rate(self) -> Decimal | None:
        """Known only where every group's questionnaires were counted when they went out."""
        issued = [group.issued for group in self.groups]
        if self.percent is None or any(each is None for each in issued):
            return None
        return response_rate(self.base, sum(each or 0 for each in issued))


def stated_figure(
    percent: Decimal, base: int, *, issued: int | None = None, population: int | None = None
) -> SurveyFigure:
    """A percentage that others computed, with the base they state."""
    share = Fraction(percent)
    group = GroupFigure(Decimal(1), share, base, ((Fraction(1), share, base),), issued, population)
    return SurveyFigure(percent, base, groups=(group,))


def margin_of_error(percent: Decimal, base: int, population: int | None = None) -> Decimal | None:
    """The margin of one percentage with one base: 1,96·√(p(1−p)/n), and ·√((N−n)/(N−1)) in a known population."""
    return stated_figure(percent, base, population=population).margin


def _variance(parts: Iterable[tuple[Fraction, Fraction, int]], base: int, population: int | None) -> Fraction | None:
    """An upper bound of the variance of a mean of questions (its part of the mean, percent, answers), as a share of one.

    Σ v·p(1−p)/n: answers between 0 and 1 with mean p vary by p(1−p) at most, and the square of a mean is at most the
    mean of the squares, however much the same people's answers go together. In a known population of N each part is
    less by (N−n)/(N−1). A multi-stage sample has more; the page says so.
    """
    if not base or (population is not None and population < base):
        return None
    total = Fraction(0)
    for part, percent, count in parts:
        share = percent / 100
        variance = part * share * (1 - share) / count
        if population is not None and population > 1:
            variance *= Fraction(population - count, population - 1)
        total += variance
    return total


def _question(answers: Mapping[str, int], weights: Mapping[str, Decimal]) -> tuple[Fraction | None, int]:
    for answer, count in answers.items():
        if answer not in weights:
            raise TallyRefused(f"no answer {answer}")
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise TallyRefused(f"{count} is no count")
    base = sum(answers.values())
    if not base:
        return None, 0
    with localcontext(prec=_PRECISION):  # weights and counts have few digits: the sum is exact
        total = sum((weights[answer] * count for answer, count in answers.items()), Decimal(0))
    return Fraction(total) / base, base


def _group(group: Group, weights: Mapping[str, Decimal]) -> tuple[GroupFigure, tuple[str, ...]]:
    """One group's figure and its unanswered questions; with any of those the percentage means nothing."""
    by_factor: dict[str, list[tuple[Fraction, int]]] = {}
    missing = []
    base = 0
    for code, answers in group.questions.items():
        percent, count = _question(answers, weights)
        base = max(base, count)
        if percent is None:
            missing.append(code)
        else:
            by_factor.setdefault(group.factors.get(code, ""), []).append((percent, count))
    parts = tuple(
        (Fraction(1, len(by_factor) * len(questions)), percent, count)
        for questions in by_factor.values()
        for percent, count in questions
    )
    percent = sum((part * each for part, each, _count in parts), Fraction(0))
    return GroupFigure(group.weight, percent, base, parts, group.issued, group.population), tuple(missing)


def percentage(groups: Sequence[Group], weights: Mapping[str, Decimal]) -> SurveyFigure:
    """The percentage of one unit on one leaf: the mean of a group's questions, the weighted mean of the groups.

    `weights` maps an answer to percent (0..100). A question without any answer is missing, never zero, and so is the
    whole; a group without questions or without weight counts for nothing.
    """
    found = [_group(group, weights) for group in groups if group.questions and group.weight > 0]
    figures = tuple(figure for figure, _missing in found)
    missing = tuple(code for _figure, codes in found for code in codes)
    base = sum(figure.base for figure in figures)
    if missing or not figures:
        return SurveyFigure(None, base, missing, figures)
    total = sum((Fraction(each.weight) * each.percent for each in figures), Fraction(0))
    percent = total / sum((Fraction(each.weight) for each in figures), Fraction(0))
    return SurveyFigure(fraction_half_up(percent, PERCENT_QUANTUM), base, (), figures)


def response_rate(returned: int, issued: int | None) -> Decimal | None:
    """Answered questionnaires out of those handed out, in percent, two decimals; None where that is not known."""
    if not issued or returned > issued:
        return None
    return fraction_half_up(Fraction(returned * 100, issued))
