"""Compute a publication again from its own frozen inputs, and name every cell that does not follow from them.

Works on the content of the canonical bytes (scoring/canonical.py), so a database row and a downloaded file are held to
the same arithmetic, that of scoring.core. Of a computed round everything follows from the measures: points of each leaf,
sums of each node, totals, index, class, ranks, components, average. Of a transcribed table only what its own figures
give follows: ranks from totals, and numbers from what is printed; a printed sum that misses its parts is shown on the
page and is no alarm, since the source prints it so.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring import sentence_checks
from scoring.canonical import COMPONENTS, canonical, plain
from scoring.content_cells import COPIES, CellDifference, Path
from scoring.core.assessment import RoundResult, score_round
from scoring.core.bands import Band
from scoring.core.ranking import TieRule, rank
from scoring.core.rounding import round_half_up
from scoring.core.rules import Measure, MeasureRefused, RuleRefused, read_rule
from scoring.core.scheme import BESIDE, Criterion, Origin, RankOn, Scheme
from scoring.core.sheet import NOT_APPLICABLE, Mark, MarkOutOfRange, SheetResult
from scoring.models import Basis, Publication, PublishedMark

__all__ = ["content_differences", "content_of", "recompute"]

# The origins of points, by the code of the column that adds them up.
COMPONENT_ORIGINS = {code: origin for origin, (code, _name, _short) in COMPONENTS.items()}
_MARKED = PublishedMark.State.MARKED.value
_MISSING = PublishedMark.State.MISSING.value
_NOT_APPLICABLE = PublishedMark.State.NOT_APPLICABLE.value
# What a unit that was not assessed has nothing of.
_FIGURES = (
    *("total", "total_printed", "max_score", "index_percent", "index_printed", "band"),
    *("rank", "rank_printed", "rank_computed", "rank_exact", "rank_change", "score_change"),
)
HASH: Path = ("content_hash",)
# The facts of a computed block, by kind and whether they are printed in percent: the average total, the average index.
_AVERAGE, _AVERAGE_INDEX = ("average", False), ("other", True)


def content_of(publication: Publication) -> dict[str, Any]:
    """The content that the canonical bytes of a stored publication hold."""
    return json.loads(canonical(publication))


def content_differences(publication: Publication) -> list[CellDifference]:
    """Everything in a stored publication that its hash or its own arithmetic denies; empty when it is whole."""
    raw = canonical(publication)
    found = []
    computed = hashlib.sha256(raw).hexdigest()
    if computed != publication.content_hash:
        found.append(CellDifference(HASH, publication.content_hash, computed))
    # The link to the unit stands beside the content: pages of units follow it, so it must lead to the unit named.
    for row in publication.results.all():
        if row.unit.code != row.unit_code:
            found.append(CellDifference(("results", row.unit_code, "unit"), row.unit.code, row.unit_code))
    return [*found, *recompute(json.loads(raw)), *sentence_checks.against_what_is_published(publication)]


def recompute(content: Mapping[str, Any]) -> list[CellDifference]:
    """Every cell of a content that does not follow from the others."""
    rest = _OfARound(content).differences() if content.get("format") == 2 else _of_a_table(content)
    return [*_standing_twice(content), *rest, *sentence_checks.differences(content)]


def _standing_twice(content: Mapping[str, Any]) -> Iterator[CellDifference]:
    """Every unit stands in one row."""
    for unit, count in Counter(row["unit_code"] for row in content["results"]).items():
        if count > 1:
            yield CellDifference(("results", unit, COPIES), count, 1)


def number_of(text: Any) -> Decimal | None:
    """A number of the content, or as printed ("90,54", "87,65%"); None where there is none."""
    try:
        number = Decimal(str(text).strip().removesuffix("%").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _differs(path: Path, held: Any, expected: Any) -> Iterator[CellDifference]:
    """A difference where held and expected are not the same number, or not the same text."""
    wanted = plain(expected)
    if (None if held == "" else held) != (None if wanted == "" else wanted):
        yield CellDifference(path, held, wanted)


def _kind_of(fact: Mapping[str, Any]) -> tuple[str, bool]:
    return fact["kind"], fact["value"] is not None and fact["printed"].endswith("%")


def _printed(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f").replace(".", ",")


def _of_a_table(content: Mapping[str, Any]) -> Iterator[CellDifference]:
    results = content["results"]
    for row in results:
        path: Path = ("results", row["unit_code"])
        for figure in ("total", "index", "rank", "previous_rank"):
            column = "index_percent" if figure == "index" else figure
            yield from _agrees(path, row, column, f"{figure}_printed", row.get(f"{figure}_basis", "printed"))
        for code, score in row["scores"].items():
            yield from _agrees((*path, "scores", code), score, "value", "printed", score["basis"])
    by_index = any(row["index_percent"] is not None for row in results)
    column = "index_percent" if by_index else "total"
    totals = {row["unit_code"]: number_of(row[column]) for row in results}
    known = {unit: total for unit, total in totals.items() if total is not None}
    if known and len(known) == len(results) and any(row["rank_computed"] is not None for row in results):
        ranks = rank(known, TieRule(content["tie_rule"]))
        for row in results:
            path = ("results", row["unit_code"], "rank_computed")
            yield from _differs(path, row["rank_computed"], ranks[row["unit_code"]])


def _agrees(path: Path, row: Mapping[str, Any], figure: str, as_printed: str, basis: str) -> Iterator[CellDifference]:
    """A number is the one printed, where what is printed is a number at all ("83,6x" and "cuối bảng" are none).

    A figure that rests on something else may differ: one source misprints a rank, and the note beside it says so.
    """
    if basis != Basis.PRINTED:
        return
    value, printed = row.get(figure), number_of(row.get(as_printed))
    if value is not None and printed is not None and number_of(value) != printed:
        yield CellDifference((*path, figure), value, plain(printed))


@dataclass
class _OfARound:
    """One computed round, computed again."""

    content: Mapping[str, Any]
    found: list[CellDifference] = field(default_factory=list)

    def differences(self) -> Iterator[CellDifference]:
        yield from self._rows()
        scheme = self._scheme()
        if scheme is None:
            yield from self.found
            return
        assessed = {row["unit_code"]: row for row in self.content["results"] if row["marks"]}
        marks = {unit: self._marks(scheme, unit, row["marks"]) for unit, row in assessed.items()}
        yield from self.found
        try:
            outcome = score_round(scheme, marks, survey_was_made=self.content["survey_made"])
        except (MarkOutOfRange, ArithmeticError) as error:
            yield CellDifference(("results",), str(error), None)
            return
        yield from self._block(scheme, outcome)
        for unit, row in assessed.items():
            yield from self._result(unit, row, outcome)

    def _rows(self) -> Iterator[CellDifference]:
        """As many units as the publication says, and one without marks has a reason and no figure."""
        results = self.content["results"]
        yield from _differs(("unit_count",), self.content["unit_count"], len({row["unit_code"] for row in results}))
        for row in results:
            path: Path = ("results", row["unit_code"])
            if row["marks"]:
                continue
            for column in _FIGURES:
                if row[column] not in (None, ""):
                    yield CellDifference((*path, column), row[column])
            for code, score in row["scores"].items():
                yield CellDifference((*path, "scores", code), score["value"])
            if not row["absent_reason"]:
                yield CellDifference((*path, "absent_reason"), row["absent_reason"])

    def _scheme(self) -> Scheme | None:
        children: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in self.content["criteria"]:
            children[row["parent_code"]].append(row)

        def build(row: Mapping[str, Any]) -> Criterion:
            code, maximum = row["code"], number_of(row["max_score"])
            below = tuple(build(child) for child in children.pop(code, ()))
            if below or maximum is None or row["rule"] is None:
                return Criterion(code, row["title"], below)
            try:
                return Criterion(
                    code, row["title"], (), maximum, Origin(row["origin"]), read_rule(row["rule"], maximum)
                )
            except (RuleRefused, ValueError) as error:
                self.found.append(CellDifference(("criteria", code, "rule"), str(error)))
                raise

        try:
            areas = tuple(build(row) for row in children.pop("", ()))
            for orphans in children.values():
                self.found += [
                    CellDifference(("criteria", row["code"], "parent_code"), row["parent_code"]) for row in orphans
                ]
            bands = tuple(
                Band(row["code"], row["name"], Decimal(row["from_index"]), number_of(row["component_floor"]))
                for row in self.content["bands"]
            )
            return Scheme(
                areas,
                self.content["places"],
                TieRule(self.content["tie_rule"]),
                RankOn(self.content["rank_on"]),
                self.content["rescale_without_survey"],
                bands,
            )
        except (RuleRefused, ValueError, ArithmeticError) as error:
            if not self.found:
                self.found.append(CellDifference(("criteria",), str(error)))
            return None

    def _marks(self, scheme: Scheme, unit: str, marks: Mapping[str, Any]) -> dict[str, Mark | None]:
        parents = {child.code: node for node in scheme.by_code.values() for child in node.children}
        known: dict[str, Mark | None] = {}
        for leaf in scheme.leaves:
            mark = marks.get(leaf.code)
            state = mark["state"] if mark else _MISSING
            if state == _NOT_APPLICABLE:
                known[leaf.code] = NOT_APPLICABLE
            elif state == _MARKED and mark:
                known[leaf.code] = self._leaf(unit, leaf, mark, marks, parents.get(leaf.code))
            else:
                known[leaf.code] = None
        for code in marks.keys() - scheme.by_code.keys():
            self.found.append(CellDifference(("results", unit, "marks", code), marks[code]["points"]))
        return known

    def _leaf(
        self, unit: str, leaf: Criterion, mark: Mapping[str, Any], marks: Mapping[str, Any], parent: Criterion | None
    ) -> Decimal | None:
        """The points of a leaf by its rule; where they are not those held, the cell to blame is named.

        Both the measure and the points may be the altered one. The sum above tells: where it holds the points, the
        measure is to blame and the points stand; otherwise the points are.
        """
        path: Path = ("results", unit, "marks", leaf.code)
        held = number_of(mark["points"])
        measure = Measure(number_of(mark["amount"]), number_of(mark["base"]), mark["choice"])
        if measure.is_empty:
            # Typed or from a survey whose measure is not shown: nothing to compute it from.
            computed, column = held, "points"
        else:
            column = "choice" if measure.choice else "amount"
            try:
                computed = leaf.rule.award(measure, leaf.max_score).points
            except MeasureRefused as error:
                self.found.append(CellDifference((*path, column), mark[column], f"({error.code})"))
                computed = held
        if computed is None or held is None or held > leaf.max_score:
            self.found.append(CellDifference((*path, "points"), mark["points"], plain(computed)))
            return computed if computed is not None and computed <= leaf.max_score else None
        if computed == held:
            return held
        if parent is not None and self._sum_of(parent, marks) == number_of(marks.get(parent.code, {}).get("points")):
            self.found.append(CellDifference((*path, column), mark[column], None))
            return held
        self.found.append(CellDifference((*path, "points"), mark["points"], plain(computed)))
        return computed

    @staticmethod
    def _sum_of(parent: Criterion, marks: Mapping[str, Any]) -> Decimal:
        points = [
            number_of(marks.get(child.code, {}).get("points"))
            for child in parent.children
            if not (child.is_leaf and child.origin in BESIDE)
        ]
        return sum((each for each in points if each is not None), Decimal(0))

    def _block(self, scheme: Scheme, outcome: RoundResult) -> Iterator[CellDifference]:
        yield from _differs(("scale_max",), self.content["scale_max"], scheme.max_score)
        expected = {COMPONENTS[leaf.origin][0] for leaf in scheme.leaves}
        counted = Counter(component["code"] for component in self.content["components"])
        for code in sorted(expected | counted.keys()):
            if counted[code] != (code in expected):
                yield CellDifference(("components", code, COPIES), counted[code], int(code in expected))
        for component in self.content["components"]:
            if (leaves := leaves_of_component(scheme, component["code"])) is not None:
                maximum = sum((leaf.max_score for leaf in leaves), Decimal(0))
                yield from _differs(("components", component["code"], "max_score"), component["max_score"], maximum)
        yield from self._facts(scheme, outcome)

    def _facts(self, scheme: Scheme, outcome: RoundResult) -> Iterator[CellDifference]:
        """The averages of the block. That of the index stands only where units could reach different maximums."""
        totals = [each.total for each in outcome.sheets.values() if each.total is not None]
        averages = {
            _AVERAGE: sum(totals, Decimal(0)) / len(totals) if totals else None,
            _AVERAGE_INDEX: outcome.average_index,
        }
        same_maximum = all(
            each.max_total == scheme.max_score for each in outcome.sheets.values() if each.total is not None
        )
        kinds = [_kind_of(fact) for fact in self.content["facts"]]
        for place, (kind, average) in enumerate(averages.items(), start=1):
            if average is None or kind in kinds or (kind == _AVERAGE_INDEX and same_maximum):
                continue
            yield CellDifference(("facts", str(place), "value"), None, plain(round_half_up(average, scheme.quantum)))
        for place, fact in enumerate(self.content["facts"], start=1):
            average = averages.get(_kind_of(fact))
            if average is not None:
                shown = round_half_up(average, scheme.quantum)
                yield from _differs(("facts", str(place), "value"), fact["value"], shown)
                if number_of(fact["printed"]) != shown:
                    yield CellDifference(("facts", str(place), "printed"), fact["printed"], _printed(shown))

    def _result(self, unit: str, row: Mapping[str, Any], outcome: RoundResult) -> Iterator[CellDifference]:
        path: Path = ("results", unit)
        sheet, scheme = outcome.sheets[unit], outcome.scheme
        expected: dict[str, Any] = {
            "total": sheet.total,
            "max_score": None if sheet.missing else sheet.max_total or None,
            "index_percent": sheet.index,
            "band": sheet.band.name if sheet.band else "",
            "rank": outcome.ranks.get(unit),
            "rank_computed": outcome.ranks_on_published.get(unit),
            "rank_exact": outcome.ranks_on_exact.get(unit),
        }
        for column, value in expected.items():
            yield from _differs((*path, column), row[column], value)
        for column, figure in (("total_printed", sheet.total), ("index_printed", sheet.index)):
            if row[column] != _printed(figure):
                yield CellDifference((*path, column), row[column], _printed(figure))
        yield from _differs((*path, "rank_printed"), row["rank_printed"], str(expected["rank"] or ""))
        both_stand = row["previous_rank"] is not None and expected["rank"] is not None
        change = row["previous_rank"] - expected["rank"] if both_stand else None
        yield from _differs((*path, "rank_change"), row["rank_change"], change)
        if sheet.missing and not row["absent_reason"]:
            yield CellDifference((*path, "absent_reason"), row["absent_reason"])
        # A column shows a unit's points only where all of that origin were given and some of it applies.
        shown_codes = {
            COMPONENTS[origin][0] for origin, of in sheet.origins.items() if of.applicable and not of.missing
        }
        for code in sorted(shown_codes ^ row["scores"].keys()):
            expected_figure = component_figure(sheet, code) if code in shown_codes else None
            held = row["scores"].get(code, {}).get("value")
            yield CellDifference((*path, "scores", code), held, plain(expected_figure))
        for code, score in row["scores"].items():
            if code not in shown_codes:
                continue
            if (figure := component_figure(sheet, code)) is not None:
                shown = round_half_up(figure, scheme.quantum)
                yield from _differs((*path, "scores", code, "value"), score["value"], figure)
                if score["printed"] != _printed(shown):
                    yield CellDifference((*path, "scores", code, "printed"), score["printed"], _printed(shown))
        yield from self._nodes((*path, "marks"), row["marks"], sheet)

    def _nodes(self, path: Path, marks: Mapping[str, Any], sheet: SheetResult) -> Iterator[CellDifference]:
        """Sums of everything above the leaves, what each node could reach, and whether it was marked at all."""
        for code, node in sheet.scheme.by_code.items():
            mark, of_node = marks.get(code), sheet.nodes[code]
            if mark is None:
                yield CellDifference((*path, code))
                continue
            maximum: Decimal | None = of_node.max_score
            if of_node.missing:
                maximum = node.max_score if node.is_leaf else None
            elif not node.is_leaf:
                points = of_node.score if mark["state"] == _MARKED else None
                yield from _differs((*path, code, "points"), mark["points"], points)
            yield from _differs((*path, code, "max_score"), mark["max_score"], maximum)


def leaves_of_component(scheme: Scheme, code: str) -> list[Criterion] | None:
    """The leaves that a column of a computed table adds up; None for a column that is not of this kind."""
    origin = COMPONENT_ORIGINS.get(code)
    return None if origin is None else [leaf for leaf in scheme.leaves if leaf.origin is origin]


def component_figure(sheet: SheetResult, code: str) -> Decimal | None:
    """What a column of a computed table adds up to for one unit."""
    origin = COMPONENT_ORIGINS.get(code)
    return None if origin is None else sheet.origins[origin].score
