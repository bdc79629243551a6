"""The unit list as the workbook that is brought back: units, their former names, successions, groups; read as it is stored."""

from typing import Any

from django.utils.translation import gettext as _

from scoring.exports.workbook import as_xlsx
from scoring.format_rows import worksheet
from scoring.imports.tables import BY_CODE
from units.models import FormerDesignation, Succession, Unit, UnitAlias, UnitGroup

_PARTS = ("units", "designations", "successions", "groups")


def rows_of_units() -> dict[str, list[dict[str, Any]]]:
    """The rows of the four tables, by column code, in six statements however many there are."""
    codes = dict(Unit.objects.order_by().values_list("pk", "code"))
    aliases: dict[int, list[str]] = {}
    for unit, name in UnitAlias.objects.order_by("pk").values_list("unit_id", "name"):
        aliases.setdefault(unit, []).append(name)
    return {
        "units": [
            _own("units", each) | {"unit_kind": each.kind, "parent": codes.get(each.parent_id or 0),
                                   "aliases": " | ".join(aliases.get(each.pk, ()))}
            for each in Unit.objects.all()
        ],
        "designations": [
            _own("designations", each) | {"unit": codes[each.unit_id]}
            for each in FormerDesignation.objects.order_by("unit_id", "valid_to")
        ],
        "successions": [
            _own("successions", each) | {"predecessor": codes[each.predecessor_id], "succession": each.kind,
                                         "successor": codes.get(each.successor_id or 0)}
            for each in Succession.objects.order_by("effective_on", "pk")
        ],
        "groups": [_own("groups", each) | {"parent": codes[each.parent_id]} for each in UnitGroup.objects.all()],
    }  # fmt: skip


def _own(table: str, row: Any) -> dict[str, Any]:
    """The fields of a row that are columns under the same name, and no reference."""
    own = {each.name for each in row._meta.concrete_fields if not each.remote_field}
    return {column.code: getattr(row, column.code) for column in BY_CODE[table].columns if column.code in own}


def unit_list() -> bytes:
    """The whole list as one workbook, a worksheet for each table. A table without rows is left out."""
    rows = rows_of_units()
    filled = [code for code in _PARTS if rows[code]] or [_PARTS[0]]
    return as_xlsx(
        [worksheet(BY_CODE[code], rows[code], frozen_columns=1) for code in filled], title=_("Danh sách đơn vị")
    )
