"""What made a unit's figure and rank move: components, areas, the criteria set, what applies, the others."""

from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.core.continuation import LeafMapping
from scoring.core.passing import How
from scoring.core.scheme import Origin
from scoring.core.why import Cause, Split

from . import pieces
from .breakdown import AreaLine, ComponentLine
from .explained import Explained, Facts, in_a_sentence
from .pieces import Words, choose, listing, say

_HALF = Decimal("0.5")
# Less than this of a figure is no cause that anyone would name.
_WORTH_A_SENTENCE = Decimal("0.1")


def direction(it: Explained) -> str:
    """ "up", "down", "same", or "" where it is not known how the main figure moved."""
    if it.whole is not None:
        return "up" if it.whole > 0 else "down" if it.whole < 0 else "same"
    return it.row.score_move.direction


def is_outdone(it: Explained) -> bool:
    """Whether a unit whose figure rose lost its places to units that came from behind: these can only have risen more."""
    split = it.why.rank
    if split is None or direction(it) != "up" or split.of(How.JOINED):
        return False
    came_from_behind = len(split.of(How.PASSED_BY, How.BROKE_AWAY))
    return split.whole < 0 and came_from_behind >= -split.whole


def because(it: Explained) -> Words:
    """The cause behind a move of rank, where the parts show one."""
    moved, way = it.row.rank_move.places or 0, direction(it)
    if (moved < 0 and way == "up") or (moved > 0 and way == "down"):
        return _against(it, moved)
    if it.whole is None or not way:
        return _told_change(it)
    main = _main_cause(it)
    if moved == 0 or way == "same" or _is_others_doing(it):
        return _beside(it, way, main)
    if main:
        return say(_(", chủ yếu nhờ %(cause)s") if moved > 0 else _(", chủ yếu do %(cause)s"), cause=main)
    return _beside(it, way, ())


def _is_others_doing(it: Explained) -> bool:
    """Whether the rank would have moved the other way, or not at all, had the others stood still."""
    split = it.why.rank
    return split is not None and split.own is not None and split.own * split.whole <= 0


def _beside(it: Explained, way: str, main: Words) -> Words:
    """How the figure moved, beside a rank of which it is not the cause."""
    if way == "same":
        return say(_("; %(what)s không đổi"), what=it.what_words)
    template = _("; %(what)s tăng%(size)s") if way == "up" else _("; %(what)s giảm%(size)s")
    words = say(template, what=it.what_words, size=_how_much(it))
    if main:
        words += say(_(", chủ yếu nhờ %(cause)s") if way == "up" else _(", chủ yếu do %(cause)s"), cause=main)
    return words


def _against(it: Explained, moved: int) -> Words:
    """The rank went the other way than the figure."""
    change = _how_much(it)
    if moved < 0:
        words = say(_(", dù %(what)s tăng%(change)s"), what=it.what_words, change=change)
        return words + (say(_(", vì có đơn vị khác tăng nhiều hơn")) if is_outdone(it) else ())
    words = say(_(", dù %(what)s giảm%(change)s"), what=it.what_words, change=change)
    split = it.why.rank
    fell_behind = len(split.of(How.OVERTAKEN)) if split is not None else 0
    return words + (say(_(", vì có đơn vị khác giảm nhiều hơn")) if fell_behind >= moved else ())


def _how_much(it: Explained) -> Words:
    """ " 1,43 điểm" where the size of the change is known."""
    return (" ", it.difference(it.whole, it.what)) if it.whole else ()


def _told_change(it: Explained) -> Words:
    """Components whose change is known, where it is not known that they made the move."""
    lines = [line for line in it.breakdown.components if line.change]
    if not lines:
        return ()
    return say("; %(changes)s", changes=listing([_changed(it, line) for line in lines[:2]]))


def _changed(it: Explained, line: ComponentLine) -> Words:
    """ "điểm thẩm định tăng 6,21 điểm" """
    change = line.change or Decimal(0)
    of = it.change_of(f"c.{line.component.code}")
    size = pieces.difference(change, of, is_percent=line.component.is_percent)
    template = _("%(part)s tăng %(size)s") if change > 0 else _("%(part)s giảm %(size)s")
    return say(template, part=in_a_sentence(line.component), size=size)


def _contributed(it: Explained, line: ComponentLine) -> Words:
    """ "điểm thẩm định làm tăng 6,21 điểm phần trăm", where a point is not a point of the index."""
    share = line.share or Decimal(0)
    size = it.difference(share, f"share.{line.component.code}")
    template = _("%(part)s làm tăng %(size)s") if share > 0 else _("%(part)s làm giảm %(size)s")
    return say(template, part=in_a_sentence(line.component), size=size)


def _as_cause(it: Explained, line: ComponentLine) -> Words:
    """ "điểm thẩm định tăng 6,21 điểm", behind "chủ yếu nhờ"; of an index "điểm thẩm định (làm tăng …)"."""
    if not it.breakdown.is_scaled:
        return _changed(it, line)
    share = line.share or Decimal(0)
    size = it.difference(share, f"share.{line.component.code}")
    template = _("%(part)s (làm tăng %(size)s)") if share > 0 else _("%(part)s (làm giảm %(size)s)")
    return say(template, part=in_a_sentence(line.component), size=size)


def _told(it: Explained, line: ComponentLine) -> Words:
    return _contributed(it, line) if it.breakdown.is_scaled else _changed(it, line)


def _main_cause(it: Explained) -> Words:
    """What made at least half of a known change, or the two largest parts of it."""
    told, whole = it.breakdown, it.whole
    if not whole:
        return ()
    # What the change of the set and of what applies made, before what is left for the components.
    for cause, words in (
        (Cause.CRITERIA, _("thay đổi của bộ tiêu chí")),
        (Cause.APPLIES, _("số tiêu chí áp dụng khác năm trước")),
    ):
        share = it.share_of(cause)
        if share * whole > 0 and abs(share) >= abs(whole) * _HALF:
            return say(words)
    if told.components_rest is None or abs(told.components_rest) > abs(whole) * _HALF:
        return ()
    sizes = [
        (line.share * whole, line)
        for line in told.components
        if line.share is not None and (line.change or told.is_scaled) and not is_the_whole(it, line)
    ]
    same_way = sorted((each for each in sizes if each[0] > 0), key=lambda each: -each[0])
    if not same_way:
        return ()
    all_of_them = sum((size for size, _ in same_way), Decimal(0))
    chosen = same_way[:1] if same_way[0][0] >= all_of_them * _HALF else same_way[:2]
    return listing([_as_cause(it, line) for _, line in chosen])


def score(it: Explained) -> Words:
    """The main figure, its change, and every component's."""
    figure = it.figure
    told, whole = it.breakdown, it.whole
    lines = [
        line
        for line in told.components
        if (line.share if told.is_scaled else line.change) and not is_the_whole(it, line)
    ]
    if figure is None or (whole is None and not lines):
        return ()
    # A figure that follows from printed ones says so.
    is_derived = it.why.ranking.ranking_figure(it.row).basis == "derived"
    template = _("%(what)s là %(figure)s (tính từ các số nguồn in)") if is_derived else _("%(what)s đạt %(figure)s")
    words = say(template, what=it.what_words, figure=figure)
    if whole:
        template = _(", tăng %(size)s so với năm %(year)s") if whole > 0 else _(", giảm %(size)s so với năm %(year)s")
        words += say(template, size=it.difference(whole, it.what), year=it.last_year)
    elif whole == 0:
        words += say(_(", bằng năm %(year)s"), year=it.last_year)
    if not lines:
        return words
    template = _("; trong đó %(changes)s") if whole is not None else "; %(changes)s"
    return words + say(template, changes=listing([_told(it, line) for line in lines]))


def is_the_whole(it: Explained, line: ComponentLine) -> bool:
    """The component of a table that has no other is the total over again."""
    return len(it.why.ranking.components) == 1 and line.change == it.whole


def areas(it: Explained) -> Words:
    """The area that rose most and the one that fell most, of those whose criteria stayed as they were."""
    appraised = [area for area in it.breakdown.areas if area.origins == {Origin.APPRAISAL}]
    alike = [area for area in appraised if area.is_alike]
    facts: Facts = {}
    if (risen := _extreme(alike, 1)) is not None:
        facts |= {"up": _lowered(risen.title), "gain": it.difference(risen.share, f"a.{risen.code}")}
    if (fallen := _extreme(alike, -1)) is not None:
        facts |= {"down": _lowered(fallen.title), "loss": it.difference(fallen.share, f"a.{fallen.code}")}
    if not facts:
        return ()
    is_all = len(alike) == len(appraised)
    among = _("xét theo lĩnh vực") if is_all else _("trong các lĩnh vực giữ nguyên tiêu chí")
    if risen is not None and fallen is not None:
        variants = (
            _("%(among)s, %(up)s tăng nhiều nhất (%(gain)s), %(down)s giảm nhiều nhất (%(loss)s)"),
            _("%(among)s, đơn vị tiến bộ nhất ở %(up)s (tăng %(gain)s) và giảm nhiều nhất ở %(down)s (giảm %(loss)s)"),
        )
    elif risen is not None:
        variants = (
            _("%(among)s, %(up)s tăng nhiều nhất (%(gain)s)"),
            _("%(among)s, đơn vị tiến bộ nhất ở %(up)s (tăng %(gain)s)"),
        )
    else:
        variants = (
            _("%(among)s, %(down)s giảm nhiều nhất (%(loss)s)"),
            _("%(among)s, đơn vị mất thêm nhiều điểm nhất ở %(down)s (giảm %(loss)s)"),
        )
    return choose(it.key, [say(each, among=among, **facts) for each in variants])


def _extreme(areas: list[AreaLine], sign: int) -> AreaLine | None:
    """The area that moved most that way by as much as is worth telling; None where two moved alike."""
    moved = sorted((area for area in areas if area.share * sign >= _WORTH_A_SENTENCE), key=lambda a: -a.share * sign)
    if not moved or (len(moved) > 1 and moved[0].share == moved[1].share):
        return None
    return moved[0]


def _lowered(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def criteria(it: Explained) -> Words:
    """What the changed set did to the figure."""
    share, split = it.share_of(Cause.CRITERIA), it.why.split
    if abs(share) < _WORTH_A_SENTENCE or not isinstance(split, Split):
        return ()
    mappings = {line.mapping for line in split.lines if line.cause is Cause.CRITERIA}
    kinds = [
        words
        for mapping, words in (
            (LeafMapping.NEW, _("mới")),
            (None, _("bỏ")),
            (LeafMapping.MAXIMUM, _("đổi điểm tối đa")),
        )
        if mapping in mappings
    ]
    template = _("Bộ tiêu chí thay đổi so với năm %(year)s: các tiêu chí %(kinds)s làm %(what)s tăng %(size)s")
    if share < 0:
        template = _("Bộ tiêu chí thay đổi so với năm %(year)s: các tiêu chí %(kinds)s làm %(what)s giảm %(size)s")
    size = it.difference(share, "cause.criteria")
    words = say(template, year=it.last_year, kinds=_or(kinds), what=it.what_words, size=size)
    return words + say(_("; phần này không so sánh được với kết quả năm trước"))


def _or(words: list[str]) -> str:
    """ "mới, bỏ hoặc đổi điểm tối đa" """
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s hoặc %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def applies(it: Explained) -> Words:
    """What it did that leaves applied in one of the years only."""
    share = it.share_of(Cause.APPLIES)
    if abs(share) < _WORTH_A_SENTENCE:
        return ()
    template = _("Các tiêu chí chỉ áp dụng cho đơn vị ở một trong hai năm làm %(what)s tăng %(size)s")
    if share < 0:
        template = _("Các tiêu chí chỉ áp dụng cho đơn vị ở một trong hai năm làm %(what)s giảm %(size)s")
    return say(template, what=it.what_words, size=it.difference(share, "cause.applies"))
