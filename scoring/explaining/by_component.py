"""Where a unit stands by one component alone, and what then holds it back."""

from dataclasses import replace

from django.utils.translation import gettext as _

from scoring.published.values import Component

from . import pieces, standing
from .explained import Explained, in_a_sentence
from .pieces import Words, listing, say

# So many places between the rank by one component and the rank are worth telling.
_WIDE = 3


def by_component(it: Explained) -> Words:
    """A component by which the unit stands much higher than in all, with what holds it back; or the one it is best in."""
    row = it.row
    if row.rank is None or it.rank is None:
        return _printed_places(it)
    found = standing.by_component(it.why.ranking, row)
    high = [each for each in found if row.rank - each.place >= _WIDE and each.component.part_of_total]
    if not high:
        return _printed_places(it)
    best = min(high, key=lambda each: each.place)
    template = _("Xét riêng %(part)s%(figure)s, %(unit)s đứng thứ %(place)s")
    if best.place == 1:
        template = _("Xét riêng %(part)s%(figure)s, %(unit)s đứng đầu %(block)s")
    words = say(
        template,
        part=in_a_sentence(best.component),
        figure=_in_brackets(it, best.component),
        unit=it.name,
        place=_place(it, best),
        block=it.block,
    )
    places = {each.component.code: each.place for each in found}
    weaker = [
        each
        for each in it.why.ranking.components
        if each.code not in (best.component.code, *_BESIDE) and places.get(each.code, row.rank) >= row.rank
    ]
    held = [words_of for words_of in (_held_back(it, each) for each in weaker) if words_of]
    if held:
        words += say(_("; %(held)s kéo thứ hạng chung xuống hạng %(rank)s"), held=listing(held), rank=it.short_rank)
    return words


def _held_back(it: Explained, component: Component) -> Words:
    """A component whose figure is known and by which the unit stands no higher than in all, as far as that is known."""
    figure = _in_brackets(it, component)
    return say("%(part)s%(figure)s", part=in_a_sentence(component), figure=figure) if figure else ()


_BESIDE = ("diem-thuong", "diem-tru")


def _printed_places(it: Explained) -> Words:
    """Places by a component that the source itself prints, or the first place by one."""
    found = [
        each
        for each in standing.by_component(it.why.ranking, it.row)
        if each.is_printed or (each.place == 1 and it.row.rank != 1)
    ]
    if not found:
        return ()
    best = min(found, key=lambda each: each.place)
    if best.place == 1:
        template = _("%(unit)s đứng đầu %(block)s về %(part)s")
        return say(template, unit=it.name, block=it.block, part=in_a_sentence(best.component))
    return say(
        _("%(unit)s xếp thứ %(place)s %(block)s về %(part)s"),
        block=it.in_block,
        unit=it.name,
        place=_place(it, best),
        part=in_a_sentence(best.component),
    )


def _place(it: Explained, found: standing.ByComponent) -> pieces.Figure:
    return pieces.rank(found.place, it.of(f"c.{found.component.code}.rank"), it.why.ranking.release.unit_count)


def _in_brackets(it: Explained, component: Component) -> Words:
    """ " (7/10 điểm)", " (87,65%)" """
    score = it.row.scores.get(component.code)
    figure = standing.quoted(score, it.of(f"c.{component.code}"), component.is_percent) if score is not None else None
    if figure is None:
        return ()
    if (
        component.printed_max is not None
        and not component.is_percent
        and standing.is_out_of_all(it.why.ranking, it.row)
    ):
        text = _("%(points)s/%(maximum)s điểm") % {
            "points": score.printed if score is not None else "",
            "maximum": pieces.number(component.printed_max, 0),
        }
        figure = replace(figure, text=text)
    return " (", figure, ")"
