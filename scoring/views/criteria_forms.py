"""Forms of the criteria pages at the desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from scoring.imports.values import CODE_SAYS
from scoring.models import CriteriaSet


class CopySetForm(forms.Form):
    """What the copy is called and when it is in force; everything else comes from the source."""

    code = forms.CharField(label=_("Mã bộ tiêu chí mới"), max_length=60, help_text=CODE_SAYS)
    name = forms.CharField(label=_("Tên bộ tiêu chí mới"), max_length=250)
    year_from = forms.IntegerField(label=_("Áp dụng từ năm"), min_value=2000, max_value=2100)
    year_to = forms.IntegerField(
        label=_("Đến năm"), required=False, min_value=2000, max_value=2100, help_text=_("Để trống nếu chưa biết.")
    )
    decision_number = forms.CharField(label=_("Số quyết định ban hành"), required=False, max_length=80)
    decision_date = forms.DateField(label=_("Ngày ban hành"), required=False, help_text=_("Ví dụ: 30/11/2026."))

    def __init__(self, *args: Any, source: CriteriaSet, **kwargs: Any) -> None:
        year = source.year_from + 1
        initial = {"year_from": year, "name": source.name.replace(str(source.year_from), str(year))}
        initial["code"] = source.code.replace(str(source.year_from), str(year))
        if initial["code"] == source.code:
            initial["code"] = f"{source.code}-{year}"
        super().__init__(*args, **kwargs)
        self.initial = {**initial, **self.initial}
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{name}-help"

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of `copy_set`."""
        cleaned = dict(self.cleaned_data)
        decision = {name: cleaned.pop(name) for name in ("decision_number", "decision_date")}
        return {**cleaned, "values": decision}

    def refuse(self, error: ValidationError) -> None:
        """Each fault at its field; what has none here at the top."""
        for name, faults in error.message_dict.items():
            self.add_error(name if name in self.fields else None, faults)
