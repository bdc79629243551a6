"""What a template says of itself, from the database alone: the same template of the same rows has the same bytes."""

import hashlib
import json

from django.db.models import Max

from scoring.imports.packets import Identity
from scoring.models import Appraisal, AssessmentRound, CriteriaSet


def set_hash(criteria_set: CriteriaSet) -> str:
    """A digest of what marks rest on: leaves, maximums, origins, rules. A better wording of a title changes nothing."""
    rows = criteria_set.criteria.order_by("code").values_list("code", "parent__code", "max_score", "origin", "rule")
    told = [
        [code, parent, None if most is None else f"{most:f}", origin, rule] for code, parent, most, origin, rule in rows
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def identity_for(round_: AssessmentRound, kind: str, scope: str = "") -> Identity:
    """The identity of a template made now. `until` is the last change of a mark that it knows of, to the microsecond."""
    until = Appraisal.objects.filter(sheet__round=round_).aggregate(last=Max("changed_at"))["last"]
    own = set_hash(round_.criteria_set)
    told = f"{kind}/{round_.pk}/{scope}/{own}/{round_.revision}"
    packet = hashlib.sha256(told.encode()).hexdigest()[:12].upper()
    return Identity(
        packet,
        kind,
        str(round_.pk),
        scope,
        round_.criteria_set.code,
        own,
        until.isoformat(timespec="microseconds") if until is not None else "",
    )
