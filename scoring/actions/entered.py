"""Values that a person entered, made tidy before they are stored, and told in an event as they were and as they are."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from scoring.imports.values import Cell, Unreadable, check_text, paragraphs
from units.names import tidy


def tidied(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with every text in NFC and without stray spaces; refuses what no file could carry.

    Raises `ValidationError` with the fields at fault.
    """
    found: dict[str, Any] = {}
    faults: dict[str, list[str]] = {}
    for name, value in values.items():
        found[name] = value
        if not isinstance(value, str):
            continue
        field = model._meta.get_field(name)
        found[name] = paragraphs(value) if isinstance(field, models.TextField) else tidy(value)
        if refusal := why_no_text(value):
            faults[name] = [refusal]
    if faults:
        raise ValidationError(faults)
    return found


def why_no_text(text: str) -> str:
    """Why no file could carry a text that somebody entered, and how to mend it; "" where one can."""
    try:
        check_text(Cell(tidy(text)))
    except Unreadable as unreadable:
        return f"{unreadable.message[:1].upper()}{unreadable.message[1:]}. {unreadable.advice}"
    return ""


def plain(value: Any) -> Any:
    """A value as an event keeps it: text, number, truth, or the code of what it refers to."""
    if isinstance(value, models.Model):
        return getattr(value, "code", None) or str(value)
    if isinstance(value, Decimal):
        return format(value.normalize() if value else 0, "f")  # 10 and 10.0000 are one number
    if isinstance(value, date):
        return value.isoformat()
    return value


def told(instance: models.Model, names: Mapping[str, Any] | list[str]) -> dict[str, Any]:
    """Those fields of a row as an event keeps them."""
    return {name: plain(getattr(instance, name)) for name in names}


def moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What differs between two tellings: {"from": …, "to": …}; empty dictionaries where nothing does."""
    names = [name for name in after if before.get(name) != after[name]]
    return {"from": {name: before.get(name) for name in names}, "to": {name: after[name] for name in names}}
