"""What is odd in a computed result without being wrong: large changes, equal changes, ranks that hang on rounding.

Each finding comes as its key, its sentence, an advice and the sheet concerned. Nothing here blocks.
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.canonical import Contents
from scoring.core.sheet import NOT_APPLICABLE
from scoring.models import PublishedResult, Sheet
from scoring.tally import RoundTally
from units.models import Succession

from .findings import show

LARGE_CHANGE = Decimal(10)  # points from one year to the next
LARGE_GAP = Decimal(10)  # points that a unit gave itself above what was appraised
_SAME_FROM = 3  # units from which on an equal change of all is no accident

Oddity = tuple[str, str, str, Sheet | None]


def look_over(tally: RoundTally, contents: Contents) -> Iterator[Oddity]:
    """Every oddity, in the order of the table."""
    yield from _changes(tally, contents)
    yield from _equal_changes(contents)
    yield from _self_scores(tally, contents)
    yield from _rounding(tally)
    yield from _classes(tally, contents)
    yield from _gone(tally, contents)


def _sheet(tally: RoundTally, unit: str) -> Sheet | None:
    return tally.sheets[unit].sheet if unit in tally.sheets else None


def _changes(tally: RoundTally, contents: Contents) -> Iterator[Oddity]:
    half = Decimal(len(contents.results)) / 2
    for row in contents.results:
        words = {"unit": row.printed_name}
        if row.score_change is not None and abs(row.score_change) >= LARGE_CHANGE:
            text = _("%(unit)s tăng %(points)s điểm so với năm trước.")
            if row.score_change < 0:
                text = _("%(unit)s giảm %(points)s điểm so với năm trước.")
            yield (
                f"large-change-{row.unit_code}",
                text % {**words, "points": show(abs(row.score_change))},
                _("Kiểm tra lại các tiêu chí thay đổi nhiều nhất của đơn vị này."),
                _sheet(tally, row.unit_code),
            )
        if row.rank_change is not None and abs(row.rank_change) > half:
            text = _("%(unit)s từ hạng %(before)d xuống hạng %(after)d, quá nửa số đơn vị của khối.")
            if row.rank_change > 0:
                text = _("%(unit)s từ hạng %(before)d lên hạng %(after)d, quá nửa số đơn vị của khối.")
            yield (
                f"large-move-{row.unit_code}",
                text % {**words, "before": row.previous_rank, "after": row.rank},
                _("Kiểm tra lại các tiêu chí thay đổi nhiều nhất của đơn vị này."),
                _sheet(tally, row.unit_code),
            )


def _equal_changes(contents: Contents) -> Iterator[Oddity]:
    changes = [row.score_change for row in contents.results if row.score_change is not None]
    if len(changes) >= _SAME_FROM and len(set(changes)) == 1 and changes[0]:
        yield (
            "equal-changes",
            _("Cả %(count)d đơn vị có tổng điểm thay đổi đúng bằng nhau (%(points)s điểm) so với năm trước.")
            % {"count": len(changes), "points": show(changes[0])},
            _("Có thể dữ liệu năm trước được sao chép lại, hoặc một tiêu chí được cộng cho mọi đơn vị."),
            None,
        )


def _self_scores(tally: RoundTally, contents: Contents) -> Iterator[Oddity]:
    gaps: dict[str, Decimal] = defaultdict(Decimal)
    for (unit, code), mark in contents.marks.items():
        if tally.sheets[unit].marks.get(code) is NOT_APPLICABLE or mark.self_score is None or mark.points is None:
            continue
        gaps[unit] += mark.self_score - mark.points
    for row in contents.results:
        gap = gaps.get(row.unit_code, Decimal(0))
        if gap >= LARGE_GAP:
            yield (
                f"self-score-{row.unit_code}",
                _("%(unit)s tự chấm cao hơn điểm thẩm định %(points)s điểm.")
                % {"unit": row.printed_name, "points": show(gap)},
                _("Kiểm tra đã ghi đủ lý do của các tiêu chí chấm thấp hơn điểm tự chấm."),
                _sheet(tally, row.unit_code),
            )


def _rounding(tally: RoundTally) -> Iterator[Oddity]:
    for unit in sorted(tally.result.hanging_on_rounding):
        yield (
            f"rounding-{unit}",
            _("%(unit)s: hạng %(rounded)d theo chỉ số đã làm tròn, hạng %(exact)d theo chỉ số chưa làm tròn.")
            % {
                "unit": tally.sheets[unit].sheet.unit.full_name,
                "rounded": tally.result.ranks_on_published[unit],
                "exact": tally.result.ranks_on_exact[unit],
            },
            _("Thứ hạng được công bố theo quy tắc của bộ tiêu chí; kiểm tra quy tắc này có đúng với quyết định không."),
            _sheet(tally, unit),
        )


def _classes(tally: RoundTally, contents: Contents) -> Iterator[Oddity]:
    if not tally.scheme.bands:
        return
    for row in contents.results:
        if row.index_percent is not None and not row.band:
            yield (
                f"no-class-{row.unit_code}",
                _("%(unit)s không thuộc loại nào của thang xếp loại.") % {"unit": row.printed_name},
                _("Kiểm tra ngưỡng của các loại."),
                _sheet(tally, row.unit_code),
            )


def _gone(tally: RoundTally, contents: Contents) -> Iterator[Oddity]:
    """Units of last year's table that this one does not have, but for those that are known to have become another or ended."""
    previous = contents.publication.previous
    if previous is None:
        return
    here = {row.unit_code for row in contents.results}
    gone = [row for row in previous.results.all() if row.unit_code not in here]
    explained = _ended_or_succeeded(gone, here, (previous.year, contents.publication.year))
    for row in sorted(gone, key=lambda each: each.position):
        if row.unit_code not in explained:
            yield (
                f"gone-{row.unit_code}",
                _("%(unit)s (mã %(code)s) có trong kết quả năm trước nhưng không có trong kỳ này.")
                % {"unit": row.printed_name, "code": row.unit_code},
                _("Thêm phiếu của đơn vị, hoặc để nguyên nếu đơn vị không còn trong khối."),
                None,
            )


def _ended_or_succeeded(gone: list[PublishedResult], here: set[str], years: tuple[int, int]) -> set[str]:
    """Which of these units ended between the two tables, as recorded, or live on in a unit of the later one.

    `years`: those of the two tables, both counted: what was published late may rank who ended before.
    """
    if not gone:
        return set()
    codes = [row.unit_code for row in gone]
    ends = Succession.objects.filter(predecessor__code__in=codes, effective_on__year__range=years)
    found = ends.values_list("predecessor__code", "successor__code")
    return {before for before, after in found if after is None or after in here}
