"""A round as the publication it would be: every row that a reader will see, composed from working rows and not stored.

The same bytes from both databases, whatever the order of rows and whatever their numbers: everything is sorted here, by
places, names and codes. The number of queries does not grow with the round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.canonical import COMPONENTS, Contents
from scoring.core.change import Break, Change, Edition, change_between, is_broken
from scoring.core.rounding import round_half_up
from scoring.core.scheme import BESIDE, Scheme
from scoring.core.sheet import SheetResult
from scoring.models import (
    AssessmentRound,
    Basis,
    ComparabilityBreak,
    EditedSentence,
    Publication,
    PublishedBand,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
    PublishedSentence,
    PublishedSurvey,
    Sheet,
)
from scoring.models.indexes import CombiningRule
from scoring.survey_tally import Earlier, earlier_figures, public_survey_figures
from scoring.tally import RoundTally, SheetTally, tally_round
from units.directory import UnitDirectory
from units.models import FormerDesignation

from .frozen_inputs import Inputs, inputs_of, missing_words
from .many_rows import without_looking_for_cycles

__all__ = ["comma", "compose", "previous_of"]


def comma(number: Decimal | None, places: int) -> str:
    """A figure as printed: rounded once, with a decimal comma; "" where there is none."""
    if number is None:
        return ""
    return format(round_half_up(number, Decimal(1).scaleb(-places)), "f").replace(".", ",")


@dataclass(frozen=True)
class Previous:
    """The current publication of the year before in the same block, what compares with it, and why something does not."""

    publication: Publication | None
    results: Mapping[str, PublishedResult]
    breaks: tuple[Break, ...]
    reason: str

    @property
    def shown(self) -> Publication | None:
        """The publication that changes are stated against; None where neither score nor rank compares."""
        return self.publication if self.results else None


def previous_of(round_: AssessmentRound) -> Previous:
    """What the round's changes are stated against. A set says only of its first year that it compares with nothing before."""
    before = round_.year - 1
    found = (
        Publication.objects.current()
        .filter(index=round_.index_id, year=before, group=round_.group_id)
        .order_by("-version")
        .first()
    )
    known = list(
        ComparabilityBreak.objects.filter(index=round_.index_id, before__lte=before, after__gte=round_.year).order_by(
            "before", "after"
        )
    )
    breaks = tuple(Break(each.before, each.after, each.of_score, each.of_rank) for each in known)
    reasons = [each.reason for each in known]
    of_the_set = round_.criteria_set.incomparable_reason
    if of_the_set and not (found is not None and found.set_code == round_.criteria_set.code):
        reasons.insert(0, of_the_set)
        breaks += (Break(before, round_.year),)
    if found is None:
        return Previous(None, {}, breaks, "\n".join(reasons))
    compares = any(not is_broken(breaks, before, round_.year, what) for what in ("score", "rank"))
    results = {each.unit_code: each for each in found.results.all()} if compares else {}
    return Previous(found, results, breaks, "\n".join(reasons))


@without_looking_for_cycles()
def compose(round_: AssessmentRound, *, reason: str = "", tally: RoundTally | None = None) -> Contents:
    """Everything the round's next publication would show, as rows that are not stored.

    A first publication, or where one stands already the next version, which corrects it for that reason.
    """
    tally = tally or tally_round(round_)
    inputs = inputs_of(round_, tally)
    previous = previous_of(round_)
    publication = _publication(round_, tally, inputs, previous, reason)
    return Contents(
        publication=publication,
        components=_components(tally.scheme, publication.source),
        results=_results(round_, tally, inputs, previous, publication),
        scores=_scores(tally, publication),
        facts=_facts(tally, publication),
        criteria=inputs.criteria,
        marks=inputs.marks,
        bands=[
            PublishedBand(
                code=band.code, name=band.name, from_index=band.from_index, component_floor=band.component_floor
            )
            for band in sorted(tally.scheme.bands, key=lambda each: -each.from_index)
        ],
        surveys=_surveys(tally, earlier_figures(round_) if publication.supersedes else Earlier()),
        sentences=_sentences(round_),
    )


def _publication(
    round_: AssessmentRound, tally: RoundTally, inputs: Inputs, previous: Previous, reason: str
) -> Publication:
    criteria_set, group = round_.criteria_set, round_.group
    corrected = (
        Publication.objects.current()
        .filter(index=round_.index_id, year=round_.year, group=round_.group_id)
        .order_by("-version")
        .first()
    )
    is_illustrative = group.parent.illustrative or criteria_set.illustrative
    scale = round_.band_scale
    return Publication(
        index=round_.index,
        year=round_.year,
        group=group,
        version=corrected.version + 1 if corrected else 1,
        origin=Publication.Origin.COMPUTED,
        supersedes=corrected,
        reason=reason if corrected else "",
        index_name=round_.index.name,
        group_name=group.name,
        place_name=group.parent.full_name,
        unit_noun=group.unit_noun,
        decision_number=round_.decision_number,
        decision_date=round_.decision_date,
        unit_count=len(tally.sheets) + len(tally.left_out),
        scale_max=tally.scheme.max_score,
        unit_label=round_.index.unit_label,
        combining=_combining(tally),
        places=tally.scheme.places,
        tie_rule=tally.scheme.tie_rule.value,
        note=round_.note,
        source=_source(round_, is_illustrative=is_illustrative),
        illustrative=is_illustrative,
        set_code=criteria_set.code,
        set_name=criteria_set.name,
        set_decision=_decision(criteria_set.decision_number, criteria_set.decision_date),
        rank_on=tally.scheme.rank_on.value,
        rescale_without_survey=tally.scheme.rescale_without_survey,
        survey_made=round_.survey_made,
        band_decision=_decision(scale.decision_number, scale.decision_date) if scale is not None else "",
        previous=previous.shown,
        incomparable_reason=previous.reason,
    )


def _decision(number: str, day: date | None) -> str:
    """A decision's number with its day where both are known."""
    if not number or day is None:
        return number
    return _("%(number)s ngày %(day)s") % {"number": number, "day": f"{day.day}/{day.month}/{day.year}"}


def _source(round_: AssessmentRound, *, is_illustrative: bool) -> str:
    words = {
        "set": round_.criteria_set.name,
        "decision": _decision(round_.decision_number, round_.decision_date),
    }
    text = _("Kết quả tính trên hệ thống này theo %(set)s") % words
    if words["decision"]:
        text = _("%(decision)s; kết quả tính trên hệ thống này theo %(set)s") % words
    return _("Dữ liệu minh họa. %(text)s") % {"text": text} if is_illustrative else text


def _combining(tally: RoundTally) -> str:
    """A sum of the columns, unless points beside the scale or a rescaled survey make that untrue for some unit."""
    if not tally.round.survey_made and tally.scheme.rescale_without_survey:
        return CombiningRule.NONE
    for result in tally.result.sheets.values():
        if any(result.origins[origin].score for origin in BESIDE):
            return CombiningRule.NONE
    return CombiningRule.SUM


def _components(scheme: Scheme, source: str) -> list[PublishedComponent]:
    used = {leaf.origin for leaf in scheme.leaves}
    rows = []
    for position, origin in enumerate((each for each in COMPONENTS if each in used), start=1):
        code, name, short_name = COMPONENTS[origin]
        maximum = sum((leaf.max_score for leaf in scheme.leaves if leaf.origin is origin), Decimal(0))
        rows.append(
            PublishedComponent(
                code=code,
                name=name,
                short_name=short_name,
                max_score=maximum,
                part_of_total=origin not in BESIDE,
                position=position,
                source=source,
            )
        )
    return rows


def _names(sheets: Sequence[Sheet], year: int) -> dict[str, str]:
    """The full name of every unit on the last day of the year."""
    directory = UnitDirectory()
    for sheet in sheets:
        directory.add(sheet.unit)
    units = {sheet.unit_id: sheet.unit for sheet in sheets}
    former = FormerDesignation.objects.filter(unit__in=units).values_list("unit_id", "full_name", "valid_to")
    for unit_id, name, until in former:
        directory.call_formerly(units[unit_id], name, until)
    return {sheet.unit.code: directory.name_in(sheet.unit, date(year, 12, 31)) for sheet in sheets}


def _in_order(tally: RoundTally) -> list[tuple[Sheet, SheetTally | None]]:
    """Every sheet in the order of the table: by rank, then by the round's own order; without rank, then left out, last."""
    ranks = tally.result.ranks

    def place(pair: tuple[Sheet, SheetTally | None]) -> tuple[Any, ...]:
        sheet, own = pair
        rank = ranks.get(sheet.unit.code)
        return (own is None, rank is None, rank or 0, sheet.position, sheet.unit.sort_key, sheet.unit.code)

    pairs = [(each.sheet, each) for each in tally.sheets.values()]
    return sorted([*pairs, *((sheet, None) for sheet in tally.left_out)], key=place)


def _results(
    round_: AssessmentRound, tally: RoundTally, inputs: Inputs, previous: Previous, publication: Publication
) -> list[PublishedResult]:
    ordered = _in_order(tally)
    names = _names([sheet for sheet, _own in ordered], round_.year)
    rows = []
    for position, (sheet, own) in enumerate(ordered, start=1):
        row = PublishedResult(
            position=position,
            unit=sheet.unit,
            unit_code=sheet.unit.code,
            printed_name=names[sheet.unit.code],
            note=sheet.note,
            source=publication.source,
        )
        if own is None:
            row.absent_reason = sheet.left_out_reason
        else:
            _score(row, tally, tally.result_of(sheet.unit.code))
            row.absent_reason = missing_words(inputs, sheet.unit.code)
            _compare(row, round_, previous)
        rows.append(row)
    return rows


def _score(row: PublishedResult, tally: RoundTally, result: SheetResult) -> None:
    """The figures of a scored unit. With a mark missing there is no total, no index and no rank."""
    places = tally.scheme.places
    row.max_score = result.max_total or None
    if result.missing:
        row.max_score = None
        return
    if result.exact_total is None:
        return
    row.total, row.total_printed = result.total, comma(result.total, places)
    row.index_percent, row.index_printed = result.index, comma(result.index, places)
    row.band = result.band.name if result.band is not None else ""
    row.rank = tally.result.ranks[row.unit_code]
    row.rank_printed = str(row.rank)
    row.rank_computed = tally.result.ranks_on_published[row.unit_code]
    row.rank_exact = tally.result.ranks_on_exact[row.unit_code]


def _compare(row: PublishedResult, round_: AssessmentRound, previous: Previous) -> None:
    """The change against the year before, or nothing. Points out of different maximums are not compared."""
    before = previous.results.get(row.unit_code)
    if before is None:
        return
    change = _change(row, before, round_, previous)
    if change.rank is not None:
        row.previous_rank, row.previous_rank_printed = before.rank, before.rank_printed or str(before.rank)
        row.rank_change = change.rank
    scale = previous.publication.scale_max if previous.publication is not None else None
    if change.score is not None and (before.max_score or scale) == row.max_score:
        row.score_change = change.score


def _change(row: PublishedResult, before: PublishedResult, round_: AssessmentRound, previous: Previous) -> Change:
    group = round_.group.code
    return change_between(
        Edition(round_.year - 1, group, before.unit_code, before.rank, before.total),
        Edition(round_.year, group, row.unit_code, row.rank, row.total),
        previous.breaks,
    )


def _scores(tally: RoundTally, publication: Publication) -> dict[tuple[str, str], PublishedScore]:
    """Each unit's points by origin; none where a mark of that origin is missing or nothing of it applies."""
    used = {leaf.origin for leaf in tally.scheme.leaves}
    scores = {}
    for unit, result in tally.result.sheets.items():
        for origin in (each for each in COMPONENTS if each in used):
            points = result.origins[origin]
            if points.missing or not points.applicable:
                continue
            scores[(unit, COMPONENTS[origin][0])] = PublishedScore(
                value=points.score, printed=comma(points.score, tally.scheme.places), source=publication.source
            )
    return scores


def _facts(tally: RoundTally, publication: Publication) -> list[PublishedFact]:
    """The averages of the block, over the units that have a figure."""
    results = [each for each in tally.result.sheets.values() if each.total is not None]
    if not results:
        return []
    quantum = tally.scheme.quantum
    totals = [each.total for each in results if each.total is not None]
    figures = [
        (PublishedFact.Kind.AVERAGE, _("Điểm trung bình"), sum(totals, Decimal(0)) / len(totals), ""),
    ]
    if any(each.max_total != publication.scale_max for each in results) and tally.result.average_index is not None:
        figures.append((PublishedFact.Kind.OTHER, _("Chỉ số trung bình"), tally.result.average_index, "%"))
    return [
        PublishedFact(
            position=position,
            kind=kind,
            label=label,
            value=round_half_up(value, quantum),
            printed=comma(value, tally.scheme.places) + suffix,
            basis=Basis.PRINTED,
            source=publication.source,
        )
        for position, (kind, label, value, suffix) in enumerate(figures, start=1)
    ]


def _sentences(round_: AssessmentRound) -> list[PublishedSentence]:
    """What was worded at the desk, as it was read there; that it still agrees is for the checklist to see."""
    rows = EditedSentence.objects.filter(round=round_).select_related("sheet__unit")
    found = [(row.sheet.unit.code if row.sheet is not None else "", row) for row in rows]
    return [
        PublishedSentence(unit_code=unit, about=row.about, text=row.text, figures=row.figures)
        for unit, row in sorted(found, key=lambda each: (each[0], each[1].about))
    ]


def _surveys(tally: RoundTally, earlier: Earlier) -> dict[str, list[PublishedSurvey]]:
    """What may be shown of the surveys; a hidden figure keeps its line and shows nothing."""
    return {
        unit: [
            PublishedSurvey(
                position=position,
                purpose=figure.purpose,
                factor=figure.factor,
                percent=figure.percent,
                base=figure.base,
                response_rate=figure.response_rate,
                margin=figure.margin,
                is_suppressed=figure.is_suppressed,
            )
            for position, figure in enumerate(figures, start=1)
        ]
        for unit, figures in public_survey_figures(tally, earlier).items()
        if figures
    }
