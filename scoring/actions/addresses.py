"""What the address and the hash of a published table hang on: the code, place and slug of its block, the code of its index.

They are columns of living rows, so that a correction, a file or the admin could change them; from the first publication
on they stay. The rule is on this side, since units know nothing of publications.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from scoring.imports.rows import Row
from scoring.models import Publication
from units.models import UnitGroup
from units.plans import Plan

OF_A_BLOCK = ("code", "place", "slug")


def is_published(group: UnitGroup) -> bool:
    """Whether anything was ever published of a block."""
    return Publication.objects.published().filter(group=group.pk).exists()


def refuse_moves(plan: Plan, rows: Mapping[str, Iterable[Row]]) -> None:
    """Say at its row which block with something published would move to another address."""
    moved = {
        group.pk: changed
        for group, names in plan.updated.get(UnitGroup, {}).values()
        if (changed := [name for name in OF_A_BLOCK if name in names])
    }
    if not moved:
        return
    published = dict(
        UnitGroup.objects.filter(pk__in=Publication.objects.published().filter(group__in=moved).values("group"))
        .order_by()
        .values_list("code", "pk")
    )
    for row in rows.get("groups", ()):
        for column in moved.get(published.get(row.get("code"), 0), ()):
            plan.problems.append(
                row.problem(
                    _("khối này đã có kết quả công bố, địa chỉ không đổi được"),
                    _("Giữ nguyên địa chỉ cũ; khối mới ở địa chỉ khác cần một mã khối mới."),
                    column=column,
                )
            )
