"""Indexes, their methods, and between which years they do not compare."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from ..models.indexes import ComparabilityBreak, Framework, Index


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index as its method page tells it."""

    code: str
    name: str
    full_name: str
    publisher: str
    question: str
    unit_label: str
    scale_min: Decimal
    scale_max: Decimal
    method: str
    source: str


@dataclass(frozen=True, slots=True)
class BreakInfo:
    index: str
    before: int
    after: int
    of_score: bool
    of_rank: bool
    reason: str
    source: str


def breaks() -> dict[str, tuple[BreakInfo, ...]]:
    """Every comparability break, by index."""
    grouped: dict[str, list[BreakInfo]] = defaultdict(list)
    for each in ComparabilityBreak.objects.order_by("index", "before"):
        grouped[each.index_id].append(
            BreakInfo(each.index_id, each.before, each.after, each.of_score, each.of_rank, each.reason, each.source)
        )
    return {key: tuple(value) for key, value in grouped.items()}


def _index_info(index: Index) -> IndexInfo:
    return IndexInfo(
        index.code,
        index.name,
        index.full_name,
        index.publisher,
        index.question,
        index.unit_label,
        index.scale_min,
        index.scale_max,
        index.method,
        index.source,
    )


def indexes() -> list[IndexInfo]:
    """Every index the portal knows, in the order it shows them."""
    return [_index_info(index) for index in Index.objects.all()]


@dataclass(frozen=True, slots=True)
class IndexPart:
    name: str
    max_score: Decimal | None
    weight: Decimal | None
    example: str
    inferred: bool
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class FrameworkLine:
    code: str
    level: str
    title: str
    max_score: Decimal | None
    criteria: int | None
    component_criteria: int | None
    rule: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class FrameworkInfo:
    code: str
    scope: str
    decision: str
    dated: str
    applies: str
    areas: int | None
    criteria: int | None
    component_criteria: int | None
    max_score: Decimal | None
    split: str
    status: str
    source: str
    lines: tuple[FrameworkLine, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """Everything a method page shows of an index."""

    index: IndexInfo
    parts: tuple[IndexPart, ...]
    breaks: tuple[BreakInfo, ...]
    frameworks: tuple[FrameworkInfo, ...]

    @property
    def has_weights(self) -> bool:
        return any(part.weight is not None for part in self.parts)

    @property
    def has_gaps(self) -> bool:
        """Whether some maximum or weight is not known."""
        maximums = [part.max_score for part in self.parts]
        maximums += [line.max_score for each in self.frameworks for line in each.lines]
        unweighed = self.has_weights and any(part.weight is None for part in self.parts)
        return unweighed or None in maximums


def method_of(code: str) -> Method | None:
    """The method of an index, or None when there is no such index."""
    index = Index.objects.filter(code=code).first()
    if index is None:
        return None
    parts = tuple(
        IndexPart(part.name, part.max_score, part.weight, part.example, part.inferred, part.note, part.source)
        for part in index.components.all()
    )
    frameworks = []
    for each in Framework.objects.filter(index=index).prefetch_related("items"):
        lines = tuple(
            FrameworkLine(
                line.code,
                line.level,
                line.title,
                line.max_score,
                line.criteria,
                line.component_criteria,
                line.rule,
                line.note,
                line.source,
            )
            for line in each.items.all()
        )
        frameworks.append(
            FrameworkInfo(
                each.code,
                each.scope,
                each.decision,
                each.dated,
                each.applies,
                each.areas,
                each.criteria,
                each.component_criteria,
                each.max_score,
                each.split,
                each.status,
                each.source,
                lines,
            )
        )
    return Method(_index_info(index), parts, breaks().get(code, ()), tuple(frameworks))
