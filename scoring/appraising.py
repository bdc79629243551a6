"""How one leaf is judged: from what was typed to points by its rule, and every reason why that cannot stand.

Values in, values out; both the page that shows points while one types and the action that writes them ask here.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from scoring.core.rounding import round_half_up
from scoring.core.rules import (
    POINT_QUANTUM,
    Award,
    Deduction,
    Manual,
    Measure,
    Measured,
    MeasureRefused,
    Percentage,
    PerCount,
    Rate,
    Rule,
    Steps,
    Thresholds,
    YesNo,
    read_rule,
)
from scoring.core.scheme import ASKED, Origin
from scoring.models import CriteriaSet, Criterion
from scoring.models.publications import LARGEST_MEASURE
from scoring.numerals import shown, why_no_percent, why_no_rate
from scoring.rule_words import words_of_refusal
from scoring.tally import Counting, RoundTally, SheetTally

# Which parts of a measure each kind of rule reads.
PARTS: dict[type[Rule], tuple[str, ...]] = {
    Manual: ("amount",),
    PerCount: ("amount",),
    Deduction: ("amount",),
    Rate: ("amount", "base"),
    Thresholds: ("amount", "base"),
    Percentage: ("amount", "base"),
    YesNo: ("choice",),
    Steps: ("choice",),
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a criteria set with its rule read."""

    pk: int
    code: str
    title: str
    max_score: Decimal
    origin: Origin
    rule: Rule
    explanation_required: bool
    row: Criterion

    @property
    def parts(self) -> tuple[str, ...]:
        return PARTS[type(self.rule)]

    @property
    def is_rate(self) -> bool:
        """Whether a percentage may be written for it; a count with what it is out of may, too."""
        return self.rule.measures is Measured.RATE

    @property
    def is_self_scored(self) -> bool:
        """Whether the unit gives itself points here: never where a survey measures."""
        return self.origin not in ASKED


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot stand in a field of a leaf, as a sentence."""

    criterion: str
    field: str
    message: str


class Typed(Protocol):
    """What was typed for a leaf (scoring.actions.appraisals.Entry)."""

    @property
    def amount(self) -> Decimal | None: ...
    @property
    def base(self) -> Decimal | None: ...
    @property
    def choice(self) -> str: ...
    @property
    def not_applicable(self) -> bool: ...
    @property
    def not_applicable_reason(self) -> str: ...
    @property
    def self_score(self) -> Decimal | None: ...
    @property
    def explanation(self) -> str: ...
    @property
    def reason(self) -> str: ...


def leaf_of(row: Criterion) -> Leaf:
    """A leaf from its row, which has a maximum and a rule."""
    if row.max_score is None or row.rule is None:
        raise ValueError(f"{row.code} is no leaf")
    rule = read_rule(row.rule, row.max_score)
    return Leaf(row.pk, row.code, row.title, row.max_score, Origin(row.origin), rule, row.explanation_required, row)


def leaves_of(criteria_set: CriteriaSet) -> dict[str, Leaf]:
    """Every leaf of a set by code, in the set's order. One query."""
    rows = criteria_set.criteria.filter(max_score__isnull=False).order_by("position", "code")
    return {row.code: leaf_of(row) for row in rows}


def award_of(typed: Typed, leaf: Leaf) -> Award | None:
    """The points that the leaf's rule gives, with the working; None where nothing was measured. Raises `MeasureRefused`."""
    measure = Measure(typed.amount, typed.base, typed.choice)
    if typed.not_applicable or (measure.is_empty and measure.base is None):
        return None
    return leaf.rule.award(measure, leaf.max_score)


def judge(typed: Typed, leaf: Leaf, *, blocked: str = "") -> tuple[Decimal | None, list[Fault]]:
    """The points of a leaf and what cannot stand. `blocked` says why no measure may be typed (a survey measures it)."""
    faults: list[Fault] = []

    def refuse(field: str, message: str) -> None:
        faults.append(Fault(leaf.code, field, message))

    _check_numbers(typed, leaf, refuse)
    points = None
    if blocked and (typed.amount is not None or typed.base is not None or typed.choice):
        refuse("amount", blocked)
    elif not faults:
        try:
            award = award_of(typed, leaf)
        except MeasureRefused as refusal:
            refuse(_field_of(refusal, leaf), words_of_refusal(refusal))
        else:
            points = None if award is None else award.points
    if typed.not_applicable and not typed.not_applicable_reason:
        refuse("not_applicable_reason", _("Nêu lý do vì sao tiêu chí không áp dụng với đơn vị này."))
    if points is not None and typed.self_score is not None and points < typed.self_score and not typed.reason:
        refuse(
            "reason",
            _("Điểm thẩm định %(points)s thấp hơn điểm tự chấm %(own)s: nêu lý do.")
            % {"points": shown(points), "own": shown(typed.self_score)},
        )
    if leaf.explanation_required and typed.self_score is not None and not typed.explanation:
        refuse("explanation", _("Tiêu chí này bắt buộc giải trình cách chấm: ghi giải trình của đơn vị."))
    return points, faults


def rate_fault(
    amount: Decimal | None, base: Decimal | None, *, is_signed: bool, is_base_kept: bool = False
) -> tuple[str, str] | None:
    """What is wrong with how the measure of a rate leaf is written, and how to mend it; None where nothing is.

    Only who sees what was written can tell: a percentage with its sign (`is_signed`) is out of nothing; one without it, and
    without a base, is 0 or above 1. `is_base_kept`: the base is not written but stands, and nobody counts a part of one.
    """
    if amount is None or (base is None and is_signed):
        return None
    if base is not None and is_signed:
        return why_no_rate(amount, base)
    if base is None or (is_base_kept and amount != 1):
        return why_no_percent(amount, sign="%" if is_base_kept else "")
    return None


def _check_numbers(typed: Typed, leaf: Leaf, refuse: Any) -> None:
    for name in ("amount", "base", "choice"):
        if getattr(typed, name) not in (None, "") and name not in leaf.parts and not typed.not_applicable:
            refuse(name, _("Cách tính điểm của tiêu chí này không dùng số liệu này; xóa đi."))
    for name, largest in (("amount", LARGEST_MEASURE), ("base", LARGEST_MEASURE), ("self_score", 1000)):
        value: Decimal | None = getattr(typed, name)
        if value is None:
            continue
        if not value.is_finite() or not 0 <= value <= largest or round_half_up(value, POINT_QUANTUM) != value:
            refuse(name, _("Ghi một số từ 0 trở lên, nhiều nhất 4 chữ số thập phân."))
        elif name == "self_score" and value > leaf.max_score:
            refuse(
                name,
                _("Điểm tự chấm %(own)s lớn hơn điểm tối đa %(maximum)s.")
                % {"own": shown(value), "maximum": shown(leaf.max_score)},
            )
    if typed.self_score is not None and not leaf.is_self_scored:
        refuse("self_score", _("Tiêu chí đo bằng khảo sát, đơn vị không tự chấm."))


def _field_of(refusal: MeasureRefused, leaf: Leaf) -> str:
    return "base" if refusal.code == "no_base" else leaf.parts[0]


def says_no_base(unit: str, code: str) -> tuple[str, str]:
    """Points of a leaf that a survey measures without anybody who answered: what is told of them, and how it is mended.

    Typed by hand they are kept, since the figures may come later; nothing is submitted with them (actions/checklist.py).
    """
    words = _("%(unit)s có điểm khảo sát ở %(code)s nhưng không có số phiếu trả lời.")
    return words % {"unit": unit, "code": code}, _("Nhập số phiếu theo từng câu trả lời, hoặc tỷ lệ kèm số phiếu.")


def blocked_leaves(found: RoundTally | Counting, own: SheetTally) -> dict[str, str]:
    """Leaves of a sheet that nobody types a measure for, and why: a survey gives the figure, or none was made."""
    reasons = {}
    for leaf in found.scheme.leaves:
        if leaf.origin is Origin.SURVEY and not found.round.survey_made:
            reasons[leaf.code] = _("Kỳ này không tổ chức điều tra xã hội học.")
        elif (leaf.origin is Origin.SURVEY and leaf.code in own.surveys) or (
            leaf.origin is Origin.SATISFACTION and own.satisfaction is not None
        ):
            reasons[leaf.code] = _("Điểm tính từ số liệu khảo sát; sửa ở trang Khảo sát.")
    return reasons
