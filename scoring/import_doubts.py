"""What is odd about a file without being wrong: a column sorted away from its units, all units moved alike, a lost decimal sign.

Values in, doubts out. A doubt blocks nothing by itself; a person says that it was seen before the file is imported.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from scoring.numerals import shown

SHIFT_FROM = 5  # units from which on a column that fits its neighbours is no accident
ALIKE_FROM = 3  # units from which on an equal change of all is none
_FITS = Decimal("0.8")  # the part of a column that has to fit one row further
_TEN = Decimal(10)
_LISTED = 10
LEAST_COUNT = 10  # a count below it becomes ten times as large by itself


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at before confirming; `key` names it when a person says that it was seen."""

    key: str
    text: str
    advice: str

    def as_data(self) -> dict[str, str]:
        return {"key": self.key, "text": self.text, "advice": self.advice}


class Point(NamedTuple):
    """A number of a column in the file: what it would be, what is held, what the unit had a year before."""

    unit: str  # its name
    new: Decimal
    held: Decimal | None = None
    before: Decimal | None = None


def doubtful_name(unit: str, name: str, sheet: str, row: int, written: str) -> Doubt:
    """A name that is the unit's only without its diacritics."""
    text = _("Trang “%(sheet)s”, dòng %(row)d: tên “%(written)s” chỉ khớp “%(name)s” khi bỏ dấu.")
    return Doubt(
        f"name-{unit}",
        text % {"sheet": sheet, "row": row, "written": written, "name": name},
        _("Kiểm tra mã đơn vị đúng là của đơn vị này."),
    )


@dataclass(frozen=True, slots=True)
class Series:
    """A column of numbers over units, in the order of the file; `label` is how a person calls it.

    `least`: ten times a number below it says something only where most of the column is so (of two answers to twenty is
    a year's difference, of every unit's it is a slip). `is_stack`: the rows of several questions below each other as they
    stand in the file; looked at only for having been moved by a row.
    """

    key: str
    label: str
    points: Sequence[Point]
    least: int = 0
    is_stack: bool = False


def is_shifted(points: Sequence[Point]) -> bool:
    """Whether the column fits what the units above or below it had, held now or a year before, and not its own."""
    new = [each.new for each in points]
    for reference in ([each.held for each in points], [each.before for each in points]):
        if len(points) < SHIFT_FROM or len({value for value in reference if value is not None}) < SHIFT_FROM - 1:
            continue
        own, known = _fitting(new, reference)
        if own * 2 > known:
            continue
        for moved in (_fitting(new[1:], reference), _fitting(new, reference[1:])):
            if moved[1] >= SHIFT_FROM - 1 and moved[0] >= _FITS * moved[1]:
                return True
    return False


def _fitting(new: Sequence[Decimal], reference: Sequence[Decimal | None]) -> tuple[int, int]:
    """How many are what they are held against, and how many are held against anything: a unit may have had no figure."""
    pairs = [(value, other) for value, other in zip(new, reference, strict=False) if other is not None]
    return sum(value == other for value, other in pairs), len(pairs)


def equal_move(points: Sequence[Point]) -> Decimal | None:
    """By how much every unit of the column moves, where that is the same for all; None otherwise."""
    if len(points) < ALIKE_FROM:
        return None
    move: Decimal | None = None
    for each in points:
        if each.held is None or move not in (None, each.new - each.held):
            return None
        move = each.new - each.held
    return move or None


def is_tenfold(point: Point) -> bool:
    """Whether the value is ten times what it was or more, or a tenth exactly: a decimal sign that was lost or won."""
    _unit, new, held, before = point
    return _is_tenfold(new, held) or _is_tenfold(new, before)


def _is_tenfold(new: Decimal, was: Decimal | None) -> bool:
    return was is not None and was != new and was > 0 and new > 0 and (new >= _TEN * was or new * _TEN == was)


def tenfold(series: Series) -> list[Point]:
    """The points of a column that are ten times what they were, or a tenth, and say something by being so."""
    odd = [point for point in series.points if is_tenfold(point)]
    comparable = sum(bool(point.new and (point.held or point.before)) for point in series.points)
    if len(odd) >= ALIKE_FROM and len(odd) >= _FITS * comparable:
        return odd
    return [point for point in odd if min(point.new, _was(point) or point.new) >= series.least]


def are_swapped(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether two columns of the same rows each have what the other had, held now or a year before."""
    for place in (2, 3):  # held, before
        rows = [
            (a.new, b.new, a[place], b[place])
            for a, b in zip(one, other, strict=True)
            if a[place] is not None and b[place] is not None and a[place] != b[place]
        ]
        crossed = sum(new == was_other and new_other == was for new, new_other, was, was_other in rows)
        if len(rows) >= ALIKE_FROM and crossed >= _FITS * len(rows):
            return True
    return False


def swapped(pairs: Iterable[str]) -> Iterator[Doubt]:
    """The doubt about columns that have each other's numbers, told as a person calls them."""
    told = Told()
    for each in pairs:
        told.add(each)
    if told.count:
        yield Doubt(
            "swapped",
            _("Có hai cột giống hệt số liệu cũ nhưng đổi chỗ cho nhau: %s.") % told,
            _("Kiểm tra tiêu đề của hai cột, có thể đã ghi hoặc dán nhầm cột."),
        )


class Told:
    """The first few of what was found, in words, and how many there are: a file may be wrong in every cell."""

    def __init__(self, most: int = _LISTED) -> None:
        self.most = most
        self.first: list[str] = []
        self.count = 0

    def add(self, text: str) -> None:
        self.count += 1
        if len(self.first) < self.most:
            self.first.append(text)

    def __str__(self) -> str:
        more = _(" và %d chỗ khác") % (self.count - self.most) if self.count > self.most else ""
        return "; ".join(self.first) + more


def overtaken(places: Told) -> Doubt:
    """Places that somebody else changed after the template was taken away."""
    return Doubt(
        "later",
        _("Sau khi mẫu được tải về, người khác đã sửa các chỗ mà tệp này sẽ thay đổi: %s.") % places,
        _("Xem kỹ các thay đổi đó; tệp có thể đang mang giá trị cũ."),
    )


def taken_untold() -> Doubt:
    """A template that does not say any more when it was taken away, so that nobody can tell what was changed since."""
    return Doubt(
        "later-unknown",
        _(
            "Dòng “Số liệu đến” ở trang Hướng dẫn đã bị sửa nên không xác định được người khác đã sửa chỗ nào sau khi tải mẫu."
        ),
        _("Xem kỹ từng thay đổi, tệp có thể đang mang giá trị cũ; hoặc tải mẫu mới của kỳ rồi chép số liệu sang."),
    )


def look_over(series: Iterable[Series]) -> Iterator[Doubt]:
    """Every doubt about the columns of a file, one for each kind. Each column is looked at once and let go."""
    shifted, alike, tens = Told(), Told(), Told()
    for each in series:
        if is_shifted(each.points):
            shifted.add(each.label)
        if each.is_stack:
            continue
        if (move := equal_move(each.points)) is not None:
            alike.add(_("%(label)s (%(move)s)") % {"label": each.label, "move": _signed(move)})
        for point in tenfold(each):
            tens.add(
                _("%(unit)s, %(label)s: %(was)s → %(new)s")
                % {"unit": point.unit, "label": each.label, "was": shown(_was(point)), "new": shown(point.new)}
            )
    if shifted.count:
        yield Doubt(
            "shifted",
            _("Có cột giống hệt số liệu cũ nhưng lệch đi một dòng: %s.") % shifted,
            _("Có thể một cột đã được sắp xếp riêng hoặc dán lệch dòng; so lại từng đơn vị."),
        )
    if alike.count:
        yield Doubt(
            "alike",
            _("Có cột mà mọi đơn vị tăng hoặc giảm cùng một mức: %s.") % alike,
            _("Kiểm tra có phải đã cộng một số cho cả cột, hoặc chép nhầm cột."),
        )
    if tens.count:
        yield Doubt(
            "tenfold",
            _("Có giá trị gấp từ mười lần trở lên, hoặc đúng bằng một phần mười, giá trị đang lưu hay năm trước: %s.")
            % tens,
            _("Kiểm tra dấu thập phân."),
        )


def _was(point: Point) -> Decimal | None:
    """The value that the new one is held against."""
    return point.held if _is_tenfold(point.new, point.held) else point.before


def _signed(move: Decimal) -> str:
    return f"{'+' if move > 0 else '−'}{shown(abs(move))}"


def totals_move_alike(moves: Sequence[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """By how much every unit's total moves, where that is the same for all; pairs of before and after."""
    known = [(before, after) for before, after in moves if before is not None and after is not None]
    apart = {after - before for before, after in known}
    return (apart.pop() or None) if len(known) >= ALIKE_FROM and len(known) == len(moves) and len(apart) == 1 else None
