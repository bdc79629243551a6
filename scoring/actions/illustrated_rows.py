"""The rows of Tỉnh Minh Họa, from the plain data of scoring/illustration: written once, in few statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from scoring.core.scheme import ASKED, Origin
from scoring.illustration import SOURCE, province, rounds, surveys
from scoring.illustration.criteria import SATISFACTION, Node, mapping_of
from scoring.illustration.paperwork import document, explanation
from scoring.illustration.province import UnitData
from scoring.illustration.quality import measure, points_of, self_mark
from scoring.illustration.rounds import RoundData
from scoring.illustration.sets import BY_CODE, SetData
from scoring.models import (
    AnswerOption,
    AnswerScale,
    Appraisal,
    AssessmentRound,
    Band,
    BandScale,
    CriteriaSet,
    Criterion,
    Index,
    Question,
    Questionnaire,
    QuestionnaireReturn,
    Sheet,
    Tally,
)
from units.models import FormerDesignation, Succession, Unit, UnitAlias, UnitForm, UnitGroup, UnitKind
from units.names import match_key

_KINDS = {"so": UnitKind.DEPARTMENT, "huyen": UnitKind.DISTRICT, "xa": UnitKind.COMMUNE}
# Behind every real place and block, wherever something is listed by position.
_LAST = 900
NOTE = "Tỉnh Minh Họa, các cơ quan, số liệu và số quyết định đều là hư cấu, chỉ để minh họa cách công bố."


@dataclass(frozen=True)
class Place:
    """The province's rows by code."""

    units: Mapping[str, Unit]
    groups: Mapping[str, UnitGroup]


def write_place() -> Place:
    """The province, its bodies, what they were called and became, and the blocks in which they are ranked."""
    top = Unit(
        code=province.PROVINCE,
        kind=UnitKind.PROVINCE,
        form=UnitForm.PROVINCE,
        name=province.PROVINCE_NAME,
        full_name=f"Tỉnh {province.PROVINCE_NAME}",
        position=_LAST,
        note=NOTE,
        source=SOURCE,
        illustrative=True,
    )
    top.save()
    made = [_unit(top, data, position) for position, data in enumerate(province.UNITS, start=1)]
    units = {each.code: each for each in Unit.objects.bulk_create(made)}
    FormerDesignation.objects.bulk_create(
        FormerDesignation(
            unit=units[data.code],
            form=data.form,
            full_name=data.former[0],
            valid_to=data.former[1],
            legal_basis=data.former[2],
            source=SOURCE,
            match_key=match_key(data.former[0]),
        )
        for data in province.UNITS
        if data.former is not None
    )
    UnitAlias.objects.bulk_create(
        UnitAlias(unit=units[data.code], name=name, match_key=match_key(name), source=SOURCE)
        for data in province.UNITS
        if (name := province.also_called(data))
    )
    Succession.objects.bulk_create(
        Succession(
            predecessor=units[each.predecessor],
            successor=units[each.successor],
            kind=each.kind,
            effective_on=each.day,
            legal_basis=each.legal_basis,
            source=SOURCE,
        )
        for each in province.SUCCESSIONS
    )
    groups = UnitGroup.objects.bulk_create(
        UnitGroup(
            code=each.code,
            place=province.PROVINCE,
            slug=each.slug,
            name=each.name,
            unit_noun=each.unit_noun,
            parent=top,
            valid_from=each.first,
            valid_to=each.last,
            position=_LAST + position,
            note=NOTE,
            source=SOURCE,
        )
        for position, each in enumerate(province.GROUPS)
    )
    return Place({top.code: top, **units}, {each.code: each for each in groups})


def _unit(top: Unit, data: UnitData, position: int) -> Unit:
    unit = Unit(
        code=data.code,
        kind=_KINDS[data.level],
        form=data.form,
        name=data.name,
        full_name=data.full_name,
        parent=top,
        valid_from=data.first,
        valid_to=data.last,
        position=position,
        formed_from=province.formed_from(data.code),
        source=SOURCE,
        illustrative=True,
    )
    former = data.former[0] if data.former is not None else ""
    unit.refresh_keys(tuple(filter(None, (former, province.also_called(data)))))
    return unit


@dataclass(frozen=True)
class StoredSet:
    """A criteria set's rows: nodes by key, scales by the first year of use."""

    row: CriteriaSet
    nodes: Mapping[str, Criterion]
    scales: Mapping[int, BandScale]

    def scale_in(self, year: int) -> BandScale:
        return self.scales[max(first for first in self.scales if first <= year)]


def write_set(data: SetData, *, index: Index, place: Place, before: StoredSet | None) -> StoredSet:
    """A criteria set; a copy says of every node what became of it."""
    row = CriteriaSet.objects.create(
        code=data.code,
        name=data.name,
        index=index,
        unit_kind=_KINDS[data.level],
        year_from=data.first,
        year_to=data.last,
        decision_number=data.number,
        decision_date=data.day,
        rescale_without_survey=data.rescale_without_survey,
        copied_from=before.row if before is not None else None,
        illustrative=True,
        note=NOTE,
        source=SOURCE,
    )
    former = {node.key: node for area in BY_CODE[data.copied_from].areas for node in area.nodes()} if before else {}
    nodes: dict[str, Criterion] = {}
    ordered = [node for area in data.areas for node in area.nodes()]
    parents = {child.key: node.key for node in ordered for child in node.children}
    places = {node.key: position for position, node in enumerate(ordered, start=1)}
    for depth in range(3):  # parents first, so that their numbers are known
        level = [node for node in ordered if _depth(node, parents) == depth]
        rows = [_criterion(row, node, places[node.key], nodes.get(parents.get(node.key, ""))) for node in level]
        for node, criterion in zip(level, rows, strict=True):
            if node.appraiser:
                criterion.appraiser = place.units[province.appraiser_in(node.appraiser, data.first)]
            if before is not None:
                criterion.previous = before.nodes.get(node.key)
                criterion.mapping = mapping_of(node, former.get(node.key))
            nodes[node.key] = criterion
        Criterion.objects.bulk_create(rows)
    scales = {}
    for first, scale in data.scales.items():
        scales[first] = BandScale.objects.create(
            criteria_set=row, name=scale.name, decision_number=scale.number, decision_date=scale.day
        )
        Band.objects.bulk_create(
            Band(
                scale=scales[first],
                code=code,
                name=name,
                from_index=Decimal(bound),
                component_floor=None if floor is None else Decimal(floor),
            )
            for code, name, bound, floor in scale.classes
        )
    return StoredSet(row, nodes, scales)


def _depth(node: Node, parents: Mapping[str, str]) -> int:
    depth, key = 0, node.key
    while key in parents:
        depth, key = depth + 1, parents[key]
    return depth


def _criterion(row: CriteriaSet, node: Node, position: int, parent: Criterion | None) -> Criterion:
    criterion = Criterion(criteria_set=row, parent=parent, code=node.number, position=position, title=node.title)
    if node.is_leaf:
        criterion.max_score, criterion.origin, criterion.rule = node.maximum, node.origin.value, node.rule
        criterion.evidence, criterion.explanation_required = node.evidence, node.explanation_required
    return criterion


@dataclass(frozen=True)
class StoredRound:
    """A round's rows: sheets by unit code."""

    data: RoundData
    row: AssessmentRound
    sheets: Mapping[str, Sheet]


def write_round(data: RoundData, *, index: Index, place: Place, stored: StoredSet, by: Any) -> StoredRound:
    """A round with its sheets, appraisals and survey answers, as far as the year has come."""
    is_begun = data.is_published or data.level == "so"
    after = data.year + 1
    row = AssessmentRound.objects.create(
        criteria_set=stored.row,
        index=index,
        year=data.year,
        group=place.groups[data.group.code],
        band_scale=stored.scale_in(data.year),
        state=AssessmentRound.State.OPEN if is_begun else AssessmentRound.State.PREPARING,
        survey_made=data.survey_made,
        self_assessment_until=date(data.year, 12, 20),
        appraisal_until=date(after, 1, 31),
        reply_until=date(after, 2, 10),
        publication_planned=date(after, 3, 31),
        decision_number=data.decision_number,
        decision_date=data.decision_day,
        note=NOTE,
    )
    sheets = {
        unit.code: Sheet(
            round=row,
            unit=place.units[unit.code],
            position=position,
            left_out_reason=rounds.LEFT_OUT.get((unit.code, data.year), ""),
            note=rounds.SURVEY_LOST.get((unit.code, data.year), ""),
        )
        for position, unit in enumerate(data.units, start=1)
    }
    Sheet.objects.bulk_create(sheets.values())
    assessed = [unit for unit in data.units if not sheets[unit.code].left_out_reason]
    Appraisal.objects.bulk_create(
        (
            _appraisal(sheets[unit.code], stored.nodes[leaf.key], unit, leaf, data, is_begun=is_begun, by=by)
            for unit in assessed
            for leaf in data.criteria_set.leaves
        ),
        batch_size=2000,
    )
    made = StoredRound(data, row, sheets)
    if data.is_published:
        _write_surveys(made, assessed, stored)
    return made


def _appraisal(
    sheet: Sheet, criterion: Criterion, unit: UnitData, leaf: Node, data: RoundData, *, is_begun: bool, by: Any
) -> Appraisal:
    row = Appraisal(sheet=sheet, criterion=criterion, max_score=leaf.maximum)
    if reason := _not_applicable(unit, leaf):
        row.not_applicable, row.not_applicable_reason = True, reason
        return row
    if not is_begun or leaf.origin in ASKED:
        return row
    found = measure(unit.code, data.level, leaf, data.year)
    points = points_of(leaf, found)
    if leaf.origin is Origin.APPRAISAL:
        own = self_mark(unit.code, data.level, leaf, data.year, points)
        row.self_score, row.reason = own.score, own.reason
        row.evidence = document(unit, leaf, data.year, found)
        row.explanation = explanation(leaf, found)
    if not _is_done(data, unit, leaf):
        row.reason = ""
        return row
    row.amount, row.base, row.choice, row.appraised_score = found.amount, found.base, found.choice, points
    row.version, row.changed_by = 1, by
    return row


def _not_applicable(unit: UnitData, leaf: Node) -> str:
    if leaf.is_one_stop and unit.code in rounds.WITHOUT_ONE_STOP:
        return rounds.WITHOUT_ONE_STOP[unit.code]
    if leaf.key == SATISFACTION and unit.code in rounds.FEW_CLIENTS:
        return "Số phiếu trả lời ít hơn 10 nên không tính chỉ số hài lòng."
    return ""


def _is_done(data: RoundData, unit: UnitData, leaf: Node) -> bool:
    """Whether the appraisers have come so far; everything is done in the years that were published."""
    if data.is_published:
        return True
    area = leaf.number.partition(".")[0]
    half = [each.code for each in data.units][::2]
    return area in rounds.DONE_IN_2026 or (area == rounds.HALF_DONE_IN_2026 and unit.code in half)


def _write_surveys(made: StoredRound, assessed: list[UnitData], stored: StoredSet) -> None:
    data, scales = made.data, {}
    for code, name, answers in (
        ("bon-muc", "Bốn mức đánh giá", surveys.FOUR_ANSWERS),
        ("hai-long", "Năm mức hài lòng", surveys.FIVE_ANSWERS),
    ):
        scales[code] = AnswerScale.objects.create(round=made.row, code=code, name=name)
        AnswerOption.objects.bulk_create(
            AnswerOption(scale=scales[code], code=answer, label=label, weight=Decimal(weight), position=position)
            for position, (answer, label, weight) in enumerate(answers, start=1)
        )
    options = {(each.scale_id, each.code): each for each in AnswerOption.objects.filter(scale__round=made.row)}
    returns: list[QuestionnaireReturn] = []
    counted: list[Tally] = []
    for position, form in enumerate(surveys.forms(data), start=1):
        scale = scales["hai-long" if form.is_satisfaction else "bon-muc"]
        row = Questionnaire.objects.create(
            round=made.row,
            code=form.code,
            name=form.name,
            purpose=Questionnaire.Purpose.SATISFACTION if form.is_satisfaction else Questionnaire.Purpose.SURVEY,
            respondents=form.respondents,
            weight=Decimal(form.weight),
            scale=scale,
            position=position,
        )
        questions = {
            each.code: each
            for each in Question.objects.bulk_create(
                Question(
                    questionnaire=row,
                    code=each.code,
                    text=each.text,
                    criterion=stored.nodes[each.leaf] if each.leaf else None,
                    factor=each.factor,
                    position=place,
                )
                for place, each in enumerate(form.questions, start=1)
            )
        }
        for unit in assessed:
            _count, issued, served = surveys.answered(data, form, unit.code)
            sheet = made.sheets[unit.code]
            returns.append(
                QuestionnaireReturn(sheet=sheet, questionnaire=row, issued=issued, population=served or None)
            )
            counted += [
                Tally(sheet=sheet, question=questions[question.code], option=options[scale.pk, answer], count=count)
                for question, counts in surveys.tallies(data, form, unit.code)
                for answer, count in counts.items()
            ]
    QuestionnaireReturn.objects.bulk_create(returns)
    Tally.objects.bulk_create(counted, batch_size=2000)
