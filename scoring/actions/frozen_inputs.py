"""What a total was computed from, as it will be frozen: the criteria tree, and of every unit what was measured at each node.

A mark has one of four states. The reason that stands beside it is the one that must be public (why something does not
apply, or that a survey was not held); what appraisers wrote for each other stays on the desk.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from scoring.canonical import ComposedMark
from scoring.core.scheme import COUNTED, Criterion, Origin
from scoring.core.sheet import NOT_APPLICABLE, SheetResult, Sum
from scoring.models import Appraisal, AssessmentRound, PublishedCriterion, PublishedMark
from scoring.models import Criterion as CriterionRow
from scoring.tally import RoundTally, SheetTally

State = PublishedMark.State


class _Typed(NamedTuple):
    """What was entered for one leaf, beside its points. Named as the columns are."""

    amount: Decimal | None = None
    base: Decimal | None = None
    choice: str = ""
    self_score: Decimal | None = None
    not_applicable_reason: str = ""


_NOTHING_TYPED = _Typed()


@dataclass(frozen=True)
class Inputs:
    """The tree as rows, marks by unit and code, and the origins of the leaves that each unit still misses."""

    criteria: list[PublishedCriterion]
    marks: dict[tuple[str, str], ComposedMark]
    missing: dict[str, tuple[Origin, ...]] = field(default_factory=dict)


def inputs_of(round_: AssessmentRound, tally: RoundTally) -> Inputs:
    """The frozen inputs of a round. Two queries beside the tally's."""
    rows = list(round_.criteria_set.criteria.select_related("parent", "appraiser", "previous"))
    criteria = [
        PublishedCriterion(
            code=row.code,
            parent_code=row.parent.code if row.parent is not None else "",
            title=row.title,
            max_score=row.max_score,
            origin=row.origin,
            rule=row.rule,
            evidence=row.evidence,
            appraiser_name=row.appraiser.full_name if row.appraiser is not None else "",
            previous_code=row.previous.code if row.previous is not None else "",
            mapping=row.mapping,
            position=position,
        )
        for position, row in enumerate(_in_tree_order(rows), start=1)
    ]
    codes = {row.pk: row.code for row in rows}
    typed: dict[int, dict[str, _Typed]] = defaultdict(dict)
    for sheet, criterion, *values in (
        Appraisal.objects.filter(sheet__round=round_)
        .order_by()
        .values_list("sheet_id", "criterion_id", *_Typed._fields)
    ):
        typed[sheet][codes[criterion]] = _Typed(*values)
    marks: dict[tuple[str, str], ComposedMark] = {}
    missing = {}
    counted = {
        code: tuple(leaf.code for leaf in node.leaves() if leaf.origin in COUNTED)
        for code, node in tally.scheme.by_code.items()
    }
    for unit, own in tally.sheets.items():
        result, entered = tally.result_of(unit), typed.pop(own.sheet.pk, {})
        missing[unit] = tuple(dict.fromkeys(tally.scheme.by_code[code].origin for code in result.missing))
        for code, node in tally.scheme.by_code.items():
            marks[(unit, code)] = (
                _of_leaf(node, own, result, entered.get(code, _NOTHING_TYPED), tally)
                if node.is_leaf
                else _of_branch(result.nodes[code], counted[code], own)
            )
    return Inputs(criteria, marks, missing)


def _in_tree_order(rows: Any) -> Iterator[CriterionRow]:
    """Parents before children, siblings by place and code: the order of the printed annex."""
    children: dict[int | None, list[CriterionRow]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append(row)

    def below(parent: int | None) -> Iterator[CriterionRow]:
        for row in sorted(children[parent], key=lambda each: (each.position, each.code)):
            yield row
            yield from below(row.pk)

    yield from below(None)


def _was_not_surveyed(leaf: Criterion, tally: RoundTally) -> bool:
    return leaf.origin is Origin.SURVEY and not tally.round.survey_made


def _of_leaf(leaf: Criterion, own: SheetTally, result: SheetResult, typed: _Typed, tally: RoundTally) -> ComposedMark:
    mark, points = own.marks.get(leaf.code), result.nodes[leaf.code]
    row = ComposedMark(State.MARKED.value, points.max_score, typed.self_score)
    if mark is NOT_APPLICABLE:
        row.state, row.reason = State.NOT_APPLICABLE.value, typed.not_applicable_reason
    elif isinstance(mark, Decimal):
        row.points = points.score
        _measure(row, leaf, own, typed)
    elif _was_not_surveyed(leaf, tally):
        row.state, row.reason = State.NO_SURVEY.value, _("Không tổ chức điều tra xã hội học.")
    else:
        row.state, row.max_score = State.MISSING.value, leaf.max_score
    return row


def _measure(row: ComposedMark, leaf: Criterion, own: SheetTally, typed: _Typed) -> None:
    """What the points follow from: the percentage of a survey where one gave them, else what was entered."""
    if leaf.origin is Origin.SURVEY and leaf.code in own.surveys:
        row.amount = own.surveys[leaf.code].percent
    elif leaf.origin is Origin.SATISFACTION and own.satisfaction is not None:
        row.amount = own.satisfaction.figure.percent
    else:
        row.amount, row.base, row.choice = typed.amount, typed.base, typed.choice


def _of_branch(points: Sum, counted: Sequence[str], own: SheetTally) -> ComposedMark:
    """The sum of an area or criterion; `counted` are the leaves below it that are part of the denominator."""
    row = ComposedMark(State.MARKED.value, points.max_score)
    if points.missing:
        row.state, row.max_score = State.MISSING.value, None
    elif counted and not points.applicable:
        was_asked = any(own.marks.get(code) is not NOT_APPLICABLE for code in counted)
        row.state = State.NO_SURVEY.value if was_asked else State.NOT_APPLICABLE.value
    else:
        row.points = points.score
    return row


_MISSING_WORDS = {
    Origin.APPRAISAL: "điểm thẩm định",
    Origin.SURVEY: "kết quả điều tra xã hội học",
    Origin.SATISFACTION: "chỉ số hài lòng",
    Origin.BONUS: "điểm thưởng",
    Origin.PENALTY: "điểm trừ",
}


def missing_words(inputs: Inputs, unit: str) -> str:
    """Why a unit has no total and no rank, in a sentence; "" where nothing is missing."""
    origins = inputs.missing.get(unit, ())
    if not origins:
        return ""
    what = ", ".join(_MISSING_WORDS[origin] for origin in Origin if origin in origins)
    return _("Chưa có %(what)s nên chưa tính tổng điểm và chưa xếp hạng.") % {"what": what}
