"""What a unit had a year before on the leaves that those of this year continue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from scoring.appraising import Leaf
from scoring.models import Appraisal, AssessmentRound, Publication, PublishedMark
from scoring.numerals import shown


@dataclass(frozen=True, slots=True)
class Previous:
    """The points a unit had a year before on the leaf that this one continues; its measure, where that was asked for."""

    points: Decimal | None
    max_score: Decimal | None
    not_applicable: bool = False
    amount: Decimal | None = None
    base: Decimal | None = None

    def __str__(self) -> str:
        if self.not_applicable:
            return str(_("không áp dụng"))
        if self.points is None:
            return "–"
        of = f"/{shown(self.max_score)}" if self.max_score is not None else ""
        return f"{shown(self.points)}{of}"


def last_year(
    round_: AssessmentRound, units: Sequence[int], leaves: Mapping[str, Leaf], *, with_measures: bool = False
) -> dict[int, dict[str, Previous]]:
    """Last year's points of each unit: as published, or else from that year's working rows.

    `with_measures`: also what they came from, of leaves whose rule is still of the same kind.
    """
    continued: dict[str, list[str]] = {}
    for code, leaf in leaves.items():
        if leaf.row.previous is not None:
            continued.setdefault(leaf.row.previous.code, []).append(code)
    found: dict[int, dict[str, Previous]] = {unit: {} for unit in units}
    if not continued:
        return found
    last = round_.year - 1
    same = cache(Previous)  # most occur many times in a round
    alike = {
        leaf.row.previous.code
        for leaf in leaves.values()
        if with_measures
        and leaf.row.previous is not None
        and (leaf.row.previous.rule or {}).get("kind") == leaf.rule.kind
    }
    current = Publication.objects.current().filter(index=round_.index_id, year=last)
    marks = PublishedMark.objects.filter(
        result__publication__in=current, result__unit__in=units, criterion__code__in=continued
    ).values_list("result__unit_id", "criterion__code", "points", "criterion__max_score", "state", "amount", "base")
    for unit, old, points, maximum, state, *measure in marks:
        previous = same(
            points, maximum, state == PublishedMark.State.NOT_APPLICABLE, *(measure if old in alike else ())
        )
        for code in continued[old]:
            found[unit][code] = previous
    working = Appraisal.objects.filter(
        sheet__round__index=round_.index_id,
        sheet__round__year=last,
        sheet__unit__in=units,
        criterion__in=[each.row.previous_id for each in leaves.values() if each.row.previous_id],
    ).values_list(
        "sheet__unit_id", "criterion__code", "appraised_score", "max_score", "not_applicable", "amount", "base"
    )
    for unit, old, points, maximum, is_out, *measure in working:
        previous = same(points, maximum, is_out, *(measure if old in alike else ()))
        for code in continued[old]:
            found[unit].setdefault(code, previous)
    return found
