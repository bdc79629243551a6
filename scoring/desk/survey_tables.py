"""What the survey pages show, as tables for files: counts as numbers, percentages as they stand, what is missing empty."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.core.rounding import round_half_up
from scoring.exports.cells import Cell
from scoring.exports.tables import Table
from scoring.models import AssessmentRound
from scoring.survey_entry import Known, Part
from scoring.survey_pages import FigureLine, UnitLine
from scoring.survey_places import Places

from .tables import plain, working_table


def results(round_: AssessmentRound, units: Iterable[UnitLine]) -> Table:
    """What the surveys of a round gave: a row for each figure about a unit."""
    headings = [
        _("Mã đơn vị"), _("Đơn vị"), _("Số liệu"), _("Tỷ lệ (%)"), _("Điểm"), _("n"), _("± (điểm phần trăm)"),
        _("Tỷ lệ trả lời (%)"), _("Ghi chú"),
    ]  # fmt: skip
    rows = [
        [unit.code, unit.name, line.name, *_figure(line)]
        for unit in units
        for line in (*unit.leaves, *([unit.satisfaction] if unit.satisfaction else ()), *unit.factors)
    ]
    return working_table(
        round_, _("Kết quả khảo sát: %(round)s") % {"round": round_}, headings, rows, widths={1: 34, 8: 60}
    )


def _figure(line: FigureLine) -> list[Cell]:
    if line.state in ("missing", "not-applicable") or line.figure is None:
        return [None, None, None, None, None, line.note]
    figure = line.figure
    points = None if line.score is None else plain(line.score)
    return [_two(figure.percent), points, figure.base, _two(figure.margin), _two(figure.response_rate), line.note]


def _two(value: Decimal | None) -> Cell:
    return None if value is None else round_half_up(value)


def figures(round_: AssessmentRound, title: str, places: Places, known: Known) -> Table:
    """The figures that people type: a row for each place of the page, a column for each answer or figure."""
    headings = [_("Mã"), _("Nội dung"), *(str(label) for _code, label in places.columns)]
    rows = []
    for unit, name, label, code in places.rows:
        held = known.held(places.part, unit, name)
        rows.append([code, label, *(_held(places.part, held, column) for column, _label in places.columns)])
    return working_table(round_, f"{title}, {round_}", headings, rows, widths={1: 60})


def _held(part: Part, held: object, column: str) -> Cell:
    if held is None:
        return None
    value = held.get(column) if isinstance(held, Mapping) else getattr(held, column)
    return plain(value) if isinstance(value, Decimal) else value
