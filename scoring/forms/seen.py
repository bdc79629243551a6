"""Forms that carry what was seen when they were opened, so that no edit is written over a colleague's unseen one."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _

from scoring.models import Event
from scoring.numerals import shown


def _plain(value: Any) -> str:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return format(value.normalize() if value else 0, "f")
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def value_shown(value: Any) -> str:
    """A field's value as people read it: a decimal comma, a day as it is written here, yes and no in words."""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, Decimal):
        return shown(value)
    return str(value) if isinstance(value, Model) else _plain(value)


class SeenForm(forms.Form):
    """Call `hold` with what stands now; a form that saw something else, or says nothing of what it saw, is refused."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    _stored: Mapping[str, Any] | None = None

    def hold(self, stored: Mapping[str, Any], last: Callable[[], Event | None]) -> None:
        """What stands, by field; `last` finds the event of the last change of it."""
        self._stored, self._last = stored, last
        self.initial["seen"] = json.dumps({name: _plain(value) for name, value in stored.items()}, sort_keys=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self._stored is not None:
            self._refuse_if_stale(self._stored)
        return cleaned

    def differing(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The values that differ from what stands, which is what was seen."""
        stored = self._stored or {}
        return {
            name: self.cleaned_data[name] for name in names if _plain(self.cleaned_data[name]) != _plain(stored[name])
        }

    def _refuse_if_stale(self, stored: Mapping[str, Any]) -> None:
        """What stands now is shown, what was typed stays, and saving again is a choice."""
        try:
            seen = json.loads(self.data.get(self.add_prefix("seen"), ""))
        except ValueError:
            seen = {}
        seen = seen if isinstance(seen, dict) else {}
        moved = [name for name, value in stored.items() if seen.get(name) != _plain(value)]
        if not moved:
            return
        event = self._last()
        what = [
            _("%(field)s hiện là “%(value)s”") % {"field": self.fields[name].label, "value": value_shown(stored[name])}
            for name in moved
        ]
        self.add_error(
            None,
            _("%(who)s đã sửa sau khi bạn mở trang này. %(what)s. Nội dung bạn nhập được giữ nguyên; xem lại rồi lưu.")
            % {"who": event.by if event is not None and event.by else _("Người khác"), "what": "; ".join(what)},
        )
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent[self.add_prefix("seen")] = self.initial["seen"]
        self.data = sent
