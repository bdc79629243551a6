"""Paper against people: what appraisers saw beside what citizens said, unit by unit, against the middle of the block."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import Component, Row, SideBySide, median, round_half_up

from .. import charts
from . import words

KEY = "ho-so-va-hai-long"
TABLE = "bang-ho-so-va-hai-long"
# The parts of a total that appraisers give from papers, and that people are asked for, whichever a table has.
_PAPERS = ("tham-dinh",)
_PEOPLE = ("hai-long", "sipas")
# Of fewer units a middle says nothing.
FEWEST = 4
CORNERS = (
    gettext_lazy("Hồ sơ tốt – dân hài lòng"),
    gettext_lazy("Hồ sơ tốt – dân chưa hài lòng"),
    gettext_lazy("Hồ sơ chưa tốt – dân hài lòng"),
    gettext_lazy("Hồ sơ chưa tốt – dân chưa hài lòng"),
)


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit with its two figures in words, "" where the table has none; shares of what it could reach where known."""

    unit: str
    name: str
    href: str
    rank: str
    x: Decimal | None
    y: Decimal | None
    x_text: str
    y_text: str
    x_note: str
    y_note: str


@dataclass(frozen=True, slots=True)
class Corner:
    name: str
    units: list[UnitView]


@dataclass(frozen=True, slots=True)
class Quadrant:
    """The four corners with their units, or in `problem` why they cannot be told; then `others` is what is printed."""

    title: str = ""
    problem: str = ""
    axes: tuple[str, str] = ("", "")
    middle: str = ""
    corners: tuple[Corner, ...] = ()
    others: tuple[UnitView, ...] = ()
    chart: charts.Chart | None = None

    def corner(self, unit: str) -> str:
        return next((each.name for each in self.corners for own in each.units if own.unit == unit), "")

    def unit(self, unit: str) -> UnitView | None:
        every = [*(own for each in self.corners for own in each.units), *self.others]
        return next((each for each in every if each.unit == unit), None)


def _component(block: SideBySide, codes: Sequence[str]) -> Component | None:
    return next((each for code in codes for each in block.ranking.components if each.code == code), None)


def _figure(block: SideBySide, row: Row, component: Component) -> tuple[Decimal | None, str, str]:
    """The figure as a share of what the unit could reach where that is known, its words, and the points behind it."""
    score = row.scores.get(component.code)
    if score is None or score.value is None:
        return None, words.figure_text(score, component.suffix) if score else "", ""
    full = block.full(row, component)
    printed = words.figure_text(score, component.suffix)
    if component.is_percent or full is None:
        return score.value, printed, ""
    share = score.value * 100 / full
    return share, _percent(share), f"{printed}/{words.number(full)}"


def _percent(share: Decimal) -> str:
    return f"{words.number(round_half_up(share), words.PLACES)}%"


def _units(block: SideBySide, paper: Component, people: Component) -> list[UnitView]:
    found = []
    year = block.ranking.release.year
    for row in [*block.ranking.placed, *block.ranking.unplaced]:
        x, x_text, x_note = _figure(block, row, paper)
        y, y_text, y_note = _figure(block, row, people)
        href = reverse("portal:unit-year", args=[row.unit, year])
        found.append(UnitView(row.unit, row.name, href, words.rank_text(row), x, y, x_text, y_text, x_note, y_note))
    return found


def _is_shares(block: SideBySide, component: Component) -> bool | None:
    """Whether the figures are shares; None where some units' are and others' are not, which do not compare."""
    known = [row for row in block.ranking.rows if row.scores.get(component.code) is not None]
    kinds = {component.is_percent or block.full(row, component) is not None for row in known}
    return kinds.pop() if len(kinds) == 1 else None


def quadrant(block: SideBySide) -> Quadrant:
    """The four corners of a block of which both figures of every unit are known; else what the table does print."""
    release = block.ranking.release
    paper, people = _component(block, _PAPERS), _component(block, _PEOPLE)
    if paper is None or people is None:
        return Quadrant(
            problem=_("Bảng này không có điểm thẩm định và mức hài lòng của từng đơn vị (không công bố), nên không đặt hai mặt này cạnh nhau được.")
        )  # fmt: skip
    units = _units(block, paper, people)
    both = [each for each in units if each.x is not None and each.y is not None]
    kinds = [_is_shares(block, each) for each in (paper, people)]
    is_known = release.is_computed or len(both) == release.unit_count
    axes = (paper.name, people.name)
    if not is_known or len(both) < FEWEST or None in kinds:
        printed = tuple(each for each in units if each.x_text or each.y_text)
        return Quadrant(problem=_problem(block, len(both), is_known=is_known), axes=axes, others=printed)
    middles = (
        median([each.x for each in both if each.x is not None]),
        median([each.y for each in both if each.y is not None]),
    )
    return _drawn(block, units, (middles[0] or Decimal(0), middles[1] or Decimal(0)), axes, kinds)


def _problem(block: SideBySide, n: int, *, is_known: bool) -> str:
    release = block.ranking.release
    if is_known:
        return _("Chỉ %(n)s đơn vị có đủ điểm thẩm định và mức hài lòng; ít nhất %(fewest)s mới chia được bốn góc.") % {
            "n": n,
            "fewest": FEWEST,
        }
    told = {"n": n, "all": release.unit_count or len(block.ranking.rows)}
    text = _("Nguồn không in đủ cả điểm thẩm định và mức hài lòng của đơn vị nào.")
    if n:
        text = _("Nguồn chỉ in đủ cả điểm thẩm định và mức hài lòng của %(n)s đơn vị.") % told
        if release.unit_count:
            text = _("Nguồn chỉ in đủ cả điểm thẩm định và mức hài lòng của %(n)s trong %(all)s đơn vị.") % told
    return text + " " + _("Không có số của mọi đơn vị thì không tính được trung vị của khối, nên không chia bốn góc.")


def _drawn(
    block: SideBySide,
    units: Sequence[UnitView],
    middle: tuple[Decimal, Decimal],
    axes: tuple[str, str],
    kinds: Sequence[bool | None],
) -> Quadrant:
    found: list[list[UnitView]] = [[], [], [], []]
    spots = []
    for each in units:
        if each.x is None or each.y is None:
            continue
        corner = charts.corner_of(each.x, each.y, middle)
        found[corner].append(each)
        said = [f"{axis.lower()} {text}" for axis, text in zip(axes, (each.x_text, each.y_text), strict=True)]
        spots.append(charts.Spot(each.name, each.rank, each.x, each.y, said[0], said[1], corner))
    names = [str(each) for each in CORNERS]
    of_most = _("%(share)s điểm tối đa")
    shown = [
        of_most % {"share": _percent(each)} if kind else words.number(each)
        for each, kind in zip(middle, kinds, strict=True)
    ]
    text = _("Trung vị của khối: %(x_name)s %(x)s, %(y_name)s %(y)s. Từ trung vị trở lên là “tốt”, “hài lòng”: so với khối, không phải mức tuyệt đối.") % {
        "x_name": axes[0].lower(), "x": shown[0], "y_name": axes[1].lower(), "y": shown[1],
    }  # fmt: skip
    title = _title(found[1])
    axis = _("%(name)s, %% điểm tối đa")
    labels = [axis % {"name": name} if kind else name for name, kind in zip(axes, kinds, strict=True)]
    chart = charts.quadrant(
        spots,
        middle=middle,
        corners=names,
        axes=(labels[0], labels[1]),
        key=KEY,
        title=title,
        unit=_("Ngang: %(x)s; dọc: %(y)s; trục không bắt đầu từ 0. Số trong chấm là hạng.")
        % {"x": labels[0], "y": labels[1]},
        table_id=TABLE,
        source=words.source_names(block.ranking.release.source),
        notes=[text],
    )
    return Quadrant(
        title,
        "",
        axes,
        text,
        tuple(Corner(name, own) for name, own in zip(names, found, strict=True)),
        tuple(each for each in units if each.x is None or each.y is None),
        chart,
    )


def _title(apart: Sequence[UnitView]) -> str:
    """The finding: who has good papers and people who are not content."""
    if not apart:
        return _("Không đơn vị nào có hồ sơ tốt mà dân chưa hài lòng")
    if len(apart) <= 3:
        who = words.listing([each.name for each in apart])
        return _("Hồ sơ tốt nhưng dân chưa hài lòng: %(who)s") % {"who": who}
    return _("%(n)s đơn vị có hồ sơ tốt nhưng dân chưa hài lòng") % {"n": len(apart)}
