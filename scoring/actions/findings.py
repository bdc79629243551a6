"""What is wrong or odd in a publication before it is frozen: maxima, ranks, counts, sums. Nothing is ever altered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.core.completeness import may_rank_anew
from scoring.core.ranking import TieRule
from scoring.core.reconcile import Verdict, compare_ranks, compare_sum, compare_weighted, out_of_order
from scoring.models import Basis, Index, Publication, PublishedComponent, PublishedResult, PublishedScore
from scoring.models.indexes import CombiningRule

_HUNDRED = Decimal(100)
_CHECK = "Kiểm tra lại với nguồn."


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding about a publication; `unit` and `column` say where, when it is about one figure."""

    message: str
    advice: str = ""
    unit: str = ""
    column: str = ""
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a publication shows, stored or about to be. Scores are keyed by unit code and component code."""

    publication: Publication
    components: Sequence[PublishedComponent]
    results: Sequence[PublishedResult]
    scores: Mapping[tuple[str, str], PublishedScore]


def find(content: Content) -> Iterator[Finding]:
    """Every finding about the content, errors and warnings."""
    yield from _counts(content)
    for result in content.results:
        yield from _totals(content.publication, result)
        yield from _ranks(content.publication, result)
        yield from _parts(content, result)
    yield from _order(content)
    for result in content.results:
        yield from _sum(content, result)


def show(number: Decimal) -> str:
    """A number for a sentence: 90.5000 -> "90,5"."""
    return format(number.normalize(), "f").replace(".", ",")


def _counts(content: Content) -> Iterator[Finding]:
    publication = content.publication
    if publication.places > 4:
        yield Finding(_("số chữ số thập phân lớn hơn 4"), column="places")
    if publication.unit_count is not None and len(content.results) > publication.unit_count:
        yield Finding(
            _("có %(found)d kết quả nhưng khối chỉ có %(count)d đơn vị")
            % {"found": len(content.results), "count": publication.unit_count},
            _("Sửa “Số đơn vị trong khối”, hoặc xóa dòng thừa."),
            column="unit_count",
        )


def _totals(publication: Publication, result: PublishedResult) -> Iterator[Finding]:
    if result.total is not None:
        for limit in (publication.scale_max, result.max_score):
            if limit is not None and result.total > limit:
                yield Finding(
                    _("tổng điểm %(total)s lớn hơn mức tối đa %(limit)s")
                    % {"total": show(result.total), "limit": show(limit)},
                    _(_CHECK),
                    result.unit_code,
                    "total",
                )
                break
    if result.index_percent is not None and result.index_percent > _HUNDRED:
        yield Finding(_("chỉ số lớn hơn 100%"), _(_CHECK), result.unit_code, "index_percent")


def _ranks(publication: Publication, result: PublishedResult) -> Iterator[Finding]:
    count = publication.unit_count
    if count is not None and result.rank is not None:
        last = result.rank_printed.rpartition("-")[2]
        lowest = max(result.rank, int(last) if last.isascii() and last.isdigit() else 0)
        if lowest > count:
            yield Finding(
                _("hạng %(rank)d lớn hơn số đơn vị trong khối (%(count)d)") % {"rank": lowest, "count": count},
                _(_CHECK),
                result.unit_code,
                "rank",
            )
    if (
        publication.index_id == Index.PAPI
        and result.rank is not None
        and result.rank_basis in (Basis.DERIVED, Basis.INFERRED)
    ):
        yield Finding(
            _("PAPI không cho phép tự xếp hạng"), _("Chỉ ghi hạng mà nguồn in."), result.unit_code, "rank_basis"
        )
    if (
        result.rank is not None
        and result.previous_rank is not None
        and result.rank_change is not None
        and "-" not in result.rank_printed
        and result.previous_rank - result.rank != result.rank_change
    ):
        yield Finding(
            _("số bậc tăng giảm không khớp với hạng năm trước và hạng năm nay"),
            _(_CHECK),
            result.unit_code,
            "rank_change",
            is_warning=True,
        )


def _limit_of(publication: Publication, component: PublishedComponent) -> Decimal | None:
    if component.measure == PublishedComponent.Measure.PERCENT:
        return _HUNDRED
    return component.max_score if component.max_score is not None else publication.part_scale


def _parts(content: Content, result: PublishedResult) -> Iterator[Finding]:
    for component in content.components:
        score = content.scores.get((result.unit_code, component.code))
        limit = _limit_of(content.publication, component)
        if score is not None and score.value is not None and limit is not None and score.value > limit:
            yield Finding(
                _("%(component)s %(value)s lớn hơn mức tối đa %(limit)s")
                % {"component": component.name, "value": show(score.value), "limit": show(limit)},
                _(_CHECK),
                result.unit_code,
                f"c.{component.code}",
            )


def _order(content: Content) -> Iterator[Finding]:
    names = {result.unit_code: result.printed_name for result in content.results}
    for upper, lower in out_of_order([(each.unit_code, each.rank, each.total) for each in content.results]):
        yield Finding(
            _("hạng và tổng điểm của %(upper)s và %(lower)s trái ngược nhau")
            % {"upper": names[upper], "lower": names[lower]},
            _(_CHECK),
            upper,
            "rank",
            is_warning=True,
        )
    if not may_compute_ranks(content.publication, content.results):
        return
    differences = compare_ranks(
        {each.unit_code: each.total for each in content.results},
        {each.unit_code: each.rank for each in content.results},
        TieRule(content.publication.tie_rule),
    )
    for difference in differences or ():
        yield Finding(
            _("hạng ghi là %(printed)d, tính từ tổng điểm là %(computed)d")
            % {"printed": difference.printed, "computed": difference.computed},
            _(_CHECK),
            difference.unit,
            "rank",
            is_warning=True,
        )


def may_compute_ranks(publication: Publication, results: Sequence[PublishedResult]) -> bool:
    """Whether ranks may be computed from these totals, by the rule of the core."""
    return may_rank_anew(
        publication.index_id,
        [result.total for result in results],
        unit_count=publication.unit_count,
        is_computed=publication.origin == Publication.Origin.COMPUTED,
    )


def _sum(content: Content, result: PublishedResult) -> Iterator[Finding]:
    publication = content.publication
    parts = [component for component in content.components if component.part_of_total]
    if not parts or any(component.measure == PublishedComponent.Measure.PERCENT for component in parts):
        return
    scores = [content.scores.get((result.unit_code, component.code)) for component in parts]
    values = [score.value if score is not None else None for score in scores]
    quantum = Decimal(1).scaleb(-publication.places)
    if publication.combining == CombiningRule.SUM:
        comparison = compare_sum(result.total, values, quantum)
    elif publication.combining == CombiningRule.WEIGHTED and publication.part_scale:
        weights = [component.weight for component in parts]
        comparison = compare_weighted(result.total, zip(values, weights, strict=True), publication.part_scale, quantum)
    else:
        return
    if comparison is not None and comparison.verdict is Verdict.DIFFERS:
        yield Finding(
            _("tổng điểm ghi là %(printed)s, tính từ các thành phần là %(computed)s")
            % {"printed": show(comparison.printed), "computed": show(comparison.computed)},
            _("Giữ nguyên như nguồn in; chênh lệch được liệt kê trên trang công bố."),
            result.unit_code,
            "total",
            is_warning=True,
        )
