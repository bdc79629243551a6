"""What is looked at before a correction is submitted, beside what every result is looked over for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.canonical import Contents
from scoring.core.survey import SMALLEST_BASE
from scoring.models import AssessmentRound, Publication, Sheet
from scoring.survey_tally import earlier_figures, given_away
from scoring.tally import RoundTally

from .corrected import corrected_cells


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding about a correction. `sheet`: whose surveys are to be mended, where it is about one unit's."""

    key: str
    message: str
    advice: str
    sheet: Sheet | None = None
    is_warning: bool = False


def look_over(round_: AssessmentRound, tally: RoundTally, contents: Contents) -> Iterator[Doubt]:
    """A correction corrects something (a figure, a rank, a word of the table), and gives away nothing that is hidden; and
    where a following year was compared with what is corrected, that must be known.
    """
    if not corrected_cells(contents):
        yield Doubt(
            "nothing-corrected",
            _("Bản đính chính không khác gì bản đang công bố."),
            _("Sửa nội dung cần đính chính rồi trình, hoặc hủy đính chính ở cuối trang này."),
        )
    yield from _given_away(round_, tally)
    yield from _compared_with(contents)


def _compared_with(contents: Contents) -> Iterator[Doubt]:
    """What is published of the following year keeps its changes against the version that is corrected."""
    following = Publication.objects.current().filter(previous=contents.publication.supersedes).order_by("number")
    for year, number in following.values_list("year", "number"):
        yield Doubt(
            f"compared-{number}",
            _("Kết quả năm %(year)d (công bố số %(number)s) so sánh với bản đang được đính chính.")
            % {"year": year, "number": number},
            _(
                "Thay đổi đã công bố của năm %(year)d vẫn là so với bản cũ, và các trang, tệp của năm ấy sẽ ghi rõ điều đó;"
                " muốn tính lại thì đính chính cả kết quả năm %(year)d sau khi công bố bản này."
            )
            % {"year": year},
            is_warning=True,
        )


def _given_away(round_: AssessmentRound, tally: RoundTally) -> Iterator[Doubt]:
    """Hidden factors that follow from the index and from the other factors as an earlier version shows them."""
    for (unit, factor), numbers in given_away(tally, earlier_figures(round_)).items():
        sheet = tally.sheets[unit].sheet
        yield Doubt(
            f"given-away-{unit}-{factor}",
            _(
                "%(unit)s: “%(factor)s” phải giữ kín để không lộ số liệu dưới %(least)d phiếu, nhưng vẫn suy ra được từ"
                " chỉ số hài lòng và các yếu tố khác mà công bố số %(numbers)s đã nêu và vẫn đọc được."
            )
            % {
                "unit": sheet.unit.full_name,
                "factor": factor,
                "least": SMALLEST_BASE,
                "numbers": ", ".join(map(str, numbers)),
            },
            _(
                "Xem lại số phiếu của yếu tố này. Nếu đúng là có quá ít phiếu, nhập chỉ số hài lòng của đơn vị bằng tỷ lệ"
                " kèm số phiếu, tính từ các yếu tố còn lại; khi đó không công bố số liệu theo yếu tố của đơn vị."
            ),
            sheet,
        )
