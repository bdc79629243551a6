"""What the door hands out: frozen values of a published table, its rows, figures, moves and checks. No database."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from ..core.change import NoComparison
from ..core.completeness import has_every_total, may_rank_anew
from ..core.ranking import TieRule, figures_to_rank, is_by_index
from ..core.reconcile import Comparison, Part, RankDifference, compare_ranks, compare_total, out_of_order
from ..core.rounding import round_half_up
from ..proof import check_code

NO_FIGURE = "không công bố"


def shortest(value: Decimal | None, places: int = 0) -> Decimal | None:
    """The number with the decimals that matter, at least `places`: 0.95 and not the 0.9500 of the database."""
    if value is None:
        return None
    shortest = value.normalize().as_tuple().exponent
    needed = -shortest if isinstance(shortest, int) else 0
    return value.quantize(Decimal(1).scaleb(-max(places, needed, 0)))


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the source: its number (None: not published), its printed form, and what it rests on."""

    value: Decimal | None = None
    printed: str = ""
    basis: str = "printed"
    note: str = ""
    source: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.printed)

    @property
    def exact(self) -> Decimal | None:
        """The number with as many decimals as printed, for files: 90.54 and not the 90.5400 of the database."""
        return shortest(self.value, self._places)

    @property
    def rounded(self) -> Decimal | None:
        """The number as it is printed, for papers that are signed: 59.03 where 59.0288 was computed."""
        return None if self.value is None else round_half_up(self.value, Decimal(1).scaleb(-self._places))

    @property
    def _places(self) -> int:
        return len(self.printed.partition(",")[2].rstrip("%"))


@dataclass(frozen=True, slots=True)
class Score(Figure):
    """A component's figure, with the rank and change in that component where the source prints them."""

    rank: int | None = None
    change: Decimal | None = None

    @property
    def exact_change(self) -> Decimal | None:
        return shortest(self.change)


@dataclass(frozen=True, slots=True)
class Component:
    """A column of a published table. `max_score` is None when the source does not print it."""

    code: str
    name: str
    short_name: str
    is_percent: bool
    max_score: Decimal | None
    max_basis: str
    weight: Decimal | None
    part_of_total: bool
    note: str
    source: str

    @property
    def suffix(self) -> str:
        """What stands right behind its figures."""
        return "%" if self.is_percent else ""

    @property
    def printed_max(self) -> Decimal | None:
        """The maximum where a source prints it; an inferred one never stands beside a printed figure."""
        return self.max_score if self.max_basis == "printed" else None


@dataclass(frozen=True, slots=True)
class Fact(Figure):
    """Something the source prints about the whole block."""

    kind: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A publication without its table: what, where, when, decided how, in which version."""

    pk: int
    number: int
    index: str
    index_name: str
    year: int
    group: str
    group_name: str
    place: str
    place_slug: str
    group_slug: str
    parent_unit: str
    unit_noun: str
    version: int
    origin: str
    reason: str
    supersedes: int | None
    superseded_by: int | None
    decision_number: str
    decision_date: date | None
    announced_on: str
    unit_count: int | None
    scale_max: Decimal
    part_scale: Decimal | None
    unit_label: str
    combining: str
    places: int
    tie_rule: str
    note: str
    source: str
    illustrative: bool
    content_hash: str
    published_at: datetime
    published_by: str
    # Of a table computed here: the criteria set it rests on and the rules it was computed by.
    set_code: str = ""
    set_name: str = ""
    set_decision: str = ""
    rank_on: str = ""
    rescale_without_survey: bool = False
    survey_made: bool = True
    band_decision: str = ""
    incomparable_reason: str = ""
    # The publication that its changes were frozen against, by key, and that one's scale.
    previous: int | None = None
    previous_scale: Decimal | None = None
    previous_number: int | None = None
    # The correction of that one, where it was corrected since: what is frozen here still compares with what it said.
    previous_corrected_by: int | None = None
    previous_corrected_at: datetime | None = None
    row_count: int | None = None  # how many units have a row; None of a table that is not stored
    is_edited: bool = False  # whoever published worded some of its sentences

    @property
    def is_comparable(self) -> bool:
        """Whether it holds two units that could be set beside each other."""
        return self.row_count is None or self.row_count > 1

    @property
    def is_current(self) -> bool:
        return self.superseded_by is None

    @property
    def check_code(self) -> str:
        """The short code by which anyone finds this publication again (scoring/proof.py)."""
        return check_code(self.content_hash)

    @property
    def suffix(self) -> str:
        """What stands right behind its main figures."""
        return "%" if self.unit_label == "%" else ""

    @property
    def is_national(self) -> bool:
        """Whether it ranks the provinces of the whole country."""
        return self.place_slug == "viet-nam"

    @property
    def is_computed(self) -> bool:
        """Whether this system computed the table; otherwise it was transcribed from a source."""
        return self.origin == "computed"


@dataclass(frozen=True, slots=True)
class RankMove:
    """How a unit's rank moved: places gained (+) or lost (−), or the reason why nothing is said.

    `is_printed`: the source prints the move itself; otherwise it is computed from two publications.
    """

    places: int | None = None
    before: str = ""
    after: str = ""
    is_printed: bool = False
    reason: NoComparison | None = None
    why: str = ""  # of a break of method: the reason recorded for it


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """How a unit's total moved: points, or only the direction a source tells, or the reason why nothing is said."""

    points: Decimal | None = None
    direction: str = ""
    is_printed: bool = False
    reason: NoComparison | None = None
    why: str = ""  # of a break of method: the reason recorded for it

    @property
    def exact(self) -> Decimal | None:
        return shortest(self.points)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's line in a published table."""

    position: int
    unit: str
    name: str
    rank: int | None
    rank_printed: str
    rank_basis: str
    rank_computed: int | None
    is_tied: bool
    total: Figure
    max_score: Decimal | None
    index_percent: Figure
    band: str
    rank_move: RankMove
    score_move: ScoreMove
    scores: Mapping[str, Score]
    absent_reason: str
    note: str
    source: str
    # What applied to the unit in each component, by its code; absent where no source says or nothing of it applied.
    maximums: Mapping[str, Decimal] = field(default_factory=dict)

    def full(self, component: Component) -> Decimal | None:
        """What the unit could reach in a component: 100 of a percentage; None where no source says, or nothing applied."""
        return Decimal(100) if component.is_percent else self.maximums.get(component.code)

    def out_of(self, release: Release) -> Decimal | None:
        """What the unit could reach in all; None of a total that could not be computed, since a mark is missing."""
        return self.max_score if self.max_score is not None or release.is_computed else release.scale_max

    @property
    def has_place(self) -> bool:
        """Whether the source puts the unit somewhere in the ranking ("cuối bảng" counts)."""
        return self.rank is not None or bool(self.rank_printed)


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A printed total beside the one its printed parts give."""

    unit: str
    name: str
    comparison: Comparison


@dataclass(frozen=True)
class Ranking:
    """A whole published table."""

    release: Release
    components: tuple[Component, ...]
    rows: tuple[Row, ...]
    facts: tuple[Fact, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    compared_with: Release | None = None  # the publication of the same block that its changes are stated against
    # Sentences that whoever published reworded: by unit ("" for the block) and what each tells; "" is not said.
    wordings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def placed(self) -> tuple[Row, ...]:
        """Rows with a place, best first; equal ranks in the order of the source."""
        return tuple(
            sorted((row for row in self.rows if row.has_place), key=lambda r: (r.rank is None, r.rank or 0, r.position))
        )

    @cached_property
    def unplaced(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if not row.has_place)

    @cached_property
    def is_whole(self) -> bool:
        """Whether every unit of the block has a row."""
        if self.release.unit_count is None:
            return self.release.is_computed
        return len(self.rows) == self.release.unit_count

    @cached_property
    def _by_rank(self) -> dict[int, tuple[Row, ...]]:
        """Rows by their rank, best rank first."""
        found: dict[int, list[Row]] = {}
        for row in self.placed:
            if row.rank is not None:
                found.setdefault(row.rank, []).append(row)
        return {rank: tuple(rows) for rank, rows in found.items()}

    def above(self, row: Row) -> tuple[Row, ...]:
        """The units on the rank above, when it is known that nobody stands between; empty otherwise."""
        upper = self._beside(row, -1)
        return upper if self._follows(upper, row) else ()

    def below(self, row: Row) -> tuple[Row, ...]:
        """The units on the rank below, when it is known that nobody stands between; empty otherwise."""
        lower = self._beside(row, 1)
        return lower if lower and self._follows(self._by_rank[row.rank or 0], lower[0]) else ()

    def _beside(self, row: Row, step: int) -> tuple[Row, ...]:
        ranks = self._ranks
        if row.rank is None:
            return ()
        place = bisect_left(ranks, row.rank) + step
        return self._by_rank[ranks[place]] if 0 <= place < len(ranks) else ()

    @cached_property
    def _ranks(self) -> tuple[int, ...]:
        return tuple(self._by_rank)

    def _follows(self, upper: tuple[Row, ...], lower: Row) -> bool:
        """Whether `lower` has the next rank after that of `upper`: 4 after two that share 2, or 3 where none is skipped."""
        if not upper or upper[0].rank is None or lower.rank is None:
            return False
        step = 1 if TieRule(self.release.tie_rule) is TieRule.DENSE else len(upper)
        return lower.rank - upper[0].rank <= step

    @cached_property
    def sum_checks(self) -> tuple[SumCheck, ...]:
        """Every row whose total can be recomputed from printed parts."""
        release, checks = self.release, []
        for row in self.rows:
            parts = [
                Part(
                    row.scores[each.code].value if each.code in row.scores else None,
                    each.max_score,
                    each.weight,
                    each.is_percent,
                    each.part_of_total,
                )
                for each in self.components
            ]
            comparison = compare_total(
                row.total.value,
                parts,
                combining=release.combining,
                scale_max=release.scale_max,
                part_scale=release.part_scale,
                quantum=Decimal(1).scaleb(-release.places),
            )
            if comparison is not None:
                checks.append(SumCheck(row.unit, row.name, comparison))
        return tuple(checks)

    @cached_property
    def is_by_index(self) -> bool:
        """Whether units are ranked by the index in percent and not by points."""
        return is_by_index((row.total.value, row.index_percent.value) for row in self.rows)

    def ranking_figure(self, row: Row) -> Figure:
        """The figure that ranks: the index in percent where the table gives it, else the total."""
        return row.index_percent if self.is_by_index else row.total

    @cached_property
    def figure_suffix(self) -> str:
        """What stands right behind the figure that ranks."""
        return "%" if self.is_by_index else self.release.suffix

    @property
    def figure_max(self) -> Decimal:
        """The highest that the figure that ranks can be."""
        return Decimal(100) if self.is_by_index else self.release.scale_max

    @cached_property
    def totals_out_of(self) -> frozenset[Decimal | None]:
        """What the totals of the table are out of: one number where the same applies to all, else several."""
        return frozenset(row.out_of(self.release) for row in self.rows if row.total.is_known)

    def figures_out_of(self, component: Component) -> frozenset[Decimal | None]:
        """What the component's figures of the table are out of; None among them where no source says."""
        return frozenset(row.maximums.get(component.code) for row in self.rows if component.code in row.scores)

    @cached_property
    def has_one_scale(self) -> bool:
        """Whether the index in percent of every unit is its total over again: all are measured out of 100."""
        return self.is_by_index and all(row.total.value == row.index_percent.value for row in self.rows)

    @cached_property
    def _ranked_by(self) -> Mapping[str, Decimal | None]:
        return figures_to_rank({row.unit: (row.total.value, row.index_percent.value) for row in self.rows})

    @cached_property
    def rank_differences(self) -> tuple[RankDifference, ...] | None:
        """Printed ranks that the figures do not give; None where ranks may not be computed from them."""
        figures = self._ranked_by
        release = self.release
        if not may_rank_anew(
            release.index, figures.values(), unit_count=release.unit_count, is_computed=release.is_computed
        ):
            return None
        return compare_ranks(figures, {row.unit: row.rank for row in self.rows}, TieRule(release.tie_rule))

    @cached_property
    def contradictions(self) -> tuple[tuple[str, str], ...]:
        """Pairs of units whose printed ranks and figures contradict each other."""
        figures = self._ranked_by
        return out_of_order([(row.unit, row.rank, figures[row.unit]) for row in self.rows])

    def _is_average(self, fact: Fact) -> bool:
        """Whether the fact is the average of the figure that ranks. Points out of different maximums have none."""
        if not self.is_by_index or self.has_one_scale:
            return fact.kind == "average"
        # Of a table computed here the average index is the one other fact in percent, as its verification reads it.
        kinds = ("average", "other") if self.release.is_computed else ("average",)
        return fact.kind in kinds and fact.printed.endswith("%")

    @cached_property
    def average(self) -> Fact | None:
        """The block's average of the figure that ranks: as printed, else computed when every unit's figure is known."""
        release = self.release
        for fact in self.facts:
            if fact.value is not None and self._is_average(fact):
                return replace(fact, label=_("Chỉ số trung bình")) if self.has_one_scale else fact
        every = [self.ranking_figure(row).value for row in self.rows]
        if len(every) < 2 or not has_every_total(every, unit_count=release.unit_count, is_computed=release.is_computed):
            return None
        totals = [total for total in every if total is not None]
        value = round_half_up(sum(totals, Decimal(0)) / len(totals), Decimal(1).scaleb(-self.release.places))
        return Fact(value, str(value).replace(".", ","), "derived", kind="average", label=_("Trung bình của khối"))


@dataclass(frozen=True, slots=True)
class UnitEdition:
    """One unit's line with the publication it stands in."""

    release: Release
    row: Row
    components: tuple[Component, ...]
