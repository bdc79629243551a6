"""What an import of criteria sets changes, told set by set, and the state in which it found the sets."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.models import AssessmentRound, BandScale, CriteriaSet, Criterion

from .criteria import ALL_FIELDS
from .criteria_import_nodes import Work
from .criteria_sets import BAND_FIELDS, SCALE_FIELDS, SET_FIELDS
from .entered import told

FieldChange = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetChanges:
    """What becomes of one set. A change is {"from": {field: value}, "to": {field: value}}, as its event keeps it."""

    criteria_set: CriteriaSet
    is_new: bool
    own: FieldChange  # the set's own fields; empty where none changes
    added: Sequence[FieldChange]  # with "criterion", the code
    changed: Sequence[FieldChange]
    classes: Sequence[FieldChange]  # with "name"
    removed: Sequence[Criterion]
    kept: Sequence[Criterion]  # the file does not name them
    unchanged: int  # nodes
    nodes: Mapping[str, Criterion]  # as they shall be, by code


def changes_of(work: Work) -> SetChanges:
    """What an import that was planned does to one set."""
    events = work.events
    added, changed = list(events.get("added", ())), list(events.get("changed", ()))
    return SetChanges(
        work.criteria_set,
        "code" in events.get("criteria_set_fields", {}).get("to", {}),
        events.get("criteria_set_fields", {}),
        added,
        changed,
        list(events.get("classes", ())),
        work.missing,
        work.kept,
        len(work.rows.keys() - {each["criterion"] for each in (*added, *changed)}),
        work.nodes,
    )


def state_of(works: Iterable[Work]) -> str:
    """A digest of the stored sets as they are, with everything that hangs on them and the rounds that use them."""
    stored = {work.criteria_set.pk: work for work in works if work.criteria_set.pk is not None}
    state: dict[str, Any] = {}
    for work in stored.values():
        own = told(work.criteria_set, list(SET_FIELDS))
        state[work.criteria_set.code] = {"own": own, "scales": [], "rounds": []}
        state[work.criteria_set.code]["nodes"] = [told(row, list(ALL_FIELDS)) for row in work.tree.rows]
    scales = BandScale.objects.filter(criteria_set__in=stored).order_by("pk").prefetch_related("bands")
    for scale in scales:
        bands = [told(band, list(BAND_FIELDS)) for band in scale.bands.all()]
        code = stored[scale.criteria_set_id].criteria_set.code
        state[code]["scales"].append([told(scale, list(SCALE_FIELDS)), bands])
    rounds = AssessmentRound.objects.filter(criteria_set__in=stored).order_by("pk")
    for key, pk, stage in rounds.values_list("criteria_set_id", "pk", "state"):
        state[stored[key].criteria_set.code]["rounds"].append([pk, stage])
    return hashlib.sha256(json.dumps(state, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
