"""Which sentences are said of a published table: the generated ones, but for those that whoever published it reworded.

The one definition; pages, papers and files ask here. An edited sentence is shown as it was published, whatever is generated
today; one that was left empty is not said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from scoring.published.values import Ranking
from scoring.published.why import Earlier, Why

from .blocks import explain_block
from .edited import read
from .explained import in_a_sentence
from .facts import OTHERS, Facts
from .pieces import Sentence
from .units import explain

BLOCK = ""  # in the place of a unit


def said_of(why: Why) -> tuple[Sentence, ...]:
    """Everything that is said of a unit's result; where a reason is said, it is the first sentence."""
    wordings = why.ranking.wordings.get(why.row.unit)
    generated = explain(why)
    return _reworded(generated, wordings, lambda _each: facts_of_unit(why, generated)) if wordings else generated


def said_of_block(ranking: Ranking, earlier: Earlier | None = None, only: Collection[str] = ()) -> tuple[Sentence, ...]:
    """Everything that is said of a block, or `only` what is asked for."""
    wordings = ranking.wordings.get(BLOCK)
    generated = explain_block(ranking, earlier, only)
    if not wordings:
        return generated
    wanted = {about: text for about, text in wordings.items() if not only or about in only}
    return _reworded(generated, wanted, lambda each: facts_of_block(ranking, each, earlier))


def is_edited(ranking: Ranking, unit: str = BLOCK) -> bool:
    """Whether some sentence of the unit or of the block is in the words of whoever published."""
    return bool(ranking.wordings.get(unit))


def leaves_out(ranking: Ranking, unit: str = BLOCK) -> bool:
    """Whether a sentence was left out by whoever published."""
    return not all(ranking.wordings.get(unit, {"": "."}).values())


def _reworded(generated: Sequence[Sentence], wordings: Mapping[str, str], facts) -> tuple[Sentence, ...]:
    return tuple(_merged(generated, wordings, facts))


def _merged(generated: Sequence[Sentence], wordings: Mapping[str, str], facts) -> Iterator[Sentence]:
    for each in generated:
        if each.about not in wordings:
            yield each
        elif text := wordings[each.about]:
            yield read(text, facts((each,)), each.about).sentence
    told = {each.about for each in generated}
    for about, text in wordings.items():
        if about not in told and text:
            yield read(text, facts(()), about).sentence


def facts_of_unit(why: Why, generated: Sequence[Sentence]) -> Facts:
    """What an edited sentence of a unit may draw on: everything that is generated of it."""
    labels = {in_a_sentence(each): f"c.{each.code}" for each in _components(why.ranking, why.earlier)}
    labels |= {title: f"a.{code}" for code, title in why.areas.items()}
    return Facts(tuple(generated), why.row.unit, why.names, labels | _totals(), why.ranking.release.year)


def facts_of_block(ranking: Ranking, generated: Sequence[Sentence], earlier: Earlier | None) -> Facts:
    """What an edited sentence of a block may draw on: the generated one, since a block's figures are of many units."""
    before = {unit: row.name for unit, row in earlier.rows.items()} if earlier is not None else {}
    labels = {in_a_sentence(each): f"c.{each.code}" for each in _components(ranking, earlier)}
    return Facts(tuple(generated), BLOCK, {**before, **ranking.names}, labels | _totals(), ranking.release.year)


def _totals() -> dict[str, str]:
    return {_("tổng điểm"): "total", _("chỉ số"): "index", _("thay đổi của các đơn vị khác"): OTHERS}


def _components(ranking: Ranking, earlier: Earlier | None):
    old = earlier.components if earlier is not None else {}
    return {**old, **{each.code: each for each in ranking.components}}.values()
