"""Small factories of rows for tests: everything has a default, everything may be said otherwise.

Illustrative names only (tests/cast.py); the real results in fixtures/ are never used by unit tests.
"""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

from scoring.actions.publications import publish
from scoring.models import (
    ComparabilityBreak,
    Index,
    Publication,
    PublishedComponent,
    PublishedFact,
    PublishedResult,
    PublishedScore,
)
from units.models import Succession, Unit, UnitAlias, UnitForm, UnitGroup, UnitKind
from units.names import search_key

_numbers = count(1)
SOURCE = "Số liệu hư cấu để minh họa"
_PREFIXES = {UnitForm.BOARD: "", UnitForm.INSPECTORATE: "", UnitForm.OFFICE: "", UnitForm.NATION: ""}


def slug(text: str) -> str:
    """An unaccented code from a Vietnamese name: "Sông Êm" -> "song-em"."""
    return "-".join("".join(c if c.isalnum() else " " for c in search_key(text)).split())


def make_user(username: str = "can-bo", **fields: Any) -> Any:
    return get_user_model().objects.create_user(username=username, password="mat-khau-thu-nghiem", **fields)


def make_unit(
    name: str,
    kind: str = UnitKind.DISTRICT,
    form: str = UnitForm.RURAL_DISTRICT,
    *,
    parent: Unit | None = None,
    aliases: tuple[str, ...] = (),
    **fields: Any,
) -> Unit:
    """A unit called "Huyện Sông Êm" with the code huyen-song-em, illustrative unless told otherwise."""
    prefix = _PREFIXES.get(UnitForm(form), str(UnitForm(form).label))
    full_name = fields.pop("full_name", None) or (name if name.startswith(prefix) else f"{prefix} {name}")
    unit = Unit.objects.create(
        code=fields.pop("code", None) or slug(full_name),
        kind=kind,
        form=form,
        name=name,
        full_name=full_name,
        parent=parent,
        source=fields.pop("source", SOURCE),
        illustrative=fields.pop("illustrative", True),
        **fields,
    )
    for alias in aliases:
        UnitAlias.objects.create(unit=unit, name=alias, source=SOURCE)
    return unit


def make_group(parent: Unit, name: str = "Quận, huyện", **fields: Any) -> UnitGroup:
    place = fields.pop("place", None) or slug(parent.name)
    address = fields.pop("slug", None) or slug(name)
    return UnitGroup.objects.create(
        code=fields.pop("code", None) or f"{place}-{address}",
        place=place,
        slug=address,
        name=name,
        unit_noun=fields.pop("unit_noun", name.lower()),
        parent=parent,
        source=SOURCE,
        **fields,
    )


def make_index(code: str = Index.PAR, **fields: Any) -> Index:
    values: dict[str, Any] = {
        "name": {"par": "PAR Index", "sipas": "SIPAS", "papi": "PAPI", "pci": "PCI"}.get(code, code.upper()),
        "full_name": "Chỉ số cải cách hành chính",
        "publisher": "Cơ quan hư cấu",
        "question": "Cải cách hành chính làm tốt đến đâu?",
        "unit_label": "điểm",
        "scale_min": Decimal(0),
        "scale_max": Decimal(100),
        "combining": "sum",
        "method": "Phương pháp hư cấu.",
        "source": SOURCE,
    }
    return Index.objects.create(code=code, **{**values, **fields})


def make_break(index: Index, before: int, after: int, **fields: Any) -> ComparabilityBreak:
    values = {"reason": "Đổi bộ câu hỏi", "source": SOURCE}
    return ComparabilityBreak.objects.create(index=index, before=before, after=after, **{**values, **fields})


def make_succession(predecessor: Unit, successor: Unit | None, kind: str = "merged", **fields: Any) -> Succession:
    values = {"effective_on": date(2025, 7, 1), "legal_basis": "Nghị quyết hư cấu", "source": SOURCE}
    return Succession.objects.create(predecessor=predecessor, successor=successor, kind=kind, **{**values, **fields})


def make_publication(index: Index, group: UnitGroup, year: int = 2020, **fields: Any) -> Publication:
    """A draft with nothing in it yet."""
    values = {
        "index_name": index.name,
        "group_name": group.name,
        "place_name": group.parent.full_name,
        "unit_noun": group.unit_noun,
        "scale_max": index.scale_max,
        "part_scale": index.part_scale,
        "unit_label": index.unit_label,
        "combining": index.combining,
        "source": SOURCE,
        "illustrative": True,
    }
    return Publication.objects.create(index=index, group=group, year=year, **{**values, **fields})


def make_component(publication: Publication, code: str = "tham-dinh", **fields: Any) -> PublishedComponent:
    values = {"name": "Điểm thẩm định", "short_name": "Thẩm định", "position": next(_numbers), "source": SOURCE}
    return PublishedComponent.objects.create(publication=publication, code=code, **{**values, **fields})


def _printed(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f").replace(".", ",")


def make_result(
    publication: Publication,
    unit: Unit,
    rank: int | None = None,
    total: str | None = None,
    *,
    scores: dict[PublishedComponent, str | None] | None = None,
    **fields: Any,
) -> PublishedResult:
    """A line of the table. Figures are texts ("90.54"); None is a figure the source does not print."""
    value = None if total is None else Decimal(total)
    values = {
        "position": publication.results.count() + 1,
        "unit_code": unit.code,
        "printed_name": unit.name,
        "rank": rank,
        "rank_printed": "" if rank is None else str(rank),
        "total": value,
        "total_printed": _printed(value),
        "source": SOURCE,
    }
    result = PublishedResult.objects.create(publication=publication, unit=unit, **{**values, **fields})
    for component, figure in (scores or {}).items():
        part = None if figure is None else Decimal(figure)
        PublishedScore.objects.create(
            result=result, component=component, value=part, printed=_printed(part), source=SOURCE
        )
    return result


def make_fact(publication: Publication, label: str = "Trung bình", value: str | None = None, **fields: Any) -> Any:
    number = None if value is None else Decimal(value)
    values = {
        "kind": "average",
        "position": publication.facts.count() + 1,
        "value": number,
        "printed": _printed(number) or label,
        "source": SOURCE,
    }
    return PublishedFact.objects.create(publication=publication, label=label, **{**values, **fields})


def make_published(
    index: Index, group: UnitGroup, year: int, rows: list[tuple[Unit, int | None, str | None]], **fields: Any
) -> Publication:
    """A published publication with one result for each (unit, rank, total)."""
    publication = make_publication(index, group, year, **fields)
    for unit, rank, total in rows:
        make_result(publication, unit, rank, total)
    return publish(publication=publication, by=None)
