"""A sheet on the screen: its criteria in their tree, what stands and what was typed for each leaf, totals, last year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.appraising import Leaf, award_of, blocked_leaves, judge, leaf_of
from scoring.core.lost_points import lost_at
from scoring.core.rules import Deduction, Manual, MeasureRefused, PerCount, Steps, YesNo
from scoring.core.scheme import ASKED, COUNTED, Criterion, Origin, Scheme
from scoring.core.sheet import NOT_APPLICABLE, Mark, SheetResult, score_sheet
from scoring.forms.entry import TypedLeaf, digest_of, texts_of
from scoring.last_year import Previous, last_year
from scoring.models import Appraisal, AssessmentRound, Sheet
from scoring.models import Criterion as CriterionRow
from scoring.numerals import shown
from scoring.rule_words import words_of_rule, words_of_working
from scoring.tally import RoundTally, SheetTally, tally_round


class Leaves(StrEnum):
    """Which leaves of a sheet are shown; the values are the address's."""

    ALL = ""
    UNMARKED = "chua-cham"
    LOST = "mat-diem"

    @classmethod
    def _missing_(cls, _value: object) -> "Leaves":
        return cls.ALL


CHOICES = {
    Leaves.ALL.value: gettext_lazy("Mọi tiêu chí"),
    Leaves.UNMARKED.value: gettext_lazy("Chưa chấm"),
    Leaves.LOST.value: gettext_lazy("Mất điểm"),
}


@dataclass(frozen=True)
class LeafView:
    """One leaf of one sheet as a row of the page."""

    key: str
    leaf: Leaf
    texts: Mapping[str, str]
    faults: Mapping[str, str]
    version: int
    seen: str
    mark: Mark | None
    working: str
    blocked: str
    percent: Decimal | None
    previous: Previous | None
    row: Appraisal | None
    is_touched: bool = False
    counts: bool = True

    @property
    def is_unmarked(self) -> bool:
        return self.mark is None and self.counts

    @property
    def points(self) -> str:
        if self.mark is NOT_APPLICABLE:
            return str(_("không áp dụng"))
        return shown(self.mark) if isinstance(self.mark, Decimal) else "–"

    @property
    def maximum(self) -> str:
        return shown(self.leaf.max_score)

    @property
    def measured(self) -> str:
        """What a survey found, for people."""
        return "" if self.percent is None else f"{shown(self.percent)}%"

    @property
    def anchor(self) -> str:
        return f"tc-{self.key}"

    @property
    def fault_list(self) -> list[tuple[str, str]]:
        """Every fault with the id of its field."""
        ids = {"choice": "choice-0"}
        return [(f"{self.key}-{ids.get(name, name) or 'amount'}", says) for name, says in self.faults.items()]

    @property
    def rule(self) -> str:
        return words_of_rule(self.leaf.rule, self.leaf.max_score)

    @property
    def is_chosen(self) -> bool:
        return "choice" in self.leaf.parts

    @property
    def has_base(self) -> bool:
        return "base" in self.leaf.parts

    @property
    def amount_label(self) -> str:
        rule = self.leaf.rule
        if isinstance(rule, Manual):
            return str(_("Thẩm định"))
        if isinstance(rule, PerCount | Deduction):
            return str(_("Số lượng"))
        return str(_("Số lượng đạt hoặc tỷ lệ %"))

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """What may be chosen: value, words, points. The first is nothing yet."""
        rule = self.leaf.rule
        found = [("", str(_("Chưa chấm")), "")]
        if isinstance(rule, YesNo):
            yes = self.leaf.max_score if rule.yes is None else rule.yes
            found += [("yes", str(_("Có")), shown(yes)), ("no", str(_("Không")), shown(rule.no))]
        if isinstance(rule, Steps):
            found += [(each.code, each.label, shown(each.points)) for each in rule.options]
        return found

    @property
    def is_below_self_score(self) -> bool:
        own = self._typed_self_score
        return own is not None and isinstance(self.mark, Decimal) and self.mark < own

    @property
    def _typed_self_score(self) -> Decimal | None:
        return TypedLeaf("", 0, "", self.texts).entry.self_score

    @property
    def shows_more(self) -> bool:
        """Whether the folded fields ask for something."""
        asked = {"reason", "explanation", "evidence", "not_applicable", "not_applicable_reason"}
        return bool(asked & self.faults.keys()) or (self.is_below_self_score and not self.texts["reason"].strip())

    @property
    def has_notes(self) -> bool:
        return any(self.texts[name] for name in ("reason", "explanation", "evidence", "not_applicable_reason"))


@dataclass(frozen=True)
class Heading:
    """A criterion above some leaves."""

    code: str
    title: str
    depth: int


@dataclass(frozen=True)
class AreaView:
    """An area with the rows under it that the page shows, and its sums over all its leaves."""

    code: str
    title: str
    lines: Sequence[Heading | LeafView]
    leaves: Sequence[LeafView]
    score: Decimal
    max_score: Decimal

    @property
    def done(self) -> int:
        return sum(not each.is_unmarked for each in self.leaves)

    @property
    def points(self) -> str:
        """Points of what can be reached; bonus and penalty beside them."""
        beside = []
        for origin, sign in ((Origin.BONUS, "+"), (Origin.PENALTY, "−")):
            if any(each.leaf.origin is origin for each in self.leaves):
                beside.append(f"{sign}{shown(given(self.leaves, origin))}")
        counted = [f"{shown(self.score)}/{shown(self.max_score)}"] if self.max_score or not beside else []
        return " ".join([*counted, *beside])


def given(views: Iterable[LeafView], *origins: Origin) -> Decimal:
    """The points given so far on leaves of some origins."""
    marks = (each.mark for each in views if each.leaf.origin in origins)
    return sum((mark for mark in marks if isinstance(mark, Decimal)), Decimal(0))


def reachable(views: Iterable[LeafView]) -> Decimal:
    """What can be reached on some leaves: the maximums of those that apply; bonus and penalty are outside it."""
    return sum(
        (
            each.leaf.max_score
            for each in views
            if each.leaf.origin in COUNTED and each.counts and each.mark is not NOT_APPLICABLE
        ),
        Decimal(0),
    )


@dataclass
class SheetWork:
    """Everything known about one sheet; with `typed`, as it would stand if that were saved."""

    round: AssessmentRound
    sheet: Sheet
    leaves: Mapping[str, Leaf]
    rows: Mapping[str, Appraisal]
    found: RoundTally
    own: SheetTally | None
    previous: Mapping[str, Previous]
    typed: Mapping[str, TypedLeaf] = field(default_factory=dict)
    prefix: str = ""

    @property
    def scheme(self) -> Scheme:
        return self.found.scheme

    @cached_property
    def blocked(self) -> Mapping[str, str]:
        return {} if self.own is None else blocked_leaves(self.found, self.own)

    def key_of(self, code: str) -> str:
        return f"{self.prefix}{code}"

    @cached_property
    def touched(self) -> dict[str, TypedLeaf]:
        return {code: each for code, each in self.typed.items() if each.is_touched}

    @cached_property
    def faults(self) -> dict[str, dict[str, str]]:
        """What cannot stand of what was typed: leaf -> field -> sentence."""
        found = {}
        for code, each in self.touched.items():
            faults = dict(each.faults)
            if not faults:
                _points, judged = judge(each.entry, self.leaves[code], blocked=self.blocked.get(code, ""))
                faults = {fault.field: fault.message for fault in judged}
            if faults:
                found[code] = faults
        return found

    @property
    def without_base(self) -> list[str]:
        """Leaves that a survey measures and for which points were typed by hand: nobody answered."""
        asked = (code for code in self.touched if self.leaves[code].origin in ASKED and code not in self.blocked)
        return [code for code in asked if isinstance(self._mark(self.leaves[code])[0], Decimal)]

    def _mark(self, leaf: Leaf) -> tuple[Mark | None, str]:
        """A leaf's mark and working: of what was typed, else as it stands."""
        typed = self.touched.get(leaf.code)
        row = self.rows.get(leaf.code)
        standing = None if self.own is None else self.own.marks.get(leaf.code)
        if leaf.code in self.blocked and not (typed and typed.entry.not_applicable):
            if typed is not None and standing is NOT_APPLICABLE:
                standing = None  # known again once it is saved
            return standing, ""
        source = typed.entry if typed is not None else row
        if source is None:
            return standing, ""
        if source.not_applicable:
            return NOT_APPLICABLE, ""
        if typed is not None and typed.faults:
            return None, ""
        try:
            award = award_of(source, leaf)
        except MeasureRefused:
            return None, ""
        if award is None:
            return (standing if typed is None else None), ""
        return award.points, "" if isinstance(leaf.rule, Manual) else words_of_working(leaf.rule, award)

    def _counts(self, leaf: Leaf) -> bool:
        """Whether the leaf waits for a mark at all: where no survey was made and the rest is rescaled, its leaves do not."""
        return not (leaf.origin is Origin.SURVEY and not self.round.survey_made and self.scheme.rescale_without_survey)

    @cached_property
    def views(self) -> dict[str, LeafView]:
        views = {}
        for code, leaf in self.leaves.items():
            row, typed = self.rows.get(code), self.typed.get(code)
            standing = texts_of(row, leaf)
            mark, working = self._mark(leaf)
            views[code] = LeafView(
                key=self.key_of(code),
                leaf=leaf,
                texts=standing if typed is None else typed.texts,
                faults=self.faults.get(code, {}),
                version=typed.version if typed is not None else row.version if row is not None else 0,
                seen=typed.seen if typed is not None else digest_of(standing),
                mark=mark,
                working=working,
                blocked=self.blocked.get(code, ""),
                percent=self._percent(leaf),
                previous=self.previous.get(code),
                row=row,
                is_touched=code in self.touched,
                counts=self._counts(leaf),
            )
        return views

    def _percent(self, leaf: Leaf) -> Decimal | None:
        """What a survey measured."""
        if self.own is None or leaf.code not in self.blocked:
            return None
        if leaf.origin is Origin.SATISFACTION:
            return None if self.own.satisfaction is None else self.own.satisfaction.figure.percent
        figure = self.own.surveys.get(leaf.code)
        return None if figure is None else figure.percent

    @cached_property
    def result(self) -> SheetResult:
        """The sums. A saved figure above a maximum that was lowered since counts as none until it is mended."""
        marks: dict[str, Mark | None] = {}
        for code, view in self.views.items():
            too_high = isinstance(view.mark, Decimal) and view.mark > view.leaf.max_score
            marks[code] = None if too_high else view.mark
        return score_sheet(self.scheme, marks, survey_was_made=self.round.survey_made)

    def areas(self, *, only: str = "", which: Leaves = Leaves.ALL) -> list[AreaView]:
        """The areas with their rows: all, those of one area, or some leaves (with what was typed wrongly)."""
        areas = []
        for area in self.scheme.areas:
            if only and area.code != only:
                continue
            leaves = [leaf for leaf in area.leaves() if leaf.code in self.views]
            own = [self.views[leaf.code] for leaf in leaves]
            lines = list(self._lines(area, {leaf.code for leaf in leaves if self._is_shown(leaf, which)}, depth=0))
            if not lines:
                continue
            sums = self.result.nodes[area.code]
            areas.append(AreaView(area.code, area.title, lines, own, sums.score, reachable(own)))
        return areas

    def _is_shown(self, leaf: Criterion, which: Leaves) -> bool:
        view = self.views[leaf.code]
        if which is Leaves.ALL or view.is_touched:
            return True
        return view.is_unmarked if which is Leaves.UNMARKED else bool(lost_at(leaf, view.mark))

    def _lines(self, node: Criterion, leaves: set[str], depth: int) -> Iterable[Heading | LeafView]:
        if node.is_leaf:
            if node.code in leaves:
                yield self.views[node.code]
            return
        if depth and any(leaf.code in leaves for leaf in node.leaves()):
            yield Heading(node.code, node.title, depth)
        for child in node.children:
            yield from self._lines(child, leaves, depth + 1)

    @property
    def unmarked(self) -> list[LeafView]:
        return [each for each in self.views.values() if each.is_unmarked]

    @property
    def done(self) -> int:
        return len(self.views) - len(self.unmarked)

    @property
    def total(self) -> str:
        """The points given so far, of what could be reached; a result only when nothing misses."""
        result = self.result
        if result.exact_total is not None:
            return f"{shown(result.exact_total)}/{shown(result.max_total)}"
        views = self.views.values()
        so_far = given(views, *COUNTED) + given(views, Origin.BONUS) - given(views, Origin.PENALTY)
        return f"{shown(max(so_far, Decimal(0)))}/{shown(reachable(views))}"

    @property
    def index(self) -> str:
        return "" if self.result.index is None else f"{shown(self.result.index)}%"

    @property
    def last_saved(self) -> Appraisal | None:
        saved = [row for row in self.rows.values() if row.changed_at is not None]
        return max(saved, key=lambda row: row.changed_at or row.pk, default=None)


def load_sheet(round_: AssessmentRound, sheet: Sheet) -> SheetWork:
    """One sheet; the number of queries does not depend on its leaves."""
    return load_sheets(round_, [sheet], only=sheet)[0]


def load_sheets(
    round_: AssessmentRound, sheets: Sequence[Sheet], *, only: Sheet | None = None, leaf: str = ""
) -> list[SheetWork]:
    """Several sheets of a round, or of all of them one leaf; the number of queries depends on neither."""
    criteria = CriterionRow.objects.filter(criteria_set=round_.criteria_set_id, max_score__isnull=False)
    criteria = criteria.select_related("appraiser", "previous").order_by("position", "code")
    if leaf:
        criteria = criteria.filter(code=leaf)
    leaves = {row.code: leaf_of(row) for row in criteria}
    rows: dict[int, dict[str, Appraisal]] = {sheet.pk: {} for sheet in sheets}
    appraisals = Appraisal.objects.filter(sheet__in=[sheet.pk for sheet in sheets], criterion__code__in=leaves)
    for row in appraisals.select_related("criterion", "changed_by"):
        rows[row.sheet_id][row.criterion.code] = row
    found = tally_round(round_, only=[only] if only is not None else ())
    previous = last_year(round_, [sheet.unit_id for sheet in sheets], leaves)
    return [
        SheetWork(
            round_,
            sheet,
            leaves,
            rows[sheet.pk],
            found,
            found.sheets.get(sheet.unit.code),
            previous.get(sheet.unit_id, {}),
        )
        for sheet in sheets
    ]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The sheet before or after."""

    pk: int
    unit: str


def neighbours(sheet: Sheet) -> tuple[Neighbour | None, Neighbour | None]:
    """The sheets before and after this one in the round's order, those left out aside. One query."""
    order = [
        Neighbour(pk, unit)
        for pk, unit in Sheet.objects.filter(Q(left_out_reason="") | Q(pk=sheet.pk), round=sheet.round_id)
        .in_order()
        .values_list("pk", "unit__full_name")
    ]
    place = next(at for at, each in enumerate(order) if each.pk == sheet.pk)
    return (order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None)
