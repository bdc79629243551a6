"""What happened to a sheet or a leaf, from the events, in words."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from scoring.appraising import leaf_of
from scoring.core.rules import Rule, RuleRefused, Steps
from scoring.event_words import verb_in_words
from scoring.models import Event, Sheet

FIELDS: Mapping[str, Any] = {
    "self_score": _("điểm tự chấm"),
    "explanation": _("giải trình"),
    "evidence": _("tài liệu kiểm chứng"),
    "amount": _("số đo"),
    "base": _("trên tổng số"),
    "choice": _("mức chọn"),
    "not_applicable": _("không áp dụng"),
    "not_applicable_reason": _("lý do không áp dụng"),
    "reason": _("lý do, nhận xét"),
    "appraised_score": _("điểm thẩm định"),
    "max_score": _("điểm tối đa"),
}
_WORDS: Mapping[tuple[str, str], Any] = {
    ("choice", "yes"): _("có"),
    ("choice", "no"): _("không"),
}
_REASONS = ("reason", "not_applicable_reason")
_FIGURES = ("self_score", "amount", "base", "appraised_score", "max_score")


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words; `before` or `after` "" is an empty field."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LeafTold:
    """What changed about one leaf, and why."""

    criterion: str
    changes: tuple[Told, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One event: when, who, what."""

    at: datetime
    by: str
    verb: str
    reason: str
    leaves: tuple[LeafTold, ...]


def name_of(user: Any) -> str:
    """A person as the desk calls them."""
    return "" if user is None else user.get_full_name() or user.get_username()


def value_in_words(field: str, text: Any, rule: Rule | None = None) -> str:
    """A field's value as people read it; a step by its label where its rule is known."""
    text = str(text or "")
    if field == "choice" and isinstance(rule, Steps):
        return next((option.label for option in rule.options if option.code == text), text)
    if field == "not_applicable" and text:
        return str(_("có"))
    if (field, text) in _WORDS:
        return str(_WORDS[field, text])
    return text.replace(".", ",") if field in _FIGURES else text


def _leaf_told(code: str, changes: list[Mapping[str, str]], rule: Rule | None) -> LeafTold:
    why = changes[0].get("why", "")
    # A reason that was written with the change is told once, as why.
    told = [each for each in changes if not (why and each["to"] == why and each["field"] in _REASONS)] or changes
    return LeafTold(
        code,
        tuple(
            Told(
                str(FIELDS.get(each["field"], each["field"])),
                value_in_words(each["field"], each["from"], rule),
                value_in_words(each["field"], each["to"], rule),
            )
            for each in told
        ),
        why,
    )


def _steps_of(sheet: Sheet) -> dict[str, Rule]:
    """The rules whose steps have words, by leaf; one that is none any more leaves its codes as they stand."""
    found = {}
    for row in sheet.round.criteria_set.criteria.filter(rule__kind="steps", max_score__isnull=False):
        with suppress(RuleRefused):
            found[row.code] = leaf_of(row).rule
    return found


def history_of(sheet: Sheet, *, criterion: str = "", limit: int = 200) -> list[Moment]:
    """The newest events of a sheet, or of one of its leaves. Two queries, and those that find the sheet's set."""
    moments, rules = [], _steps_of(sheet)
    events = Event.objects.filter(data__sheet=sheet.pk).select_related("by").order_by("-at", "-pk")
    for event in events if criterion else events[:limit]:
        by_leaf: dict[str, list[Mapping[str, str]]] = {}
        for change in event.data.get("changes", []):
            code = change.get("criterion", "")
            if not criterion or code == criterion:
                by_leaf.setdefault(code, []).append(change)
        if criterion and not by_leaf:
            continue
        leaves = tuple(_leaf_told(code, changes, rules.get(code)) for code, changes in by_leaf.items())
        moments.append(Moment(event.at, name_of(event.by), verb_in_words(event.verb), event.reason, leaves))
    return moments[:limit]
