"""Tables of what publications speak of: units with their names and successions, blocks, indexes and what they do not compare."""

from datetime import date

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from units.models import FormerDesignation, Succession, Unit, UnitAlias, UnitGroup

from ...models.indexes import ComparabilityBreak, Index, IndexComponent
from ...models.publications import Publication
from .reading import Table

ILLUSTRATIVE = "Dữ liệu minh họa"


def labelled(query: QuerySet, path: str) -> QuerySet:
    """With the words that stand in every row of invented data."""
    words = Case(When(**{path: True}, then=Value(ILLUSTRATIVE)), default=Value(""), output_field=CharField())
    return query.annotate(invented=words)


def _successions(_standing: str) -> QuerySet:
    return labelled(Succession.objects.all(), "predecessor__illustrative").annotate(
        successor_code=Coalesce("successor__code", Value(""))
    )


def _groups(_standing: str) -> QuerySet:
    """Blocks about which something is published: one made for a coming round is nobody's business yet."""
    known = UnitGroup.objects.filter(pk__in=Publication.objects.published().values("group"))
    return labelled(known, "parent__illustrative")


def _indexes(_standing: str) -> QuerySet:
    """Indexes with something published: one that is being prepared is nobody's business yet."""
    return Index._default_manager.filter(pk__in=Publication.objects.published().values("index"))


def _index_parts(_standing: str) -> QuerySet:
    return IndexComponent._default_manager.filter(index__in=Publication.objects.published().values("index"))


def _breaks(_standing: str) -> QuerySet:
    """Breaks up to the newest published year of their index: a later one would tell of a round that is still a draft."""
    reached = Publication.objects.published().filter(index=OuterRef("index"), year__gte=OuterRef("after"))
    return ComparabilityBreak._default_manager.filter(Exists(reached))


def same(*names: str) -> dict[str, str]:
    """Columns called as the fields are."""
    return {name: name for name in names}


AROUND = (
    Table(
        "don-vi",
        lambda standing: labelled(Unit.objects.all(), "illustrative"),
        {
            "label": "invented",
            **same("code", "kind", "form", "name", "full_name"),
            "parent": "parent__code",
            **same("valid_from", "valid_to", "formed_from", "note", "source"),
        },
        {"code": str},
        {"unit": "code", "parent": "parent__code", "kind": "kind"},
    ),
    Table(
        "ten-truoc-day",
        lambda standing: labelled(FormerDesignation.objects.all(), "unit__illustrative"),
        {
            "label": "invented",
            "unit": "unit__code",
            **same("form", "full_name", "valid_from", "valid_to", "legal_basis", "source"),
        },
        {"unit": str, "valid_to": date},
        {"unit": "unit__code"},
    ),
    Table(
        "ten-khac",
        lambda standing: labelled(UnitAlias.objects.all(), "unit__illustrative"),
        {"label": "invented", "unit": "unit__code", "name": "name", "source": "source"},
        {"unit": str, "name": str},
        {"unit": "unit__code"},
    ),
    Table(
        "ke-thua",
        _successions,
        {
            "label": "invented",
            "predecessor": "predecessor__code",
            "successor": "successor_code",
            **same("kind", "effective_on", "legal_basis", "note", "source"),
        },
        {"predecessor": str, "successor": str},
        {"predecessor": "predecessor__code", "successor": "successor__code"},
    ),
    Table(
        "khoi",
        _groups,
        {
            "label": "invented",
            **same("code", "place", "slug", "name", "unit_noun"),
            "parent": "parent__code",
            **same("valid_from", "valid_to", "note", "source"),
        },
        {"code": str},
        {"place": "place"},
    ),
    Table(
        "chi-so",
        _indexes,
        same(
            "code", "name", "full_name", "publisher", "question", "unit_label", "scale_min", "scale_max", "part_scale",
            "combining", "method", "source",
        ),
        {"code": str},
        {"index": "code"},
    ),
    Table(
        "phan-cua-chi-so",
        _index_parts,
        {
            "index": "index_id",
            **same("code", "name", "max_score", "weight", "example", "inferred", "note", "source"),
        },
        {"index": str, "code": str},
        {"index": "index_id"},
    ),
    Table(
        "khong-so-sanh",
        _breaks,
        {"index": "index_id", **same("before", "after", "of_score", "of_rank", "reason", "source")},
        {"index": str, "before": int, "after": int},
        {"index": "index_id"},
    ),
)  # fmt: skip
