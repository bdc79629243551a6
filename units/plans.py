"""What an import is about to change, gathered before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext as _


class RowLike(Protocol):
    """A row of a file."""

    values: dict[str, Any]

    def get(self, column: str, default: Any = None) -> Any: ...

    def problem(self, message: str, advice: str = "", *, column: str = "", warning: bool = False) -> Any: ...


@dataclass(slots=True)
class Plan:
    """What an import would create and change, before anything is written, and what is wrong with it."""

    problems: list[Any] = field(default_factory=list)
    created: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)
    updated: dict[type[models.Model], dict[int, tuple[models.Model, set[str]]]] = field(default_factory=dict)
    # What stored rows held before, by id of the instance: the fields that `change` gave new values.
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    unchanged: int = 0
    # Identities of rows that the reader left out; a reference to one of them is no error of the row that refers.
    left_out: set[tuple[object, ...]] = field(default_factory=set)

    def settle(
        self,
        model: type[models.Model],
        existing: Any,
        values: Mapping[str, Any],
        *,
        row: RowLike | None = None,
        at_creation: Mapping[str, Any] | None = None,
    ) -> Any:
        """The instance that shall have those values: the existing one, changed where needed, or a new one."""
        if row is not None:
            self.problems.extend(_too_long(model, values, row))
        if existing is None:
            instance = model(**{**(at_creation or {}), **values})
            self.created.setdefault(model, []).append(instance)
            return instance
        if not self.change(existing, values):
            self.unchanged += 1
        return existing

    def change(self, instance: models.Model, values: Mapping[str, Any]) -> bool:
        """Give an instance those values, recording the fields that change; whether any did."""
        changes = {name for name, value in values.items() if differs(instance, name, value)}
        for name in changes:
            self.before.setdefault(id(instance), {}).setdefault(name, _held(instance, name))
            setattr(instance, name, values[name])
        if changes:
            self.mark(instance, changes)
        return bool(changes)

    def mark(self, instance: models.Model, names: set[str]) -> None:
        """Record that those fields of a stored instance have new values."""
        if instance.pk is not None:
            changes = self.updated.setdefault(type(instance), {})
            changes.setdefault(id(instance), (instance, set()))[1].update(names)

    @property
    def is_empty(self) -> bool:
        return not any(self.created.values()) and not any(self.updated.values())

    def counts(self) -> dict[str, dict[str, int]]:
        """How many rows of each model are created and updated."""
        return {
            "created": {model.__name__: len(rows) for model, rows in self.created.items() if rows},
            "updated": {model.__name__: len(rows) for model, rows in self.updated.items() if rows},
        }

    def write(self) -> None:
        """Write everything in as few statements as the rows' references allow."""
        for model, instances in self.created.items():
            references = [each for each in model._meta.concrete_fields if each.remote_field]
            waiting = instances
            while waiting:
                ready = [each for each in waiting if _is_ready(each, references)]
                if not ready:
                    raise ValueError(f"{model.__name__}: rows refer to each other in a circle")
                ready_ids = {id(each) for each in ready}
                model._default_manager.bulk_create(ready)
                waiting = [each for each in waiting if id(each) not in ready_ids]
        for model, changes in self.updated.items():
            if changes:
                names = sorted(set().union(*(fields for _instance, fields in changes.values())))
                model._default_manager.bulk_update([instance for instance, _fields in changes.values()], names)


def differs(instance: models.Model, name: str, value: Any) -> bool:
    """Whether a field of an instance would change; never follows a reference into the database."""
    model_field = instance._meta.get_field(name)
    if not model_field.remote_field:
        return bool(getattr(instance, name) != value)
    held = getattr(instance, f"{name}_id")
    if value is None:
        return held is not None
    return bool(value.pk is None or held != value.pk)


def _held(instance: models.Model, name: str) -> Any:
    """A field's value; of a reference that was not read, its key: the database is never asked."""
    model_field: Any = instance._meta.get_field(name)
    if not model_field.remote_field:
        return getattr(instance, name)
    return model_field.get_cached_value(instance, default=None) or getattr(instance, model_field.attname)


def _is_ready(instance: models.Model, references: list[Any]) -> bool:
    for reference in references:
        target = reference.get_cached_value(instance, default=None)
        if target is not None and target.pk is None:
            return False
    return True


def _too_long(model: type[models.Model], values: Mapping[str, Any], row: RowLike) -> Iterable[Any]:
    """Texts longer than their column; SQLite would take them, PostgreSQL would refuse the whole import."""
    for name, value in values.items():
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if longest and isinstance(value, str) and len(value) > longest:
            yield row.problem(
                _("văn bản dài hơn %(longest)d ký tự") % {"longest": longest},
                _("Rút ngắn; phần chi tiết ghi ở cột ghi chú."),
                column=name if name in row.values else "",
            )


def given(row: RowLike, names: Mapping[str, Any]) -> dict[str, Any]:
    """The columns the file has, by field name, with the default where the cell is empty.

    A column the file does not have leaves the field as it is.
    """
    return {name: row.get(name, default) for name, default in names.items() if name in row.values}
