"""Who is meant: a unit found by its code or by a name as printed, among those that a ranking group could hold.

Names are matched with every accent. A name that only looks like a known one is offered to the person, never chosen.
"""

import difflib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from .models import FormerDesignation, Unit, UnitAlias, UnitForm, UnitGroup, UnitKind
from .names import match_key, search_key
from .plans import RowLike


@dataclass(slots=True)
class UnitDirectory:
    """Every unit, those of the database and those a file brings, found by code or by any of its names."""

    by_code: dict[str, Unit] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))  # unit code -> key -> name
    # unit code -> (last day, full name) of its former designations
    former: dict[str, list[tuple[date, str]]] = field(default_factory=lambda: defaultdict(list))
    _by_key: dict[str, dict[str, Unit]] = field(default_factory=lambda: defaultdict(dict))
    _others: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # keys of aliases and former names

    def add(self, unit: Unit) -> None:
        """Record a unit under its own names, dropping the names it had before a file changed them."""
        self.by_code[unit.code] = unit
        for key in set(self.names[unit.code]) - self._others[unit.code]:
            del self.names[unit.code][key]
            del self._by_key[key][unit.code]
        self._record(unit, unit.name)
        self._record(unit, unit.full_name)

    def call(self, unit: Unit, name: str) -> None:
        """Record that the unit has that name besides its own."""
        self._others[unit.code].add(self._record(unit, name))

    def _record(self, unit: Unit, name: str) -> str:
        key = match_key(name)
        self.names[unit.code][key] = name
        self._by_key[key][unit.code] = unit
        return key

    def call_formerly(self, unit: Unit, name: str, until: date) -> None:
        """Record that the unit had that full name up to and including a day."""
        self.call(unit, name)
        self.former[unit.code].append((until, name))

    def name_in(self, unit: Unit, day: date) -> str:
        """The full name that the unit had on a day."""
        return next((name for until, name in sorted(self.former[unit.code]) if day <= until), unit.full_name)

    def named(self, name: str) -> list[Unit]:
        return list(self._by_key.get(match_key(name), {}).values())

    def is_called(self, unit: Unit, name: str) -> bool:
        return match_key(name) in self.names[unit.code]

    @classmethod
    def load(cls) -> "UnitDirectory":
        directory = cls()
        for unit in Unit.objects.order_by("pk"):
            directory.add(unit)
        by_pk = {unit.pk: unit for unit in directory.by_code.values()}
        for unit in directory.by_code.values():
            if unit.parent_id is not None:
                unit.parent = by_pk[unit.parent_id]
        for unit_id, name in UnitAlias.objects.values_list("unit_id", "name"):
            directory.call(by_pk[unit_id], name)
        for unit_id, name, until in FormerDesignation.objects.values_list("unit_id", "full_name", "valid_to"):
            directory.call_formerly(by_pk[unit_id], name, until)
        return directory


def _period(group: UnitGroup, year: int) -> tuple[date, date]:
    """The days of that year on which the group existed; empty (first after last) when it did not."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return max(first, group.valid_from or first), min(last, group.valid_to or last)


def group_exists(group: UnitGroup, year: int) -> bool:
    first, last = _period(group, year)
    return first <= last


def _existed(unit: Unit, group: UnitGroup, year: int) -> bool:
    first, last = _period(group, year)
    return (unit.valid_from is None or unit.valid_from <= last) and (unit.valid_to is None or unit.valid_to >= first)


def _is_under(unit: Unit, group: UnitGroup) -> bool:
    """Whether the group's parent is the unit's parent or stands above it."""
    if group.parent.kind == UnitKind.COUNTRY:
        return unit.kind in (UnitKind.PROVINCE, UnitKind.MINISTRY)
    above = unit.parent
    while above is not None:
        if above.code == group.parent.code:
            return True
        above = above.parent
    return False


def _words(group: UnitGroup) -> list[str]:
    """The words by which the group calls its units, as forms are named."""
    return [word.strip() for word in group.unit_noun.casefold().split(",")]


def forms_of(group: UnitGroup) -> frozenset[str]:
    """The forms that the group lists ("phường"; "xã, đặc khu"), which another group of the same parent may not.

    Empty where a word of it is no form ("sở, ban, ngành" holds a Thanh tra and a Văn phòng too): then every form belongs.
    """
    by_name = {str(form.label).casefold(): form.value for form in UnitForm}
    words = _words(group)
    return frozenset(by_name[word] for word in words) if all(word in by_name for word in words) else frozenset()


def fits(unit: Unit, group: UnitGroup, year: int) -> bool:
    """Whether the unit can be ranked in that group in that year: under its parent, and existing then."""
    return _is_under(unit, group) and _existed(unit, group, year)


def describe(unit: Unit) -> str:
    return f"{unit.full_name} ({unit.code})"


class NotResolved(LookupError):
    """No unit, or more than one, is meant by a row."""

    def __init__(self, message: str, advice: str, column: str) -> None:
        super().__init__(message)
        self.message, self.advice, self.column = message, advice, column


def resolve(directory: UnitDirectory, row: RowLike, group: UnitGroup, year: int) -> Unit:
    """The unit a row of results means, by its code or else by its printed name; raises `NotResolved`."""
    code, name = row.get("unit"), row.get("unit_name")
    if not code:
        return _resolve_name(directory, name, group, year)
    unit = directory.by_code.get(code)
    if unit is None:
        raise NotResolved(
            _("không có đơn vị nào mang mã này"),
            _("Kiểm tra lại mã; số 0 ở đầu mã bị mất nếu ô không định dạng là Văn bản (Text)."),
            "unit",
        )
    if not fits(unit, group, year):
        raise NotResolved(
            _("%(unit)s không thuộc khối “%(group)s” năm %(year)d")
            % {"unit": describe(unit), "group": group.name, "year": year},
            _("Kiểm tra mã đơn vị, mã khối và năm."),
            "unit",
        )
    if name and not directory.is_called(unit, name):
        raise NotResolved(
            _("tên này không phải là tên của %(unit)s") % {"unit": describe(unit)},
            _("Sửa mã hoặc tên; nếu nguồn gọi khác, ghi tên đó ở cột “Tên gọi khác” của bảng Đơn vị."),
            "unit_name",
        )
    return unit


def _resolve_name(directory: UnitDirectory, name: str, group: UnitGroup, year: int) -> Unit:
    called = directory.named(name)
    found = [unit for unit in called if fits(unit, group, year)]
    if len(found) > 1:  # the group's own children come before units further below
        found = [unit for unit in found if unit.parent and unit.parent.code == group.parent.code] or found
    if len(found) > 1:  # "phường" among the group's words decides between Phường X and Xã X
        words = _words(group)
        found = [unit for unit in found if str(UnitForm(unit.form).label).casefold() in words] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise NotResolved(
            _("tên này chỉ hơn một đơn vị: %(units)s") % {"units": ", ".join(describe(unit) for unit in found)},
            _("Ghi mã đơn vị ở cột “Mã đơn vị”."),
            "unit_name",
        )
    if called:
        raise NotResolved(
            _("%(unit)s không thuộc khối “%(group)s” năm %(year)d")
            % {"unit": describe(called[0]), "group": group.name, "year": year},
            _("Kiểm tra tên đơn vị, mã khối và năm."),
            "unit_name",
        )
    raise NotResolved(
        _("không có đơn vị nào tên như vậy trong khối “%(group)s” năm %(year)d") % {"group": group.name, "year": year},
        _near(directory, name, group, year),
        "unit_name",
    )


def _near(directory: UnitDirectory, name: str, group: UnitGroup, year: int) -> str:
    """Units whose names look like it, for the person to choose from; never chosen by the program."""
    wanted = search_key(name)
    by_search: dict[str, list[Unit]] = defaultdict(list)
    for unit in directory.by_code.values():
        if fits(unit, group, year):
            for text in directory.names[unit.code].values():
                if unit not in by_search[search_key(text)]:
                    by_search[search_key(text)].append(unit)
    keys = [wanted] if wanted in by_search else difflib.get_close_matches(wanted, by_search, n=3, cutoff=0.7)
    units = list({unit.code: unit for key in keys for unit in by_search[key]}.values())
    if not units:
        return _("Kiểm tra chính tả, mã khối và năm; đơn vị mới phải có trong bảng Đơn vị trước.")
    return _("Có phải %(units)s?") % {"units": _(" hay ").join(describe(unit) for unit in units)}
