"""An import as its page shows it: how far it has come, what it would change, in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, overload

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.actions.workbooks.staging import ABANDONED_AFTER
from scoring.appraising import Leaf, leaves_of
from scoring.clock import database_now
from scoring.models import AssessmentRound, ImportAct, ImportChange, Moved, Submission
from scoring.numerals import shown
from scoring.workflow import VOIDED

from .history import FIELDS, value_in_words

State = ImportAct.State
AT_WORK = (State.WAITING, State.CHECKING, State.CONFIRMING)
MOST_IN_A_FILE = 20_000  # changes that a request writes into a file
_LATE = timedelta(minutes=1)
_SURVEY_WORDS: Mapping[str, Any] = {
    "issued": gettext_lazy("phát ra"), "population": gettext_lazy("tổng số người"), "percent": gettext_lazy("chỉ số (%)"), "base": gettext_lazy("số phiếu trả lời"),
    "source": gettext_lazy("nguồn"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field, before and after, as people read it; "" is empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """One leaf or figure of a unit that the file changes."""

    unit: str
    what: str
    title: str
    is_new: bool
    fields: Sequence[ChangedField]


def has_file(act: ImportAct) -> bool:
    """Whether the changes of an act are few enough for a file made while one waits."""
    return 0 < act.change_count <= MOST_IN_A_FILE


class ChangedPlaces(Sequence[ChangedPlace]):
    """What an act changes, in words; whoever takes a part of it asks the database for that part alone."""

    def __init__(self, act: ImportAct) -> None:
        self.act = act

    @cached_property
    def leaves(self) -> Mapping[str, Leaf]:
        return leaves_of(self.act.round.criteria_set)

    def __len__(self) -> int:
        return self.act.change_count

    @overload
    def __getitem__(self, wanted: int) -> ChangedPlace: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[ChangedPlace]: ...
    def __getitem__(self, wanted: int | slice) -> ChangedPlace | list[ChangedPlace]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        start, stop, _step = wanted.indices(len(self))
        # The sheet in which the first place lies may begin before it.
        first = (
            self.act.changes.filter(position__lte=start + 1).order_by("-position").values_list("position", flat=True)
        )
        rows = self.act.changes.filter(position__range=(first.first() or 0, stop)).select_related("sheet__unit")
        return [
            _changed(change, each, self.leaves)
            for change in rows.order_by("position")
            for number, each in enumerate(change.each(), start=change.position - 1)
            if start <= number < stop
        ]


def _changed(change: ImportChange, each: Moved, leaves: Mapping[str, Leaf]) -> ChangedPlace:
    unit = change.sheet.unit.full_name
    before, after = each.before or {}, each.after or {}
    names = [*dict.fromkeys([*before, *after])]
    if change.part != ImportChange.Part.MARK:
        fields = [
            ChangedField(str(_SURVEY_WORDS.get(name, name)), was, now)
            for name in names
            if (was := _survey_value(name, before)) != (now := _survey_value(name, after))
        ]
        return ChangedPlace(unit, each.name, str(change.get_part_display()), not before, fields)
    leaf = leaves.get(each.name)
    rule = leaf.rule if leaf is not None else None
    fields = [
        ChangedField(
            str(FIELDS.get(name, name)),
            value_in_words(name, before.get(name), rule),
            value_in_words(name, after.get(name), rule),
        )
        for name in FIELDS
        if name in names
        and name != "max_score"
        and (before.get(name) != after.get(name) or (name == "base" and before.get("amount") != after.get("amount")))
    ]
    return ChangedPlace(unit, each.name, leaf.title if leaf is not None else "", not before, fields)


_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")


def _survey_value(name: str, values: Mapping[str, Any]) -> str:
    """A figure without the zeros that a column keeps after it; the source as it was written, also where it is a number."""
    value = values.get(name)
    if name == "percent" and value is not None:
        return shown(Decimal(value))
    return value or "" if name == "source" else _figure(value)


def _figure(value: Any) -> str:
    """A number with a decimal comma; a text (a note) as it is, whatever dots it has."""
    text = "" if value is None else str(value)
    return text.replace(".", ",") if _DECIMAL.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far a file has come that somebody works at."""

    words: str
    done: int
    total: int
    is_late: bool

    @classmethod
    def of(cls, act: ImportAct) -> "Waiting | None":
        is_undo_asked = act.state == State.CONFIRMED and act.undone_by_id is not None
        if act.state not in AT_WORK and not is_undo_asked:
            return None
        words = act.step or str(_("đang chờ hoàn tác") if is_undo_asked else act.get_state_display())
        since = _waits_since(act)
        is_late = since is not None and act.claimed_at is None and database_now() - since > _LATE
        return cls(words, act.done, act.total, is_late)


def _waits_since(act: ImportAct) -> datetime | None:
    """When a check, a confirmation or an undo was asked for that nobody has taken up; None for a check asked for again."""
    if act.state == State.WAITING:
        return None if act.summary else act.created_at
    asked = act.summary.get("asked_at")
    return datetime.fromisoformat(asked) if asked else None


def ranks_in_words(act: ImportAct) -> list[dict[str, Any]]:
    """Totals and ranks before and after; totals as they are published."""
    places = act.round.criteria_set.places
    return [
        {**each, **{name: _total(each[name], places) for name in ("total_before", "total_after")}}
        for each in act.summary.get("ranks", [])
    ]


def _total(value: str, places: int) -> str:
    return shown(Decimal(value), places) if value else ""


def void_in_words(act: ImportAct) -> str:
    """That the import voided the round's submission, as long as nobody has submitted the round again; else ""."""
    is_open = act.round.state in (AssessmentRound.State.OPEN, AssessmentRound.State.CORRECTING)
    if not (is_open and act.summary.get("has_voided")):
        return ""
    again = Submission.objects.filter(round=act.round, submitted_at__gt=act.confirmed_at).exists()
    return "" if again else str(VOIDED)


def kept_until(act: ImportAct) -> Any:
    """When a file that nobody confirms is thrown away."""
    return act.created_at + ABANDONED_AFTER
