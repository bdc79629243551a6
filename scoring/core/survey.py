"""From counted answers to a percentage: the sociological survey of officials, and the satisfaction of citizens.

Only counts come in. An answer scale gives each answer a weight in percent (A–E as 100/60/20/0 in one public source; the
share of "hài lòng" and "rất hài lòng" is the scale 100/100/0/0/0). The verbatim national formulas were not found, so
scale and weights are data of the round, and the method is printed with the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from .rounding import round_half_up

# A percentage is carried to four decimals, like points.
PERCENT_QUANTUM = Decimal("0.0001")
# Published cells rest on at least so many respondents (practice of official statistics; guards F29).
SMALLEST_BASE = 10
# Two-sided 95 % of the normal distribution.
_Z95 = Decimal("1.959964")
_HUNDRED = Decimal(100)
_PRECISION = 60


class TallyRefused(ValueError):
    """Counts that cannot be: negative, not whole, or of an answer that the scale does not have."""


@dataclass(frozen=True, slots=True)
class Group:
    """One respondent group's answers to the questions about one leaf: question -> answer -> count; `weight` beside others."""

    code: str
    weight: Decimal
    questions: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class SurveyFigure:
    """A percentage (four decimals) and the answers it rests on; `percent` None where a question was answered by no one."""

    percent: Decimal | None
    base: int
    missing: tuple[str, ...] = ()


def _question(answers: Mapping[str, int], weights: Mapping[str, Decimal]) -> tuple[Decimal | None, int]:
    for answer, count in answers.items():
        if answer not in weights:
            raise TallyRefused(f"no answer {answer}")
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise TallyRefused(f"{count} is no count")
    base = sum(answers.values())
    if not base:
        return None, 0
    return sum((weights[answer] * count for answer, count in answers.items()), Decimal(0)) / base, base


def percentage(groups: Sequence[Group], weights: Mapping[str, Decimal]) -> SurveyFigure:
    """The percentage of one unit on one leaf: the mean of a group's questions, the weighted mean of the groups.

    `weights` maps an answer to percent (0..100). `base` is the largest number of answers to one question, summed over
    the groups: how many people answered. A question without any answer is missing, never zero, and so is the whole.
    """
    missing: list[str] = []
    total = weight_sum = Decimal(0)
    base = 0
    with localcontext(prec=_PRECISION):
        for group in groups:
            percents = []
            answered = 0
            for code, answers in group.questions.items():
                percent, count = _question(answers, weights)
                answered = max(answered, count)
                if percent is None:
                    missing.append(code)
                else:
                    percents.append(percent)
            base += answered
            if percents and group.weight > 0:
                total += group.weight * sum(percents, Decimal(0)) / len(percents)
                weight_sum += group.weight
        if missing or not weight_sum:
            return SurveyFigure(None, base, tuple(missing))
        return SurveyFigure(round_half_up(total / weight_sum, PERCENT_QUANTUM), base)


def margin_of_error(percent: Decimal, base: int, population: int | None = None) -> Decimal | None:
    """Half the width of the 95 % interval in percentage points, two decimals; None where the base is too small.

    Normal approximation of a simple random sample, 1,96·√(p(1−p)/n), with the finite population correction
    √((N−n)/(N−1)) where the population is known. A multi-stage sample has a wider one: the page says so.
    """
    if base < SMALLEST_BASE or (population is not None and population < base):
        return None
    with localcontext(prec=_PRECISION):
        share = percent / _HUNDRED
        variance = share * (1 - share) / base
        if population is not None and population > 1:
            variance *= Decimal(population - base) / (population - 1)
        return round_half_up(_Z95 * variance.sqrt() * _HUNDRED)


def response_rate(returned: int, issued: int | None) -> Decimal | None:
    """Answered questionnaires out of those handed out, in percent, two decimals; None where that is not known."""
    if not issued or returned > issued:
        return None
    return round_half_up(Decimal(returned) * _HUNDRED / issued)


def suppressed(bases: Mapping[tuple[str, str], int], smallest: int = SMALLEST_BASE) -> frozenset[tuple[str, str]]:
    """The cells (row, column) of a table that are not to be shown: small bases, and what would give them away.

    A row or column with a single hidden cell gives it away through its total; so the smallest other cell of that row or
    column is hidden too, until none stands alone. Rows and columns of one cell have no total to subtract from.
    """
    hidden = {cell for cell, base in bases.items() if base < smallest}
    while True:
        alone = None
        for axis in (0, 1):
            for line in sorted({cell[axis] for cell in hidden}):
                cells = [cell for cell in bases if cell[axis] == line]
                if len(cells) > 1 and len(hidden.intersection(cells)) == 1:
                    alone = min((cell for cell in cells if cell not in hidden), key=lambda cell: (bases[cell], cell))
                    break
            if alone:
                break
        if alone is None:
            return frozenset(hidden)
        hidden.add(alone)
