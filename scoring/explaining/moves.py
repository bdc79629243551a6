"""How a unit moved: from which rank to which, kept, shared, first, last; or where it stands, where no move is known."""

from django.utils.translation import gettext as _

from . import pieces
from . import standing as table
from .explained import MOST_NAMED, Explained, Facts
from .pieces import Words, choose, listing, say


def standing(it: Explained) -> Words:
    """Where the unit stands, of which no move is known."""
    if it.rank is None:
        return ()
    together = table.shares_rank(it.why.ranking, it.row)
    names = listing(pieces.names_of(together, it.why.names))
    if together and len(together) < MOST_NAMED:
        words = say(_("%(unit)s đồng hạng %(rank)s với %(names)s"), unit=it.name, rank=it.short_rank, names=names)
        return words + (_with(it, _(", cùng đạt %(what)s")) if _is_level(it, together) else ())
    if it.row.rank == 1:
        words = say(_("%(unit)s dẫn đầu %(block)s"), unit=it.name, block=it.block)
        return words + _with(it, _(" với %(what)s"))
    if it.is_last:
        words = say(_("%(unit)s đứng cuối bảng (hạng %(rank)s)"), unit=it.name, rank=it.rank)
    else:
        words = say(_("%(unit)s xếp hạng %(rank)s"), unit=it.name, rank=it.rank)
    return words + _with(it, _(", đạt %(what)s"))


def _with(it: Explained, template: str) -> Words:
    """The main figure where a source gives it; a percentage says of what."""
    if it.figure is None:
        return ()
    what = it.figure if it.what == "total" else say(_("chỉ số %(figure)s"), figure=it.figure)
    return say(template, what=what)


def _is_level(it: Explained, together: tuple[str, ...]) -> bool:
    """Whether all that share the rank have the same figure; some tables print a shared rank over different ones."""
    own = it.why.ranking.ranking_figure(it.row).value
    rows = {row.unit: row for row in it.why.ranking.rows}
    return all(it.why.ranking.ranking_figure(rows[unit]).value == own for unit in together)


def bare_move(it: Explained) -> Words:
    """A move that the source prints without a rank as a number."""
    moved = it.row.rank_move.places or 0
    if it.places is None or it.row.rank is not None:
        return ()
    if not moved:
        printed = it.row.rank_printed
        return say(_("%(unit)s vẫn ở vị trí %(place)s"), unit=it.name, place=printed) if printed else ()
    template = _("%(unit)s tăng %(places)s so với năm %(year)s")
    if moved < 0:
        template = _("%(unit)s giảm %(places)s so với năm %(year)s")
    return say(template, unit=it.name, places=it.places, year=it.last_year)


def kept(it: Explained) -> Words:
    facts: Facts = {"unit": it.name, "rank": it.short_rank, "year": it.last_year, "block": it.block}
    if it.row.rank == 1 and not it.row.is_tied:
        return choose(
            it.key,
            (
                say(_("%(unit)s tiếp tục dẫn đầu %(block)s"), **facts),
                say(_("%(unit)s giữ vững vị trí dẫn đầu %(block)s"), **facts),
            ),
        )
    if it.is_last and not it.row.is_tied:
        template = _("%(unit)s giữ nguyên hạng %(rank)s như năm %(year)s, đứng cuối bảng")
        if it.why.was_last:
            template = _("%(unit)s vẫn đứng cuối bảng (hạng %(out_of)s)")
        return say(template, **facts, out_of=it.rank or it.short_rank)
    variants = (
        say(_("%(unit)s giữ nguyên hạng %(rank)s như năm %(year)s"), **facts),
        say(_("%(unit)s giữ nguyên hạng %(rank)s"), **facts),
        say(_("Năm nay, %(unit)s vẫn xếp hạng %(rank)s"), **facts),
    )
    return choose(it.key, variants) + _tied(it)


def _tied(it: Explained) -> Words:
    together = table.shares_rank(it.why.ranking, it.row)
    if not together:
        return ()
    if len(together) >= MOST_NAMED:
        return say(_(", đồng hạng với %(count)s khác"), count=pieces.count(len(together), it.of("tied")))
    return say(_(", đồng hạng với %(names)s"), names=listing(pieces.names_of(together, it.why.names)))


def risen(it: Explained) -> Words:
    if it.rank_before is None or it.places is None:
        return _unknown_before(it, _("%(unit)s xếp hạng %(rank)s, tăng %(places)s so với năm %(year)s"))
    facts = _of_move(it, it.rank_before, it.places)
    if it.row.rank == 1 and not it.row.is_tied:
        variants = (
            say(
                _("%(unit)s vươn lên dẫn đầu %(block)s, tăng %(places)s so với hạng %(before)s của năm %(year)s"),
                **facts,
            ),
            say(_("Từ hạng %(before)s năm %(year)s, %(unit)s vươn lên dẫn đầu %(block)s, tăng %(places)s"), **facts),
        )
        return choose(it.key, variants)
    variants_of_rise = (
        say(_("%(unit)s tăng %(places)s so với năm %(year)s, từ hạng %(before)s lên hạng %(rank)s"), **facts),
        say(_("Từ hạng %(before)s năm %(year)s, %(unit)s vươn lên hạng %(rank)s, tăng %(places)s"), **facts),
        say(_("%(unit)s tăng %(places)s, từ vị trí thứ %(before)s lên vị trí thứ %(rank)s"), **facts),
        say(_("%(unit)s xếp hạng %(rank)s, tăng %(places)s so với năm %(year)s (hạng %(before)s)"), **facts),
    )
    return choose(it.key, variants_of_rise) + _tied(it)


def fallen(it: Explained) -> Words:
    if it.rank_before is None or it.places is None:
        return _unknown_before(it, _("%(unit)s xếp hạng %(rank)s, giảm %(places)s so với năm %(year)s"))
    facts = _of_move(it, it.rank_before, it.places)
    if it.is_last and not it.row.is_tied:
        template = _("%(unit)s giảm %(places)s, từ hạng %(before)s năm %(year)s xuống cuối bảng (hạng %(out_of)s)")
        return say(template, **facts, out_of=it.rank or it.short_rank)
    variants = (
        say(_("%(unit)s giảm %(places)s so với năm %(year)s, từ hạng %(before)s xuống hạng %(rank)s"), **facts),
        say(_("Từ hạng %(before)s năm %(year)s, %(unit)s lùi xuống hạng %(rank)s, giảm %(places)s"), **facts),
        say(_("%(unit)s giảm %(places)s, từ vị trí thứ %(before)s xuống vị trí thứ %(rank)s"), **facts),
        say(_("%(unit)s xếp hạng %(rank)s, giảm %(places)s so với năm %(year)s (hạng %(before)s)"), **facts),
    )
    return choose(it.key, variants) + _tied(it)


def _of_move(it: Explained, before: pieces.Figure, places: pieces.Figure) -> Facts:
    return {
        "unit": it.name,
        "block": it.block,
        "places": places,
        "before": before,
        "rank": it.short_rank,
        "year": it.last_year,
    }


def _unknown_before(it: Explained, template: str) -> Words:
    if it.rank is None or it.places is None:
        return ()
    return say(template, unit=it.name, rank=it.rank, places=it.places, year=it.last_year)
