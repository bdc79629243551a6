"""A whole block in sentences: who leads, how far apart, who rose and fell most and why, who rose and yet fell behind.

Superlatives need every unit's move, else they say of whom they speak; distances need both figures; nothing is guessed.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from scoring.published.values import Ranking, Row
from scoring.published.why import Earlier, Why, why_of

from . import pieces, standing
from .breakdown import ComponentLine, breakdown
from .causes import is_outdone
from .explained import Explained, in_a_sentence
from .pieces import Name, Of, Piece, Sentence, Words, listing, say, sentence

# More movers than this are not all told.
MOST_MOVERS = 8
_NEAR = Decimal("0.5")
# So many units that moved alike are told together.
_TOGETHER = 3


@dataclass(frozen=True)
class Block:
    """A table and the one that it is compared with."""

    ranking: Ranking
    earlier: Earlier | None

    def explained(self, row: Row, *, with_rank: bool = False) -> Explained:
        """A unit's own change; who passed it only where asked, since that looks at the whole block."""
        why: Why = why_of(self.ranking, row.unit, self.earlier, with_rank=with_rank)
        return Explained(why, breakdown(why))

    @property
    def year(self) -> int:
        return self.ranking.release.year

    @property
    def is_percent(self) -> bool:
        return bool(self.ranking.release.suffix) or (self.ranking.is_by_index and not self.ranking.has_one_scale)

    def figure(self, row: Row) -> pieces.Figure | None:
        return standing.main_figure(self.ranking, row, as_index=self.is_percent)

    def gap(self, upper: Row, lower: Row) -> pieces.Figure | None:
        """The distance between two units, where both figures can be quoted."""
        higher, lesser = self.figure(upper), self.figure(lower)
        if higher is None or lesser is None:
            return None
        what = "index" if self.ranking.is_by_index and self.is_percent else "total"
        of = Of(lower.unit, what, self.year, against_unit=upper.unit)
        return pieces.difference(higher.value - lesser.value, of, is_percent=self.is_percent)

    def movers(self, sign: int) -> list[Row]:
        """The units that rose (1) or fell (-1), those that moved furthest first."""
        found = [row for row in self.ranking.rows if (row.rank_move.places or 0) * sign > 0]
        return sorted(found, key=lambda row: (-abs(row.rank_move.places or 0), row.rank or 10**6, row.position))

    @property
    def is_told_of_all(self) -> bool:
        """Whether every unit of the block is there with its move."""
        return self.ranking.is_whole and all(row.rank_move.places is not None for row in self.ranking.rows)


def explain_block(ranking: Ranking, earlier: Earlier | None = None, only: Collection[str] = ()) -> tuple[Sentence, ...]:
    """Everything there is to say of a block, or `only` what is asked for ("rises", "gap", ...).

    `earlier`: the table it is compared with, with the scores of its movers.
    """
    block = Block(ranking, earlier)
    made: Sequence[tuple[str, Callable[[Block], Words]]] = (
        ("leaders", _leaders),
        ("ties", _ties),
        ("gap", _gap),
        ("middle", _middle),
        ("rises", _rises),
        ("falls", _falls),
        ("kept", _kept),
        ("outdone", _outdone),
        ("near", _near),
    )
    wanted = [(about, make) for about, make in made if not only or about in only]
    return tuple(sentence(words, about) for about, make in wanted if (words := make(block)))


def movers(ranking: Ranking) -> list[str]:
    """The units whose scores of the year before the sentences of a block ask for."""
    block = Block(ranking, None)
    return [row.unit for sign in (1, -1) for row in block.movers(sign)[:MOST_MOVERS]]


def _leaders(block: Block) -> Words:
    first = [row for row in block.ranking.placed if row.rank == 1 and row.rank_basis in standing.QUOTED]
    if not first or len(first) > 3:
        return ()
    figure = block.figure(first[0])
    names = listing([Name(row.unit, row.name) for row in first])
    scope = _("cả nước") if block.ranking.release.is_national else _("khối")
    template = _("%(names)s dẫn đầu %(scope)s") if len(first) == 1 else _("%(names)s cùng dẫn đầu %(scope)s")
    words = say(template, names=names, scope=scope)
    with_figure = _(" với chỉ số %(figure)s") if block.is_percent else _(" với %(figure)s")
    return words + (say(with_figure, figure=figure) if figure else ())


def _ties(block: Block) -> Words:
    """Units that share a rank below the first, where they are few."""
    told: list[Piece | Words] = []
    by_rank: dict[int, list[Row]] = {}
    for row in block.ranking.placed:
        if row.rank is not None and row.rank > 1 and row.rank_basis in standing.QUOTED:
            by_rank.setdefault(row.rank, []).append(row)
    shared = [rows for rows in by_rank.values() if len(rows) > 1]
    if not shared or len(shared) > 3:
        return ()
    for rows in shared:
        if len(rows) > 4:
            return ()
        figures = [block.figure(row) for row in rows]
        rank = pieces.rank(rows[0].rank or 0, Of(rows[0].unit, "rank", block.year))
        names = listing([Name(row.unit, row.name) for row in rows])
        if figures[0] is not None and all(each is not None and each.value == figures[0].value for each in figures):
            template = _("%(names)s cùng đạt %(figure)s, đồng hạng %(rank)s")
            if block.is_percent:
                template = _("%(names)s cùng đạt chỉ số %(figure)s, đồng hạng %(rank)s")
            told.append(say(template, names=names, figure=figures[0], rank=rank))
        else:
            told.append(say(_("%(names)s đồng hạng %(rank)s"), names=names, rank=rank))
    return _in_a_row(told)


def _in_a_row(clauses: Sequence[Piece | Words]) -> Words:
    found: list[Piece] = []
    for number, clause in enumerate(clauses):
        found += ["; "] if number else []
        found.extend(clause if isinstance(clause, tuple) else (clause,))
    return tuple(found)


def _first(block: Block) -> Row | None:
    return next((row for row in block.ranking.placed if row.rank == 1), None)


def _gap(block: Block) -> Words:
    """From the first to the last, when both are known to be."""
    first, count = _first(block), block.ranking.release.unit_count
    last = next((row for row in block.ranking.placed if row.rank is not None and row.rank == count), None)
    if first is None or last is None or first is last or (gap := block.gap(first, last)) is None:
        return ()
    higher, lesser = block.figure(first), block.figure(last)
    if higher is None or lesser is None:
        return ()
    template = _("Chênh lệch giữa đơn vị đứng đầu và đơn vị cuối bảng là %(gap)s (%(first)s so với %(last)s)")
    return say(template, gap=gap, first=higher, last=lesser)


def _middle(block: Block) -> Words:
    """From the first to the one in the middle of the table: how close the better half is."""
    first, count = _first(block), block.ranking.release.unit_count
    if first is None or count is None or count < 7 or count % 2 == 0:
        return ()
    middle = [row for row in block.ranking.placed if row.rank == (count + 1) // 2]
    if len(middle) != 1 or (gap := block.gap(first, middle[0])) is None:
        return ()
    rank = pieces.rank(middle[0].rank or 0, Of(middle[0].unit, "rank", block.year))
    unit = Name(middle[0].unit, middle[0].name)
    template = _("Từ đơn vị đứng đầu đến %(unit)s (hạng %(rank)s, giữa bảng) cách nhau %(gap)s")
    return say(template, unit=unit, rank=rank, gap=gap)


def _rises(block: Block) -> Words:
    return _moves(
        block,
        1,
        most=_("Tăng hạng nhiều nhất là %(list)s"),
        some=_("Trong các đơn vị so sánh được, tăng hạng có %(list)s"),
        every=_("Các đơn vị tăng hạng gồm %(list)s"),
        one=_("Đơn vị tăng hạng là %(list)s"),
    )


def _falls(block: Block) -> Words:
    words = _moves(
        block,
        -1,
        most=_("Giảm hạng nhiều nhất là %(list)s"),
        some=_("Trong các đơn vị so sánh được, giảm hạng có %(list)s"),
        every=_("Các đơn vị giảm hạng gồm %(list)s"),
        one=_("Đơn vị giảm hạng là %(list)s"),
    )
    return words + _shared_cause(block) if words else ()


def _moves(block: Block, sign: int, *, most: str, some: str, every: str, one: str) -> Words:
    """Everyone who moved that way, or those who moved furthest where there are many."""
    rows = block.movers(sign)
    if not rows or len([row for row in block.ranking.rows if row.rank_move.places is not None]) < 2:
        return ()
    if len(rows) > MOST_MOVERS:
        least = abs(rows[2].rank_move.places or 0)
        rows = [row for row in rows if abs(row.rank_move.places or 0) >= least][:MOST_MOVERS]
        if not block.is_told_of_all:
            return ()  # of some of the block nobody can be said to have moved furthest
        return say(most, list=listing(_movers(block, rows)))
    template = some if not block.is_told_of_all else every if len(rows) > 1 else one
    return say(template, list=listing(_movers(block, rows)))


def _movers(block: Block, rows: list[Row]) -> list[Piece | Words]:
    """Each with its ranks; three and more that moved by as many places are told together."""
    found: list[Piece | Words] = []
    for _places, same in groupby(rows, key=lambda row: row.rank_move.places):
        alike = list(same)
        if len(alike) < _TOGETHER:
            found += [_mover(block, row) for row in alike]
            continue
        names = listing([Name(row.unit, row.name) for row in alike])
        moved = block.explained(alike[0]).places or ""
        found.append(say(_("%(names)s (mỗi đơn vị %(places)s)"), names=names, places=moved))
    return found


def _mover(block: Block, row: Row) -> Words:
    """ "Sở Tư pháp (7 bậc, từ hạng 11 lên hạng 4)" """
    it = block.explained(row)
    facts: dict[str, Piece | Words] = {"unit": it.name, "places": it.places or ""}
    if it.rank is None or it.rank_before is None:
        return say(_("%(unit)s (%(places)s)"), **facts)
    template = _("%(unit)s (%(places)s, từ hạng %(before)s lên hạng %(rank)s)")
    if (row.rank_move.places or 0) < 0:
        template = _("%(unit)s (%(places)s, từ hạng %(before)s xuống hạng %(rank)s)")
    return say(template, **facts, before=it.rank_before, rank=it.short_rank)


def _shared_cause(block: Block) -> Words:
    """The component that made the scores of all who fell fall, where it is the same one."""
    rows = block.movers(-1)
    worst = [_worst(block.explained(row)) for row in rows[:MOST_MOVERS]]
    codes = {line.component.code if line is not None else "" for line in worst}
    if len(codes) != 1 or worst[0] is None or len(rows) > MOST_MOVERS:
        return ()
    part = in_a_sentence(worst[0].component)
    if len(rows) == 1:
        return say(_("; nguyên nhân chính là %(part)s giảm"), part=part)
    return say(_("; nguyên nhân chung là %(part)s giảm"), part=part)


def _worst(it: Explained) -> ComponentLine | None:
    """What took most from a total that fell."""
    told = it.breakdown
    if told.whole is None or told.whole >= 0 or told.components_rest is None:
        return None
    lost = [line for line in told.components if line.share is not None and line.share < 0 and line.change]
    worst = min(lost, key=lambda line: line.share or Decimal(0), default=None)
    return worst if worst is not None and -(worst.share or Decimal(0)) * 2 >= -told.whole else None


def _kept(block: Block) -> Words:
    """Who kept their rank, where they are few."""
    rows = [row for row in block.ranking.placed if row.rank_move.places == 0 and row.rank_basis in standing.QUOTED]
    rows = [row for row in rows if row.rank is not None]
    if not rows or len(rows) > 6:
        return ()
    told: list[Piece | Words] = [
        say(
            _("%(unit)s (hạng %(rank)s)"),
            unit=Name(row.unit, row.name),
            rank=pieces.rank(row.rank or 0, Of(row.unit, "rank", block.year)),
        )
        for row in rows
    ]
    return say(_("%(list)s giữ nguyên thứ hạng"), list=listing(told))


def _outdone(block: Block) -> Words:
    """Who rose in points and fell in rank, because others rose more."""
    risen = [row for row in block.movers(-1) if (row.score_move.points or 0) > 0 or row.score_move.direction == "up"]
    risen = [row for row in risen if row.rank_basis in standing.QUOTED and row.rank_move.before.isdigit()]
    if len(risen) > MOST_MOVERS:
        return ()
    rows = [row for row in risen if is_outdone(block.explained(row, with_rank=True))]
    if not rows:
        return ()
    names = listing([Name(row.unit, row.name) for row in rows])
    return say(_("%(names)s tăng điểm nhưng giảm hạng vì có đơn vị khác tăng nhiều hơn"), names=names)


def _near(block: Block) -> Words:
    """The closest neighbours that are not level."""
    pairs = []
    for lower in block.ranking.placed:
        for upper in block.ranking.above(lower)[:1]:
            gap = block.gap(upper, lower)
            if gap is not None and 0 < gap.value <= _NEAR:
                pairs.append((gap.value, lower.position, upper, lower, gap))
    if not pairs:
        return ()
    _value, _position, upper, lower, gap = min(pairs, key=lambda pair: pair[:2])
    template = _("Sát nhau nhất là %(upper)s và %(lower)s, chỉ cách nhau %(gap)s")
    if not block.is_told_of_all and not block.ranking.is_whole:
        template = _("%(upper)s và %(lower)s chỉ cách nhau %(gap)s")
    return say(template, upper=Name(upper.unit, upper.name), lower=Name(lower.unit, lower.name), gap=gap)
