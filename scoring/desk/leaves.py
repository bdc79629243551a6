"""The leaves of a set as the desk lists them: how each was carried into a trial, how well it does, what needs a look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.actions.composition import comma
from scoring.core.continuation import LeafMapping
from scoring.core.leaf_health import LEAST_PAIRS, PLACES, LeafHealth, NoCorrelation, tells_apart
from scoring.core.scheme import Criterion
from scoring.core.trial import CarriedLeaf, Carry, NoData
from scoring.numerals import shown
from scoring.trial_tally import PastRound, Tried

from .release import signed

# Our own bounds, told on the page: nearly everybody has the maximum; the better here, the less satisfied.
MOSTLY_FULL = Decimal(90)
OPPOSED = Decimal("-0.30")


class Urgency(IntEnum):
    """What needs to be looked at first."""

    NO_LONGER_APART = 0
    NEVER_APART = 1
    NO_DATA = 2
    RULE_NOT_TRIED = 3
    MOSTLY_FULL = 4
    OPPOSED = 5
    NOTHING = 6


class Bounds(NamedTuple):
    """The bounds of what the tables say, as the page tells them."""

    full: str = shown(MOSTLY_FULL)
    pairs: int = LEAST_PAIRS
    opposed: str = signed(OPPOSED, 2)
    places: int = PLACES


CARRIES = {
    Carry.KEPT: gettext_lazy("giữ điểm"),
    Carry.RESCORED: gettext_lazy("tính lại từ số đo theo cách tính mới"),
    Carry.SCALED: gettext_lazy("quy đổi theo tỷ lệ điểm tối đa"),
    Carry.NO_DATA: gettext_lazy("chưa có dữ liệu"),
}
_NO_DATA = {
    NoData.NEW: gettext_lazy("tiêu chí mới"),
    NoData.ORIGIN: gettext_lazy("đổi nguồn điểm"),
    NoData.UNMARKED: gettext_lazy("kỳ này không đơn vị nào có điểm"),
}
_NO_CORRELATION = {
    NoCorrelation.ITSELF: gettext_lazy("chính là chỉ số hài lòng"),
    NoCorrelation.FEW: gettext_lazy("quá ít đơn vị, n = %(n)d"),
    NoCorrelation.CONSTANT: gettext_lazy("không đổi, n = %(n)d"),
}


@dataclass(frozen=True, slots=True)
class LeafLine:
    """A leaf of a set: how it was carried, and how well it does. Without `health` nothing is known of it."""

    leaf: Criterion
    tags: tuple[str, ...]
    urgency: Urgency
    health: LeafHealth | None = None
    carried: CarriedLeaf | None = None
    told_apart_before: bool | None = None
    # A unit's name, its rank with the leaf and without; None where nothing would be left to rank by, or nothing is known.
    moved: tuple[tuple[str, int, int], ...] | None = None

    @property
    def tells_apart_no_longer(self) -> bool:
        """Whether units that had different points by last year's set all have the same."""
        return self.health is not None and self.health.tells_apart is False and self.told_apart_before is True

    @property
    def maximum(self) -> str:
        """ "1,5"; where it was another, "1 → 1,5"."""
        before = self.carried.before if self.carried is not None else None
        now = shown(self.leaf.max_score)
        return (
            now if before is None or before.max_score == self.leaf.max_score else f"{shown(before.max_score)} → {now}"
        )

    @property
    def how(self) -> str:
        """How the points came about, in words; "" on a page about a round itself."""
        it = self.carried
        if it is None:
            return ""
        words = str(CARRIES[it.how])
        if it.why is not None:
            return f"{words}: {_NO_DATA[it.why]}"
        notes = []
        if it.is_split and it.before is not None:
            notes.append(_("tách từ %(code)s") % {"code": it.before.code})
        elif it.before is not None and it.before.code != it.leaf.code:
            notes.append(_("trước là %(code)s") % {"code": it.before.code})
        if it.mapping is LeafMapping.TEXT:
            notes.append(_("nội dung đã sửa"))
        if it.refused:
            notes.append(_("số đo của %(count)d đơn vị không dùng được với cách tính mới") % {"count": len(it.refused)})
        return f"{words} ({'; '.join(notes)})" if notes else words

    @property
    def told_how(self) -> str:
        """The same where there is anything to say: most leaves just keep their points."""
        return "" if self.how == str(CARRIES[Carry.KEPT]) else self.how

    @property
    def counts(self) -> str:
        """ "18; 2 không áp dụng; 1 thiếu điểm"."""
        return "; ".join(filter(None, [str(self.health.marked), self.unmarked])) if self.health is not None else ""

    @property
    def unmarked(self) -> str:
        """ "2 không áp dụng; 1 thiếu điểm"."""
        if self.health is None:
            return ""
        parts = []
        if self.health.not_applicable:
            parts.append(_("%(count)d không áp dụng") % {"count": self.health.not_applicable})
        if self.health.missing:
            parts.append(_("%(count)d thiếu điểm") % {"count": self.health.missing})
        return "; ".join(parts)

    @property
    def best(self) -> str:
        return self._percent(self.health.best) if self.health is not None else ""

    @property
    def worst(self) -> str:
        return self._percent(self.health.worst) if self.health is not None else ""

    def _percent(self, count: int) -> str:
        percent = self.health.percent_of(count) if self.health is not None else None
        return "–" if percent is None else f"{shown(percent)}%"

    @property
    def deviation(self) -> str:
        return comma(self.health.deviation, 2) or "–" if self.health is not None else ""

    @property
    def extent(self) -> str:
        """From the least to the most points that some unit has."""
        if self.health is None or self.health.lowest is None or self.health.highest is None:
            return "–" if self.health is not None else ""
        low, high = shown(self.health.lowest), shown(self.health.highest)
        return low if low == high else f"{low}–{high}"

    @property
    def coefficient(self) -> str:
        """ "−0,34", or "–" where there is none."""
        value = self.health.correlation.value if self.health is not None else None
        return "–" if value is None else signed(value, 2).removeprefix("+")

    @property
    def pairs(self) -> str:
        """ "n = 20", or why there is no coefficient."""
        if self.health is None:
            return ""
        found = self.health.correlation
        why = _NO_CORRELATION[found.reason] if found.reason is not None else "n = %(n)d"
        return str(why) % {"n": found.units}

    @property
    def correlation(self) -> str:
        """ "−0,34 (n = 20)"; where there is none, why."""
        return self.pairs if self.coefficient == "–" else f"{self.coefficient} ({self.pairs})"

    @property
    def changes(self) -> str:
        """How many units would have another rank without it."""
        if self.health is None:
            return ""
        return _("không xét được") if self.health.moved is None else str(len(self.health.moved))


def leaf_lines(tried: Tried) -> list[LeafLine]:
    """Every leaf of the draft, what needs to be looked at first."""
    apart = {
        code: tells_apart([mark for mark in column.pick(column.entries) if isinstance(mark, Decimal)])
        for code, column in tried.past.block.columns.items()
    }
    names = tried.past.names
    return _by_urgency(
        _line(
            each.leaf,
            tried.health.get(each.leaf.code),
            names,
            each,
            apart.get(each.before.code) if each.before is not None else None,
        )
        for each in tried.trial.leaves
    )


def health_lines(past: PastRound) -> list[LeafLine]:
    """Every leaf of a round's own set, what needs to be looked at first."""
    return _by_urgency(_line(each.leaf, each, past.names) for each in past.health)


def _by_urgency(lines: Iterable[LeafLine]) -> list[LeafLine]:
    """Then whoever moves most units; stable, so that equal ones stay in the order of the set."""
    return sorted(lines, key=lambda line: (line.urgency, -len(line.moved or ())))


def _line(
    leaf: Criterion,
    health: LeafHealth | None,
    names: Mapping[str, str],
    carried: CarriedLeaf | None = None,
    told_apart_before: bool | None = None,
) -> LeafLine:
    found: list[tuple[Urgency, str]] = []
    if health is None:
        found.append((Urgency.NO_DATA, _("chưa có dữ liệu")))
    else:
        if health.tells_apart is False:
            no_longer = told_apart_before is True
            found.append(
                (Urgency.NO_LONGER_APART, _("không còn phân biệt"))
                if no_longer
                else (Urgency.NEVER_APART, _("không phân biệt"))
            )
        elif health.tells_apart and (health.percent_of(health.best) or 0) >= MOSTLY_FULL:
            found.append((Urgency.MOSTLY_FULL, _("hầu hết đạt tối đa")))
        if carried is not None and carried.is_past_the_rule:
            found.append((Urgency.RULE_NOT_TRIED, _("cách tính mới chưa thử được")))
        value = health.correlation.value
        if value is not None and value <= OPPOSED:
            found.append((Urgency.OPPOSED, _("ngược chiều với hài lòng")))
    moved = None
    if health is not None and health.moved is not None:
        moved = tuple((names[each.unit], each.with_it, each.without) for each in health.moved)
    return LeafLine(
        leaf=leaf,
        tags=tuple(words for _urgency, words in found),
        urgency=min((urgency for urgency, _words in found), default=Urgency.NOTHING),
        health=health,
        carried=carried,
        told_apart_before=told_apart_before,
        moved=moved,
    )
