"""Leaves whose set asks for an explanation and that have none, as they are told before a round is submitted.

The unit explains how it scored itself (`Criterion.explanation_required`), which its sheet insists on where it typed a score.
Nobody is asked where only appraisers marked, nor where the set came to ask for it after the scores were there.
"""

from collections.abc import Iterator

from django.db.models import F, Q
from django.utils.translation import gettext as _

from scoring.core.scheme import Origin
from scoring.import_doubts import Told
from scoring.models import Appraisal, AssessmentRound, Sheet

from .plausibility import Oddity

_NAMED = 5  # leaves of a sheet


def unexplained(round_: AssessmentRound) -> Iterator[Oddity]:
    """Each assessed sheet with leaves that want an explanation and say nothing. One query.

    A leaf wants one where the unit scored itself, whatever its points come from, or where an appraisal gave less than could
    be got: of that the appraiser's reason tells as well. What does not apply wants none.
    """
    scored_itself = Q(self_score__isnull=False)
    lost_points = Q(criterion__origin=Origin.APPRAISAL.value, appraised_score__lt=F("max_score"), reason="")
    rows = Appraisal.objects.filter(
        scored_itself | lost_points,
        sheet__round=round_,
        sheet__left_out_reason="",
        criterion__explanation_required=True,
        explanation="",
        not_applicable=False,
    ).select_related("sheet__unit")
    found: dict[Sheet, Told] = {}
    for row in rows.order_by("sheet__position", "sheet", "criterion__position", "criterion__code").annotate(
        code=F("criterion__code")
    ):
        found.setdefault(row.sheet, Told(_NAMED)).add(row.code)
    for sheet, codes in found.items():
        yield (
            f"unexplained-{sheet.unit.code}",
            _("%(unit)s chưa có giải trình ở tiêu chí bắt buộc giải trình: %(codes)s.")
            % {"unit": sheet.unit.full_name, "codes": codes},
            _("Ghi giải trình của đơn vị; nếu đơn vị không tự chấm, nêu lý do điểm thấp hơn điểm tối đa."),
            sheet,
        )
