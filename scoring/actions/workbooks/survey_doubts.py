"""What is odd about a file of survey figures without being wrong: what a colleague changed after its template was taken."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from scoring.import_doubts import Doubt, Told
from scoring.models import AssessmentRound, Event
from scoring.survey_entry import Change

Place = tuple[str, str, str]  # part, unit, question or questionnaire or ""


def changed_later(round_: AssessmentRound, until: datetime | None) -> dict[Place, str]:
    """Places whose figures somebody changed after the template was taken away, and who did so last.

    `until` None: not known of the file, so nothing is told. The rows themselves do not say when they changed; events do.
    """
    found: dict[Place, str] = {}
    if until is not None:
        events = Event.objects.filter(verb="survey", data__round=round_.pk, at__gt=until).order_by("pk")
        for changes, who in events.values_list("data__changes", "by__username"):
            for each in changes:
                found[each["part"], each["unit"], each["of"]] = who or _("chương trình")
    return found


def doubt_later(changes: Collection[Change], later: Mapping[Place, str], units: Mapping[str, str]) -> Iterator[Doubt]:
    """The doubt about what the file would change back, if there is any of it."""
    told = Told()
    for each in changes:
        if (who := later.get((str(each.part), each.unit, each.name))) is not None:
            told.add(f"{units[each.unit]}{f', {each.name}' if each.name else ''} ({who})")
    if told.count:
        yield Doubt(
            "later",
            _("Sau khi mẫu được tải về, người khác đã sửa các chỗ mà tệp này sẽ thay đổi: %s.") % told,
            _("Xem kỹ các thay đổi đó; tệp có thể đang mang giá trị cũ."),
        )
