"""What the desk's survey pages show: questionnaires and how far they are filled, what each unit's surveys gave so far."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from scoring.core.rounding import round_half_up
from scoring.core.scheme import Origin
from scoring.core.sheet import NOT_APPLICABLE
from scoring.core.survey import SMALLEST_BASE, SurveyFigure
from scoring.imports.values import with_comma
from scoring.models import AssessmentRound, Event, Questionnaire, Tally
from scoring.tally import RoundTally, SheetTally


def two(value: Decimal | None) -> str:
    """Two decimals with a comma; "" for None."""
    return "" if value is None else with_comma(round_half_up(value))


FILTERS = {"thieu": "missing", "nho": "small"}  # the address's words for the states of a figure


@dataclass(frozen=True, slots=True)
class FormLine:
    """A questionnaire with its progress: how many of its places (a question about a unit) hold counts."""

    form: Questionnaire
    questions: int
    answers: str
    filled: int
    places: int


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure about a unit as the overview shows it. `state`: "", "missing", "small" or "not-applicable".

    Margins are worked out when they are shown: a page shows a hundred units of a round that may have thousands.
    """

    name: str
    figure: SurveyFigure | None
    score: Decimal | None
    state: str
    note: str = ""

    @property
    def points(self) -> str:
        return "" if self.score is None else with_comma(self.score.normalize())

    @property
    def percent(self) -> str:
        return two(self.figure.percent) if self.figure else ""

    @property
    def base(self) -> int:
        return self.figure.base if self.figure else 0

    @property
    def margin(self) -> str:
        return two(self.figure.margin) if self.figure else ""

    @property
    def response_rate(self) -> str:
        return two(self.figure.response_rate) if self.figure else ""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's figures: of each surveyed leaf, and of satisfaction with its factors."""

    code: str
    name: str
    leaves: tuple[FigureLine, ...]
    satisfaction: FigureLine | None
    factors: tuple[FigureLine, ...] = ()

    @property
    def states(self) -> set[str]:
        lines = (*self.leaves, *([self.satisfaction] if self.satisfaction else ()))
        return {line.state for line in lines}


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page, before it is filtered and cut into pages."""

    forms: tuple[FormLine, ...]
    units: tuple[UnitLine, ...]
    leaves: tuple[tuple[str, str], ...]
    has_satisfaction: bool
    left_out: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def only(self, state: str) -> list[UnitLine]:
        """The units with a figure in this state; all for ""."""
        return [unit for unit in self.units if not state or state in unit.states]


def make_overview(round_: AssessmentRound, tally: RoundTally) -> Overview:
    """Everything the surveys of a round gave so far."""
    forms = (
        Questionnaire.objects.filter(round=round_)
        .select_related("scale")
        .prefetch_related("questions", "scale__options")
        .order_by("position", "code")
    )
    counted = Tally.objects.filter(sheet__round=round_, sheet__left_out_reason="").order_by()
    filled = Counter(
        form for form, *_place in counted.values_list("question__questionnaire", "sheet", "question").distinct()
    )
    surveyed = {code for each in tally.sheets.values() for code in each.surveys}
    leaves = tuple((leaf.code, leaf.title) for leaf in tally.scheme.leaves if leaf.code in surveyed)
    satisfied = [leaf.code for leaf in tally.scheme.leaves if leaf.origin is Origin.SATISFACTION]
    asks = any(form.purpose == Questionnaire.Purpose.SATISFACTION for form in forms)
    has_satisfaction = asks or bool(satisfied) or any(each.satisfaction for each in tally.sheets.values())
    units = tuple(
        _unit(code, each, leaves, satisfied, has_satisfaction=has_satisfaction) for code, each in tally.sheets.items()
    )
    return Overview(
        tuple(_form(form, filled[form.pk], len(tally.sheets)) for form in forms),
        units,
        leaves,
        has_satisfaction,
        tuple(sheet.unit.full_name for sheet in tally.left_out),
        {state: sum(state in unit.states for unit in units) for state in ("missing", "small")},
    )


def _form(form: Questionnaire, filled: int, units: int) -> FormLine:
    options = sorted(form.scale.options.all(), key=lambda each: each.position)
    answers = "; ".join(f"{option.label} = {with_comma(option.weight.normalize())}%" for option in options)
    questions = len(form.questions.all())
    return FormLine(form, questions, answers, filled, questions * units)


def _unit(
    code: str, own: SheetTally, leaves: tuple[tuple[str, str], ...], satisfied: list[str], *, has_satisfaction: bool
) -> UnitLine:
    of_leaves = tuple(_figure(name, own.surveys.get(name), own, [name]) for name, _title in leaves)
    if not has_satisfaction:
        return UnitLine(code, own.sheet.unit.full_name, of_leaves, None)
    found = own.satisfaction
    note = _("tỷ lệ nhập sẵn; số phiếu theo câu trả lời, nếu có, không được dùng") if found and found.is_stated else ""
    whole = _figure(_("Chỉ số hài lòng"), found.figure if found else None, own, satisfied, note)
    factors = tuple(_figure(name, figure, own, []) for name, figure in found.factors.items()) if found else ()
    return UnitLine(code, own.sheet.unit.full_name, of_leaves, whole, factors)


def _figure(name: str, figure: SurveyFigure | None, own: SheetTally, leaves: list[str], note: str = "") -> FigureLine:
    marks = [own.marks.get(leaf) for leaf in leaves]
    points = [mark for mark in marks if isinstance(mark, Decimal)]
    state = ""
    if any(mark is NOT_APPLICABLE for mark in marks):
        state, note = "not-applicable", _("không áp dụng")
    elif figure is None or figure.percent is None:
        state = "missing"
        note = _("chưa có số liệu")
        if figure is not None and figure.base:
            note = _("thiếu câu: %s") % ", ".join(figure.missing)
    elif figure.is_small:
        state = "small"
        note = _("dưới %d người trả lời: không tính điểm, không công bố") % SMALLEST_BASE
    return FigureLine(name, figure, sum(points, Decimal(0)) if points else None, state, note)


def who_changed(round_: AssessmentRound) -> dict[tuple[str, str], str]:
    """(unit, question or questionnaire) -> who last entered figures there and when, from the latest events."""
    found: dict[tuple[str, str], str] = {}
    events = Event.objects.filter(verb="survey", data__round=round_.pk).select_related("by").order_by("-pk")[:50]
    for event in events:
        person = event.by.get_full_name() or event.by.get_username() if event.by else _("hệ thống")
        for change in event.data["changes"]:
            found.setdefault((change["unit"], change["of"]), f"{person}, {localtime(event.at):%H:%M %d/%m/%Y}")
    return found
