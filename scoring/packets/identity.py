"""What a template says of itself, from the database alone: the same template of the same rows has the same bytes."""

import hashlib
import json
from datetime import UTC, datetime

from django.db.models import Max

from scoring.imports.packets import Identity
from scoring.models import Appraisal, AssessmentRound, CriteriaSet, Event, ImportAct

_OF_SURVEYS = (ImportAct.Kind.SURVEYS, ImportAct.Kind.SATISFACTION)
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def set_hash(criteria_set: CriteriaSet) -> str:
    """A digest of what marks rest on: leaves, maximums, origins, rules. A better wording of a title changes nothing."""
    rows = criteria_set.criteria.order_by("code").values_list("code", "parent__code", "max_score", "origin", "rule")
    told = [
        [code, parent, None if most is None else f"{most:f}", origin, rule] for code, parent, most, origin, rule in rows
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


def identity_for(round_: AssessmentRound, kind: str, scope: str = "") -> Identity:
    """The identity of a template made now. `until`: the last change of a mark, or of a survey's figures, that it knows of.

    To the microsecond; "" where nothing was changed yet.
    """
    until = _last_change(round_, kind)
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


def _last_change(round_: AssessmentRound, kind: str) -> datetime | None:
    if kind in _OF_SURVEYS:  # rows of figures do not say when they changed, the events of the round do
        return Event.objects.filter(verb="survey", data__round=round_.pk).aggregate(last=Max("at"))["last"]
    return Appraisal.objects.filter(sheet__round=round_).aggregate(last=Max("changed_at"))["last"]


def known_until(identity: Identity | None) -> datetime | None:
    """The last change that a template knows of; None where that cannot be told: no identity, or somebody wrote over it.

    A template made when nothing had been changed says nothing: whatever was changed at all came after it. Where somebody
    emptied the cell it is taken for such a one, which asks more than it need.
    """
    if identity is None:
        return None
    if not identity.until:
        return _BEFORE_ALL
    try:
        until = datetime.fromisoformat(identity.until)
        return until.astimezone(UTC) if until.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def seen_until(identity: Identity | None, round_: AssessmentRound) -> datetime | None:
    """The last change that a file of the round has seen, as `known_until`; None also where it names a moment after the last
    change of all, which no template does."""
    until = known_until(identity)
    if until is None or identity is None or not identity.until:
        return until
    return until if until <= (_last_change(round_, identity.kind) or _BEFORE_ALL) else None
