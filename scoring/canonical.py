"""A publication as bytes that mean the same everywhere: what the content hash, and any later proof, is taken of.

JSON with sorted keys and no spaces, UTF-8, text in NFC, numbers as plain decimal strings without trailing zeros. It
holds everything the publication shows and nothing of how it is stored: no row numbers, no time of publication, no
account. Changing anything here changes the hash of every later publication, so it carries a format number.
"""

import json
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

FORMAT = 1
_PUBLICATION = (
    "number",
    "year",
    "version",
    "origin",
    "reason",
    "index_name",
    "group_name",
    "place_name",
    "unit_noun",
    "decision_number",
    "decision_date",
    "announced_on",
    "unit_count",
    "scale_max",
    "part_scale",
    "unit_label",
    "combining",
    "places",
    "tie_rule",
    "note",
    "source",
    "illustrative",
)
_NOT_SHOWN = {"id", "publication", "result", "component", "unit", "position"}


def canonical(publication: Any) -> bytes:
    """The canonical bytes of a `Publication` with its components, results, scores and facts."""
    components = sorted(publication.components.all(), key=lambda each: (each.position, each.code))
    codes = {component.pk: component.code for component in components}
    results = sorted(publication.results.all(), key=lambda each: (each.position, each.unit_code))
    content = {
        "format": FORMAT,
        "index": publication.index_id,
        "group": publication.group.code,
        "supersedes": publication.supersedes.number if publication.supersedes_id else None,
        **{name: _plain(getattr(publication, name)) for name in _PUBLICATION},
        "components": [_fields(component) for component in components],
        "results": [
            {**_fields(result), "scores": {codes[score.component_id]: _fields(score) for score in result.scores.all()}}
            for result in results
        ],
        "facts": [_fields(fact) for fact in sorted(publication.facts.all(), key=lambda each: each.position)],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _fields(instance: Model) -> dict[str, Any]:
    """Every field of a row that is shown; a field added to the model later is in it without being named here."""
    return {
        each.name: _plain(getattr(instance, each.name))
        for each in instance._meta.concrete_fields
        if each.name not in _NOT_SHOWN
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return value
