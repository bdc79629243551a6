"""Survey figures of a round as they may be published: small bases hidden, and what would give them away."""

from scoring.core.survey import suppressed
from scoring.models import PublishedSurvey, Questionnaire
from scoring.tally import RoundTally

_WHOLE = ""


def published_surveys(tally: RoundTally) -> dict[str, list[PublishedSurvey]]:
    """The satisfaction figures of each unit, whole and by factor. A hidden figure keeps its line and shows nothing."""
    cells = {}
    for unit, own in tally.sheets.items():
        if own.satisfaction is not None:
            cells[(unit, _WHOLE)] = own.satisfaction.figure
            cells.update({(unit, factor): figure for factor, figure in own.satisfaction.factors.items()})
    hidden = suppressed({cell: figure.base for cell, figure in cells.items()})
    rows: dict[str, list[PublishedSurvey]] = {unit: [] for unit in tally.sheets}
    for (unit, factor), figure in cells.items():
        row = PublishedSurvey(
            position=len(rows[unit]) + 1, purpose=Questionnaire.Purpose.SATISFACTION.value, factor=factor
        )
        if (unit, factor) in hidden:
            row.is_suppressed = True
        else:
            row.percent, row.base = figure.percent, figure.base
            satisfaction = tally.sheets[unit].satisfaction
            if factor == _WHOLE and satisfaction is not None:
                row.response_rate, row.margin = satisfaction.response_rate, satisfaction.margin
        rows[unit].append(row)
    return rows
