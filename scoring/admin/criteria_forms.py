"""The forms of criteria sets in the admin: a rule as readable text, faults at their fields, no edit written over another."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scoring.actions.criteria import ALL_FIELDS, settle
from scoring.actions.criteria_sets import BAND_FIELDS, SCALE_FIELDS, SET_FIELDS, settle_set
from scoring.actions.entered import moved, told
from scoring.core.rules import RuleRefused, read_rule
from scoring.criteria_checks import band_faults
from scoring.criteria_tree import Tree
from scoring.forms.seen import value_shown
from scoring.imports.rule_text import EXAMPLES, KIND_WORDS, read_rule_text, rule_text
from scoring.imports.values import CODE_SAYS, Unreadable
from scoring.models import Band, BandScale, Criterion, Event
from units.models import Unit, UnitKind


class SeenModelForm(forms.ModelForm):
    """A form that notices when someone else changed the row after it was opened."""

    told_fields: tuple[str, ...] = ()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.stored = told(self.instance, list(self.told_fields))
            self.initial["seen"] = json.dumps(self.stored, ensure_ascii=False, sort_keys=True)

    def refuse_if_stale(self) -> None:
        """Nothing is written over a colleague's edit: it is shown, what was typed stays, and saving again is a choice."""
        seen = self.data.get(self.add_prefix("seen"))
        if not self.instance.pk or seen == self.initial["seen"]:
            return
        try:
            before = json.loads(seen or "")
        except ValueError:
            before = {}
        change = moved(before if isinstance(before, dict) else {}, self.stored)
        event = Event.objects.filter(data__criteria_set=self.set_code()).select_related("by").first()
        names = [
            _("%(field)s hiện là “%(value)s”")
            % {"field": self._meta.model._meta.get_field(name).verbose_name, "value": self._shown(name)}
            for name in change["to"]
        ]
        who = event.by if event is not None and event.by is not None else _("người khác")
        self.add_error(
            None,
            _("%(who)s đã sửa sau khi bạn mở trang này. %(what)s. Nội dung bạn nhập được giữ nguyên; xem lại rồi lưu.")
            % {"who": who, "what": "; ".join(str(each) for each in names)},
        )
        sent: Any = self.data
        sent = sent.copy()
        sent[self.add_prefix("seen")] = self.initial["seen"]
        self.data = sent

    def _shown(self, name: str) -> str:
        if name == "rule":
            return str(self.initial.get("rule_detail", ""))
        value, field = getattr(self.instance, name), self._meta.model._meta.get_field(name)
        choices = dict(getattr(field, "flatchoices", ()))
        return str(choices[value]) if value in choices else value_shown(value)

    def set_code(self) -> str:
        return str(self.instance.code)

    def refuse(self, error: ValidationError, where: Mapping[str, str] | None = None) -> None:
        """Each fault at its field; what has no field in this form at the top."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, faults in error.error_dict.items():
            name = (where or {}).get(name, name)
            self.add_error(name if name in self.fields else None, faults)


class ReasonForm(SeenModelForm):
    """A form that also asks why."""

    reason = forms.CharField(
        label=_("Lý do sửa"), required=False, help_text=_("Ghi vào nhật ký cùng nội dung trước và sau khi sửa.")
    )


class CriteriaSetForm(ReasonForm):
    told_fields = SET_FIELDS
    # Without the words of Django's own slug, which takes other codes: `settle_set` says what a code is.
    code = forms.CharField(label=_("Mã"), max_length=60, help_text=CODE_SAYS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.refuse_if_stale()
        values = {name: cleaned[name] for name in SET_FIELDS if name in cleaned}
        if not self.errors:
            try:
                settle_set(self.instance if self.instance.pk else None, values)
            except ValidationError as error:
                self.refuse(error)
        return cleaned


class BandScaleForm(SeenModelForm):
    told_fields = SCALE_FIELDS

    class Meta:
        model = BandScale
        fields = SCALE_FIELDS

    def set_code(self) -> str:
        return str(self.instance.criteria_set.code)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        self.refuse_if_stale()
        return cleaned


class BandForm(SeenModelForm):
    told_fields = BAND_FIELDS

    class Meta:
        model = Band
        fields = BAND_FIELDS
        localized_fields = ("from_index", "component_floor")

    def set_code(self) -> str:
        return str(self.instance.scale.criteria_set.code)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        self.refuse_if_stale()
        band = Band(from_index=cleaned.get("from_index"), component_floor=cleaned.get("component_floor"))
        for name, message in band_faults(band):
            self.add_error(name, message)
        return cleaned


NODE_FORM_FIELDS = (
    "parent",
    "code",
    "position",
    "title",
    "max_score",
    "origin",
    "guidance",
    "evidence",
    "appraiser",
    "explanation_required",
    "previous",
    "mapping",
    "note",
)


def _detail_help() -> str:
    shown = [f"{KIND_WORDS[kind]}: {example}" for kind, example in EXAMPLES.items() if "=" in example]
    return " · ".join(shown)


class CriterionForm(ReasonForm):
    told_fields = ALL_FIELDS
    rule_kind = forms.ChoiceField(
        label=_("Cách tính"), required=False, choices=[("", "---------"), *KIND_WORDS.items()]
    )
    rule_detail = forms.CharField(
        label=_("Chi tiết cách tính"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        help_text=_detail_help(),
    )

    class Meta:
        model = Criterion
        fields = NODE_FORM_FIELDS
        localized_fields = ("max_score",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        chosen = row.criteria_set_id or self.data.get("criteria_set") or self.initial.get("criteria_set")
        chosen = chosen if str(chosen).isdecimal() else None
        nodes = Criterion.objects.order_by("position", "code")
        offered = {
            "parent": nodes.filter(criteria_set=chosen).exclude(pk=row.pk),
            "previous": nodes.filter(criteria_set__copies=chosen).distinct(),
            "appraiser": Unit.objects.filter(Q(kind=UnitKind.DEPARTMENT) | Q(pk=row.appraiser_id)),
        }
        for name, queryset in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset
        for name in ("position", "mapping"):
            self.fields[name].required = False
        if row.pk and row.rule is not None and row.max_score is not None:
            try:
                rule = read_rule(row.rule, row.max_score)
            except RuleRefused:
                return
            self.initial.setdefault("rule_kind", rule.kind)
            self.initial.setdefault("rule_detail", rule_text(rule))
            self.initial["max_score"] = Decimal(format(row.max_score.normalize(), "f"))

    def set_code(self) -> str:
        return str(self.instance.criteria_set.code)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.refuse_if_stale()
        criteria_set = cleaned.get("criteria_set") or (self.instance.criteria_set if self.instance.pk else None)
        if criteria_set is None or self.errors:
            return cleaned
        try:
            self.values = self._values(cleaned)
            row = None
            tree = Tree.of(criteria_set)
            if self.instance.pk:
                row = next((each for each in tree.rows if each.pk == self.instance.pk), None)
            settle(criteria_set, row, self.values, tree)
        except Unreadable as unreadable:
            self.add_error("rule_detail", f"{unreadable.message}. {unreadable.advice}")
        except ValidationError as error:
            self.refuse(error, {"rule": "rule_detail" if cleaned.get("rule_kind") else "rule_kind"})
        return cleaned

    def _values(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What the action is told: for a stored node only what was changed in the form."""
        is_new = not self.instance.pk
        values = {name: cleaned[name] for name in NODE_FORM_FIELDS if name in cleaned}
        if not is_new:
            values = {name: value for name, value in values.items() if name in self.changed_data}
        for name in ("position", "mapping"):
            if values.get(name) in (None, ""):
                values.pop(name, None)
        if is_new or {"rule_kind", "rule_detail"} & set(self.changed_data):
            kind, text = cleaned.get("rule_kind"), cleaned.get("rule_detail", "")
            if text.strip() and not kind:
                raise Unreadable(str(_("có chi tiết nhưng chưa chọn cách tính")), str(_("Chọn ở ô “Cách tính”.")))
            values["rule"] = read_rule_text(kind, text) if kind else None
        if is_new and values.get("previous") is None:
            values.pop("mapping", None)
        return values
