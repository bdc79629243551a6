"""How a unit would rank by something else, and how firm its rank is. None of it is a result."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import (
    NEAR,
    Counterfactual,
    Kind,
    NoRank,
    PublishedBlock,
    Ranking,
    component_ranks,
    round_half_up,
)

from . import words

LEAST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class RankView:
    """A rank by something else: what is otherwise, the rank or why there is none, and how that stands against the published one."""

    label: str
    rank: str
    of: str = ""
    against: str = ""
    note: str = ""


def on_printed_parts(ranking: Ranking, unit: str) -> list[RankView]:
    """Of a transcribed table: ranks on the parts that the source prints of every unit."""
    row, ranks = next(each for each in ranking.rows if each.unit == unit), component_ranks(ranking)
    return [
        _rank_view(_("Chỉ tính %(part)s") % {"part": _small(each.name)}, own[unit], len(own), row.rank)
        for each in ranking.components
        if (own := ranks.get(each.code)) is not None
    ]


def _small(text: str) -> str:
    """A name inside a sentence; abbreviations stay as they are."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def ranks(block: PublishedBlock) -> list[RankView]:
    """By one component, without the survey or the bonus, by last year's set."""
    return [_counterfactual(each, block) for each in block.counterfactuals if each.kind is not Kind.WITHOUT_AREA]


def ranks_without_an_area(block: PublishedBlock) -> list[RankView]:
    """Without each area in turn."""
    return [_counterfactual(each, block) for each in block.counterfactuals if each.kind is Kind.WITHOUT_AREA]


# A component inside a sentence.
_PARTS = {
    "appraisal": gettext_lazy("điểm thẩm định"),
    "survey": gettext_lazy("điểm điều tra xã hội học"),
    "satisfaction": gettext_lazy("chỉ số hài lòng"),
    "bonus": gettext_lazy("điểm thưởng"),
}
_NO_RANK = {
    NoRank.MISSING: gettext_lazy("chưa đủ điểm"),
    NoRank.NOTHING_APPLIES: gettext_lazy("không áp dụng cho đơn vị"),
}


def _counterfactual(each: Counterfactual, block: PublishedBlock) -> RankView:
    label, note = _label(each, block)
    if each.refused is not None:
        gone = _("không tính được vì năm nay không còn chấm %(codes)s của bộ đó") % {
            "codes": words.listing(each.left_out)
        }
        return RankView(label, "", note=gone)
    if block.unit not in each.ranks:
        return RankView(label, "", note=str(_NO_RANK[each.reasons[block.unit]]))
    return _rank_view(label, each.ranks[block.unit], len(each.ranks), block.block.result.ranks.get(block.unit), note)


def _label(each: Counterfactual, block: PublishedBlock) -> tuple[str, str]:
    """What is otherwise, and what has to be known of it."""
    year = {"year": block.year_before or ""}
    if each.kind is Kind.ONLY:
        return _("Chỉ tính %(part)s") % {"part": _PARTS[each.what]}, ""
    if each.kind is Kind.WITHOUT:
        return _("Không tính %(part)s") % {"part": _PARTS[each.what]}, ""
    if each.kind is Kind.WITHOUT_AREA:
        node = block.assessment.nodes[each.what]
        return _("%(code)s. %(title)s") % {"code": node.code, "title": node.title}, ""
    new = _("không tính tiêu chí mới %(codes)s") % {"codes": words.listing(each.left_out)} if each.left_out else ""
    if each.kind is Kind.LAST_YEAR:
        return _("Theo bộ tiêu chí năm %(year)s") % year, new
    return _("Chỉ các tiêu chí có ở cả hai năm, theo điểm tối đa năm %(year)s") % year, new


def _rank_view(label: str, rank: int, of: int, published: int | None, note: str = "") -> RankView:
    if published is None:
        against = ""
    elif rank == published:
        against = _("như đã công bố")
    else:
        by = _("cao hơn %(n)d bậc") if rank < published else _("thấp hơn %(n)d bậc")
        against = by % {"n": abs(published - rank)}
    return RankView(label, str(rank), str(of), against, note)


def firmness(block: PublishedBlock, ranking: Ranking) -> list[str]:
    """How firm the rank is: who is nearly level, and the ranks within the margins of the surveys."""
    told = []
    figures = block.block.figures
    if block.unit in figures and (near := block.near(NEAR)):
        named = [f"{ranking.names[each]} ({_against(figures[each] - figures[block.unit])})" for each in near]
        told.append(
            _("Sát nhau, chỉ số chênh không quá %(margin)s điểm phần trăm: %(names)s.")
            % {"margin": words.number(NEAR), "names": words.listing(named)}
        )
    if (span := block.rank_range) is not None:
        ranks = (
            _("từ hạng %(best)d đến hạng %(worst)d") % {"best": span.best, "worst": span.worst}
            if span.best != span.worst
            else _("chỉ hạng %(best)d") % {"best": span.best}
        )
        told.append(
            _(
                "Nếu điểm khảo sát của mọi đơn vị xê dịch trong sai số đã công bố, đơn vị có thể xếp %(ranks)s: hạng tốt"
                " nhất khi đơn vị ở mức cao nhất còn mọi đơn vị khác ở mức thấp nhất, hạng kém nhất thì ngược lại."
            )
            % {"ranks": ranks}
        )
    return told


def _against(gap: Decimal) -> str:
    """ "hơn 0,03", "kém 0,05", "bằng nhau", seen from the other unit."""
    if not gap:
        return _("bằng nhau")
    rounded = round_half_up(abs(gap), LEAST)  # an exact index has fifty digits
    shown = words.number(rounded) if rounded else _("chưa đến %(least)s") % {"least": words.number(LEAST)}
    return (_("hơn %(gap)s") if gap > 0 else _("kém %(gap)s")) % {"gap": shown}
