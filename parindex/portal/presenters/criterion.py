"""The page of one criterion: what it is, on which steps the units of a block stand, who rose, who fell, who has it all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import CriterionYear, Level, Node, NodeMark, NotCompared, Release, classes, exactly, levels

from ..templatetags.numbers import percent_of
from . import criteria, words
from .navigation import Link, Switch, criterion_address, files_beside, publication_address, unit_year_address
from .words import MoveView

# A list of more units than this ends in how many are left; the file has them all.
MOST_UNITS = 100
# Where classes of an area begin, in parts of its maximum.
_CUTS_OF_AREAS = tuple(Decimal(cut) for cut in ("0.9", "0.8", "0.7", "0.5"))
_HUNDRED = Decimal(100)

REASONS = {
    NotCompared.NO_PREVIOUS: gettext_lazy("chưa có kết quả năm trước của khối này trên cổng"),
    NotCompared.METHOD_BREAK: gettext_lazy("cách tính của khối thay đổi giữa hai năm"),
    NotCompared.NEW: gettext_lazy("tiêu chí mới, năm trước không có"),
    NotCompared.TEXT: gettext_lazy("nội dung tiêu chí thay đổi"),
    NotCompared.MAXIMUM: gettext_lazy("điểm tối đa thay đổi"),
    NotCompared.RULE: gettext_lazy("cách tính điểm thay đổi"),
    NotCompared.PARTS: gettext_lazy("các tiêu chí bên trong thay đổi"),
}


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit's points for the criterion."""

    unit: str
    name: str
    href: str
    points: str
    working: str
    before: str = ""
    move: MoveView | None = None
    by: Decimal = Decimal(0)  # how far it moved; nought where that is not known


@dataclass(frozen=True, slots=True)
class LevelView:
    """One step: how many units stand on it this year and the year before (None: not comparable), and which."""

    label: str
    count: int
    before: int | None
    share: str
    units: list[UnitView]

    @property
    def shown(self) -> list[UnitView]:
        return self.units[:MOST_UNITS]

    @property
    def left_out(self) -> int:
        return max(0, len(self.units) - MOST_UNITS)


def compared(found: CriterionYear) -> bool:
    return found.before is not None and found.reason is None


def is_penalty(node: Node) -> bool:
    return node.origin is not None and node.origin.value == "penalty"


def points_of(node: Node, mark: NodeMark | None) -> Decimal | None:
    """The points as they count: those of a penalty are taken away. None where nothing was marked."""
    if mark is None or mark.points is None:
        return None
    return -mark.points if is_penalty(node) and mark.points else mark.points


def _position(found: CriterionYear, mark: NodeMark | None) -> Decimal | None:
    """Where on the steps a unit stands: by its points, above leaves by their share of what applied to the unit."""
    points = points_of(found.node, mark)
    if points is None or mark is None:
        return None
    if found.node.is_leaf:
        return points
    return points / mark.max_score if mark.max_score else None


def levels_of(found: CriterionYear, known: Sequence[Decimal]) -> tuple[Level, ...]:
    """The steps, highest first."""
    node = found.node
    if not node.is_leaf:
        return classes(Decimal(1), _CUTS_OF_AREAS)
    if is_penalty(node):
        lowest = min([*known, -found.maximum])
        return (exactly(Decimal(0)), Level(lowest - 1, Decimal(0)))
    return levels(known, found.maximum, [points for points, _label in node.steps])


def level_label(found: CriterionYear, level: Level) -> str:
    """A step in words: what the rule calls it, its points, or the part of the maximum."""
    node = found.node
    if is_penalty(node):
        return _("Không bị trừ điểm") if level.is_exact else _("Bị trừ điểm")
    if not node.is_leaf:
        low, high = (words.number(end * _HUNDRED) for end in (level.low, level.high))
        if level.is_exact:
            return _("%(percent)s%% điểm tối đa") % {"percent": low}
        if not level.holds_low:
            return _("trên %(low)s%% đến dưới %(high)s%%") % {"low": low, "high": high}
        return _("từ %(low)s%% đến dưới %(high)s%%") % {"low": low, "high": high}
    low, high = words.number(level.low), words.number(level.high)
    if not level.is_exact:
        start = _("từ %(low)s") if level.holds_low else _("trên %(low)s")
        return _("%(from)s đến dưới %(to)s điểm") % {"from": start % {"low": low}, "to": high}
    said = "; ".join(label for points, label in node.steps if points == level.low)
    text = _("%(points)s điểm") % {"points": low}
    if level.low == found.maximum and not node.is_beside_the_scale:
        text = _("%(points)s điểm (tối đa)") % {"points": low}
    return f"{text}: {said}" if said else text


def working_of(found: CriterionYear, mark: NodeMark) -> str:
    """How the points came about from what was measured, in words."""
    return found.assessment.working(found.node.code, mark) if found.node.is_leaf else ""


def _is_told_by_its_step(node: Node) -> bool:
    """Whether the step that a unit stands on says how it got there."""
    return node.rule is not None and node.rule.as_data()["kind"] in ("manual", "yes_no", "steps")


def _unit(found: CriterionYear, unit: str, name: str, mark: NodeMark) -> UnitView:
    points = points_of(found.node, mark)
    earlier = found.before.marks.get(unit) if found.before is not None and compared(found) else None
    before = points_of(found.node, earlier)
    move, by = None, Decimal(0)
    if points is not None and before is not None:
        by = points - before
        tone = "up" if by > 0 else "down" if by < 0 else "same"
        move = MoveView(tone, words.signed(by) if by else _("không đổi"))
    return UnitView(
        unit,
        name,
        unit_year_address(found.release, unit),
        words.number(points) if points is not None else "",
        mark.reason if _is_told_by_its_step(found.node) else working_of(found, mark) or mark.reason,
        words.number(before) if before is not None else "",
        move,
        by,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Every unit of the block by what it got for the criterion."""

    units: list[UnitView]
    levels: list[LevelView]
    absent: list[LevelView]  # by why there are no points

    @property
    def marked(self) -> int:
        return sum(level.count for level in self.levels)

    @property
    def risers(self) -> list[UnitView]:
        return self._moved("up")

    @property
    def fallers(self) -> list[UnitView]:
        return self._moved("down")

    @property
    def same(self) -> int:
        return len(self._moved("same"))

    def _moved(self, tone: str) -> list[UnitView]:
        """Those that moved furthest first."""
        moved = [each for each in self.units if each.move is not None and each.move.tone == tone]
        return sorted(moved, key=lambda each: -abs(each.by))


def standing(found: CriterionYear) -> Standing:
    """The units on the steps of the criterion; beside each count that of the year before, where the two compare."""
    views = {each.unit: _unit(found, each.unit, each.name, each.mark) for each in found.results}
    now = {each.unit: _position(found, each.mark) for each in found.results}
    earlier = found.before.marks.values() if found.before is not None and compared(found) else None
    then = [place for mark in earlier if (place := _position(found, mark)) is not None] if earlier is not None else None
    known = [place for place in now.values() if place is not None]
    steps = []
    for level in levels_of(found, [*known, *(then or [])]):
        units = [views[unit] for unit, place in now.items() if place is not None and level.holds(place)]
        count = len(units)
        before = sum(level.holds(place) for place in then) if then is not None else None
        share = percent_of(Decimal(count), Decimal(len(known))) if known else ""
        said = level_label(found, level)
        steps.append(LevelView(said[:1].upper() + said[1:], count, before, share, units))
    absent = []
    for state, label in criteria.STATES.items():
        missing = [views[each.unit] for each in found.results if each.mark.state == state]
        if missing:
            count_then = sum(mark.state == state for mark in earlier) if earlier is not None else None
            absent.append(LevelView(str(label).capitalize(), len(missing), count_then, "", missing))
    return Standing(list(views.values()), steps, absent)


def lead(found: CriterionYear, shown: Standing) -> str:
    """ "Năm 2024, 12 trong 16 đơn vị đạt điểm tối đa; năm trước 9 đơn vị." """
    if not shown.marked:
        return _("Năm %(year)s không có đơn vị nào được chấm tiêu chí này.") % {"year": found.release.year}
    first = shown.levels[0]
    told = {"year": found.release.year, "n": first.count, "all": shown.marked}
    if is_penalty(found.node):
        text = _("Năm %(year)s, %(n)s trong %(all)s đơn vị không bị trừ điểm") % told
    elif found.node.is_beside_the_scale:
        told["n"] = sum(each.points not in ("", "0") for each in shown.units)
        return _("Năm %(year)s, %(n)s trong %(all)s đơn vị được cộng điểm thưởng.") % told
    elif not first.count:
        text = _("Năm %(year)s, không đơn vị nào trong %(all)s đơn vị được chấm đạt điểm tối đa") % told
    else:
        text = _("Năm %(year)s, %(n)s trong %(all)s đơn vị được chấm đạt điểm tối đa") % told
    if first.before is not None:
        text += _("; năm trước %(n)s đơn vị") % {"n": first.before}
    return f"{text}."


def not_compared(found: CriterionYear) -> str:
    """Why this year's counts stand without those of the year before; "" where they do not."""
    if compared(found):
        return ""
    reason = found.reason or NotCompared.NO_PREVIOUS
    if reason is NotCompared.NO_PREVIOUS:
        return f"{str(REASONS[reason])[:1].upper()}{str(REASONS[reason])[1:]}."
    text = str(REASONS[reason])
    if reason is NotCompared.METHOD_BREAK and found.release.incomparable_reason:
        text = found.release.incomparable_reason.strip().rstrip(".").replace("\n", "; ")
    if reason is NotCompared.MAXIMUM and found.before is not None:
        ends = {"before": words.number(found.before.maximum), "after": words.number(found.maximum)}
        text = _("điểm tối đa thay đổi từ %(before)s thành %(after)s") % ends
    if reason is NotCompared.TEXT and found.before is not None:
        text = _("nội dung tiêu chí thay đổi; năm trước ghi: “%(title)s”") % {"title": found.before.node.title}
    year = found.release.year
    return _("Điểm năm %(year)s không so sánh được với năm %(before)s: %(reason)s.") % {
        "year": year,
        "before": found.before.release.year if found.before is not None else year - 1,
        "reason": text,
    }


def path(found: CriterionYear) -> list[Link]:
    """What it stands under, from the area down."""
    return [Link(f"{each.code}. {each.title}", criterion_address(found.release, each.code)) for each in found.path]


def facts(found: CriterionYear) -> list[tuple[str, str, str]]:
    """What the criterion is, as triples (label, text, address)."""
    node, release = found.node, found.release
    maximum = words.number(found.maximum)
    if node.is_beside_the_scale:
        told = _("trừ nhiều nhất %(max)s điểm") if is_penalty(node) else _("cộng nhiều nhất %(max)s điểm")
        maximum = f"{told % {'max': maximum}}, {_('ngoài thang điểm')}"
    rows = [
        (_("Điểm tối đa"), maximum, ""),
        (_("Nguồn điểm"), str(criteria.ORIGINS[node.origin.value]) if node.origin is not None else "", ""),
        (_("Cách tính điểm"), node.rule_words, ""),
        (_("Tài liệu kiểm chứng"), node.evidence, ""),
        (_("Cơ quan thẩm định"), node.appraiser, ""),
        (
            _("Bộ tiêu chí"),
            release.set_name,
            f"{publication_address(release.number)}#bo-tieu-chi" if release.number else "",
        ),
        (_("Ban hành theo"), release.set_decision, ""),
    ]
    if found.before is not None and found.before.release.is_current:
        earlier = found.before
        rows.append(
            (
                _("Nối tiếp"),
                _in_year(earlier.release, earlier.node.code),
                criterion_address(earlier.release, earlier.node.code),
            )
        )
    rows += [(_("Nối tiếp bởi"), _in_year(later, code), criterion_address(later, code)) for later, code in found.after]
    return [row for row in rows if row[1]]


def _in_year(release: Release, code: str) -> str:
    return _("tiêu chí %(code)s năm %(year)s") % {"code": code, "year": release.year}


def parts(found: CriterionYear) -> list[tuple[str, str, str, str]]:
    """What stands directly under it: code, title, maximum, address."""
    nodes = [found.assessment.nodes[code] for code in found.node.children]
    return [
        (
            each.code,
            each.title,
            words.number(each.max_score if each.max_score is not None else found.assessment.maximum_of(each.code)),
            criterion_address(found.release, each.code),
        )
        for each in nodes
    ]


def switches(found: CriterionYear, tables: Iterable[Release]) -> list[Switch]:
    """The other blocks and years that were scored by the same criterion."""
    here, every = found.release, list(tables)

    def link(text: str, release: Release, *, is_here: bool) -> Link:
        return Link(text, criterion_address(release, found.node.code), is_here)

    blocks: dict[str, Release] = {}
    for each in every:
        if each.group not in blocks or each.year == here.year:
            blocks[each.group] = each
    years = sorted((each for each in every if each.group == here.group), key=lambda each: each.year)
    shown = [
        Switch(_("Khối"), [link(each.group_name, each, is_here=code == here.group) for code, each in blocks.items()]),
        Switch(_("Năm"), [link(str(e.year), e, is_here=e.year == here.year) for e in years], is_short=True),
    ]
    return [switch for switch in shown if len(switch.links) > 1]


def context(found: CriterionYear, tables: Iterable[Release]) -> dict[str, Any]:
    """What the page shows. `tables`: every current one that rests on the same set and holds the criterion."""
    shown = standing(found)
    page = criterion_address(found.release, found.node.code)
    return {
        "found": found,
        "release": found.release,
        "node": found.node,
        "is_penalty": is_penalty(found.node),
        "path": path(found),
        "facts": facts(found),
        "parts": parts(found),
        "lead": lead(found, shown),
        "not_compared": not_compared(found),
        "is_compared": compared(found),
        "standing": shown,
        "changes": [(shown.risers, _("Tăng điểm")), (shown.fallers, _("Giảm điểm"))],
        "full": shown.levels[0] if shown.levels and not found.node.is_beside_the_scale else None,
        "switches": switches(found, tables),
        "files": files_beside(page) if shown.units and page else [],
    }
