"""Where a unit lost points and how it would rank by something else, as rows of the file of its year."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from scoring.exports.cells import Cell
from scoring.published import PublishedBlock, Ranking

from . import otherwise, words
from .lost_points import before_words, places_words
from .otherwise import RankView


def rows(block: PublishedBlock | None, ranking: Ranking, unit: str) -> list[list[Cell]]:
    """Kind, code, content, value, maximum, note, source: as the other rows of the file. Whoever loses nothing has none."""
    if block is None:
        return [_of_rank(each) for each in otherwise.on_printed_parts(ranking, unit)]
    if not block.agrees:
        return []
    ranks = [*otherwise.ranks(block), *otherwise.ranks_without_an_area(block)]
    return [*_losses(block, ranking.names), *map(_of_rank, ranks)]


def _losses(block: PublishedBlock, names: Mapping[str, str]) -> list[list[Cell]]:
    found: list[list[Cell]] = []
    rank = block.block.result.ranks.get(block.unit)
    for loss in block.losses:
        node = block.assessment.nodes[loss.code]
        told = [
            _("năm %(year)s: %(before)s") % {"year": block.year_before, "before": before}
            if (before := before_words(loss))
            else "",
            _("lặp lại") if loss.is_repeated else "",
            _("nếu đạt tối đa (không phải kết quả chính thức): %(places)s") % {"places": places}
            if (places := places_words(loss, rank))
            else "",
            _("đơn vị đạt tối đa: %(names)s") % {"names": words.listing([names[each] for each in loss.full])}
            if loss.full
            else "",
        ]
        most = loss.max_score if not node.is_beside_the_scale else None
        found.append([_("mất điểm"), loss.code, node.title, loss.lost, most, "; ".join(filter(None, told)), ""])
    return found


def _of_rank(view: RankView) -> list[Cell]:
    kind = _("hạng nếu tính cách khác, không phải kết quả chính thức")
    note = "; ".join(filter(None, [view.against, view.note]))
    return [kind, "", view.label, int(view.rank) if view.rank else "", int(view.of) if view.of else None, note, ""]
