"""What became of a unit and what was there before it, as far as the data record it; what they do not record is said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from units.models import Succession, Unit, UnitKind

from . import words
from .navigation import Link

# Where the units of one level and parent stand in the list of units.
_ANCHORS = {
    UnitKind.MINISTRY: "bo",
    UnitKind.PROVINCE: "cap-tinh",
    UnitKind.DEPARTMENT: "so-ban-nganh",
    UnitKind.DISTRICT: "cap-huyen",
    UnitKind.COMMUNE: "cap-xa",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """A sentence about the unit's past or what followed it, with the units it names as links."""

    text: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """The recorded successions of a unit, and the units of its ground at the level that ended or came after."""

    before: tuple[Succession, ...] = ()
    after: tuple[Succession, ...] = ()
    on_its_ground: tuple[Unit, ...] = ()  # of an ended district: communes recorded as formed from its ground
    present: Unit | None = None  # of an ended district: the province whose communes now cover it
    earlier: tuple[Unit, ...] = ()  # of a commune: the ended districts of the provinces before its own

    @property
    def predecessors(self) -> tuple[Unit, ...]:
        return tuple(each.predecessor for each in self.before)


def anchor(kind: str, parent: Unit | None) -> str:
    """The place of a level in the list of units: "cap-xa-31-2025"."""
    name = _ANCHORS[UnitKind(kind)]
    return f"{name}-{parent.code}" if parent and parent.kind != UnitKind.COUNTRY else name


def _in_brackets(district: Unit) -> str:
    """How the source names the district a ward belonged to: "Phường Nam Sơn (quận Kiến An)"."""
    return f"({district.full_name[:1].lower()}{district.full_name[1:]})"


def of(unit: Unit) -> Lineage:
    """Everything recorded about what was before and after the unit, in a fixed number of queries."""
    before = tuple(unit.successions_in.select_related("predecessor"))
    after = tuple(unit.successions_out.select_related("successor"))
    if unit.kind == UnitKind.DISTRICT and unit.has_ended and unit.parent_id:
        after_parent = Succession.objects.filter(predecessor=unit.parent_id, successor__isnull=False)
        present = next((each.successor for each in after_parent.select_related("successor")), None)
        ground: tuple[Unit, ...] = ()
        if present is not None:
            ground = tuple(Unit.objects.formed_on(unit, _in_brackets(unit)).filter(parent=present).in_order())
        return Lineage(before, after, ground, present)
    if unit.kind == UnitKind.COMMUNE and not unit.has_ended and unit.valid_from and unit.parent_id:
        earlier = Unit.objects.filter(
            kind=UnitKind.DISTRICT, valid_to__isnull=False, parent__successions_out__successor=unit.parent_id
        )
        return Lineage(before, after, earlier=tuple(earlier.select_related("parent").in_order()))
    return Lineage(before, after)


def traces(unit: Unit, lineage: Lineage, last_years: Mapping[str, int]) -> list[Trace]:
    """The sentences under the unit's name. `last_years`: the newest year with results of each predecessor that has any."""
    found = _earlier_results(unit, lineage, last_years)
    if unit.kind == UnitKind.DISTRICT and lineage.present is not None:
        found += _communes_after(lineage.on_its_ground, lineage.present)
    if lineage.earlier:
        found += _districts_before(unit, lineage)
    return found


def _earlier_results(unit: Unit, lineage: Lineage, last_years: Mapping[str, int]) -> list[Trace]:
    """ "Kết quả đến năm 2024: xem Thành phố Hải Phòng (trước 1/7/2025)", a sentence for each last year.

    The one that bore the unit's name stands first: that is whom a reader came for.
    """
    known = [each for each in lineage.before if each.predecessor.code in last_years]
    known.sort(key=lambda each: each.predecessor.full_match_key != unit.full_match_key)

    def last_year(each: Succession) -> int:
        return -last_years[each.predecessor.code]

    return [
        Trace(
            _("Kết quả đến năm %(year)s: xem") % {"year": -year},
            tuple(_before(each.predecessor, each.effective_on) for each in of_year),
        )
        for year, of_year in groupby(sorted(known, key=last_year), key=last_year)
    ]


def _communes_after(communes: Iterable[Unit], present: Unit) -> list[Trace]:
    links = tuple(_link(each) for each in communes)
    said = Trace(_("Cổng chưa có dữ liệu nguồn về phường, xã được lập trên địa bàn này."))
    rest: list[Trace] = []
    if links:
        said = Trace(_("Dữ liệu nguồn ghi có phần hình thành từ địa bàn này:"), links)
        rest = [Trace(_("Về các phường, xã khác được lập trên địa bàn này, cổng chưa có dữ liệu nguồn."))]
    place = _("các phường, xã, đặc khu hiện nay của %(place)s") % {"place": present.shown_name}
    return [said, *rest, Trace(_("Xem"), (Link(place, _in_the_list(UnitKind.COMMUNE, present)),))]


def _districts_before(commune: Unit, lineage: Lineage) -> list[Trace]:
    parents = {each.parent_id for each in lineage.predecessors}
    recorded = [each for each in lineage.earlier if each.pk in parents or _in_brackets(each) in commune.formed_from]
    if recorded:
        return [
            Trace(
                _("Dữ liệu nguồn ghi địa bàn này có phần hình thành từ:"),
                tuple(_before(each, commune.valid_from) for each in recorded),
            )
        ]
    places = {each.parent.code: each.parent for each in lineage.earlier if each.parent}
    return [
        Trace(_("Cổng chưa có dữ liệu nguồn về đơn vị cấp huyện trước đây của địa bàn này.")),
        Trace(
            _("Các đơn vị cấp huyện cũ có trên cổng:"),
            tuple(
                Link(_before(place, commune.valid_from).text, _in_the_list(UnitKind.DISTRICT, place))
                for place in places.values()
            ),
        ),
    ]


def _link(unit: Unit) -> Link:
    return Link(unit.shown_name, reverse("portal:unit", args=[unit.code]))


def _before(unit: Unit, day: date | None) -> Link:
    """A unit of the past, told from the one that bears its name today: "Thành phố Hải Phòng (trước 1/7/2025)"."""
    text = unit.shown_name
    if day:
        text = _("%(name)s (trước %(day)s)") % {"name": text, "day": words.day(day)}
    return Link(text, reverse("portal:unit", args=[unit.code]))


def _in_the_list(kind: UnitKind, parent: Unit) -> str:
    return f"{reverse('portal:units')}#{anchor(kind, parent)}"
