"""Writes about criteria sets: the set itself, its classes, the copy for the next year. Nodes: scoring/actions/criteria.py.

A set that a published round used is refused everywhere. A set that a round is working with may change, and every such
round hears of it (`writing`): an open submission is voided, since its content is no longer what was submitted.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from scoring.criteria_checks import band_faults
from scoring.criteria_tree import Tree
from scoring.imports.values import CODE_SAYS
from scoring.models import Band, BandScale, CriteriaSet, Criterion, Event
from scoring.policies import NotAllowed, check_set_is_writable

from .entered import moved, tidied, told
from .rounds import lock, writing

SET_FIELDS = (
    "code",
    "name",
    "index",
    "unit_kind",
    "year_from",
    "year_to",
    "decision_number",
    "decision_date",
    "places",
    "tie_rule",
    "rank_on",
    "rescale_without_survey",
    "incomparable_reason",
    "copied_from",
    "illustrative",
    "note",
    "source",
)
SCALE_FIELDS = ("name", "decision_number", "decision_date")
BAND_FIELDS = ("code", "name", "from_index", "component_floor")
# What the next year's set takes over; the decision is the old set's own.
_COPIED = (
    "index",
    "unit_kind",
    "places",
    "tie_rule",
    "rank_on",
    "rescale_without_survey",
    "illustrative",
    "source",
)
Part = TypeVar("Part", Band, BandScale)
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def lock_set(criteria_set: CriteriaSet) -> tuple[CriteriaSet, list[int]]:
    """The set and its rounds, locked until the transaction ends; gives the set as it is now and the rounds' keys.

    Rounds are locked before the set, in one order, as whoever publishes locks the round first.
    """
    keys = list(criteria_set.rounds.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        lock(key)
    stored = CriteriaSet.objects.select_for_update(of=("self",), no_key=True)
    return stored.select_related("index", "copied_from").get(pk=criteria_set.pk), keys


@contextmanager
def writing_set(criteria_set: CriteriaSet, *, by: Any) -> Iterator[CriteriaSet]:
    """Write to a set: one transaction, every round of it and the set locked. Raises `NotAllowed` for a locked set."""
    with transaction.atomic(), ExitStack() as rounds:
        locked, keys = lock_set(criteria_set)
        check_set_is_writable(locked)
        for key in keys:
            rounds.enter_context(writing(key, by=by))
        yield locked


def record(
    verb: str, criteria_set: CriteriaSet, data: dict[str, Any], *, channel: str, reason: str = "", by: Any
) -> None:
    """The event of one change to a set."""
    Event.objects.create(
        by=by,
        channel=channel,
        verb=verb,
        subject=_("bộ tiêu chí %(code)s") % {"code": criteria_set.code},
        reason=reason,
        data={"criteria_set": criteria_set.code, **data},
    )


def refuse_code(code: str, stored: str = "") -> str:
    """Why a set may not be called that, in a form, a file or the admin; "" where it may. The code it has stays its code."""
    return "" if _CODE.fullmatch(code) or (stored and code == stored) else CODE_SAYS


def settle_set(criteria_set: CriteriaSet | None, values: Mapping[str, Any]) -> CriteriaSet:
    """The set with those values, not saved; raises `ValidationError`."""
    settled = CriteriaSet.objects.get(pk=criteria_set.pk) if criteria_set is not None else CriteriaSet()
    stored = settled.code
    for name, value in tidied(CriteriaSet, values).items():
        setattr(settled, name, value)
    faults: dict[str, list[str]] = {}
    if refusal := refuse_code(settled.code, stored):
        faults["code"] = [refusal]
    if settled.copied_from_id and settled.copied_from_id == settled.pk:
        faults["copied_from"] = [_("Bộ tiêu chí không thể sao chép từ chính nó.")]
    try:
        settled.full_clean()
    except ValidationError as error:
        faults = {**error.message_dict, **faults}
    if faults:
        raise ValidationError(faults)
    return settled


@transaction.atomic
def create_set(*, values: Mapping[str, Any], channel: str = "desk", by: Any) -> CriteriaSet:
    """Create a set without nodes. Raises `ValidationError`."""
    created = settle_set(None, values)
    created.save()
    record("create_criteria_set", created, {"to": told(created, list(SET_FIELDS))}, channel=channel, by=by)
    return created


def change_set(
    *, criteria_set: CriteriaSet, values: Mapping[str, Any], channel: str = "desk", reason: str = "", by: Any
) -> CriteriaSet:
    """Change what a set says of itself. Raises `NotAllowed`, `ValidationError`."""
    with writing_set(criteria_set, by=by) as locked:
        settled = settle_set(locked, values)
        change = moved(told(locked, list(values)), told(settled, list(values)))
        if change["to"]:
            settled.save()
            record("change_criteria_set", settled, change, channel=channel, reason=reason, by=by)
    return settled


def remove_set(*, criteria_set: CriteriaSet, channel: str = "desk", by: Any) -> None:
    """Remove a set that no round and no other set uses. Raises `NotAllowed`."""
    try:
        with writing_set(criteria_set, by=by) as locked:
            record("remove_criteria_set", locked, {"from": told(locked, list(SET_FIELDS))}, channel=channel, by=by)
            locked.delete()
    except ProtectedError:
        raise NotAllowed(
            _("Bộ tiêu chí đã có kỳ đánh giá hoặc bộ tiêu chí khác dùng đến nên không xóa được.")
        ) from None


# --- classes ---


def save_band_scale(
    *,
    criteria_set: CriteriaSet,
    scale: BandScale | None = None,
    values: Mapping[str, Any],
    channel: str = "desk",
    by: Any,
) -> BandScale:
    """Add a band scale to a set, or change one. Raises `NotAllowed`, `ValidationError`."""
    with writing_set(criteria_set, by=by) as locked:
        settled = (
            BandScale(criteria_set=locked) if scale is None else BandScale.objects.get(pk=scale.pk, criteria_set=locked)
        )
        return _save_part(locked, settled, scale, values, "band_scale", channel=channel, by=by)


def save_band(
    *, scale: BandScale, band: Band | None = None, values: Mapping[str, Any], channel: str = "desk", by: Any
) -> Band:
    """Add a class to a scale, or change one. Raises `NotAllowed`, `ValidationError`."""
    with writing_set(scale.criteria_set, by=by) as locked:
        settled = Band(scale=scale) if band is None else Band.objects.get(pk=band.pk, scale=scale)
        return _save_part(locked, settled, band, values, "band", channel=channel, by=by)


def _save_part(
    locked: CriteriaSet,
    settled: Part,
    existing: Part | None,
    values: Mapping[str, Any],
    what: str,
    *,
    channel: str,
    by: Any,
) -> Part:
    before = told(settled, list(values)) if existing is not None else {}
    for name, value in tidied(type(settled), values).items():
        setattr(settled, name, value)
    if isinstance(settled, Band) and (faults := dict(band_faults(settled))):
        raise ValidationError(faults)
    settled.full_clean()
    change = moved(before, told(settled, list(values)))
    if existing is None or change["to"]:
        settled.save()
        verb = f"{'add' if existing is None else 'change'}_{what}"
        record(verb, locked, {what: str(settled), **change}, channel=channel, by=by)
    return settled


def remove_band_scale(*, scale: BandScale, channel: str = "desk", by: Any) -> None:
    """Remove a scale that no round uses, with its classes. Raises `NotAllowed`."""
    try:
        _remove_part(scale.criteria_set, scale, "band_scale", SCALE_FIELDS, channel=channel, by=by)
    except ProtectedError:
        raise NotAllowed(_("Đã có kỳ đánh giá dùng thang xếp loại này nên không xóa được.")) from None


def remove_band(*, band: Band, channel: str = "desk", by: Any) -> None:
    """Remove a class. Raises `NotAllowed`."""
    _remove_part(band.scale.criteria_set, band, "band", BAND_FIELDS, channel=channel, by=by)


def _remove_part(
    criteria_set: CriteriaSet, part: models.Model, what: str, fields: tuple[str, ...], *, channel: str, by: Any
) -> None:
    with writing_set(criteria_set, by=by) as locked:
        record(f"remove_{what}", locked, {what: str(part), "from": told(part, list(fields))}, channel=channel, by=by)
        part.delete()


# --- the next year ---


@transaction.atomic
def copy_set(
    *,
    source: CriteriaSet,
    code: str,
    name: str,
    year_from: int,
    year_to: int | None = None,
    values: Mapping[str, Any] | None = None,
    channel: str = "desk",
    by: Any,
) -> CriteriaSet:
    """The next year's set: every node, rule and class of `source`, each node continuing its own ("giữ nguyên").

    `values` overrides what is taken over from the source. Raises `ValidationError`.
    """
    taken = {field: getattr(source, field) for field in _COPIED}
    own = {"code": code, "name": name, "year_from": year_from, "year_to": year_to, "copied_from": source}
    copied = settle_set(None, {**taken, **(values or {}), **own})
    copied.save()
    tree = Tree.of(source)
    _copy_nodes(tree, copied)
    scales = _copy_scales(source, copied)
    data = {"source": source.code, "to": told(copied, list(SET_FIELDS)), "nodes": len(tree.rows), "scales": scales}
    record("copy_criteria_set", copied, data, channel=channel, by=by)
    return copied


NODE_FIELDS = (
    "code",
    "position",
    "title",
    "max_score",
    "origin",
    "rule",
    "guidance",
    "evidence",
    "appraiser",
    "explanation_required",
    "note",
)


def _copy_nodes(tree: Tree, copied: CriteriaSet) -> None:
    """Level by level, parents first: as many statements as the tree is deep."""
    made: dict[str, Criterion] = {}
    level = tree.children_of(None)
    while level:
        nodes = [
            Criterion(
                criteria_set=copied,
                parent=made[row.parent.code] if row.parent is not None else None,
                previous=row,
                mapping=Criterion.Mapping.SAME,
                **{field: getattr(row, field) for field in NODE_FIELDS},
            )
            for row in level
        ]
        Criterion.objects.bulk_create(nodes)
        made.update((node.code, node) for node in nodes)
        level = [child for row in level for child in tree.children_of(row)]


def _copy_scales(source: CriteriaSet, copied: CriteriaSet) -> int:
    old = list(source.band_scales.prefetch_related("bands"))
    new = [BandScale(criteria_set=copied, **{field: getattr(scale, field) for field in SCALE_FIELDS}) for scale in old]
    BandScale.objects.bulk_create(new)
    Band.objects.bulk_create(
        [
            Band(scale=into, **{field: getattr(band, field) for field in BAND_FIELDS})
            for scale, into in zip(old, new, strict=True)
            for band in scale.bands.all()
        ]
    )
    return len(new)
