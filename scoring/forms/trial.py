"""Which set is tried on which published round; both stand in the address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import CriteriaSet
from scoring.trial_tally import rounds_to_try_on


class _SetField(forms.ModelChoiceField):
    """A set by its code and name, since the sets of two years may bear one name, and a list cuts a long one."""

    def label_from_instance(self, criteria_set: CriteriaSet) -> str:
        return f"{criteria_set.code} – {criteria_set}"


class WhichTrial(forms.Form):
    """A set, drafts first; a round, the newest first. Without a round the newest that fits is taken."""

    bo = _SetField(
        CriteriaSet.objects.with_lock().order_by("has_lock", "-year_from", "code"),
        to_field_name="code",
        label=_("Bộ tiêu chí đem thử"),
        empty_label=_("Chọn bộ tiêu chí"),
        error_messages={
            "required": _("Chọn bộ tiêu chí đem thử."),
            "invalid_choice": _("Không có bộ tiêu chí này; chọn một bộ trong danh sách."),
        },
    )
    ky = forms.ModelChoiceField(
        rounds_to_try_on(),
        label=_("Trên kết quả đã công bố của kỳ"),
        required=False,
        empty_label=_("Kỳ mới nhất phù hợp"),
        error_messages={
            "invalid_choice": _("Chỉ thử được trên kỳ đã công bố; chọn một kỳ trong danh sách."),
        },
    )
