"""What a unit had a year before on the leaves that those of this year continue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from scoring.appraising import Leaf
from scoring.models import Appraisal, AssessmentRound, Criterion, Publication, PublishedMark
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


@dataclass(frozen=True, slots=True)
class _Old:
    """A leaf of some set that a leaf of this year's continues, or is; `kind`: that of its rule."""

    pk: int
    set_code: str
    code: str
    kind: str


def last_year(
    round_: AssessmentRound, units: Sequence[int], leaves: Mapping[str, Leaf], *, with_measures: bool = False
) -> dict[int, dict[str, Previous]]:
    """Last year's points of each unit: as published, or else from that year's working rows.

    A leaf's last year is the leaf itself where the same set served that year, else the one that it continues in the set that
    did, through as many sets as lie between. A code alone tells nothing: sets number their leaves anew.

    `with_measures`: also what they came from, of leaves whose rule is still of the same kind.
    """
    found: dict[int, dict[str, Previous]] = {unit: {} for unit in units}
    last = round_.year - 1
    continued: dict[tuple[str, str], list[str]] = {}
    by_pk: dict[int, tuple[str, str]] = {}
    alike: set[tuple[str, str]] = set()
    for code, olds in _lines_of(round_, leaves).items():
        for old in olds:
            by_pk[old.pk] = key = (old.set_code, old.code)
            continued.setdefault(key, []).append(code)
            if with_measures and old.kind == leaves[code].rule.kind:
                alike.add(key)
    same = cache(Previous)  # most occur many times in a round
    current = Publication.objects.current().filter(
        index=round_.index_id, year=last, set_code__in={set_code for set_code, _code in continued}
    )
    marks = PublishedMark.objects.filter(
        result__publication__in=current,
        result__unit__in=units,
        criterion__code__in={code for _set_code, code in continued},
    ).values_list(
        "result__unit_id", "result__publication__set_code", "criterion__code",
        "points", "criterion__max_score", "state", "amount", "base",
    )  # fmt: skip
    for unit, set_code, old_code, points, maximum, state, *measure in marks:
        key = (set_code, old_code)
        previous = same(
            points, maximum, state == PublishedMark.State.NOT_APPLICABLE, *(measure if key in alike else ())
        )
        for code in continued.get(key, ()):
            found[unit][code] = previous
    working = Appraisal.objects.filter(
        sheet__round__index=round_.index_id,
        sheet__round__year=last,
        sheet__unit__in=units,
        criterion__in=by_pk,
    ).values_list("sheet__unit_id", "criterion_id", "appraised_score", "max_score", "not_applicable", "amount", "base")
    for unit, pk, points, maximum, is_out, *measure in working:
        key = by_pk[pk]
        previous = same(points, maximum, is_out, *(measure if key in alike else ()))
        for code in continued[key]:
            found[unit].setdefault(code, previous)
    return found


def _lines_of(round_: AssessmentRound, leaves: Mapping[str, Leaf]) -> dict[str, list[_Old]]:
    """Every leaf of this year's set with itself and all that it continues, set by set; one query for each set before."""
    own = round_.criteria_set.code
    lines = {code: [_Old(leaf.pk, own, code, leaf.rule.kind)] for code, leaf in leaves.items()}
    ahead: dict[str, int] = {code: leaf.row.previous_id for code, leaf in leaves.items() if leaf.row.previous_id}
    known: dict[int, tuple[_Old, int | None]] = {}
    while ahead:
        rows = Criterion.objects.filter(pk__in=set(ahead.values()) - known.keys())
        for pk, set_code, old, rule, before in rows.values_list("pk", "criteria_set__code", "code", "rule", "previous"):
            known[pk] = (_Old(pk, set_code, old, (rule or {}).get("kind", "")), before)
        further: dict[str, int] = {}
        for code, pk in ahead.items():
            each, before = known[pk]
            # Nothing keeps rows from continuing each other in a circle.
            if each.set_code not in {old.set_code for old in lines[code]}:
                lines[code].append(each)
                if before is not None:
                    further[code] = before
        ahead = further
    return lines
