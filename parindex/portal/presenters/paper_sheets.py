"""What stands on paper: the annex of a decision in each form, and one unit's year on one page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.explaining.said import said_of
from scoring.published import NO_FIGURE, PublishedBlock, Ranking

from .. import annexes, papers
from ..exports import corrected
from . import criteria, lost_points, proof, words
from . import units as presenter
from .annex import Annex
from .lost_points import LossView
from .unit_year import Known

FORMS = ("xlsx", "pdf")
# So many of a unit's losses stand on its sheet.
MOST_LOSSES = 5
# Points at which a sheet with criteria is tried: at ten none fits, and trying costs as much as setting.
DENSE = (8, 7.5, 7, 6.5, 6)


def annex_file(annex: Annex, suffix: str) -> bytes:
    """The annex in one of `FORMS`. Raises NoPapers where no PDF can be made."""
    if suffix == "xlsx":
        return annexes.as_workbook(annex)
    heads = list(zip(annex.headings, annex.small, strict=True))
    line = foot(annex.notice, [annex.stamp.code])
    return papers.paper("portal/papers/annex.html", {"annex": annex, "heads": heads, "foot": line})


def foot(notice: str, codes: list[str]) -> str:
    """The line at the foot of every page; it stands in a style, so that nothing but letters, figures and signs of ours."""
    return " · ".join(filter(None, [notice, _("Mã kiểm tra %(codes)s") % {"codes": ", ".join(codes)}]))


@dataclass(frozen=True, slots=True)
class LostOnPaper:
    """The largest losses of a unit in one table, and the cheapest way to a better place."""

    summary: str
    losses: list[LossView]
    path: str
    year_before: str
    is_ranked: bool


def _lost(block: PublishedBlock, ranking: Ranking) -> LostOnPaper | None:
    """None where the published marks do not give the published figures again: then nothing may be computed from them."""
    if not block.agrees:
        return None
    views = [lost_points._loss(block, each, ranking) for each in block.losses[:MOST_LOSSES]]
    path = lost_points.path(block, ranking.names) if block.losses else []
    return LostOnPaper(
        lost_points.summary(block),
        views,
        path[0] if path else "",
        str(block.year_before or ""),
        block.unit in block.block.result.ranks,
    )


def unit_year(
    unit: str, year: int, known: Known, absolute: Callable[[str], str], *, illustrative: bool = False
) -> dict[str, Any]:
    """What the sheet of a unit's year says."""
    rankings = known.rankings
    sheets = [presenter.sheet(beside, unit) for beside in known.beside]
    stamps = {each.release.number: proof.stamp(each.release, absolute) for each in rankings}
    is_illustrative = illustrative or any(each.release.illustrative for each in rankings)
    blocks = {each.release.number: known.blocks.get(each.release.number) for each in rankings}
    return {
        "title": _("%(name)s: kết quả năm %(year)s") % {"name": sheets[0].edition.printed_name, "year": year},
        "lead": presenter.year_lead(rankings, unit),
        "sheets": sheets,
        "said": {number: [str(each) for each in said_of(why)] for number, why in known.whys.items()},
        "edited": any(words.edited_note(why.ranking, unit) for why in known.whys.values()),
        "lost": {
            ranking.release.number: _lost(block, ranking)
            for ranking in rankings
            if (block := blocks[ranking.release.number]) is not None
        },
        "below": criteria.below(known.assessments, rankings, unit),
        "stamps": stamps,
        "corrected": {each.release.number: corrected(each.release) for each in rankings},
        "page": absolute(reverse("portal:unit-year", args=[unit, year])),
        "illustrative": is_illustrative,
        "no_figure": NO_FIGURE,
        "foot": foot(_("Dữ liệu minh họa") if is_illustrative else "", [each.code for each in stamps.values()]),
    }


def unit_year_file(context: dict[str, Any]) -> bytes:
    sizes = DENSE if any(context["lost"].values()) else papers.ONE_PAGE
    return papers.paper("portal/papers/unit_year.html", context, sizes=sizes)
