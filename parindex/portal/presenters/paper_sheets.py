"""What stands on paper: the annex of a decision in each form, and one unit's year on one page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from scoring.published import NO_FIGURE, Assessment, Ranking
from units.models import Unit

from .. import annexes, papers
from . import criteria, proof
from . import units as presenter
from .annex import Annex

FORMS = ("xlsx", "pdf")


def annex_file(annex: Annex, suffix: str) -> bytes:
    """The annex in one of `FORMS`. Raises NoPapers where no PDF can be made."""
    if suffix == "xlsx":
        return annexes.as_workbook(annex)
    heads = list(zip(annex.headings, annex.small, strict=True))
    foot = _foot(annex.notice, [annex.stamp.code])
    return papers.paper("portal/papers/annex.html", {"annex": annex, "heads": heads, "foot": foot})


def _foot(notice: str, codes: list[str]) -> str:
    """The line at the foot of every page; it stands in a style, so that nothing but letters, figures and signs of ours."""
    return " · ".join(filter(None, [notice, _("Mã kiểm tra %(codes)s") % {"codes": ", ".join(codes)}]))


def unit_year(
    unit: Unit,
    year: int,
    rankings: list[Ranking],
    assessments: Mapping[int, Assessment],
    absolute: Callable[[str], str],
) -> dict[str, Any]:
    """What the sheet of a unit's year says."""
    sheets = [presenter.sheet(ranking, unit.code) for ranking in rankings]
    stamps = {each.release.number: proof.stamp(each.release, absolute) for each in rankings}
    illustrative = unit.illustrative or any(each.release.illustrative for each in rankings)
    return {
        "title": _("%(name)s: kết quả năm %(year)s") % {"name": sheets[0].edition.printed_name, "year": year},
        "lead": presenter.year_lead(rankings, unit.code),
        "sheets": sheets,
        "below": criteria.below(assessments, rankings, unit.code),
        "stamps": stamps,
        "illustrative": illustrative,
        "no_figure": NO_FIGURE,
        "foot": _foot(_("Dữ liệu minh họa") if illustrative else "", [each.code for each in stamps.values()]),
    }


def unit_year_file(context: dict[str, Any]) -> bytes:
    return papers.paper("portal/papers/unit_year.html", context, on_one_page=True)
