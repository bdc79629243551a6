"""Where a unit lost points, what that cost it, and how it would stand by something else: of a unit's year, below its result.

Nothing here is a result, and every heading that gives a rank says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.published import Gain, LeafMapping, Loss, NoPath, PublishedBlock, Ranking

from . import otherwise, words
from .criteria import ORIGINS
from .navigation import Link, unit_year_address
from .otherwise import RankView

# So many losses stand open, the others under a fold; so many units are named at each.
IN_SIGHT = 8
NAMED = 3
# The name of a field of the page that asks what if, before its criterion.
PREFIX = "d."


@dataclass(frozen=True, slots=True)
class LossView:
    """One criterion where points were lost."""

    code: str
    title: str
    kind: str
    lost: str
    maximum: str
    before: str
    is_repeated: bool
    places: str
    full: list[Link]
    others: str


@dataclass(frozen=True, slots=True)
class LostView:
    """Everything below one result. `losses` is empty of a transcribed table; `silence` says why nothing is computed."""

    name: str
    summary: str = ""
    losses: list[LossView] = field(default_factory=list)
    rest: list[LossView] = field(default_factory=list)
    year_before: str = ""
    is_ranked: bool = False
    path: list[str] = field(default_factory=list)
    ranks: list[RankView] = field(default_factory=list)
    ranks_by_area: list[RankView] = field(default_factory=list)
    firmness: list[str] = field(default_factory=list)
    what_if: str = ""
    silence: str = ""


def views(blocks: Mapping[int, PublishedBlock], rankings: Iterable[Ranking], unit: str) -> dict[int, LostView]:
    """Of each of the unit's tables by the number of its publication; a table of which nothing can be said has none."""
    found = {}
    for ranking in rankings:
        block = blocks.get(ranking.release.number)
        if block is not None:
            found[ranking.release.number] = _of_block(block, ranking)
        elif ranks := otherwise.on_printed_parts(ranking, unit):
            found[ranking.release.number] = LostView(ranking.names[unit], ranks=ranks)
    return found


def _of_block(block: PublishedBlock, ranking: Ranking) -> LostView:
    name = ranking.names[block.unit]
    if not block.agrees:
        told = _(
            "Điểm từng tiêu chí đã công bố không tính lại ra đúng tổng điểm và thứ hạng đã công bố, nên trang này không"
            " tính gì thêm từ đó."
        )
        return LostView(name, silence=told)
    lines = [_loss(block, each, ranking) for each in block.losses]
    return LostView(
        name,
        summary(block),
        lines[:IN_SIGHT],
        lines[IN_SIGHT:],
        str(block.year_before or ""),
        block.unit in block.block.result.ranks,
        path(block, ranking.names),
        otherwise.ranks(block),
        otherwise.ranks_without_an_area(block),
        otherwise.firmness(block, ranking),
        what_if_address(block),
    )


def what_if_address(block: PublishedBlock) -> str:
    """Where one asks what would be with other points; "" while the table is not published."""
    number = block.release.number
    address = reverse("portal:what-if", args=[block.unit, block.release.year])
    return f"{address}?cong-bo={number}" if number else ""


def summary(block: PublishedBlock) -> str:
    """ "Mất 12,34 điểm ở 35 trong 98 tiêu chí được chấm; 8 tiêu chí đã mất điểm cả năm 2023." """
    lost = block.losses
    if not lost:
        return _("Đơn vị không mất điểm ở tiêu chí nào.")
    own = block.own
    told = _("Mất %(points)s điểm ở %(count)d trong %(of)d tiêu chí được chấm") % {
        "points": words.number(sum((each.lost for each in lost), Decimal(0))),
        "count": len(lost),
        "of": sum(isinstance(mark, Decimal) for mark in own.values()),
    }
    repeated = sum(each.is_repeated for each in lost)
    if block.year_before and repeated:
        told += _("; %(count)d tiêu chí đã mất điểm cả năm %(year)d") % {"count": repeated, "year": block.year_before}
    return f"{told}."


_CHANGED = {
    LeafMapping.TEXT: gettext_lazy("nội dung đã sửa"),
    LeafMapping.MAXIMUM: gettext_lazy("điểm tối đa khi đó khác"),
}


def before_words(loss: Loss) -> str:
    """The year before at the criterion: "mất 0,50 (nội dung đã sửa)", "tiêu chí mới"; "" where nothing is known."""
    earlier = loss.earlier
    if earlier is None:
        return ""
    if earlier.how is LeafMapping.NEW:
        return _("tiêu chí mới")
    if earlier.lost is None:
        return _("không có điểm")
    told = _("mất %(points)s") % {"points": words.number(earlier.lost)} if earlier.lost else _("không mất")
    changed = _CHANGED.get(earlier.how)
    return f"{told} ({changed})" if changed else told


def places_words(loss: Loss, rank: int | None) -> str:
    """What full marks there would have been worth: "lên 2 bậc (hạng 3)"."""
    if loss.places is None or rank is None:
        return ""
    if not loss.places:
        return _("vẫn hạng %(rank)d") % {"rank": rank}
    return _("lên %(n)d bậc (hạng\u00a0%(rank)d)") % {"n": loss.places, "rank": rank - loss.places}


def _loss(block: PublishedBlock, loss: Loss, ranking: Ranking) -> LossView:
    node = block.assessment.nodes[loss.code]
    more = len(loss.full) - NAMED
    named = loss.full if more <= 1 else loss.full[:NAMED]  # "và 1 đơn vị khác" is longer than most names
    return LossView(
        loss.code,
        node.title,
        str(ORIGINS[node.origin.value]) if node.origin is not None and node.origin.value != "appraisal" else "",
        words.number(loss.lost),
        words.number(loss.max_score) if not node.is_beside_the_scale else "",
        before_words(loss),
        loss.is_repeated,
        places_words(loss, block.block.result.ranks.get(block.unit)),
        [Link(ranking.names[each], unit_year_address(block.release, each)) for each in named],
        _("và %(count)d đơn vị khác") % {"count": len(loss.full) - len(named)} if len(named) < len(loss.full) else "",
    )


def path(block: PublishedBlock, names: Mapping[str, str]) -> list[str]:
    """The cheapest way to a better place in one or two sentences."""
    found = block.path
    if found is NoPath.FIRST:
        return [_("Không có đơn vị nào xếp trên.")]
    if isinstance(found, NoPath):
        return [_("Đơn vị chưa xếp hạng nên chưa nói được mỗi tiêu chí đáng giá mấy bậc.")]
    ahead = words.listing([names[each] for each in found.ahead])
    share, overtake = found.share, found.overtake
    manner = _("ngang %(names)s") if share.is_shared else _("vượt %(names)s")
    told = [
        _("Để lên hạng %(rank)d (%(manner)s), đơn vị cần thêm ít nhất %(points)s điểm: %(leaves)s.")
        % {
            "rank": share.rank,
            "manner": manner % {"names": ahead},
            "points": words.number(share.points),
            "leaves": _leaves(share, block.losses),
        }
    ]
    if not share.is_shared:
        return told
    if overtake is None:
        return [*told, _("Không vượt được vì %(names)s đã đạt tối đa.") % {"names": ahead}]
    more = "" if len(overtake.leaves) == len(share.leaves) else f" ({_leaves(overtake, block.losses)})"
    return [
        *told,
        _("Để vượt hẳn %(names)s: ít nhất %(points)s điểm%(more)s.")
        % {"names": ahead, "points": words.number(overtake.points), "more": more},
    ]


def _leaves(gain: Gain, lost: Sequence[Loss]) -> str:
    """Which criteria hold so many points: one of them by itself, and how many others would do; or the fewest together."""
    first = gain.leaves[0]
    if len(gain.leaves) > 1:
        texts = [f"{each.code} ({words.number(each.lost)})" for each in gain.leaves]
        return _("không tiêu chí nào một mình có đủ; ít nhất là %(count)d tiêu chí, như %(leaves)s") % {
            "count": len(texts),
            "leaves": words.listing(texts),
        }
    others = sum(each.lost >= gain.points for each in lost) - 1
    told = {"code": first.code, "lost": words.number(first.lost), "others": others, "points": words.number(gain.points)}
    if not others:
        return _("tiêu chí duy nhất có đủ số điểm đó là %(code)s (đang mất %(lost)s)") % told
    return (
        _(
            "một tiêu chí là đủ, như %(code)s (đang mất %(lost)s) hoặc một trong %(others)d tiêu chí khác mất từ %(points)s trở lên"
        )
        % told
    )


def path_query(gain: Gain, block: PublishedBlock) -> str:
    """The address part that asks what would be with full marks at the leaves of the way."""
    full = [
        (
            f"{PREFIX}{each.code}",
            "0" if block.assessment.nodes[each.code].is_beside_the_scale else words.number(each.max_score),
        )
        for each in gain.leaves
    ]
    return urlencode([("cong-bo", block.release.number), *full])
