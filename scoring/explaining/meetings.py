"""Who passed whom, by name, and what rank the unit's own move would have given."""

from django.utils.translation import gettext as _

from scoring.core.passing import How

from . import pieces
from .explained import MOST_NAMED, Explained, Facts
from .pieces import Words, choose, listing, say


def passers(it: Explained) -> Words:
    """Whom the unit passed and who passed it; who came and went where that moved its rank."""
    if it.why.rank is None:
        return ()
    own = _each(it, (_("vượt qua %(names)s"), How.OVERTAKEN), (_("bắt kịp %(names)s"), How.REACHED))
    theirs = _each(
        it,
        (_("bị %(names)s vượt qua"), How.PASSED_BY),
        (_("không còn đồng hạng với %(names)s, nay đứng trên"), How.BROKE_AWAY),
        (_("bị %(names)s bắt kịp"), How.CAUGHT_UP),
    )
    around = _each(
        it,
        (_("%(names)s năm trước đứng trên, nay không còn trong bảng xếp hạng"), How.LEFT),
        (_("%(names)s năm trước chưa được xếp hạng, nay đứng trên"), How.JOINED),
    )
    told = listing(own)
    if own and theirs:
        told = say(_("%(own)s nhưng %(theirs)s"), own=told, theirs=listing(theirs))
    elif theirs:
        told = listing(theirs)
    if told:
        words = say(_("So với năm %(year)s, %(unit)s %(told)s"), year=it.last_year, unit=it.name, told=told)
        return words + (("; ", *_in_a_row(around)) if around else ())
    return _in_a_row(around)


def _each(it: Explained, *ways: tuple[str, How]) -> list[pieces.Piece | Words]:
    return [words for words in (_met(it, template, how) for template, how in ways) if words]


def _in_a_row(clauses: list[pieces.Piece | Words]) -> Words:
    found: list[pieces.Piece] = []
    for number, clause in enumerate(clauses):
        found += ["; "] if number else []
        found.extend(clause if isinstance(clause, tuple) else (clause,))
    return tuple(found)


def _met(it: Explained, template: str, how: How) -> Words:
    units = it.why.rank.of(how) if it.why.rank is not None else ()
    if not units:
        return ()
    names = listing(pieces.names_of(units, it.why.names))
    if len(units) > MOST_NAMED:
        first = listing(pieces.names_of(units[:3], it.why.names))
        many = pieces.count(len(units), it.of(how.value))
        names = say(_("%(many)s (trong đó có %(first)s)"), many=many, first=first)
    return say(template, names=names)


def own_and_others(it: Explained) -> Words:
    """The rank by the unit's own move, where others moved it the other way or by far. No official result, and says so."""
    split = it.why.rank
    if split is None or split.own is None or not split.others or split.rank_by_own_move is None:
        return ()
    if split.own * split.others >= 0 and abs(split.others) < 2:
        return ()
    facts: Facts = {
        "year": it.last_year,
        "alone": pieces.rank(split.rank_by_own_move, it.of("own")),
        "others": pieces.places(split.others, it.of("others")),
    }
    variants = (
        _(
            "Nếu các đơn vị khác giữ nguyên kết quả năm %(year)s thì kết quả năm nay đủ để xếp hạng %(alone)s"
            " (không phải kết quả chính thức); thay đổi của các đơn vị khác làm đơn vị giảm %(others)s"
        ),
        _(
            "Với kết quả năm nay, đơn vị sẽ xếp hạng %(alone)s trong bảng của năm %(year)s (không phải kết quả chính"
            " thức); thay đổi của các đơn vị khác làm đơn vị giảm %(others)s"
        ),
    )
    if split.others > 0:
        variants = (
            _(
                "Nếu các đơn vị khác giữ nguyên kết quả năm %(year)s thì kết quả năm nay chỉ đủ để xếp hạng %(alone)s"
                " (không phải kết quả chính thức); thay đổi của các đơn vị khác giúp đơn vị tăng %(others)s"
            ),
            _(
                "Với kết quả năm nay, đơn vị chỉ xếp hạng %(alone)s trong bảng của năm %(year)s (không phải kết quả"
                " chính thức); thay đổi của các đơn vị khác giúp đơn vị tăng %(others)s"
            ),
        )
    return choose(it.key, [say(each, **facts) for each in variants])
